"""Owner, public, counterparty and market sum to nothing in every year: every kind of scheme, and stacks, through the whole program."""

from __future__ import annotations

from typing import get_args

import pytest

from storage_opt.inputs.project import read_project
from storage_opt.inputs.schema_schemes import KINDS
from storage_opt.records.contract import Payer
from storage_opt.reports.summary import summary_of
from storage_opt.studies.run import run

PROJECT = """area: tokyo
start_fiscal_year: 2029
battery: {{power_mw: 50, energy_mwh: 216, round_trip_efficiency: 0.86, wear_jpy_per_mwh: 2000, soe_initial_mwh: 0, auxiliary_mw: {load}}}
markets: {{spot: {{fee_jpy_per_kwh: 0.04}}}}
scheme: {scheme}
finance: {{life_years: {years}, capex_jpy_per_kwh: 37500, discount_rate: 0.05}}
eligibility: warn
prices: {{fiscal_years: [2023]}}
"""
LTDA = "{kind: ltda, round: 2, price_jpy_per_kw_year: 30000, return_jpy_per_kw_year: 3000"
TOLL = "{kind: toll, price_jpy_per_kw_year: 9000, owner_share: 0.1, term_years: 15"
CUSTOM = "{kind: custom, name: own, payment_jpy_per_kw_year: 5000"
BAND = "term_years: 20, payer: network_users, floor_jpy_per_year: 3.0e8, "
CAPACITY = "{kind: capacity_payment, preset: null, payer: network_users, term_years: 15, price_jpy_per_kw_year: 6000, derating: 0.6}"
ALONE = {
    "merchant": "{kind: merchant}",
    "capacity_market": "{kind: capacity_market}",
    "ltda": LTDA + ", outage_slots: 12000}",
    "capex_grant": "{kind: capex_grant, rate: 0.5, cap_jpy: 2.0e9}",
    "custom": CUSTOM + ", sharing: {edges_jpy: [1.0e8], kept_shares: [1.0, 0.6], floor_jpy: 5.0e7}}",
    "cap_and_floor": "{kind: cap_and_floor, " + BAND + "cap_jpy_per_year: 3.5e8}",
    "revenue_share": "{kind: revenue_share, " + BAND + "ceiling_jpy_per_year: 3.4e8, support_share: 0.9, return_share: 0.5}",
    "capacity_payment": CAPACITY,
    "toll": TOLL + "}",
    "cfd": "{kind: cfd, payer: taxpayers, term_years: 20, strike_jpy_per_kw_year: 7000, "
    "reference_jpy_per_kw_year: 5000, own_share: 0.4}",
}  # fmt: skip
"""One of every kind."""
OTHERS = {
    "ltda, wear deducted": LTDA + ", wear_deductible: true}",
    "ltda, offered at marginal cost": LTDA + ", offer_duty: marginal_cost}",
    "floor above the market": "{kind: cap_and_floor, " + BAND.replace("3.0e8", "3.0e9") + "cap_jpy_per_year: 4.0e9}",
    "cap below the market": "{kind: cap_and_floor, " + BAND.replace("3.0e8", "0.5e8") + "cap_jpy_per_year: 1.5e8, return_share: 1}",
    "difference in one direction": "{kind: cfd, payer: offtaker, term_years: 20, strike_jpy_per_kw_year: 7000, "
    "reference_jpy_per_kw_year: own, two_way: false}",
    "nothing kept": CUSTOM + ", sharing: {kept_shares: [0.0]}}",
    "toll, wear deducted": TOLL + ", wear_deductible: true}",
    "offtaker's own": CUSTOM + ", payer: offtaker, dispatcher: offtaker, sharing: {kept_shares: [0.3]}}",
    "grant, capacity market and shares": "[{kind: capex_grant, rate: 0.3}, {kind: capacity_market}, "
    + CUSTOM + ", sharing: {kept_shares: [0.7]}}]",
    "toll beside a capacity payment": "[" + TOLL + "}, " + CAPACITY + "]",
    "two shares": "[" + CUSTOM + ", sharing: {kept_shares: [0.8]}}, "
    + CUSTOM + ", payer: offtaker, sharing: {edges_jpy: [2.0e8], kept_shares: [1.0, 0.5]}}]",
    "floor beside a rent": "[{kind: cap_and_floor, " + BAND
    + "cap_jpy_per_year: 3.5e8}, {kind: custom, name: rent, payment_jpy_per_kw_year: -800, payer: offtaker}]",
}  # fmt: skip


def settled(folder, scheme, *overrides, years=1, load=0.0):
    path = folder / "project.yaml"
    path.write_text(PROJECT.format(scheme=scheme, years=years, load=load), encoding="utf-8")
    return run(read_project(path, overrides))


def assert_closes(result):
    """From the payments and terms up; nothing is read from the sums that are tested."""
    for y in result.years:
        c, figures, terms = y.contracts, y.figures, dict(y.outcome.terms_jpy)
        owner, by_payer = figures.margin_jpy, dict.fromkeys(get_args(Payer), 0.0)
        shared = 0.0
        for s in c.schemes:
            base = figures.margin_jpy - (figures.wear_jpy if s.contract.wear_deductible else 0.0)
            change = s.contract.sharing.kept_jpy(base) - base
            shared += change
            by_payer[s.contract.payer] -= change
            owner += change
            for payment in s.contract.payments:
                by_payer[payment.payer] -= payment.amount_jpy
                owner += payment.amount_jpy
        assert c.owner_net_jpy == pytest.approx(owner, abs=0.01)
        assert c.counterparty_net_jpy == pytest.approx(by_payer.pop("offtaker"), abs=0.01)
        assert c.public_net_jpy == pytest.approx(sum(by_payer.values()), abs=0.01)
        assert c.market_net_jpy == -figures.margin_jpy
        assert abs(c.owner_net_jpy + c.public_net_jpy + c.counterparty_net_jpy + c.market_net_jpy) < 0.01
        assert c.support_jpy - c.clawback_jpy == pytest.approx(shared, abs=0.01)
        assert min(c.support_jpy, c.clawback_jpy, c.penalty_jpy) >= 0.0
        # ledger margin = margin in the objective; Σ terms = objective
        assert terms["spot"] - terms["spot_fee"] == pytest.approx(figures.margin_jpy, rel=1e-9, abs=0.01)
        costs = terms["spot_fee"] + terms["wear"] + terms.get("clawback", 0.0)
        assert terms["spot"] + terms.get("support", 0.0) - costs == pytest.approx(y.outcome.objective_jpy, abs=0.01)
        assert y.outcome.objective_jpy == pytest.approx(figures.margin_jpy - figures.wear_jpy + shared, abs=0.01)
        assert y.outcome.objective_jpy <= y.outcome.bound_jpy
        assert y.outcome.relative_gap <= 1e-4
    told = summary_of(result, None)
    for year in told["years"]:
        sides = (year[f"{side}_net_jpy"] for side in ("owner", "public", "counterparty", "market"))
        assert abs(sum(sides)) < 0.01
    assert told["solve"]["objective_jpy"] == pytest.approx(sum(y.outcome.objective_jpy for y in result.years))
    paid = sum(p.amount_jpy for p in result.upfront if p.payer != "offtaker")
    n_years = len(result.years)
    if result.finance is not None:  # given up long before its 17 years are over: the rest of a grant goes back
        paid *= 1.0 - max(0, 17 - n_years) / 17 / 1.04**n_years
    cost = paid + sum(-y.contracts.public_net_jpy / 1.04**n for n, y in enumerate(result.years, 1))
    assert (0.0 if result.public is None else result.public.cost_npv_jpy) == pytest.approx(cost, abs=0.01)


def test_every_kind_is_here():
    assert set(ALONE) == set(KINDS)


@pytest.mark.parametrize("name", [*ALONE, *OTHERS])
def test_money_closes(tmp_path, name):
    assert_closes(settled(tmp_path, {**ALONE, **OTHERS}[name]))


def test_a_penalty_is_paid_by_the_owner(tmp_path):
    """Outage of 12,000 slots: more than the rules forgive."""
    contracts = settled(tmp_path, ALONE["ltda"]).years[0].contracts
    assert contracts.penalty_jpy > 0.0
    assert contracts.owner_net_jpy == pytest.approx(
        contracts.margin_jpy - contracts.clawback_jpy + contracts.payment_jpy - contracts.penalty_jpy, abs=0.01
    )


def test_a_year_that_loses_is_neither_refunded_nor_shared(tmp_path):
    """An own load of 20 MW costs more than the battery earns; the second year lies behind the term."""
    no_fee = "markets.spot.fee_jpy_per_kwh=0"  # with a fee and an own load a year takes HiGHS instead of milliseconds
    result = settled(tmp_path, LTDA + ", term_years: 1}", no_fee, years=2, load=20.0)
    assert_closes(result)
    inside, after = (y.contracts for y in result.years)
    assert inside.margin_jpy < 0.0
    assert (inside.clawback_jpy, inside.support_jpy) == (0.0, 0.0)
    assert inside.payment_jpy > 0.0
    assert inside.piece == 0
    assert (after.contracted_kw, after.payment_jpy, after.public_net_jpy) == (0, 0.0, 0.0)
    assert after.piece is None
    assert after.owner_net_jpy == after.margin_jpy
