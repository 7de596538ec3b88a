"""What was decided about energy to be added at the start of an operating year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Reason = Literal["plan", "contract", "value", "none"]
"""``plan``: the project says so; ``contract``: contracted hours would fall short; ``value``: it earns more than it costs;
``none``: it was looked at, and nothing was added."""


@dataclass(frozen=True)
class AugmentationYear:
    """Energy added at the start of an operating year.

    Parameters
    ----------
    energy_mwh : float
        Usable stored energy added, 0 where it was only looked at. [MWh]
    cost_jpy : float or None
        What it costs, paid at the start of the year; ``None``: no cost is stated. [JPY]
    reason : Reason
        Why.
    gain_jpy : float or None
        Present value beyond that of the least that could be done, cost included; ``None``: there was no choice. [JPY]
    solves : int
        Problems solved to choose, besides those of the year itself.
    """

    energy_mwh: float
    cost_jpy: float | None
    reason: Reason
    gain_jpy: float | None = None
    solves: int = 0
