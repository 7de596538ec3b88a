"""What goes into the recursion and what comes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

Bids = Literal["exact", "repaired"]
"""How minimum bids are met: one branch for every set of offers, or left out of the value and repaired in the plan."""


class NotCoveredError(ValueError):
    """The problem has a feature that one number as state cannot carry; another method has to take it."""


class NoPathError(ValueError):
    """No plan leads from the start energy to a final one within the limits."""


@dataclass(frozen=True, eq=False)
class ValueFunction:
    """Value of stored energy, piecewise linear, with jumps where ``starts`` says so.

    Parameters
    ----------
    energy_mwh : ndarray, shape (n,)
        Non-decreasing. [MWh]
    value_jpy : ndarray, shape (n,)
        Value there; where several points share an energy, the largest counts. [JPY]
    starts : ndarray of bool, shape (n,)
        False: joined to the point before by a straight line; true: begins a new chain, after a gap or a jump.
    """

    energy_mwh: Floats
    value_jpy: Floats
    starts: NDArray[np.bool_]

    @classmethod
    def fixed(cls, energy_mwh: float) -> ValueFunction:
        """Energy that must be left exactly."""
        return cls(np.array([energy_mwh]), np.zeros(1), np.ones(1, dtype=np.bool_))

    @classmethod
    def joined(cls, energy_mwh: Floats, value_jpy: Floats) -> ValueFunction:
        """One chain of points; two points of zero value give a free final energy."""
        starts = np.zeros(len(energy_mwh), dtype=np.bool_)
        starts[0] = True
        return cls(np.asarray(energy_mwh, dtype=float), np.asarray(value_jpy, dtype=float), starts)

    def at(self, energy_mwh: float, near_mwh: float = 1e-9) -> float:
        """Value at an energy, −inf outside; points within ``near_mwh`` count as reached. [JPY]

        >>> step = ValueFunction(np.array([0.0, 1.0, 1.0, 2.0]), np.array([0.0, 1.0, 5.0, 5.0]), np.array([True, False, True, False]))
        >>> step.at(0.5), step.at(1.0), step.at(3.0)
        (0.5, 5.0, -inf)
        """
        x, v = self.energy_mwh, self.value_jpy
        touched = v[np.abs(x - energy_mwh) <= near_mwh]
        best = float(touched.max()) if touched.size else -np.inf
        i = np.flatnonzero((x[:-1] < energy_mwh) & (energy_mwh < x[1:]) & ~self.starts[1:])
        if i.size:
            share = (energy_mwh - x[i]) / (x[i + 1] - x[i])
            best = max(best, float((v[i] + share * (v[i + 1] - v[i])).max()))
        return best


@dataclass(frozen=True, eq=False)
class StoreProblem:
    """One store of energy over ``T`` slots with ``K`` products of reserve; maximise the reward.

    In slot ``t`` with energy ``e[t−1]`` before it: charge ``c`` or discharge ``d`` (never both) and offers ``r_k``,

    * ``e[t] = keep·e[t−1] + Δ·(η_c·c − d/η_d) − Σ_k drain_k·r_k`` within ``[floor, ceiling]``;
    * ``c ≤ C``, ``d ≤ D``, ``d − c + Σ r ≤ H``; no reserve while charging, unless ``charges_with_reserve``;
    * ``Σ_k backing_end_k·r_k ≤ e[t] − floor`` and ``Σ_k backing_start_k·r_k ≤ e[t−1] − floor`` (floor of slot ``t`` in both);
    * ``r_k = 0`` or ``r_min_k ≤ r_k ≤ r_max_k``; ``r`` is the same in all slots of a block.

    Reward: ``Σ_t Δ·(p_d·d − p_c·c) + Σ_k gain_k·r_k``, plus ``final`` at the last energy.

    Parameters
    ----------
    charge_price_jpy_per_mwh, discharge_price_jpy_per_mwh : ndarray, shape (T,)
        Paid per MWh charged and earned per MWh discharged at the grid side; fees, wear and wheeling inside. [JPY/MWh]
    charge_limit_mw, discharge_limit_mw : ndarray, shape (T,)
        ``C`` and ``D``. [MW]
    headroom_mw : ndarray, shape (T,)
        ``H``. [MW]
    floor_mwh, ceiling_mwh : ndarray, shape (T,)
        Range of the energy at the end of a slot, not negative. [MWh]
    gain_jpy_per_mw, drain_mwh_per_mw : ndarray, shape (T, K)
        Reward of an offer in the slot; stored energy that it is expected to take. [JPY/MW, MWh/MW]
    backing_start_mwh_per_mw, backing_end_mwh_per_mw : ndarray, shape (T, K)
        Stored energy above the floor that an offer needs before and after the slot; zero where none is asked for. [MWh/MW]
    r_min_mw, r_max_mw : ndarray, shape (T, K)
        Smallest and largest offer; ``r_max`` zero where a product is not sold, infinite where only headroom limits it. [MW]
    block : ndarray of int, shape (T,)
        Number of the product block of each slot; slots of a block follow each other.
    charges_with_reserve : ndarray of bool, shape (T,)
        Whether reserve may be held while charging.
    keep : ndarray, shape (T,)
        Share of the stored energy left by self-discharge, ``1 − σ``. [-]
    charge_efficiency, discharge_efficiency : float
        ``η_c``, ``η_d``. [-]
    start_mwh : float
        Energy before the first slot. [MWh]
    final : ValueFunction
        Value of the energy left after the last slot: ``fixed``, free or valued.
    slot_h : float
        ``Δ``. [h]
    """

    charge_price_jpy_per_mwh: Floats
    discharge_price_jpy_per_mwh: Floats
    charge_limit_mw: Floats
    discharge_limit_mw: Floats
    headroom_mw: Floats
    floor_mwh: Floats
    ceiling_mwh: Floats
    gain_jpy_per_mw: Floats
    drain_mwh_per_mw: Floats
    backing_start_mwh_per_mw: Floats
    backing_end_mwh_per_mw: Floats
    r_min_mw: Floats
    r_max_mw: Floats
    block: NDArray[np.int64]
    charges_with_reserve: NDArray[np.bool_]
    keep: Floats
    charge_efficiency: float
    discharge_efficiency: float
    start_mwh: float
    final: ValueFunction
    slot_h: float = 0.5

    @property
    def n_slots(self) -> int:
        """``T``."""
        return len(self.floor_mwh)

    @property
    def n_products(self) -> int:
        """``K``."""
        return int(self.gain_jpy_per_mw.shape[1])

    def reward(self, charge_mw: Floats, discharge_mw: Floats, reserve_mw: Floats) -> float:
        """Reward of a plan, added up from its actions, without the value of the energy left. [JPY]"""
        energy = self.discharge_price_jpy_per_mwh * discharge_mw - self.charge_price_jpy_per_mwh * charge_mw
        return float(self.slot_h * energy.sum() + (self.gain_jpy_per_mw * reserve_mw).sum())

    def energy_after(self, charge_mw: Floats, discharge_mw: Floats, reserve_mw: Floats) -> Floats:
        """Energy at the end of every slot, from the balance. [MWh]"""
        flow = self.slot_h * (self.charge_efficiency * charge_mw - discharge_mw / self.discharge_efficiency)
        flow = flow - (self.drain_mwh_per_mw * reserve_mw).sum(axis=1)
        energy, before = np.empty(self.n_slots), self.start_mwh
        for t in range(self.n_slots):
            energy[t] = before = self.keep[t] * before + flow[t]
        return energy


@dataclass(frozen=True)
class Size:
    """How large the functions became.

    Parameters
    ----------
    points_max, points_mean : int, float
        Points of a value function.
    points_in_step : int
        Most points handled in one step.
    stored_mb : float
        Memory of all value functions. [MB]
    """

    points_max: int
    points_mean: float
    points_in_step: int
    stored_mb: float


@dataclass(frozen=True, eq=False)
class StoreResult:
    """A plan and its proof.

    Parameters
    ----------
    charge_mw, discharge_mw : ndarray, shape (T,)
        ``c`` and ``d``. [MW]
    reserve_mw : ndarray, shape (T, K)
        ``r``. [MW]
    energy_mwh : ndarray, shape (T,)
        Energy at the end of each slot, from the balance. [MWh]
    value_jpy : float
        Reward of the plan added up from its actions, with the value of the energy left. [JPY]
    bound_jpy : float
        No plan earns more: value at the start + ``drift_jpy`` + ``allowance_jpy``. [JPY]
    drift_jpy : float
        Sum of the recorded downward changes by rounding. [JPY]
    allowance_jpy : float
        Allowance for floating-point arithmetic. [JPY]
    size : Size
        Points and memory.
    values : mapping of int to ValueFunction
        Value of the energy before the slots asked for (``T``: after the last).
    """

    charge_mw: Floats
    discharge_mw: Floats
    reserve_mw: Floats
    energy_mwh: Floats
    value_jpy: float
    bound_jpy: float
    drift_jpy: float
    allowance_jpy: float
    size: Size
    values: dict[int, ValueFunction] = field(default_factory=dict)

    @property
    def relative_gap(self) -> float:
        """``(bound − value) / max(|bound|, 1)``."""
        return (self.bound_jpy - self.value_jpy) / max(abs(self.bound_jpy), 1.0)
