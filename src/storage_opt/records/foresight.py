"""What the owner chose on what is known when, and the ratio by which perfect foresight is cut."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from storage_opt.records.prices import Floats

ForecasterName = Literal[
    "previous_day",
    "previous_week",
    "mean_7_days",
    "mean_28_days",
    "mean_7_days_by_day_type",
    "mean_28_days_by_day_type",
    "learned",
    "stated",
    "known",
]
"""Forecasters of ``forecast.choose``, the user's file, and actual prices as far as the window goes."""
WarmUp = Literal["simpler", "idle"]
Terminal = Literal["valued", "same"]
Bids = Literal["quantity", "price_quantity", "scenarios"]
Awards = Literal["expected", "drawn", "held"]
"""The expected share of an offer is awarded, the rest is free again; each block is drawn; the share is paid, the whole offer held."""

STATED, KNOWN, LEARNED = "stated", "known", "learned"


@dataclass(frozen=True)
class RollingChoice:
    """How a walk of a year is made; see docs/reference/rolling.md.

    Parameters
    ----------
    forecaster : str
        What the owner expects of the prices to come.
    look_ahead_days : int
        Days that a plan looks beyond the day it commits.
    terminal : str
        How a window ends before the year does: energy ``valued`` as if the window came again, or the ``same`` as at its start.
    bids : str
        ``quantity``: taken at any price; ``price_quantity``: with limits whose distance from break-even is chosen on the past;
        ``scenarios``: chosen against scenarios of the forecaster.
    forecast_file : Path or None
        The user's forecast, for ``stated``.
    refit_days : int
        Days from one fit of the forecaster to the next.
    warm_up : str
        While the history is too short for the forecaster: ``simpler`` ones, or ``idle``.
    shortage_above_spot_jpy_per_mwh, surplus_below_spot_jpy_per_mwh : float
        What a missing MWh costs above, and one too many earns below the spot price, where what is sold may not be delivered. [JPY/MWh]
    awards, awards_seed
        How awards of the balancing market are learned; seed of the drawn ones.
    intraday_guard_jpy_per_mwh : float
        What an intraday trade must promise beyond its fee, as its price is only expected to be that of spot. [JPY/MWh]
    scenarios, price_bins : int
        Scenarios of a day; bins of the price of a slot that have a quantity of their own.
    cvar_alpha, risk_weight : float
        Share of the days that counts as the worst, and its weight beside the mean; see ``records.risk.Risk``. [-]
    """

    forecaster: ForecasterName = "mean_28_days_by_day_type"
    look_ahead_days: int = 6
    terminal: Terminal = "valued"
    bids: Bids = "quantity"
    forecast_file: Path | None = None
    refit_days: int = 28
    warm_up: WarmUp = "simpler"
    shortage_above_spot_jpy_per_mwh: float = 3000.0
    surplus_below_spot_jpy_per_mwh: float = 3000.0
    awards: Awards = "expected"
    awards_seed: int = 0
    intraday_guard_jpy_per_mwh: float = 1000.0
    scenarios: int = 30
    price_bins: int = 1
    cvar_alpha: float = 0.1
    risk_weight: float = 0.0


@dataclass(frozen=True)
class CaptureRatio:
    """Share of what perfect foresight earns, net of wear, that is counted on.

    Parameters
    ----------
    value : float
        From above 0 to 1. [-]
    area : str or None
        Where it was measured.
    fiscal_years : tuple of int
        Price years of the measurement.
    hours : float or None
        Stored energy ÷ power of the plant that was measured. [h]
    forecaster, bids, source : str or None
        With what forecasts and bids; where it comes from, in the owner's words.
    """

    value: float
    area: str | None = None
    fiscal_years: tuple[int, ...] = ()
    hours: float | None = None
    forecaster: str | None = None
    bids: str | None = None
    source: str | None = None

    def shortfall_jpy(self, margin_jpy: float, wear_jpy: float) -> float:
        """Return what perfect foresight earns too much: ``(1 − ratio) · (margin − wear)``, never below 0. [JPY]

        >>> CaptureRatio(0.6).shortfall_jpy(110.0, 10.0), CaptureRatio(0.6).shortfall_jpy(5.0, 10.0)
        (40.0, 0.0)
        """
        return (1.0 - self.value) * max(0.0, margin_jpy - wear_jpy)


@dataclass(frozen=True, eq=False)
class Expected:
    """What a forecaster said of the days of a price year, each at its own spot gate.

    Parameters
    ----------
    first_days_jpy_per_mwh : ndarray, shape (n_days, 48)
        Prices expected of the delivery day itself; NaN on days without a forecast. [JPY/MWh]
    made_by : tuple of str
        Forecaster of each day; ``none`` where there was no history.
    quantiles_jpy_per_mwh : ndarray, shape (3, n_days, 48), or None
        Quantiles of 10, 50 and 90 % of the scenarios; NaN on days without. [JPY/MWh]
    """

    first_days_jpy_per_mwh: Floats
    made_by: tuple[str, ...]
    quantiles_jpy_per_mwh: Floats | None = None
