"""The ``markets`` part of the project file."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from storage_opt.inputs.schema_base import NotNegative, Positive, Section, Share

ProductName = Literal["fcr", "fcr_offline", "s_frr", "frr", "rr", "rr_fit", "composite"]


class SpotSection(Section):
    """The spot market."""

    fee_jpy_per_kwh: NotNegative | None = None


class IntradaySection(Section):
    """The intraday market."""

    fee_jpy_per_kwh: NotNegative | None = None
    limit_mw: Positive | None = None
    source: Literal["prices", "bundled:synthetic"] | None = None


class AcceptanceSection(Section):
    """How much of an offer is awarded."""

    kind: Literal["curve", "fixed", "certain"] = "curve"
    share: Share | None = None
    factor: NotNegative = 1.0


class BalancingSection(Section):
    """The balancing market."""

    products: list[ProductName] = Field(default_factory=list)
    rules_on: Literal["operating", "delivery"] | date = "operating"
    reserve_while_charging: bool = False
    backing: Literal["both", "end"] = "both"
    backing_slots: Annotated[int, Field(ge=1, le=48)] = 1
    acceptance: AcceptanceSection = AcceptanceSection()
    duration_h: dict[ProductName, NotNegative] = Field(default_factory=dict)
    activation: dict[ProductName, Share] = Field(default_factory=dict)
    activation_price: Literal["spot"] | NotNegative = "spot"
    price_levels: Annotated[int, Field(ge=1, le=9)] = 1
    source: Literal["prices", "bundled:synthetic"] | None = None


class WheelingSection(Section):
    """Energy part of the wheeling charge on charging."""

    treatment: Literal["loss_rate", "full"] = "loss_rate"
    voltage: Literal["high", "extra_high"] = "extra_high"
    loss_rate: Share | None = None
    energy_jpy_per_kwh: NotNegative | None = None


class MarketsSection(Section):
    """Markets in which the battery trades."""

    spot: SpotSection = SpotSection()
    intraday: IntradaySection | None = None
    balancing: BalancingSection | None = None
    wheeling: WheelingSection | None = None
