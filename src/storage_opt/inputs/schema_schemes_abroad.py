"""The ``scheme`` part of the project file for kinds from abroad and private contracts: one section per kind."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from storage_opt.inputs.schema_base import NotNegative, Positive, Section, Share

Years = Annotated[int, Field(ge=1, le=100)]
FiscalYear = Annotated[int, Field(ge=1990, le=2200)]
Rate = Annotated[float, Field(gt=-1, allow_inf_nan=False)]
PayerName = Literal["taxpayers", "capacity_contributions", "network_users", "offtaker"]


class AbroadIndexation(Section):
    """What the amounts follow: nothing, or prices by a yearly rate, rates by fiscal year, or levels by fiscal year."""

    kind: Literal["none", "cpi"] = "none"
    rate: Rate | None = None
    rates: dict[FiscalYear, Rate] | None = None
    levels: dict[FiscalYear, Positive] | None = None
    base_fiscal_year: FiscalYear | None = None


class AbroadSection(Section):
    """Keys that all kinds share; ``None``: as the preset says."""

    payer: PayerName | None = None
    offer_duty: Literal["none", "marginal_cost"] = "none"
    wear_deductible: bool = False
    term_years: Years | None = None
    start: Literal["same_year", "next_year"] = "same_year"
    first_fiscal_year: FiscalYear | None = None
    indexation: AbroadIndexation | None = None
    minimum_hours: Annotated[int, Field(ge=0, le=100)] | None = None
    currency: Annotated[str, Field(min_length=3, max_length=3)] | None = None
    jpy_per_unit: Positive | None = None


class CapAndFloorSection(AbroadSection):
    """Cap and floor."""

    kind: Literal["cap_and_floor"]
    preset: Literal["gb_ldes"] | None = "gb_ldes"
    floor_jpy_per_year: NotNegative | None = None
    floor_jpy_per_kw_year: NotNegative | None = None
    floor_rate: NotNegative | None = None
    cap_jpy_per_year: NotNegative | None = None
    cap_jpy_per_kw_year: NotNegative | None = None
    cap_rate: NotNegative | None = None
    rav_jpy: NotNegative | None = None
    opex_jpy_per_year: NotNegative | None = None
    floor_share: Share | None = None
    return_share: Share | None = None


class RevenueShareSection(AbroadSection):
    """Floor and ceiling with shares and yearly caps, or top-ups with repayment."""

    kind: Literal["revenue_share"]
    preset: Literal["cis", "ltesa"] | None = None
    floor_jpy_per_year: NotNegative | None = None
    floor_jpy_per_kw_year: NotNegative | None = None
    ceiling_jpy_per_year: NotNegative | None = None
    ceiling_jpy_per_kw_year: NotNegative | None = None
    support_share: Share | None = None
    return_share: Share | None = None
    support_cap_jpy_per_year: NotNegative | None = None
    return_cap_jpy_per_year: NotNegative | None = None
    deductible_fixed_cost_jpy_per_year: NotNegative = 0.0
    return_limit: NotNegative | None = None
    option_years: Years | None = None
    exercised: list[Annotated[int, Field(ge=1)]] | None = None


class CapacityPaymentSection(AbroadSection):
    """A price for de-rated capacity."""

    kind: Literal["capacity_payment"]
    preset: Literal["gb_capacity_market", "poland", "california"] | None = None
    round: FiscalYear | None = None
    price_jpy_per_kw_year: NotNegative | None = None
    derating: Share | Annotated[dict[NotNegative, Share], Field(min_length=1)] | None = None
    hours_for_full_credit: Positive | None = None


class TollSection(AbroadSection):
    """A rent for the plant, which the offtaker runs."""

    kind: Literal["toll"]
    preset: Literal["macse", "korea", "us_reference", "private"] = "private"
    zone: Literal["average", "centre_south", "south_calabria", "sicily", "sardinia"] | None = None
    price_jpy_per_kw_year: NotNegative | None = None
    price_jpy_per_mwh_year: NotNegative | None = None
    contracted_mwh: Positive | None = None
    availability: Share | None = None
    owner_share: Share | None = None


class CfdSection(AbroadSection):
    """A strike exchanged for a reference margin."""

    kind: Literal["cfd"]
    preset: Literal["greece"] | None = None
    level: Literal["mean", "low", "high"] | None = None
    strike_jpy_per_kw_year: NotNegative | None = None
    reference_jpy_per_kw_year: Literal["own"] | NotNegative | Annotated[list[NotNegative], Field(min_length=1)]
    own_share: Share | None = None
    two_way: bool = True


AnyAbroadSection = CapAndFloorSection | RevenueShareSection | CapacityPaymentSection | TollSection | CfdSection
"""All kinds of this file, told apart by ``kind``."""
