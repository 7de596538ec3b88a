"""What must hold of every cash flow, whatever the project."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_cash_flow_independent import EFFICIENCY, KW_IN, KW_OUT, NO_CHARGE, UNTAXED, full, operated, weak_start

from storage_opt.finance.cash_flow import Connected, cash_flow
from storage_opt.inputs.rules import rule_book
from storage_opt.messages import language
from storage_opt.records.contract import Payment
from storage_opt.records.finance import OperatedYear
from storage_opt.records.finance_terms import AggregatorFee, CapitalItem, CostLine, DebtTerms, FinanceTerms, GrantTerms

BOOK = rule_book()
LOAN = DebtTerms("annuity", 0.02, 15, 0.6)


def money(terms, years, grant=0.0):
    upfront = [Payment("grant", grant, "taxpayers")] if grant else []
    return cash_flow(terms, years, upfront, Connected("tokyo", KW_OUT, KW_IN, EFFICIENCY), BOOK)


def flat(margin, n=20, **more):
    """``n`` level years of one stream."""
    return [OperatedYear(year, 2027 + year, {"spot": margin}, {}, **more) for year in range(1, n + 1)]


def plain(capex=1e10, life=20, **more):
    """No tax, no charge, no cost."""
    return FinanceTerms(life, None, (CapitalItem("plant", capex),), grid_charges=NO_CHARGE, tax=UNTAXED, **more)


def value_at(flows, times, rate):
    return sum(flow * (1 + rate) ** -time for flow, time in zip(flows, times, strict=True))


def test_value_at_each_rate_of_return_is_zero():
    got = money(full(), weak_start(), 3e9)
    flow, measures = got.flow, got.measures
    for flows, rate in [
        (flow.project_jpy, measures.project_irr),
        (flow.before_tax_jpy, measures.project_irr_pre_tax),
        (flow.equity_jpy, measures.equity_irr),
    ]:
        assert rate is not None
        assert value_at(flows, flow.times, rate) == pytest.approx(0.0, abs=1.0)
    assert len({measures.project_irr, measures.project_irr_pre_tax, measures.equity_irr}) == 3


def test_lines_by_column_are_the_cash_of_equity_and_of_the_project():
    flow = money(full(), weak_start(), 3e9).flow
    for column, equity in enumerate(flow.equity_jpy):
        assert sum(line.amounts_jpy[column] for line in flow.lines) == pytest.approx(equity, abs=1e-3)
    levered = [e - d for e, d in zip(flow.equity_jpy, flow.total("debt"), strict=True)]
    shield = [t - y.tax_jpy for t, y in zip(flow.unlevered_tax_jpy, flow.tax, strict=True)]
    assert [p + s for p, s in zip(flow.project_jpy, shield, strict=True)] == pytest.approx(levered, abs=1e-3)


def test_lines_in_all_are_the_ledger_and_what_finance_adds():
    years = weak_start()
    flow = money(full(), years, 3e9).flow
    ledger = sum(sum(y.market_jpy.values()) + sum(y.scheme_jpy.values()) for y in years)
    added = sum(line.total_jpy for line in flow.lines if line.group not in {"market", "scheme"})
    assert sum(flow.equity_jpy) == pytest.approx(ledger + added, rel=1e-12)
    assert sum(flow.total("working_capital")) == pytest.approx(0.0, abs=1e-3)
    # what the lender gets beyond the loan is its interest and fee
    paid = sum(y.interest_jpy + y.fee_jpy - y.reserve_interest_jpy for y in flow.debt)
    assert sum(flow.total("debt")) == pytest.approx(-paid, rel=1e-9)


def test_money_in_another_unit_changes_no_rate():
    k, terms, years = 7.0, full(), weak_start()
    scaled = replace(
        terms,
        capital=tuple(replace(item, amount_jpy=k * item.amount_jpy) for item in terms.capital),
        costs=tuple(replace(line, amount_jpy_per_year=k * line.amount_jpy_per_year) for line in terms.costs),
        aggregator=AggregatorFee(terms.aggregator.share_of_margin, k * terms.aggregator.jpy_per_year),
        grid_charges=replace(
            terms.grid_charges,
            generator_jpy_per_kw_month=k * terms.grid_charges.generator_jpy_per_kw_month,
            wheeling_jpy_per_kw_month=k * terms.grid_charges.wheeling_jpy_per_kw_month,
        ),
        grant=replace(terms.grant, profit_return_above_jpy=k * terms.grant.profit_return_above_jpy),
        tax=replace(terms.tax, capital_jpy=k * terms.tax.capital_jpy),
        decommissioning_jpy=k * terms.decommissioning_jpy,
    )
    richer = [
        replace(
            y,
            market_jpy={name: k * a for name, a in y.market_jpy.items()},
            scheme_jpy={name: k * a for name, a in y.scheme_jpy.items()},
            contracted_jpy=k * y.contracted_jpy,
            augmentation_jpy=k * y.augmentation_jpy,
            charging_cost_jpy=k * y.charging_cost_jpy,
        )
        for y in years
    ]
    one, other = money(terms, years, 3e9), money(scaled, richer, k * 3e9)
    for a, b in zip(one.flow.lines, other.flow.lines, strict=True):
        assert b.amounts_jpy == pytest.approx([k * amount for amount in a.amounts_jpy], rel=1e-10, abs=0.1), a.name
    for name, value in vars(one.measures).items():
        factor = k if name.endswith("_jpy") or name.endswith("_kwh") else 1.0
        assert getattr(other.measures, name) == pytest.approx(factor * value, rel=1e-9), name


@pytest.mark.parametrize("grant", [1.0, 1e9, 5e10])
def test_a_grant_at_the_start_is_worth_itself_before_tax(grant):
    terms, years = full(grant=GrantTerms(disposal="none")), weak_start()
    without, given = money(terms, years), money(terms, years, grant)
    rate = terms.discount_rate
    gained = value_at(given.flow.before_tax_jpy, given.flow.times, rate) - value_at(
        without.flow.before_tax_jpy, without.flow.times, rate
    )
    # size-based tax is on profit, which depreciation of a compressed asset moves: leave it out
    assert terms.tax.value_added_rate > 0.0
    terms = replace(terms, tax=replace(terms.tax, value_added_rate=0.0))
    without, given = money(terms, years), money(terms, years, grant)
    exact = value_at(given.flow.before_tax_jpy, given.flow.times, rate) - value_at(
        without.flow.before_tax_jpy, without.flow.times, rate
    )
    assert exact == pytest.approx(grant, rel=1e-9, abs=1e-4)
    assert gained < grant


@pytest.mark.parametrize("losses", ["carry_forward", "immediate"])
@pytest.mark.parametrize("life", [3, 20])
def test_compression_moves_tax_in_time_and_not_in_sum(losses, life):
    def taxed(is_compressed):
        base = full()
        tax = replace(
            base.tax, value_added_rate=0.0, grant_compression=is_compressed, losses=losses, loss_years=100, loss_share=1.0,
        )  # fmt: skip
        terms = replace(base, tax=tax, debt=None, grant=GrantTerms(((-1, 0.5), (0, 0.5))), life_years=life)
        flow = money(terms, operated(life, 2028), 3e9).flow
        return flow, flow.unlevered_tax_jpy

    (deferred, later), (plainly, earlier) = taxed(True), taxed(False)
    if losses == "immediate" or life == 20:  # else losses at the end of three years are never used
        assert sum(later) == pytest.approx(sum(earlier), rel=1e-12)
    assert later != pytest.approx(earlier)
    assert value_at(later, deferred.times, 0.05) < value_at(earlier, plainly.times, 0.05)
    assert deferred.before_tax_jpy == pytest.approx(plainly.before_tax_jpy)


def test_more_debt_raises_equity_where_the_project_returns_more_than_the_loan_costs():
    def equity(gearing, rate):
        got = money(plain(debt=DebtTerms("annuity", rate, 20, gearing)), flat(9e8)).measures
        assert got.gearing == pytest.approx(gearing) and got.project_irr == pytest.approx(0.06395, abs=1e-5)
        return got.equity_irr

    cheap = [equity(gearing, 0.02) for gearing in (0.0, 0.3, 0.6, 0.9)]
    dear = [equity(gearing, 0.09) for gearing in (0.0, 0.3, 0.6)]
    assert all(a < b for a, b in pairwise(cheap)) and all(a > b for a, b in pairwise(dear))
    assert cheap[0] == pytest.approx(dear[0])


@pytest.mark.parametrize("repayment", ["sculpted", "annuity"])
def test_no_gearing_is_no_debt(repayment):
    terms, years = full(), weak_start()
    none = money(replace(terms, debt=None), years, 3e9)
    zero = money(replace(terms, debt=replace(terms.debt, gearing_max=0.0, repayment=repayment)), years, 3e9)
    assert zero.flow.lines == none.flow.lines and zero.flow.tax == none.flow.tax
    assert zero.measures == none.measures
    assert zero.measures.debt_jpy == 0.0 and zero.measures.min_dscr is None and zero.measures.llcr is None
    assert [note.name for note in zero.notes if "debt" in note.name] == ["finance_debt.no_loan"]


def rates(terms, grant=0.0):
    got = money(terms, operated(20, 2028), grant).measures
    return got.project_irr_pre_tax, got.project_irr, got.equity_irr


def test_dearer_plants_and_later_grants_return_less():
    base = full(grant=GrantTerms(((0, 1.0),), disposal="none"))
    dearer = [
        replace(base, capital=tuple(replace(i, amount_jpy=k * i.amount_jpy) for i in base.capital))
        for k in (1, 1.1, 1.4)
    ]
    upkeep = [replace(base, costs=(*base.costs, CostLine("more", k * 1e8))) for k in (0, 1, 2)]
    late = [replace(base, grant=GrantTerms(((time, 1.0),), disposal="none")) for time in (-1, 0, 1, 2, 5)]
    end = [replace(base, decommissioning_jpy=k * 1e8) for k in (0, 1, 4, 8, 12)]  # from 8 on the last year is negative
    for cases, grant in [(dearer, 0.0), (upkeep, 0.0), (late, 2e9), (end, 0.0)]:
        found = [rates(terms, grant) for terms in cases]
        for before, after in pairwise(found):
            assert before[0] > after[0] and before[1] > after[1]


def test_profit_return_never_exceeds_the_grant_nor_does_it_with_repayment():
    def returned(share, life, above=0.0):
        terms = plain(life=life, grant=GrantTerms(profit_return_share=share, profit_return_above_jpy=above))
        got = money(terms, flat(9e8, life), 2e9)
        lines = {line.name: line.amounts_jpy for line in got.flow.lines if line.group == "grant"}
        assert sum(lines["grant"]) == 2e9
        return lines.get("profit_return", ()), lines.get("grant_repayment", ())

    profit, repaid = returned(0.5, 17)  # 4.5e8 a year: four whole years and a rest
    assert (
        profit[1:7] == pytest.approx((-4.5e8,) * 4 + (-2e8, 0.0)) and sum(profit) == pytest.approx(-2e9) and not repaid
    )
    profit, repaid = returned(0.5, 10)
    assert sum(profit) == pytest.approx(-2e9) and not repaid  # nothing is left to repay
    profit, repaid = returned(0.1, 10)
    assert sum(profit) == pytest.approx(-9e8) and sum(repaid) == pytest.approx(-2e9 * 7 / 17)
    profit, repaid = returned(0.15, 10)
    assert sum(profit) == pytest.approx(-1.35e9) and sum(repaid) == pytest.approx(-0.65e9)
    profit, _ = returned(0.5, 17, above=8e8)
    assert sum(profit) == pytest.approx(-17 * 0.5e8)
    assert returned(1.0, 17, above=9e8) == ((), ())


@pytest.mark.parametrize(
    ("life", "restricted", "share"),
    [(10, None, 7 / 17), (16, None, 1 / 17), (17, None, 0), (20, None, 0), (10, 8, 0), (10, 20, 0.5), (1, 17, 16 / 17)],
)
def test_a_plant_given_up_early_repays_the_years_left(life, restricted, share):
    terms = plain(life=life, grant=GrantTerms(restricted_years=restricted))
    flow = money(terms, flat(9e8, life), 1.7e9).flow
    repaid = [line for line in flow.lines if line.name == "grant_repayment"]
    if share == 0:
        assert not repaid
    else:
        assert repaid[0].amounts_jpy == pytest.approx((0.0,) * life + (-1.7e9 * share,))
    kept = replace(terms, grant=GrantTerms(disposal="none", restricted_years=restricted))
    assert not [line for line in money(kept, flat(9e8, life), 1.7e9).flow.lines if line.name == "grant_repayment"]


def test_a_life_of_one_year_by_hand():
    terms = replace(
        plain(1e9, 1, debt=DebtTerms("annuity", 0.05, 1, 0.5), decommissioning_jpy=1e8, working_capital_days=30.0),
        tax=replace(UNTAXED, rate=0.3),
    )
    got = money(terms, flat(1.5e9, 1, discharged_mwh=1000.0, charging_cost_jpy=2e8))
    assert got.flow.times == (0, 1) and got.flow.fiscal_years == (2027, 2028)
    # income 15e8 − removal 1e8 − whole write-off 10e8 = 4e8; with interest 0.25e8 less
    assert got.flow.unlevered_tax_jpy == pytest.approx((0.0, 1.2e8))
    assert got.flow.project_jpy == pytest.approx((-1e9, 1.28e9))
    assert got.measures.project_irr == pytest.approx(0.28) and got.measures.project_irr_pre_tax == pytest.approx(0.4)
    cash = 1.4e9 - 0.3 * 3.75e8
    assert got.flow.equity_jpy == pytest.approx((-5e8, cash - 5.25e8))
    assert got.measures.min_dscr == pytest.approx(cash / 5.25e8) and got.measures.llcr == pytest.approx(
        cash / 1.05 / 5e8
    )
    assert got.measures.lcos_jpy_per_kwh == pytest.approx((1e9 + 3e8 / 1.05) / (1e6 / 1.05))
    assert got.measures.payback_years == pytest.approx(1e9 / 1.28e9)


def test_a_life_beyond_that_of_the_tax_code():
    """After 17 years nothing is left to write off; property tax goes on, in year 24 at its floor of 5 %."""
    terms = replace(plain(1e10, 24), tax=replace(UNTAXED, property_tax_rate=0.014))
    flow = money(terms, flat(9e8, 24)).flow
    written = [y.depreciation_jpy for y in flow.tax[1:]]
    assert sum(written) == pytest.approx(1e10) and written[17:] == [0.0] * 7 and written[16] > 0.0
    (tax,) = [line.amounts_jpy for line in flow.lines if line.name == "property_tax"]
    assert tax[1] == pytest.approx(-1e10 * 0.014 * 0.9365) and tax[-1] == pytest.approx(-1e10 * 0.014 * 0.05)


def test_years_that_end_before_the_life_shorten_the_loan_and_bring_the_end_forward():
    terms = full(debt=replace(full().debt, tenor_years=16, gearing_max=0.3))
    years = weak_start()[:11]
    got = money(terms, years, 3e9)
    assert got.flow.times[-1] == 11 and got.flow.debt[-1].balance_jpy == 0.0 and got.flow.debt[-1].reserve_jpy == 0.0
    (note,) = [n for n in got.notes if n.name == "finance.note.tenor_cut"]
    with language("en"):
        assert "16 operating years" in note.text() and "operated for 11" in note.text()
    lines = {line.name: line.amounts_jpy for line in got.flow.lines}
    assert lines["decommissioning"][-1] == pytest.approx(-4e8 * 1.015**13)  # FY2038 over FY2025
    assert lines["grant_repayment"][-1] == pytest.approx(-3e9 * 11 / 22) or lines["grant_repayment"][-1] < 0.0
    assert sum(y.depreciation_jpy for y in got.flow.tax) > 0.0
    same = money(replace(terms, debt=replace(terms.debt, tenor_years=11), life_years=11), years, 3e9)
    assert same.flow == got.flow and same.measures == got.measures


def test_nothing_at_all_has_a_cash_flow_of_zeros():
    got = money(plain(0.0, 3), flat(0.0, 3))
    assert [line.name for line in got.flow.lines] == ["plant"] and got.flow.equity_jpy == (
        0.0,
    ) * 4 == got.flow.project_jpy
    measures = got.measures
    assert measures.npv_jpy == measures.equity_npv_jpy == measures.capex_jpy == 0.0
    assert measures.project_irr is None and measures.equity_irr is None and measures.lcos_jpy_per_kwh is None
    assert {n.name for n in got.notes} == {"finance_debt.irr_none"}


def test_a_plant_for_nothing_earns_without_a_rate():
    got = money(full(capital=(CapitalItem("plant", 0.0),)), weak_start())
    assert got.measures.project_irr is None and got.measures.debt_jpy == 0.0 and got.measures.npv_jpy > 0.0


def test_years_that_only_lose_pay_no_tax_on_income_and_get_no_loan():
    got = money(full(), [replace(y, scheme_jpy={}, market_jpy={"spot": -3e8}) for y in weak_start()])
    assert got.measures.debt_jpy == 0.0 and got.measures.gearing == 0.0
    assert got.flow.unlevered_tax_jpy == (0.0,) * 22 and not [n for n in got.flow.lines if n.group == "tax"]
    assert got.measures.project_irr is None and got.measures.payback_years is None
    assert "working_capital" not in {line.group for line in got.flow.lines}
    back = money(
        full(tax=replace(full().tax, losses="immediate")), [replace(y, market_jpy={"spot": -3e8}) for y in weak_start()]
    )
    assert min(back.flow.unlevered_tax_jpy) < 0.0  # a taxed group


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.integers(1, 22), st.integers(1, 22), st.integers(0, 100), st.booleans(), st.sampled_from(["sculpted", "annuity"]),
    st.integers(0, 4), st.sampled_from([0.0, 1e9, 8e9]),
)  # fmt: skip
def test_any_cash_flow_holds_together(life, tenor, gearing, is_taxed, repayment, late, grant):
    base = full()
    terms = replace(
        base, life_years=life, tax=base.tax if is_taxed else UNTAXED, grant=replace(base.grant, milestones=((min(late, life), 1.0),)),
        debt=replace(base.debt, tenor_years=tenor, gearing_max=gearing / 100, repayment=repayment, reserve_months=6.0),
    )  # fmt: skip
    got = money(terms, weak_start()[:life], grant)
    flow, measures = got.flow, got.measures
    assert measures.gearing <= gearing / 100 + 1e-12
    assert flow.debt[-1].balance_jpy == 0.0 and flow.debt[-1].reserve_jpy == 0.0
    assert sum(y.drawn_jpy for y in flow.debt) == pytest.approx(
        sum(y.principal_jpy for y in flow.debt), rel=1e-9, abs=1e-3
    )
    # equity is the project with the loan and the tax that its interest saves
    shield = [t - y.tax_jpy for t, y in zip(flow.unlevered_tax_jpy, flow.tax, strict=True)]
    assert flow.equity_jpy == pytest.approx(
        [p + s + d for p, s, d in zip(flow.project_jpy, shield, flow.total("debt"), strict=True)], abs=1e-2
    )
    assert sum(flow.total("grant")) >= -1e-6
    for name in ("project_irr", "equity_irr", "project_irr_pre_tax"):
        rate = getattr(measures, name)
        flows = {"project_irr": flow.project_jpy, "equity_irr": flow.equity_jpy}.get(name, flow.before_tax_jpy)
        if rate is not None:
            moved = value_at([abs(f) for f in flows], flow.times, rate)
            assert value_at(flows, flow.times, rate) == pytest.approx(0.0, abs=1e-9 * moved)


def test_a_loan_as_long_as_the_operation_is_not_cut():
    got = money(plain(debt=DebtTerms("annuity", 0.02, 20, 0.5)), flat(9e8))
    assert got.notes == () and got.flow.debt[-1].service_jpy > 0.0 and got.flow.debt[-1].balance_jpy == 0.0


def test_several_payments_before_operation_are_one_grant():
    payments = [Payment("grant", 1e9, "taxpayers"), Payment("grant", 5e8, "taxpayers")]
    connected = Connected("tokyo", KW_OUT, KW_IN, EFFICIENCY)
    assert cash_flow(full(), weak_start(), payments, connected, BOOK) == money(full(), weak_start(), 1.5e9)
