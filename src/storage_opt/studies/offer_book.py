"""Offers of a year: prices and acceptance of every product in every slot, from the results of the market and the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from storage_opt.errors import Fault, MarketDataError
from storage_opt.markets.acceptance import Acceptance, accepted_share
from storage_opt.markets.acceptance_fit import fit_acceptance
from storage_opt.markets.balancing import BalancingMarket, Product
from storage_opt.markets.choice import BalancingChoice
from storage_opt.markets.offer_prices import best_prices
from storage_opt.markets.offers import OfferBook, ProductOffers
from storage_opt.messages import Message, say
from storage_opt.records.awards_market import BalancingBook
from storage_opt.records.prices import PriceYear
from storage_opt.records.rule_book import RuleBook
from storage_opt.studies.offer_rules import markets_by_day
from storage_opt.timeline import SLOT_H, SLOTS_PER_DAY, fiscal_year_start
from storage_opt.units import KW_PER_MW

Floats = NDArray[np.float64]

SMALLEST_SHARE = 1e-6
"""An acceptance below one in a million counts as none: the solver refuses coefficients as small as it makes. [-]"""


@dataclass(frozen=True, eq=False)
class _Year:
    """What every product of a year shares."""

    choice: BalancingChoice
    prices: PriceYear
    awards: BalancingBook | None
    markets: tuple[BalancingMarket, ...]
    market_of_day: NDArray[np.int64]
    energy_values: Floats
    """Values of called energy for which a price is chosen, per unit of called share. [JPY per kW and slot]"""

    def accepted(self, shares: Floats) -> Floats:
        """Chances of award as the owner scales them, at most 1."""
        scaled: Floats = np.minimum(1.0, self.choice.accepted_factor * shares)
        return scaled


def offer_book(
    choice: BalancingChoice,
    prices: PriceYear,
    awards: BalancingBook | None,
    rules: RuleBook,
    operating_year: int,
) -> tuple[OfferBook, list[Message]]:
    """Choose prices for every product, season and block, with their acceptance.

    Parameters
    ----------
    choice : BalancingChoice
        Products, rules and kind of acceptance.
    prices : PriceYear
        Spot prices; availability prices and acceptance where the price files hold them.
    awards : BalancingBook or None
        Results of the market by block, from which acceptance curves are made.
    rules : RuleBook
        Dated rules.
    operating_year : int
        Fiscal year in which the plant operates.

    Returns
    -------
    OfferBook
        One set of rules per change inside the period.
    list of Message
        Warnings: prices above the cap in force, settled at the cap.

    Raises
    ------
    MarketDataError
        A product without prices, or results in blocks of another length than the rules ask for.
    NoRuleInForceError
        None of the products is traded.
    """
    markets, market_of_day = markets_by_day(choice, rules, prices.period, operating_year)
    called_jpy_per_mwh = (
        prices.spot_jpy_per_mwh
        if choice.activation_price_jpy_per_mwh is None
        else np.full(prices.period.n_slots, choice.activation_price_jpy_per_mwh)
    )
    spread = float(np.std(prices.spot_jpy_per_mwh)) * SLOT_H / KW_PER_MW
    year = _Year(choice, prices, awards, markets, market_of_day, np.linspace(-spread, spread, choice.levels))
    offers: dict[str, ProductOffers] = {}
    faults, warnings = list[Fault](), list[Message]()
    for name in choice.products:
        made = _offers_of(year, name, faults, warnings)
        if made is not None:
            offers[name] = made
    if faults:
        raise MarketDataError(str(say("balancing.results", year=prices.fiscal_year)), faults)
    return OfferBook(markets, market_of_day, offers, called_jpy_per_mwh), warnings


def _offers_of(year: _Year, name: str, faults: list[Fault], warnings: list[Message]) -> ProductOffers | None:
    """Offers of one product over all days; ``None`` where it is never traded or a fault was added."""
    levels, n_days = year.choice.levels, year.prices.period.n_days
    price = np.full((levels, n_days, SLOTS_PER_DAY), np.nan)
    accepted = np.zeros((levels, n_days, SLOTS_PER_DAY))
    cap, fee = np.full((n_days, SLOTS_PER_DAY), np.inf), np.zeros((n_days, SLOTS_PER_DAY))
    is_traded = False
    for number, market in enumerate(year.markets):
        for product in (p for p in market.products if p.name == name):
            days = np.flatnonzero(year.market_of_day == number)
            found = _curve(year, product, days) if year.choice.acceptance == "curve" else _given(year, product, days)
            if isinstance(found, Fault):
                faults.append(found)
                return None
            price[:, days], accepted[:, days] = found
            fee[days] = product.fee_jpy_per_kw_slot
            if product.price_cap_jpy_per_kw_slot is not None:
                cap[days] = product.price_cap_jpy_per_kw_slot
            is_traded = True
    if not is_traded:
        warnings.append(say("balancing.not_traded", product=say(f"balancing.product.{name}")))
        return None
    accepted = np.where(np.isnan(price) | (accepted < SMALLEST_SHARE), 0.0, accepted)
    above = (price > cap) & (accepted > 0.0)
    if above.any():
        first = np.argwhere(above)[0][1]
        warnings.append(
            say(
                "balancing.above_cap",
                product=say(f"balancing.product.{name}"),
                slots=int(above.any(axis=0).sum()),
                cap=float(cap[first].min()),
                rule="balancing.price_cap",
            )
        )
    flat = (levels, n_days * SLOTS_PER_DAY)
    return ProductOffers(
        price.reshape(flat), np.minimum(price, cap).reshape(flat), accepted.reshape(flat), fee.reshape(-1)
    )


def _curve(year: _Year, product: Product, days: NDArray[np.int64]) -> tuple[Floats, Floats] | Fault:
    """Best prices of the acceptance curve of each season and block, shape (levels, days, 48) each."""
    runs = () if year.awards is None else year.awards.of(product.name)
    if not runs:
        return _without_results(year, product)
    shape = (year.choice.levels, len(days), SLOTS_PER_DAY)
    price, accepted = np.full(shape, np.nan), np.zeros(shape)
    offset = [(run.first_day - year.prices.period.first_day).days for run in runs]
    covered = np.zeros(year.prices.period.n_days, dtype=bool)
    for run, start in zip(runs, offset, strict=True):
        covered[max(0, start) : max(0, start + run.n_days)] = True
    if not covered[days].all():
        return _without_days(year, product, days[~covered[days]])
    for run, start in zip(runs, offset, strict=True):
        here = np.flatnonzero((days >= start) & (days < start + run.n_days))
        if not here.size:
            continue
        if run.slots_per_block != product.block_slots:
            return Fault(
                say(
                    "balancing.other_blocks",
                    product=say(f"balancing.product.{product.name}"),
                    found=run.blocks,
                    expected=product.n_blocks,
                    day=run.first_day,
                ),
                say("balancing.other_blocks.do"),
            )
        curve = fit_acceptance(run, product.price_cap_jpy_per_kw_slot)
        chosen = _chosen(year, product, curve)
        season = run.seasons[days[here] - start]
        shares = year.accepted(accepted_share(chosen, curve))
        price[:, here] = np.repeat(chosen[:, season], product.block_slots, axis=2)
        accepted[:, here] = np.repeat(shares[:, season], product.block_slots, axis=2)
    return price, accepted


def _chosen(year: _Year, product: Product, curve: Acceptance) -> Floats:
    """Best price for each value of called energy, shape (levels, seasons, blocks). [JPY per kW and slot]"""
    share = year.choice.activation.get(product.name, 0.0)
    return best_prices(
        lambda price: year.accepted(accepted_share(price, curve)),
        np.zeros(np.shape(curve.lowest_jpy_per_kw_slot)),
        curve.cap_jpy_per_kw_slot,
        product.fee_jpy_per_kw_slot,
        share * year.energy_values,
    )


def _given(year: _Year, product: Product, days: NDArray[np.int64]) -> tuple[Floats, Floats] | Fault:
    """Take prices of the files or the mean award prices of the market, with one share for all offers or with all taken."""
    price = _price_by_slot(year, product)
    if price is None:
        return _without_results(year, product)
    by_day = price.reshape(-1, SLOTS_PER_DAY)[days]
    given = year.prices.acceptance.get(product.name)
    if year.choice.acceptance == "certain":
        accepted = np.ones_like(by_day)
    elif year.choice.accepted_share is not None:
        accepted = year.accepted(np.full_like(by_day, year.choice.accepted_share))
    elif given is not None:
        accepted = year.accepted(given.reshape(-1, SLOTS_PER_DAY)[days])
    else:
        return Fault(
            say("balancing.no_share", product=say(f"balancing.product.{product.name}")), say("balancing.no_share.do")
        )
    shape = (year.choice.levels, *by_day.shape)
    at_one_level = np.zeros(shape)
    at_one_level[0] = np.where(np.isnan(by_day), 0.0, accepted)
    return np.broadcast_to(by_day, shape).copy(), at_one_level


def _price_by_slot(year: _Year, product: Product) -> Floats | None:
    """Availability price of the price files, else the mean award price; NaN: no price. [JPY per kW and slot]"""
    given: Mapping[str, Floats] = year.prices.availability_jpy_per_kw_slot
    if product.name in given:
        return given[product.name]
    if year.awards is not None and year.awards.of(product.name):
        first = (year.prices.period.first_day - fiscal_year_start(year.awards.fiscal_year)).days * SLOTS_PER_DAY
        return year.awards.by_slot(product.name, "mean_jpy_per_kw_slot")[first : first + year.prices.period.n_slots]
    return None


def _without_days(year: _Year, product: Product, days: NDArray[np.int64]) -> Fault:
    first = year.prices.period.first_day
    return Fault(
        say(
            "balancing.days_missing",
            product=say(f"balancing.product.{product.name}"),
            first=first + timedelta(days=int(days[0])),
            last=first + timedelta(days=int(days[-1])),
            count=days.size,
        ),
        say("balancing.days_missing.do"),
    )


def _without_results(year: _Year, product: Product) -> Fault:
    name = say(f"balancing.product.{product.name}")
    if year.choice.acceptance == "curve":
        return Fault(say("balancing.no_results", product=name), say("balancing.no_results.do"))
    return Fault(
        say("balancing.no_price", product=name, column=f"{product.name}_jpy_per_kw_slot"), say("balancing.no_price.do")
    )
