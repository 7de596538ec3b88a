"""The ``draws`` part of the study file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from storage_opt.inputs.schema_base import FiscalYear, NotNegative, Positive, Section, Share
from storage_opt.records.bid import Metric, VariableName

Finite = Annotated[float, Field(allow_inf_nan=False)]


class FactorSection(Section):
    """One distribution: triangular, lognormal, or one of several values."""

    low: NotNegative | None = None
    mode: NotNegative | None = None
    high: NotNegative | None = None
    mean: Positive | None = None
    sigma: Annotated[float, Field(gt=0, le=3)] | None = None
    values: Annotated[list[NotNegative], Field(min_length=1)] | None = None


class PriceYearsSection(Section):
    """Price years, drawn in blocks."""

    from_: Annotated[list[FiscalYear], Field(min_length=1)] | None = Field(default=None, alias="from")
    block_years: Annotated[int, Field(ge=1, le=100)] = 1


class RequiredSection(Section):
    """What is searched in every draw."""

    solve_for: VariableName
    target: Annotated[dict[Metric, Finite], Field(min_length=1, max_length=1)]


class DrawsSection(Section):
    """The whole part."""

    count: Annotated[int, Field(ge=1, le=100_000)] = 200
    seed: Annotated[int, Field(ge=0)] = 1
    price_years: PriceYearsSection | None = None
    capex: FactorSection | None = None
    fade: FactorSection | None = None
    outage: FactorSection | None = None
    acceptance: FactorSection | None = None
    delay_years: Annotated[dict[Annotated[int, Field(ge=0, le=20)], Share], Field(min_length=1)] | None = None
    loan: Literal["as_planned", "anew"] = "as_planned"
    required: RequiredSection | None = None
    figures: Annotated[list[str], Field(min_length=1)] | None = None
