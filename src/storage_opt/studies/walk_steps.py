"""The steps of a walk: offers before and after the spot market, spot, intraday; each reads only what is published by then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np

from storage_opt.markets.gates import offers_published, spot_gate, spot_published
from storage_opt.markets.offers import ProductOffers
from storage_opt.messages import say
from storage_opt.records.prices import Floats
from storage_opt.records.rule_book import RuleBook
from storage_opt.solve.one_store import NoPathError, NotCoveredError, StoreProblem, StoreResult, ValueFunction
from storage_opt.solve.redispatch import Day, redispatch
from storage_opt.studies.offer_views import OfferView
from storage_opt.studies.spot_bid_walk import ImbalancePrice
from storage_opt.studies.views import View
from storage_opt.studies.walk_budget import YearBudgets
from storage_opt.studies.walk_lines import Ints
from storage_opt.studies.walk_plan import priced, solve_within, value_at, with_final
from storage_opt.studies.walk_position import LAST_RESORT, beside_position
from storage_opt.studies.walk_rules import GateWalkRule, Recourse, SpotDecision, quantities
from storage_opt.studies.walk_store import Held, OfferStore, OfferWindow, raised
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import SLOT_H, SLOTS_PER_DAY
from storage_opt.units import KW_PER_MW

SHORTFALL_JPY_PER_MW = 1e5
"""Cost in the plan of a MW of awarded reserve that is not kept for a slot: above all caps, paid where nothing else is left. [JPY/MW]"""
OFFER_GAP = 1e-4
"""Where repaired smallest offers may cost more than this share of what the day earns, they are met exactly. [-]"""
EVERY_SLOT = tuple(range(1, SLOTS_PER_DAY + 1))
"""Slots before which spot orders with limits want the value of stored energy."""
NO_OFFERS: Mapping[str, ProductOffers] = {}


@dataclass(frozen=True, eq=False)
class Pending:
    """Offers of one line and day that were sent, until their awards are published."""

    published: datetime
    day: int
    line: int
    sent: ProductOffers


class WalkSteps:
    """State of a walk, and what each gate does to it; see ``gate_walk.walk_gates``.

    Attributes
    ----------
    energy : ndarray, shape (n_days + 1,)
        Stored energy before each day as it is known so far: planned after spot, then after intraday. [MWh]
    offered, paid : ndarray, shape (K, n_slots)
        Offers made, and the price that an award is paid. [MW], [JPY per kW and slot]
    """

    def __init__(
        self,
        model: YearModel,
        case: YearCase,
        view: View,
        offers: OfferView | None,
        rules: RuleBook,
        recourse: Recourse,
        rule: GateWalkRule,
        decide: SpotDecision,
    ) -> None:
        self.model, self.case, self.view, self.offer_view, self.rules = model, case, view, offers, rules
        self.recourse, self.rule, self.decide = recourse, rule, decide
        is_open = model.intraday is None and recourse.leaves_position
        self.distance = recourse.imbalance if is_open else ImbalancePrice(LAST_RESORT, LAST_RESORT)
        self.period = case.prices.period
        self.store = OfferStore(model, case)
        n, k = self.period.n_slots, self.store.n_lines
        self.held = Held(np.zeros((k, n), dtype=np.bool_), np.zeros((k, n)), np.zeros((k, n)))
        self.offered, self.paid, self.shortfall = np.zeros((k, n)), np.full((k, n), np.nan), np.zeros((k, n))
        self.planned, self.cleared, self.planned_reserve, self.traded, self.imbalance = (np.zeros(n) for _ in range(5))
        self.charge, self.discharge, self.soe = np.zeros(n), np.zeros(n), np.zeros(n)
        self.planned_jpy = np.zeros(self.period.n_days)
        self.energy = np.full(self.period.n_days + 1, np.nan)
        self.energy[0] = self.store.walked.store.start_mwh
        self.after: dict[int, ValueFunction] = {}
        """Value of the energy after each day whose spot gate has passed."""
        self.next_spot = 0
        """First day whose spot gate has not passed."""
        self.pending: list[Pending] = []
        self.budgets = YearBudgets(model, case)
        self.budget_price = 0.0

    def offers(self, moment: datetime, products: Mapping[int, tuple[str, ...]]) -> None:
        """Make the offers of some days that close at one moment."""
        known = [day for day in products if day < self.next_spot and self._is_out(day, moment)]
        later = {day: names for day, names in products.items() if day not in known}
        if later:
            self._offer_before_spot(moment, later)
        for day in known:
            self._offer_after_spot(moment, day, products[day])

    def _is_out(self, day: int, moment: datetime) -> bool:
        return spot_published(self.rules, self._date(day)) <= moment

    def _offer_before_spot(self, moment: datetime, products: Mapping[int, tuple[str, ...]]) -> None:
        """Offer what a plan of all days up to those of the gate, and of the look-ahead, holds back for the market."""
        asked = min(self._date(self.next_spot), moment.date() + timedelta(days=1))
        first, last = self.next_spot, max(products)
        made = None
        if asked >= (self.rule.views_from or self.period.first_day):
            n_days = min(last + 1 + self.rule.window.look_ahead_days, self.period.n_days) - first
            early = (self._date(first) - asked).days
            seen = self._asked(asked, early + n_days)[early * SLOTS_PER_DAY :]
            made = self._planned(first, n_days, moment, seen, (), last + 1 - first)
        if made is not None:
            window, plan, expected = made
            for day, names in products.items():
                self._commit(day, names, window, plan, expected, day - first)
        for day, names in products.items():
            self._decide(day, names)

    def _offer_after_spot(self, moment: datetime, day: int, names: tuple[str, ...]) -> None:
        """Offer what the position of the day leaves free, with the spot prices of the day known."""
        slots = self._slots(day)
        expected = self._expected(moment, day, 1)
        window = self.store.window(day, self.energy[day], self._actual(day), expected, self.held)
        final = raised(self.after[day], float(window.shift_mwh[-1]))
        recourse, market = self.recourse, self.model.intraday
        problem = beside_position(
            replace(window.problem, final=final),
            self.cleared[slots],
            self.model.spot.fee_jpy_per_mwh,
            recourse.guard_jpy_per_mwh + (0.0 if market is None else market.fee_jpy_per_mwh),
            None if market is None else market.limit_mw,
            self.distance,
        )
        budget = replace(self.budgets.of_day(self.held_calls(day)), called_mwh_per_mw=self.full_calls(window.lines))
        problem = priced(problem, self.budget_price)
        try:
            plan, _ = solve_within(problem, self.rule.bids, (), budget)
            worth = abs(problem.reward(plan.charge_mw, plan.discharge_mw, plan.reserve_mw))
            if self.rule.bids != "exact" and plan.bound_jpy - plan.value_jpy > OFFER_GAP * max(1.0, worth):
                plan, _ = solve_within(problem, "exact", (), budget)
        except NoPathError:  # what already holds leaves nothing to offer beside it
            plan = None
        if plan is not None:
            self._commit(day, names, replace(window, problem=problem), plan, expected, 0)
        self._decide(day, names)

    def spot(self, day: int) -> None:
        """Plan the window of a day, send the spot order, and learn what cleared."""
        n_days = min(1 + self.rule.window.look_ahead_days, self.period.n_days - day)
        seen, slots = self._asked(self._date(day), n_days), self._slots(day)
        moment = spot_gate(self.rules, self._date(day))
        window, plan, _ = self._planned(day, n_days, moment, seen, () if self.decide is quantities else EVERY_SLOT)
        self.after[day] = value_at(plan, window, SLOTS_PER_DAY)
        today = slice(SLOTS_PER_DAY)
        self.planned[slots] = plan.discharge_mw[today] - plan.charge_mw[today]
        self.planned_reserve[slots] = plan.reserve_mw[today].sum(axis=1) + self.held.held_mw[:, slots].sum(axis=0)
        self.planned_jpy[day] = self._worth(window.problem, plan, slots, seen[today])
        order = self.decide(self._date(day), window.problem, plan, seen)
        self.cleared[slots] = order.cleared_mwh(self._actual(day)) / SLOT_H
        self.energy[day + 1] = self.store.walked.held(
            day, float(plan.energy_mwh[SLOTS_PER_DAY - 1] - window.shift_mwh[SLOTS_PER_DAY - 1])
        )
        self.next_spot = day + 1

    def intraday(self, day: int) -> None:
        """Run the day anew with the awards and the spot prices known, and trade the difference."""
        slots = self._slots(day)
        problem = self.store.walked.window(day, self.energy[day], self._actual(day))
        market, recourse, store = self.model.intraday, self.recourse, self.store
        fee = 0.0 if market is None else market.fee_jpy_per_mwh
        held, awarded = self.held.held_mw[:, slots], self.held.awarded_mw[:, slots]
        share = np.divide(awarded, held, out=np.zeros_like(held), where=held > 0.0)
        eta_d, lines, wheeling = problem.discharge_efficiency, store.lines, self.model.wheeling
        hours = np.zeros((3, *held.shape))
        if lines is not None:
            hours = np.array([lines.backing_start_h[:, slots], lines.backing_end_h[:, slots], SLOT_H * share])
            hours[2] *= lines.called_share[:, None]
        out = redispatch(
            Day(
                position_mw=self.cleared[slots],
                price_jpy_per_mwh=self._actual(day),
                trade_cost_jpy_per_mwh=fee + recourse.guard_jpy_per_mwh,
                trade_limit_mw=0.0 if market is None else market.limit_mw,
                shortage_jpy_per_mwh=self.distance.shortage_above_spot,
                surplus_jpy_per_mwh=self.distance.surplus_below_spot,
                charge_cost_jpy_per_mwh=0.0 if wheeling is None else wheeling.cost_jpy_per_mwh,
                wear_jpy_per_mwh=store.wear + self.budget_price,
                charge_limit_mw=problem.charge_limit_mw,
                discharge_limit_mw=problem.discharge_limit_mw,
                headroom_mw=problem.headroom_mw,
                floor_mwh=problem.floor_mwh,
                ceiling_mwh=problem.ceiling_mwh,
                keep=problem.keep,
                charge_efficiency=problem.charge_efficiency,
                discharge_efficiency=eta_d,
                slot_h=SLOT_H,
                start_mwh=self.energy[day],
                final=self.after[day],
                held_mw=held,
                drain_mwh_per_mw=hours[2] / eta_d,
                backing_start_mwh_per_mw=hours[0] / eta_d,
                backing_end_mwh_per_mw=hours[1] / eta_d,
                shortfall_jpy_per_mw=np.maximum(
                    SHORTFALL_JPY_PER_MW, 10.0 * KW_PER_MW * np.nan_to_num(self.paid[:, slots])
                ),
                most_discharged_mwh=max(0.0, self.budgets.of_day(self.held_calls(day)).day_mwh),
            ),
            recourse.lot_mwh / SLOT_H,
        )
        self.charge[slots], self.discharge[slots], self.soe[slots] = out.charge_mw, out.discharge_mw, out.energy_mwh
        self.traded[slots], self.imbalance[slots] = out.traded_mw, out.imbalance_mw
        self._fall_short(slice(slots.start, slots.stop), out.shortfall_mw)
        self.energy[day + 1] = store.walked.held(day, float(out.energy_mwh[-1]))
        self.budgets.spend(float(out.discharge_mw.sum() * SLOT_H) + float(self.held_calls(day).sum()))

    def held_calls(self, first: int, n_days: int = 1) -> Floats:
        """Energy expected to be called from offers that hold, in each slot of some days. [MWh]"""
        slots = slice(first * SLOTS_PER_DAY, (first + n_days) * SLOTS_PER_DAY)
        if self.store.lines is None:
            return np.zeros(n_days * SLOTS_PER_DAY)
        called = self.store.lines.called_share[:, None] * self.held.awarded_mw[:, slots]
        return np.asarray(SLOT_H * called.sum(axis=0))

    def full_calls(self, lines: Ints) -> Floats:
        """Energy expected to be called in a slot of each MW that some lines offer, if all of it is awarded. [MWh/MW]"""
        return np.zeros(0) if self.store.lines is None else SLOT_H * self.store.lines.called_share[lines]

    def _planned(
        self,
        first: int,
        n_days: int,
        moment: datetime,
        seen: Floats,
        value_slots: tuple[int, ...],
        committed: int = 1,
    ) -> tuple[OfferWindow, StoreResult, Mapping[str, ProductOffers]]:
        """Plan a window with what is held and what may be offered, with the value of energy after its first day."""
        expected, store, rule = self._expected(moment, first, n_days), self.store, self.rule.window
        is_last = first + n_days == self.period.n_days
        free = None
        if not is_last and rule.terminal == "valued" and self.held.is_decided[:, first * SLOTS_PER_DAY :].any():
            nothing = Held(*(np.zeros_like(array) for array in vars(self.held).values()))
            free = store.window(first, self.energy[first], seen, expected, nothing)
        end = store.walked.store.final if is_last else None
        slots = tuple(sorted({*value_slots, SLOTS_PER_DAY}))
        for attempt in range(2):
            window = store.window(first, self.energy[first], seen, expected, self.held)
            window = replace(window, problem=with_final(window, free, end, rule))
            if value_slots and (np.diff(window.problem.block[: SLOTS_PER_DAY + 1]) == 0).any():
                raise NotCoveredError(str(say("walk.no_steps_in_blocks", day=self._date(first))))
            budget = self.budgets.of(first, n_days, self.held_calls(first, n_days), committed)
            budget = replace(budget, called_mwh_per_mw=self.full_calls(window.lines))
            try:
                plan, self.budget_price = solve_within(window.problem, self.rule.bids, slots, budget, self.budget_price)
            except NoPathError:
                if attempt or not self.held.held_mw[:, first * SLOTS_PER_DAY :].any():
                    raise
                self._relieve(first, n_days, seen)
            else:
                break
        return window, plan, expected

    def _relieve(self, first: int, n_days: int, seen: Floats) -> None:
        """Give up as much awarded reserve as cannot be kept from the energy there is."""
        problem = self.store.walked.window(first, self.energy[first], seen)
        slots = slice(first * SLOTS_PER_DAY, (first + n_days) * SLOTS_PER_DAY)
        lines, held, awarded = self.store.lines, self.held.held_mw[:, slots], self.held.awarded_mw[:, slots]
        assert lines is not None
        share = np.divide(awarded, held, out=np.zeros_like(held), where=held > 0.0)
        eta_d, n = problem.discharge_efficiency, problem.n_slots
        is_last = slots.stop == self.period.n_slots
        day = Day(
            np.zeros(n), seen, 0.0, float(np.max(problem.headroom_mw) + np.max(problem.charge_limit_mw)), 0.0, 0.0, 0.0, 0.0,
            problem.charge_limit_mw, problem.discharge_limit_mw, problem.headroom_mw, problem.floor_mwh, problem.ceiling_mwh,
            problem.keep, problem.charge_efficiency, eta_d, SLOT_H, self.energy[first],
            self.store.walked.store.final if is_last else problem.final, held, SLOT_H * lines.called_share[:, None] * share / eta_d,
            lines.backing_start_h[:, slots] / eta_d, lines.backing_end_h[:, slots] / eta_d, np.full(held.shape, 1e3 * SHORTFALL_JPY_PER_MW),
        )  # fmt: skip
        short = redispatch(day).shortfall_mw
        self._fall_short(slots, np.minimum(np.where(short > 0.0, short * (1.0 + 1e-6) + 1e-6, 0.0), held))

    def _fall_short(self, slots: slice, short: Floats) -> None:
        """Take reserve that is not kept from what is held and paid."""
        if not short.any():
            return
        held, awarded = self.held.held_mw[:, slots], self.held.awarded_mw[:, slots]
        lost = np.divide(awarded, held, out=np.zeros_like(held), where=held > 0.0) * short
        known = np.ones_like(lost)
        for one in self.pending:  # only expected: what is awarded of it is learned later, and looked at then
            begin, end = (max((one.day + ahead) * SLOTS_PER_DAY - slots.start, 0) for ahead in (0, 1))
            known[one.line, begin:end] = 0.0
        self.shortfall[:, slots] += lost * known
        self.held.held_mw[:, slots] = held - short
        self.held.awarded_mw[:, slots] = awarded - lost

    def _commit(
        self,
        day: int,
        names: tuple[str, ...],
        window: OfferWindow,
        plan: StoreResult,
        expected: Mapping[str, ProductOffers],
        at: int,
    ) -> None:
        """Send the offers of a plan for one day; what becomes of them is learned when it is published."""
        lines, slots = self.store.lines, self._slots(day)
        today = slice(at * SLOTS_PER_DAY, (at + 1) * SLOTS_PER_DAY)
        assert lines is not None and self.offer_view is not None
        for column, k in enumerate(window.lines):
            name, level = lines.products[k], lines.levels[k]
            offered = plan.reserve_mw[today, column]
            if name not in names or not offered.any():
                continue
            bid = expected[name]
            sent = ProductOffers(
                bid.price_jpy_per_kw_slot[:, today],
                bid.paid_jpy_per_kw_slot[:, today],
                bid.acceptance[:, today],
                bid.fee_jpy_per_kw_slot[today],
            )
            out = offers_published(self.rules, name, self._date(day), self.rule.rules_on)
            self.offered[k, slots] = offered
            self.paid[k, slots] = sent.paid_jpy_per_kw_slot[level]
            share = sent.acceptance[level]
            self.held.awarded_mw[k, slots] = offered * share
            self.held.held_mw[k, slots] = offered * (1.0 if self.rule.award.kind == "held" else share)
            self.pending.append(Pending(out, day, int(k), sent))

    def learn(self, moment: datetime) -> None:
        """Learn the awards that are published by a moment; until then the share that was expected stands for them."""
        lines = self.store.lines
        for one in [pending for pending in self.pending if pending.published <= moment]:
            assert lines is not None and self.offer_view is not None
            self.pending.remove(one)
            k, slots, day = one.line, self._slots(one.day), self._date(one.day)
            name, level = lines.products[k], lines.levels[k]
            got = self.offer_view.outcome(name, day, one.sent)
            share = np.where(np.isnan(got.paid_jpy_per_kw_slot[level]), 0.0, got.acceptance[level])
            length = int(lines.block_slots[k, slots.start])
            held, awarded = self.rule.award.awarded(self.offered[k, slots], share, day, name, level, length)
            self.paid[k, slots] = got.paid_jpy_per_kw_slot[level]
            self.held.held_mw[k, slots], self.held.awarded_mw[k, slots] = held, awarded

    def _decide(self, day: int, names: tuple[str, ...]) -> None:
        lines = self.store.lines
        assert lines is not None
        for k, name in enumerate(lines.products):
            if name in names:
                self.held.is_decided[k, self._slots(day)] = True

    def _worth(self, problem: StoreProblem, plan: StoreResult, slots: slice, prices: Floats) -> float:
        """Count what a plan earns on its first day at the prices and awards that are expected, wear deducted. [JPY]"""
        today, lines = slice(SLOTS_PER_DAY), self.store.lines
        energy = problem.discharge_price_jpy_per_mwh * plan.discharge_mw
        energy = energy - problem.charge_price_jpy_per_mwh * plan.charge_mw
        worth = SLOT_H * energy[today] + (problem.gain_jpy_per_mw * plan.reserve_mw)[today].sum(axis=1)
        if lines is not None:
            awarded, paid = self.held.awarded_mw[:, slots], np.nan_to_num(self.paid[:, slots])
            price = prices if self.store.called_price is None else self.store.called_price
            called = SLOT_H * lines.called_share[:, None] * (price - self.store.wear)
            worth = worth + (awarded * (KW_PER_MW * (paid - self.fees(slots)) + called)).sum(axis=0)
        return float(worth.sum())

    def fees(self, slots: slice) -> Floats:
        """Fee of the exchange by line, a rule. [JPY per kW and slot]"""
        assert self.case.offers is not None and self.store.lines is not None
        offers = self.case.offers.offers
        return np.array([offers[name].fee_jpy_per_kw_slot[slots] for name in self.store.lines.products])

    def _expected(self, moment: datetime, first: int, n_days: int) -> Mapping[str, ProductOffers]:
        return NO_OFFERS if self.offer_view is None else self.offer_view.seen(moment, self._date(first), n_days)

    def _asked(self, day: date, n_days: int) -> Floats:
        seen = np.asarray(self.view(day, n_days), dtype=np.float64)
        if seen.shape != (n_days * SLOTS_PER_DAY,):
            raise ValueError(f"a view of shape {seen.shape} for {n_days} days")
        return seen

    def _actual(self, day: int) -> Floats:
        return self.case.prices.spot_jpy_per_mwh[self._slots(day)]

    def date_of(self, slot: int) -> date:
        """Delivery day of a slot."""
        return self._date(slot // SLOTS_PER_DAY)

    def _date(self, day: int) -> date:
        return self.period.first_day + timedelta(days=day)

    @staticmethod
    def _slots(day: int) -> slice:
        return slice(day * SLOTS_PER_DAY, (day + 1) * SLOTS_PER_DAY)
