"""A walked year with markets besides spot: which gates it needs, what is expected of offers, what follows the spot market."""

from __future__ import annotations

from datetime import date

from storage_opt.inputs.project_markets import MarketChoices
from storage_opt.markets.choice import DELIVERY, BalancingChoice
from storage_opt.markets.gates import intraday_opens, offer_gate, offers_published
from storage_opt.records.foresight import RollingChoice
from storage_opt.records.rule_book import RuleBook
from storage_opt.records.walked import WalkedYear
from storage_opt.studies.curve_views import PastCurves
from storage_opt.studies.fitted_guard import FittedGuard
from storage_opt.studies.gate_walk import walk_gates
from storage_opt.studies.offer_views import KnownOffers, OfferView, PastOffers
from storage_opt.studies.published import PublishedSpot
from storage_opt.studies.rolling_window import WindowRule
from storage_opt.studies.spot_bid_walk import ImbalancePrice
from storage_opt.studies.views import View
from storage_opt.studies.walk_awards import AwardRule
from storage_opt.studies.walk_rules import GateWalkRule, Recourse, quantities
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import fiscal_year_start
from storage_opt.units import KWH_PER_MWH

MEAN_DAYS = 7
"""Published days whose mean is expected of prices and shares of a price file."""
DAY_BEFORE = "D-1"
"""Value of the rule ``balancing.bid_day`` of products that are offered day by day."""
WEEKLY_DAYS = 12
"""Days beyond the look-ahead that weekly offers want to be seen: to the last day of their week, from the last spot gate before."""


def needs_gates(model: YearModel, case: YearCase) -> bool:
    """Whether a year has what the walk through the spot market alone does not carry."""
    battery = model.site.battery
    has_budget = battery.max_cycles_per_day is not None or battery.max_cycles_per_year is not None
    has_load = battery.auxiliary_mw > 0.0 and model.spot.fee_jpy_per_mwh > 0.0
    return case.offers is not None or model.intraday is not None or has_budget or has_load


def rules_day(balancing: BalancingChoice | None, fiscal_year: int) -> date | None:
    """Day whose rules of the balancing market hold in an operating year; ``None``: those of each delivery day."""
    if balancing is None or balancing.rules_on == DELIVERY:
        return None
    if isinstance(balancing.rules_on, date):
        return balancing.rules_on
    return fiscal_year_start(fiscal_year)


def days_seen(choice: RollingChoice, balancing: BalancingChoice | None, rules: RuleBook, fiscal_year: int) -> int:
    """Days that forecasts must cover: the window, and the week that is offered where any product may be offered by the week.

    By dated delivery days both regimes may come, so the longer one is taken.
    """
    n_days = 1 + choice.look_ahead_days
    if balancing is None or not balancing.products:
        return n_days
    on = rules_day(balancing, fiscal_year)
    if on is None:
        return n_days + WEEKLY_DAYS
    traded = [name for name in balancing.products if rules.has("balancing.bid_day", product=name, on=on)]
    is_daily = all(rules.text("balancing.bid_day", product=name, on=on) == DAY_BEFORE for name in traded)
    return n_days if is_daily else n_days + WEEKLY_DAYS


def through_gates(
    choice: RollingChoice,
    model: YearModel,
    case: YearCase,
    view: View,
    rules: RuleBook,
    balancing: BalancingChoice | None,
    *,
    is_known: bool,
) -> WalkedYear:
    """Walk a year through all its gates.

    Parameters
    ----------
    choice : RollingChoice
        Windows, bids, awards, guard of intraday trades.
    model, case
        Site and markets; days, energy, actual prices, offers and the results that they rest on.
    view : View
        Spot prices seen at the gate of a day.
    rules : RuleBook
        Gates, lots and ticks.
    balancing : BalancingChoice or None
        What is offered to the balancing market.
    is_known : bool
        Whether actual prices and shares of offers are seen, too.

    Raises
    ------
    NotCoveredError, NoPathError, RuntimeError
        As :func:`studies.gate_walk.walk_gates`.
    """
    on = rules_day(balancing, case.fiscal_year)
    imbalance = ImbalancePrice(choice.shortage_above_spot_jpy_per_mwh, choice.surplus_below_spot_jpy_per_mwh)
    lot_mwh = rules.number("intraday.lot", on=case.prices.period.first_day) / KWH_PER_MWH
    recourse = Recourse(imbalance, choice.intraday_guard_jpy_per_mwh, lot_mwh)
    rule = GateWalkRule(
        WindowRule(choice.look_ahead_days, choice.terminal), AwardRule(choice.awards, choice.awards_seed), rules_on=on
    )
    decide = quantities if choice.bids == "quantity" else FittedGuard(PublishedSpot(case.prices, rules), imbalance)
    offers = _offers(case, rules, balancing, on, is_known=is_known)
    return walk_gates(model, case, view, offers, rules, recourse, rule, decide)


def _offers(
    case: YearCase, rules: RuleBook, balancing: BalancingChoice | None, on: date | None, *, is_known: bool
) -> OfferView | None:
    """Choose what is expected of offers: their actual prices and shares, curves of the past, or means of the last days."""
    if case.offers is None or balancing is None:
        return None
    period = case.prices.period
    if is_known:
        return KnownOffers(case.offers, period)
    past = PastOffers(case.offers, period, rules, MEAN_DAYS, on)
    if case.awards is None or balancing.acceptance != "curve":
        return past
    return PastCurves(past, case.awards, balancing, case.prices.spot_jpy_per_mwh)


def record_market_gates(markets: MarketChoices, rules: RuleBook, day: date, fiscal_year: int) -> None:
    """Record the rules of the gates of a delivery day, beside that of spot, among those that a run used."""
    if markets.intraday is not None:
        intraday_opens(rules, day)
    if markets.balancing is None:
        return
    on = rules_day(markets.balancing, fiscal_year)
    for name in markets.balancing.products:
        if rules.has("balancing.bid_day", product=name, on=day if on is None else on):
            offer_gate(rules, name, day, on)
            offers_published(rules, name, day, on)
