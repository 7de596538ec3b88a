"""One case of a study from its project to what is kept of it; runs on a worker."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from storage_opt.inputs.project import Project
from storage_opt.records.case_figures import CaseFigures, MeanDay
from storage_opt.records.finance import OperatedYear
from storage_opt.records.results import RunResult
from storage_opt.records.study import Answer, Failed, Solved
from storage_opt.studies.batches import Job
from storage_opt.studies.bench import Bench
from storage_opt.studies.case_figures import case_figures, mean_day
from storage_opt.studies.operated import operated_year
from storage_opt.studies.run import run

LayOut = Callable[[RunResult], Mapping[str, Any]]
"""Says what reports keep of a run, as JSON; a function of a module, as it goes to other processes."""


def solve_case(project: Project, job: Job, bench: Bench, lay_out: LayOut) -> Answer:
    """Solve and settle one case.

    Raises
    ------
    StorageOptError
        As :func:`studies.run.run`.
    """
    result = run(project, bench=bench)
    plant = project.plant(result.years[0].fiscal_year, len(result.years))
    detail = {
        "mean_day": asdict(mean_day(result)),
        "operated": [asdict(operated_year(year)) for year in result.years],
        "kept": lay_out(result),
    }
    figures = asdict(case_figures(result, plant.energy_mwh, plant.hours()))
    return Answer(job.key, figures, json.loads(json.dumps(detail, allow_nan=False)))


def solved_of(outcome: Answer | Failed) -> Solved | Failed:
    """Read what :func:`solve_case` gave back."""
    if isinstance(outcome, Failed):
        return outcome
    figures: dict[str, Any] = dict(outcome.figures)
    day = {name: tuple(values) for name, values in outcome.detail["mean_day"].items()}
    operated = tuple(OperatedYear(**year) for year in outcome.detail["operated"])
    return Solved(outcome.key, CaseFigures(**figures), MeanDay(**day), operated, outcome.detail["kept"])
