"""The owner's shadow cost of ageing."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from storage_opt.assets.battery import Battery
from storage_opt.records.formulation import Term


def add_wear(m: Any, battery: Battery) -> None:
    """Add the term ``wear``: ``Σ k·(Δ·d[t] + v[t])``, on every AC MWh discharged, expected calls included."""
    s = m.storage
    s.cost_wear = pyo.Expression(expr=battery.wear_jpy_per_mwh * pyo.quicksum(s.discharged_mwh[t] for t in m.T))
    m.terms["wear"] = Term(-1, s.cost_wear)
