"""The objective: the signed sum of the named terms."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo


def add_objective(m: Any) -> None:
    """Maximise ``Σ_terms sign · amount``. [JPY]"""
    m.objective = pyo.Objective(
        expr=pyo.quicksum(term.sign * term.expression for term in m.terms.values()), sense=pyo.maximize
    )
