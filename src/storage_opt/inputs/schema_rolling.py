"""``rolling`` and ``capture_ratio`` of the project file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from storage_opt.inputs.schema_base import FiscalYear, NotNegative, Positive, Section
from storage_opt.records.foresight import Awards, Bids, ForecasterName, Terminal, WarmUp

Foresight = Literal["perfect", "rolling"]
Ratio = Annotated[float, Field(gt=0, le=1)]


class ImbalanceSection(Section):
    """What energy beside the cleared quantity is paid, from the spot price of its slot."""

    shortage_above_spot_jpy_per_kwh: NotNegative
    surplus_below_spot_jpy_per_kwh: NotNegative


class RiskSection(Section):
    """What counts beside the mean of the scenarios."""

    cvar_alpha: Ratio = 0.1
    weight: Annotated[float, Field(ge=0, le=1)]


class RollingSection(Section):
    """How a year is walked through with ``foresight: rolling``."""

    forecaster: ForecasterName | None = None
    look_ahead_days: Annotated[int, Field(ge=0, le=27)] = 6
    terminal: Terminal = "valued"
    bids: Bids = "quantity"
    forecast_file: str | None = None
    imbalance: ImbalanceSection | None = None
    refit_days: Annotated[int, Field(ge=1, le=366)] = 28
    warm_up: WarmUp = "simpler"
    awards: Awards = "expected"
    awards_seed: Annotated[int, Field(ge=0)] = 0
    intraday_guard_jpy_per_kwh: NotNegative | None = None
    scenarios: Annotated[int, Field(ge=1, le=500)] = 30
    price_bins: Annotated[int, Field(ge=1, le=20)] = 1
    risk: RiskSection | None = None


class CaptureRatioSection(Section):
    """A ratio with what it was measured on."""

    value: Ratio
    area: str | None = None
    fiscal_years: list[FiscalYear] = Field(default_factory=list)
    hours: Positive | None = None
    forecaster: str | None = None
    bids: str | None = None
    source: str | None = None
