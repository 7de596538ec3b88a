"""Expected awards of the balancing market in the ledger."""

from __future__ import annotations

import numpy as np

from storage_opt.records.dispatch import Promise
from storage_opt.records.ledger import Entries
from storage_opt.settlement.booking import booked
from storage_opt.timeline import SLOT_H
from storage_opt.units import KW_PER_MW


def awards(promise: Promise) -> list[Entries]:
    """Book what is expected of one product: availability, the exchange's fee, and called energy.

    Availability is paid per kW and slot on the expected award: ``1000 · π · q · r`` JPY; the ledger shows it as the awarded MW times the
    slot's half hour, at the price per MW and hour.

    Returns
    -------
    list of Entries
        Streams ``<product>``, ``<product>_fee`` and, where energy is expected to be called, ``<product>_activation``.
    """
    entries = []
    per_mwh = KW_PER_MW / SLOT_H
    awarded_mwh = promise.awarded_mw * SLOT_H
    total_mwh = awarded_mwh.sum(axis=0)
    paid = np.where(awarded_mwh > 0.0, awarded_mwh * promise.paid_jpy_per_kw_slot, 0.0).sum(axis=0)
    price = np.divide(paid, total_mwh, out=np.zeros_like(paid), where=total_mwh > 0.0) * per_mwh
    entries.append(booked(promise.product, "award", total_mwh, price, +1.0))
    if promise.fee_jpy_per_kw_slot.any():
        fee = promise.fee_jpy_per_kw_slot * per_mwh
        entries.append(booked(f"{promise.product}_fee", "award", total_mwh, fee, -1.0))
    if promise.activated_share > 0.0:
        entries.append(
            booked(
                f"{promise.product}_activation",
                "activation",
                promise.activated_mwh,
                promise.activation_price_jpy_per_mwh,
                +1.0,
            )
        )
    return entries
