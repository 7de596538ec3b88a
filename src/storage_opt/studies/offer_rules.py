"""Which rules of the balancing market hold on which day of a run of prices."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from storage_opt.errors import NoRuleInForceError
from storage_opt.markets.balancing import BalancingMarket, Product
from storage_opt.markets.choice import DELIVERY, OPERATING, BalancingChoice
from storage_opt.markets.product_rules import product_rules
from storage_opt.records.rule_book import RuleBook
from storage_opt.timeline import SLOT_H, Period, fiscal_year_start

TOPIC = "balancing."


def markets_by_day(
    choice: BalancingChoice, rules: RuleBook, period: Period, operating_year: int
) -> tuple[tuple[BalancingMarket, ...], NDArray[np.int64]]:
    """Find the sets of rules that hold in a period, and the set of each day.

    Parameters
    ----------
    choice : BalancingChoice
        Products and the day whose rules hold.
    rules : RuleBook
        Dated rules; what is asked for is recorded there.
    period : Period
        Price dates.
    operating_year : int
        Fiscal year in which the plant operates.

    Raises
    ------
    NoRuleInForceError
        None of the products is traded under the rules asked for.
    """
    if choice.rules_on == DELIVERY:
        starts = _changes(rules, period)
    elif choice.rules_on == OPERATING:
        starts = [fiscal_year_start(operating_year)]
    else:
        assert isinstance(choice.rules_on, date)
        starts = [choice.rules_on]
    sets = [_market(choice, _products(choice, rules, start)) for start in starts]
    if not any(market.products for market in sets):
        product_rules(rules, choice.products[0], starts[0])  # raises, naming rule and day
    if len(starts) == 1:
        return tuple(sets), np.zeros(period.n_days, dtype=np.int64)
    days = [(start - period.first_day).days for start in starts]
    return tuple(sets), np.searchsorted(days, np.arange(period.n_days), side="right") - 1


def _changes(rules: RuleBook, period: Period) -> list[date]:
    """First day, and every later day on which a rule of the balancing market changes."""
    since = {
        line.since
        for name, rule in rules.rules.items()
        if name.startswith(TOPIC)
        for lines in rule.series.values()
        for line in lines
    }
    last = period.first_day + timedelta(days=period.n_days - 1)
    return [period.first_day, *sorted(day for day in since if period.first_day < day <= last)]


def _products(choice: BalancingChoice, rules: RuleBook, on: date) -> tuple[Product, ...]:
    """Products of the choice that are traded on a day."""
    found = []
    for name in choice.products:
        try:
            rule = product_rules(rules, name, on)
        except NoRuleInForceError:
            continue
        found.append(
            Product(
                name=name,
                block_slots=round(rule.block_h / SLOT_H),
                duration_h=choice.duration_h.get(name, rule.duration_h),
                min_bid_mw=rule.minimum_mw,
                price_cap_jpy_per_kw_slot=None
                if np.isinf(rule.price_cap_jpy_per_kw_slot)
                else rule.price_cap_jpy_per_kw_slot,
                fee_jpy_per_kw_slot=rule.fee_jpy_per_kw_slot,
            )
        )
    return tuple(found)


def _market(choice: BalancingChoice, products: tuple[Product, ...]) -> BalancingMarket:
    return BalancingMarket(
        products=products,
        reserve_while_charging=choice.reserve_while_charging,
        backing=choice.backing,
        backing_slots=choice.backing_slots,
        activation=dict(choice.activation),
        levels=choice.levels,
    )
