"""Work side by side in threads: HiGHS lets go of the interpreter while it runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

from storage_opt.solve.highs import Deadline

Job = TypeVar("Job")
Result = TypeVar("Result")


def side_by_side(work: Callable[[Job], Result], jobs: Sequence[Job], workers: int, deadline: Deadline) -> list[Result]:
    """Do all jobs, at most ``workers`` at a time; results in the order of the jobs.

    Parameters
    ----------
    work : callable
        Every solve in it must be under ``deadline`` (or one made by ``keeping``).
    jobs : sequence
        What to work on.
    workers : int
        Threads.
    deadline : Deadline
        Called off when a job fails or on Ctrl-C, so that no solve goes on behind the caller's back.
    """
    if workers == 1 or len(jobs) < 2:
        return [work(job) for job in jobs]
    pool = ThreadPoolExecutor(max_workers=min(workers, len(jobs)), thread_name_prefix="window")
    try:
        futures = [pool.submit(work, job) for job in jobs]
        left = set(futures)
        while left:  # in short waits: on Windows a wait without end would not notice Ctrl-C
            done, left = wait(left, timeout=0.5)
            for future in done:
                future.result()
        return [future.result() for future in futures]
    except BaseException:  # Ctrl-C too: the others are called off, and it goes on up
        deadline.call_off()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
