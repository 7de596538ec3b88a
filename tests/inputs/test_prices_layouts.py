"""What is read: every layout, encoding and way of writing time gives the same prices."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from price_tables import (
    JEPX_HEADER,
    canonical_rows,
    jepx_rows,
    long_rows,
    prices_of,
    spot,
    write,
    write_parquet,
)

from storage_opt.inputs.prices import read_prices, series_names
from storage_opt.records.prices import AREAS

TOKYO_PRICES = prices_of(2, area=2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("date_style", ["{y}/{m:02}/{d:02}", "{y}/{m}/{d}", "{y}-{m:02}-{d:02}"])
def test_jepx_encoding_line_end_and_date_do_not_matter(tmp_path, encoding, line_end, date_style):
    rows = jepx_rows(n_days=2, date_style=date_style)
    path = write(tmp_path / "spot.csv", rows, encoding=encoding, line_end=line_end)
    book = read_prices([path], area="tokyo")
    np.testing.assert_array_equal(spot(book), TOKYO_PRICES)
    assert book.years[0].period.first_day == date(2023, 4, 1)
    assert book.years[0].period.n_days == 2


@pytest.mark.parametrize("number, area", [*enumerate(AREAS)])
def test_jepx_each_area_has_its_column(tmp_path, number, area):
    path = write(tmp_path / "spot.csv", jepx_rows())
    book = read_prices([path], area=area)
    assert book.area == area
    np.testing.assert_array_equal(spot(book), prices_of(1, area=number))


def test_jepx_spreadsheet_copy_with_comma_lines_and_no_last_newline(tmp_path):
    rows = jepx_rows(n_days=2, date_style="{y}/{m}/{d}")
    text = "\r\n".join(",".join(row) for row in rows) + "\r\n" + "\r\n".join(["," * (len(JEPX_HEADER) - 1)] * 3)
    path = tmp_path / "copy.csv"
    path.write_bytes(text.encode("cp932"))
    np.testing.assert_array_equal(spot(read_prices([path], area="tokyo")), TOKYO_PRICES)


def test_jepx_blank_lines_inside_are_skipped(tmp_path):
    rows = jepx_rows(n_days=2)
    rows.insert(60, [""] * len(JEPX_HEADER))
    path = tmp_path / "copy.csv"
    path.write_text("\n\n" + "\n".join(",".join(row) for row in rows) + "\n\n", encoding="utf-8")
    np.testing.assert_array_equal(spot(read_prices([path], area="tokyo")), TOKYO_PRICES)


@pytest.mark.parametrize(
    "rename",
    [
        lambda name: name.replace("(円/kWh)", ""),
        lambda name: name.replace("(", "（").replace(")", "）"),
        lambda name: name.replace("受渡日", "年月日"),
        lambda name: f'"{name} "' if "エリア" in name else name,
        lambda name: name.replace("エリアプライス", "ｴﾘｱﾌﾟﾗｲｽ"),
    ],
    ids=["no unit", "wide brackets", "old day column", "blanks and quotes", "narrow kana"],
)
def test_jepx_columns_are_found_by_name(tmp_path, rename):
    rows = jepx_rows(n_days=2)
    rows[0] = [rename(name) for name in rows[0]]
    path = write(tmp_path / "spot.csv", rows)
    np.testing.assert_array_equal(spot(read_prices([path], area="tokyo")), TOKYO_PRICES)


def test_jepx_old_layout_with_more_columns_in_another_order(tmp_path):
    rows = [
        [*row[:2], *reversed(row[2:]), "1.1", "2.2"]
        if i
        else ["年月日", row[1], *reversed(row[2:]), "α上限値×", "回避可能原価東京(円/kWh)"]
        for i, row in enumerate(jepx_rows(n_days=2))
    ]
    path = write(tmp_path / "spot_2020.csv", rows, encoding="cp932")
    np.testing.assert_array_equal(spot(read_prices([path], area="tokyo")), TOKYO_PRICES)


def test_layout_is_recognised_by_content_not_by_name(tmp_path):
    path = write(tmp_path / "prices.txt", jepx_rows(), encoding="cp932")
    assert read_prices([path], area="tokyo").sources[0].layout == "jepx_spot"
    table = write_parquet(
        tmp_path / "prices.csv",
        {"slot_start": [row[0] for row in canonical_rows()[1:]], "spot_jpy_per_kwh": prices_of(1)},
    )
    assert read_prices([table]).sources[0].layout == "canonical_parquet"


def test_another_area_may_have_holes(tmp_path):
    rows = jepx_rows()
    rows[10][4] = ""
    rows[11][4] = "-"
    path = write(tmp_path / "spot.csv", rows)
    np.testing.assert_array_equal(spot(read_prices([path], area="tokyo")), prices_of(1, area=2))


def test_canonical_source_record(tmp_path):
    path = write(tmp_path / "mine.csv", canonical_rows(n_days=2))
    book = read_prices([path])
    [source] = book.sources
    assert book.area is None
    assert (source.name, source.layout, source.rows) == (str(path), "canonical_csv", 96)
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert not book.is_synthetic


def test_canonical_unnamed_series_takes_the_area_asked_for(tmp_path):
    path = write(tmp_path / "mine.csv", canonical_rows())
    assert read_prices([path], area="kyushu").area == "kyushu"


@pytest.mark.parametrize(
    "options, rewrite",
    [
        ({}, lambda text: text),
        ({}, lambda text: text.replace("T", " ")),
        ({}, lambda text: text + ":00"),
        ({}, lambda text: text + ":00.000"),
        ({"zone": "+09:00"}, lambda text: text),
        ({"zone": "+0900"}, lambda text: text),
        ({"zone": "Z", "shift_h": -9}, lambda text: text),
        ({"zone": "-05:00", "shift_h": -14}, lambda text: text),
        ({}, lambda text: datetime.fromisoformat(text).strftime("%Y/%-m/%-d %-H:%M")),
    ],
    ids=["T", "blank", "seconds", "fraction", "+09:00", "+0900", "Z", "-05:00", "spreadsheet"],
)
def test_canonical_time_without_zone_is_japan_time_and_zones_are_converted(tmp_path, options, rewrite):
    rows = canonical_rows(n_days=2, **options)
    rows[1:] = [[rewrite(moment), price] for moment, price in rows[1:]]
    book = read_prices([write(tmp_path / "mine.csv", rows)])
    assert book.years[0].period.first_day == date(2023, 4, 1)
    np.testing.assert_array_equal(spot(book), prices_of(2))


def test_canonical_zones_may_differ_from_row_to_row(tmp_path):
    rows = canonical_rows()
    rows[5][0] += "+09:00"
    np.testing.assert_array_equal(spot(read_prices([write(tmp_path / "mine.csv", rows)])), prices_of(1))


def test_canonical_zero_and_negative_prices_and_other_columns(tmp_path):
    rows = canonical_rows()
    rows[1][1], rows[2][1], rows[3][1] = "0", "-5.5", "1e1"
    more = ["intraday_open_jpy_per_kwh", "fcr_award_mw", "fcr_offer_mw", "note"]
    rows = [
        [more[i % 4], *rows[0], *more[1:]] if i == 0 else ["", *row, "x", "0.5", "休日"] for i, row in enumerate(rows)
    ]
    book = read_prices([write(tmp_path / "mine.csv", rows, encoding="cp932")])
    np.testing.assert_array_equal(spot(book)[:3], [0.0, -5.5, 10.0])


def starts(n_days: int) -> list[datetime]:
    return [datetime(2023, 4, 1) + timedelta(minutes=30 * i) for i in range(48 * n_days)]


@pytest.mark.parametrize(
    "column",
    [
        pa.array(starts(2), pa.timestamp("ms")),
        pa.array(starts(2), pa.timestamp("ns")),
        pa.array(starts(2), pa.timestamp("s")),
        pa.array([s - timedelta(hours=9) for s in starts(2)], pa.timestamp("us", tz="UTC")),
        pa.array([s - timedelta(hours=9) for s in starts(2)], pa.timestamp("us", tz="Asia/Tokyo")),
        pa.array([s - timedelta(hours=9) for s in starts(2)], pa.timestamp("us", tz="America/New_York")),
        pa.array([s.isoformat() for s in starts(2)]),
    ],
    ids=lambda column: str(column.type),
)
@pytest.mark.parametrize("price_type", ["f8", "f4", "i8"])
def test_parquet_times_with_and_without_zone(tmp_path, column, price_type):
    prices = np.arange(96).astype(price_type)
    path = write_parquet(tmp_path / "p.parquet", {"slot_start": column, "spot_jpy_per_kwh": prices})
    book = read_prices([path])
    assert book.years[0].period.first_day == date(2023, 4, 1)
    np.testing.assert_array_equal(spot(book), np.arange(96))


def test_parquet_says_that_it_is_synthetic(tmp_path):
    columns = {"slot_start": starts(1), "spot_jpy_per_kwh": prices_of(1)}
    for told, expected in [({"synthetic": True}, True), ({"synthetic": False}, False), ({}, False), (None, False)]:
        book = read_prices([write_parquet(tmp_path / "p.parquet", columns, told)])
        assert book.is_synthetic is expected
        assert book.sources[0].layout == "canonical_parquet"


@pytest.mark.parametrize("dictionary", [False, True])
def test_long_form_in_parquet(tmp_path, dictionary):
    area = pa.array(["tokyo"] * 48 + ["kyushu"] * 48)
    columns = {
        "slot_start": starts(1) * 2,
        "area": area.dictionary_encode() if dictionary else area,
        "spot_jpy_per_kwh": np.concatenate([prices_of(1, 0), prices_of(1, 1)]),
    }
    path = write_parquet(tmp_path / "p.parquet", columns)
    np.testing.assert_array_equal(spot(read_prices([path], area="kyushu")), prices_of(1, 1))


def test_long_form_in_csv_area_after_area_or_slot_by_slot(tmp_path):
    rows = long_rows(["Tokyo", "kyushu"], n_days=2)
    mixed = [rows[0], *sorted(rows[1:])]
    for name, table in [("blocks.csv", rows), ("mixed.csv", mixed)]:
        path = write(tmp_path / name, table)
        assert series_names([path]) == ("tokyo", "kyushu")
        book = read_prices([path], area="tokyo")
        np.testing.assert_array_equal(spot(book), prices_of(2, 0))
        assert book.sources[0].rows == 192


def test_one_area_in_the_file_needs_no_choice(tmp_path):
    path = write(tmp_path / "p.csv", long_rows(["shikoku"]))
    assert read_prices([path]).area == "shikoku"
    assert series_names([path]) == ("shikoku",)


def test_series_names_of_other_layouts(tmp_path):
    assert series_names([write(tmp_path / "spot.csv", jepx_rows())]) == AREAS
    assert series_names([write(tmp_path / "mine.csv", canonical_rows())]) == ()


def test_bundled_table_is_read(tmp_path: Path):
    from storage_opt.inputs.bundled import bundled_spot_files

    book = read_prices(bundled_spot_files([2023]), area="kansai")
    assert book.is_synthetic
    assert book.years[0].period.n_slots == 17568
