"""Offers as they are seen before their gate, and what became of them: prices, expected awards, awards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Protocol

import numpy as np

from storage_opt.markets.gates import offers_published
from storage_opt.markets.offers import OfferBook, ProductOffers
from storage_opt.records.prices import Floats
from storage_opt.records.rule_book import RuleBook
from storage_opt.timeline import SLOTS_PER_DAY, Period


class OfferView(Protocol):
    """What an owner expects of the balancing market at a moment, and what it then pays."""

    def seen(self, moment: datetime, first_day: date, n_days: int) -> Mapping[str, ProductOffers]:
        """Offers of some days as they are expected at a moment: prices bid, what is paid, expected awarded share."""

    def outcome(self, name: str, day: date, bid: ProductOffers) -> ProductOffers:
        """Say what offers of one product and day, bid as they were seen, are paid, and what share of them is expected to be awarded.

        Read when the gate of the offers has passed.
        """


@dataclass(frozen=True, eq=False)
class KnownOffers:
    """Foresight: offers as the year with perfect foresight has them.

    Parameters
    ----------
    book : OfferBook
        Prices and acceptance.
    period : Period
        Its days.
    """

    book: OfferBook
    period: Period

    def seen(self, moment: datetime, first_day: date, n_days: int) -> Mapping[str, ProductOffers]:  # noqa: ARG002
        """Actual prices and shares."""
        first = (first_day - self.period.first_day).days
        return {name: of_days(offers, first, n_days) for name, offers in self.book.offers.items()}

    def outcome(self, name: str, day: date, bid: ProductOffers) -> ProductOffers:  # noqa: ARG002
        """Actual prices and shares, whatever was bid."""
        return of_days(self.book.offers[name], (day - self.period.first_day).days, 1)


@dataclass(frozen=True, eq=False)
class PastOffers:
    """Mean of the last published days, slot by slot; before so many days are published nothing is offered.

    For prices and shares that are given by slot (``acceptance: fixed`` or ``certain``, shares of a price file): an offer is paid what the
    market paid that day, and awarded the share of that day. An acceptance curve of the whole year is hindsight, and no view for this
    class: see ``curve_views.PastCurves``.

    Parameters
    ----------
    book : OfferBook
        Prices and acceptance of all days, by slot; only published ones are ever seen.
    period : Period
        Its days.
    rules : RuleBook
        When results are published.
    count : int
        Days of the mean.
    rules_on : datetime.date, optional
        Day whose rules hold on all days; those of each day where omitted.
    """

    book: OfferBook
    period: Period
    rules: RuleBook
    count: int = 7
    rules_on: date | None = None

    def known_days(self, name: str, moment: datetime) -> int:
        """Days at the start of the book whose awards were out by a moment."""
        last = min(moment.date() + timedelta(days=14), self.period.last_day)
        while last >= self.period.first_day and self.published(name, last) > moment:
            last -= timedelta(days=1)
        return (last - self.period.first_day).days + 1

    def published(self, name: str, day: date) -> datetime:
        """Moment at which the awards of a day are out; that of a day on which the product is not traded, its midnight."""
        on = day if self.rules_on is None else self.rules_on
        if not self.rules.has("balancing.bid_day", product=name, on=on):
            return datetime.combine(day, time())
        return offers_published(self.rules, name, day, on)

    def seen(self, moment: datetime, first_day: date, n_days: int) -> Mapping[str, ProductOffers]:
        """Mean price and mean share; the fee of the day is a rule, and known."""
        first = (first_day - self.period.first_day).days
        return {name: self._mean(name, moment, first, n_days) for name in self.book.offers}

    def _mean(self, name: str, moment: datetime, first: int, n_days: int) -> ProductOffers:
        offers, n_known = self.book.offers[name], self.known_days(name, moment)
        today = of_days(offers, first, n_days)
        shape = (offers.levels, n_days * SLOTS_PER_DAY)
        if n_known < self.count:
            nothing = np.full(shape, np.nan)
            return replace(
                today, price_jpy_per_kw_slot=nothing, paid_jpy_per_kw_slot=nothing, acceptance=np.zeros(shape)
            )
        past = of_days(offers, n_known - self.count, self.count)
        share = past.acceptance.reshape(offers.levels, self.count, SLOTS_PER_DAY)
        paid = np.where(share > 0.0, past.paid_jpy_per_kw_slot.reshape(share.shape), 0.0)
        total = share.sum(axis=1)
        mean = np.divide((share * paid).sum(axis=1), total, out=np.full(total.shape, np.nan), where=total > 0.0)
        cap = np.repeat(caps(self.book, name, first, n_days), SLOTS_PER_DAY)
        seen = np.minimum(np.tile(mean, n_days), cap)
        return replace(
            today,
            price_jpy_per_kw_slot=seen,
            paid_jpy_per_kw_slot=seen,
            acceptance=np.tile(total / self.count, n_days),
        )

    def outcome(self, name: str, day: date, bid: ProductOffers) -> ProductOffers:  # noqa: ARG002
        """Read what the market paid that day, and the share of offers that it took."""
        return of_days(self.book.offers[name], (day - self.period.first_day).days, 1)


def of_days(offers: ProductOffers, first: int, n_days: int) -> ProductOffers:
    """Offers of a run of days, counted from the first of the book."""
    slots = slice(first * SLOTS_PER_DAY, (first + n_days) * SLOTS_PER_DAY)
    return ProductOffers(
        offers.price_jpy_per_kw_slot[:, slots],
        offers.paid_jpy_per_kw_slot[:, slots],
        offers.acceptance[:, slots],
        offers.fee_jpy_per_kw_slot[slots],
    )


def caps(book: OfferBook, name: str, first: int, n_days: int) -> Floats:
    """Highest price of a product that is settled on each of a run of days, infinite without one. [JPY per kW and slot]"""
    by_market = [
        next((p.price_cap_jpy_per_kw_slot for p in market.products if p.name == name), None) for market in book.markets
    ]
    limits = np.array([np.inf if cap is None else cap for cap in by_market])
    return np.asarray(limits[book.market_of_day[first : first + n_days]])
