"""The bundled years against the published spread of FY2023 to FY2025.

Published values: price_statistics 4.1 and 4.5, computed from the JEPX spot files of the three fiscal years.
"""

from datetime import date, timedelta

import numpy as np
import pytest

from storage_opt.inputs.synthetic.calibration import template
from storage_opt.inputs.synthetic.dataset import BUNDLED_SEED
from storage_opt.inputs.synthetic.generate import generate_spot
from storage_opt.records.prices import AREAS
from storage_opt.timeline import fiscal_year_start

YEARS = (2023, 2024, 2025)
STATISTICS = (
    *("mean", "std", "p5", "p95", "floor_share", "spike_share"),
    *("spread", "tb2h", "tb4h", "day_correlation", "weekend_ratio"),
)
# Least and greatest of the three published years; JPY/kWh, shares in %.
PUBLISHED = """
hokkaido  least     11.45  4.278      1  18.28  1.986  0.091   11.7  10.44  9.243  0.652   0.85
hokkaido  greatest  12.64  5.401      6     20  3.535  1.524  14.73   12.6  10.77  0.686  0.899
tohoku    least     11.33  4.282      1  17.66  2.089  0.097  11.07  10.02  8.887  0.615  0.865
tohoku    greatest  12.69  4.388   5.01     20  3.307  0.411  12.02  10.74  9.464  0.712   0.91
tokyo     least      12.2   3.84   5.12  18.18  0.599  0.154   9.45  8.279  7.246  0.701  0.844
tokyo     greatest  13.66  4.085    8.5  20.78  1.964  0.559  9.731  8.768  7.895  0.766  0.886
chubu     least     11.14  4.213   0.03  17.46  1.022  0.176  11.05  9.551  8.262  0.711  0.801
chubu     greatest  12.83  5.172   5.26  20.82  4.793  1.119  12.85  11.18  9.745  0.734  0.839
hokuriku  least     9.851  4.331   0.01  17.09  1.341  0.171  11.13  9.716  8.552  0.704  0.797
hokuriku  greatest  11.85  5.205      5  20.55  7.024  1.079  12.48  11.09  9.813  0.761  0.825
kansai    least     9.743  4.371   0.01  17.06  1.604  0.171  11.21  9.817   8.66  0.699  0.788
kansai    greatest   11.7  5.172   4.69  20.44  7.087  0.942  12.31  10.97  9.714  0.778  0.823
chugoku   least     9.689  4.031   0.01     17  2.106  0.142  11.12   9.76  8.539  0.663  0.808
chugoku   greatest  11.66  5.195  3.865  20.44  7.212   0.93  12.47  11.12  9.839  0.777  0.825
shikoku   least     8.846  3.914   0.01  15.17  4.618  0.091  11.22  9.929   8.66  0.639  0.836
shikoku   greatest  10.66  5.246   0.02  19.63  7.895  0.868  12.48   11.3  10.05  0.767  0.875
kyushu    least     9.138  4.331   0.01  16.52  5.611  0.091  11.76  10.59   9.44  0.647  0.817
kyushu    greatest  10.86  5.255   0.01  19.73   12.4  0.685  13.84  12.55  11.13  0.725  0.825
"""
# Pairs of areas: correlation and share of equal prices (published least and greatest; None: not published by year).
PAIRS = {
    ("tokyo", "kansai"): ((0.75, 0.82), (0.27, 0.30)),
    ("kansai", "kyushu"): ((0.86, 0.92), (0.76, 0.86)),
    ("tokyo", "hokkaido"): ((0.67, 0.78), None),
    ("tokyo", "tohoku"): (None, (0.71, 0.80)),
    ("tokyo", "chubu"): (None, (0.54, 0.68)),
    ("chubu", "kansai"): (None, (0.51, 0.91)),
    ("tohoku", "hokkaido"): (None, (0.71, 0.92)),
    ("kansai", "chugoku"): (None, (0.90, 0.99)),
    ("chugoku", "shikoku"): (None, (0.61, 0.99)),
}
ALL_EQUAL = (0.08, 0.18)
# Beside 10 % of the published value: half a yen for prices, half a percentage point for shares of slots.
SLACK = {"day_correlation": 0.0, "weekend_ratio": 0.0}


def published() -> dict[tuple[str, str], tuple[float, float]]:
    rows = {tuple(line.split()[:2]): line.split()[2:] for line in PUBLISHED.splitlines() if line}
    return {
        (area, name): (float(rows[area, "least"][column]), float(rows[area, "greatest"][column]))
        for area in AREAS
        for column, name in enumerate(STATISTICS)
    }


def limits() -> dict[tuple[str, str], tuple[float, float]]:
    widened = {}
    for (area, name), (low, high) in published().items():
        slack = SLACK.get(name, 0.5)
        widened[area, name] = min(low * 0.9, low - slack), max(high * 1.1, high + slack)
    return widened


def statistics(prices: np.ndarray, fiscal_year: int) -> dict[str, float]:
    days = prices.reshape(-1, 48)
    ordered, daily = np.sort(days, axis=1), days.mean(axis=1)
    first = fiscal_year_start(fiscal_year)
    weekend = np.array([(first + timedelta(days=n)).weekday() >= 5 for n in range(len(days))])
    return {
        "mean": prices.mean(),
        "std": prices.std(),
        "p5": np.percentile(prices, 5),
        "p95": np.percentile(prices, 95),
        "floor_share": 100 * (prices == 0.01).mean(),
        "spike_share": 100 * (prices >= 30).mean(),
        "spread": (ordered[:, -1] - ordered[:, 0]).mean(),
        "tb2h": (ordered[:, -4:].mean(axis=1) - ordered[:, :4].mean(axis=1)).mean(),
        "tb4h": (ordered[:, -8:].mean(axis=1) - ordered[:, :8].mean(axis=1)).mean(),
        "day_correlation": np.corrcoef(daily[:-1], daily[1:])[0, 1],
        "weekend_ratio": daily[weekend].mean() / daily[~weekend].mean(),
    }


def runs(mask: np.ndarray) -> np.ndarray:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(int), [0]]))).reshape(-1, 2)
    return edges[:, 1] - edges[:, 0]


@pytest.fixture(scope="module")
def market() -> dict[int, np.ndarray]:
    return {year: generate_spot(year, seed=BUNDLED_SEED) for year in YEARS}


@pytest.mark.parametrize("year", YEARS)
def test_headline_statistics_lie_within_the_published_spread(market, year):
    outside = []
    for row, area in enumerate(AREAS):
        for name, value in statistics(market[year][row], year).items():
            low, high = limits()[area, name]
            if not low <= value <= high:
                outside.append(f"{year} {area} {name}: {value:.3f} not in {low:.3f} to {high:.3f}")
    assert not outside, "\n".join(outside)


@pytest.mark.parametrize("seed", [11, 12])
def test_other_seeds_are_as_close_as_the_bundled_one(seed):
    table, inside = limits(), []
    for year in YEARS:
        for area, prices in zip(AREAS, generate_spot(year, seed=seed), strict=True):
            found = statistics(prices, year)
            inside += [table[area, name][0] <= found[name] <= table[area, name][1] for name in STATISTICS]
    assert np.mean(inside) > 0.95


@pytest.mark.parametrize("year", YEARS)
def test_areas_are_coupled_as_published(market, year):
    prices = dict(zip(AREAS, market[year], strict=True))
    for (one, other), (correlation, equal) in PAIRS.items():
        if correlation is not None:
            found = np.corrcoef(prices[one], prices[other])[0, 1]
            assert correlation[0] - 0.06 <= found <= correlation[1] + 0.06, (one, other)
        if equal is not None:
            assert equal[0] - 0.05 <= (prices[one] == prices[other]).mean() <= equal[1] + 0.05, (one, other)
    all_equal = (market[year].max(axis=0) == market[year].min(axis=0)).mean()
    assert ALL_EQUAL[0] - 0.06 <= all_equal <= ALL_EQUAL[1] + 0.06


@pytest.mark.parametrize("year", YEARS)
def test_seasonal_half_hour_shape_is_the_published_one(market, year):
    first = fiscal_year_start(year)
    days = market[year].shape[1] // 48
    season = np.array([((first + timedelta(days=n)).month - 3) % 12 // 3 for n in range(days)])
    for row in range(len(AREAS)):
        made = np.array([market[year][row].reshape(days, 48)[season == s].mean(axis=0) for s in range(4)])
        error = made - template(year).shape[row]
        assert np.abs(error).mean() < 0.5
        assert np.corrcoef(made.ravel(), template(year).shape[row].ravel())[0, 1] > 0.97


@pytest.mark.parametrize("area", ["tokyo", "kansai", "kyushu"])
def test_floor_and_spikes_come_in_runs(market, area):
    row = AREAS.index(area)
    floor = np.concatenate([runs(market[year][row] == 0.01) for year in YEARS])
    spikes = np.concatenate([runs(market[year][row] >= 30) for year in YEARS])
    assert 5 <= floor.mean() <= 11  # published: 5 to 11 slots
    assert 2 <= spikes.mean() <= 4.5  # published: 2 to 4 slots
    at_floor = (market[2023][row] == 0.01).reshape(-1, 48).mean(axis=0)
    assert at_floor[16:30].mean() > 5 * at_floor[36:].mean()  # in the solar valley, hardly in the evening


def test_most_peaks_are_in_the_evening_and_most_valleys_at_midday(market):
    for row in range(len(AREAS)):
        days = np.concatenate([market[year][row].reshape(-1, 48) for year in YEARS])
        peak, valley = days.argmax(axis=1) + 1, days.argmin(axis=1) + 1
        assert 0.60 <= ((peak >= 33) & (peak <= 42)).mean() <= 0.88  # published 0.62 to 0.79
        assert 0.48 <= ((valley >= 17) & (valley <= 30)).mean() <= 0.87  # published 0.54 to 0.82


def test_holidays_are_cheaper_than_working_days_around_them(market):
    def mean_of(day: date) -> float:
        start = (day - fiscal_year_start(2024)).days * 48
        return float(market[2024][:, start : start + 48].mean())

    golden_week = np.mean([mean_of(date(2024, 5, d)) for d in (3, 4, 5)])
    working = np.mean([mean_of(date(2024, 5, d)) for d in (7, 8, 9, 10, 13, 14, 15, 16, 17)])
    assert golden_week < working
