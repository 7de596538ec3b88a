"""Small problems with balancing products, through the package's own rooms."""

from __future__ import annotations

from datetime import date

import numpy as np

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.markets.balancing import BalancingMarket, Product
from storage_opt.markets.offers import OfferBook, ProductOffers
from storage_opt.markets.spot import SpotMarket
from storage_opt.records.prices import PriceYear
from storage_opt.solve.certify import Settings
from storage_opt.solve.highs import Deadline
from storage_opt.studies.year import solve_year
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import Period


def offers(price: np.ndarray, acceptance: np.ndarray | float = 1.0, fee: float = 0.0) -> ProductOffers:
    """Offers of shape (levels, n_slots) from prices of that shape, or of one level."""
    price = np.atleast_2d(price).astype(float)
    return ProductOffers(price, price, np.broadcast_to(acceptance, price.shape).copy(), np.full(price.shape[1], fee))


def case(
    price: np.ndarray, energy_mwh: float, book: OfferBook | None = None, first: date = date(2026, 9, 1)
) -> YearCase:
    """Whole days of prices [JPY/MWh]."""
    period = Period(first, len(price) // 48)
    return YearCase(
        1, period.fiscal_year, PriceYear(period.fiscal_year, period, np.asarray(price, float)), energy_mwh, book
    )


def book(market: BalancingMarket, price: np.ndarray, of_product: dict[str, ProductOffers]) -> OfferBook:
    """One set of rules on all days; called energy is paid the spot price."""
    return OfferBook((market,), np.zeros(len(price) // 48, dtype=np.int64), of_product, np.asarray(price, float))


def solved(battery: Battery, fee: float, one: YearCase, gap: float = 1e-9, method: str = "mip", form: str = "tight"):
    """Plan and outcome."""
    model = YearModel(Site(battery, Connection()), SpotMarket(fee), form=form)
    return solve_year(model, one, Settings(method=method, relative_gap=gap), Deadline())


__all__ = ["Product", "book", "case", "offers", "solved"]
