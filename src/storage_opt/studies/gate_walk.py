"""Walk through all gates of every delivery day: balancing, spot, intraday; settled at actual prices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from storage_opt.markets.gates import intraday_opens, offer_gate, spot_gate
from storage_opt.markets.offers import OfferBook
from storage_opt.messages import say
from storage_opt.records.rule_book import RuleBook
from storage_opt.records.walked import WalkedYear
from storage_opt.solve.one_store import NotCoveredError
from storage_opt.studies.offer_views import OfferView
from storage_opt.studies.views import View
from storage_opt.studies.walk_result import walked_year
from storage_opt.studies.walk_rules import GateWalkRule, Recourse, SpotDecision, quantities
from storage_opt.studies.walk_steps import WalkSteps
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import Period


@dataclass(frozen=True, order=True)
class Gate:
    """A moment at which something is decided; ``order`` ranks gates of one moment: offers, spot, intraday."""

    moment: datetime
    order: int
    day: int
    products: tuple[str, ...] = ()


OFFERS, SPOT, INTRADAY = 0, 1, 2


def gates_of(period: Period, rules: RuleBook, book: OfferBook | None, rules_on: date | None = None) -> list[Gate]:
    """All gates of the delivery days of a period, in order of time; products of one day that close together are one gate."""
    gates = []
    for number in range(period.n_days):
        day = period.first_day + timedelta(days=number)
        gates.append(Gate(spot_gate(rules, day), SPOT, number))
        gates.append(Gate(intraday_opens(rules, day), INTRADAY, number))
        closing: dict[datetime, list[str]] = {}
        for name in traded_on(book, number):
            closing.setdefault(offer_gate(rules, name, day, rules_on), []).append(name)
        gates += [Gate(moment, OFFERS, number, tuple(names)) for moment, names in closing.items()]
    return sorted(gates)


def traded_on(book: OfferBook | None, day: int) -> tuple[str, ...]:
    """Products that may be offered on a day."""
    if book is None:
        return ()
    market = book.markets[int(book.market_of_day[day])]
    return tuple(product.name for product in market.products if product.name in book.offers)


def walk_gates(
    model: YearModel,
    case: YearCase,
    view: View,
    offers: OfferView | None,
    rules: RuleBook,
    recourse: Recourse,
    rule: GateWalkRule | None = None,
    decide: SpotDecision | None = None,
) -> WalkedYear:
    """Walk through the gates of a year.

    Parameters
    ----------
    model, case
        Site and markets; days, energy, and the actual prices. They are read when they are published: spot results after the spot gate of
        their day, intraday and imbalance prices only for the settlement.
    view : View
        Spot prices seen at the spot gate of a day; at another moment, what was seen at the last spot gate before it.
    offers : OfferView or None
        What is expected of the balancing market, and what became of it; ``None`` where the case has no offers.
    rules : RuleBook
        Gates by date.
    recourse : Recourse
        What follows the spot market.
    rule : GateWalkRule, optional
        Windows and awards.
    decide : SpotDecision, optional
        Spot orders; quantities at any price where omitted.

    Returns
    -------
    WalkedYear
        Positions by stage, rechecked, and the ledger.

    Raises
    ------
    NotCoveredError
        A solar plant, reserve while charging, runs of calls.
    NoPathError
        No plan keeps the limits.
    RuntimeError
        What was decided breaks a rule: a fault of this program.
    """
    if (case.offers is None) != (offers is None):
        raise ValueError("a view of offers goes with offers")
    if model.intraday is not None and case.prices.intraday_jpy_per_mwh is None:
        raise NotCoveredError(str(say("walk.no_intraday_prices")))
    rule = rule or GateWalkRule()
    steps = WalkSteps(model, case, view, offers, rules, recourse, rule, decide or quantities)
    gates = gates_of(case.prices.period, rules, case.offers, rule.rules_on)
    for (moment, order), group in groupby(gates, key=lambda gate: (gate.moment, gate.order)):
        together = list(group)
        steps.learn(moment)
        if order == OFFERS:
            steps.offers(moment, {gate.day: gate.products for gate in together})
            continue
        for gate in together:
            if order == SPOT:
                steps.spot(gate.day)
            else:
                steps.intraday(gate.day)
    return walked_year(steps)
