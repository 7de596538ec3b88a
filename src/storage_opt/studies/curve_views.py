"""Offers priced from acceptance curves of what was published, and awarded as the curves of the whole year say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import numpy as np

from storage_opt.markets.acceptance import Acceptance, accepted_share
from storage_opt.markets.acceptance_fit import fit_acceptance
from storage_opt.markets.balancing import Product
from storage_opt.markets.choice import BalancingChoice
from storage_opt.markets.offer_prices import best_prices
from storage_opt.markets.offers import ProductOffers
from storage_opt.records.awards_market import BalancingBook, BalancingRun
from storage_opt.records.prices import Floats
from storage_opt.studies.offer_book import SMALLEST_SHARE
from storage_opt.studies.offer_views import PastOffers, of_days
from storage_opt.timeline import SLOT_H, SLOTS_PER_DAY
from storage_opt.units import KW_PER_MW


@dataclass(frozen=True, eq=False)
class PastCurves:
    """Prices from curves fitted again and again on all results published before the moment.

    Before the first fit nothing is offered. A price once bid is paid if it is awarded, cut at the cap; the awarded share at that price is
    the one of the curve of the whole year, which also settles the year with perfect foresight: an owner who bids from the past errs
    where the market changed.

    Parameters
    ----------
    past : PastOffers
        Rules, periods and publication; of its book only rules and fees are taken.
    awards : BalancingBook
        Results of the market by block.
    choice : BalancingChoice
        Price levels, called shares, factor on acceptance.
    spot_jpy_per_mwh : ndarray, shape (n_slots,)
        Spot prices of the period of ``past``, of which the spread of published ones sets the values of called energy. [JPY/MWh]
    refit_days : int
        Published days from one fit to the next; also the least for the first.
    """

    past: PastOffers
    awards: BalancingBook
    choice: BalancingChoice
    spot_jpy_per_mwh: Floats
    refit_days: int = 28
    _made: dict[tuple[object, ...], tuple[Floats, Floats]] = field(default_factory=dict)

    def seen(self, moment: datetime, first_day: date, n_days: int) -> Mapping[str, ProductOffers]:
        """Best prices of the curves fitted last, with the shares that these expect."""
        return {name: self._seen(name, moment, first_day, n_days) for name in self.past.book.offers}

    def _seen(self, name: str, moment: datetime, first_day: date, n_days: int) -> ProductOffers:
        first = (first_day - self.past.period.first_day).days
        rule = of_days(self.past.book.offers[name], first, n_days)
        known = max(0, self.past.known_days(name, moment))
        fitted = known // self.refit_days * self.refit_days
        price = np.full((rule.levels, n_days, SLOTS_PER_DAY), np.nan)
        share, cap = np.zeros_like(price), np.full(n_days, np.inf)
        for number in range(n_days):
            product = self._product(name, first + number)
            if product is None or not fitted:
                continue
            cap[number] = product.price_cap_jpy_per_kw_slot or np.inf
            day = first_day + timedelta(days=number)
            price[:, number], share[:, number] = self._chosen(product, fitted, season_of(day))
        share = np.where(np.isnan(price) | (share < SMALLEST_SHARE), 0.0, share)
        shape = (rule.levels, n_days * SLOTS_PER_DAY)
        paid = np.minimum(price, cap[:, None])
        return replace(
            rule,
            price_jpy_per_kw_slot=price.reshape(shape),
            paid_jpy_per_kw_slot=paid.reshape(shape),
            acceptance=share.reshape(shape),
        )

    def outcome(self, name: str, day: date, bid: ProductOffers) -> ProductOffers:
        """Pay what was bid, for the share of it that the curve of the whole year awards."""
        product = self._product(name, (day - self.past.period.first_day).days)
        runs = [run for run in self.awards.of(name) if run.first_day <= day <= run.last_day]
        if product is None or not runs:
            return replace(bid, acceptance=np.zeros_like(bid.acceptance))
        curve = by_slot(fit_acceptance(runs[0], product.price_cap_jpy_per_kw_slot), season_of(day))
        share = self._scaled(accepted_share(bid.price_jpy_per_kw_slot, curve))
        return replace(bid, acceptance=np.where(np.isnan(share), 0.0, share))

    def _chosen(self, product: Product, fitted: int, season: int) -> tuple[Floats, Floats]:
        """Best prices and their shares on a day of a season, shape (levels, 48) each, from the first ``fitted`` days."""
        key = (product, fitted, season)
        if key not in self._made:
            run = self._published(product, fitted)
            if run is None:
                none = np.full((self.choice.levels, SLOTS_PER_DAY), np.nan)
                self._made[key] = none, np.zeros_like(none)
            else:
                self._made[key] = self._best(product, run, fitted, season)
        return self._made[key]

    def _best(self, product: Product, run: BalancingRun, fitted: int, season: int) -> tuple[Floats, Floats]:
        curve = by_slot(fit_acceptance(run, product.price_cap_jpy_per_kw_slot), season)
        begins = np.arange(SLOTS_PER_DAY) // product.block_slots * product.block_slots
        curve = at_slots(curve, begins)
        spread = float(np.std(self.spot_jpy_per_mwh[: fitted * SLOTS_PER_DAY])) * SLOT_H / KW_PER_MW
        values = self.choice.activation.get(product.name, 0.0) * np.linspace(-spread, spread, self.choice.levels)
        price = best_prices(
            lambda tried: self._scaled(accepted_share(tried, curve)),
            np.zeros(SLOTS_PER_DAY),
            curve.cap_jpy_per_kw_slot,
            product.fee_jpy_per_kw_slot,
            values,
        )
        return price, self._scaled(accepted_share(price, curve))

    def _published(self, product: Product, fitted: int) -> BalancingRun | None:
        """Cut the results to those published: in blocks of the product's length, or, soon after a change, the ones before."""
        first = self.past.period.first_day
        parts = [(run, (first - run.first_day).days + fitted) for run in self.awards.of(product.name)]
        parts = [(run, min(days, run.n_days)) for run, days in parts if days > 0]
        same = [(run, days) for run, days in parts if run.slots_per_block == product.block_slots and days >= 7]
        if not parts:
            return None
        run, days = (same or parts)[-1]
        return replace(run, **{name: array[:days] for name, array in run.arrays.items()})  # type: ignore[arg-type]

    def _product(self, name: str, day: int) -> Product | None:
        book = self.past.book
        market = book.markets[int(book.market_of_day[day])]
        return next((product for product in market.products if product.name == name), None)

    def _scaled(self, share: Floats) -> Floats:
        return np.minimum(1.0, self.choice.accepted_factor * share)


def season_of(day: date) -> int:
    """Season of a day, as an index of ``SEASONS``.

    >>> [season_of(date(2024, month, 1)) for month in (2, 3, 6, 9, 12)]
    [3, 0, 1, 2, 3]
    """
    return (day.month - 3) % 12 // 3


def by_slot(curve: Acceptance, season: int) -> Acceptance:
    """Curve of one season, spread from blocks over the 48 slots of a day."""

    def spread(values: object) -> Floats:
        array = np.asarray(values, dtype=np.float64)
        row = np.broadcast_to(array, np.shape(curve.demand_share))[season]
        return np.repeat(row, SLOTS_PER_DAY // row.size)

    return Acceptance(*(spread(values) for values in vars(curve).values()))


def at_slots(curve: Acceptance, slots: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Acceptance:
    """Curve of each slot taken from another slot of the day, such as the first of its block."""
    return Acceptance(*(np.asarray(values)[slots] for values in vars(curve).values()))
