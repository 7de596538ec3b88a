"""Optional columns: joined slot by slot, complete or refused; gaps filled by the named rule only."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from price_tables import TOKYO, canonical_rows, jepx_rows, prices_of, spot, write, write_parquet
from published_files import award, eprx_rows, intraday_price, intraday_rows, put

from storage_opt.errors import MarketDataError
from storage_opt.inputs.columns import SPOT
from storage_opt.inputs.prices import read_prices
from storage_opt.records.prices import PriceYear
from storage_opt.timeline import Period

TOKYO_AT = jepx_rows()[0].index(TOKYO)
SYSTEM_AT = jepx_rows()[0].index("システムプライス(円/kWh)")


def refused(*paths, **how) -> str:
    with pytest.raises(MarketDataError) as caught:
        read_prices(paths, **how)
    return caught.value.text("en")


def balancing(first: str = "2023-04-01", n_days: int = 2, **more) -> list[list[str]]:
    """Table of one product: slot s of all days costs s / 10, and nothing is awarded in the last slot of a day."""
    rows = [["slot_start", "frr_jpy_per_kw_slot", "frr_acceptance"]]
    for i, (start, _) in enumerate(canonical_rows(first, n_days)[1:]):
        rows.append([start, "" if i % 48 == 47 else f"{i % 48 / 10:g}", "0" if i % 48 == 47 else "0.5"])
    return rows


def test_spot_intraday_and_balancing_of_the_same_days(tmp_path):
    paths = [
        put(tmp_path / "spot.csv", jepx_rows(n_days=2)),
        put(tmp_path / "intraday.csv", intraday_rows(n_days=2)),
        write(tmp_path / "frr.csv", balancing()),
    ]
    (year,) = read_prices(paths, area="tokyo").years
    np.testing.assert_allclose(year.spot_jpy_per_mwh, 1000 * prices_of(2, area=2))
    np.testing.assert_allclose(
        year.intraday_jpy_per_mwh, [1000 * intraday_price(d, s) for d in range(2) for s in range(48)]
    )
    expected = np.array([s / 10 if s < 47 else np.nan for s in range(48)] * 2)
    np.testing.assert_array_equal(year.availability_jpy_per_kw_slot["frr"], expected)
    np.testing.assert_array_equal(year.acceptance["frr"], np.where(np.isnan(expected), 0.0, 0.5))
    assert year.imbalance_jpy_per_mwh is None


def test_mean_awards_of_three_hours_stand_in_each_of_their_six_slots(tmp_path):
    paths = [
        put(tmp_path / "spot.csv", jepx_rows("2025-04-01", 2)),
        put(tmp_path / "rr.csv", eprx_rows(n_days=2, product="三次調整力1")),
    ]
    for area, number in (("tokyo", 2), ("kyushu", 8), ("hokkaido", 0)):
        (year,) = read_prices(paths, area=area).years
        blocks = [award(day, block, number) for day in range(2) for block in range(8)]
        price = [p if mw else np.nan for mw, p in blocks for _ in range(6)]
        np.testing.assert_array_equal(year.availability_jpy_per_kw_slot["rr"], price)
        share = [mw / (2 * mw + 5) for mw, _ in blocks for _ in range(6)]
        np.testing.assert_array_equal(year.acceptance["rr"], share)


def test_two_products_and_months_of_one_product(tmp_path):
    paths = [
        put(tmp_path / "spot.csv", jepx_rows("2025-04-30", 2)),
        put(tmp_path / "april.csv", eprx_rows("2025-04-30")),
        put(tmp_path / "may.csv", eprx_rows("2025-05-01", status="速報値", blocks=48)),
        put(tmp_path / "composite.csv", eprx_rows("2025-04-30", product="複合商品")),
    ]
    assert "composite_jpy_per_kw_slot has no value in 48 of 96 slots" in refused(*paths, area="tokyo")
    (year,) = read_prices(paths[:3], area="tokyo").years
    april = [award(0, block, 2)[1] for block in range(8) for _ in range(6)]
    may = [award(0, block, 2)[1] for block in range(48)]
    np.testing.assert_array_equal(year.availability_jpy_per_kw_slot["rr_fit"], april + may)


def test_half_present_column_is_refused_with_its_periods(tmp_path):
    paths = [put(tmp_path / "spot.csv", jepx_rows(n_days=3)), write(tmp_path / "frr.csv", balancing(n_days=2))]
    text = refused(*paths, area="tokyo")
    assert "1 problem(s)" in text
    assert "frr.csv: column frr_jpy_per_kw_slot has no value in 48 of 144 slots" in text
    assert "from 2023-04-03 00:00 to 2023-04-03 23:30 (48 slots) (area tokyo)" in text


def test_half_present_column_that_is_not_used_is_left_out_and_said(tmp_path):
    paths = [put(tmp_path / "spot.csv", jepx_rows(n_days=3)), put(tmp_path / "i.csv", intraday_rows(n_days=2))]
    book = read_prices(paths, area="tokyo", needed=(SPOT,))
    assert book.years[0].intraday_jpy_per_mwh is None
    (warning,) = book.warnings
    assert "column intraday_jpy_per_kwh has no value in 48 of 144 slots" in warning.text("en")
    assert "使わない" in warning.text("ja")


def test_faults_of_every_column_are_told_together(tmp_path):
    bad_spot, bad_intraday = jepx_rows(n_days=2), intraday_rows(n_days=2)
    bad_spot[5][TOKYO_AT], bad_intraday[9][6] = "x", "y"
    table = balancing()
    table[7][2] = "1.5"
    paths = [put(tmp_path / "s.csv", bad_spot), put(tmp_path / "i.csv", bad_intraday), write(tmp_path / "b.csv", table)]
    text = refused(*paths, area="tokyo")
    for part in ("3 problem(s)", "row 6 (2023-04-01 02:00): 'x'", "row 10 (2023-04-01 04:00): 'y'", "row 8", "'1.5'"):
        assert part in text


def test_columns_are_cut_at_the_fiscal_year_with_the_spot_price(tmp_path):
    starts = [row[0] for row in canonical_rows("2023-03-31", 367)[1:]]
    count = np.arange(len(starts), dtype=float)
    path = write_parquet(
        tmp_path / "p.parquet",
        {"slot_start": starts, "spot_jpy_per_kwh": count, "intraday_jpy_per_kwh": -count, "rr_jpy_per_kw_slot": count},
    )
    (year,) = read_prices([path], fiscal_years=[2023]).years
    assert year.period == Period.of_fiscal_year(2023)
    np.testing.assert_array_equal(year.intraday_jpy_per_mwh, -year.spot_jpy_per_mwh)
    np.testing.assert_array_equal(year.availability_jpy_per_kw_slot["rr"] * 1000, year.spot_jpy_per_mwh)
    parts = read_prices([path]).years
    assert [part.period.n_days for part in parts] == [1, 366]
    np.testing.assert_array_equal(np.concatenate([p.intraday_jpy_per_mwh for p in parts]), -1000 * count)


@pytest.mark.parametrize("step, resample", [(15, "mean"), (60, "repeat")])
def test_optional_columns_are_resampled_with_the_spot_price(tmp_path, step, resample):
    rows = canonical_rows(step=step)
    table = [[*rows[0], "intraday_jpy_per_kwh"], *([*row, row[1]] for row in rows[1:])]
    (year,) = read_prices([write(tmp_path / "p.csv", table)], resample=resample).years
    np.testing.assert_array_equal(year.intraday_jpy_per_mwh, year.spot_jpy_per_mwh)


def test_hourly_spot_with_half_hourly_intraday(tmp_path):
    paths = [write(tmp_path / "s.csv", canonical_rows(step=60)), put(tmp_path / "i.csv", intraday_rows())]
    (year,) = read_prices(paths, resample="repeat").years
    np.testing.assert_allclose(year.intraday_jpy_per_mwh, [1000 * intraday_price(0, s) for s in range(48)])


def test_parquet_with_empty_availability_prices(tmp_path):
    starts = [row[0] for row in canonical_rows()[1:]]
    price: list[float | None] = [None, *[1.5] * 47]
    table = {"slot_start": starts, "spot_jpy_per_kwh": [1.0] * 48, "fcr_jpy_per_kw_slot": price}
    text = refused(write_parquet(tmp_path / "p.parquet", table))
    assert "fcr_jpy_per_kw_slot has no value in 1 of 48 slots" in text
    book = read_prices([write_parquet(tmp_path / "q.parquet", table | {"fcr_acceptance": [0, *[1] * 47]})])
    assert np.isnan(book.years[0].availability_jpy_per_kw_slot["fcr"][0])


def test_scaling_multiplies_prices_and_leaves_shares():
    ones = np.ones(48)
    year = PriceYear(
        2023,
        Period(date(2023, 4, 1), 1),
        ones,
        ones,
        ones,
        {"rr": ones},
        {"rr": ones},
    )
    twice = year.scaled(2.0)
    for values in (
        twice.spot_jpy_per_mwh,
        twice.intraday_jpy_per_mwh,
        twice.imbalance_jpy_per_mwh,
        twice.availability_jpy_per_kw_slot["rr"],
    ):
        np.testing.assert_array_equal(values, 2 * ones)
    np.testing.assert_array_equal(twice.acceptance["rr"], ones)


# Gaps


def with_gaps(n_days: int, gaps: dict[int, str]) -> list[list[str]]:
    """Spot file with cells of Tokyo replaced by number of slot from the start; the system price is the slot / 100 + 1."""
    rows = jepx_rows(n_days=n_days)
    for i, row in enumerate(rows[1:]):
        row[SYSTEM_AT] = f"{1 + i / 100:.2f}"
    for i, text in gaps.items():
        rows[1 + i][TOKYO_AT] = text
    return rows


@pytest.mark.parametrize("rule", ["previous_day", "previous_week"])
def test_gaps_are_filled_from_earlier_days(tmp_path, rule):
    gaps = dict.fromkeys(range(432, 530), "") | {531: "0.00", 532: "0"}
    path = put(tmp_path / "spot.csv", with_gaps(12, gaps))
    book = read_prices([path], area="tokyo", gaps=rule)
    expected = prices_of(12, area=2)
    for i in gaps:
        at = i
        while at in gaps:
            at -= 48 if rule == "previous_day" else 336
        expected[i] = expected[at]
    np.testing.assert_array_equal(spot(book), expected)
    (fill,) = book.fills
    assert (fill.column, fill.rule, fill.slots, fill.area) == (SPOT, rule, 100, "tokyo")
    assert fill.periods == (
        ("2023-04-10 00:00", "2023-04-12 00:30", 98),
        ("2023-04-12 01:30", "2023-04-12 02:00", 2),
    )
    assert f"(area tokyo): 100 slot(s) without a published price were filled by the rule {rule}" in book.warnings[
        0
    ].text("en")


def test_gaps_are_filled_with_the_system_price(tmp_path):
    path = put(tmp_path / "spot.csv", with_gaps(2, {0: "", 5: "0.00", 95: " "}))
    prices = spot(read_prices([path], area="tokyo", gaps="system"))
    np.testing.assert_array_equal(prices[[0, 5, 95]], [1.00, 1.05, 1.95])
    assert not read_prices([path], area="kyushu", gaps="system").fills


def test_intraday_slots_without_a_trade(tmp_path):
    rows = intraday_rows(n_days=2)
    for row in (rows[50], rows[51]):
        row[2:7], row[8] = [""] * 5, "0"
    paths = [put(tmp_path / "s.csv", jepx_rows(n_days=2)), put(tmp_path / "i.csv", rows)]
    assert "平均(円/kWh) is empty in 2 row(s): rows 51 to 52" in refused(*paths, area="tokyo")
    book = read_prices(paths, area="tokyo", gaps="previous_day")
    np.testing.assert_allclose(book.years[0].intraday_jpy_per_mwh[49:51], [30010.0, 30020.0])
    assert [fill.column for fill in book.fills] == ["intraday_jpy_per_kwh"]


@pytest.mark.parametrize(
    "text, part", [("x", "is not a number"), ("-1", "no negative price"), ("nan", "not a finite number")]
)
def test_faults_of_the_copy_are_never_filled(tmp_path, text, part):
    path = put(tmp_path / "spot.csv", with_gaps(3, {60: text, 70: ""}))
    assert part in refused(path, area="tokyo", gaps="previous_day")


def test_missing_rows_are_never_filled(tmp_path):
    rows = jepx_rows(n_days=3)
    del rows[60]
    assert "1 period(s) missing" in refused(put(tmp_path / "s.csv", rows), area="tokyo", gaps="previous_day")


def test_system_rule_without_a_system_price(tmp_path):
    rows = [["slot_start", "spot_jpy_per_kwh"], *canonical_rows()[1:]]
    rows[9][1] = ""
    text = refused(write(tmp_path / "p.csv", rows), gaps="system")
    assert "(series without an area): the rule system finds no price for 1 slot(s): 2023-04-01 04:00" in text
