"""A study from its checked cases to rows side by side."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from storage_opt.inputs.study import Study
from storage_opt.messages import Message, say
from storage_opt.records.study import CaseRow, Comparison, Failed, Solved
from storage_opt.studies.case_pool import solve_all
from storage_opt.studies.case_work import Done, Job, LayOut
from storage_opt.studies.cases import CheckedCase, checked_cases
from storage_opt.studies.parts import PartStore, read_part

Tell = Callable[[Message], None]


def compare(
    study: Study,
    lay_out: LayOut,
    *,
    workers: int = 1,
    store: PartStore | None = None,
    earlier: Sequence[Path] = (),
    tell: Tell = lambda _: None,
) -> Comparison:
    """Solve all cases of a study that are not solved yet.

    Parameters
    ----------
    study : Study
        As read.
    lay_out : callable
        Says what reports keep of a run.
    workers : int
        Processes; no figure depends on it.
    store : PartStore or None
        Keeps each case as it finishes.
    earlier : sequence of Path
        Folders with cases that earlier runs finished.
    tell : callable
        Is told what happens, for progress.

    Returns
    -------
    Comparison
        Every case has a row, those without a result included.

    Raises
    ------
    StudyError
        Before anything is solved: the faults of all cases.
    """
    began = time.perf_counter()
    tell(say("compare.progress.check", count=len(study.cases)))
    cases = checked_cases(study)
    outcomes: dict[str, Solved | Failed] = {}
    for case in cases:
        if (part := read_part(case.key, earlier)) is not None:
            outcomes[case.key] = part
    resumed, seconds = set(outcomes), list[float]()
    jobs = _jobs([case for case in cases if case.key not in resumed])
    checked = time.perf_counter()

    def done(job: Job, result: Done) -> None:
        outcomes[job.key] = result.outcome
        seconds.append(result.seconds)
        if store is not None and isinstance(result.outcome, Solved):
            store.put(result.outcome)
        tell(say("compare.progress.done", done=len(seconds), count=len(jobs), name=job.name))

    if jobs:
        tell(say("compare.progress.solve", count=len(jobs), workers=min(workers, len(jobs))))
    solve_all(jobs, lay_out, workers, done)
    ended = time.perf_counter()
    return Comparison(
        study.name,
        study.reference,
        _rows(study, cases, outcomes, resumed),
        workers=min(workers, len(jobs)),
        seconds={
            "check": checked - began,
            "solve": ended - checked,
            "cases": sum(seconds),
            "total": ended - began,
        },
    )


def _jobs(cases: Sequence[CheckedCase]) -> list[Job]:
    """One job per key, those with the same prices one after the other."""
    first_with = {prices: at for at, prices in reversed(list(enumerate(case.prices for case in cases)))}
    unique: dict[str, CheckedCase] = {}
    for case in cases:
        unique.setdefault(case.key, case)
    ordered = sorted(unique.values(), key=lambda c: first_with[c.prices])
    return [Job(c.case.name, c.key, c.case.content, c.case.folder) for c in ordered]


def _rows(
    study: Study, cases: Sequence[CheckedCase], outcomes: dict[str, Solved | Failed], resumed: set[str]
) -> tuple[CaseRow, ...]:
    """Rows in the order of the study, each less the reference."""
    reference = next(outcomes[c.key] for c in cases if c.case.name == study.reference)
    rows = []
    for checked in cases:
        case, outcome = checked.case, outcomes[checked.key]
        difference: dict[str, float | None] = {}
        if isinstance(outcome, Solved) and isinstance(reference, Solved):
            difference = outcome.figures.less(reference.figures)
        rows.append(CaseRow(case.name, case.axes, case.content, outcome, difference, checked.key in resumed))
    return tuple(rows)
