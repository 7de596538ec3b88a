"""What a walk of a year earned, from perfect foresight down to what came, and how good its forecasts were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from storage_opt.records.forecast import ForecastScores
from storage_opt.records.foresight import RollingChoice

StageName = Literal["perfect", "known", "forecast", "settled"]
STAGES: tuple[StageName, ...] = ("perfect", "known", "forecast", "settled")
"""All prices known; windows with known prices; windows with forecast prices; the same after acceptance and imbalance."""

QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Stage:
    """One step from perfect foresight to what came: a plan of the same year, settled at actual prices.

    Parameters
    ----------
    name : str
        One of ``STAGES``.
    margin_jpy, wear_jpy : float
        Market margin; shadow cost of ageing. [JPY]
    discharged_mwh : float
        AC energy. [MWh]
    """

    name: StageName
    margin_jpy: float
    wear_jpy: float
    discharged_mwh: float

    @property
    def net_jpy(self) -> float:
        """Margin less wear. [JPY]"""
        return self.margin_jpy - self.wear_jpy


@dataclass(frozen=True)
class Rolled:
    """What is to be told of the walk of one operating year.

    Parameters
    ----------
    stages : tuple of Stage
        In order, ``settled`` the last and the year itself; that one alone where money alone was asked for.
    walks : int
        Walks of the year.
    is_slice_settled : bool
        Whether the year ended in the slice of the contract that its windows were planned for.
    """

    stages: tuple[Stage, ...]
    walks: int
    is_slice_settled: bool = True

    def stage(self, name: str) -> Stage | None:
        """Return a stage, ``None`` where it was not asked for."""
        return next((stage for stage in self.stages if stage.name == name), None)


def capture_ratio(years: Sequence[Rolled]) -> float | None:
    """Margin less wear of the walks ÷ that of perfect foresight, over some years; ``None`` where perfect foresight earns nothing.

    >>> year = Rolled((Stage("perfect", 110.0, 10.0, 5.0), Stage("settled", 68.0, 8.0, 4.0)), 2)
    >>> capture_ratio([year, year]), capture_ratio([])
    (0.6, None)
    """
    pairs = [(y.stage("settled"), y.stage("perfect")) for y in years]
    if not pairs or any(earned is None or perfect is None for earned, perfect in pairs):
        return None
    bound = sum(perfect.net_jpy for _, perfect in pairs if perfect is not None)
    reached = sum(earned.net_jpy for earned, _ in pairs if earned is not None)
    return reached / bound if bound > 0.0 else None


@dataclass(frozen=True)
class ForecastYear:
    """Forecasts of one price year.

    Parameters
    ----------
    price_year, n_days : int
        Fiscal year of the prices; days of the walk.
    days_by : mapping of str to int
        Days by the forecaster that was used; ``none``: no price was known, nothing is traded.
    scores : ForecastScores or None
        Of the delivery days with a forecast of the chosen forecaster; ``None`` without one.
    below : tuple of float or None
        Share of actual prices below the scenario quantiles ``QUANTILES``; ``None``: no scenarios. [-]
    scenario_days : int
        Days with scenarios.
    """

    price_year: int
    n_days: int
    days_by: Mapping[str, int]
    scores: ForecastScores | None
    below: tuple[float, ...] | None = None
    scenario_days: int = 0


@dataclass(frozen=True)
class RolledRun:
    """How a run was walked.

    Parameters
    ----------
    choice : RollingChoice
        What the owner chose.
    forecasts : tuple of ForecastYear
        By price year; empty for ``known``.
    areas_missing : tuple of str
        Other areas that the learned forecaster does not see, as their prices are not complete.
    """

    choice: RollingChoice
    forecasts: tuple[ForecastYear, ...] = ()
    areas_missing: tuple[str, ...] = ()


def pasted(ratio: float, area: str | None, run: RolledRun, hours: float) -> str:
    """Lay a measured ratio out as a project file takes it."""
    parts = [f"value: {ratio:.4f}"]
    if area is not None:
        parts.append(f"area: {area}")
    if run.forecasts:
        parts.append(f"fiscal_years: [{', '.join(str(f.price_year) for f in run.forecasts)}]")
    parts += [f"hours: {hours:g}", f"forecaster: {run.choice.forecaster}", f"bids: {run.choice.bids}"]
    return "{" + ", ".join(parts) + "}"


def is_usable(ratio: float) -> bool:
    """Whether a project file takes a ratio."""
    return 0.0 < round(ratio, 4) <= 1.0
