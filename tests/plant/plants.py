"""Small plants of battery, sun and markets through the package's own rooms."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.assets.solar import SolarPlant
from storage_opt.markets.balancing import BalancingMarket
from storage_opt.markets.intraday import IntradayMarket
from storage_opt.markets.offers import OfferBook, ProductOffers
from storage_opt.markets.spot import SpotMarket
from storage_opt.markets.wheeling import WheelingCharge
from storage_opt.records.dispatch import Dispatch
from storage_opt.records.ledger import Ledger
from storage_opt.records.prices import PriceYear
from storage_opt.records.results import SolveOutcome
from storage_opt.settlement.settle import settle
from storage_opt.solve.certify import Settings
from storage_opt.solve.highs import Deadline
from storage_opt.studies.year import solve_year
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import Period

FIRST_DAY = date(2026, 9, 1)


@dataclass(frozen=True, eq=False)
class Case:
    """Everything that may be there; ``sun`` None: no solar plant."""

    battery: Battery
    price: np.ndarray
    fee: float = 0.0
    connection: Connection = field(default_factory=Connection)
    later: np.ndarray | None = None
    intraday: IntradayMarket | None = None
    wheeling: WheelingCharge | None = None
    sun: np.ndarray | None = None
    market: BalancingMarket | None = None
    reserve: np.ndarray | None = None
    """Availability price of every product. [JPY/kW slot]"""

    def but(self, **changes: Any) -> Case:
        return replace(self, **changes)

    @property
    def period(self) -> Period:
        return Period(FIRST_DAY, len(self.price) // 48)

    @property
    def prices(self) -> PriceYear:
        return PriceYear(2026, self.period, np.asarray(self.price, float), self.later)

    @property
    def site(self) -> Site:
        plant = None if self.sun is None else SolarPlant(float(np.max(self.sun)))
        return Site(self.battery, self.connection, plant)

    @property
    def book(self) -> OfferBook | None:
        if self.market is None or self.reserve is None:
            return None
        n = len(self.price)
        price = np.atleast_2d(self.reserve).astype(float)
        of_each = ProductOffers(price, price, np.ones((1, n)), np.zeros(n))
        products = {product.name: of_each for product in self.market.products}
        return OfferBook((self.market,), np.zeros(n // 48, dtype=np.int64), products, np.asarray(self.price, float))


@dataclass(frozen=True, eq=False)
class Found:
    """Plan, proof and ledger."""

    plan: Dispatch
    outcome: SolveOutcome
    ledger: Ledger

    @property
    def objective(self) -> float:
        return self.outcome.objective_jpy


def solved(case: Case, method: str = "certified") -> Found:
    """Solve to a gap of zero and settle."""
    spot = SpotMarket(case.fee)
    model = YearModel(case.site, spot, intraday=case.intraday, wheeling=case.wheeling)
    one = YearCase(1, 2026, case.prices, case.battery.energy_mwh, case.book, case.sun)
    plan, outcome = solve_year(model, one, Settings(method, 0.0), Deadline())  # type: ignore[arg-type]
    return Found(plan, outcome, settle(case.prices, plan, spot, intraday=case.intraday, wheeling=case.wheeling))
