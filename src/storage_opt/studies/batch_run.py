"""Jobs of a study, solved once each: taken from earlier runs, kept as they finish, told as they go."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from storage_opt.messages import Message, say
from storage_opt.records.study import Answer, Failed
from storage_opt.studies.batch_pool import solve_all
from storage_opt.studies.batches import Batch, BatchDone, Job, Work, batch_of, batches_of
from storage_opt.studies.executors import Executors
from storage_opt.studies.parts import PartStore, part_bytes, read_parts

Tell = Callable[[Message], None]
MINUTE_S = 60.0


class BatchRun:
    """Solves jobs, and remembers what came of them by key.

    Parameters
    ----------
    work : callable
        Solves one job.
    executor : Executors
        Where; no figure depends on it.
    store : PartStore or None
        Keeps each batch as it finishes.
    earlier : sequence of Path
        Folders with batches that earlier runs finished.
    tell : callable
        Is told what happens.
    reads : callable
        Reads an answer; one of an earlier run that it cannot read is not taken up.

    Attributes
    ----------
    outcomes : dict of str to Answer or Failed
        By key.
    resumed : set of str
        Keys taken from an earlier run.
    seconds : list of float
        Of every job solved now. [s]
    most_workers : int
        Workers that solved at once.
    peak_memory_mb : float or None
        Largest resident memory of any process that solved. [MB]
    """

    def __init__(
        self,
        work: Work,
        executor: Executors,
        store: PartStore | None = None,
        earlier: Sequence[Path] = (),
        tell: Tell = lambda _: None,
        reads: Callable[[Answer], object] = lambda _: None,
    ) -> None:
        self.reads = reads
        self.work, self.executor, self.store, self.tell = work, executor, store, tell
        self.outcomes: dict[str, Answer | Failed] = {}
        self.resumed: set[str] = set()
        self.seconds: list[float] = []
        self.most_workers = 0
        self.peak_memory_mb: float | None = None
        self._known = read_parts(earlier)
        self._batches: dict[str, tuple[str, ...]] = {}

    def solve(self, jobs: Sequence[Job], progress: str, size: int | None = None) -> None:
        """Solve every job that has no result yet.

        Parameters
        ----------
        jobs : sequence of Job
            Fixed by the study, and with them the batches.
        progress : str
            Name of the message that is told before.
        size : int or None
            Jobs of a batch; ``None``: by their number.
        """
        waiting = []
        for batch in batches_of(jobs, size):
            self._batches[batch.key] = tuple(job.key for job in batch.jobs)
            self._take_up(batch)
            if left := [job for job in batch.jobs if job.key not in self.outcomes]:
                waiting.append(batch_of(left))
        if not waiting:
            return
        clock = _Clock(sum(len(batch.jobs) for batch in waiting))

        def finished(batch: Batch, result: BatchDone) -> None:
            for job, done in zip(batch.jobs, result.done, strict=True):
                self.outcomes[job.key] = done.outcome
                self.seconds.append(done.seconds)
            if result.peak_memory_mb is not None:
                self.peak_memory_mb = max(self.peak_memory_mb or 0.0, result.peak_memory_mb)
            kept = [done.outcome for done in result.done if is_final(done.outcome)]
            if self.store is not None and kept:
                self.store.put(batch.key, kept)
            self.tell(clock.ticked(batch, [done.outcome for done in result.done]))

        def began(workers: int) -> None:
            self.most_workers = max(self.most_workers, workers)
            self.tell(say(progress, count=clock.count, workers=workers))

        solve_all(waiting, self.work, self.executor, finished, began)

    def parts(self) -> Mapping[str, bytes]:
        """Lay out all results for a later run, by name of the part."""
        parts = {}
        for key, jobs in self._batches.items():
            kept = [self.outcomes[job] for job in jobs if job in self.outcomes and is_final(self.outcomes[job])]
            if kept:
                parts[key] = part_bytes(kept)
        return parts

    def _take_up(self, batch: Batch) -> None:
        for job in batch.jobs:
            known = self._known.get(job.key)
            if job.key not in self.outcomes and known is not None and self._can_read(known):
                self.outcomes[job.key] = known
                self.resumed.add(job.key)

    def _can_read(self, outcome: Answer | Failed) -> bool:
        if isinstance(outcome, Failed):
            return True
        try:
            self.reads(outcome)
        except (KeyError, TypeError, ValueError):  # kept by another edition: solved again
            return False
        return True


def is_final(outcome: Answer | Failed) -> bool:
    """Whether solving again would give the same: a lost worker, a fault or a time limit may be gone next time."""
    return isinstance(outcome, Answer) or outcome.is_final


class _Clock:
    """Counts jobs and tells how long the rest may take."""

    def __init__(self, count: int) -> None:
        self.count, self.done, self.failed, self.began = count, 0, 0, time.perf_counter()

    def ticked(self, batch: Batch, outcomes: Sequence[Answer | Failed]) -> Message:
        self.done += len(outcomes)
        self.failed += sum(isinstance(outcome, Failed) for outcome in outcomes)
        left_s = (time.perf_counter() - self.began) / self.done * (self.count - self.done)
        return say(
            "compare.progress.done",
            done=self.done,
            count=self.count,
            failed=self.failed,
            left=left_s / MINUTE_S,
            name=batch.jobs[-1].name,
        )
