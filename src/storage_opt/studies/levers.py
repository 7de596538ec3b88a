"""Which project key holds an unverified fact, and which other values it is given in a sweep.

The other values are choices of this program, not facts: a fifth more and less of a price, the other answer to a yes-or-no
question, the neighbouring class of a table. They show what a conclusion rests on, not how likely another value is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storage_opt.records.study_answers import Fact

Values = Callable[[Fact, Mapping[str, Any]], Sequence[Any]]
"""Other values, from the fact and the figures of the case at hand (``derating``, ``jpy_per_unit``, ``generator_price`` …)."""


@dataclass(frozen=True)
class Lever:
    """A project key that holds a fact.

    Parameters
    ----------
    rules : tuple of str
        Facts that it answers: one of them is enough.
    key : str
        Dotted key; ``scheme.`` stands for the section of the scheme.
    others : callable
        Values to try.
    kinds : tuple of str
        Schemes that know the key; empty: it is none of a scheme.
    """

    rules: tuple[str, ...]
    key: str
    others: Values
    kinds: tuple[str, ...] = ()


def times(*factors: float, most: float = float("inf")) -> Values:
    """Return multiples of the value, none above ``most``."""
    return lambda fact, _: _different([min(most, fact.value * factor) for factor in factors], fact.value)


def plus(*steps: float, least: float = 0.0, most: float = float("inf")) -> Values:
    """Return the value moved by steps, within limits."""
    return lambda fact, _: _different([round(min(most, max(least, fact.value + x)), 10) for x in steps], fact.value)


def others(*values: Any) -> Values:
    """Return fixed values less the one used."""
    return lambda fact, _: _different(list(values), fact.value)


def opposite(fact: Fact, _: Mapping[str, Any]) -> Sequence[Any]:
    """Return the other answer to a yes-or-no question."""
    return [not fact.value]


def figure_times(name: str, *factors: float, most: float = float("inf")) -> Values:
    """Return multiples of a figure of the case where the fact itself is no number; nothing where the case has none."""

    def of(_: Fact, figures: Mapping[str, Any]) -> Sequence[Any]:
        base = figures.get(name)
        return [] if base is None else _different([min(most, base * factor) for factor in factors], base)

    return of


def exchanged(*factors: float) -> Values:
    """Return multiples of a price abroad in yen; nothing without an exchange rate."""

    def of(fact: Fact, figures: Mapping[str, Any]) -> Sequence[Any]:
        rate = figures.get("jpy_per_unit")
        return [] if rate is None else [fact.value * rate * factor for factor in factors]

    return of


def _different(values: Sequence[Any], used: Any) -> list[Any]:
    """Values that differ from the one used; whole numbers stay whole."""
    kept = []
    for value in values:
        close = isinstance(value, float) and isinstance(used, int | float) and abs(value - used) <= 1e-6 * abs(used)
        if value != used and not close and value not in kept:
            kept.append(value)
    return kept


PAYERS = ("taxpayers", "capacity_contributions", "network_users", "offtaker")
REFUND_RATES = tuple([share] * 3 for share in (0.85, 0.90, 0.95))
DERATED = ("ltda", "capacity_market")

LEVERS: tuple[Lever, ...] = (
    Lever(("ltda_contract.deductible",), "scheme.wear_deductible", opposite, ("ltda",)),
    Lever(
        ("derating.factor", "ltda_contract.derating_year"),
        "scheme.derating",
        figure_times("derating", 0.9, 1.1, most=1.0),
        DERATED,
    ),
    Lever(
        ("capacity_market.price", "ltda_contract.threshold_price"),
        "scheme.main_auction_jpy_per_kw_year",
        figure_times("main_auction", 0.8, 1.2),
        ("ltda",),
    ),
    Lever(
        ("capacity_market.price",),
        "scheme.price_jpy_per_kw_year",
        times(0.8, 1.2),
        ("capacity_market",),
    ),
    Lever(("ltda_contract.surplus_must_be_offered",), "scheme.offer_duty", others("marginal_cost"), ("ltda",)),
    Lever(("ltda_price.wacc_cap",), "scheme.wacc", plus(-0.01, 0.01), ("ltda",)),
    Lever(("ltda_price.decommission_share",), "scheme.decommission_share", others(0.0, 0.05, 0.10), ("ltda",)),
    Lever(("ltda_contract.refund_rate",), "scheme.refund_rates", others(*REFUND_RATES), ("ltda",)),
    Lever(("ltda_contract.term",), "scheme.term_years", plus(-5, 5, least=1), ("ltda",)),
    Lever(("grants.rate",), "scheme.rate", others(1 / 3, 0.5), ("capex_grant",)),
    Lever(("grants.cap",), "scheme.cap_jpy", others(1.0e9, 2.0e9, 4.0e9), ("capex_grant",)),
    Lever(("abroad_gb_ldes.floor_rate",), "scheme.floor_rate", plus(-0.01, 0.01), ("cap_and_floor",)),
    Lever(("abroad_gb_ldes.cap_rate",), "scheme.cap_rate", plus(-0.02, 0.02), ("cap_and_floor",)),
    Lever(("abroad_gb_ldes.floor_share",), "scheme.floor_share", plus(-0.1, most=1.0), ("cap_and_floor",)),
    Lever(("abroad_gb_ldes.return_share",), "scheme.return_share", plus(-0.2, 0.2, most=1.0), ("cap_and_floor",)),
    Lever(("abroad_cis.support_share",), "scheme.support_share", plus(-0.2, 0.1, most=1.0), ("revenue_share",)),
    Lever(("abroad_cis.return_share",), "scheme.return_share", plus(-0.2, 0.2, most=1.0), ("revenue_share",)),
    Lever(
        ("abroad_gb_capacity_market.price", "abroad_poland.price"),
        "scheme.price_jpy_per_kw_year",
        exchanged(0.8, 1.2),
        ("capacity_payment",),
    ),
    *(
        Lever((f"abroad_{preset}.payer",), "scheme.payer", others(*PAYERS), (kind,))
        for preset, kind in (
            ("cis", "revenue_share"),
            ("ltesa", "revenue_share"),
            ("gb_capacity_market", "capacity_payment"),
            ("poland", "capacity_payment"),
            ("california", "capacity_payment"),
            ("macse", "toll"),
            ("korea", "toll"),
            ("greece", "cfd"),
        )
    ),
    Lever(("tax.effective_rate",), "finance.tax.rate", plus(-0.03, 0.03, most=1.0)),
    Lever(("tax.grant_compression_allowed",), "finance.tax.grant_compression", opposite),
    Lever(("tax.depreciation_rate",), "finance.tax.depreciation", others("straight_line")),
    Lever(("tax.useful_life",), "finance.tax.useful_life_years", others(8, 17, 20)),
    Lever(("tax.loss_years",), "finance.tax.loss_years", others(7, 10, 20)),
    Lever(("tax.loss_share",), "finance.tax.loss_share", others(0.5, 1.0)),
    Lever(("tax.property_base_before_grant",), "finance.tax.property_base_before_grant", opposite),
    Lever(("tax.property_tax_rate",), "finance.tax.property_tax_rate", times(0.5, 1.5)),
    Lever(("tax.revenue_levy",), "finance.tax.revenue_levy", times(0.0, 1.5)),
    Lever(
        ("levy.consumption_tax", "generator_charge.power_charge"),
        "finance.grid_charges.generator_jpy_per_kw_month",
        figure_times("generator_price", 0.8, 1.2),
    ),
    Lever(("cost_sets.per_kwh",), "finance.capex_jpy_per_kwh", others(22_000.0, 30_000.0, 40_000.0)),
    Lever(("cost_sets.per_kw",), "finance.capex_jpy_per_kw", others(40_000.0, 45_000.0, 57_750.0)),
    Lever(("cost_sets.fixed_om",), "finance.fixed_opex_jpy_per_kw_year", times(0.8, 1.2)),
    Lever(("project.default.efficiency",), "battery.round_trip_efficiency", plus(-0.03, 0.03, most=1.0)),
    Lever(("project.default.spot_fee",), "markets.spot.fee_jpy_per_kwh", times(0.5, 1.5)),
)
"""All levers. A fact that none of them holds is listed as not swept."""
