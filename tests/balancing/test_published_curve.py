"""Acceptance curves from the exchange's own files."""

import numpy as np
import pytest

from storage_opt.errors import MarketDataError
from storage_opt.inputs.project import read_project
from storage_opt.inputs.published import awards_of_area
from storage_opt.studies.life import Life
from storage_opt.studies.market_data import MarketData
from storage_opt.studies.run import load_prices

OFFERED = "markets.balancing={products: [rr_fit], rules_on: 2024-06-01, source: prices}"


def october(real_data, tmp_path, *overrides):
    """Kyushu in October 2023: spot prices cut from the year, results of tertiary 2 in eight blocks of three hours."""
    spot = load_prices(
        read_project(None, [], {("battery",): {"power_mw": 1, "energy_mwh": 4}, ("area",): "kyushu",
                                ("prices", "source"): str(real_data / "spot_summary_2023.csv")})
    ).years[0]  # fmt: skip
    first = 183 * 48  # 1 April to 1 October
    rows = [
        f"{start},{price / 1000}"
        for start, price in zip(
            spot.period.slot_starts[first : first + 31 * 48], spot.spot_jpy_per_mwh[first:], strict=False
        )
    ]
    table = tmp_path / "october.csv"
    table.write_text("slot_start,spot_jpy_per_kwh\n" + "\n".join(rows) + "\n")
    source = [str(table), str(real_data / "202310_3-2_result.csv")]
    options = {("battery",): {"power_mw": 10, "energy_mwh": 40}, ("area",): "kyushu", ("prices", "source"): source}
    project = read_project(None, overrides, options)
    book = load_prices(project)
    return MarketData(project, book).add_to(Life(project, book).next([])[1])


@pytest.mark.real_data
def test_curve_of_published_results_differs_by_block_and_follows_the_files(real_data, tmp_path):
    case = october(real_data, tmp_path, OFFERED)
    offers = case.offers.offers["rr_fit"]
    by_block = offers.acceptance[0].reshape(31, 8, 6)
    assert (by_block == by_block[:, :, :1]).all()
    assert len(np.unique(by_block[0, :, 0].round(6))) > 4
    run = awards_of_area([real_data / "202310_3-2_result.csv"], "kyushu", 2023).of("rr_fit")[0]
    assert (run.n_days, run.blocks) == (31, 8)
    assert np.nanmax(offers.price_jpy_per_kw_slot) <= 1.5 * np.nanmax(run.max_jpy_per_kw_slot)


@pytest.mark.real_data
def test_results_under_other_rules_are_refused(real_data, tmp_path):
    with pytest.raises(MarketDataError, match="8 blocks a day"):
        october(real_data, tmp_path, OFFERED.replace("2024-06-01", "2026-09-01"))
