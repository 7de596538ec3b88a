"""The draws of a study, from its solved cases to statistics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storage_opt.inputs.study import Study
from storage_opt.messages import LANGUAGES, say
from storage_opt.records.draw_results import DrawnStudy, DrawRow
from storage_opt.records.study import Answer, Failed, Solved
from storage_opt.studies.batch_run import BatchRun
from storage_opt.studies.cases import CheckedCase
from storage_opt.studies.draw_jobs import DrawJob, batch_size, draw_jobs, in_order, planned_service, years_of
from storage_opt.studies.draw_statistics import case_draws

PROGRESS = "compare.progress.draws"


def draw_all(
    study: Study, cases: Sequence[CheckedCase], solved: Mapping[str, Solved | Failed], run: BatchRun
) -> DrawnStudy | None:
    """Solve all draws of all cases; ``None`` where the study asks for none.

    Parameters
    ----------
    study : Study
        As read, its draws checked.
    cases : sequence of CheckedCase
        In the order of the study.
    solved : mapping of str to Solved or Failed
        The cases without draws by key: each gives the loan as planned.
    run : BatchRun
        Solves jobs with ``draw_work.solve_draw``.
    """
    ask = study.asks.draws
    if ask is None:
        return None
    made: list[DrawJob] = []
    without_loan: dict[str, Failed] = {}
    for case in cases:
        outcome, service = solved[case.key], None
        if ask.is_loan_planned and _has_debt(case):
            if isinstance(outcome, Failed):
                without_loan[case.case.name] = _no_plan_of_loan(outcome)
            else:
                service = planned_service(case, outcome)
        made += draw_jobs(ask, case, service)
    waiting = [one for one in in_order(made) if one.case not in without_loan]
    run.solve([one.job for one in waiting], PROGRESS, study.batch or batch_size(len(cases)))
    rows = {(one.case, one.drawn.number): _row(one, without_loan, run) for one in made}
    numbers = range(1, ask.count + 1)
    by_case = {case.case.name: [rows[case.case.name, number] for number in numbers] for case in cases}
    reference = by_case[study.reference]
    return DrawnStudy(
        ask,
        study.reference,
        tuple(by_case[case.case.name][number - 1] for number in numbers for case in cases),
        tuple(
            case_draws(name, mine, None if name == study.reference else reference, ask)
            for name, mine in by_case.items()
        ),
        tuple(sorted({year for case in cases for year in years_of(ask, case)})) if ask.price_years else (),
        tuple(dict.fromkeys(case.case.project.sight for case in cases)),
    )


def _has_debt(case: CheckedCase) -> bool:
    terms = case.case.project.finance
    return terms is not None and terms.debt is not None


def _row(one: DrawJob, without_loan: Mapping[str, Failed], run: BatchRun) -> DrawRow:
    outcome: Answer | Failed = without_loan[one.case] if one.case in without_loan else run.outcomes[one.job.key]
    return DrawRow(one.case, one.drawn, outcome, one.job.key in run.resumed)


def _no_plan_of_loan(outcome: Failed) -> Failed:
    message = say("draws.no_plan_of_loan")
    return Failed(outcome.key, outcome.exit_code, {language: message.text(language) for language in LANGUAGES})
