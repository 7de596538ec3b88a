"""A word to a running pass that it may end: one byte that compiled code looks at before every slot."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Result = TypeVar("Result")

LOOK_S = 0.1
"""Seconds between two looks whether time is up. [s]"""
LEAVE_S = 1.0
"""Longest wait for a pass that was told to end; while it is being compiled it cannot hear. [s]"""


class StoppedError(Exception):
    """A pass was told to end before it was done."""


class Stop:
    """Shared by all passes of a solve.

    Attributes
    ----------
    flag : ndarray of uint8, shape (1,)
        Not 0: end.
    """

    def __init__(self) -> None:
        self.flag: NDArray[np.uint8] = np.zeros(1, dtype=np.uint8)

    def tell(self) -> None:
        """Ask every pass to end at its next slot."""
        self.flag[0] = 1


def beside(work: Callable[[Stop], Result], is_over: Callable[[], bool]) -> Result:
    """Do work in a thread of its own, so that Ctrl-C and a time limit are noticed.

    Compiled code must not run in the main thread while a signal is pending: that ends in a segmentation fault. The compiled passes
    release the interpreter's lock, so the main thread goes on looking.

    Parameters
    ----------
    work : callable
        Is given the ``Stop`` that it must pass on.
    is_over : callable
        Whether the time is up.

    Raises
    ------
    StoppedError
        Time is up.
    BaseException
        What ``work`` raised, or Ctrl-C.
    """
    stop, done, failed = Stop(), list[Result](), list[BaseException]()

    def run() -> None:
        try:
            done.append(work(stop))
        except BaseException as error:
            failed.append(error)  # told to the caller below

    thread = threading.Thread(target=run, daemon=True, name="recursion")
    thread.start()
    try:
        while thread.is_alive():
            thread.join(LOOK_S)
            if thread.is_alive() and is_over():
                stop.tell()
                thread.join(LEAVE_S)
                raise StoppedError
    except BaseException:
        stop.tell()
        thread.join(LEAVE_S)
        raise
    if failed:
        raise failed[0]
    return done[0]
