"""Cases on processes side by side; whatever stops the command stops them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from storage_opt.messages import say
from storage_opt.studies.case_work import Done, Job, LayOut, failed, solve_case

WAIT_S = 0.5
"""In short waits: on Windows a wait without end would not notice Ctrl-C. [s]"""
ORPHAN = 1
"""Exit code of a process whose command is gone."""


def solve_all(jobs: Sequence[Job], lay_out: LayOut, workers: int, done: Callable[[Job, Done], None]) -> None:
    """Solve all jobs, at most ``workers`` at a time; with one worker in this process.

    Parameters
    ----------
    jobs : sequence of Job
        Started in this order.
    lay_out : callable
        Says what is kept of a run.
    workers : int
        Processes.
    done : callable
        Is told of each result, in this process, in the order in which they come.
    """
    workers = min(workers, len(jobs))
    if workers <= 1:
        for job in jobs:
            done(job, solve_case(job, lay_out))
        return
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _begin)
    try:
        with _no_interrupt():
            waiting = {pool.submit(solve_case, job, lay_out): job for job in jobs}
        while waiting:
            finished, _ = wait(waiting, timeout=WAIT_S, return_when=FIRST_COMPLETED)
            for future in finished:
                job = waiting.pop(future)
                done(job, _result(future, job))
    except BaseException:
        for process in set(multiprocessing.active_children()) - before:
            process.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _result(future: Future[Done], job: Job) -> Done:
    try:
        return future.result()
    except BrokenProcessPool:
        return Done(failed(job.key, say("compare.worker_died")), 0.0)


def _begin() -> None:
    """Leave Ctrl-C to the command, which ends its processes, and end where the command itself was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_command, daemon=True).start()


def _end_with_command() -> None:
    command = multiprocessing.parent_process()
    if command is not None:
        command.join()
        os._exit(ORPHAN)


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
