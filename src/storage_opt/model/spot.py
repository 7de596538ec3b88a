"""The spot market: net energy at the area price, a fee on what is traded."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from storage_opt.assets.connection import Site
from storage_opt.markets.spot import SpotMarket
from storage_opt.model.face import show_face, total
from storage_opt.model.horizon import add_parameter
from storage_opt.records.formulation import Term
from storage_opt.timeline import SLOT_H


def add_spot(m: Any, site: Site, spot: SpotMarket) -> None:
    """Add block ``spot`` and its terms ``spot`` (revenue net of purchases) and ``spot_fee`` (cost).

    The spot market takes the net export that no other energy market took. Where that is the battery's power alone, the
    traded power is ``d + c``, as no slot does both. Else, with a fee, the traded power ``w ≥ |energy|`` is a variable of its own; a
    fee above zero holds it at the absolute value.
    """
    price = add_parameter(m, "spot_price_jpy_per_mwh", m.T)
    s, b = m.storage, pyo.Block()
    m.spot = b
    elsewhere = bool(m.faces)
    show_face(m, b, energy_mw=lambda t: m.connection.net_export_mw[t] - total(m, "energy_mw", t))
    if elsewhere:
        _limit_position(m, site)
    if (elsewhere or site.battery.auxiliary_mw > 0 or site.solar is not None) and spot.fee_jpy_per_mwh > 0:
        b.traded_mw = pyo.Var(m.T, domain=pyo.NonNegativeReals, bounds=(0.0, _most_traded_mw(site)))

        @b.Constraint(m.T, doc="w[t] ≥ g[t]")
        def link_sold(b: Any, t: int) -> Any:
            return b.traded_mw[t] >= b.energy_mw[t]

        @b.Constraint(m.T, doc="w[t] ≥ −g[t]")
        def link_bought(b: Any, t: int) -> Any:
            return b.traded_mw[t] >= -b.energy_mw[t]
    else:
        b.traded_mw = pyo.Expression(m.T, rule=lambda _, t: s.discharge_mw[t] + s.charge_mw[t])

    b.revenue_spot = pyo.Expression(
        expr=pyo.quicksum(SLOT_H * price[t] * b.energy_mw[t] for t in m.T), doc="Σ Δ·p[t]·g[t]"
    )
    b.cost_spot_fee = pyo.Expression(
        expr=SLOT_H * spot.fee_jpy_per_mwh * pyo.quicksum(b.traded_mw[t] for t in m.T), doc="Σ Δ·f·w[t]"
    )
    m.terms["spot"] = Term(+1, b.revenue_spot)
    m.terms["spot_fee"] = Term(-1, b.cost_spot_fee)


def _limit_position(m: Any, site: Site) -> None:
    """Keep the spot position within what the plant could deliver or take."""
    b, by_name, load = m.spot, m.parameters_by_name, site.battery.auxiliary_mw
    most_out = by_name["discharge_limit_mw" if site.solar is None else "export_room_mw"]
    most_in = by_name["charge_limit_mw" if site.solar is None else "grid_charge_limit_mw"]

    @b.Constraint(m.T, doc="spot position ≤ D[t] − a; X[t] − a with a solar plant")
    def limit_position_sold(b: Any, t: int) -> Any:
        return b.energy_mw[t] <= most_out[t] - load

    @b.Constraint(m.T, doc="spot position ≥ −C[t] − a; −G[t] − a with a solar plant")
    def limit_position_bought(b: Any, t: int) -> Any:
        return b.energy_mw[t] >= -most_in[t] - load


def _most_traded_mw(site: Site) -> float:
    """Upper limit of the traded power, so that every column has finite bounds. [MW]"""
    solar = 0.0 if site.solar is None else site.solar.capacity_mw
    return max(site.battery.power_mw + solar, site.battery.charge_power_mw) + site.battery.auxiliary_mw
