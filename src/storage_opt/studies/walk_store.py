"""The store of a walk with offers: windows in which some offers are still to be made and others already hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from storage_opt.markets.offers import OfferBook, ProductOffers
from storage_opt.messages import say
from storage_opt.records.prices import Floats
from storage_opt.solve.one_store import NotCoveredError, StoreProblem, ValueFunction
from storage_opt.studies.rolling_window import WalkedStore
from storage_opt.studies.walk_blocks import (
    block_numbers,
    by_block,
    by_block_number,
    carried,
    one_length,
    uniform_in_blocks,
)
from storage_opt.studies.walk_lines import lines_of
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import SLOT_H, SLOTS_PER_DAY
from storage_opt.units import KW_PER_MW

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SMALLEST_SHARE = 1e-6
"""An expected award below this share of an offer counts as none. [-]"""


@dataclass(frozen=True, eq=False)
class Held:
    """Offers that already hold, shape (K, n_slots) of the walk.

    Parameters
    ----------
    is_decided : ndarray of bool
        Whether the gate of the slot's block has passed.
    held_mw : ndarray
        Power that must be kept free and backed. [MW]
    awarded_mw : ndarray
        Power that is paid for and of which the called share is expected to be called. [MW]
    """

    is_decided: Bools
    held_mw: Floats
    awarded_mw: Floats


@dataclass(frozen=True, eq=False)
class OfferWindow:
    """A window as the recursion takes it.

    Parameters
    ----------
    problem : StoreProblem
        In energies raised by ``shift_mwh``: what offers that hold are expected to take is counted as still there.
    shift_mwh : ndarray, shape (n,)
        Energy expected to be called since the start of the window, at the end of each slot. [MWh]
    lines : ndarray of int, shape (K',)
        Lines that the offers of the problem stand for; others are not open anywhere in the window.
    """

    problem: StoreProblem
    shift_mwh: Floats
    lines: Ints


class OfferStore:
    """The store of a walk, and the offers that it may make.

    Parameters
    ----------
    model, case
        Site, markets and year as they are solved with perfect foresight; no price of the case is looked at.

    Raises
    ------
    NotCoveredError
        The site or the rules have what one number as state cannot carry.
    """

    def __init__(self, model: YearModel, case: YearCase) -> None:
        refuse(model, case)
        battery = model.site.battery
        self.spot_fee = model.spot.fee_jpy_per_mwh
        self.in_fee = battery.auxiliary_mw > 0.0  # the fee on own load is left to the settlement: see ``refuse``
        spot = replace(model.spot, fee_jpy_per_mwh=0.0) if self.in_fee else model.spot
        unlimited = replace(model.site, battery=replace(battery, max_cycles_per_day=None, max_cycles_per_year=None))
        alone = YearModel(unlimited, spot, wheeling=model.wheeling, form=model.form)
        self.walked = WalkedStore(alone, replace(case, offers=None))
        self.wear = battery.wear_jpy_per_mwh
        self.book = case.offers
        self.lines = None if case.offers is None else lines_of(model, case, case.offers)
        self.called_price = None if case.offers is None else called_price(case, case.offers)

    @property
    def n_lines(self) -> int:
        """Kinds of offers."""
        return 0 if self.lines is None else self.lines.count

    def window(
        self,
        day: int,
        energy_mwh: float,
        prices_jpy_per_mwh: Floats,
        seen: Mapping[str, ProductOffers],
        held: Held,
        *,
        open_days: int | None = None,
    ) -> OfferWindow:
        """Slots of a window with prices and offers as they are seen, and a free end.

        Parameters
        ----------
        day : int
            First day of the window.
        energy_mwh : float
            Stored energy before it. [MWh]
        prices_jpy_per_mwh : ndarray, shape (n_days · 48,)
            Spot prices seen. [JPY/MWh]
        seen : mapping of str to ProductOffers
            Offers of the days of the window, as they are expected.
        held : Held
            Offers that already hold.
        open_days : int, optional
            Days of the window on which offers may be made; all where omitted.
        """
        problem = self.walked.window(day, energy_mwh, prices_jpy_per_mwh)
        if self.in_fee:
            problem = replace(
                problem,
                charge_price_jpy_per_mwh=problem.charge_price_jpy_per_mwh + self.spot_fee,
                discharge_price_jpy_per_mwh=problem.discharge_price_jpy_per_mwh - self.spot_fee,
            )
        n = problem.n_slots
        if self.lines is None:
            return OfferWindow(problem, np.zeros(n), np.zeros(0, dtype=np.int64))
        slots = slice(day * SLOTS_PER_DAY, day * SLOTS_PER_DAY + n)
        problem, shift = self._with_held(problem, slots, held)
        return self._with_offers(problem, shift, slots, prices_jpy_per_mwh, seen, held, open_days)

    def _with_held(self, problem: StoreProblem, slots: slice, held: Held) -> tuple[StoreProblem, Floats]:
        """Take what already holds off power and energy."""
        lines = self.lines
        assert lines is not None and self.book is not None
        kept, awarded = held.held_mw[:, slots], held.awarded_mw[:, slots]
        eta_d = problem.discharge_efficiency
        drain = SLOT_H * (lines.called_share[:, None] * awarded).sum(axis=0) / eta_d
        shift = carried(drain, problem.keep)
        at_end = (kept * lines.backing_end_h[:, slots]).sum(axis=0) / eta_d
        at_start = (kept * lines.backing_start_h[:, slots]).sum(axis=0) / eta_d
        follows = self._needed_after(slots.stop, held)
        need = np.maximum(at_end, np.append(at_start[1:], follows))
        power = kept.sum(axis=0)
        floor, ceiling = problem.floor_mwh + need + shift, problem.ceiling_mwh + shift
        headroom = np.maximum(problem.headroom_mw - power, 0.0)
        return replace(
            problem,
            floor_mwh=np.minimum(floor, ceiling),
            ceiling_mwh=ceiling,
            headroom_mw=headroom,
            discharge_limit_mw=np.minimum(problem.discharge_limit_mw, headroom),
            charge_limit_mw=np.where(power > 0.0, 0.0, problem.charge_limit_mw),
        ), shift

    def _needed_after(self, last: int, held: Held) -> float:
        """Energy above the lowest that must be stored before a slot to keep what holds from there on, charging all it can. [MWh]"""
        lines, store = self.lines, self.walked.store
        assert lines is not None
        holding = np.flatnonzero(held.held_mw[:, last:].any(axis=0))
        if not holding.size:
            return 0.0
        slots = slice(last, last + int(holding[-1]) + 1)
        kept, eta_d = held.held_mw[:, slots], store.discharge_efficiency
        called = (lines.called_share[:, None] * held.awarded_mw[:, slots]).sum(axis=0)
        into = np.where(kept.any(axis=0), 0.0, SLOT_H * store.charge_efficiency * store.charge_limit_mw[slots])
        at_end = (kept * lines.backing_end_h[:, slots]).sum(axis=0) / eta_d
        at_start = (kept * lines.backing_start_h[:, slots]).sum(axis=0) / eta_d
        net, lowest, least = SLOT_H * called / eta_d - into, float(store.floor_mwh[0]), 0.0
        for t in range(len(net) - 1, -1, -1):
            least = (lowest + max(least, at_end[t]) + net[t]) / store.keep[slots.start + t] - lowest
            least = max(least, at_start[t], 0.0)
        return float(min(least, float(store.ceiling_mwh[last - 1]) - lowest))

    def _with_offers(
        self,
        problem: StoreProblem,
        shift: Floats,
        slots: slice,
        prices: Floats,
        seen: Mapping[str, ProductOffers],
        held: Held,
        open_days: int | None,
    ) -> OfferWindow:
        """Add the offers that are still to be made."""
        lines, n, eta_d = self.lines, problem.n_slots, problem.discharge_efficiency
        assert lines is not None
        share = np.array([seen[p].acceptance[j] for p, j in zip(lines.products, lines.levels, strict=True)])
        paid = np.array([seen[p].paid_jpy_per_kw_slot[j] for p, j in zip(lines.products, lines.levels, strict=True)])
        fee = np.array([seen[p].fee_jpy_per_kw_slot for p in lines.products])
        length = lines.block_slots[:, slots]
        is_open = (length > 0) & ~held.is_decided[:, slots]
        if open_days is not None:
            is_open[:, open_days * SLOTS_PER_DAY :] = False
        is_open &= length == one_length(length, is_open)
        used = np.flatnonzero((is_open & (share > SMALLEST_SHARE)).any(axis=1))
        if not used.size:
            return OfferWindow(replace(problem, block=np.arange(n)), shift, used)
        share, paid, fee, length, is_open = share[used], paid[used], fee[used], length[used], is_open[used]
        alpha, price = lines.called_share[used, None], prices if self.called_price is None else self.called_price
        called = SLOT_H * alpha * share * (price - self.wear)
        gain = np.where(share > 0.0, KW_PER_MW * (paid - fee) * share, 0.0) + called
        drain = SLOT_H * alpha * share / eta_d
        start, end = lines.backing_start_h[used, slots] / eta_d, lines.backing_end_h[used, slots] / eta_d
        gain, drain = by_block(gain, length, np.mean), np.where(is_open, drain, 0.0)
        most = by_block(np.where(is_open & (share > SMALLEST_SHARE), lines.limit_mw[used, slots], 0.0), length, np.min)
        # A call that may last the whole block needs most at its start; the recursion asks for as much at every slot of the block.
        largest = by_block(np.maximum(start, end), length, np.max)
        falls = (length > 1) & (by_block(end, length, np.min) < largest)
        start, end = (np.where(falls & (need > 0.0), largest, need) for need in (start, end))
        end = np.where(falls, largest, end)
        block = block_numbers(np.where(is_open, length, 0).max(axis=0))
        problem = uniform_in_blocks(problem, block)
        most = np.minimum(most, by_block_number(problem.headroom_mw, block))
        least = lines.minimum_mw[used, slots]
        most = np.where(most < least, 0.0, most)
        problem = replace(
            problem,
            gain_jpy_per_mw=np.where(most > 0.0, gain, 0.0).T.copy(),
            drain_mwh_per_mw=np.where(most > 0.0, drain, 0.0).T.copy(),
            backing_start_mwh_per_mw=np.where(most > 0.0, start, 0.0).T.copy(),
            backing_end_mwh_per_mw=np.where(most > 0.0, end, 0.0).T.copy(),
            r_min_mw=np.where(most > 0.0, least, 0.0).T.copy(),
            r_max_mw=most.T.copy(),
            block=block,
        )
        return OfferWindow(problem, shift, used)


def refuse(model: YearModel, case: YearCase) -> None:
    """Say what a walk does not cover.

    Raises
    ------
    NotCoveredError
        With a sentence for the user.
    """
    if model.site.solar is not None or case.solar_mw is not None:
        raise NotCoveredError(str(say("walk.no_solar")))
    if case.offers is None:
        return
    market = case.offers.markets[0]
    if market.backing_slots > 1:
        raise NotCoveredError(str(say("walk.no_runs_of_calls")))
    if market.reserve_while_charging:
        raise NotCoveredError(str(say("walk.no_reserve_while_charging")))


def called_price(case: YearCase, book: OfferBook) -> float | None:
    """Price of called energy that the owner fixed; ``None``: the spot price of the slot. [JPY/MWh]"""
    price = book.activation_price_jpy_per_mwh
    if np.array_equal(price, case.prices.spot_jpy_per_mwh):
        return None
    if np.ptp(price) > 0.0:
        raise NotCoveredError(str(say("walk.no_called_prices")))
    return float(price[0])


def lowered(function: ValueFunction, by_mwh: float) -> ValueFunction:
    """Value function of the energy itself from one of the raised energy."""
    return ValueFunction(function.energy_mwh - by_mwh, function.value_jpy, function.starts)


def raised(function: ValueFunction, by_mwh: float) -> ValueFunction:
    """Value function of the raised energy."""
    return lowered(function, -by_mwh)
