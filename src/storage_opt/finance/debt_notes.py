"""What a reader should know about a loan: what limits it, and years in which it is not served as usual."""

from __future__ import annotations

from collections.abc import Sequence

from storage_opt.messages import Message, say
from storage_opt.records.finance import DebtYear
from storage_opt.records.finance_terms import DebtTerms


def debt_notes(
    terms: DebtTerms, operated: Sequence[DebtYear], loan_jpy: float, is_geared: bool, is_grown: bool
) -> tuple[Message, ...]:
    """Tell what is notable about a sized loan.

    Parameters
    ----------
    terms : DebtTerms
        Of the loan.
    operated : sequence of DebtYear
        Operating years.
    loan_jpy : float
        At the start of operation. [JPY]
    is_geared, is_grown : bool
        Whether the gearing limits it, and whether the rule that unpaid interest never raises it above its start does.
    """
    if loan_jpy <= 0.0:
        return (say("finance_debt.no_loan"),)
    notes = []
    if is_geared and terms.repayment != "annuity":
        gearing = 1.0 if terms.repayment == "stated" else terms.gearing_max
        notes.append(say("finance_debt.gearing_limits", gearing=gearing))
    if is_grown:
        notes.append(say("finance_debt.growth_limits"))
    added = [n for n, year in enumerate(operated, start=1) if year.principal_jpy < -1e-9 * loan_jpy]
    if added:
        notes.append(say("finance_debt.interest_added", years=_listed(added)))
    short = [n for n, year in enumerate(operated, start=1) if year.dscr is not None and year.dscr < 1.0 - 1e-9]
    if short:
        notes.append(say("finance_debt.not_covered", years=_listed(short)))
    return tuple(notes)


def _listed(years: Sequence[int]) -> str:
    """Years in a row, written with commas."""
    return ", ".join(str(year) for year in years)
