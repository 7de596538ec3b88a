"""From a complete series to price years: resolution, unit, and the cut at every 1 April."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from storage_opt.inputs.price_merge import DAY_MIN, Series
from storage_opt.inputs.price_rows import SLOT_MIN
from storage_opt.records.prices import PriceYear
from storage_opt.timeline import Period, fiscal_year_of, fiscal_year_start
from storage_opt.units import jpy_per_mwh

Resample = Literal["mean", "repeat"]
LONGEST_SINGLE_DAYS = 366


def resample_needed(step_min: int) -> Resample | None:
    """Way from another slot length to half-hours; ``None`` when half-hours are neither its parts nor its multiple.

    >>> resample_needed(15), resample_needed(60), resample_needed(45)
    ('mean', 'repeat', None)
    """
    if step_min < SLOT_MIN:
        return "mean" if SLOT_MIN % step_min == 0 else None
    return "repeat" if step_min % SLOT_MIN == 0 else None


def half_hourly(prices: NDArray[np.float64], step_min: int) -> NDArray[np.float64]:
    """Prices of half-hours: the mean of finer ones, coarser ones repeated.

    >>> half_hourly(np.array([10.0, 14.0, 8.0, 8.0]), 15)
    array([12.,  8.])
    >>> half_hourly(np.array([10.0]), 60)
    array([10., 10.])
    """
    if step_min < SLOT_MIN:
        means: NDArray[np.float64] = prices.reshape(-1, SLOT_MIN // step_min).mean(axis=1)
        return means
    return np.repeat(prices, step_min // SLOT_MIN)


def price_years(series: Series, fiscal_years: Collection[int] | None) -> tuple[PriceYear, ...]:
    """Cut a complete series into price years, in order of time.

    Parameters
    ----------
    series : Series
        Whole days without a gap, but for whole fiscal years.
    fiscal_years : collection of int, optional
        Exactly these, each complete. When omitted, one run without a complete fiscal year, or of at most
        366 days, stays whole; anything longer is cut at every 1 April.
    """
    minutes = series.starts.astype(np.int64)
    cuts = np.flatnonzero(np.diff(minutes) > series.step_min) + 1
    runs = [
        _piece(series.starts[first], half_hourly(prices, series.step_min))
        for first, prices in zip([0, *cuts], np.split(series.values, cuts), strict=True)
    ]
    if fiscal_years is None and len(runs) == 1 and runs[0].period.n_days <= LONGEST_SINGLE_DAYS:
        return tuple(runs)
    cut = [piece for run in runs for piece in _at_each_april(run, keep_whole=fiscal_years is None)]
    return tuple(cut)


def _piece(start: np.datetime64, spot_jpy_per_kwh: NDArray[np.float64]) -> PriceYear:
    first_day: date = start.astype("datetime64[D]").item()
    n_days = spot_jpy_per_kwh.size * SLOT_MIN // DAY_MIN
    return PriceYear(fiscal_year_of(first_day), Period(first_day, n_days), jpy_per_mwh(spot_jpy_per_kwh))


def _at_each_april(run: PriceYear, *, keep_whole: bool) -> list[PriceYear]:
    """Pieces of a run by fiscal year; the run itself when it holds no complete one and may stay whole."""
    edges = [run.period.first_day]
    end = date.fromordinal(run.period.last_day.toordinal() + 1)
    while (april := fiscal_year_start(fiscal_year_of(edges[-1]) + 1)) < end:
        edges.append(april)
    edges.append(end)
    days = [edge.toordinal() - edges[0].toordinal() for edge in edges]
    slots_per_day = DAY_MIN // SLOT_MIN
    pieces = [
        PriceYear(
            fiscal_year_of(edge),
            Period(edge, stop - first),
            run.spot_jpy_per_mwh[first * slots_per_day : stop * slots_per_day],
        )
        for edge, first, stop in zip(edges[:-1], days[:-1], days[1:], strict=True)
    ]
    if keep_whole and not any(piece.period.is_fiscal_year for piece in pieces):
        return [run]
    return pieces
