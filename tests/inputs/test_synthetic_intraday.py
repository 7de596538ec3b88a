"""Generated intraday market against price_statistics 4.6, and what it promises whatever the constants are."""

import numpy as np
import pyarrow.parquet as pq
import pytest

from storage_opt.inputs.bundled import market_data_folder
from storage_opt.inputs.synthetic.generate import generate_spot
from storage_opt.inputs.synthetic.intraday import generate_intraday, system_price

# mean and standard deviation of intraday less system price, correlation, mean high less low, trades and MWh per slot
PUBLISHED = {
    2023: (0.96, 2.17, 0.878, 8.11, 126, 351),
    2024: (0.74, 1.88, 0.905, 8.95, 159, 422),
    2025: (0.82, 1.81, 0.912, 8.68, 177, 394),
}
SYSTEM_MEAN = {2023: 10.74, 2024: 12.29, 2025: 11.06}


@pytest.mark.parametrize("year", PUBLISHED)
def test_bundled_years_have_the_published_spread_to_spot(year):
    table = pq.read_table(market_data_folder() / "synthetic" / f"intraday_FY{year}.parquet")
    mean, high, low, volume, trades = (table.column(n).to_numpy() for n in table.column_names[1:])
    spot = pq.read_table(market_data_folder() / "synthetic" / f"spot_FY{year}.parquet").column("spot_jpy_per_kwh")
    system = system_price(spot.to_numpy().reshape(9, -1))
    difference = mean - system
    made = (
        *(difference.mean(), difference.std(), np.corrcoef(mean, system)[0, 1]),
        *((high - low).mean(), trades.mean(), volume.mean()),
    )
    assert made == pytest.approx(PUBLISHED[year], rel=0.02)
    assert system.mean() == pytest.approx(SYSTEM_MEAN[year], abs=0.05)


@pytest.mark.parametrize("regime", ["normal", "crisis"])
def test_prices_are_ticks_in_order_at_or_above_the_floor(regime):
    market = generate_intraday(2026, generate_spot(2026, seed=4, regime=regime), seed=4, regime=regime)
    low, mean, high = market.low_jpy_per_kwh, market.mean_jpy_per_kwh, market.high_jpy_per_kwh
    assert (low <= mean).all() and (mean <= high).all() and low.min() == 0.01
    for price in (low, mean, high):
        np.testing.assert_allclose(price, np.round(price, 2), atol=1e-12)
    assert market.trades.min() >= 1 and market.volume_mwh.min() >= 1


def test_same_seed_same_market():
    prices = generate_spot(2024, seed=4)
    one, two, other = (generate_intraday(2024, prices, seed=seed) for seed in (4, 4, 5))
    assert np.array_equal(one.mean_jpy_per_kwh, two.mean_jpy_per_kwh)
    assert (one.mean_jpy_per_kwh != other.mean_jpy_per_kwh).mean() > 0.9
