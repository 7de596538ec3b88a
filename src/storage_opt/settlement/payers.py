"""Who pays for a project: present value of what each payer gives less what it takes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from storage_opt.records.contract import Payer, Payment
from storage_opt.records.results import YearResult


def payers_npv_jpy(
    years: Sequence[YearResult],
    upfront: Sequence[Payment],
    rate: float,
    granted: Mapping[int, float] | None = None,
) -> dict[Payer, float]:
    """Present value of the net payments of every payer, at year ends. [JPY]

    Parameters
    ----------
    years : sequence of YearResult
        Operating years in order, settled.
    upfront : sequence of Payment
        Before operation.
    rate : float
        Public discount rate. [1/year]
    granted : mapping of int to float, optional
        Grants less what is returned of them, by year end from the start of operation; several payers share them as they share
        ``upfront``. Without it all of ``upfront`` counts at time 0. [JPY]

    Notes
    -----
    The public payers together pay ``settlement.public.public_figures(…).cost_npv_jpy``; what the offtaker pays is beside it.
    """
    in_all = sum(p.amount_jpy for p in upfront)
    grants = {0: in_all} if granted is None else dict(granted)
    grants_npv = sum(amount * (1.0 + rate) ** -time for time, amount in grants.items())
    paid: dict[Payer, float] = {}
    for payer in get_args(Payer):
        yearly = sum(
            y.contracts.paid_by_jpy(payer) * (1.0 + rate) ** -number
            for number, y in enumerate(years, start=1)
            if y.contracts is not None
        )
        share = sum(p.amount_jpy for p in upfront if p.payer == payer) / in_all if in_all else 0.0
        paid[payer] = yearly + share * grants_npv
    return paid
