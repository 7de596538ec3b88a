"""Offers of a run of slots in a few figures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from storage_opt.records.dispatch import Dispatch, Promise
from storage_opt.records.results import OfferFigures
from storage_opt.timeline import SLOT_H
from storage_opt.units import KW_PER_MW


def reserved_share(dispatch: Dispatch, here: NDArray[np.bool_]) -> float:
    """Share of the slots marked in ``here`` in which anything is offered to the balancing market. [-]"""
    return float(np.count_nonzero(dispatch.reserved_mw[here] > 0.0) / np.count_nonzero(here))


def offer_figures(dispatch: Dispatch, here: NDArray[np.bool_]) -> dict[str, OfferFigures]:
    """Sum up the offers of the slots marked in ``here``, by product; products without an offer there are left out.

    Parameters
    ----------
    dispatch : Dispatch
        Plan.
    here : ndarray of bool, shape (n_slots,)
        Slots that count.
    """
    return {p.product: _figures(p, here) for p in dispatch.promises if p.reserved_mw[here].any()}


def _figures(promise: Promise, here: NDArray[np.bool_]) -> OfferFigures:
    offered, awarded = promise.reserved_mw[here], promise.awarded_mw[:, here]
    slots = np.count_nonzero(offered)
    paid = np.where(awarded > 0.0, promise.paid_jpy_per_kw_slot[:, here] * awarded, 0.0).sum()
    total = awarded.sum()
    called = SLOT_H * promise.activated_share * awarded.sum(axis=0) * promise.activation_price_jpy_per_mwh[here]
    return OfferFigures(
        hours_share=float(slots / np.count_nonzero(here)),
        offered_mw=float(offered.sum() / slots),
        acceptance=float(total / offered.sum()),
        awarded_mw=float(total / slots),
        paid_jpy_per_kw_slot=float(paid / total) if total else 0.0,
        availability_jpy=float(KW_PER_MW * paid),
        activation_jpy=float(called.sum()),
        fee_jpy=float(KW_PER_MW * (awarded.sum(axis=0) * promise.fee_jpy_per_kw_slot[here]).sum()),
    )
