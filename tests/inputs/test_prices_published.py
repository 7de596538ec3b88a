"""Published files, where they are at hand: figures known beforehand come out of the door."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from price_tables import refusal, spot

from storage_opt.inputs.prices import read_prices

pytestmark = pytest.mark.real_data


@pytest.mark.parametrize(
    "year, area, n_slots, mean, floor_share_pct, highest",
    [
        (2023, "tokyo", 17568, 12.203, 1.964, 50.00),
        (2023, "hokkaido", 17568, 11.445, 3.535, 50.00),
        (2023, "kyushu", 17568, 9.138, 12.398, 50.00),
        (2021, "tokyo", 17520, 14.266, 0.439, 80.02),
        (2021, "kyushu", 17520, 11.292, 8.647, 80.00),
    ],
)
def test_statistics_of_a_year(real_data, year, area, n_slots, mean, floor_share_pct, highest):
    book = read_prices([real_data / f"spot_summary_{year}.csv"], area=area, fiscal_years=[year])
    prices = spot(book)
    assert prices.size == n_slots
    assert round(prices.mean(), 3) == mean
    assert round(100 * (prices == 0.01).mean(), 3) == floor_share_pct
    assert prices.max() == highest
    assert not book.is_synthetic


def test_spreadsheet_copy_in_cp932_holds_the_same_prices(real_data):
    whole = spot(read_prices([real_data / "spot_summary_2023.csv"], area="tokyo"))
    book = read_prices([real_data / "spot_summary_2023_part_cp932.csv"], area="tokyo")
    assert (book.years[0].period.first_day, book.years[0].period.last_day) == (date(2023, 4, 1), date(2023, 11, 15))
    np.testing.assert_array_equal(spot(book), whole[: 229 * 48])


def test_two_years_apart(real_data):
    files = [real_data / f"spot_summary_{year}.csv" for year in (2023, 2021)]
    assert [year.fiscal_year for year in read_prices(files, area="kansai").years] == [2021, 2023]
    assert "No prices of fiscal year 2022 (area kansai). Fiscal years there in full: 2021, 2023." in refusal(
        *files, area="kansai", fiscal_years=[2022]
    )


def test_other_published_files_hold_no_spot_price(real_data):
    for name in ("intraday_2023.csv", "202310_3-1_result.csv"):
        assert f"{name}: no spot price in any file" in refusal(real_data / name, area="tokyo")


def test_the_same_days_twice(real_data):
    text = refusal(*(real_data / f"spot_summary_2023{part}.csv" for part in ("", "_part_cp932")), area="tokyo")
    assert "10,992 period(s) are given more than once: from 2023-04-01 00:00 to 2023-11-15 23:30" in text
