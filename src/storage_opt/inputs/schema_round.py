"""The round file as a schema: rules, bids that are given, candidates whose bids are to be found, and experiments."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from storage_opt.inputs.schema import Area
from storage_opt.inputs.schema_base import NotNegative, Positive, Section, Share
from storage_opt.schemes.compliance import Enforcement

Name = Annotated[str, Field(min_length=1)]
Cell = Literal["li_ion", "non_li"]
Source = Literal[
    "battery", "pumped_hydro", "ldes", "nuclear", "hydrogen_ammonia", "biomass", "hydro", "thermal_conversion", "lng", "other"
]  # fmt: skip
Return = Annotated[float, Field(gt=-1, allow_inf_nan=False)]


class SpreadSection(Section):
    """Values between two ends: uniform, or triangular around a mode."""

    low: NotNegative
    high: NotNegative
    mode: NotNegative | None = None


Amount = NotNegative | SpreadSection | dict[NotNegative, Positive]
"""One value, a spread, or values with weights."""
Word = Name | dict[Name, Positive]
"""One word, or words with weights."""


class CapexSection(Section):
    """Capital cost by power and by energy: a cost set of the rule files times a factor, or the user's own."""

    set: Literal["A", "B", "C"] | None = None
    factor: Amount = 1.0
    jpy_per_kw: Amount | None = None
    jpy_per_kwh: Amount | None = None


class PopulationSection(Section):
    """Candidates drawn by a generator."""

    name: Name = "candidate"
    count: Annotated[int, Field(ge=1, le=100_000)]
    seed: Annotated[int, Field(ge=0)] = 1
    area: Area | dict[Area, Positive]
    power_mw: Amount
    hours: Amount
    chemistry: Cell | dict[Cell, Positive]
    cell_country: Word | None = None
    capex: CapexSection
    connection_jpy_per_kw: Amount
    target: Return | SpreadSection | None = None
    certified_plan: Share | None = None


class OtherSection(Section):
    """Bids of another technology that are taken as they are."""

    source: Source
    offered_mw: Positive
    price_jpy_per_kw_year: NotNegative = 0.0
    lot: Name | None = None
    plants: Annotated[int, Field(ge=1, le=10_000)] = 1


class PublishedSection(Section):
    """What is assumed of a published round: sizes of single bids, price order, countries of cells."""

    bid_mw: dict[Name, Positive] = Field(default_factory=dict)
    tiers: dict[Name, int] = Field(default_factory=dict)
    origins: dict[Cell, dict[Name, Positive]] | None = None


class VariantSection(Section):
    """One experiment: keys of this file that it changes."""

    name: Name
    set: dict[str, Any] = Field(default_factory=dict)


class RoundFile(Section):
    """The whole round file."""

    name: Name = "round"
    round: Literal[1, 2, 3, 4]
    seed: Annotated[int, Field(ge=0)] = 1
    rules: dict[str, Any] = Field(default_factory=dict)
    minimum_hours: Annotated[int, Field(ge=1, le=24)] | None = None
    bids: Name | None = None
    published: PublishedSection | None = None
    others: Literal["awarded"] | list[OtherSection] = Field(default_factory=list)
    projects: str | None = None
    population: PopulationSection | list[PopulationSection] = Field(default_factory=list)
    base: str | dict[str, Any] | None = None
    price: Literal["required", "cost_based"] = "required"
    over_cost: Literal["flag", "bar"] = "flag"
    target: dict[Literal["project_irr", "project_irr_pre_tax", "equity_irr"], Return] = Field(
        default_factory=dict, max_length=1
    )
    contract: dict[str, Any] = Field(default_factory=dict)
    beside: list[dict[str, Any]] = Field(default_factory=list)
    eligibility: Enforcement = "warn"
    public_discount_rate: Annotated[float, Field(gt=-1, le=1, allow_inf_nan=False)] | None = None
    variants: list[VariantSection] = Field(default_factory=list)


PUBLISHED = "published"
"""Word for bids that stand for a published round."""
MARKS = ("population", "projects", "bids", "others")
"""Keys that tell a round, which also states ``round``, from a project and a study."""
