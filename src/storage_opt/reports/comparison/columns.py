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
        ``comparison.unit.UNIT`` of the catalogue; ``jpy`` is shown in a multiple.
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
}
"""One table each: what the plant does, what its owner gets, what the public pays."""

AMOUNTS = ("jpy", "jpy_per_year")
"""Units that are shown in a multiple of yen."""

BY_YEAR = ("margin_jpy", "clawback_jpy", "support_jpy", "capacity_payment_jpy", "penalty_jpy", "public_net_jpy")
"""Amounts of the summary that are shown for every operating year."""
