"""Random short problems and curves for the tests of ``solve/segments.py``."""

from __future__ import annotations

from datetime import date

import numpy as np

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.markets.balancing import BalancingMarket, Product
from storage_opt.markets.offers import OfferBook, ProductOffers
from storage_opt.markets.spot import SpotMarket
from storage_opt.records.prices import PriceYear
from storage_opt.records.sharing import SharingCurve
from storage_opt.solve.problem import Problem
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import Period


class WithAllModes(YearModel):
    """A mode in every slot: where a yen of margin may be worth less than nothing, none may be left out."""

    def _needs_modes(self, case):
        return np.ones(case.prices.period.n_slots, dtype=bool)


def draw_prices(draw: np.random.Generator, n_days: int, lowest: float = 10.0) -> np.ndarray:
    moment = np.arange(48 * n_days)
    return np.maximum(9000 + 6000 * np.sin(moment * 2 * np.pi / 48 - 1.5) + draw.normal(0, 3000, moment.size), lowest)


def draw_battery(draw: np.random.Generator, *, with_budget: bool) -> Battery:
    """Own load and a final energy to be bought force the margin below zero in many cases."""
    power = float(draw.choice([1.0, 5.0, 50.0]))
    energy = power * float(draw.choice([1.0, 2.0, 4.0]))
    eta = float(draw.choice([1.0, 0.93]))
    wear = float(draw.choice([0.0, 500.0, 2000.0, 6000.0]))
    start = float(draw.choice([0.0, 0.5])) * energy
    end = draw.choice(["fixed", "free", "full"], p=[0.5, 0.2, 0.3])
    return Battery(
        power, power, energy, eta, eta, wear_jpy_per_mwh=wear, soe_initial_mwh=start,
        soe_final_mwh={"fixed": start, "free": None, "full": energy}[end], soe_final_is_free=bool(end == "free"),
        auxiliary_mw=float(draw.choice([0.0, 0.0, 0.1])) * power, self_discharge_per_day=float(draw.choice([0.0, 0.0, 0.01])),
        max_cycles_per_year=100.0 if with_budget and draw.random() < 0.5 else None,
    )  # fmt: skip


def draw_book(draw: np.random.Generator, price: np.ndarray) -> OfferBook:
    names, block = ["frr", "rr_fit"][: int(draw.integers(1, 3))], int(draw.choice([1, 6]))
    products = tuple(
        Product(name, block, 0.5 if block == 1 else 3.0, float(draw.choice([0.0, 1.0])), None, 0.0) for name in names
    )
    market = BalancingMarket(
        products, reserve_while_charging=bool(draw.random() < 0.5), activation=dict.fromkeys(names, 0.1)
    )
    offers = {}
    for name in names:
        paid = np.repeat(draw.lognormal(-0.2, 0.7, price.size // block), block)[None, :]
        offers[name] = ProductOffers(paid, paid, np.full(paid.shape, 0.7), np.full(price.size, 0.05))
    return OfferBook((market,), np.zeros(price.size // 48, dtype=np.int64), offers, price)


def draw_problem(draw: np.random.Generator, *, with_offers: bool, with_all_modes: bool) -> tuple[Problem, YearCase]:
    """One to three days; half of them with negative prices."""
    n_days = int(draw.integers(1, 3 if with_offers else 4))
    price = draw_prices(draw, n_days, float(draw.choice([-3000.0, 10.0])))
    if draw.random() < 0.3:
        price = np.round(price, -3)
    battery = draw_battery(draw, with_budget=not with_offers)
    book = draw_book(draw, price) if with_offers else None
    case = YearCase(
        1, 2026, PriceYear(2026, Period(date(2026, 9, 1), n_days), price), battery.energy_mwh, book, wear_may_not_count=True
    )  # fmt: skip
    model = (WithAllModes if with_all_modes else YearModel)(
        Site(battery, Connection()), SpotMarket(float(draw.choice([0.0, 40.0])))
    )
    return model.problem(case), case


def draw_curve(draw: np.random.Generator, low: float, high: float, *, is_rising: bool) -> SharingCurve:
    """Up to five edges within reach and a little beyond; flat pieces, losses shared or not, something paid at zero."""
    width = high - low + 1.0
    edges = set(draw.uniform(low - 0.1 * width, high + 0.1 * width, int(draw.integers(0, 5))).round(0).tolist())
    edges |= {0.0} if draw.random() < 0.5 else set()
    shares = [0.0, 0.0, 0.05, 0.1, 0.15, 0.3, 0.5, 0.95, 1.0, *([] if is_rising else [-0.4, 1.3, -1.0])]
    at_zero = float(draw.choice([0.0, 0.0, 0.3, -0.2])) * width
    return SharingCurve(tuple(sorted(edges)), tuple(draw.choice(shares, len(edges) + 1).tolist()), at_zero)
