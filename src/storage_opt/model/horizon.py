"""Sets and registers that every block of the model shares."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from storage_opt.timeline import SLOTS_PER_DAY


def new_model(n_days: int) -> Any:
    """Return an empty model with slots ``T``, days ``DAYS``, the registers of ``records.Formulation`` and the markets' faces."""
    m = pyo.ConcreteModel()
    m.T = pyo.RangeSet(0, n_days * SLOTS_PER_DAY - 1)
    m.DAYS = pyo.RangeSet(0, n_days - 1)
    m.parameters_by_name = {}
    m.links = {}
    m.terms = {}
    m.totals = {}
    m.faces = []
    return m


def add_parameter(m: Any, name: str, *index: Any) -> Any:
    """Add a mutable parameter under ``name``; its value is given when the model is stamped or solved."""
    parameter = pyo.Param(*index, mutable=True, initialize=0.0, domain=pyo.Reals)
    m.add_component(name, parameter)
    m.parameters_by_name[name] = parameter
    return parameter


def slots_of_day(day: int) -> range:
    """Slots of a day, counted from the first slot of the model."""
    return range(day * SLOTS_PER_DAY, (day + 1) * SLOTS_PER_DAY)
