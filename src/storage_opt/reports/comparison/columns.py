"""Which figures stand side by side, in which order and unit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A figure of a case.

    Parameters
    ----------
    name : str
        Field of ``CaseFigures``; label ``comparison.figure.NAME`` and definition ``comparison.figure.NAME.means`` of the catalogue.
    unit : str
        ``comparison.unit.UNIT`` of the catalogue; ``jpy`` is shown in a multiple, ``percent`` a hundredfold.
    decimals : int
        Digits after the point.
    has_difference : bool
        Whether the difference to the reference is shown.
    """

    name: str
    unit: str
    decimals: int
    has_difference: bool = True


GROUPS: dict[str, tuple[Column, ...]] = {
    "dispatch": (
        Column("power_mw", "mw", 1, False),
        Column("energy_mwh", "mwh", 1, False),
        Column("hours", "h", 0, False),
        Column("cycles_per_day", "cycles_per_day", 3),
        Column("discharged_mwh", "mwh_per_year", 0),
        Column("shifted_mwh", "mwh_per_year", 0),
        Column("surplus_absorbed_mwh", "mwh_per_year", 0),
        Column("margin_jpy", "jpy_per_year", 0),
        Column("lost_margin_jpy", "jpy_per_year", 0),
        Column("capture_ratio", "percent", 1),
        Column("withheld_years", "years", 0, False),
    ),
    "owner": (
        Column("margin_jpy", "jpy_per_year", 0),
        Column("clawback_jpy", "jpy_per_year", 0),
        Column("support_jpy", "jpy_per_year", 0),
        Column("kept_jpy", "jpy_per_year", 0),
        Column("payment_jpy", "jpy_per_year", 0),
        Column("penalty_jpy", "jpy_per_year", 0),
        Column("owner_net_jpy", "jpy_per_year", 0),
        Column("owner_net_jpy_per_kw_year", "jpy_per_kw_year", 0),
        Column("upfront_jpy", "jpy", 0),
    ),
    "finance": (
        Column("capex_jpy", "jpy", 0),
        Column("capex_jpy_per_kw", "jpy_per_kw", 0),
        Column("grant_jpy", "jpy", 0),
        Column("grant_jpy_per_kw", "jpy_per_kw", 0),
        Column("project_irr", "percent", 2),
        Column("project_irr_pre_tax", "percent", 2),
        Column("npv_jpy", "jpy", 0),
        Column("debt_jpy", "jpy", 0),
        Column("equity_irr", "percent", 2),
        Column("min_dscr", "ratio", 2),
    ),
    "public": (
        Column("contracted_kw", "kw", 0),
        Column("shortfall_years", "years", 0, False),
        Column("public_net_jpy", "jpy_per_year", 0),
        Column("counterparty_net_jpy", "jpy_per_year", 0),
        Column("public_cost_npv_jpy", "jpy", 0),
        Column("public_cost_jpy_per_contracted_kw_year", "jpy_per_kw_year", 0),
        Column("public_cost_jpy_per_mwh_discharged", "jpy_per_mwh", 0),
        Column("public_cost_jpy_per_mwh_shifted", "jpy_per_mwh", 0),
    ),
    "payers": (
        Column("taxpayers_npv_jpy", "jpy", 0),
        Column("capacity_contributions_npv_jpy", "jpy", 0),
        Column("network_users_npv_jpy", "jpy", 0),
        Column("public_cost_npv_jpy", "jpy", 0),
        Column("public_cost_jpy_per_kw", "jpy_per_kw", 0),
        Column("offtaker_npv_jpy", "jpy", 0),
    ),
}
"""One table each: what the plant does, what its owner gets and what it returns, what the public pays, and who of it."""

COLUMNS = {column.name: column for columns in GROUPS.values() for column in columns}
"""Every figure that is shown, by name."""

ONLY_WITH_VALUES = (
    *("capture_ratio", "penalty_jpy", "debt_jpy", "min_dscr", "grant_jpy", "grant_jpy_per_kw"),
    *("taxpayers_npv_jpy", "capacity_contributions_npv_jpy", "network_users_npv_jpy", "offtaker_npv_jpy"),
)
"""Figures without a column where they are nothing in all cases."""
ONLY_WITH_DEBT = ("equity_irr",)
"""Without a loan the return of equity is that of the project."""
NEEDS = {"finance": "capex_jpy", "payers": "public_cost_npv_jpy"}
"""A group without this figure in any case is left out."""

AMOUNTS = ("jpy", "jpy_per_year")
"""Units that are shown in a multiple of yen."""

BY_YEAR = ("margin_jpy", "clawback_jpy", "support_jpy", "capacity_payment_jpy", "penalty_jpy", "public_net_jpy")
"""Amounts of the summary that are shown for every operating year."""
