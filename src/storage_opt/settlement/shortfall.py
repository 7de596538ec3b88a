"""What perfect foresight earns too much, as a line of the ledger."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from storage_opt.records.dispatch import Dispatch
from storage_opt.records.ledger import SHORTFALL, Entries, Ledger
from storage_opt.settlement.booking import SMALLEST_MWH, booked
from storage_opt.timeline import SLOT_H


def with_shortfall(ledger: Ledger, dispatch: Dispatch, shortfall_jpy: float) -> Ledger:
    """Take a yearly amount off the margin, spread evenly over the MWh discharged; over the slots where none is.

    Parameters
    ----------
    ledger, dispatch : Ledger, Dispatch
        Plan of perfect foresight, settled.
    shortfall_jpy : float
        Amount of the year, ≥ 0. [JPY]
    """
    if shortfall_jpy == 0.0:
        return ledger
    mwh = dispatch.discharge_mw * SLOT_H + dispatch.activated_mwh
    traded = np.where(mwh > SMALLEST_MWH, mwh, 0.0)
    if traded.any():
        entries = booked(SHORTFALL, "sale", traded, np.full(mwh.size, shortfall_jpy / traded.sum()), -1.0)
    else:
        n, nothing = mwh.size, np.zeros(mwh.size)
        entries = Entries(SHORTFALL, "sale", np.arange(n), nothing, nothing, np.full(n, -shortfall_jpy / n))
    return replace(ledger, entries=(*ledger.entries, entries))
