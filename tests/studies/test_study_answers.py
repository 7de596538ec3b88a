"""Returns, who pays, additionality and equal budgets of a study against closed forms."""

import pytest
from money_study import BASE, CAPEX, CONTRACT, DAYS, PAYMENT, RATE, annuity, money_study, two_year_irr
from small_study import margin_by_hand

from storage_opt.inputs.study import read_study
from storage_opt.reports.comparison.kept import kept_of
from storage_opt.studies.compare import compare

M = margin_by_hand(40, DAYS)


def compared(folder, **keys):
    return compare(read_study(money_study(folder, **keys)), kept_of)


def with_finance(**keys):
    return BASE | {"finance": BASE["finance"] | keys}


def test_returns_are_those_of_a_hand_and_missing_ones_stay_missing(tmp_path):
    merchant, contract = (row.solved.figures for row in compared(tmp_path).rows)
    assert merchant.project_irr == pytest.approx(two_year_irr(CAPEX, M), rel=1e-9)
    assert contract.project_irr == pytest.approx(two_year_irr(CAPEX, M + PAYMENT), rel=1e-9)
    assert merchant.npv_jpy == pytest.approx(M * annuity(0.05) - CAPEX, rel=1e-9)
    assert (merchant.capex_jpy, merchant.capex_jpy_per_kw, merchant.debt_jpy) == (CAPEX, CAPEX / 10_000, 0)
    assert merchant.min_dscr is None and merchant.equity_irr == merchant.project_irr
    bare = compared(tmp_path, base={k: v for k, v in BASE.items() if k != "finance"}, axes=None).rows[0].solved.figures
    assert bare.project_irr is None and bare.capex_jpy is None and bare.grant_jpy is None and bare.npv_jpy is None


def test_differences_to_the_reference_hold_returns(tmp_path):
    row = compared(tmp_path).rows[1]
    expected = two_year_irr(CAPEX, M + PAYMENT) - two_year_irr(CAPEX, M)
    assert row.difference["project_irr"] == pytest.approx(expected, rel=1e-7)
    assert row.difference["min_dscr"] is None


@pytest.mark.parametrize("milestones", [{0: 1}, {-1: 0.5, 0: 0.5}, {0: 0.6, 1: 0.4}])
def test_who_pays_adds_up_to_the_public_cost(tmp_path, milestones):
    """A grant of taxpayers beside a contract of capacity contributions and one of an offtaker, which is no public cost."""
    rent = {"kind": "custom", "name": "rent", "payment_jpy_per_kw_year": 300, "payer": "offtaker"}
    schemes = [CONTRACT, {"kind": "capex_grant", "grant_jpy": 50.0e6}, rent]
    base = with_finance(grant={"disposal": "none", "milestones": milestones})
    merchant, stacked = (
        row.solved.figures
        for row in compared(
            tmp_path,
            base=base,
            axes={"scheme": [{"name": "m", "value": {"kind": "merchant"}}, {"name": "s", "value": schemes}]},
        ).rows
    )
    grant = sum(50.0e6 * share * (1 + RATE) ** -time for time, share in milestones.items())
    assert stacked.taxpayers_npv_jpy == pytest.approx(grant, rel=1e-9)
    assert stacked.capacity_contributions_npv_jpy == pytest.approx(PAYMENT * annuity(RATE), rel=1e-9)
    assert stacked.network_users_npv_jpy == 0
    assert stacked.offtaker_npv_jpy == pytest.approx(3.0e6 * annuity(RATE), rel=1e-9)
    public = stacked.taxpayers_npv_jpy + stacked.capacity_contributions_npv_jpy + stacked.network_users_npv_jpy
    assert stacked.public_cost_npv_jpy == pytest.approx(public, rel=1e-12)
    assert stacked.public_cost_jpy_per_kw == pytest.approx(public / 10_000, rel=1e-12)
    assert (stacked.grant_jpy, stacked.grant_jpy_per_kw) == (50.0e6, 5_000)
    assert (merchant.taxpayers_npv_jpy, merchant.public_cost_npv_jpy) == (0, 0)


def test_a_share_of_the_margin_comes_back_to_the_payer(tmp_path):
    half = CONTRACT | {"sharing": {"edges_jpy": [0], "kept_shares": [1, 0.5]}}
    figures = compared(tmp_path, axes={"scheme": [half]}).rows[0].solved.figures
    assert figures.capacity_contributions_npv_jpy == pytest.approx((PAYMENT - M / 2) * annuity(RATE), rel=1e-9)


@pytest.mark.parametrize(
    ("hurdle", "is_built", "verdict"),
    [(0.10, True, "built_anyway"), (0.20, False, "additional"), (0.50, False, "not_enough")],
)
def test_merchants_are_held_against_the_hurdle(tmp_path, hurdle, is_built, verdict):
    """Returns are 10.7 % without and 23.4 % with the contract."""
    assert two_year_irr(CAPEX, M) == pytest.approx(0.107, abs=1e-3)
    assert two_year_irr(CAPEX, M + PAYMENT) == pytest.approx(0.234, abs=1e-3)
    found = compared(tmp_path, hurdle={"project_irr": hurdle}).additionality
    (plant,) = found.plants
    assert found.hurdle == hurdle and plant.is_built is is_built and plant.name == "merchant"
    assert plant.npv_at_hurdle_jpy == pytest.approx(M * annuity(hurdle) - CAPEX, rel=1e-9)
    needed = max(0.0, CAPEX - M * annuity(hurdle))
    assert plant.grant_needed_jpy == pytest.approx(needed, abs=1)
    assert plant.grant_needed_jpy_per_kw == pytest.approx(needed / 10_000, abs=1e-3)
    assert plant.grant_needed_share == pytest.approx(needed / CAPEX, abs=1e-8)
    (case,) = plant.supported
    assert case.verdict == verdict
    assert case.npv_at_hurdle_jpy == pytest.approx((M + PAYMENT) * annuity(hurdle) - CAPEX, rel=1e-9)


def test_each_plant_has_its_own_merchant_and_one_without_is_named(tmp_path):
    cases = [
        {"name": "small", "set": {"battery.energy_mwh": 20}},
        {"name": "small, contract", "set": {"battery.energy_mwh": 20, "scheme": CONTRACT}},
        {"name": "large, contract", "set": {"scheme": CONTRACT}},
    ]
    small, large = compared(tmp_path, cases=cases, axes=None, hurdle={"project_irr": 0.05}).additionality.plants
    assert small.npv_at_hurdle_jpy == pytest.approx(M / 2 * annuity(0.05) - CAPEX, rel=1e-9)
    assert [case.name for case in small.supported] == ["small, contract"]
    assert (large.has_merchant, large.is_built, large.grant_needed_jpy) == (False, None, None)
    assert [case.verdict for case in large.supported] == ["merchant_fails"]


@pytest.mark.parametrize("milestones", [{0: 1}, {-1: 0.5, 0: 0.5}])
@pytest.mark.parametrize("of", ["custom", "merchant"])
def test_the_same_public_money_as_a_grant(tmp_path, milestones, of):
    """A contract that takes all of the margin stops the plant; the grant of the same value leaves it running."""
    taken = CONTRACT | {"sharing": {"edges_jpy": [0], "kept_shares": [1, 0]}}
    base = with_finance(grant={"disposal": "none", "milestones": milestones}, capex_jpy=300.0e6)
    base["battery"] = base["battery"] | {"wear_jpy_per_mwh": 100}
    comparison = compared(
        tmp_path, base=base, axes={"scheme": [{"kind": "merchant"}, taken]}, equal_budget={"of": of, "with": "grant"}
    )
    (case,) = comparison.equal_budget.cases
    if of == "merchant":
        assert (case.obstacle, case.grant_jpy) == ("no_budget", None)
        return
    free, under = (row.solved.figures for row in comparison.rows)
    assert under.discharged_mwh == pytest.approx(0, abs=1e-6) and under.lost_margin_jpy == pytest.approx(M, rel=1e-9)
    factor = sum(share * (1 + RATE) ** -time for time, share in milestones.items())
    grant = PAYMENT * annuity(RATE) / factor
    assert (case.name, case.merchant, case.obstacle) == ("custom", "merchant", None)
    assert case.grant_jpy == pytest.approx(grant, rel=1e-9)
    assert case.grant_share == pytest.approx(grant / 300.0e6, rel=1e-9)
    assert case.granted.public_npv_jpy == pytest.approx(case.contract.public_npv_jpy, rel=1e-9)
    if milestones == {0: 1}:
        assert case.granted.project_irr == pytest.approx(two_year_irr(300.0e6 - grant, M), rel=1e-8)
    assert case.granted.discharged_mwh == free.discharged_mwh and case.contract.discharged_mwh == under.discharged_mwh
    assert (case.granted.lost_margin_jpy, case.contract.lost_margin_jpy) == (0, under.lost_margin_jpy)


def test_a_grant_that_is_returned_in_part_is_larger(tmp_path):
    """Half of the profit is returned up to the grant: its value to the public is what stays."""
    base = with_finance(grant={"disposal": "none", "profit_return_share": 0.1})
    comparison = compared(tmp_path, base=base, equal_budget={"of": "custom"})
    (case,) = comparison.equal_budget.cases
    returned = 0.1 * M
    assert case.grant_jpy == pytest.approx((PAYMENT + returned) * annuity(RATE), rel=1e-9)
    assert case.granted.public_npv_jpy == pytest.approx(PAYMENT * annuity(RATE), rel=1e-9)


def test_money_laid_out_again_is_that_of_the_case(tmp_path):
    """With the taxes of the rules: the cash flow from what a part keeps is that of the run."""
    base = BASE | {"area": "tokyo", "finance": {"life_years": 2, "capex_jpy": CAPEX, "fixed_opex_jpy_per_kw_year": 500}}
    study = read_study(money_study(tmp_path, base=base, equal_budget={"of": "merchant"}, hurdle={"project_irr": 0.05}))
    comparison = compare(study, kept_of)
    figures = comparison.rows[0].solved.figures
    flow = comparison.rows[0].solved.kept["summary"]["finance"]["cash_flow"]
    npv = sum(amount * 1.05**-time for amount, time in zip(flow["project_jpy"], flow["times"], strict=True))
    assert comparison.additionality.plants[0].npv_at_hurdle_jpy == pytest.approx(npv, rel=1e-9)
    assert figures.npv_jpy == pytest.approx(npv, rel=1e-9)
    assert figures.project_irr < figures.project_irr_pre_tax


def test_without_merchant_finance_or_result_an_equal_budget_says_so(tmp_path):
    alone = compared(tmp_path, axes={"scheme": [CONTRACT]}, equal_budget={"of": "custom"}).equal_budget.cases[0]
    bare = {k: v for k, v in BASE.items() if k != "finance"}
    poor = compared(tmp_path, base=bare, equal_budget={"of": "custom"}).equal_budget.cases[0]
    assert (alone.obstacle, poor.obstacle) == ("no_merchant", "no_finance")
