"""What is kept from one solve to the next may save time, never change a result."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.markets.balancing import BalancingMarket, Product
from storage_opt.markets.offers import OfferBook, ProductOffers
from storage_opt.markets.spot import SpotMarket
from storage_opt.records.prices import PriceYear
from storage_opt.solve.certify import Settings, Warm, solve_certified
from storage_opt.solve.highs import Deadline
from storage_opt.solve.segments import with_row
from storage_opt.studies.year import wishes_of
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import Period

DAYS = 2
SETTINGS = Settings(relative_gap=1e-9, workers=1)
BATTERY = Battery(5.0, 5.0, 20.0, 0.93, 0.93, wear_jpy_per_mwh=1500.0, soe_initial_mwh=2.0, soe_final_mwh=6.0)


def prices(draw, *, lowest):
    moment = np.arange(48 * DAYS)
    return np.maximum(
        9000 + 6000 * np.sin(moment * 2 * np.pi / 48 - 1.5) + draw.normal(0, 2500, 48 * DAYS), lowest
    ).round(1)


def problem_of(draw, kind, model):
    """One year of the sequence; all of one kind have the same rows."""
    lowest = -3000.0 if kind == "negative" else 10.0
    price = prices(draw, lowest=lowest)
    if kind == "negative":
        price[draw.choice(price.size, 12, replace=False)] = -2000.0
    energy = float(draw.choice([20.0, 18.5, 12.0]))
    book = None
    if kind == "offers":
        market = BalancingMarket((Product("frr", 1, 0.5, 1.0, None, 0.0),), activation={"frr": 0.1})
        paid = draw.lognormal(-0.2, 0.7, price.size)[None, :]
        offers = ProductOffers(paid, paid, np.full(paid.shape, 0.7), np.full(price.size, 0.05))
        book = OfferBook((market,), np.zeros(DAYS, dtype=np.int64), {"frr": offers}, price)
    case = YearCase(1, 2026, PriceYear(2026, Period(date(2026, 9, 1), DAYS), price), energy, book)
    return model.problem(case)


def weighed(problem, share):
    """The margin kept in part, wear in full."""
    margin = sum((s * c for name, (s, c, _) in problem.terms.items() if name != "wear"), np.zeros(problem.n_cols))
    return replace(problem, cost=share * margin - problem.terms["wear"][1])


def impossible(problem):
    """The final energy cannot be reached: bounds of columns alone."""
    upper, lower = problem.col_upper.copy(), problem.col_lower.copy()
    last = problem.families["storage.soe_mwh"][-1]
    upper[problem.families["storage.charge_mw"]] = 0.0
    lower[last] = upper[last] = 12.0
    return replace(problem, col_upper=upper, col_lower=lower)


def limited(problem, share_of_most):
    """A row over all days with both ends, as a piece of a curve has it."""
    margin = sum((s * c for name, (s, c, _) in problem.terms.items() if name != "wear"), np.zeros(problem.n_cols))
    return with_row(problem, "band", margin, -np.inf, share_of_most)


def told(problem, solved):
    """Everything that must not depend on the past."""
    if solved.x is None:
        return solved.outcome, None
    wishes = [float(wish @ solved.x) for wish in wishes_of(problem)]
    return solved.outcome, np.array([solved.objective, solved.bound, *wishes])


@pytest.mark.parametrize(
    ("kind", "seed"), [*((kind, seed) for kind in ("plain", "negative") for seed in range(3)), ("offers", 0)]
)
def test_a_solve_does_not_depend_on_those_before(kind, seed):
    """Prices, energy, shares, keys, a row and infeasible problems in random order; without offers once more, the other way round."""
    draw = np.random.default_rng(seed)
    model = YearModel(Site(BATTERY, Connection()), SpotMarket(40.0))
    plain = [problem_of(draw, kind, model) for _ in range(2)]
    sequence = []
    for number, one in enumerate(plain):
        sequence += [(weighed(one, share), (number, share)) for share in (1.0, 0.1)]
    sequence += [(impossible(plain[0]), (0, 1.0)), (limited(weighed(plain[0], 0.5), 2e5), (0, 0.5))]
    sequence += [(limited(weighed(plain[1], 0.5), 1e5), (0, 0.5)), (weighed(plain[0], 0.1), (1, 1.0))]
    sequence += [(limited(weighed(plain[0], 0.5), most), (0, 0.5)) for most in (1e5, -1e5)]
    draw.shuffle(sequence)
    warm, met = Warm(), set()
    for problem, key in sequence if kind == "offers" else [*sequence, *reversed(sequence)]:
        warm.key = key
        hot = solve_certified(problem, SETTINGS, Deadline(), wishes_of(problem), warm=warm)
        cold = solve_certified(problem, SETTINGS, Deadline(), wishes_of(problem))
        (outcome, found), (expected, truth) = told(problem, hot), told(problem, cold)
        assert outcome == expected
        met.add(outcome)
        if truth is not None:
            assert found == pytest.approx(truth, rel=1e-7, abs=1e-3)
            assert found[:2] == pytest.approx(truth[:2], rel=1e-9, abs=1e-6)
    assert met == {"optimal", "infeasible"}
