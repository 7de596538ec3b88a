"""Contracts of a year, settled, and what a reader must know of them."""

from __future__ import annotations

from collections.abc import Sequence

from storage_opt.messages import Message, say
from storage_opt.records.contract import ContractYear
from storage_opt.records.contract_result import DispatchedFor, YearContracts
from storage_opt.records.results import YearFigures, YearResult
from storage_opt.settlement.contracts import settled
from storage_opt.studies.contract_year import ContractedYear
from storage_opt.studies.incentive import Incentive

SMALLEST_LOSS = 1e-6
"""System value lost below this share of the merchant's margin is a tie, not a distortion. [-]"""


def settled_year(
    contracts: Sequence[ContractYear], figures: YearFigures, solved: ContractedYear, incentive: Incentive | None
) -> YearContracts:
    """Settle the contracts of a year at the margin of the ledger."""
    merchant = solved.merchant
    lost = 0.0 if merchant is None else merchant.margin_jpy - figures.margin_jpy
    is_withheld = (
        merchant is not None
        and incentive is not None
        and incentive.counts_wear
        and lost > SMALLEST_LOSS * abs(merchant.margin_jpy)
        and figures.discharged_mwh < merchant.discharged_mwh
    )
    return YearContracts(
        settled(contracts, figures.margin_jpy, figures.wear_jpy),
        figures.margin_jpy,
        figures.wear_jpy,
        merchant,
        is_withheld,
        solved.piece,
        solved.solves,
        _dispatched_for(contracts, incentive),
    )


def _dispatched_for(contracts: Sequence[ContractYear], incentive: Incentive | None) -> DispatchedFor:
    if incentive is None:
        return "owner" if all(c.sharing.is_identity for c in contracts) else "merchant"
    return "owner" if incentive.counts_wear else "offtaker"


def contract_warnings(years: Sequence[YearResult]) -> list[Message]:
    """List notes of the contracts, and years in which profitable energy is held back because of one."""
    told = [note for y in years if y.contracts is not None for s in y.contracts.schemes for note in s.contract.notes]
    warnings = gathered(told)
    withheld = [y for y in years if y.contracts is not None and y.contracts.is_withheld]
    if withheld:
        lost = sum(y.contracts.lost_margin_jpy for y in withheld if y.contracts is not None)
        mwh = sum(
            y.contracts.merchant.discharged_mwh - y.figures.discharged_mwh
            for y in withheld
            if y.contracts is not None and y.contracts.merchant is not None
        )
        warnings.append(say("contract.withheld", years=len(withheld), energy=mwh, margin=lost))
    return warnings


def gathered(notes: Sequence[Message]) -> list[Message]:
    """Say once what holds for several years: ``FY2030, FY2031, FY2032`` become ``FY2030–2032``.

    >>> notes = [say("contract.note.price_assumed", year=year, known=2029) for year in (2030, 2031, 2033)]
    >>> [note.values["year"] for note in gathered(notes)]
    ['2030–2031, 2033']
    """
    groups: dict[tuple[object, ...], list[Message]] = {}
    for note in notes:
        others = tuple(sorted((k, repr(v)) for k, v in note.values.items() if k != "year"))
        groups.setdefault((note.name, others), []).append(note)
    together = []
    for same in groups.values():
        first, numbers = same[0], [note.values.get("year") for note in same]
        if len(same) > 1 and all(isinstance(number, int) for number in numbers):
            first = say(
                first.name, **{**first.values, "year": _spans(sorted({int(str(number)) for number in numbers}))}
            )
        together.append(first)
    return together


def _spans(numbers: Sequence[int]) -> str:
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    return ", ".join(f"{span[0]}–{span[-1]}" if len(span) > 1 else str(span[0]) for span in spans)
