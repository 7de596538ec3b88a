"""Forecasters by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from storage_opt.errors import UsageError
from storage_opt.forecast.base import Forecaster
from storage_opt.forecast.naive import MeanOfDays, PreviousDay, PreviousWeek
from storage_opt.messages import say

NAIVE: Mapping[str, Callable[[], Forecaster]] = {
    "previous_day": PreviousDay,
    "previous_week": PreviousWeek,
    "mean_7_days": lambda: MeanOfDays(7),
    "mean_28_days": lambda: MeanOfDays(28),
    "mean_7_days_by_day_type": lambda: MeanOfDays(7, by_day_type=True),
    "mean_28_days_by_day_type": lambda: MeanOfDays(28, by_day_type=True),
}
LEARNED = "learned"
NAMES = (*NAIVE, LEARNED)


def forecaster(name: str, *, seed: int = 0) -> Forecaster:
    """Make a forecaster.

    Parameters
    ----------
    name : str
        One of ``NAMES``.
    seed : int
        Seed of the learned one.

    Raises
    ------
    UsageError
        The name is unknown, or the learned one is asked for without the extra ``forecast``.
    """
    if name in NAIVE:
        return NAIVE[name]()
    if name == LEARNED:
        from storage_opt.forecast.learned import Learned

        return Learned(seed)
    raise UsageError(say("forecast.unknown", found=name, known=", ".join(NAMES)))
