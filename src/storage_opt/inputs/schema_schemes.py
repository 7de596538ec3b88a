"""The ``scheme`` part of the project file: one section per kind, told apart by ``kind``."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from storage_opt.inputs.schema_base import FiscalYear, NotNegative, Positive, Section, Share
from storage_opt.inputs.schema_schemes_abroad import AnyAbroadSection

Derating = Literal["official", "none"] | Share | dict[Annotated[int, Field(ge=1)], Share]
"""The official table, no de-rating, one factor, or the user's own factors by whole hours."""
Start = Literal["same_year", "next_year"]
OfferDuty = Literal["none", "marginal_cost"]
Rate = Annotated[float, Field(gt=-1, allow_inf_nan=False)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Months = Annotated[list[NotNegative], Field(min_length=12, max_length=12)]
TermYears = Annotated[int, Field(ge=1, le=100)]


class MerchantSection(Section):
    """No contract."""

    kind: Literal["merchant"]


class SeriesSection(Section):
    """One index: a yearly rate, rates by fiscal year, or levels by fiscal year."""

    rate: Rate | None = None
    rates: dict[FiscalYear, Rate] = Field(default_factory=dict)
    levels: dict[FiscalYear, Positive] = Field(default_factory=dict)


class ItemSection(SeriesSection):
    """One cost item of the bid price."""

    name: Annotated[str, Field(min_length=1)]
    weight: Share


class IndexationSection(SeriesSection):
    """How a contract price follows prices outside."""

    kind: Literal["none", "cpi", "items"] = "none"
    items: list[ItemSection] = Field(default_factory=list)
    base_fiscal_year: FiscalYear | None = None


class CapacityMarketSection(Section):
    """The capacity market; see ``schemes.capacity_market``."""

    kind: Literal["capacity_market"]
    price_jpy_per_kw_year: NotNegative | None = None
    derating: Derating = "official"
    transition_deduction: Share = 0.0
    first_fiscal_year: FiscalYear | None = None
    last_fiscal_year: FiscalYear | None = None


class LtdaSection(Section):
    """The long-term decarbonization auction; see ``schemes.ltda_round``."""

    kind: Literal["ltda"]
    round: Literal[1, 2, 3, 4]
    price_jpy_per_kw_year: NotNegative
    return_jpy_per_kw_year: NotNegative | None = None
    bid_capital_jpy: NotNegative | None = None
    contingency: Share = 0.0
    decommission_share: Share = 0.0
    wacc: Share | None = None
    refund_rates: Annotated[list[Share], Field(min_length=3, max_length=3)] | None = None
    main_auction_jpy_per_kw_year: NotNegative | None = None
    derating: Derating = "official"
    term_years: TermYears | None = None
    start: Start = "same_year"
    first_fiscal_year: FiscalYear | None = None
    indexation: IndexationSection = IndexationSection()
    outage_slots: NotNegative | Months = 0.0
    undelivered_mwh: NotNegative | Months = 0.0
    wear_deductible: bool | None = None
    offer_duty: OfferDuty = "none"
    grants_allowed: bool = False


class CapexGrantSection(Section):
    """A grant to capital cost; see ``schemes.grant_programme``."""

    kind: Literal["capex_grant"]
    programme: Annotated[str, Field(min_length=1)] | None = None
    equipment: Annotated[str, Field(min_length=1)] | None = None
    rate: Share | None = None
    eligible_share: Share = 1.0
    cap_jpy: NotNegative | None = None
    cap_jpy_per_kw: NotNegative | None = None
    cap_jpy_per_kwh: NotNegative | None = None
    grant_jpy: NotNegative | None = None


class SharingSection(Section):
    """What the owner keeps of the yearly margin."""

    edges_jpy: list[Finite] | None = None
    edges_jpy_per_kw: list[Finite] | None = None
    kept_shares: list[Share] = Field(default_factory=lambda: [1.0])
    floor_jpy: NotNegative | None = None
    floor_jpy_per_kw: NotNegative | None = None


class CustomSection(Section):
    """A scheme of the user's own; see ``schemes.custom``."""

    kind: Literal["custom"]
    file: Annotated[str, Field(min_length=1)] | None = None
    name: Annotated[str, Field(min_length=1)] = "custom"
    payment_jpy_per_kw_year: Finite = 0.0
    sharing: SharingSection = SharingSection()
    wear_deductible: bool = False
    derating: Derating = "none"
    term_years: TermYears | None = None
    start: Start = "same_year"
    first_fiscal_year: FiscalYear | None = None
    indexation: IndexationSection = IndexationSection()
    payer: Literal["taxpayers", "capacity_contributions", "network_users", "offtaker"] = "taxpayers"
    dispatcher: Literal["owner", "offtaker"] = "owner"
    offer_duty: OfferDuty = "none"


SchemeSection = (
    MerchantSection | CapacityMarketSection | LtdaSection | CapexGrantSection | CustomSection | AnyAbroadSection
)
"""Every kind. Schemes abroad are added here, and their builders in ``project_schemes.BUILDERS``."""

KINDS = frozenset(tag for section in SchemeSection.__args__ for tag in section.model_fields["kind"].annotation.__args__)
"""Words that ``kind`` may be."""


def _as_list(value: Any) -> Any:
    """One scheme is a list of one; none is none."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


SchemeSections = Annotated[
    list[Annotated[SchemeSection, Field(discriminator="kind")]],
    BeforeValidator(_as_list),
]
"""One scheme, or a list that stacks."""
