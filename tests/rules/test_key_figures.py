"""Figures on which most results turn, counted one by one: value and grade as the market notes and auction notes state them."""

from datetime import date

import pytest

from storage_opt.cli.rule_rows import lines_of, row_text
from storage_opt.inputs.rules import rule_library

V, S, I, U = "verified", "single_source", "inferred", "unverified"  # noqa: E741
INF = float("inf")
COMBINED = ("fcr", "fcr_offline", "s_frr", "composite")
PRODUCTS = (*COMBINED, "frr", "rr", "rr_fit")

MARKETS = [  # (rule, index, first day, value, grade)
    *[("balancing.blocks_per_day", {"product": p}, "2026-03-14", 48, V) for p in PRODUCTS],
    *[("balancing.block", {"product": p}, "2026-03-14", 30, V) for p in PRODUCTS],
    *[("balancing.procurement", {"product": p}, "2026-03-14", "day_ahead", V) for p in PRODUCTS],
    ("balancing.gate_open", {}, "2026-03-14", "D-1 11:30", V),
    ("balancing.gate_close", {}, "2026-03-14", "D-1 14:00", V),
    ("balancing.clearing", {}, "2026-03-14", "D-1 15:00", V),
    *[("balancing.price_cap", {"product": p}, "2024-04-01", 19.51, V) for p in COMBINED],
    *[("balancing.price_cap", {"product": p}, "2026-03-14", 15.0, V) for p in COMBINED],
    *[("balancing.price_cap", {"product": p}, "2026-09-01", 10.0, V) for p in COMBINED],
    *[("balancing.price_cap", {"product": p}, "2024-04-01", 7.21, V) for p in ("frr", "rr")],
    ("balancing.price_cap", {"product": "rr_fit"}, "2024-04-01", INF, V),
    *[("balancing.minimum_bid", {"product": p}, "2026-03-14", 1, V) for p in PRODUCTS],
    *[("balancing.bid_step", {"product": p}, "2026-03-14", 1, V) for p in PRODUCTS],
    ("balancing.direction", {}, "2026-03-14", "up", V),
    ("balancing.pricing", {}, "2021-04-01", "pay_as_bid", V),
    ("balancing.fee", {}, "2026-04-01", 0.06, V),
    ("balancing.fee", {}, "2025-04-01", 0.03, V),
    ("balancing.fee", {}, "2024-04-01", 0.01, V),
    ("spot.gate_close", {}, "2019-04-01", "D-1 10:00", V),
    ("spot.lot", {}, "2019-04-01", 50, V),
    ("spot.tick", {}, "2019-04-01", 0.01, V),
    ("intraday.pricing", {}, "2019-04-01", "continuous", V),
    ("intraday.gate_open", {}, "2019-04-01", "D-1 17:00", V),
    ("intraday.gate_close", {}, "2019-04-01", 1, V),
    ("imbalance.scarcity_price", {"knee": "c"}, "2022-04-01", 200, V),
    ("imbalance.scarcity_price", {"knee": "d"}, "2022-04-01", 45, V),
    ("imbalance.scarcity_price", {"knee": "c"}, "2026-10-01", 300, V),
    ("imbalance.scarcity_price", {"knee": "d"}, "2026-10-01", 50, V),
    ("capacity_market.minimum_duration", {}, "2027-04-01", 3, V),
    ("capacity_market.minimum_power", {}, "2027-04-01", 1000, V),
    ("derating.annual_mean", {"hours": 4, "area": "tokyo"}, "2029-04-01", 0.70773044, S),
    ("generator_charge.stored_energy_share", {}, "2024-04-01", 0, V),
    ("connection.no_charge_hours", {}, "2025-04-01", 12, V),
]

BIDDING = {1: "2023-04-01", 2: "2024-04-01", 3: "2025-04-01", 4: "2026-04-01"}


def by_round(rule: str, values: tuple, grades: str | tuple, **index: object) -> list[tuple]:
    """One row per round; ``None``: no figure is known for it."""
    graded = (grades,) * 4 if isinstance(grades, str) else grades
    return [
        (rule, {"round": n, **index}, BIDDING[n], value, grade)
        for n, value, grade in zip(BIDDING, values, graded, strict=True)
        if value is not None
    ]


AUCTION = [
    *by_round("ltda_contract.term", (20, 20, 20, 20), V),
    *by_round("ltda_contract.term_max", (None, None, None, 40), S),
    *by_round("ltda_price.wacc_cap", (0.05, 0.05, 0.04, 0.04), (V, V, S, U)),
    *by_round("ltda_price.contingency_max", (0.10,) * 4, V),
    *by_round("ltda_price.decommission_share", (0.05,) * 4, U),
    *by_round("ltda_contract.refund_rate", (0.95,) * 4, S, tier=1),
    *by_round("ltda_contract.refund_rate", (0.90,) * 4, S, tier=2),
    *by_round("ltda_contract.refund_rate", (0.85,) * 4, S, tier=3),
    *by_round("ltda.minimum_power", (10, 30, 30, 30), (V, V, V, U)),
    *by_round("ltda.minimum_duration", (3, 3, 6, 6), (V, V, V, U)),
    *by_round("ltda.lot_cap", (1000, None, None, None), V, lot="storage"),
    *by_round("ltda.lot_cap", (None, 750, None, None), V, lot="storage_3_to_6_h"),
    *by_round("ltda.lot_cap", (None, 750, None, None), V, lot="storage_from_6_h"),
    *by_round("ltda.lot_cap", (None, None, 400, None), V, lot="li_ion_and_pumped_replacement"),
    *by_round("ltda.lot_cap", (None, None, 400, None), V, lot="non_li_and_new_pumped_and_ldes"),
    *by_round("ltda.lot_cap", (None, None, None, 400), V, lot="li_ion"),
    *by_round("ltda.lot_cap", (None, None, None, 400), V, lot="non_li"),
    *by_round("ltda.lot_cap", (None, None, None, 400), V, lot="pumped_and_ldes"),
    *by_round("ltda.target", (4000, 5000, 5000, 5000), V),
    *by_round("ltda.country_cap", (None, None, 0.30, 0.30), (V, V, V, U), chemistry="li_ion"),
    *by_round("ltda.country_cap", (None, None, 0.30, 0.30), (V, V, S, U), chemistry="non_li"),
    *by_round("ltda.country_cap_base", (None, None, "lot_cap", "lot_cap"), U),
    ("ltda_award.fill_stage", {}, "2023-04-01", True, I),
    *by_round("ltda_price.ceiling_low", (55308, None, None, None), S),
    *by_round("ltda_price.ceiling_high", (74690, None, None, None), S),
    *by_round("ltda_price.ceiling_threshold", (100_000, 100_000, 200_000, None), (S, V, V, V)),
    ("derating.annual_mean", {"hours": 4, "area": "kyushu"}, "2029-04-01", 0.80137339, S),
    ("derating.factor", {"area": "tokyo", "hours": 4, "month": 5}, "2029-04-01", 0.6159, S),
    ("derating.factor", {"area": "tokyo", "hours": 8, "month": 5}, "2029-04-01", 0.9545, S),
    ("ltda_contract.outage_slots", {}, "2023-04-01", 8640, U),
    ("ltda_contract.outage_penalty", {}, "2023-04-01", 0.000125, U),
    ("ltda_contract.penalty_cap", {"period": "year"}, "2023-04-01", 1.10, U),
    ("ltda_contract.penalty_cap", {"period": "month"}, "2023-04-01", 0.183, U),
]


def named(case: tuple) -> str:
    rule, index, since, value, _ = case
    return f"{rule}({','.join(map(str, index.values()))}) {value} from {since}"


def test_the_figures_are_counted():
    assert (len(MARKETS), len(AUCTION)) == (73, 68)
    assert len({named(case) for case in MARKETS + AUCTION}) == len(MARKETS) + len(AUCTION)


@pytest.mark.parametrize("case", MARKETS + AUCTION, ids=named)
def test_figure_is_listed_with_its_grade(case):
    name, index, since, value, grade = case
    rows = [row for row in lines_of(rule_library()[name], None) if row.index == index]
    (row,) = [row for row in rows if row.line.since == date.fromisoformat(since)]
    assert (row.line.value, str(row.line.grade)) == (value, grade)
    assert row.line.reference
    told = row_text(row)
    shown = (
        {INF: "no limit", True: "yes"}.get(value, str(value))
        if not isinstance(value, int) or value is True
        else str(value)
    )
    assert told.startswith(name) and f"  {since}  {shown}  [" in told and told.endswith(f"  {grade}")
