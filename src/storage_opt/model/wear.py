"""The owner's shadow cost of ageing."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from storage_opt.assets.battery import Battery
from storage_opt.records.formulation import Term
from storage_opt.timeline import SLOT_H


def add_wear(m: Any, battery: Battery) -> None:
    """Add the term ``wear``: ``Σ Δ·k·d[t]``, on every AC MWh discharged."""
    s = m.storage
    s.cost_wear = pyo.Expression(expr=SLOT_H * battery.wear_jpy_per_mwh * pyo.quicksum(s.discharge_mw[t] for t in m.T))
    m.terms["wear"] = Term(-1, s.cost_wear)
