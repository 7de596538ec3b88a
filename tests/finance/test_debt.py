"""Loans by hand, against the whole system of equations and a linear program, and at the edges."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import fsolve, linprog

from storage_opt.errors import ProjectError
from storage_opt.finance.construction_funding import Construction
from storage_opt.finance.debt import CfadsSplit, debt_cash_jpy, size_debt
from storage_opt.finance.debt_sizing import balances, reserve_targets, sculpted_service
from storage_opt.finance.irr import irr
from storage_opt.finance.measures import npv
from storage_opt.messages import language
from storage_opt.records.finance_terms import DebtTerms

TERMS = DebtTerms("sculpted", 0.03, 15, 0.85, 1.30, 1.80, upfront_fee=0.015, reserve_months=6.0, reserve_interest=0.001)
LIFE = 20
TIMES = tuple(range(-2, LIFE + 1))
SPENDING = (2e9, 3e9, 5e9) + (0.0,) * LIFE
GRANTS = (0.0, 0.5e9, 1e9) + (0.0,) * LIFE
RNG = np.random.default_rng(11)
OPERATING = (0.0,) * 3 + tuple(RNG.uniform(0.6e9, 1.2e9, LIFE))
CONTRACTED = (0.0,) * 3 + tuple(RNG.uniform(0.2e9, 0.9e9, LIFE))


def taxed(rate=0.34, operating=OPERATING, contracted=CONTRACTED, depreciation=0.4e9):
    """Cash after tax on operating cash less depreciation less interest; losses are not used."""

    def cfads(interest):
        tax = [rate * max(0.0, o - depreciation - i) for o, i in zip(operating, interest, strict=True)]
        built = sum(1 for o in operating if o == 0.0)
        tax[:built] = [0.0] * built
        return CfadsSplit([o - t for o, t in zip(operating, tax, strict=True)], contracted)

    return cfads


def flat(total, contracted=None, before=1):
    """Cash that does not depend on interest, after construction columns without cash."""
    cash = [0.0] * before + list(total)
    return lambda interest: CfadsSplit(cash, [0.0] * before + list(contracted or [0.0] * len(total)))


def sized(terms=TERMS, cfads=None, spending=SPENDING, grants=GRANTS, times=TIMES):
    return size_debt(terms, cfads or taxed(), times, spending, grants)


def simple(terms, cash, spent=1e6, contracted=None, grant=0.0):
    """One column of construction, then the years of ``cash``."""
    n = len(cash)
    return size_debt(
        terms, flat(cash, contracted), range(n + 1), [spent, *[0.0] * n], [grant, *[0.0] * n]
    )  # fmt: skip


def names(plan):
    return [note.name.removeprefix("finance_debt.") for note in plan.notes]


def holds_together(plan, terms, spending, grants):
    """What is true of every loan: sources and uses, roll-forward, an end at exactly 0, reserve, cash by column."""
    years, columns = plan.years, len(plan.years)
    built = next(k for k in range(columns) if TIMES[-1] - columns + 1 + k > 0) if columns == len(TIMES) else 1
    net = [max(0.0, s - g) for s, g in zip(spending[:built], grants[:built], strict=True)]
    uses = sum(net) + sum(y.fee_jpy + y.interest_jpy for y in years[:built]) + years[built - 1].reserve_jpy
    drawn = sum(y.drawn_jpy for y in years)
    assert plan.uses_jpy == pytest.approx(uses, rel=1e-13, abs=1e-6)
    assert drawn + plan.equity_jpy == pytest.approx(uses, rel=1e-13, abs=1e-6)
    assert drawn == pytest.approx(plan.loan_jpy, rel=1e-13, abs=1e-9)
    owed = 0.0
    for k, year in enumerate(years):
        assert year.interest_jpy == pytest.approx(terms.interest_rate * owed, rel=1e-12, abs=1e-6)
        assert year.balance_jpy == pytest.approx(owed + year.drawn_jpy - year.principal_jpy, rel=1e-12, abs=1e-5)
        assert year.balance_jpy <= plan.loan_jpy * (1 + 1e-12)
        assert year.service_jpy >= -1e-6 or k < built
        owed = year.balance_jpy
    last = built + terms.tenor_years
    assert years[last - 1].balance_jpy == 0.0 and years[last - 1].reserve_jpy == 0.0
    assert plan.gearing <= terms.gearing_max + 1e-12
    # lender: what is drawn comes back with interest, fee apart
    lent = [y.service_jpy * (k >= built) + y.interest_jpy * (k < built) - y.drawn_jpy for k, y in enumerate(years)]
    assert npv(lent, range(columns), terms.interest_rate) == pytest.approx(0.0, abs=1e-9 * max(1.0, plan.loan_jpy))
    # equity in construction is what it pays of the uses, beyond net spending
    cash = debt_cash_jpy(years)
    assert sum(cash[:built]) - sum(net) == pytest.approx(-plan.equity_jpy, rel=1e-12, abs=1e-5)


def test_sculpted_by_hand():
    """Contracted 100 and merchant 60 at 1.25 and 2.0 carry 110; at 10 per cent two of them are worth 190.91."""
    terms = DebtTerms("sculpted", 0.10, 2, 0.9, 1.25, 2.0)
    plan = simple(terms, [160.0, 160.0, 160.0], 400.0, [100.0, 100.0, 100.0])
    assert plan.loan_jpy == pytest.approx(110 / 1.1 + 110 / 1.21)
    assert plan.gearing == pytest.approx(plan.loan_jpy / 400.0)
    assert [y.dscr for y in plan.years] == [None, pytest.approx(160 / 110), pytest.approx(160 / 110), None]
    assert [y.service_jpy for y in plan.years] == pytest.approx([0.0, 110.0, 110.0, 0.0])
    assert (plan.steps, plan.notes) == (2, ())
    assert plan.llcr == pytest.approx(160 / 110)


def test_annuity_by_hand():
    """70 per cent of 1,000 with a fee of 2 per cent and half a year of service held: all of it part of the uses."""
    terms = DebtTerms("annuity", 0.05, 10, 0.7, upfront_fee=0.02, reserve_months=6.0)
    plan = simple(terms, [200.0] * 12, 1000.0)
    level = 0.05 / (1 - 1.05**-10)
    assert plan.loan_jpy == pytest.approx(700.0 / (1 - 0.7 * (0.02 + level / 2)))
    assert [y.service_jpy for y in plan.years[1:11]] == pytest.approx([level * plan.loan_jpy] * 10)
    assert plan.gearing == 0.7
    assert [round(y.reserve_jpy, 6) for y in plan.years[10:]] == [0.0, 0.0, 0.0]
    assert plan.years[9].reserve_jpy == pytest.approx(level * plan.loan_jpy / 2)
    holds_together(plan, terms, [1000.0], [0.0])


def test_interest_during_construction_by_hand():
    """100 at −1 and at 0, all debt at 10 per cent: 10 of interest is drawn too, equity pays nothing."""
    terms = DebtTerms("annuity", 0.10, 1, 1.0)
    plan = size_debt(terms, flat([500.0], before=2), [-1, 0, 1], [100.0, 100.0, 0.0], [0.0] * 3)
    assert [y.drawn_jpy for y in plan.years] == pytest.approx([100.0, 110.0, 0.0])
    assert [y.interest_jpy for y in plan.years] == pytest.approx([0.0, 10.0, 21.0])
    assert plan.loan_jpy == pytest.approx(210.0)
    assert plan.equity_jpy == pytest.approx(0.0, abs=1e-12)
    assert debt_cash_jpy(plan.years)[-1] == pytest.approx(-231.0)


def test_loan_agrees_with_the_whole_system_of_equations():
    """All unknowns at once by a general root finder: interest of each year, debt share, loan."""
    plan, built, tenor = sized(replace(TERMS, gearing_max=0.99)), 3, 15
    net = [2e9, 2.5e9, 4e9]

    def left(unknown):
        interest, share, loan = unknown[:18] * 1e7, unknown[18], unknown[19] * 1e9
        cash = taxed()([*interest, *[0.0] * (LIFE - tenor)])
        service = []
        for total, contract in zip(cash.total_jpy[built : built + tenor], CONTRACTED[built:], strict=False):
            service.append(min(contract, total) / 1.30 + max(total - contract, 0.0) / 1.80)
        owed, rows = 0.0, []
        for column in range(built):
            rows.append(interest[column] - 0.03 * owed)
            use = net[column] + 0.03 * owed + (0.015 * loan if column == 0 else 0.0)
            owed += share * (use + (service[0] / 2 if column == 2 else 0.0))
        rows.append((owed - loan) / 100)
        for column in range(tenor):
            rows.append(interest[built + column] - 0.03 * owed)
            owed = owed * 1.03 - service[column]
        rows.append(owed / 100)
        return np.array(rows) / 1e7

    found, info, _, text = fsolve(left, [*[10.0] * 18, 0.6, 6.0], xtol=1e-13, full_output=True)
    assert np.max(np.abs(info["fvec"])) < 1e-9, text
    assert plan.loan_jpy == pytest.approx(found[19] * 1e9, rel=1e-9)
    assert plan.gearing == pytest.approx(found[18], rel=1e-9)
    assert [y.interest_jpy for y in plan.years[:18]] == pytest.approx(list(found[:18] * 1e7), rel=1e-8, abs=1.0)


@pytest.mark.parametrize("seed", range(12))
def test_sculpted_loan_is_the_largest_that_a_linear_program_finds(seed):
    """Largest loan with service up to the target, balances from 0 to the loan, 0 at the end."""
    rng = np.random.default_rng(seed)
    n, rate = int(rng.integers(1, 12)), float(rng.uniform(0.01, 0.12))
    target = np.where(rng.random(n) < 0.3, 0.0, rng.uniform(0.0, 100.0, n))
    loan = np.eye(1, n + 1, 0)[0]
    before = np.array(
        [
            [(1 + rate) ** t] + [-((1 + rate) ** (t - k)) if k <= t else 0.0 for k in range(1, n + 1)]
            for t in range(1, n + 1)
        ]
    )
    best = linprog(
        -loan, A_ub=np.vstack([before - loan, -before]), b_ub=np.zeros(2 * n), A_eq=before[-1:], b_eq=[0.0],
        bounds=[(0, None), *[(0, t) for t in target]],
    )  # fmt: skip
    service = sculpted_service(target, rate)
    owed = balances(service, rate)
    assert owed[0] == pytest.approx(-best.fun, rel=1e-9, abs=1e-9)
    assert np.all(service <= target + 1e-12) and np.all(owed <= owed[0] * (1 + 1e-12)) and owed[-1] == 0.0


@pytest.mark.parametrize("repayment", ["sculpted", "annuity"])
@pytest.mark.parametrize("gearing", [0.0, 0.3, 0.85, 1.0])
@pytest.mark.parametrize("tax", [0.0, 0.34, 0.9])
def test_every_loan_holds_together(repayment, gearing, tax):
    terms = replace(TERMS, repayment=repayment, gearing_max=gearing)
    plan = sized(terms, taxed(tax))
    holds_together(plan, terms, SPENDING, GRANTS)
    again = taxed(tax)([y.interest_jpy for y in plan.years])
    promised = tax * max(1e-6, 1e-12 * plan.loan_jpy) + 1e-6
    assert [y.available_jpy for y in plan.years[3:]] == pytest.approx(list(again.total_jpy[3:]), rel=0.0, abs=promised)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(st.floats(-50.0, 150.0).map(lambda cash: round(cash, 6)), min_size=1, max_size=15),
    st.lists(st.floats(0.0, 100.0), min_size=15, max_size=15),
    st.floats(0.0, 0.15), st.floats(0.0, 1.0).map(lambda share: round(share, 9)),
    st.floats(0.0, 0.05), st.floats(0.0, 9.0), st.floats(0.0, 0.6),
)  # fmt: skip
def test_loans_of_any_cash_hold_together(cash, contracted, rate, gearing, fee, months, tax):
    terms = DebtTerms(
        "sculpted", rate, len(cash), gearing, upfront_fee=fee, reserve_months=months, reserve_interest=0.01
    )
    n = len(cash)

    def cfads(interest):
        after = [c - tax * max(0.0, c - i - 20.0) for c, i in zip(cash, interest[1:], strict=True)]
        return CfadsSplit([0.0, *after], [0.0, *contracted[:n]])

    plan = size_debt(terms, cfads, range(n + 1), [800.0, *[0.0] * n], [0.0] * (n + 1))
    holds_together(plan, terms, [800.0], [0.0])
    ratios = [y.dscr for y in plan.years if y.dscr is not None]
    assert all(r >= 1.30 - 1e-6 for r in ratios)


def test_ratios_are_met_in_every_year_where_they_size_the_loan():
    terms = replace(TERMS, dscr_contracted=1.4, dscr_merchant=1.4, gearing_max=1.0)
    plan = sized(terms)
    assert [y.dscr for y in plan.years[3:18]] == pytest.approx([1.4] * 15, rel=1e-9)
    assert plan.min_dscr == pytest.approx(plan.mean_dscr) == pytest.approx(plan.llcr)
    assert "gearing_limits" not in names(plan)


def test_gearing_scales_every_service_by_one_factor():
    free, bound = sized(replace(TERMS, gearing_max=1.0), flat(OPERATING[3:], before=3)), None
    bound = sized(replace(TERMS, gearing_max=0.3), flat(OPERATING[3:], before=3))
    factor = bound.loan_jpy / free.loan_jpy
    assert factor < 0.9
    assert [y.service_jpy for y in bound.years[3:]] == pytest.approx([factor * y.service_jpy for y in free.years[3:]])
    assert bound.gearing == 0.3 and names(bound) == ["gearing_limits"]
    drawn = [y.drawn_jpy for y in bound.years[:3]]
    fees = [y.fee_jpy + y.interest_jpy for y in bound.years[:3]]
    uses = [n + f for n, f in zip([2e9, 2.5e9, 4e9], fees, strict=True)]
    uses[-1] += bound.years[2].reserve_jpy
    assert drawn == pytest.approx([0.3 * u for u in uses])


def test_debt_share_is_the_same_in_every_column_of_construction():
    plan = sized()
    fees = [y.fee_jpy + y.interest_jpy for y in plan.years[:3]]
    uses = np.array([n + f for n, f in zip([2e9, 2.5e9, 4e9], fees, strict=True)])
    uses[-1] += plan.years[2].reserve_jpy
    assert [y.drawn_jpy for y in plan.years[:3]] == pytest.approx(list(plan.gearing * uses))
    assert plan.years[0].fee_jpy == pytest.approx(0.015 * plan.loan_jpy)


def test_reserve_earns_interest_and_comes_back():
    plan = sized()
    kept = [y.reserve_jpy for y in plan.years]
    assert kept[2] == pytest.approx(0.5 * plan.years[3].service_jpy)
    assert kept[2:17] == pytest.approx([0.5 * y.service_jpy for y in plan.years[3:18]])
    assert [y.reserve_interest_jpy for y in plan.years[3:18]] == pytest.approx([0.001 * k for k in kept[2:17]])
    without = sum(y.drawn_jpy - y.fee_jpy - y.service_jpy + y.reserve_interest_jpy for y in plan.years)
    assert sum(debt_cash_jpy(plan.years)) == pytest.approx(without)


def test_contraction_is_as_fast_as_its_proof_says():
    """Changes of interest shrink at least by q = (1 - 1.03^-15)·0.34/1.3 per round, spending at time 0."""
    asked = []
    cfads = taxed(0.34, OPERATING[2:], CONTRACTED[2:])

    def watched(interest):
        asked.append(np.array(interest))
        return cfads(interest)

    times, spending = TIMES[2:], (20e9,) + (0.0,) * LIFE
    size_debt(replace(TERMS, gearing_max=1.0), watched, times, spending, (0.0,) * (LIFE + 1))
    changes = [float(np.abs(b - a).sum()) for a, b in pairwise(asked)]
    factor = (1 - 1.03**-15) * 0.34 / 1.3
    assert len(changes) >= 4
    assert all(after <= factor * before + 1e-6 for before, after in pairwise(changes))


def test_cash_that_never_agrees_is_an_error():
    turn = iter(range(1000))

    def restless(interest):
        return CfadsSplit([0.0, 100.0 + next(turn) % 2], [0.0, 0.0])

    with pytest.raises(RuntimeError, match="do not agree after 200 rounds"):
        size_debt(DebtTerms("sculpted", 0.05, 1, 0.9), restless, [0, 1], [500.0, 0.0], [0.0, 0.0])


def test_years_without_cash_have_no_service_and_add_interest():
    terms = DebtTerms("sculpted", 0.05, 4, 1.0, 1.0, 1.0)
    plan = simple(terms, [100.0, -20.0, 100.0, 100.0], 1000.0)
    year = plan.years[2]
    assert year.service_jpy == pytest.approx(0.0, abs=1e-9) and year.dscr is None
    assert year.principal_jpy == pytest.approx(-0.05 * plan.years[1].balance_jpy)
    assert names(plan) == ["interest_added"]
    with language("en"):
        assert plan.notes[0].text().startswith("In operating years 2 the debt service")


def test_unpaid_interest_never_raises_the_debt_above_the_loan():
    """Level interest of the first two years is all that 10 a year can carry at 5 per cent: 200 owed, not 2,000 paid off later."""
    terms = DebtTerms("sculpted", 0.05, 4, 1.0, 1.0, 1.0)
    plan = simple(terms, [10.0, 10.0, 1000.0, 1000.0], 5000.0)
    assert plan.loan_jpy == pytest.approx(200.0)
    assert [y.balance_jpy for y in plan.years] == pytest.approx([200.0, 200.0, 200.0, 0.0, 0.0])
    assert plan.years[3].dscr == pytest.approx(1000.0 / 210.0)
    assert names(plan) == ["growth_limits"]


@pytest.mark.parametrize(
    ("cash", "spent", "grant", "gearing"),
    [
        ([-5.0, 0.0, -1.0], 100.0, 0.0, 0.8),
        ([0.0, 50.0, 50.0], 100.0, 0.0, 0.8),  # nothing in the first year: interest would grow the debt
        ([50.0, 50.0, 50.0], 100.0, 120.0, 0.8),  # a grant above the spending
        ([50.0, 50.0, 50.0], 0.0, 0.0, 0.8),
        ([50.0, 50.0, 50.0], 100.0, 0.0, 0.0),
    ],
)
def test_no_loan(cash, spent, grant, gearing):
    terms = DebtTerms("sculpted", 0.05, 3, gearing, upfront_fee=0.02, reserve_months=6.0)
    plan = simple(terms, cash, spent, grant=grant)
    assert (plan.loan_jpy, plan.gearing, plan.min_dscr, plan.mean_dscr, plan.llcr) == (0.0, 0.0, None, None, None)
    assert all(y.dscr is None and y.service_jpy == 0.0 and y.reserve_jpy == 0.0 for y in plan.years)
    assert debt_cash_jpy(plan.years) == (0.0,) * 4
    assert plan.equity_jpy == max(0.0, spent - grant)
    assert names(plan) == ["no_loan"]


@pytest.mark.parametrize("repayment", ["sculpted", "annuity"])
def test_one_year_without_interest(repayment):
    """Tenor 1, interest 0, three months held: 0.25 L of 100 + 0.25 L is reserve."""
    terms = DebtTerms(repayment, 0.0, 1, 0.5, 1.0, 1.0, reserve_months=3.0)
    plan = simple(terms, [500.0, 500.0], 100.0)
    assert plan.loan_jpy == pytest.approx(50.0 / (1 - 0.125))
    assert debt_cash_jpy(plan.years) == pytest.approx([0.75 * plan.loan_jpy, -0.75 * plan.loan_jpy, 0.0])
    assert plan.years[1].interest_jpy == 0.0


def test_all_debt_leaves_no_equity():
    plan = sized(replace(TERMS, repayment="annuity", gearing_max=1.0))
    assert plan.equity_jpy == pytest.approx(0.0, abs=1e-5)
    assert plan.gearing == 1.0


def test_level_service_above_the_cash_is_told():
    plan = simple(DebtTerms("annuity", 0.05, 3, 0.9), [200.0, 400.0, 400.0], 1000.0)
    assert names(plan) == ["not_covered"]
    assert plan.min_dscr == pytest.approx(200.0 * (1 - 1.05**-3) / 0.05 / 900.0)


def test_debt_dearer_than_the_project_lowers_the_return_of_equity():
    terms = DebtTerms("annuity", 0.03, 15, 0.6)
    for cash, is_gain in ((12.0, True), (7.0, False)):
        plan = simple(terms, [cash] * 15, 100.0)
        project = [-100.0, *[cash] * 15]
        equity = [p + d for p, d in zip(project, debt_cash_jpy(plan.years), strict=True)]
        assert (irr(equity).value > irr(project).value) is is_gain


@pytest.mark.parametrize(
    "change",
    [
        {"tenor_years": 21}, {"tenor_years": 0}, {"dscr_merchant": 0.9}, {"gearing_max": 1.1}, {"interest_rate": -0.01},
    ],
)  # fmt: skip
def test_terms_that_make_no_loan_are_refused(change):
    with pytest.raises(ValueError, match=r"tenor|ratios|rates"):
        sized(replace(TERMS, **change))


@pytest.mark.parametrize("change", [{"upfront_fee": 1.0}, {"tenor_years": 1, "reserve_months": 24.0}])
def test_a_loan_that_only_pays_for_itself_is_a_fault_of_the_project(change):
    with pytest.raises(ProjectError, match="whole loan"), language("en"):
        sized(replace(TERMS, repayment="annuity", gearing_max=1.0, **change))


def test_a_reserve_of_more_than_a_year_holds_the_service_of_each():
    service = np.array([100.0, 80.0, 60.0])
    assert reserve_targets(service, 24.0).tolist() == [180.0, 140.0, 60.0, 0.0]
    assert reserve_targets(service, 15.0).tolist() == [120.0, 95.0, 60.0, 0.0]
    assert reserve_targets(service[:1], 24.0).tolist() == [100.0, 0.0]


def test_loan_above_its_limit_has_no_drawings():
    with pytest.raises(ValueError, match="above a share"):
        Construction(np.array([100.0]), 0.05, 0.0).funding(90.0, 0.0, 0.8)


def test_times_are_consecutive():
    with pytest.raises(ValueError, match="consecutive"):
        size_debt(TERMS, taxed(), [0, 2, 3], [0.0] * 3, [0.0] * 3)


def test_fee_is_paid_at_the_first_drawing_not_before():
    """Nothing is spent at −1: 1 per cent of the loan falls at 0, and no interest in construction."""
    terms = DebtTerms("annuity", 0.10, 1, 0.5, upfront_fee=0.01)
    plan = size_debt(terms, flat([500.0], before=2), [-1, 0, 1], [0.0, 100.0, 0.0], [0.0] * 3)
    assert plan.loan_jpy == pytest.approx(50.0 / (1 - 0.005))
    assert [y.fee_jpy for y in plan.years] == pytest.approx([0.0, 0.01 * plan.loan_jpy, 0.0])
    assert [y.drawn_jpy for y in plan.years] == pytest.approx([0.0, plan.loan_jpy, 0.0])


def test_a_stated_service_is_paid_whatever_the_cash():
    """100 and 110 a year at 10 %: 181.82 lent, though the cash of the second year is 55."""
    terms = DebtTerms("stated", 0.10, 2, 0.0, service_jpy=(100.0, 110.0))
    plan = simple(terms, [130.0, 55.0], spent=1e3)
    assert plan.loan_jpy == pytest.approx(100 / 1.1 + 110 / 1.21)
    assert [year.service_jpy for year in plan.years[1:]] == pytest.approx([100.0, 110.0])
    assert [year.dscr for year in plan.years[1:]] == pytest.approx([1.3, 0.5])
    assert plan.min_dscr == pytest.approx(0.5) and "not_covered" in names(plan)


def test_a_sculpted_loan_stated_again_is_the_same_loan():
    first = sized()
    service = tuple(year.service_jpy for year in first.years[3:][: TERMS.tenor_years])
    again = sized(replace(TERMS, repayment="stated", service_jpy=service))
    assert again.loan_jpy == pytest.approx(first.loan_jpy, rel=1e-12)
    assert [y.drawn_jpy for y in again.years] == pytest.approx([y.drawn_jpy for y in first.years], rel=1e-9, abs=1.0)
    served = slice(3, 3 + TERMS.tenor_years)
    assert [y.dscr for y in again.years[served]] == pytest.approx([y.dscr for y in first.years[served]], rel=1e-9)


def test_a_stated_loan_is_at_most_all_uses():
    """Service worth 200 for a plant of 100: 100 is lent, the service halved."""
    terms = DebtTerms("stated", 0.0, 2, 0.5, service_jpy=(120.0, 80.0))
    plan = simple(terms, [130.0, 130.0], spent=100.0)
    assert plan.loan_jpy == pytest.approx(100.0) and plan.equity_jpy == pytest.approx(0.0, abs=1e-9)
    assert [year.service_jpy for year in plan.years[1:]] == pytest.approx([60.0, 40.0])
    assert "gearing_limits" in names(plan)


def test_what_a_stated_loan_still_owes_falls_due_when_the_plant_closes():
    terms = DebtTerms("stated", 0.0, 2, 0.5, service_jpy=(50.0, 50.0, 50.0))
    plan = simple(terms, [130.0, 130.0], spent=1e3)
    assert plan.loan_jpy == pytest.approx(150.0)
    assert [year.service_jpy for year in plan.years[1:]] == pytest.approx([50.0, 100.0])
