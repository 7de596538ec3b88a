"""What a project costs the public, and what it does for the system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from storage_opt.records.contract import Payment, is_public
from storage_opt.records.dispatch import Dispatch
from storage_opt.records.prices import PriceYear
from storage_opt.records.public import PublicFigures, SystemYear
from storage_opt.records.results import YearResult
from storage_opt.settlement.payers import payers_npv_jpy
from storage_opt.timeline import SLOT_H


def system_year(prices: PriceYear, dispatch: Dispatch, floor_jpy_per_mwh: float) -> SystemYear:
    """Sum what a plan does for the system in one modelled year.

    Parameters
    ----------
    prices : PriceYear
        Spot prices that tell surplus.
    dispatch : Dispatch
        Plan; called energy of the balancing market is not shifted energy.
    floor_jpy_per_mwh : float
        Lowest spot price: at it or below there is surplus. [JPY/MWh]
    """
    surplus = prices.spot_jpy_per_mwh <= floor_jpy_per_mwh * (1.0 + 1e-9)
    return SystemYear(
        shifted_mwh=float(dispatch.discharge_mw.sum() * SLOT_H),
        surplus_absorbed_mwh=float(dispatch.charge_mw[surplus].sum() * SLOT_H),
        surplus_hours=float(np.count_nonzero(surplus) * SLOT_H),
    )


def public_figures(
    years: Sequence[YearResult], upfront: Sequence[Payment], rate: float, granted: Mapping[int, float] | None = None
) -> PublicFigures | None:
    """Present value of what the public payers pay together (:func:`payers_npv_jpy`), whole and per unit.

    Parameters
    ----------
    years : sequence of YearResult
        Operating years in order, settled.
    upfront : sequence of Payment
        Before operation.
    rate : float
        Public discount rate. [1/year]
    granted : mapping of int to float, optional
        Grants less what is returned of them, by year end from the start of operation, where finance says when; else all of ``upfront``
        at time 0. [JPY]

    Returns
    -------
    PublicFigures or None
        ``None`` where no contract exists.
    """
    if not upfront and not any(y.contracts is not None and y.contracts.schemes for y in years):
        return None
    at = [(1.0 + rate) ** -number for number in range(1, len(years) + 1)]
    paid = payers_npv_jpy(years, upfront, rate, granted)
    cost = sum(amount for payer, amount in paid.items() if is_public(payer))
    contracted = _sum(at, [0.0 if y.contracts is None else float(y.contracts.contracted_kw) for y in years])
    discharged = _sum(at, [y.figures.discharged_mwh for y in years])
    shifted = _sum(at, [0.0 if y.system is None else y.system.shifted_mwh for y in years])
    return PublicFigures(
        rate=rate,
        cost_npv_jpy=cost,
        cost_jpy_per_contracted_kw_year=_per(cost, contracted),
        cost_jpy_per_mwh_discharged=_per(cost, discharged),
        cost_jpy_per_mwh_shifted=_per(cost, shifted),
        lost_margin_jpy=sum(0.0 if y.contracts is None else y.contracts.lost_margin_jpy for y in years),
    )


def _sum(weights: Sequence[float], amounts: Sequence[float]) -> float:
    return sum(w * a for w, a in zip(weights, amounts, strict=True))


def _per(amount: float, quantity: float) -> float | None:
    return amount / quantity if quantity > 0.0 else None
