"""Which walk goes through a year: the one place where it is chosen. A further kind of bid or market is a further case here."""

from __future__ import annotations

from dataclasses import dataclass

from storage_opt.markets.choice import BalancingChoice
from storage_opt.messages import say
from storage_opt.records.dispatch import Dispatch
from storage_opt.records.foresight import RollingChoice
from storage_opt.records.ledger import Ledger
from storage_opt.records.prices import Floats
from storage_opt.records.risk import Risk
from storage_opt.records.rule_book import RuleBook
from storage_opt.settlement.traded import settle_traded
from storage_opt.solve.one_store import NotCoveredError
from storage_opt.studies.fitted_guard import FittedGuard
from storage_opt.studies.published import PublishedSpot
from storage_opt.studies.rolling import roll
from storage_opt.studies.rolling_window import WindowRule
from storage_opt.studies.scenario_bid_walk import Scenarios, roll_scenario_bids
from storage_opt.studies.scenario_bids import ScenarioRule
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
    scenarios: Scenarios | None = None,
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
    scenarios : callable or None
        Equally likely prices seen at the gate of a day, for ``bids: scenarios``.
    is_known : bool
        Whether the view is that of actual prices: then those of offers are seen, too.

    Raises
    ------
    NotCoveredError, NoPathError, RuntimeError
        As :func:`studies.rolling.roll` and :func:`studies.gate_walk.walk_gates`.
    """
    if choice.bids == "scenarios" and scenarios is not None:
        return _against_scenarios(choice, model, case, rules, scenarios)
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
    return Walked(bid.dispatch, _settled(model, case, bid.dispatch, bid.cleared_mwh, imbalance))


def _against_scenarios(
    choice: RollingChoice, model: YearModel, case: YearCase, rules: RuleBook, scenarios: Scenarios
) -> Walked:
    """Bid against scenarios; what clears is followed as far as the store can, as a plan must be kept."""
    if needs_gates(model, case):
        raise NotCoveredError(str(say("foresight.what.beside_scenarios")))
    imbalance = ImbalancePrice(choice.shortage_above_spot_jpy_per_mwh, choice.surplus_below_spot_jpy_per_mwh)
    window = WindowRule(choice.look_ahead_days, choice.terminal)
    rule = ScenarioRule(choice.price_bins, Risk(choice.cvar_alpha, choice.risk_weight), window=window)
    year = roll_scenario_bids(model, case, scenarios, rules, imbalance, rule, delivery="followed")
    return Walked(year.dispatch, year.ledger)


def _settled(
    model: YearModel, case: YearCase, dispatch: Dispatch, cleared_mwh: Floats, imbalance: ImbalancePrice
) -> Ledger:
    return settle_traded(
        case.prices, cleared_mwh, dispatch, model.spot, shortage_above_spot=imbalance.shortage_above_spot,
        surplus_below_spot=imbalance.surplus_below_spot, wheeling=model.wheeling,
    )  # fmt: skip
