"""The network operator as a market with one taker: a charge on energy drawn."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from storage_opt.assets.connection import Site
from storage_opt.markets.wheeling import WheelingCharge
from storage_opt.model.face import show_face
from storage_opt.records.formulation import Term
from storage_opt.timeline import SLOT_H


def add_wheeling(m: Any, site: Site, wheeling: WheelingCharge) -> None:
    """Add block ``wheeling`` and its term: ``Σ Δ·z·c[t]`` with the charge ``z`` per MWh charged.

    Beside a solar plant only what the grid gives is charged: ``b[t] ≥ c[t] − s[t]``; the charge holds ``b`` at its least.
    """
    block = m.wheeling = pyo.Block()
    if site.solar is None:
        block.drawn_mw = pyo.Expression(m.T, rule=lambda _, t: m.storage.charge_mw[t])
    else:
        block.drawn_mw = pyo.Var(m.T, domain=pyo.NonNegativeReals, bounds=(0.0, site.battery.charge_power_mw))

        @block.Constraint(m.T, doc="b[t] ≥ c[t] − s[t]")
        def link_drawn(block: Any, t: int) -> Any:
            return block.drawn_mw[t] >= m.storage.charge_mw[t] - m.solar.output_mw[t]

    block.cost_wheeling = pyo.Expression(
        expr=SLOT_H * wheeling.cost_jpy_per_mwh * pyo.quicksum(block.drawn_mw[t] for t in m.T)
    )
    show_face(m, block)
    m.terms["wheeling"] = Term(-1, block.cost_wheeling)
