"""Batches on workers side by side; a lost worker costs what it was doing, and nothing else."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from contextlib import contextmanager

from storage_opt.errors import ClusterError
from storage_opt.messages import say
from storage_opt.studies.batch_work import edition, failed, solve_batch
from storage_opt.studies.batches import Batch, BatchDone, Done, Work, batch_of
from storage_opt.studies.executors import Executors

WAIT_S = 0.5
"""In short waits: on Windows a wait without end would not notice Ctrl-C. [s]"""
AHEAD = 2
"""Batches handed over for each worker: one in work, one ready."""
KILLED = "KilledWorker"
"""Exception of dask for a task whose workers were lost again and again."""
Finished = Callable[[Batch, BatchDone], None]


def solve_all(
    batches: Sequence[Batch],
    work: Work,
    executor: Executors,
    finished: Finished,
    began: Callable[[int], None] = lambda _: None,
) -> None:
    """Solve all batches.

    Parameters
    ----------
    batches : sequence of Batch
        Started in this order.
    work : callable
        Solves one job.
    executor : Executors
        Where.
    finished : callable
        Is told of each batch, in this process, in the order in which they come.
    began : callable
        Is told how many are solved at once.

    Notes
    -----
    Batches whose worker was lost are tried again with the others; lost a second time they are tried alone, job by job, and a job that
    loses its worker then fails in its row.
    """
    width = executor.width(len(batches))
    began(max(1, width))
    if width <= 1:
        for batch in batches:
            finished(batch, solve_batch(batch, work, edition()))
        return
    waiting, again = deque(batches), set[str]()
    alone: list[Batch] = []
    while waiting:
        for batch in _until_lost(waiting, width, work, executor, finished):
            if batch.key in again:
                alone.append(batch)
            else:
                again.add(batch.key)
                waiting.append(batch)
    if alone:
        _job_by_job(alone, work, executor, finished)


def _until_lost(waiting: deque[Batch], width: int, work: Work, executor: Executors, finished: Finished) -> list[Batch]:
    """Solve batches until none waits or a worker is lost; returns those lost with it, and leaves the rest waiting."""
    running: dict[Future[BatchDone], Batch] = {}
    lost: list[Batch] = []
    with executor.open(width) as pool:
        while running or (waiting and not lost):
            while waiting and not lost and len(running) < AHEAD * width:
                try:
                    running[_submit(pool, waiting[0], work)] = waiting[0]
                except BrokenExecutor:
                    break  # those that run will tell
                waiting.popleft()
            done, _ = wait(running, timeout=WAIT_S, return_when=FIRST_COMPLETED)
            for future in done:
                batch = running.pop(future)
                if (result := _result(future)) is None:
                    lost.append(batch)
                else:
                    finished(batch, result)
    return lost


def _job_by_job(batches: Sequence[Batch], work: Work, executor: Executors, finished: Finished) -> None:
    """Solve the jobs of batches one at a time on one worker, a new one after each loss: the job it was lost with is to blame."""
    left = deque(job for batch in batches for job in batch.jobs)
    found: dict[str, Done] = {}
    peak: float | None = None
    while left:
        with executor.open(1) as pool:
            is_lost = False
            while left and not is_lost:
                job = left.popleft()
                future = _submit(pool, batch_of([job]), work)
                while not wait([future], timeout=WAIT_S).done:
                    pass
                result = _result(future)
                is_lost = result is None
                if result is None:
                    found[job.key] = Done(failed(job.key, say("compare.worker_died")), 0.0)
                    continue
                (found[job.key],) = result.done
                if result.peak_memory_mb is not None:
                    peak = max(peak or 0.0, result.peak_memory_mb)
    for batch in batches:
        finished(batch, BatchDone(tuple(found[job.key] for job in batch.jobs), peak))


def _submit(pool: Executor, batch: Batch, work: Work) -> Future[BatchDone]:
    with _no_interrupt():
        return pool.submit(solve_batch, batch, work, edition())


def _result(future: Future[BatchDone]) -> BatchDone | None:
    """Return what came of a batch; ``None``: its worker was lost.

    Raises
    ------
    ClusterError
        The scheduler was lost.
    """
    try:
        return future.result()
    except BrokenExecutor:
        return None
    except CancelledError:
        raise ClusterError(say("compare.cluster_lost")) from None
    except Exception as error:
        if type(error).__name__ == KILLED:
            return None
        raise


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Hold Ctrl-C back while processes start, which inherit that; it is met right after."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    old = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, old)
