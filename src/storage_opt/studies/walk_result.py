"""From the decisions of a walk to its checked result."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from storage_opt.markets.intraday import IntradayMarket
from storage_opt.records.dispatch import Dispatch, Promise
from storage_opt.records.prices import Floats
from storage_opt.records.walked import WalkedYear
from storage_opt.settlement.recheck import breaches
from storage_opt.settlement.recheck_offers import OfferRules, excess_of_blocks
from storage_opt.settlement.settle_walk import Positions, penalty_jpy, settle_walk
from storage_opt.studies.walk_steps import WalkSteps

ROUNDING_MW = 1e-6
"""More than this beyond a limit is no rounding. [MW]"""


def walked_year(steps: WalkSteps) -> WalkedYear:
    """Recheck what was decided and settle it at actual prices.

    Raises
    ------
    RuntimeError
        What was decided breaks a rule: a fault of this program.
    """
    model, case, period = steps.model, steps.case, steps.period
    battery = model.site.battery
    dispatch = Dispatch(
        period,
        steps.charge,
        steps.discharge,
        steps.soe,
        steps.store.walked.store.start_mwh,
        battery.auxiliary_mw,
        intraday_mw=None if model.intraday is None else steps.traded,
        promises=promises(steps, steps.held.held_mw, steps.held.awarded_mw),
    )
    broken = broken_rules(steps, dispatch)
    if broken:
        raise RuntimeError(f"what was decided in year {case.year} breaks rules: {broken}")
    spot, imbalance = case.prices.spot_jpy_per_mwh, steps.recourse.imbalance
    published = case.prices.imbalance_jpy_per_mwh
    shortfall = steps.shortfall.sum(axis=0)
    positions = Positions(
        steps.cleared,
        steps.traded,
        steps.imbalance,
        spot + imbalance.shortage_above_spot if published is None else published,
        spot - imbalance.surplus_below_spot if published is None else published,
        penalties(steps),
        shortfall,
    )
    ledger = settle_walk(case.prices, dispatch, positions, model.spot, intraday=model.intraday, wheeling=model.wheeling)
    return WalkedYear(
        dispatch=dispatch,
        ledger=ledger,
        wear_jpy=battery.wear_jpy_per_mwh * dispatch.discharged_mwh,
        planned_mw=steps.planned,
        cleared_mw=steps.cleared,
        planned_reserve_mw=steps.planned_reserve,
        offered_mw=steps.offered.sum(axis=0),
        held_mw=steps.held.held_mw.sum(axis=0),
        awarded_mw=steps.held.awarded_mw.sum(axis=0),
        traded_mw=steps.traded,
        imbalance_mw=steps.imbalance,
        shortfall_mw=shortfall,
        offers=promises(steps, steps.offered, steps.offered, as_sent=True),
        planned_jpy=steps.planned_jpy,
    )


def broken_rules(steps: WalkSteps, dispatch: Dispatch) -> list[str]:
    """Recheck the store with the reserve that was held, the offers as they were sent, and the positions.

    Where reserve fell short or awards were drawn, the energy at the end may differ from what the year asks for.
    """
    model, case, intraday = steps.model, steps.case, steps.model.intraday
    offers = OfferRules() if case.offers is None else OfferRules(backing=case.offers.markets[0].backing)
    moved = replace(dispatch, intraday_mw=steps.traded + steps.imbalance)
    found = breaches(model.site, case.energy_mwh, moved, offers, IntradayMarket(0.0, np.inf))
    limit = 0.0 if intraday is None else intraday.limit_mw
    # Reserve that fell short differs inside a block; blocks are looked at as they were offered.
    broken = [f"{b}" for b in found if b.rule != "soe_final" and not b.rule.endswith("_one_offer_per_block")]
    if np.abs(steps.traded).max() > limit + ROUNDING_MW:
        broken.append(f"intraday trade of {np.abs(steps.traded).max()} MW above {limit} MW")
    for promise in promises(steps, steps.offered, steps.offered, as_sent=True):
        for name, amounts in excess_of_blocks(promise).items():
            if amounts.max() > ROUNDING_MW:
                broken.append(f"{promise.product}_{name}: {amounts.max()} in slot {int(amounts.argmax())}")
    return broken


def promises(steps: WalkSteps, held_mw: Floats, awarded_mw: Floats, *, as_sent: bool = False) -> tuple[Promise, ...]:
    """Reserve of every product as the settlement takes it: what is held, the share of it that is paid, the price.

    A share of an offer that is held has no smallest quantity; an offer as it is sent has.
    """
    lines, book = steps.store.lines, steps.case.offers
    if lines is None or book is None:
        return ()
    made = []
    for name, offers in book.offers.items():
        of = [k for k, product in enumerate(lines.products) if product == name]
        held, awarded, paid = held_mw[of], awarded_mw[of], steps.paid[of]
        made.append(
            Promise(
                product=name,
                offered_mw=held,
                price_jpy_per_kw_slot=paid,
                paid_jpy_per_kw_slot=paid,
                acceptance=np.divide(awarded, held, out=np.zeros_like(held), where=held > 0.0),
                fee_jpy_per_kw_slot=offers.fee_jpy_per_kw_slot,
                activated_share=float(lines.called_share[of[0]]),
                activation_price_jpy_per_mwh=book.activation_price_jpy_per_mwh,
                block_slots=lines.block_slots[of[0]],
                minimum_mw=lines.minimum_mw[of[0]] if as_sent else np.zeros(steps.period.n_slots),
                backing_start_h=lines.backing_start_h[of[0]],
                backing_end_h=lines.backing_end_h[of[0]],
            )
        )
    return tuple(made)


def penalties(steps: WalkSteps) -> Floats:
    """Penalty for reserve that was not kept, by slot, with the multiplier in force. [JPY]"""
    total = np.zeros(steps.period.n_slots)
    for slot in np.flatnonzero(steps.shortfall.any(axis=0)):
        day = steps.rule.rules_on or steps.date_of(int(slot))
        multiplier = steps.rules.number("balancing_delivery.penalty_multiplier", on=day)
        total[slot] = penalty_jpy(steps.shortfall[:, slot], steps.paid[:, slot], multiplier).sum()
    return total
