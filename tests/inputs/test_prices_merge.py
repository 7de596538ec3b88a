"""Several files and folders as one series, its cut into price years, and other slot lengths."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from price_tables import canonical_rows, jepx_rows, prices_of, spot, write

from storage_opt.inputs.prices import read_prices
from storage_opt.timeline import Period


def flat(path, first: str, n_days: int, price: float = 10.0):
    """Write a table of one price throughout."""
    period = Period(date.fromisoformat(first), n_days)
    rows = [f"{start},{price}" for start in period.slot_starts]
    path.write_text("\n".join(["slot_start,spot_jpy_per_kwh", *rows]), encoding="utf-8")
    return path


def periods(book) -> list[tuple[int, str, int]]:
    return [(y.fiscal_year, y.period.first_day.isoformat(), y.period.n_days) for y in book.years]


def test_order_of_files_is_irrelevant(tmp_path):
    paths = [
        write(tmp_path / "a.csv", canonical_rows("2023-05-03", 2)),
        write(tmp_path / "b.csv", jepx_rows("2023-05-01", 1)),
        write(tmp_path / "c.csv", canonical_rows("2023-05-02", 1)),
    ]
    expected = np.concatenate([prices_of(1, 2), prices_of(1), prices_of(2)])
    for order in (paths, paths[::-1]):
        book = read_prices(order, area="tokyo")
        np.testing.assert_array_equal(spot(book), expected)
        assert periods(book) == [(2023, "2023-05-01", 4)]
        assert [source.name for source in book.sources] == [str(path) for path in order]


def test_one_file_may_fill_the_gaps_of_another(tmp_path):
    rows = canonical_rows(n_days=2)
    days = write(tmp_path / "days.csv", [rows[0], *rows[1:41], *rows[81:]])
    rest = write(tmp_path / "rest.csv", [rows[0], *rows[41:81]])
    np.testing.assert_array_equal(spot(read_prices([days, rest])), prices_of(2))


def test_folder_means_its_price_files_in_order_of_name(tmp_path):
    write(tmp_path / "2.CSV", canonical_rows("2023-04-02"))
    write(tmp_path / "1.csv", canonical_rows("2023-04-01"))
    write(tmp_path / "notes.txt", [["not", "prices"]])
    (tmp_path / "old.csv").mkdir()
    book = read_prices([tmp_path])
    assert [source.name for source in book.sources] == [str(tmp_path / "1.csv"), str(tmp_path / "2.CSV")]
    assert periods(book) == [(2023, "2023-04-01", 2)]


def test_leap_fiscal_year(tmp_path):
    book = read_prices([flat(tmp_path / "p.csv", "2023-04-01", 366)])
    assert periods(book) == [(2023, "2023-04-01", 366)]
    assert book.years[0].spot_jpy_per_mwh.size == 17568
    assert book.years[0].period.is_fiscal_year


@pytest.mark.parametrize(
    "first, n_days, expected",
    [
        ("2023-04-01", 1, [(2023, "2023-04-01", 1)]),
        ("2024-01-01", 366, [(2023, "2024-01-01", 366)]),
        ("2023-03-20", 30, [(2022, "2023-03-20", 30)]),
        ("2022-04-01", 366, [(2022, "2022-04-01", 366)]),
        ("2022-10-01", 500, [(2022, "2022-10-01", 500)]),
        ("2022-04-01", 367, [(2022, "2022-04-01", 365), (2023, "2023-04-01", 2)]),
        ("2022-04-01", 731, [(2022, "2022-04-01", 365), (2023, "2023-04-01", 366)]),
        ("2022-03-30", 368, [(2021, "2022-03-30", 2), (2022, "2022-04-01", 365), (2023, "2023-04-01", 1)]),
    ],
)
def test_cut_into_price_years(tmp_path, first, n_days, expected):
    assert periods(read_prices([flat(tmp_path / "p.csv", first, n_days)])) == expected


def test_gap_of_whole_fiscal_years_is_none(tmp_path):
    paths = [flat(tmp_path / "b.csv", "2025-04-01", 10, 20.0), flat(tmp_path / "a.csv", "2022-03-01", 31, 10.0)]
    book = read_prices(paths)
    assert periods(book) == [(2021, "2022-03-01", 31), (2025, "2025-04-01", 10)]
    assert [float(year.spot_jpy_per_mwh[0]) for year in book.years] == [10_000.0, 20_000.0]


def test_fiscal_years_asked_for(tmp_path):
    paths = [
        flat(tmp_path / f"{y}.csv", f"{y}-04-01", Period.of_fiscal_year(y).n_days, y / 100) for y in (2021, 2022, 2023)
    ]
    book = read_prices(paths, fiscal_years=[2023, 2021])
    assert periods(book) == [(2021, "2021-04-01", 365), (2023, "2023-04-01", 366)]
    assert [float(year.spot_jpy_per_mwh[0]) for year in book.years] == [20_210.0, 20_230.0]


def test_only_the_years_asked_for_must_be_in_order(tmp_path):
    good = flat(tmp_path / "good.csv", "2023-04-01", 366)
    rows = jepx_rows("2024-04-01", 2)
    rows[5][6], rows[6][6] = "0.00", "-"
    bad = write(tmp_path / "bad.csv", rows[:-3])
    assert periods(read_prices([good, bad], area="tokyo", fiscal_years=[2023])) == [(2023, "2023-04-01", 366)]


def test_prices_are_converted_to_jpy_per_mwh(tmp_path):
    book = read_prices([flat(tmp_path / "p.csv", "2023-04-01", 1, 12.34)])
    np.testing.assert_array_equal(book.years[0].spot_jpy_per_mwh, np.full(48, 12340.0))


@pytest.mark.parametrize("step", [5, 10, 15])
def test_finer_prices_are_averaged(tmp_path, step):
    rows = canonical_rows(step=step)
    n = 30 // step
    rows[1:] = [[moment, str(i % n * 6)] for i, (moment, _) in enumerate(rows[1:])]
    book = read_prices([write(tmp_path / "p.csv", rows)], resample="mean")
    # 15 min: (0 + 6)/2; 10 min: (0 + 6 + 12)/3; 5 min: (0 + … + 30)/6
    np.testing.assert_array_equal(spot(book), np.full(48, {15: 3.0, 10: 6.0, 5: 15.0}[step]))


def test_coarser_prices_are_repeated(tmp_path):
    rows = canonical_rows(step=60, n_days=2)
    book = read_prices([write(tmp_path / "p.csv", rows)], resample="repeat")
    assert periods(book) == [(2023, "2023-04-01", 2)]
    np.testing.assert_array_equal(spot(book), np.repeat(prices_of(2, slots=24), 2))


@pytest.mark.parametrize("resample", ["mean", "repeat"])
def test_half_hours_need_no_resampling(tmp_path, resample):
    path = write(tmp_path / "p.csv", canonical_rows())
    np.testing.assert_array_equal(spot(read_prices([path], resample=resample)), prices_of(1))


def test_coarse_years_with_a_gap_are_repeated_year_by_year(tmp_path):
    paths = []
    for year in (2021, 2023):
        n_days = Period.of_fiscal_year(year).n_days
        days = [date(year, 4, 1) + timedelta(days=i) for i in range(n_days)]
        rows = [
            ["slot_start", "spot_jpy_per_kwh"],
            *([f"{day}T{h:02}:00", str(year)] for day in days for h in range(0, 24, 4)),
        ]
        paths.append(write(tmp_path / f"{year}.csv", rows))
    book = read_prices(paths, resample="repeat")
    assert [(y.fiscal_year, y.period.is_fiscal_year, float(y.spot_jpy_per_mwh.mean())) for y in book.years] == [
        (2021, True, 2_021_000.0),
        (2023, True, 2_023_000.0),
    ]
