"""Random numbers: the same for a draw whatever else is drawn, evenly spread, and the distributions made of them."""

import math

import numpy as np
import pytest
from scipy import stats

from storage_opt.records.distributions import Listed, Lognormal, Triangular
from storage_opt.studies.draw_streams import uniforms

N = 20_000


def first(quantity, seed=1):
    return np.array([uniforms(seed, number, quantity, 1)[0] for number in range(1, N + 1)])


@pytest.fixture(scope="module")
def capex():
    return first("capex")


def test_numbers_are_those_of_every_other_machine_and_day():
    assert uniforms(1, 1, "capex", 2) == pytest.approx(PINNED, abs=1e-15)
    assert uniforms(1, 1, "capex", 500)[:2] == uniforms(1, 1, "capex", 2)


PINNED = [0.36294941776427864, 0.30936156542664023]


def test_numbers_spread_evenly_within_a_draw_and_over_draws(capex):
    """The distance to the even distribution exceeds 1.95 / √n in one of a thousand cases; numbers squared are caught."""
    limit = 1.95 / math.sqrt(N)
    within = np.array(uniforms(5, 3, "price_years", N))
    for numbers in (capex, within):
        assert stats.kstest(numbers, "uniform").statistic < limit
        assert numbers.min() > 0.0 and numbers.max() < 1.0
    assert stats.kstest(capex**1.03, "uniform").statistic > limit


@pytest.mark.parametrize(("quantity", "seed", "shift"), [("fade", 1, 0), ("capex", 2, 0), ("capex", 1, 1)])
def test_quantities_seeds_and_draws_are_independent(capex, quantity, seed, shift):
    other = first(quantity, seed)
    other, mine = other[shift:], capex[: N - shift]
    assert abs(np.corrcoef(mine, other)[0, 1]) < 4.0 / math.sqrt(N)


TRIANGULAR, LOGNORMAL = Triangular(0.9, 1.0, 1.25), Lognormal(1.1, 0.4)


def test_inverse_distributions_are_those_of_scipy():
    shares = np.linspace(0.001, 0.999, 101)
    shape = (1.0 - 0.9) / (1.25 - 0.9)
    expected = stats.triang(shape, 0.9, 0.35).ppf(shares)
    assert [TRIANGULAR.at(s) for s in shares] == pytest.approx(expected.tolist(), rel=1e-12)
    median = 1.1 * math.exp(-0.5 * 0.4**2)
    expected = stats.lognorm(0.4, scale=median).ppf(shares)
    assert [LOGNORMAL.at(s) for s in shares] == pytest.approx(expected.tolist(), rel=1e-9)
    for edge in (Triangular(1.0, 1.0, 2.0), Triangular(1.0, 2.0, 2.0)):
        assert 1.0 < edge.at(1e-9) < edge.at(0.5) < edge.at(1 - 1e-9) < 2.0


def test_moments_are_those_of_the_theory(capex):
    """Within four standard errors; a lognormal whose median is 1.1 would lie twenty away."""
    triangular, lognormal = (np.array([d.at(u) for u in capex]) for d in (TRIANGULAR, LOGNORMAL))
    spread = math.sqrt((0.9**2 + 1 + 1.25**2 - 0.9 - 0.9 * 1.25 - 1.25) / 18)
    assert triangular.mean() == pytest.approx((0.9 + 1.0 + 1.25) / 3, abs=4 * spread / math.sqrt(N))
    assert triangular.std() == pytest.approx(spread, rel=0.02)
    wide = 1.1 * math.sqrt(math.exp(0.4**2) - 1)
    error = wide / math.sqrt(N)
    assert lognormal.mean() == pytest.approx(1.1, abs=4 * error)
    assert abs(1.1 * math.exp(0.5 * 0.4**2) - 1.1) > 20 * error
    assert np.log(lognormal).std() == pytest.approx(0.4, rel=0.02)


def test_listed_values_come_as_often_as_stated(capex):
    delay = Listed({2: 0.1, 0: 0.7, 1: 0.2})
    drawn = [delay.at(u) for u in capex]
    for value, share in ((0, 0.7), (1, 0.2), (2, 0.1)):
        assert drawn.count(value) / N == pytest.approx(share, abs=4 * math.sqrt(share * (1 - share) / N))
    assert [delay.at(u) for u in (0.05, 0.75, 0.95)] == [0, 1, 2], "more of the number is more of the quantity"
    assert Listed({0.5: 0.5, 2.0: 0.5}).at(0.999999) == 2.0
