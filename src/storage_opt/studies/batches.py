"""Jobs of a study in batches: a batch is what a worker takes, what is kept on disk, and what a stopped study takes up again."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage_opt.inputs.project import Project
from storage_opt.records.study import Answer, Failed

if TYPE_CHECKING:
    from storage_opt.studies.bench import Bench

ALONE = 32
"""Up to so many jobs, each is a batch of its own: there is little to share, and every processor finds work."""
MOST = 8
"""Jobs of a batch at most: what is lost with a worker, and what its memory has to hold, stay small."""


@dataclass(frozen=True)
class Job:
    """What a worker needs to solve a case.

    Parameters
    ----------
    name, key : str
        Name for readers, and checksum of everything that the result rests on.
    content : mapping
        A checked project with everything that the study sets.
    folder : Path
        From which paths of the project count.
    checksums : tuple of str
        SHA-256 of the files that may be read; empty: not checked.
    ask : mapping
        What is asked besides, as JSON.
    """

    name: str
    key: str
    content: Mapping[str, Any]
    folder: Path
    checksums: tuple[str, ...] = ()
    ask: Mapping[str, Any] = field(default_factory=dict)


Work = Callable[[Project, Job, "Bench"], Answer]
"""Solves a job; a function of a module (or a ``functools.partial`` of one), as it goes to other processes by its name."""


@dataclass(frozen=True)
class Batch:
    """Jobs that one worker solves in this order.

    Parameters
    ----------
    key : str
        Checksum of the keys of its jobs.
    jobs : tuple of Job
        At least one.
    """

    key: str
    jobs: tuple[Job, ...]


@dataclass(frozen=True)
class Done:
    """What came of a job, and how long it took. [s]"""

    outcome: Answer | Failed
    seconds: float


@dataclass(frozen=True)
class BatchDone:
    """What came of a batch.

    Parameters
    ----------
    done : tuple of Done
        In the order of its jobs.
    peak_memory_mb : float or None
        Largest resident memory of the process so far. [MB]
    """

    done: tuple[Done, ...]
    peak_memory_mb: float | None = None


def batches_of(jobs: Sequence[Job], size: int | None = None) -> tuple[Batch, ...]:
    """Cut jobs into batches, in their order.

    Parameters
    ----------
    jobs : sequence of Job
        Those that share prices and plants one after the other; of several with one key the first counts.
    size : int or None
        Jobs of a batch; ``None``: by the number of jobs, never by the number of workers.

    Examples
    --------
    >>> jobs = [Job(str(n), str(n), {}, Path()) for n in range(200)]
    >>> [len(batches_of(jobs[:n])[0].jobs) for n in (8, 32, 64, 200)]
    [1, 1, 2, 7]
    """
    first: dict[str, Job] = {}
    for job in jobs:
        first.setdefault(job.key, job)
    unique = list(first.values())
    if size is None:
        size = min(MOST, math.ceil(len(unique) / ALONE))
    return tuple(batch_of(unique[at : at + size]) for at in range(0, len(unique), max(1, size)))


def batch_of(jobs: Sequence[Job]) -> Batch:
    """Make a batch of jobs."""
    told = json.dumps([job.key for job in jobs])
    return Batch(hashlib.sha256(told.encode()).hexdigest(), tuple(jobs))
