"""Work functions and jobs for tests of executors; in a module of their own, as workers import them by name."""

from __future__ import annotations

import hashlib
import os
import signal
from pathlib import Path
from typing import Any

from storage_opt.inputs.project import Project
from storage_opt.records.study import Answer
from storage_opt.studies.batches import Job
from storage_opt.studies.bench import Bench
from storage_opt.studies.run import run


def job(name: str, content: dict[str, Any], folder: Path, **ask: object) -> Job:
    """A job whose key is its name."""
    return Job(name, hashlib.sha256(name.encode()).hexdigest(), content, folder, ask=ask)


def margin(project: Project, job: Job, bench: Bench) -> Answer:
    """Margin and objective of the first year."""
    year = run(project, bench=bench).years[0]
    figures = {"margin_jpy": year.figures.margin_jpy, "objective_jpy": year.outcome.objective_jpy}
    return Answer(job.key, figures, {"pid": os.getpid()})


def fatal_once(project: Project, job: Job, bench: Bench) -> Answer:
    """Kill the worker the first time a job with a ``mark`` is met; later it goes through."""
    _die(job, at_most=1)
    return margin(project, job, bench)


def fatal(project: Project, job: Job, bench: Bench) -> Answer:
    """Kill the worker whenever a job with a ``mark`` is met."""
    _die(job, at_most=10**9)
    return margin(project, job, bench)


def _die(job: Job, at_most: int) -> None:
    if "mark" not in job.ask:
        return
    mark = Path(str(job.ask["mark"]))
    died = len(mark.read_bytes()) if mark.exists() else 0
    if died < at_most:
        mark.write_bytes(b"x" * (died + 1))
        os.kill(os.getpid(), signal.SIGKILL)
