"""Short problems with balancing products, and a check of plans on the arrays alone."""

from __future__ import annotations

from datetime import date

import numpy as np

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.markets.balancing import BalancingMarket, Product
from storage_opt.markets.offers import OfferBook, ProductOffers
from storage_opt.markets.spot import SpotMarket
from storage_opt.records.prices import PriceYear
from storage_opt.solve.certify import Settings, solve_certified
from storage_opt.solve.highs import Deadline
from storage_opt.solve.problem import Problem
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import Period


def short_problem(
    seed: int, n_days: int = 3, *, while_charging: bool = False, block: int = 1, runs: int = 1, least: float = 1.0,
    cycles_per_year: float | None = None, n_products: int = 2, power: float = 5.0, lowest_price: float = 500.0,
) -> Problem:  # fmt: skip
    """A few days of a 4-hour battery whose midnights are worth something: prices differ from day to day."""
    draw = np.random.default_rng(seed)
    n = 48 * n_days
    day = np.repeat(draw.uniform(0.6, 1.4, n_days), 48)
    price = np.maximum(
        day * (11_000 - 6_000 * np.cos(np.arange(n) / 48 * 4 * np.pi)) + draw.normal(0, 2_500, n), lowest_price
    )
    energy = 4.0 * power
    battery = Battery(
        power, power, energy, 0.93, 0.93, wear_jpy_per_mwh=1500.0,
        soe_initial_mwh=0.4 * energy, soe_final_mwh=0.3 * energy, max_cycles_per_year=cycles_per_year,
    )  # fmt: skip
    names = ("composite", "rr_fit", "fcr")[:n_products]
    market = BalancingMarket(
        tuple(Product(name, block, 0.5 if block == 1 else 3.0, least, None, 0.06) for name in names),
        reserve_while_charging=while_charging, backing_slots=runs,
        activation={name: 0.1 * (k + 1) for k, name in enumerate(names)},
    )  # fmt: skip
    book = {}
    for name in names:
        paid = np.repeat(draw.lognormal(-0.2, 0.7, n // block), block)[None, :]
        book[name] = ProductOffers(paid, paid, np.full(paid.shape, 0.7), np.full(n, 0.06))
    period = Period(date(2026, 9, 1), n_days)
    case = YearCase(
        1, 2026, PriceYear(2026, period, price), energy, OfferBook((market,), np.zeros(n_days, dtype=np.int64), book, price)
    )  # fmt: skip
    return YearModel(Site(battery, Connection()), SpotMarket(40.0)).problem(case)


def truth(problem: Problem) -> float:
    """Optimum by one MILP without any of the windows."""
    solved = solve_certified(problem, Settings(method="mip", relative_gap=0.0), Deadline())
    assert solved.outcome == "optimal"
    return solved.objective


def assert_is_plan(problem: Problem, x: np.ndarray) -> None:
    """Columns within bounds and whole where they must be, to the last digit; rows within the solver's tolerance."""
    assert (x >= problem.col_lower).all()
    assert (x <= problem.col_upper).all()
    assert (x[problem.is_integer] == np.rint(x[problem.is_integer])).all()
    activity = problem.matrix @ x
    assert (activity >= problem.row_lower - 1e-6).all()
    assert (activity <= problem.row_upper + 1e-6).all()


def assert_least_amounts(problem: Problem, x: np.ndarray, least: float) -> None:
    """Every offer is exactly nothing or at least the smallest bid, to the last digit."""
    offers = np.concatenate([x[places] for name, places in problem.families.items() if name.endswith(".offer_mw")])
    assert (offers > 0.0).any()
    assert ((offers == 0.0) | (offers >= least)).all()
