"""Plants, markets and views of the walks through all gates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.inputs.project import read_project
from storage_opt.inputs.rules import rule_book
from storage_opt.markets.balancing import BalancingMarket, Product
from storage_opt.markets.intraday import IntradayMarket
from storage_opt.markets.offers import OfferBook, ProductOffers
from storage_opt.markets.spot import SpotMarket
from storage_opt.records.prices import PriceYear
from storage_opt.studies.life import Life
from storage_opt.studies.market_data import MarketData
from storage_opt.studies.offer_views import KnownOffers, of_days
from storage_opt.studies.run import load_prices
from storage_opt.studies.spot_bid_walk import ImbalancePrice
from storage_opt.studies.walk_rules import Recourse
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import Period

FIRST = date(2026, 9, 1)
RULES = rule_book()
RECOURSE = Recourse(ImbalancePrice(3_000.0, 3_000.0), 500.0, leaves_position=True)
DAY_AHEAD = date(2026, 9, 1)


def tiny(intraday: IntradayMarket | None = None, fee: float = 0.0, **battery: float) -> YearModel:
    """One slot fills it, one empties it, nothing is lost; full at both ends."""
    options = {"soe_initial_mwh": 0.5} | battery
    return YearModel(
        Site(Battery(1.0, 1.0, 0.5, 1.0, 1.0, **options), Connection()), SpotMarket(fee), intraday=intraday
    )


def tiny_case(
    spot: np.ndarray, pay: np.ndarray | None = None, share: float = 1.0, alpha: float = 0.0, **prices: np.ndarray
) -> YearCase:
    """Whole days from 1 September 2026; composite at ``pay`` JPY per kW and slot, awarded ``share`` of what is offered."""
    spot = np.asarray(spot, dtype=float)
    n_days = len(spot) // 48
    year = PriceYear(2026, Period(FIRST, n_days), spot, **prices)
    if pay is None:
        return YearCase(1, 2026, year, 0.5)
    market = BalancingMarket((Product("composite", 1, 0.5, 1.0, None, 0.0),), activation={"composite": alpha})
    paid = np.asarray(pay, dtype=float)[None, :]
    offers = ProductOffers(paid, paid, np.full_like(paid, share), np.zeros(len(spot)))
    book = OfferBook((market,), np.zeros(n_days, dtype=np.int64), {"composite": offers}, spot)
    return YearCase(1, 2026, year, 0.5, book)


@dataclass(frozen=True, eq=False)
class Disappointing:
    """Offers are seen as they are, and awarded another share."""

    known: KnownOffers
    share: float

    def seen(self, moment: datetime, first_day: date, n_days: int) -> Mapping[str, ProductOffers]:
        return self.known.seen(moment, first_day, n_days)

    def outcome(self, name: str, day: date, bid: ProductOffers) -> ProductOffers:
        got = self.known.outcome(name, day, bid)
        return replace(got, acceptance=np.full_like(got.acceptance, self.share))


def known_offers(case: YearCase) -> KnownOffers:
    return KnownOffers(case.offers, case.prices.period)


def bundled_case(
    fiscal_year: int,
    products: list[str],
    rules_on: str,
    acceptance: str = "certain",
    power_mw: float = 50.0,
    **battery: float,
) -> tuple[YearModel, YearCase]:
    """A four-hour plant in Tokyo at bundled synthetic prices."""
    balancing = {
        "products": products, "activation": dict.fromkeys(products, 0.1), "source": "bundled:synthetic", "rules_on": rules_on,
        "acceptance": {"kind": acceptance},
    }  # fmt: skip
    if rules_on != "delivery":
        balancing["rules_on"] = date.fromisoformat(rules_on)
    options = {
        ("area",): "tokyo",
        ("start_fiscal_year",): 2028,
        ("battery",): {
            "power_mw": power_mw, "energy_mwh": 4 * power_mw, "round_trip_efficiency": 0.86, "soe_initial_mwh": 2 * power_mw,
            "wear_jpy_per_mwh": 2000.0, **battery,
        },
        ("markets",): {"spot": {"fee_jpy_per_kwh": 0.04}, "balancing": balancing},
        ("prices",): {"source": "bundled:synthetic", "fiscal_years": [fiscal_year]},
    }  # fmt: skip
    project = read_project(None, [], options)
    book = load_prices(project)
    model = YearModel(project.site, project.spot)
    return model, MarketData(project, book).add_to(Life(project, book).next([])[1])


def days_of(case: YearCase, first: int, n_days: int) -> YearCase:
    """Some days of a case."""
    prices, slots = case.prices, slice(first * 48, (first + n_days) * 48)
    period = Period(prices.period.first_day + timedelta(days=first), n_days)
    spot = prices.spot_jpy_per_mwh[slots]
    book = case.offers
    if book is not None:
        offers = {name: of_days(o, first, n_days) for name, o in book.offers.items()}
        book = OfferBook(book.markets, book.market_of_day[first : first + n_days], offers, spot)
    return replace(case, prices=PriceYear(prices.fiscal_year, period, spot), offers=book)
