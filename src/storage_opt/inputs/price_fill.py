"""Slots in which nothing was published, filled by a rule that the user names; without one they are refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from storage_opt.errors import Fault
from storage_opt.inputs.price_faults import fault, periods_text, runs_of
from storage_opt.inputs.price_gaps import series_text
from storage_opt.inputs.price_merge import DAY_MIN, Series
from storage_opt.messages import Message, say
from storage_opt.records.prices import Fill

GapRule = Literal["refuse", "previous_day", "previous_week", "system"]
GAP_RULES: tuple[GapRule, ...] = ("refuse", "previous_day", "previous_week", "system")
BACK_MIN = {"previous_day": DAY_MIN, "previous_week": 7 * DAY_MIN}


def fill(
    series: Series, column: str, rule: GapRule, system: Series | None, area: str | None = None
) -> tuple[Series, Fill | None, list[Fault]]:
    """Fill the periods of a series that hold NaN.

    Only cells that were published empty, or with a price below the floor of the market, get here as NaN. Rows that are
    missing are never filled: they are a fault of the copy, not of the market.

    Parameters
    ----------
    series : Series
        Rows of one column; NaN where nothing was published.
    column : str
        Name of the column.
    rule : {"previous_day", "previous_week", "system"}
        The same slot of the last earlier day, or of the same weekday of the last earlier week, that has a price; or the
        system price of the slot.
    system : Series or None
        System prices, where the files hold them.
    area : str or None
        Area of the series, for the record.

    Returns
    -------
    series, fill, faults
        ``fill`` is ``None`` when there was nothing to fill; faults name the periods for which the rule finds no price.
    """
    empty = np.isnan(series.values)
    if not empty.any():
        return series, None, []
    values = _system(series, empty, system) if rule == "system" else _earlier(series, empty, BACK_MIN[rule])
    left = np.isnan(values)
    if left.any():
        periods = periods_text(series.starts[left], series.step_min)
        return series, None, [
            fault("prices.fill_nothing", column=column, rule=rule, series=series_text(area), count=int(left.sum()), periods=periods)
        ]  # fmt: skip
    runs = tuple(runs_of(series.starts[empty], series.step_min))
    return replace(series, values=values), Fill(column, rule, int(empty.sum()), runs, area), []


def filled_warning(found: Fill, series: Series, empty: NDArray[np.bool_], area: str | None) -> Message:
    """Say what was filled, for every reader of the result."""
    periods = periods_text(series.starts[empty], series.step_min)
    told = {"column": found.column, "rule": found.rule, "count": found.slots, "series": series_text(area)}
    return say("cli.warn.filled", periods=periods, **told)


def _earlier(series: Series, empty: NDArray[np.bool_], back_min: int) -> NDArray[np.float64]:
    values = series.values.copy()
    minutes = series.starts.astype(np.int64)
    open_ = np.flatnonzero(empty)
    wanted = minutes[open_] - back_min
    while open_.size and (wanted >= minutes[0]).any():
        at = np.searchsorted(minutes, wanted).clip(max=minutes.size - 1)
        found = (minutes[at] == wanted) & ~empty[at]
        values[open_[found]] = series.values[at[found]]
        open_, wanted = open_[~found], wanted[~found] - back_min
    return values


def _system(series: Series, empty: NDArray[np.bool_], system: Series | None) -> NDArray[np.float64]:
    values = series.values.copy()
    if system is None or not system.starts.size:
        return values
    at = np.searchsorted(system.starts, series.starts[empty]).clip(max=system.starts.size - 1)
    values[empty] = np.where(system.starts[at] == series.starts[empty], system.values[at], np.nan)
    return values
