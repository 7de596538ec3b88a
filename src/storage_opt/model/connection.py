"""What flows through the connection: battery, own load and solar plant together, within its limits."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from storage_opt.assets.connection import Site
from storage_opt.model.face import total
from storage_opt.model.horizon import add_parameter

PARAMETERS = ("solar_available_mw", "export_room_mw", "grid_charge_limit_mw")
"""Parameters by slot, only with a solar plant."""


def add_connection(m: Any, site: Site) -> None:
    """Add block ``connection`` with the net export ``g``; with a solar plant block ``solar`` with its output ``s``.

    Curtailment costs nothing: ``s`` is whatever pays between zero and the sun's ``S``.
    """
    battery, c = site.battery, pyo.Block()
    m.connection = c
    if site.solar is not None:
        available, _, _ = (add_parameter(m, name, m.T) for name in PARAMETERS)
        m.solar = pyo.Block()
        m.solar.output_mw = pyo.Var(m.T, domain=pyo.NonNegativeReals)

        @m.solar.Constraint(m.T, doc="s[t] ≤ S[t]")
        def limit_solar(b: Any, t: int) -> Any:
            return b.output_mw[t] <= available[t]

    @c.Expression(m.T, doc="g[t] = d[t] − c[t] − a + s[t]")
    def net_export_mw(_: Any, t: int) -> Any:
        return m.storage.discharge_mw[t] - m.storage.charge_mw[t] - battery.auxiliary_mw + solar_mw(m, t)


def solar_mw(m: Any, t: int) -> Any:
    """Output of the solar plant, zero without one. [MW]"""
    return m.solar.output_mw[t] if m.component("solar") is not None else 0.0


def add_connection_limits(m: Any, site: Site) -> None:
    """Add the rows that battery and solar plant share.

    Without a solar plant the limits of the connection are part of ``C[t]`` and ``D[t]``. With one, the grid gives at most ``G[t]`` for
    charging (nothing in a charging ban), and what is sold and promised together fits through the connection.
    """
    if site.solar is None:
        return
    s, c = m.storage, m.connection
    room, from_grid = (m.parameters_by_name[name] for name in PARAMETERS[1:])

    @c.Constraint(m.T, doc="d[t] − c[t] + s[t] + R[t] ≤ X[t]")
    def limit_export(_: Any, t: int) -> Any:
        out = s.discharge_mw[t] - s.charge_mw[t] + m.solar.output_mw[t]
        return out + total(m, "reserve_up_mw", t) <= room[t]

    @c.Constraint(m.T, doc="c[t] − s[t] ≤ G[t]")
    def limit_import(_: Any, t: int) -> Any:
        return s.charge_mw[t] - m.solar.output_mw[t] <= from_grid[t]
