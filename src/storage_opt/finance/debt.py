"""The loan of a project: how much, drawn when, repaid how. Amounts of the loan are ≥ 0; :func:`debt_cash_jpy` gives them their sign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from storage_opt.finance.construction_funding import Construction, Funding, net_spending_jpy
from storage_opt.finance.debt_notes import debt_notes
from storage_opt.finance.debt_sizing import (
    Array,
    CfadsSplit,
    balances,
    reserve_targets,
    sculpted_service,
    stated_service,
    target_service,
)
from storage_opt.finance.measures import dscr, llcr
from storage_opt.messages import Message
from storage_opt.records.finance import DebtYear
from storage_opt.records.finance_terms import DebtTerms

STEPS_MAX = 200
"""Rounds of cash and interest after which the sizing is given up."""


@dataclass(frozen=True)
class DebtPlan:
    """A sized loan.

    Parameters
    ----------
    years : tuple of DebtYear
        By column of the cash flow.
    loan_jpy : float
        Debt at the start of operation; the largest balance. [JPY]
    uses_jpy, equity_jpy : float
        All uses of funds in construction (spending net of grants, fee, interest, reserve), and what equity pays of them. [JPY]
    gearing : float
        Loan over uses, 0 without uses. [-]
    min_dscr, mean_dscr, llcr : float or None
        Least and plain mean over the years with service; loan life cover at the start of operation. [-]
    steps : int
        Rounds until interest and cash agreed.
    notes : tuple of Message
        What limits the loan, and what is unusual about it.
    """

    years: tuple[DebtYear, ...]
    loan_jpy: float
    uses_jpy: float
    equity_jpy: float
    gearing: float
    min_dscr: float | None
    mean_dscr: float | None
    llcr: float | None
    steps: int
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True)
class _Sized:
    """A loan for given cash: service and balances by operating year of the tenor, its funding, and what limits it."""

    service_jpy: Array
    balance_jpy: Array
    reserve_jpy: Array
    funding: Funding
    is_limited_by_gearing: bool
    is_limited_by_growth: bool


def size_debt(
    terms: DebtTerms,
    cfads_of_interest: Callable[[Sequence[float]], CfadsSplit],
    times: Sequence[int],
    spending_jpy: Sequence[float],
    grants_jpy: Sequence[float],
) -> DebtPlan:
    """Size a loan whose interest changes the tax, hence the cash that sizes it.

    Sculpted: service of year ``t`` is ``contracted / dscr_contracted + merchant / dscr_merchant`` for ``t = 1 … tenor``, the loan its
    present value at the interest rate. Where that is above ``gearing_max`` of all uses, every service is multiplied by the same
    factor until it is not. Annuity: the loan is ``gearing_max`` of all uses, its service level. Stated: the loan is the present value of
    the service stated, at most all uses. Interest is paid at year ends on the
    balance of the year before; fee, interest during construction and the first filling of the reserve account are uses, funded like
    spending.

    Interest and cash are brought to agree by repetition: interest → cash after tax → service → balances → interest. With a tax at
    rate ``τ`` a change ``Δ`` of the yearly interest (sum of absolute values) changes the yearly cash by at most ``τ·Δ``, the services
    by that over the least ratio ``d``, and, as a service of 1 at ``k`` carries interest of ``1 − (1 + i)^−k`` in the years before, the
    new interest by at most ``q·Δ``, ``q = (1 − (1 + i)^−tenor)·τ / d < 1``: a contraction, which has one fixed point. This is shown
    for loans that the ratios size, without interest during construction, and a tax that passes on no more than ``τ`` of a change.
    Elsewhere agreement is not proven but tested in every run, and its lack is an error.

    Parameters
    ----------
    terms : DebtTerms
        Of the loan.
    cfads_of_interest : callable
        Cash by column for interest by column (construction included, ≥ 0). Must be pure. [JPY] → [JPY]
    times : sequence of int
        Of the columns: construction …, −1, 0; operation 1, 2, … [year]
    spending_jpy, grants_jpy : sequence of float
        Capital spent, and grants received, by column, ≥ 0; only the columns up to time 0 count. A grant beyond the spending of its column
        goes to equity. [JPY]

    Returns
    -------
    DebtPlan
        Its interest and that given to the last call differ by less than 1e-6 JPY or 1e-12 of the loan.

    Raises
    ------
    RuntimeError
        When interest and cash do not agree after 200 rounds.
    ValueError
        For a tenor beyond the columns, ratios or rates out of range.
    ProjectError
        Fee and reserve take up all of the loan.

    Examples
    --------
    No tax: 130 a year for two years at a ratio of 1.3 carry 100 a year.

    >>> terms = DebtTerms("sculpted", 0.10, 2, 0.9, dscr_contracted=1.3, dscr_merchant=1.3)
    >>> plan = size_debt(terms, lambda interest: CfadsSplit([0.0, 130.0, 130.0], [0.0] * 3), [0, 1, 2], [200.0, 0.0, 0.0], [0.0] * 3)
    >>> round(plan.loan_jpy, 6), round(plan.gearing, 6), [round(y.dscr or 0.0, 6) for y in plan.years]
    (173.553719, 0.867769, [0.0, 1.3, 1.3])
    """
    before = _construction_columns(terms, times)
    net = net_spending_jpy(spending_jpy[:before], grants_jpy[:before])
    construction = Construction(net, terms.interest_rate, terms.upfront_fee)
    interest = np.zeros(len(times))
    for step in range(1, STEPS_MAX + 1):
        cash = cfads_of_interest(interest.tolist())
        total = np.asarray(cash.total_jpy, dtype=float)[before:]
        sized = _size(terms, construction, total, np.asarray(cash.contracted_jpy, dtype=float)[before:])
        years = _years(terms, sized, total)
        assumed, interest = interest, np.array([year.interest_jpy for year in years])
        loan = float(sized.balance_jpy[0])
        if np.max(np.abs(interest - assumed)) <= max(1e-6, 1e-12 * loan):
            return _plan(terms, sized, years, step)
    raise RuntimeError(f"interest and cash of the loan do not agree after {STEPS_MAX} rounds")


def debt_cash_jpy(years: Sequence[DebtYear]) -> tuple[float, ...]:
    """Return what the loan adds to the cash of equity, by column: drawings less fee and service, less what fills the reserve. [JPY]

    Project cash flow after tax (with the tax shield of interest) plus this is the cash flow of equity.
    """
    held = [0.0, *(year.reserve_jpy for year in years)]
    return tuple(
        year.drawn_jpy - year.fee_jpy - year.service_jpy - (year.reserve_jpy - earlier) + year.reserve_interest_jpy
        for year, earlier in zip(years, held, strict=False)
    )


def _construction_columns(terms: DebtTerms, times: Sequence[int]) -> int:
    """Count the columns up to time 0; raises ``ValueError`` for terms that make no loan."""
    before = sum(time <= 0 for time in times)
    if not before or list(times) != list(range(1 - before, len(times) - before + 1)):
        raise ValueError(f"times {list(times)} are not consecutive years that hold 0")
    if not 1 <= terms.tenor_years <= len(times) - before:
        raise ValueError(f"tenor of {terms.tenor_years} years in {len(times) - before} operating years")
    if min(terms.dscr_contracted, terms.dscr_merchant) < 1.0 or not 0.0 <= terms.gearing_max <= 1.0:
        raise ValueError("cover ratios below 1, or gearing outside 0 to 1")
    if min(terms.interest_rate, terms.upfront_fee, terms.reserve_months, terms.reserve_interest) < 0.0:
        raise ValueError("rates, fees and months of a loan are not negative")
    return before


def _size(terms: DebtTerms, construction: Construction, total_jpy: Array, contracted_jpy: Array) -> _Sized:
    """Size the loan for given cash; all is proportional to the service, so the gearing limit is one factor on it."""
    tenor, rate = terms.tenor_years, terms.interest_rate
    gearing, is_grown = terms.gearing_max, False
    if terms.repayment == "annuity":
        shape = np.ones(tenor)
    elif terms.repayment == "stated":
        shape, gearing = stated_service(terms), 1.0
    else:
        target = target_service(total_jpy[:tenor], contracted_jpy[:tenor], terms)
        shape = sculpted_service(target, rate)
        is_grown = shape is not target
    full = float(balances(shape, rate)[0])
    reserve_per_loan = float(reserve_targets(shape, terms.reserve_months)[0]) / full if full > 0.0 else 0.0
    limit = construction.limit_jpy(gearing, reserve_per_loan)
    is_limited = terms.repayment == "annuity" or full > limit
    service = shape * (limit / full) if is_limited else shape
    balance = balances(service, rate)
    reserve = reserve_targets(service, terms.reserve_months)
    funding = construction.funding(float(balance[0]), float(reserve[0]), gearing)
    return _Sized(service, balance, reserve, funding, is_limited, is_grown and not is_limited)


def _years(terms: DebtTerms, sized: _Sized, total_jpy: Array) -> tuple[DebtYear, ...]:
    """Write the loan down by column."""
    funding, tenor = sized.funding, terms.tenor_years
    owed = np.cumsum(funding.drawn_jpy)
    owed[-1] = sized.balance_jpy[0]
    built = [
        DebtYear(0.0, float(drawn), float(interest), 0.0, float(fee), float(balance))
        for drawn, interest, fee, balance in zip(
            funding.drawn_jpy, funding.interest_jpy, funding.fee_jpy, owed, strict=True
        )
    ]
    built[-1] = replace(built[-1], reserve_jpy=float(sized.reserve_jpy[0]))
    for year, cash in enumerate(total_jpy.tolist(), start=1):
        if year > tenor:
            built.append(DebtYear(cash))
            continue
        before, after = float(sized.balance_jpy[year - 1]), float(sized.balance_jpy[year])
        built.append(
            DebtYear(
                cash,
                interest_jpy=terms.interest_rate * before,
                principal_jpy=before - after,
                balance_jpy=after,
                reserve_jpy=float(sized.reserve_jpy[year]),
                reserve_interest_jpy=terms.reserve_interest * float(sized.reserve_jpy[year - 1]),
                dscr=dscr(cash, float(sized.service_jpy[year - 1])),
            )
        )
    return tuple(built)


def _plan(terms: DebtTerms, sized: _Sized, years: tuple[DebtYear, ...], steps: int) -> DebtPlan:
    """Levels and notes of a sized loan."""
    loan, funding = float(sized.balance_jpy[0]), sized.funding
    ratios = [year.dscr for year in years if year.dscr is not None]
    operated = years[len(funding.uses_jpy) :]
    return DebtPlan(
        years=years,
        loan_jpy=loan,
        uses_jpy=float(funding.uses_jpy.sum()),
        equity_jpy=float(funding.equity_jpy.sum()),
        gearing=funding.gearing,
        min_dscr=min(ratios, default=None),
        mean_dscr=sum(ratios) / len(ratios) if ratios else None,
        llcr=llcr([year.available_jpy for year in operated[: terms.tenor_years]], terms.interest_rate, loan),
        steps=steps,
        notes=debt_notes(terms, operated, loan, sized.is_limited_by_gearing, sized.is_limited_by_growth),
    )
