"""Which walk goes through a year: the one place where it is chosen. A further kind of bid or market is a further case here."""

from __future__ import annotations

from dataclasses import dataclass

from storage_opt.markets.choice import BalancingChoice
from storage_opt.records.dispatch import Dispatch
from storage_opt.records.foresight import RollingChoice
from storage_opt.records.ledger import Ledger
from storage_opt.records.rule_book import RuleBook
from storage_opt.settlement.settle_bids import settle_bids
from storage_opt.studies.fitted_guard import FittedGuard
from storage_opt.studies.published import PublishedSpot
from storage_opt.studies.rolling import roll
from storage_opt.studies.rolling_window import WindowRule
from storage_opt.studies.spot_bid_walk import ImbalancePrice, roll_bids
from storage_opt.studies.views import View
from storage_opt.studies.walk_markets import needs_gates, through_gates
from storage_opt.studies.year_problem import YearCase, YearModel


@dataclass(frozen=True, eq=False)
class Walked:
    """What a walk committed and what it earned at actual prices.

    Parameters
    ----------
    dispatch : Dispatch
        What the plant did.
    ledger : Ledger
        All of the market margin: recourse, imbalance and awards included.
    """

    dispatch: Dispatch
    ledger: Ledger


def walk_year(
    choice: RollingChoice,
    model: YearModel,
    case: YearCase,
    view: View,
    rules: RuleBook,
    balancing: BalancingChoice | None = None,
    *,
    is_known: bool = False,
) -> Walked:
    """Walk through a year.

    Parameters
    ----------
    choice : RollingChoice
        Windows and bids.
    model, case
        Site, with wear as the dispatcher weighs it, and market; days, energy, and the actual prices, by which it is settled.
    view : View
        Prices seen at the gate of a day.
    rules : RuleBook
        Gates, lots and ticks.
    balancing : BalancingChoice or None
        What is offered to the balancing market.
    is_known : bool
        Whether the view is that of actual prices: then those of offers are seen, too.

    Raises
    ------
    NotCoveredError, NoPathError, RuntimeError
        As :func:`studies.rolling.roll` and :func:`studies.gate_walk.walk_gates`.
    """
    if needs_gates(model, case):
        through = through_gates(choice, model, case, view, rules, balancing, is_known=is_known)
        return Walked(through.dispatch, through.ledger)
    rule = WindowRule(choice.look_ahead_days, choice.terminal)
    if choice.bids == "quantity":
        rolled = roll(model, case, view, rule)
        return Walked(rolled.dispatch, rolled.ledger)
    imbalance = ImbalancePrice(choice.shortage_above_spot_jpy_per_mwh, choice.surplus_below_spot_jpy_per_mwh)
    guard = FittedGuard(PublishedSpot(case.prices, rules), imbalance)
    bid = roll_bids(model, case, view, rules, imbalance, rule, decide=guard)
    spot = case.prices.spot_jpy_per_mwh
    beside = (spot + imbalance.shortage_above_spot, spot - imbalance.surplus_below_spot)
    ledger = settle_bids(case.prices, bid.dispatch, bid.cleared_mwh, beside, model.spot, model.wheeling)
    return Walked(bid.dispatch, ledger)
