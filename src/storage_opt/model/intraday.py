"""The intraday market: part of the net export is sold or bought at a second price."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from storage_opt.markets.intraday import IntradayMarket
from storage_opt.model.face import show_face
from storage_opt.model.horizon import add_parameter
from storage_opt.records.formulation import Term
from storage_opt.timeline import SLOT_H


def add_intraday(m: Any, intraday: IntradayMarket) -> None:
    """Add block ``intraday`` with ``sold``, ``bought`` (MW) and its terms ``intraday`` and ``intraday_fee``.

    The spot market then holds the rest of the net export, within what the plant could deliver or take (``model.spot``): a position
    may be closed or moved later, but not taken without a plant behind it.
    """
    price = add_parameter(m, "intraday_price_jpy_per_mwh", m.T)
    b = m.intraday = pyo.Block()
    b.sold_mw = pyo.Var(m.T, domain=pyo.NonNegativeReals, bounds=(0.0, intraday.limit_mw))
    b.bought_mw = pyo.Var(m.T, domain=pyo.NonNegativeReals, bounds=(0.0, intraday.limit_mw))
    show_face(m, b, energy_mw=lambda t: b.sold_mw[t] - b.bought_mw[t])
    b.revenue_intraday = pyo.Expression(
        expr=pyo.quicksum(SLOT_H * price[t] * b.energy_mw[t] for t in m.T), doc="Σ Δ·i[t]·h[t]"
    )
    b.cost_intraday_fee = pyo.Expression(
        expr=SLOT_H * intraday.fee_jpy_per_mwh * pyo.quicksum(b.sold_mw[t] + b.bought_mw[t] for t in m.T)
    )
    m.terms["intraday"] = Term(+1, b.revenue_intraday)
    m.terms["intraday_fee"] = Term(-1, b.cost_intraday_fee)
