"""What a study asks to be drawn, and what was drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from storage_opt.records.bid import Target, VariableName
from storage_opt.records.distributions import Distribution, Listed

Quantity = Literal["price_years", "capex", "fade", "outage", "acceptance", "delay_years"]
FACTORS: tuple[Quantity, ...] = ("capex", "fade", "outage", "acceptance")
"""Quantities that are drawn as a factor on what the project states."""
REQUIRED = "required"
"""Name of the figure that a search finds."""
FIGURES = (
    *("project_irr", "project_irr_pre_tax", "equity_irr", "min_dscr"),
    *("npv_jpy", "npv_pre_tax_jpy", "equity_npv_jpy", "public_cost_npv_jpy", "public_cost_jpy_per_kw"),
    *("capex_jpy", "grant_jpy", "debt_jpy"),
    *("margin_jpy_per_kw_year", "owner_net_jpy_per_kw_year", "discharged_mwh", "cycles_per_day", "modelled_years"),
)
"""Figures of a draw, beside the required one."""


@dataclass(frozen=True)
class PriceYearsAsk:
    """Price years in blocks.

    Parameters
    ----------
    years : tuple of int or None
        Fiscal years to draw from, in order; ``None``: all that the project reads.
    block_years : int
        Consecutive years in a block. [year]
    """

    years: tuple[int, ...] | None = None
    block_years: int = 1


@dataclass(frozen=True)
class RequiredAsk:
    """A price, grant or cost that is searched in every draw.

    Parameters
    ----------
    solve_for : VariableName
        As in ``storage-opt bid``.
    target : Target
        What it must reach.
    """

    solve_for: VariableName
    target: Target


@dataclass(frozen=True)
class DrawsAsk:
    """The ``draws`` part of a study.

    Parameters
    ----------
    count, seed : int
        Draws of every case, and what makes them repeatable.
    price_years : PriceYearsAsk or None
        ``None``: the years of the project.
    factors : mapping of Quantity to Distribution
        Of capital cost, fade, outage, acceptance; what is missing stays as the project has it.
    delay_years : Listed or None
        Whole years by which operation starts later.
    is_loan_planned : bool
        Whether the loan is that of the case without draws; else each draw sizes its own.
    required : RequiredAsk or None
        What is searched besides.
    figures : tuple of str
        Figures that are shown.
    """

    count: int
    seed: int
    price_years: PriceYearsAsk | None = None
    factors: Mapping[Quantity, Distribution] = field(default_factory=dict)
    delay_years: Listed | None = None
    is_loan_planned: bool = True
    required: RequiredAsk | None = None
    figures: tuple[str, ...] = ("project_irr", "public_cost_npv_jpy", "min_dscr")


@dataclass(frozen=True)
class Drawn:
    """One draw of all quantities.

    Parameters
    ----------
    number : int
        From 1.
    price_years : tuple of int or None
        Fiscal year of the prices of each operating year; ``None``: not drawn.
    capex, fade, outage, acceptance : float
        Factors; 1 where not drawn. [-]
    delay_years : int
        Later start of operation. [year]
    """

    number: int
    price_years: tuple[int, ...] | None = None
    capex: float = 1.0
    fade: float = 1.0
    outage: float = 1.0
    acceptance: float = 1.0
    delay_years: int = 0
