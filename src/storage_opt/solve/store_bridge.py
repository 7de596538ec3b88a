"""From a stamped problem to the one-store recursion and back: coefficients are read, not written a second time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from storage_opt.solve.one_store import NotCoveredError, StoreProblem, StoreResult, ValueFunction
from storage_opt.solve.problem import Floats, Ints, Problem

SAME = 1e-9
"""Coefficients closer than this, relative to their size, are the same."""


@dataclass(frozen=True)
class StoreNames:
    """Families of columns and rows by the part they play; everything else in a problem is unknown to the recursion.

    Parameters
    ----------
    charge, discharge, energy, mode : str
        Columns by slot.
    offer, flag : str
        Ends of the names of the columns of offers and of their flags, as ``.offer_mw``.
    balance, mode_rows : str, tuple of str
        Energy balance; rows that allow one mode in a slot.
    headroom, implied : str, tuple of str
        Row that limits power with all offers; rows that follow from the others.
    backing_start, backing_end : str
        Energy behind the offers at both ends of a slot.
    offer_most, offer_least : str
        Ends of the names of the rows of flags.
    budget : str
        Row across all days that limits what is discharged.
    """

    charge: str = "storage.charge_mw"
    discharge: str = "storage.discharge_mw"
    energy: str = "storage.soe_mwh"
    mode: str = "storage.is_charging"
    offer: str = ".offer_mw"
    flag: str = ".is_offered"
    balance: str = "storage.balance_soe"
    mode_rows: tuple[str, ...] = ("storage.mode_charge", "storage.mode_discharge")
    headroom: str = "stacking.headroom"
    implied: tuple[str, ...] = ("stacking.headroom_mode", "stacking.hull_charge", "stacking.hull_discharge")
    backing_start: str = "stacking.backing_start"
    backing_end: str = "stacking.backing_end"
    offer_most: str = ".offer_most"
    offer_least: str = ".offer_least"
    budget: str = "limit_cycles_of_year"


@dataclass(frozen=True, eq=False)
class Bridge:
    """One store read from a problem, with the way back.

    Parameters
    ----------
    problem : Problem
        The stamped problem.
    store : StoreProblem
        Its arrays by slot.
    constant : float
        Part of the objective that no action moves. [JPY]
    offer_of_slot, flag_of_slot : ndarray of int, shape (n_slots, n_offers)
        Column of each offer and of its flag in each slot; −1 where it is not made.
    use : tuple of ndarray or None
        What a discharged and an offered MW use of the yearly budget by slot, shapes (T,) and (T, K), and the budget; ``None``: none.
    """

    problem: Problem
    store: StoreProblem
    constant: float
    offer_of_slot: Ints
    flag_of_slot: Ints
    use: tuple[Floats, Floats, float] | None

    def columns(self, result: StoreResult, names: StoreNames | None = None) -> Floats:
        """Values of all columns of the problem for a plan of the recursion."""
        names = names or StoreNames()
        p, x = self.problem, np.zeros(self.problem.n_cols)
        fixed = p.col_lower == p.col_upper
        x[fixed] = p.col_lower[fixed]
        x[p.families[names.charge]] = result.charge_mw
        x[p.families[names.discharge]] = result.discharge_mw
        x[p.families[names.energy]] = result.energy_mwh
        modes = p.families.get(names.mode)
        if modes is not None:
            here = modes >= 0
            x[modes[here]] = (result.charge_mw > 0.0)[here]
        for k in range(self.offer_of_slot.shape[1]):
            made = self.offer_of_slot[:, k] >= 0
            x[self.offer_of_slot[made, k]] = result.reserve_mw[made, k]
            flagged = self.flag_of_slot[:, k] >= 0
            x[self.flag_of_slot[flagged, k]] = result.reserve_mw[flagged, k] > 0.0
        return x


def read_store(problem: Problem, blocks: Mapping[str, Ints], slot_h: float, names: StoreNames | None = None) -> Bridge:
    """Read one store from a problem.

    Parameters
    ----------
    problem : Problem
        Stamped days.
    blocks : mapping of str to ndarray of int, shape (n_slots, levels)
        For each family of offers the place of its column in the family that serves each slot; −1 where none does.
    slot_h : float
        Length of a slot. [h]
    names : StoreNames, optional
        Which family plays which part.

    Returns
    -------
    Bridge
        Arrays by slot, and the way back.

    Raises
    ------
    NotCoveredError
        The problem has a row, a column or a coefficient that the recursion does not know.
    """
    return _Reader(problem, blocks, slot_h, names or StoreNames()).bridge()


class _Reader:
    """Reads one family after the other; whatever is left over at the end is not covered."""

    def __init__(self, problem: Problem, blocks: Mapping[str, Ints], slot_h: float, names: StoreNames) -> None:
        self.problem, self.names, self.slot_h = problem, names, slot_h
        self.matrix: sparse.csr_array = problem.matrix
        self.charge, self.discharge, self.energy = (
            self._columns(name) for name in (names.charge, names.discharge, names.energy)
        )
        self.n_slots = len(self.energy)
        self.before = np.concatenate([[0], self.energy[:-1]]).astype(
            np.int32
        )  # the link before the first day is column 0
        families = [name for name in problem.families if name.endswith(names.offer)]
        columns, flags = [], []
        for name in families:
            flag_name = name.removesuffix(names.offer) + names.flag
            for place in blocks[name].T:
                columns.append(np.where(place >= 0, problem.families[name][place], -1))
                flags.append(np.where(place >= 0, problem.families[flag_name][place], -1))
        self.offers = np.array(columns, dtype=np.int32).reshape(-1, self.n_slots).T
        self.flags = np.array(flags, dtype=np.int32).reshape(-1, self.n_slots).T
        self.modes = problem.families.get(names.mode, np.full(self.n_slots, -1))

    def bridge(self) -> Bridge:
        self._know_families()
        p, n, T = self.problem, self.names, self.n_slots
        balance = self._rows(n.balance)
        keep = -self._at(balance, self.before)
        into, out = -self._at(balance, self.charge) / self.slot_h, self._at(balance, self.discharge) / self.slot_h
        drain = self._of_offers(balance)
        self._same(into, "charging efficiency")
        self._same(out, "discharging efficiency")
        self._all_read(n.balance, balance, [self.energy, self.before, self.charge, self.discharge], drain)
        start, end, floor = (
            self._backing(n.backing_start),
            self._backing(n.backing_end),
            p.col_lower[self.energy].copy(),
        )
        ceiling = p.col_upper[self.energy].copy()
        last_low, last_high = float(floor[-1]), float(ceiling[-1])
        if T > 1:  # a fixed final energy is no floor for what stands behind the last offers
            floor[-1], ceiling[-1] = floor[-2], ceiling[-2]
        self._know_modes()
        headroom, while_charging = self._headroom()
        least, most = self._limits()
        gain = self._gain()
        final = (
            ValueFunction.fixed(last_low)
            if last_low == last_high
            else ValueFunction.joined(np.array([last_low, last_high]), np.zeros(2))
        )
        store = StoreProblem(
            charge_price_jpy_per_mwh=-p.cost[self.charge] / self.slot_h,
            discharge_price_jpy_per_mwh=p.cost[self.discharge] / self.slot_h,
            charge_limit_mw=p.col_upper[self.charge],
            discharge_limit_mw=p.col_upper[self.discharge],
            headroom_mw=headroom,
            floor_mwh=floor,
            ceiling_mwh=ceiling,
            gain_jpy_per_mw=gain,
            drain_mwh_per_mw=drain,
            backing_start_mwh_per_mw=start,
            backing_end_mwh_per_mw=end,
            r_min_mw=least,
            r_max_mw=most,
            block=self._blocks(),
            charges_with_reserve=while_charging,
            keep=keep,
            charge_efficiency=float(into[0]),
            discharge_efficiency=float(1.0 / out[0]),
            start_mwh=float(p.col_lower[0]),
            final=final,
            slot_h=self.slot_h,
        )
        return Bridge(p, store, p.offset, self.offers, self.flags, self._budget())

    def _know_families(self) -> None:
        """Refuse columns and rows of any other name."""
        n = self.names
        columns = {n.charge, n.discharge, n.energy, n.mode}
        rows = {n.balance, *n.mode_rows, n.headroom, *n.implied, n.backing_start, n.backing_end, n.budget}
        unknown = [f for f in self.problem.families if f not in columns and not f.endswith((n.offer, n.flag))]
        unknown += [
            f for f in self.problem.row_families if f not in rows and not f.endswith((n.offer_most, n.offer_least))
        ]
        if unknown:
            raise NotCoveredError(f"unknown to the recursion: {', '.join(sorted(unknown))}")

    def _know_modes(self) -> None:
        """Refuse mode rows that say anything but ``c ≤ C·u`` and ``d ≤ D·(1 − u)`` with the limits of the columns."""
        for name, column, sign, side in zip(
            self.names.mode_rows, (self.charge, self.discharge), (-1.0, 1.0), (0.0, 1.0), strict=True
        ):
            rows = self._rows(name)
            here = rows >= 0
            limit = self.problem.col_upper[column]
            fine = np.isclose(self._at(rows, self.modes), sign * limit * here, rtol=SAME, atol=0.0)
            fine &= ~here | np.isclose(self.problem.row_upper[np.maximum(rows, 0)], side * limit, rtol=SAME, atol=0.0)
            fine &= self._at(rows, column) == here * 1.0
            if not fine.all():
                raise NotCoveredError(f"{name}: not the mode that the recursion knows")

    def _columns(self, name: str) -> Ints:
        return self.problem.families[name]

    def _rows(self, name: str) -> Ints:
        """Rows of a family by slot, −1 where a day lacks it."""
        return self.problem.row_families.get(name, np.full(self.n_slots, -1)).astype(np.int32)

    def _at(self, rows: Ints, columns: Ints) -> Floats:
        """Coefficients at pairs of row and column, 0 where either is missing."""
        here = (rows >= 0) & (columns >= 0)
        values = np.zeros(len(rows))
        if here.any():
            values[here] = np.asarray(self.matrix[rows[here], columns[here]]).ravel()
        return values

    def _of_offers(self, rows: Ints) -> Floats:
        """Coefficients of every offer in one row per slot, shape (n_slots, n_offers)."""
        values = [self._at(rows, self.offers[:, k]) for k in range(self.offers.shape[1])]
        return np.array(values).reshape(-1, self.n_slots).T.copy()

    def _all_read(self, name: str, rows: Ints, columns: Sequence[Ints], of_offers: Floats) -> None:
        """Refuse rows with more entries than were read."""
        here = rows[rows >= 0]
        entries = int(np.diff(self.matrix.indptr)[here].sum())
        zeros = int((self.matrix[here].data == 0.0).sum()) if here.size else 0
        read = sum(int((self._at(rows, c) != 0.0).sum()) for c in columns) + int((of_offers != 0.0).sum())
        if read != entries - zeros:
            raise NotCoveredError(f"{name}: {entries - zeros} coefficients, {read} of them known")

    def _same(self, values: Floats, what: str) -> None:
        if np.ptp(values) > SAME * np.abs(values).max():
            raise NotCoveredError(f"{what} differs by slot")

    def _backing(self, name: str) -> Floats:
        """Read the stored energy that an offer needs from rows ``e − Σ need·r ≥ E_min``, written either way round."""
        rows = self._rows(name)
        energy = self.before if name == self.names.backing_start else self.energy
        of_energy, of_offers = self._at(rows, energy), self._of_offers(rows)
        here = rows >= 0
        if not np.isclose(np.abs(of_energy), here * 1.0, rtol=SAME, atol=0.0).all():
            raise NotCoveredError(f"{name}: not the energy of the slot")
        self._all_read(name, rows, [energy], of_offers)
        side = np.where(
            of_energy > 0.0, self.problem.row_lower[np.maximum(rows, 0)], -self.problem.row_upper[np.maximum(rows, 0)]
        )
        if not np.allclose(side[here], self._floor()[here], rtol=SAME, atol=SAME):
            raise NotCoveredError(f"{name}: not above the lowest allowed energy")
        return np.where(here[:, None], -of_offers * np.sign(of_energy)[:, None], 0.0) + 0.0

    def _floor(self) -> Floats:
        """Lowest allowed energy by slot; a fixed final energy is no floor for what stands behind the last offers."""
        floor = self.problem.col_lower[self.energy].copy()
        if self.n_slots > 1:
            floor[-1] = floor[-2]
        return floor

    def _headroom(self) -> tuple[Floats, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
        """Power that discharging and offers share, and whether charging makes room for more."""
        rows = self._rows(self.names.headroom)
        here = rows >= 0
        limit = self.problem.col_upper[self.discharge].copy()
        limit[here] = self.problem.row_upper[rows[here]]
        while_charging = self._at(rows, self.charge) < 0.0
        of_offers = self._of_offers(rows)
        traded = self.offers >= 0
        if (
            not (of_offers[here[:, None] & traded] == 1.0).all()
            or not (self._at(rows, self.discharge)[here] == 1.0).all()
        ):
            raise NotCoveredError("headroom: an offer does not take its own power")
        if (traded.any(axis=1) & ~here).any():
            raise NotCoveredError("an offer without headroom")
        self._all_read(self.names.headroom, rows, [self.discharge, self.charge, self.modes], of_offers)
        return limit, while_charging

    def _limits(self) -> tuple[Floats, Floats]:
        """Smallest and largest offer by slot."""
        traded = self.offers >= 0
        most = np.where(traded, self.problem.col_upper[self.offers], 0.0)
        of_flag = np.zeros(self.problem.n_cols)
        for family, rows in self.problem.row_families.items():
            if family.endswith(self.names.offer_least):
                self._know_least(family, rows[rows >= 0], of_flag)
        return np.where(self.flags >= 0, of_flag[self.flags], 0.0), most

    def _know_least(self, family: str, rows: Ints, of_flag: Floats) -> None:
        """Put the smallest offer of each flag, from rows ``r − r_min·z ≥ 0``, into ``of_flag``; without a flag there is none."""
        entries = self.matrix.indptr[rows + 1] - self.matrix.indptr[rows]
        if (entries > 2).any():
            raise NotCoveredError(f"{family}: not an offer and its flag")
        begins = self.matrix.indptr[rows[entries == 2]]
        columns, values = (part[begins[:, None] + np.arange(2)] for part in (self.matrix.indices, self.matrix.data))
        is_flag = self.problem.is_integer[columns]
        if (is_flag.sum(axis=1) != 1).any():
            raise NotCoveredError(f"{family}: not an offer and its flag")
        of_flag[columns[is_flag]] = -values[is_flag] / values[~is_flag]

    def _gain(self) -> Floats:
        """Reward of each offer, spread evenly over the slots of its block."""
        gain = np.zeros(self.offers.shape)
        for k in range(self.offers.shape[1]):
            here = self.offers[:, k] >= 0
            columns = self.offers[here, k]
            slots = np.bincount(columns, minlength=self.problem.n_cols)[columns]
            gain[here, k] = self.problem.cost[columns] / slots
        return gain

    def _blocks(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Give each slot the number of its block, one for all offers made in it.

        Raises
        ------
        NotCoveredError
            Offers with blocks of different length stand beside each other.
        """
        begins = np.zeros(self.n_slots, dtype=bool)
        begins[0] = True
        begins[1:] = (self.offers[1:] < 0).all(axis=1)  # a slot without offers is a block of its own
        for k in range(self.offers.shape[1]):
            begins[1:] |= self.offers[1:, k] != self.offers[:-1, k]
        block = np.cumsum(begins) - 1
        for k in range(self.offers.shape[1]):
            column = self.offers[:, k]
            made = column >= 0
            pairs = np.unique(np.stack([column[made], block[made]]), axis=1)
            if pairs.shape[1] != np.unique(column[made]).size:
                raise NotCoveredError("offers with blocks of different length")
        return block

    def _budget(self) -> tuple[Floats, Floats, float] | None:
        rows = self.problem.row_families.get(self.names.budget)
        if rows is None:
            return None
        row = np.full(self.n_slots, int(rows[0]), dtype=np.int32)
        by_discharge, by_offer = self._at(row, self.discharge), self._of_offers(row)
        for k in range(by_offer.shape[1]):
            here = self.offers[:, k] >= 0
            columns = self.offers[here, k]
            by_offer[here, k] /= np.bincount(columns, minlength=self.problem.n_cols)[columns]
        return by_discharge, by_offer, float(self.problem.row_upper[int(rows[0])])
