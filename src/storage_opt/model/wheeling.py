"""The network operator as a market with one taker: a charge on energy drawn."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from storage_opt.markets.wheeling import WheelingCharge
from storage_opt.model.face import show_face
from storage_opt.records.formulation import Term
from storage_opt.timeline import SLOT_H


def add_wheeling(m: Any, wheeling: WheelingCharge) -> None:
    """Add block ``wheeling`` and its term: ``Σ Δ·z·c[t]`` with the charge ``z`` per MWh charged."""
    b = m.wheeling = pyo.Block()
    b.cost_wheeling = pyo.Expression(
        expr=SLOT_H * wheeling.cost_jpy_per_mwh * pyo.quicksum(m.storage.charge_mw[t] for t in m.T)
    )
    show_face(m, b)
    m.terms["wheeling"] = Term(-1, b.cost_wheeling)
