"""One case of a study from its project to what is kept of it; runs in a process of its own."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from storage_opt.errors import StorageOptError
from storage_opt.inputs.project import Project, project_of
from storage_opt.inputs.yaml_file import YamlFile
from storage_opt.messages import LANGUAGES, Message, say
from storage_opt.records.results import RunResult
from storage_opt.records.study import Failed, Solved
from storage_opt.studies.case_figures import case_figures, mean_day
from storage_opt.studies.operated import operated_year
from storage_opt.studies.run import run

LayOut = Callable[[RunResult], Mapping[str, Any]]
"""Says what reports keep of a run, as JSON; a function of a module, as it goes to other processes."""


@dataclass(frozen=True)
class Job:
    """What a process needs to solve a case.

    Parameters
    ----------
    name, key : str
        Name and checksum of the case.
    content : mapping
        The project with everything that the study sets.
    folder : Path
        From which paths of the project count.
    """

    name: str
    key: str
    content: Mapping[str, Any]
    folder: Path


@dataclass(frozen=True)
class Done:
    """What came of a job, and how long it took. [s]"""

    outcome: Solved | Failed
    seconds: float


def solve_case(job: Job, lay_out: LayOut) -> Done:
    """Solve and settle one case on one thread; a fault is a result as well.

    Each call reads the project anew, so that the dated rules it looks up are its own.
    """
    began = time.perf_counter()
    outcome: Solved | Failed
    try:
        project = project_of(job.content, YamlFile({}), job.folder, job.name, base=job.folder)
        result = run(on_one_thread(project))
        plant = project.plant(result.years[0].fiscal_year, len(result.years))
        outcome = Solved(
            job.key,
            case_figures(result, plant.energy_mwh, plant.hours()),
            mean_day(result),
            tuple(operated_year(year) for year in result.years),
            json.loads(json.dumps(lay_out(result), allow_nan=False)),
        )
    except StorageOptError as error:
        outcome = Failed(job.key, error.exit_code, {language: error.text(language) for language in LANGUAGES})
    except Exception as error:  # a fault of the program in one case: named in its row, and the exit code tells
        outcome = failed(job.key, say("compare.fault", kind=type(error).__name__, error=error))
    return Done(outcome, time.perf_counter() - began)


def failed(key: str, message: Message) -> Failed:
    """Make the result of a case that a fault of the program ended."""
    return Failed(key, StorageOptError.exit_code, {language: message.text(language) for language in LANGUAGES})


def on_one_thread(project: Project) -> Project:
    """Return the project with one thread and one worker; no result depends on the workers."""
    return replace(project, solve=project.solve.model_copy(update={"threads": 1, "workers": 1}))
