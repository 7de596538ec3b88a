"""The ``finance`` part of the project file."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from storage_opt.inputs.schema_base import NotNegative, Section

Rate = Annotated[float, Field(gt=-1, allow_inf_nan=False)]


class FinanceSection(Section):
    """Life, costs and rates of the project."""

    life_years: Annotated[int, Field(ge=1, le=100)] = 20
    capex_jpy_per_kwh: NotNegative | None = None
    capex_jpy_per_kw: NotNegative | None = None
    capex_jpy: NotNegative | None = None
    items: Any = None
    fixed_opex_jpy_per_kw_year: NotNegative = 0.0
    discount_rate: Rate = 0.05
    public_discount_rate: Rate = 0.04
    inflation: Rate = 0.0
    tax: Any = None
    debt: Any = None
