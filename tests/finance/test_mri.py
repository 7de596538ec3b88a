"""The study of Mitsubishi Research Institute for METI (2024-08-29) through the whole cash flow: returns, grants, property tax.

Twenty level years, 60,000 JPY/kWh at 3 h, net margins of its three scenarios; the figures are those of the facts, section 4.1 and 1.4.
"""

import pytest

from storage_opt.finance.cash_flow import Connected, cash_flow
from storage_opt.inputs.rules import rule_book
from storage_opt.records.contract import Payment
from storage_opt.records.finance import OperatedYear
from storage_opt.records.finance_terms import CapitalItem, CostLine, FinanceTerms, GridChargeTerms, TaxTerms

KW = 10_000.0
CAPEX_JPY = 60_000.0 * 3 * KW
OM_JPY_PER_KW = 5_000.0
MARGIN = {"downside": 4_575.0, "base": 9_345.0, "upside": 14_310.0}
"""Net of fixed costs. [JPY/kW/year]"""


def money(net, grant=0.0, tax=None, life=20):
    terms = FinanceTerms(
        life,
        None,
        (CapitalItem("plant", CAPEX_JPY),),
        (CostLine("fixed_om", OM_JPY_PER_KW * KW),),
        grid_charges=GridChargeTerms(generator=False),
        tax=tax or TaxTerms(rate=0.0, property_tax_rate=0.0),
    )
    paid = 9_555.0
    years = [
        OperatedYear(
            year,
            2027 + year,
            {"spot": (net + OM_JPY_PER_KW - paid) * KW},
            {"capacity_market.capacity_payment": paid * KW},
        )
        for year in range(1, life + 1)
    ]
    upfront = [Payment("grant", grant, "taxpayers")] if grant else []
    return cash_flow(terms, years, upfront, Connected("tokyo", KW, KW, 0.85), rule_book())


@pytest.mark.parametrize(("scenario", "published"), [("downside", -0.057), ("base", 0.004), ("upside", 0.049)])
def test_returns_before_tax_of_the_three_scenarios(scenario, published):
    measures = money(MARGIN[scenario]).measures
    assert measures.project_irr_pre_tax == pytest.approx(published, abs=5e-4)
    assert measures.project_irr == measures.equity_irr == measures.project_irr_pre_tax  # no tax, no debt
    assert measures.capex_jpy == CAPEX_JPY


@pytest.mark.parametrize(("rate", "share"), [(0.05, 0.353), (0.06, 0.405), (0.08, 0.490), (0.10, 0.558)])
def test_grant_that_the_base_case_needs_for_a_return(rate, share):
    annuity = (1 - (1 + rate) ** -20) / rate
    needed = 1 - MARGIN["base"] * annuity / 180_000
    assert needed == pytest.approx(share, abs=5e-4)
    assert money(MARGIN["base"], needed * CAPEX_JPY).measures.project_irr_pre_tax == pytest.approx(rate, rel=1e-9)
    for near, is_enough in [(share - 0.001, False), (share + 0.001, True)]:
        assert (money(MARGIN["base"], near * CAPEX_JPY).measures.project_irr_pre_tax > rate) is is_enough


def test_property_tax_over_twenty_years_is_9_64_per_cent_of_cost_with_or_without_a_grant():
    for grant in (0.0, 0.4 * CAPEX_JPY):
        flow = money(MARGIN["base"], grant, TaxTerms(rate=0.0)).flow
        (paid,) = [line for line in flow.lines if line.name == "property_tax"]
        assert -paid.total_jpy / CAPEX_JPY == pytest.approx(0.0964, abs=5e-5)
        assert -paid.amounts_jpy[1] / CAPEX_JPY == pytest.approx(0.014 * 0.9365)
        assert -paid.amounts_jpy[20] / CAPEX_JPY == pytest.approx(0.014 * 0.0709, abs=1e-6)


def test_income_tax_of_the_base_case_by_hand():
    """The first seven years lose, and their losses lapse ten years later; each year from the eighth on offsets half of its income."""
    flow = money(MARGIN["base"], 0.0, TaxTerms(property_tax_rate=0.0)).flow
    earned = MARGIN["base"] * KW
    assert flow.unlevered_tax_jpy[:8] == (0.0,) * 8
    eighth = earned - CAPEX_JPY * 0.118 * (1 - 0.118) ** 7
    assert flow.unlevered_tax_jpy[8] == pytest.approx(0.3064 * eighth / 2)
    equal = CAPEX_JPY * (1 - 0.118) ** 9 * 0.125  # from the tenth year on
    assert flow.unlevered_tax_jpy[10:17] == pytest.approx([0.3064 * (earned - equal) / 2] * 7)
    lost = sum(CAPEX_JPY * 0.118 * (1 - 0.118) ** k - earned for k in range(7))
    used = sum(earned - CAPEX_JPY * 0.118 * (1 - 0.118) ** k for k in (7, 8)) / 2 + (earned - equal)  # years 8 to 11
    first = CAPEX_JPY * 0.118 - earned
    assert flow.tax[11].loss_left_jpy == pytest.approx(lost - first)  # what the first year lost is used or has lapsed
    assert used < first
    assert flow.unlevered_tax_jpy[18:] == pytest.approx([0.3064 * earned] * 3)  # nothing to deduct is left
