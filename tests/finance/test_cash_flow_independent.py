"""Every line and every measure of a cash flow against a sheet laid out from first principles."""

from __future__ import annotations

import random

import pytest
from sheet import lay_out

from storage_opt.finance.cash_flow import Connected, cash_flow
from storage_opt.inputs.rules import rule_book
from storage_opt.records.contract import Payment
from storage_opt.records.finance import OperatedYear
from storage_opt.records.finance_terms import (
    AggregatorFee,
    CapitalItem,
    CostLine,
    DebtTerms,
    FinanceTerms,
    GrantTerms,
    GridChargeTerms,
    TaxTerms,
)

KW_OUT, KW_IN, EFFICIENCY = 50_000.0, 40_000.0, 0.86
NO_CHARGE = GridChargeTerms(generator=False)
UNTAXED = TaxTerms(
    rate=0.0, revenue_levy=0.0, property_tax_rate=0.0, useful_life_years=17, loss_years=10, loss_share=1.0
)


def operated(n, start, rng=None, augmented=()):
    """``n`` years; random margins (some negative), contract cash and energy, or level ones."""
    years = []
    for year in range(1, n + 1):
        spot = 9e8 if rng is None else rng.uniform(-2e8, 1.6e9)
        paid = 3e8 if rng is None else rng.choice([0.0, rng.uniform(0.0, 9e8)])
        market = {"spot": spot, "spot_fee": -0.01 * abs(spot), "composite": 0.2 * abs(spot), "wheeling": -1e7}
        scheme = {"ltda.capacity_payment": paid, "ltda.refund": -0.2 * paid}
        fixed = paid if rng is None else rng.choice([paid, paid, -1e8])  # penalties beyond payments
        added = dict(augmented).get(year, 0.0)
        years.append(
            OperatedYear(year, start + year - 1, market, scheme, fixed, added, 60_000.0 - 900.0 * year, 7e4, 2e8 + 1e6 * year)
        )  # fmt: skip
    return years


def agree(terms, years, grant=0.0):
    """Compare all that the package says with the sheet; return both."""
    upfront = [Payment("grant", grant, "taxpayers")] if grant else []
    got = cash_flow(terms, years, upfront, Connected("tokyo", KW_OUT, KW_IN, EFFICIENCY), rule_book())
    sheet = lay_out(terms, years, grant, KW_OUT, KW_IN, EFFICIENCY)
    flow = got.flow
    assert list(flow.times) == sheet.times
    assert list(flow.fiscal_years) == [years[0].fiscal_year + time - 1 for time in sheet.times]
    lines = {(line.group, line.name): line.amounts_jpy for line in flow.lines}
    assert len(lines) == len(flow.lines)
    for key in lines.keys() | sheet.rows.keys():
        row = list(sheet.rows.get(key, dict.fromkeys(sheet.times, 0.0)).values())
        found = lines.get(key, (0.0,) * len(row))
        assert found == pytest.approx(row, rel=1e-12, abs=0.1), key
    after = [sheet.unlevered_tax.get(time, 0.0) for time in sheet.times]
    assert flow.unlevered_tax_jpy == pytest.approx(after, rel=1e-12, abs=0.1)
    cash = [sheet.debt["cfads"].get(time, 0.0) for time in sheet.times]
    assert [year.available_jpy for year in flow.debt] == pytest.approx(cash, rel=1e-12, abs=0.1)
    for name, value in sheet.measures.items():
        found = getattr(got.measures, name)
        if value == "unknown":
            continue
        if value is None:
            assert found is None, name
        else:
            small = 0.1 if name.endswith("_jpy") else 1e-9
            assert found == pytest.approx(value, rel=1e-9, abs=small), name
    return got, sheet


def test_a_project_without_tax_whose_cash_sizes_the_loan():
    terms = FinanceTerms(
        20, None, (CapitalItem("plant", 1.2e10),), (CostLine("fixed_om", 2e8),), grid_charges=NO_CHARGE, tax=UNTAXED,
        debt=DebtTerms("sculpted", 0.025, 18, 1.0),
    )  # fmt: skip
    got, sheet = agree(terms, operated(20, 2028))
    # by hand: cash 9e8 − 9e6 + 1.8e8 − 1e7 + 2.4e8 − 2e8 = 1.101e9; service 3e8/1.3 + 8.01e8/1.8
    service = 3e8 / 1.3 + 8.01e8 / 1.8
    assert got.measures.debt_jpy == pytest.approx(service * (1 - 1.025**-18) / 0.025, rel=1e-12)
    assert got.measures.min_dscr == pytest.approx(1.101e9 / service, rel=1e-12)
    assert sheet.measures["gearing"] < 1.0


def full(**more):
    """All that a project may have."""
    terms = {
        "life_years": 20,
        "base_fiscal_year": 2025,
        "capital": (
            CapitalItem("battery", 7e9, (0.2, 0.8), inflation=0.02),
            CapitalItem("construction", 3e9, (0.6, 0.4)),
            CapitalItem("land", 2e8, (1.0, 0.0), False, False, False),
            CapitalItem("contingency", 5e8, (0.5, 0.5), True, False, False),
        ),
        "costs": (
            CostLine("fixed_om", 2.5e8),
            CostLine("insurance", 3e7, 0.0),
            CostLine("inspection", 4e7, 0.03, 3, 11),
        ),
        "aggregator": AggregatorFee(0.05, 1e7),
        "grid_charges": GridChargeTerms(True, 75.0, 10_000.0, True, 200.0, None),
        "grant": GrantTerms(((-1, 0.4), (0, 0.35), (1, 0.25)), "pro_rata", 22, 0.1, 1e9),
        "tax": TaxTerms(
            "above_100_million", 0.3064, 0.0105, 0.0037, 0.0015, 1e9, useful_life_years=17, property_tax_rate=0.014,
            loss_years=3, loss_share=0.5,
        ),
        "debt": DebtTerms("sculpted", 0.025, 16, 0.8, 1.3, 1.8, 0.012, 6.0, 0.001),
        "decommissioning_jpy": 4e8,
        "working_capital_days": 45.0,
        "augmentation_inflation": -0.02,
        "inflation": 0.015,
    }  # fmt: skip
    return FinanceTerms(**(terms | more))


def weak_start(start=2028):
    """Little cash at first, so that losses arise and lapse."""
    years = operated(20, start, augmented={9: 8e8})
    return [
        OperatedYear(**(vars(y) | {"market_jpy": {name: 0.4 * a for name, a in y.market_jpy.items()}})) if y.year <= 5 else y
        for y in years
    ]  # fmt: skip


@pytest.mark.parametrize("gearing", [0.25, 0.8])
@pytest.mark.parametrize("is_compressed", [True, False])
def test_a_project_with_everything(gearing, is_compressed):
    terms = full()
    debt = DebtTerms(**(vars(terms.debt) | {"gearing_max": gearing}))
    tax = TaxTerms(**(vars(terms.tax) | {"grant_compression": is_compressed}))
    got, sheet = agree(full(debt=debt, tax=tax), weak_start(), grant=3e9)
    groups = {line.group for line in got.flow.lines}
    assert len(groups) == 10  # nothing of it was zero
    assert (sheet.debt["gearing"] == pytest.approx(gearing)) == (gearing == 0.25)  # binding, and not
    lost = sum(y.loss_used_jpy for y in got.flow.tax)
    made = -sum(
        min(0.0, y.revenue_jpy - y.costs_jpy - y.depreciation_jpy - y.interest_jpy) for y in got.flow.tax
    )  # fmt: skip
    assert 0.0 < lost < made  # some are used, some lapse


def test_a_first_operating_year_before_the_base_year():
    agree(full(base_fiscal_year=2031), weak_start(), grant=1e9)


@pytest.mark.parametrize("months", [0.0, 6.0, 12.0, 20.0])
def test_a_level_loan_with_a_reserve(months):
    agree(full(debt=DebtTerms("annuity", 0.03, 12, 0.6, upfront_fee=0.02, reserve_months=months)), weak_start())


@pytest.mark.parametrize("seed", range(60))
def test_variants_at_random(seed):
    r = random.Random(seed)
    n, start = r.randint(1, 24), r.randint(2027, 2036)

    def shares(most):
        parts = [r.random() + 0.01 for _ in range(r.randint(1, most))]
        return tuple(p / sum(parts) for p in parts)

    capital = tuple(
        CapitalItem(name, r.uniform(0.0, 5e9), shares(3), r.random() < 0.8, True, True, r.choice([None, 0.03, -0.02]))
        for name in ("battery", "construction", "land")
    )
    milestones = dict(zip((-1, 0, 1, 3), shares(4), strict=False))
    milestones[0] = milestones.get(0, 0.0) + 1.0 - sum(milestones.values())
    terms = full(
        life_years=n,
        base_fiscal_year=r.choice([None, start - 3, start + 4]),
        capital=capital,
        aggregator=AggregatorFee(r.choice([0.0, 0.1]), r.choice([0.0, 2e7])),
        grid_charges=GridChargeTerms(r.random() < 0.7, 80.0, r.choice([None, 0.0, 2e4]), r.random() < 0.5, 150.0, 0.1),
        grant=GrantTerms(
            tuple(sorted(milestones.items())), r.choice(["none", "pro_rata"]), r.choice([None, 8, 25]),
            r.choice([0.0, 0.5, 1.0]), r.choice([0.0, 5e8]),
        ),
        tax=TaxTerms(
            rate=r.choice([0.0, 0.3, 0.45]), revenue_levy=r.choice([0.0, 0.0105]), value_added_rate=r.choice([0.0, 0.01]),
            depreciation="straight_line" if (life := r.choice([6, 8, 15, 17, 17, 20])) != 17 else r.choice(["declining", "straight_line"]),
            useful_life_years=life, grant_compression=r.random() < 0.5, property_tax_rate=0.014,
            property_base_before_grant=r.choice([True, False, None]), losses=r.choice(["carry_forward", "carry_forward", "immediate"]),
            loss_years=r.choice([0, 1, 4, 10]), loss_share=r.choice([0.5, 1.0, 0.0]),
        ),
        debt=None if r.random() < 0.15 else DebtTerms(
            r.choice(["sculpted", "sculpted", "annuity"]), r.choice([0.0, 0.02, 0.05]), r.randint(1, 22), r.choice([0.0, 0.5, 0.75, 0.95]),
            r.choice([1.0, 1.3]), r.choice([1.2, 1.8]), r.choice([0.0, 0.015]), r.choice([0.0, 3.0, 12.0, 18.0]), r.choice([0.0, 0.01]),
        ),
        decommissioning_jpy=r.choice([0.0, 6e8]),
        working_capital_days=r.choice([0.0, 30.0, 90.0]),
        augmentation_inflation=r.choice([None, -0.03]),
        inflation=r.choice([0.0, 0.02]),
        discount_rate=r.choice([0.0, 0.06]),
    )  # fmt: skip
    augmented = {r.randint(1, n): 5e8} if r.random() < 0.6 else {}
    agree(terms, operated(n, start, r, augmented), grant=r.choice([0.0, 1e9, 2e10]))
