"""The face that every market shows to balance, stacking and budgets, so that they need not ask which market it is."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

FACE = ("energy_mw", "reserve_up_mw", "backing_start_mwh", "backing_end_mwh", "activated_mwh")
"""
energy_mw : net power sold, positive to the grid. [MW]
reserve_up_mw : power promised and not yet used. [MW]
backing_start_mwh, backing_end_mwh : stored energy that the promise needs above the lowest allowed, at both ends of the slot. [MWh]
activated_mwh : AC energy expected to be delivered on call in the slot. [MWh]
"""


def show_face(m: Any, block: Any, **expressions: Any) -> None:
    """Give a market's block the five expressions by slot; what is not given is zero.

    Parameters
    ----------
    m : ConcreteModel
        Its ``T`` are the slots, ``m.faces`` collects the blocks.
    block : Block
        The market.
    expressions : callable of slot
        By names of ``FACE``.
    """
    if unknown := set(expressions) - set(FACE):
        raise ValueError(f"no part of a market's face: {sorted(unknown)}")
    for name in FACE:
        rule = expressions.get(name)
        block.add_component(
            name,
            pyo.Expression(m.T, rule=(lambda _, t, rule=rule: rule(t)) if rule is not None else (lambda _, __: 0.0)),
        )
    m.faces.append(block)


def total(m: Any, part: str, slot: int) -> Any:
    """Sum of one part of the face over all markets, in one slot."""
    return pyo.quicksum(getattr(block, part)[slot] for block in m.faces)
