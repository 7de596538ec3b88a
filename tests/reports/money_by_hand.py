"""Runs by hand with a cash flow: the same small years, with capital, costs, taxes and loans beside them."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from runs_by_hand import contracted_run, run_by_hand

from storage_opt.finance.cash_flow import Connected, cash_flow
from storage_opt.inputs.rules import rule_book
from storage_opt.records.contract import Payment
from storage_opt.records.finance import ProjectFinance
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
from storage_opt.records.results import YearResult
from storage_opt.reports.outputs import Outputs
from storage_opt.studies.operated import operated_year

OWN_ITEM = 'Road "east", <b>'
CONNECTED = Connected("kyushu", 1_000.0, 1_000.0, 0.8)
ITEMS = (
    CapitalItem("battery", 300_000.0, (0.4, 0.6)),
    CapitalItem("land", 20_000.0, is_depreciable=False, is_grant_eligible=False, is_construction=False),
    CapitalItem(OWN_ITEM, 30_000.0, inflation=0.02),
)
LOAN = DebtTerms("sculpted", 0.03, 4, 0.7, upfront_fee=0.01, reserve_months=3, reserve_interest=0.002)
TERMS = FinanceTerms(
    6,
    capital=ITEMS,
    costs=(CostLine("fixed_om", 9_000.0, 0.01), CostLine("警備", 1_000.0)),
    aggregator=AggregatorFee(0.02),
    grid_charges=GridChargeTerms(generator=False),
    tax=TaxTerms(loss_years=1, useful_life_years=5),
    decommissioning_jpy=5_000.0,
    working_capital_days=20.0,
    inflation=0.005,
)


def financed(terms: FinanceTerms) -> Callable[[Sequence[YearResult], tuple[Payment, ...]], ProjectFinance]:
    """What lays out the cash flow of years for terms."""

    def finance(years: Sequence[YearResult], upfront: tuple[Payment, ...]) -> ProjectFinance:
        return cash_flow(terms, [operated_year(y) for y in years], upfront, CONNECTED, rule_book())

    return finance


def levered() -> Outputs:
    """Contract and loan, six years; with wear, fixed costs."""
    return contracted_run(other=False, n_years=6, finance=financed(replace(TERMS, debt=LOAN)))


def annuity() -> Outputs:
    """Level service, a longer tenor than the plant, taxes of a group, a grant as income, paid in two parts."""
    terms = replace(
        TERMS,
        tax=TaxTerms(losses="immediate", grant_compression=False, useful_life_years=8),
        grant=GrantTerms(((-1, 0.5), (1, 0.5)), profit_return_share=0.1, profit_return_above_jpy=150_000.0),
        debt=replace(LOAN, repayment="annuity", tenor_years=9),
    )
    grant = (Payment("grant", 100_000.0, "taxpayers"),)
    return run_by_hand(contract=True, n_years=6, upfront=grant, finance=financed(terms))


def merchant() -> Outputs:
    """No contract, no debt; of the loss of the first year a part lapses after the second."""
    return run_by_hand(n_years=6, finance=financed(TERMS))


def hopeless() -> Outputs:
    """One year of operation that brings back nothing of the capital: no rate of return, no payback."""
    costs = (CostLine("fixed_om", 200_000.0),)
    return run_by_hand(n_years=1, finance=financed(replace(TERMS, costs=costs)))


def long() -> Outputs:
    """Forty columns."""
    debt = replace(LOAN, tenor_years=30)
    return contracted_run(other=False, n_years=38, finance=financed(replace(TERMS, life_years=38, debt=debt)))


CASES = {"levered": levered, "annuity": annuity, "merchant": merchant, "hopeless": hopeless, "long": long}
