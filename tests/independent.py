"""The problem of docs/model/formulation.md written a second time, for SciPy, without a line of the package's mathematics.

Energy over the meter is split into bought and sold power, each ≥ 0: another form than the model's, the same problem as long as the fee is
not negative. Columns: charge c, discharge d, state of energy e, bought b, sold s, mode u, each by slot.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import LinearConstraint, milp

SLOT_H, SLOTS_PER_DAY = 0.5, 48
FAMILIES = ("c", "d", "e", "b", "s", "u")


@dataclass
class Plant:
    """A battery in plain numbers: MW, MWh, JPY/MWh, shares of one. Efficiencies and losses as in the formulation."""

    power_out: float
    power_in: float
    energy: float
    eta_c: float
    eta_d: float
    start: float
    final: float
    lowest: float = 0.0
    loss_per_day: float = 0.0
    load: float = 0.0
    wear: float = 0.0
    fee: float = 0.0
    day_mwh: float | None = None
    total_mwh: float | None = None
    export: float = np.inf
    take: float = np.inf
    banned: np.ndarray | None = None
    """Slots of the day in which charging is forbidden."""


@dataclass
class Stated:
    """Minimise ``cost @ z`` over ``low ≤ A z ≤ high`` and bounds; the last family is integer."""

    cost: np.ndarray
    matrix: sparse.csr_array
    low: np.ndarray
    high: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    n: int

    def block(self, z: np.ndarray, family: str) -> np.ndarray:
        return z[FAMILIES.index(family) * self.n :][: self.n]

    def vector(self, **by_family: np.ndarray | float) -> np.ndarray:
        return np.concatenate([np.broadcast_to(by_family.get(f, 0.0), self.n) for f in FAMILIES]).astype(float)

    def with_row(self, row: np.ndarray, low: float, high: float) -> Stated:
        matrix = sparse.vstack([self.matrix, sparse.csr_array(row[None, :])], format="csr")
        return Stated(
            self.cost, matrix, np.append(self.low, low), np.append(self.high, high), self.lower, self.upper, self.n
        )

    def maximum(self, gain: np.ndarray | None = None, *, relaxed: bool = False) -> tuple[float, np.ndarray]:
        """Largest value of ``gain`` (default: the objective) and where."""
        cost = self.cost if gain is None else -gain
        integer = np.repeat([0, 0, 0, 0, 0, 0 if relaxed else 1], self.n)
        solved = milp(
            cost,
            constraints=LinearConstraint(self.matrix, self.low, self.high),
            bounds=(self.lower, self.upper),  # type: ignore[arg-type]
            integrality=integer,
            options={"mip_rel_gap": 0.0},
        )
        assert solved.status == 0, solved.message
        return -solved.fun, solved.x


def state(plant: Plant, price: np.ndarray) -> Stated:
    """Write the problem for prices in JPY/MWh, shape (n,)."""
    n, p = len(price), plant
    keep = (1.0 - p.loss_per_day) ** (1.0 / SLOTS_PER_DAY)
    one, nil = sparse.identity(n, format="csr"), sparse.csr_array((n, n))
    back = sparse.diags_array(np.full(n - 1, keep), offsets=-1, format="csr")
    blocks, low, high = [], [], []

    def rows(parts: dict[str, sparse.sparray], at_least: np.ndarray | float, at_most: np.ndarray | float) -> None:
        blocks.append(sparse.hstack([parts.get(f, nil) for f in FAMILIES]))
        low.append(np.broadcast_to(np.asarray(at_least, dtype=float), n))
        high.append(np.broadcast_to(np.asarray(at_most, dtype=float), n))

    first = np.zeros(n)
    first[0] = keep * p.start
    rows({"e": one - back, "c": -SLOT_H * p.eta_c * one, "d": SLOT_H / p.eta_d * one}, first, first)
    rows({"d": one, "c": -one, "s": -one, "b": one}, p.load, p.load)
    rows({"c": one, "u": -p.power_in * one}, -np.inf, 0.0)
    rows({"d": one, "u": p.power_out * one}, -np.inf, p.power_out)
    matrix = sparse.vstack(blocks, format="csr")
    stated = Stated(
        np.zeros(6 * n), matrix, np.concatenate(low), np.concatenate(high), np.zeros(6 * n), np.zeros(6 * n), n
    )

    charge_most = np.full(n, p.power_in)
    if p.banned is not None:
        charge_most[np.isin(np.arange(n) % SLOTS_PER_DAY, p.banned)] = 0.0
    e_low, e_high = np.full(n, p.lowest), np.full(n, p.energy)
    e_low[-1] = e_high[-1] = p.final
    # Bought and sold at once changes nothing over the meter; a finite limit keeps the problem bounded where it is free.
    most = p.power_in + p.power_out + p.load
    stated.lower = stated.vector(e=e_low)
    stated.upper = stated.vector(
        c=charge_most, d=p.power_out, e=e_high, b=most, s=most, u=1.0
    )  # fmt: skip
    stated.cost = stated.vector(b=SLOT_H * (price + p.fee), s=-SLOT_H * (price - p.fee), d=SLOT_H * p.wear)
    for bought_less_sold, limit in ((1.0, p.take), (-1.0, p.export)):
        if np.isfinite(limit):
            net = sparse.hstack([one * sign for sign in (0, 0, 0, bought_less_sold, -bought_less_sold, 0)])
            stated.matrix = sparse.vstack([stated.matrix, net], format="csr")
            stated.low = np.append(stated.low, np.full(n, -np.inf))
            stated.high = np.append(stated.high, np.full(n, limit))
    for day in range(n // SLOTS_PER_DAY):
        if p.day_mwh is not None:
            here = (np.arange(n) // SLOTS_PER_DAY == day) * SLOT_H
            stated = stated.with_row(stated.vector(d=here), -np.inf, p.day_mwh)
    if p.total_mwh is not None:
        stated = stated.with_row(stated.vector(d=SLOT_H), -np.inf, p.total_mwh)
    return stated
