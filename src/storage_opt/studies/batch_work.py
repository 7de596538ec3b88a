"""One batch from its jobs to their answers; runs on a worker."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version

from storage_opt.errors import Fault, InfeasibleError, MarketDataError, StorageOptError, UnreachableError
from storage_opt.inputs.case_key import rules_checksum
from storage_opt.inputs.project import Project, project_of
from storage_opt.inputs.yaml_file import YamlFile
from storage_opt.messages import LANGUAGES, Message, say
from storage_opt.records.study import Answer, Failed
from storage_opt.studies.batches import Batch, BatchDone, Done, Job, Work
from storage_opt.studies.bench import Bench
from storage_opt.studies.run import peak_memory_mb


@dataclass(frozen=True)
class Edition:
    """What a worker must have in common with the command: version of the package, checksum of its rules."""

    version: str
    rules: str


@cache
def edition() -> Edition:
    """Return the edition of this process."""
    return Edition(version("storage-opt"), rules_checksum())


def solve_batch(batch: Batch, work: Work, asked: Edition) -> BatchDone:
    """Solve all jobs of a batch on one thread, in order; a fault of one is its answer, and the others go on."""
    if (mine := edition()) != asked:
        message = say("compare.other_edition", mine=mine.version, asked=asked.version)
        return BatchDone(tuple(Done(failed(job.key, message), 0.0) for job in batch.jobs))
    bench = Bench()
    return BatchDone(tuple(solve_job(job, work, bench) for job in batch.jobs), peak_memory_mb())


def solve_job(job: Job, work: Work, bench: Bench) -> Done:
    """Solve one job.

    Each call reads the project anew, so that the dated rules it looks up are its own.
    """
    began = time.perf_counter()
    outcome: Answer | Failed
    try:
        project = on_one_thread(project_of(job.content, YamlFile({}), job.folder, job.name, base=job.folder))
        if job.checksums:
            _check_files(job.checksums, [source.sha256 for source in bench.book(project).sources])
        outcome = work(project, job, bench)
    except StorageOptError as error:
        texts = {language: error.text(language) for language in LANGUAGES}
        is_final = isinstance(error, InfeasibleError | UnreachableError)
        outcome = Failed(job.key, error.exit_code, texts, is_final)
    except Exception as error:  # a fault of the program in one case: named in its row, and the exit code tells
        outcome = failed(job.key, say("compare.fault", kind=type(error).__name__, error=error))
    return Done(outcome, time.perf_counter() - began)


def _check_files(known: Sequence[str], read: Sequence[str]) -> None:
    """Refuse price files that are not those of the command: on another machine a path may lead elsewhere."""
    if not set(read) <= set(known):
        fault = Fault(say("compare.other_file"), say("compare.other_file.do"))
        raise MarketDataError("prices", [fault])


def failed(key: str, message: Message) -> Failed:
    """Make the result of a case that a fault of the program ended."""
    return Failed(key, StorageOptError.exit_code, {language: message.text(language) for language in LANGUAGES})


def on_one_thread(project: Project) -> Project:
    """Return the project with one thread and one worker; no result depends on the workers."""
    return replace(project, solve=project.solve.model_copy(update={"threads": 1, "workers": 1}))
