"""A study from its checked cases to rows side by side."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from storage_opt.inputs.study import Study
from storage_opt.messages import say
from storage_opt.records.study import CaseRow, Comparison, Failed, Solved
from storage_opt.studies.additionality import additionality
from storage_opt.studies.batch_run import BatchRun, Tell
from storage_opt.studies.batches import Job
from storage_opt.studies.case_work import LayOut, solve_case, solved_of
from storage_opt.studies.cases import CheckedCase, checked_cases
from storage_opt.studies.draw_check import check_draws
from storage_opt.studies.draw_work import solve_draw
from storage_opt.studies.draws import draw_all
from storage_opt.studies.equal_budget import equal_budget
from storage_opt.studies.executors import Executors, Local
from storage_opt.studies.parts import PartStore
from storage_opt.studies.plants import plants_of
from storage_opt.studies.sweep import sweep

ONE = Local(1)
"""In this process."""


def compare(
    study: Study,
    lay_out: LayOut,
    *,
    executor: Executors = ONE,
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
    executor : Executors
        Where cases are solved; no figure depends on it.
    store : PartStore or None
        Keeps each batch of cases as it finishes.
    earlier : sequence of Path
        Folders with batches that earlier runs finished.
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
    check_draws(study, cases)
    run = BatchRun(partial(solve_case, lay_out=lay_out), executor, store, earlier, tell, solved_of)
    checked = time.perf_counter()
    solved: dict[str, Solved | Failed] = {}

    def solve(jobs: Sequence[Job], progress: str) -> Mapping[str, Solved | Failed]:
        run.solve(jobs, progress, study.batch)
        solved.update((job.key, solved_of(run.outcomes[job.key])) for job in jobs if job.key not in solved)
        return solved

    solve(_jobs(cases), "compare.progress.solve")
    rows = _rows(study, cases, solved, run.resumed)
    asks, plants = study.asks, plants_of(study.cases, rows)
    swept = None
    if asks.sweep is not None:
        swept = sweep(asks.sweep, cases, dict(solved), lambda jobs: solve(jobs, "compare.progress.sweep"))
    draws = BatchRun(solve_draw, executor, store, earlier, tell)
    drawn = draw_all(study, cases, solved, draws)
    ended = time.perf_counter()
    keys = {case.key for case in cases}
    more = [o for key, o in solved.items() if key not in keys and isinstance(o, Solved)]
    return Comparison(
        study.name,
        study.reference,
        rows,
        workers=max(run.most_workers, draws.most_workers),
        seconds={
            "check": checked - began,
            "solve": ended - checked,
            "cases": sum(run.seconds) + sum(draws.seconds),
            "total": ended - began,
        },
        additionality=None if asks.hurdle is None else additionality(plants, asks.hurdle),
        equal_budget=None if asks.equal_budget is None else equal_budget(plants, asks.equal_budget),
        sweep=swept,
        varied=tuple(more),
        peak_memory_mb=max((mb for mb in (run.peak_memory_mb, draws.peak_memory_mb) if mb is not None), default=None),
        parts={**run.parts(), **draws.parts()},
        draws=drawn,
    )


def _jobs(cases: Sequence[CheckedCase]) -> list[Job]:
    """Jobs in order: those with the same prices one after the other."""
    first_with = {prices: at for at, prices in reversed(list(enumerate(case.prices for case in cases)))}
    ordered = sorted(cases, key=lambda c: first_with[c.prices])
    return [Job(c.case.name, c.key, c.case.content, c.case.folder, c.checksums) for c in ordered]


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
        is_resumed = checked.key in resumed
        rows.append(CaseRow(case.name, case.axes, case.content, outcome, difference, is_resumed, case.place))
    return tuple(rows)
