"""Where batches are solved: in this process, on processes side by side, or on a cluster."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from storage_opt.errors import UsageError
from storage_opt.messages import say

ORPHAN = 1
"""Exit code of a process whose command is gone."""
PATIENCE_S = 30.0
"""Time in which a scheduler must answer, and have a worker. [s]"""


class Executors(Protocol):
    """A place that opens executors."""

    def width(self, batches: int) -> int:
        """Batches that it solves at once, of so many; at most 1: they are solved in this process."""

    @contextmanager
    def open(self, width: int) -> Iterator[Executor]:
        """Open an executor, and end everything it began when it is left by a fault."""


@dataclass(frozen=True)
class Local:
    """Processes of this machine.

    Parameters
    ----------
    workers : int
        At most.
    """

    workers: int = 1

    def width(self, batches: int) -> int:
        """Batches that it solves at once."""
        return min(self.workers, batches)

    @contextmanager
    def open(self, width: int) -> Iterator[Executor]:
        """Open a pool of processes."""
        before = set(multiprocessing.active_children())
        pool = ProcessPoolExecutor(width, multiprocessing.get_context("spawn"), _begin)
        try:
            yield pool
        except BaseException:  # Ctrl-C too: no process outlives the study, and it goes on up
            for process in set(multiprocessing.active_children()) - before:
                process.terminate()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


@dataclass(frozen=True)
class Dask:
    """Workers of a dask scheduler.

    Parameters
    ----------
    address : str
        ``HOST:PORT`` of the scheduler.
    """

    address: str

    def width(self, batches: int) -> int:
        """Batches that it solves at once: the workers that are there now, no fewer than two places, as they are other machines."""
        with self._client() as client:
            return max(2, min(len(client.nthreads()), batches))

    @contextmanager
    def open(self, width: int) -> Iterator[Executor]:
        """Connect to the scheduler."""
        del width  # the cluster has as many workers as it has
        with self._client() as client:
            pool: Executor = client.get_executor(pure=False)
            yield pool  # a client that leaves gives up what it asked for

    @contextmanager
    def _client(self) -> Iterator[Any]:
        """Connect.

        Raises
        ------
        UsageError
            dask is not installed, no scheduler answers, it has no worker, or one with several threads.
        """
        try:
            distributed: Any = importlib.import_module("distributed")
        except ImportError:
            raise UsageError(say("compare.no_dask")) from None
        try:
            client = distributed.Client(f"tcp://{self.address}", timeout=PATIENCE_S, set_as_default=False)
        except (OSError, TimeoutError) as error:
            raise UsageError(say("compare.no_scheduler", address=self.address, error=error)) from None
        with client:
            try:
                client.wait_for_workers(1, timeout=PATIENCE_S)
            except TimeoutError:
                raise UsageError(say("compare.no_workers", address=self.address)) from None
            threads = client.nthreads()
            if wide := sorted(worker for worker, count in threads.items() if count != 1):
                raise UsageError(say("compare.wide_worker", worker=wide[0], threads=threads[wide[0]]))
            yield client


def _begin() -> None:
    """Leave Ctrl-C to the command, which ends its processes, and end where the command itself was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_command, daemon=True).start()


def _end_with_command() -> None:
    command = multiprocessing.parent_process()
    if command is not None:
        command.join()
        os._exit(ORPHAN)
