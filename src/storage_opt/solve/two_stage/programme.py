"""The extensive form: every scenario's own day, joined by what is traded before the scenario is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from storage_opt.solve.problem import Floats, Problem
from storage_opt.solve.two_stage.final import FinalPieces
from storage_opt.solve.two_stage.layout import laid_out
from storage_opt.solve.two_stage.records import TwoStage

MONEY = 1e4
"""JPY in one unit of the CVaR's columns and rows, which brings their coefficients near those of the others. [JPY]"""

LEAST_ENTRY = 1e-9
"""Entries up to this are none for the solver, which would warn of them. [various]"""


class Programme:
    """Columns, rows and objective of a two-stage programme.

    Parameters
    ----------
    problem : TwoStage
        Scenarios.
    finals : tuple of FinalPieces
        Value of the energy left, by scenario.
    has_mode : ndarray of bool, shape (S, T)
        Slots with a binary for charging or discharging.
    held_mwh : ndarray, shape (S, T), optional
        Traded quantities that are given; equal in one bin. [MWh]
    """

    def __init__(
        self,
        problem: TwoStage,
        finals: tuple[FinalPieces, ...],
        has_mode: NDArray[np.bool_],
        held_mwh: Floats | None = None,
    ) -> None:
        self.problem, self.finals = problem, finals
        self.at = laid_out(problem, finals, has_mode)
        self.lower, self.upper = np.zeros(self.at.n_cols), np.full(self.at.n_cols, np.inf)
        self.is_integer = np.zeros(self.at.n_cols, dtype=bool)
        self.lot = 1.0 if problem.lot_mwh is None or held_mwh is not None else problem.lot_mwh
        self._rows: list[sparse.coo_array] = []
        self._low: list[Floats] = []
        self._high: list[Floats] = []
        self._bound_columns(held_mwh)
        self._balance()
        self._position()
        if held_mwh is None:
            self._order()
        self._final()
        self._modes()
        earned = self._earned()
        self.cost, self.offset = self._worth(earned)

    def stated(self) -> Problem:
        """All of it as arrays for the solver."""
        matrix = sparse.vstack(self._rows, format="csr")
        matrix.data[np.abs(matrix.data) <= LEAST_ENTRY] = 0.0
        matrix.eliminate_zeros()
        n_rows, n_cols = matrix.shape
        return Problem(
            start=matrix.indptr.astype(np.int32), index=matrix.indices.astype(np.int32), value=matrix.data,
            row_lower=np.concatenate(self._low), row_upper=np.concatenate(self._high),
            col_lower=self.lower, col_upper=self.upper, cost=self.cost, offset=self.offset, is_integer=self.is_integer,
            day_of_col=np.zeros(n_cols, dtype=np.int32), day_of_row=np.zeros(n_rows, dtype=np.int32),
        )  # fmt: skip

    def _add(self, parts: Sequence[tuple[Any, Any, Any]], low: Floats, high: Floats) -> None:
        """Add rows; each part: numbers of rows, columns, entries."""
        row, col, entry = (
            np.concatenate([np.broadcast_to(part[k], part[1].shape).ravel() for part in parts]) for k in range(3)
        )
        self._rows.append(sparse.coo_array((entry, (row, col)), shape=(len(low), self.at.n_cols)))
        self._low.append(low)
        self._high.append(high)

    def _bound_columns(self, held_mwh: Floats | None) -> None:
        """``0 ≤ c ≤ C``, ``0 ≤ d ≤ D``, limits of energy; trade and imbalance have the plant behind them."""
        p, at, store = self.problem, self.at, self.problem.stores[0]
        charge, discharge = p.charge_limit_mwh, p.discharge_limit_mwh
        self.upper[at.charge], self.upper[at.discharge] = charge, discharge
        self.lower[at.energy], self.upper[at.energy] = store.floor_mwh, store.ceiling_mwh
        self.upper[at.sold] = discharge[at.slot_of_group] / self.lot
        self.upper[at.bought] = charge[at.slot_of_group] / self.lot
        off = np.broadcast_to(charge + discharge, at.charge.shape)
        if held_mwh is not None:
            held = np.zeros(len(at.sold))
            held[at.group] = held_mwh
            self.lower[at.sold] = self.upper[at.sold] = np.maximum(held, 0.0)
            self.lower[at.bought] = self.upper[at.bought] = np.maximum(-held, 0.0)
            off = off + np.abs(held_mwh)
        elif p.lot_mwh is not None:
            for side in (at.sold, at.bought):
                self.upper[side] = np.floor(self.upper[side] + 1e-9)
                self.is_integer[side] = True
        self.upper[at.surplus] = self.upper[at.shortage] = off

    def _balance(self) -> None:
        """``e[t] = keep·e[t−1] + η_c·c[t] − d[t]/η_d``, ``e[−1]`` given."""
        at, store = self.at, self.problem.stores[0]
        row = np.arange(at.energy.size).reshape(at.energy.shape)
        right = np.zeros(at.energy.shape)
        right[:, 0] = store.keep[0] * store.start_mwh
        self._add(
            [
                (row, at.energy, 1.0),
                (row[:, 1:], at.energy[:, :-1], np.broadcast_to(-store.keep[1:], row[:, 1:].shape)),
                (row, at.charge, -store.charge_efficiency),
                (row, at.discharge, 1.0 / store.discharge_efficiency),
            ],
            right.ravel(),
            right.ravel(),
        )

    def _position(self) -> None:
        """``d − c − o⁺ + o⁻ = q⁺ − q⁻``: what is delivered beside what was traded is an imbalance."""
        at = self.at
        row = np.arange(at.energy.size).reshape(at.energy.shape)
        parts = [(row, at.discharge, 1.0), (row, at.charge, -1.0), (row, at.surplus, -1.0), (row, at.shortage, 1.0)]
        parts += [(row, at.sold[at.group], -self.lot), (row, at.bought[at.group], self.lot)]
        self._add(parts, np.zeros(row.size), np.zeros(row.size))

    def _order(self) -> None:
        """``q`` of a bin is not below ``q`` of the bin before, in the same slot."""
        at = self.at
        after = np.flatnonzero(np.diff(at.slot_of_group) == 0) + 1
        row = np.arange(len(after))
        self._add(
            [
                (row, at.sold[after], 1.0), (row, at.bought[after], -1.0),
                (row, at.sold[after - 1], -1.0), (row, at.bought[after - 1], 1.0),
            ],
            np.zeros(len(after)),
            np.full(len(after), np.inf),
        )  # fmt: skip

    def _final(self) -> None:
        """Make the energy left the sum of its pieces; where the value is not concave, of the piece that is picked."""
        for final, pieces, picked, last in zip(
            self.finals, self.at.pieces, self.at.picked, self.at.energy[:, -1:], strict=True
        ):
            self.upper[pieces] = final.width_mwh
            zero, n = np.zeros(1, dtype=np.int64), len(picked)
            parts = [(zero, last, 1.0), (zero, pieces, -1.0)]
            if final.is_concave:
                low = final.low_mwh[:1]
                self._add(parts, low, low)
                continue
            self.is_integer[picked], self.upper[picked] = True, 1.0
            self._add([*parts, (zero, picked, -final.low_mwh)], np.zeros(1), np.zeros(1))
            self._add([(zero, picked, 1.0)], np.ones(1), np.ones(1))
            row = np.arange(n)
            self._add([(row, pieces, 1.0), (row, picked, -final.width_mwh)], np.full(n, -np.inf), np.zeros(n))

    def _modes(self) -> None:
        """``c ≤ C·u``, ``d ≤ D·(1 − u)``."""
        at, p = self.at, self.problem
        scenario, slot = np.nonzero(at.mode >= 0)
        mode, n = at.mode[scenario, slot], len(slot)
        self.is_integer[mode], self.upper[mode] = True, 1.0
        charge, discharge, row = p.charge_limit_mwh[slot], p.discharge_limit_mwh[slot], np.arange(n)
        self._add([(row, at.charge[scenario, slot], 1.0), (row, mode, -charge)], np.full(n, -np.inf), np.zeros(n))
        self._add([(row, at.discharge[scenario, slot], 1.0), (row, mode, discharge)], np.full(n, -np.inf), discharge)

    def _earned(self) -> tuple[sparse.csr_array, Floats]:
        """Add up what a scenario earns: coefficients, shape (S, n_cols), and constants."""
        p, at = self.problem, self.at
        S = p.n_scenarios
        row = np.repeat(np.arange(S), p.n_slots).reshape(S, p.n_slots)
        fee = np.full(row.shape, -p.fee_jpy_per_mwh * self.lot)
        parts: list[tuple[Any, Any, Any]] = [
            (row, at.charge, -p.charge_cost),
            (row, at.discharge, p.discharge_gain),
            (row, at.surplus, np.full(row.shape, -p.surplus_below_jpy_per_mwh)),
            (row, at.shortage, np.full(row.shape, -p.shortage_above_jpy_per_mwh)),
            (row, at.sold[at.group], fee),
            (row, at.bought[at.group], fee),
        ]
        constant = np.zeros(S)
        for s, (final, pieces, picked) in enumerate(zip(self.finals, at.pieces, at.picked, strict=True)):
            parts.append((np.full(len(pieces), s), pieces, final.slope_jpy_per_mwh))
            if final.is_concave:
                constant[s] = final.base_jpy[0]
            else:
                parts.append((np.full(len(picked), s), picked, final.base_jpy))
        rows, cols, entries = (np.concatenate([part[k].ravel() for part in parts]) for k in range(3))
        return sparse.coo_array((entries, (rows, cols)), shape=(S, at.n_cols)).tocsr(), constant

    def _worth(self, earned: tuple[sparse.csr_array, Floats]) -> tuple[Floats, float]:
        """``(1 − λ)·mean + λ·(τ − Σ_s y_s / (α·S))`` with ``y_s ≥ τ − earned_s``, ``y_s ≥ 0``."""
        (coefficient, constant), risk, at = earned, self.problem.risk, self.at
        S = self.problem.n_scenarios
        cost = (1.0 - risk.weight) * np.asarray(coefficient.sum(axis=0)).ravel() / S
        offset = (1.0 - risk.weight) * float(constant.mean())
        if risk.weight == 0.0:
            return cost, offset
        most = float((abs(coefficient) @ np.where(np.isfinite(self.upper), self.upper, 0.0) + np.abs(constant)).max())
        self.lower[at.tail], self.upper[at.tail], self.upper[at.below] = -most / MONEY, most / MONEY, 2.0 * most / MONEY
        entries, row = coefficient.tocoo(), np.arange(S)
        self._add(
            [
                (entries.row.astype(np.int64), entries.col.astype(np.int64), entries.data / MONEY),
                (row, at.below, 1.0),
                (row, np.full(S, at.tail), -1.0),
            ],
            -constant / MONEY,
            np.full(S, np.inf),
        )
        cost[at.tail] += MONEY * risk.weight
        cost[at.below] -= MONEY * risk.weight / (risk.cvar_alpha * S)
        return cost, offset
