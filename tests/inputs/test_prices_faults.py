"""What is refused: each fault says file, row or period, what was found, what was expected and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from price_tables import TOKYO, canonical_rows, jepx_rows, long_rows, refusal, write, write_parquet

from storage_opt.errors import MarketDataError
from storage_opt.inputs.prices import read_prices, series_names

TOKYO_AT = 6


def count_of_faults(text: str) -> int:
    return len(re.findall(r"^ \* ", text, flags=re.MULTILINE))


def assert_says(text: str, *parts: str, faults: int = 1) -> None:
    """All parts are in the text, it holds so many faults, and every fault gives advice."""
    for part in parts:
        assert part in text, f"{part!r} is not in:\n{text}"
    assert count_of_faults(text) == faults, text
    assert len(re.findall(r"^   \S", text, flags=re.MULTILINE)) == faults, text


# Cells of a JEPX file: (row, column, cell, what the message says)
JEPX_CELLS = {
    "text": (
        10,
        TOKYO_AT,
        "-",
        [f"{TOKYO} is not a number in 1 row(s): row 10 (2023-04-01 04:00): '-'.", "Expected a number in JPY/kWh"],
    ),
    "thousands": (10, TOKYO_AT, '"1,234.5"', ["is not a number", "row 10 (2023-04-01 04:00): '1,234.5'"]),
    "underscore": (10, TOKYO_AT, "1_0", ["is not a number", "'1_0'"]),
    "empty": (
        49,
        TOKYO_AT,
        "",
        [f"{TOKYO} is empty in 1 row(s): row 49 (2023-04-01 23:30): empty", "Expected a number in JPY/kWh", "no price"],
    ),
    "blank": (2, TOKYO_AT, "  ", ["is empty", "row 2 (2023-04-01 00:00)"]),
    "nan": (3, TOKYO_AT, "NaN", ["is not a finite number", "row 3 (2023-04-01 00:30): 'NaN'"]),
    "inf": (3, TOKYO_AT, "-inf", ["is not a finite number", "'-inf'"]),
    "zero": (
        50,
        TOKYO_AT,
        "0.00",
        [
            "below the lowest price of the exchange",
            "row 50 (2023-04-02 00:00): '0.00'",
            "Expected at least 0.01 JPY/kWh",
            "no price was made",
        ],
    ),
    "below floor": (50, TOKYO_AT, "0.009", ["below the lowest price", "'0.009'"]),
    "negative": (50, TOKYO_AT, "-1", ["below the lowest price", "'-1'"]),
    "bad day": (50, 0, "2023/13/01", ["受渡日 is not a date in 1 row(s): row 50: '2023/13/01'", "Expected YYYY/MM/DD"]),
    "day of another style": (50, 0, "01.04.2023", ["受渡日 is not a date", "'01.04.2023'"]),
    "no day": (50, 0, "", ["受渡日 is not a date", "row 50: empty"]),
    "code 0": (60, 1, "0", ["時刻コード is not the number of a slot in 1 row(s): row 60: '0'", "from 1 to 48"]),
    "code 49": (60, 1, "49", ["時刻コード is not the number of a slot", "'49'"]),
    "code text": (60, 1, "x", ["時刻コード is not the number of a slot", "'x'"]),
}


@pytest.mark.parametrize("row, column, cell, parts", JEPX_CELLS.values(), ids=JEPX_CELLS)
@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_jepx_cells(tmp_path, row, column, cell, parts, encoding):
    rows = jepx_rows(n_days=2)
    rows[row - 1][column] = cell
    path = write(tmp_path / "spot.csv", rows, encoding=encoding, line_end="\r\n")
    assert_says(refusal(path, area="tokyo"), "spot.csv: ", *parts)


CANONICAL_CELLS = {
    "text": (10, 1, "n/a", ["spot_jpy_per_kwh is not a number in 1 row(s): row 10 (2023-04-01 04:00): 'n/a'"]),
    "null": (10, 1, "null", ["is not a number", "'null'"]),
    "empty": (10, 1, "", ["spot_jpy_per_kwh is empty", "row 10 (2023-04-01 04:00)"]),
    "inf": (10, 1, "inf", ["is not a finite number", "'inf'"]),
    "time": (10, 0, "noon", ["slot_start is not a time in 1 row(s): row 10: 'noon'", "Expected ISO 8601"]),
    "no time": (10, 0, "", ["slot_start is not a time", "row 10: empty"]),
    "seconds": (10, 0, "2023-04-01T04:00:30", ["slot_start is not a time", "whole minute"]),
    "31 April": (10, 0, "2023-04-31T04:00", ["slot_start is not a time", "'2023-04-31T04:00'"]),
    "off the grid": (10, 0, "2023-04-01T04:07", ["1 row(s) begin off the 30 min grid: row 10: 2023-04-01 04:07."]),
    "long cell": (10, 1, "x" * 500, ["'" + "x" * 40 + "…'"]),
}


@pytest.mark.parametrize("row, column, cell, parts", CANONICAL_CELLS.values(), ids=CANONICAL_CELLS)
def test_canonical_cells(tmp_path, row, column, cell, parts):
    rows = canonical_rows(n_days=2)
    rows[row - 1][column] = cell
    assert_says(refusal(write(tmp_path / "mine.csv", rows)), "mine.csv: ", *parts)


def test_rows_are_numbered_as_in_the_file_despite_blank_lines(tmp_path):
    rows = canonical_rows()
    rows[20][1] = "?"
    rows.insert(5, ["", ""])
    rows.insert(0, [])
    assert_says(refusal(write(tmp_path / "mine.csv", rows)), "row 23 (2023-04-01 09:30): '?'")


def test_row_cut_short_and_row_too_wide(tmp_path):
    rows = jepx_rows()
    rows[20] = rows[20][:9]
    rows[30] = [*rows[30], "7"]
    text = refusal(write(tmp_path / "spot.csv", rows), area="tokyo")
    assert_says(text, "2 row(s) do not have 14 cells as the header has: row 21: ", "; row 31: ", "Expected 14 cells")


def test_parquet_cells(tmp_path):
    starts = pa.array(np.arange("2023-04-01", "2023-04-02", 30, dtype="datetime64[m]").astype("datetime64[us]"))
    prices: list[float | None] = [1.0] * 48
    prices[4], prices[5] = None, float("nan")
    text = refusal(write_parquet(tmp_path / "p.parquet", {"slot_start": starts, "spot_jpy_per_kwh": prices}))
    assert_says(
        text,
        "p.parquet: spot_jpy_per_kwh is empty in 1 row(s): row 5 (2023-04-01 02:00)",
        "spot_jpy_per_kwh is not a finite number in 1 row(s): row 6 (2023-04-01 02:30): 'nan'",
        faults=2,
    )
    texts = ["1.0"] * 47 + ["-"]
    text = refusal(write_parquet(tmp_path / "p.parquet", {"slot_start": starts, "spot_jpy_per_kwh": texts}))
    assert_says(text, "is not a number in 1 row(s): row 48 (2023-04-01 23:30): '-'")


def test_long_lists_are_cut_and_counted(tmp_path):
    rows = jepx_rows(n_days=2)
    for row in rows[10:60]:
        row[TOKYO_AT] = "*"
    text = refusal(write(tmp_path / "spot.csv", rows), area="tokyo")
    assert_says(text, "in 50 row(s): row 11 ", "row 18 (2023-04-01 08:00): '*'; and 42 more.")
    assert "row 19" not in text


def test_all_faults_of_all_files_are_told_together(tmp_path):
    first, second = jepx_rows(n_days=2), jepx_rows("2023-04-03", 2)
    first[10][TOKYO_AT], first[11][TOKYO_AT], first[60][1] = "-", "", "99"
    del second[30]
    second[40][0] = "tomorrow"
    paths = [
        write(tmp_path / "1.csv", first),
        write(tmp_path / "2.csv", second),
        write(tmp_path / "3.csv", [["time", "price"], ["1", "2"]]),
        tmp_path / "4.csv",
    ]
    text = refusal(*paths, area="tokyo")
    assert_says(
        text,
        "3.csv: the header is not known",
        "4.csv: file not found",
        "1.csv: エリアプライス東京(円/kWh) is not a number",
        "1.csv: エリアプライス東京(円/kWh) is empty",
        "1.csv: 時刻コード is not the number of a slot",
        "2.csv: 受渡日 is not a date",
        "2.csv: 1 period(s) missing: 2023-04-03 14:30",
        faults=7,
    )
    assert text.startswith(f"MarketDataError: 7 problem(s) in {paths[0]}, {paths[1]}, {paths[2]}, …")


# Whole files: (bytes, what the message says)
FILES = {
    "empty": (b"", ["the file is empty (0 bytes, no text)", "Expected a header"]),
    "blank": (b"\r\n\r\n ,,\r\n", ["the file is empty (9 bytes"]),
    "BOM only": (b"\xef\xbb\xbf", ["the file is empty"]),
    "header only": (b"slot_start,spot_jpy_per_kwh\r\n", ["a header and no row below it", "Expected one row per slot"]),
    "commas only": (
        "\n".join([",".join(jepx_rows()[0]), "," * 13, ""]).encode("cp932"),
        ["a header and no row below it"],
    ),
    "garbage": (bytes(range(256)) * 4, ["neither text nor Parquet", r"\x00\x01"]),
    "workbook": (b"PK\x03\x04abcdef", ["neither text nor Parquet", "Save a workbook as CSV"]),
    "UTF-16": ("slot_start,spot_jpy_per_kwh\n".encode("utf-16"), ["neither text nor Parquet", r"\xff\xfe"]),
    "encoding": (
        b"slot_start,spot_jpy_per_kwh\n2023-04-01T00:00,\x81 1\n",
        ["neither UTF-8 nor Shift_JIS (cp932): row 2 holds the bytes \\x81 1", "CSV UTF-8"],
    ),
    "cut Parquet": (b"PAR1abcdefgh", ["the Parquet file cannot be read", "Expected a whole Parquet file"]),
    "web page": (
        b"<!DOCTYPE html>\n<html>",
        [
            "the header is not known. Columns found: <!DOCTYPE html>",
            "slot_start, spot_jpy_per_kwh",
            "受渡日, 時刻コード",
        ],
    ),
    "other table": (b"time,price\n1,2\n", ["the header is not known. Columns found: time, price."]),
    "semicolons": (
        b"slot_start;spot_jpy_per_kwh\n1;2\n",
        ["Columns found: slot_start;spot_jpy_per_kwh.", "separated by commas"],
    ),
    "huge header": (b"x" * 200_000, ["row 1 cannot be divided into cells"]),
    "long header": (b"y" * 5_000, ["the header is not known. Columns found: " + "y" * 40 + "…."]),
    "open quote": (
        b'slot_start,spot_jpy_per_kwh\n"2023-04-01,1\n' + b"z" * 200_000,
        ["row 2 cannot be divided into cells"],
    ),
    "similar": (
        b"slot_start,spot_jpy_kwh\n1,2\n",
        ["column spot_jpy_per_kwh is missing", "Did you mean spot_jpy_kwh?", "same unit"],
    ),
    "similar case": (
        b"Slot_Start,spot_jpy_per_kwh\n1,2\n",
        ["column slot_start is missing", "Did you mean Slot_Start?"],
    ),
    "no price": (
        b"slot_start,demand_mw\n1,2\n",
        ["column spot_jpy_per_kwh is missing.", "found: slot_start, demand_mw. Expected spot_jpy_per_kwh."],
    ),
    "doubled": (
        b"slot_start,spot_jpy_per_kwh,spot_jpy_per_kwh\n1,2,3\n",
        ["column spot_jpy_per_kwh stands in the header more than once"],
    ),
}


@pytest.mark.parametrize("data, parts", FILES.values(), ids=FILES)
def test_whole_files(tmp_path, data, parts):
    path = tmp_path / "odd.csv"
    path.write_bytes(data)
    assert_says(refusal(path, area="tokyo"), "odd.csv: ", *parts)


def test_empty_parquet_table(tmp_path):
    path = write_parquet(
        tmp_path / "p.parquet", {"slot_start": pa.array([], "string"), "spot_jpy_per_kwh": pa.array([], "f8")}
    )
    assert_says(refusal(path), "p.parquet: there is a header and no row below it")


def test_paths(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "readme.txt").write_text("no prices", encoding="utf-8")
    assert_says(refusal(tmp_path / "none.csv"), "none.csv: file not found", "Check the path")
    assert_says(refusal(tmp_path / "folder"), "folder: the folder holds no price file", ".csv, .parquet")
    assert_says(refusal(), "No price file was given")


def test_unreadable_file(tmp_path, monkeypatch):
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    path = write(tmp_path / "mine.csv", canonical_rows())
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert_says(refusal(path), "mine.csv: the file cannot be read (Permission denied)", "Check the permissions")


def test_series_names_refuses_too(tmp_path):
    with pytest.raises(MarketDataError):
        series_names([tmp_path / "none.csv"])


def test_areas(tmp_path):
    jepx = write(tmp_path / "spot.csv", jepx_rows())
    long = write(tmp_path / "long.csv", long_rows(["tokyo", "kyushu"]))
    assert_says(refusal(jepx), "spot.csv: the prices of several areas (hokkaido, tohoku, ", "Choose one with --area")
    assert_says(refusal(long), "long.csv: the prices of several areas (tokyo, kyushu)")
    assert_says(refusal(long, area="kansai"), "long.csv: no prices of area kansai. There are: tokyo, kyushu.")
    assert_says(refusal(jepx, area="okinawa"), "no prices of area okinawa", "shikoku, kyushu")


def test_unknown_area_name(tmp_path):
    rows = long_rows(["tokyo"], n_days=2)
    rows[3][1] = "tokio"
    text = refusal(write(tmp_path / "long.csv", rows), area="tokyo")
    assert_says(
        text,
        "area is not a market area in 1 row(s): row 4: 'tokio'",
        "Expected one of hokkaido",
        "1 period(s) missing: 2023-04-01 01:00",
        faults=2,
    )


def test_rows_out_of_order(tmp_path):
    rows = canonical_rows()
    rows[10], rows[11] = rows[11], rows[10]
    text = refusal(write(tmp_path / "mine.csv", rows))
    assert_says(
        text,
        "mine.csv: rows are not in order of time in 1 place(s): row 12 (2023-04-01 04:30) follows row 11 (2023-04-01 05:00).",
        "Sort the rows",
    )
    text = refusal(write(tmp_path / "mine.csv", [rows[0], *rows[:0:-1]]))
    assert "rows are not in order of time in 46 place(s)" in text
    assert "and 38 more" in text


def test_a_wrong_year_in_one_row_is_told_once(tmp_path):
    rows = jepx_rows(n_days=2)
    rows[20][0] = "2203/04/01"
    text = refusal(write(tmp_path / "spot.csv", rows), area="tokyo")
    assert_says(text, "row 22 (2023-04-01 10:00) follows row 21 (2203-04-01 09:30)")


def test_long_form_is_in_order_within_each_area(tmp_path):
    rows = long_rows(["tokyo", "kyushu"])
    rows[60], rows[61] = rows[61], rows[60]
    path = write(tmp_path / "long.csv", rows)
    assert read_prices([path], area="tokyo").area == "tokyo"
    assert_says(refusal(path, area="kyushu"), "row 62 (2023-04-01 05:30) follows row 61 (2023-04-01 06:00)")


def test_doubled_periods(tmp_path):
    rows = canonical_rows(n_days=2)
    rows.insert(31, list(rows[30]))
    one = write(tmp_path / "one.csv", rows)
    assert_says(
        refusal(one),
        "1 period(s) are given more than once: 2023-04-01 14:30 (one.csv row 31 and one.csv row 32)",
        "Expected one row",
    )
    good, again = (
        write(tmp_path / "good.csv", canonical_rows(n_days=2)),
        write(tmp_path / "again.csv", canonical_rows("2023-04-02")),
    )
    assert_says(
        refusal(good, again),
        "48 period(s) are given more than once: from 2023-04-02 00:00 to 2023-04-02 23:30 "
        "(48 slots, good.csv from row 50 and again.csv from row 2)",
        "give each file only once",
    )


def test_files_of_one_name_are_told_apart(tmp_path):
    paths = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        paths.append(write(tmp_path / folder / "p.csv", canonical_rows()))
    assert_says(refusal(*paths), f"{paths[0]} from row 2 and {paths[1]} from row 2")


def test_missing_periods(tmp_path):
    rows = canonical_rows("2025-07-03")
    text = refusal(write(tmp_path / "2025.csv", [*rows[:28], *rows[30:]]), area="tokyo")
    assert_says(
        text,
        "2025.csv: 2 period(s) missing: 2025-07-03 13:30, 14:00 (area tokyo). Expected 48 periods, found 46 (on 1 day(s)).",
        "Download these days again",
    )


def test_missing_periods_in_several_places(tmp_path):
    rows = canonical_rows(n_days=30)
    kept = [row for i, row in enumerate(rows) if i not in {5, 6, 9, 60} and not 100 <= i < 1060]
    text = refusal(write(tmp_path / "p.csv", kept))
    assert_says(
        text,
        "964 period(s) missing: 2023-04-01 02:00, 02:30, 04:00; 2023-04-02 05:30; "
        "from 2023-04-03 01:30 to 2023-04-23 01:00 (960 slots) (series without an area). ",
        "Expected 1,104 periods, found 140 (on 23 day(s)).",
    )


def test_short_gap_over_midnight_is_written_by_day(tmp_path):
    rows = canonical_rows(n_days=2)
    assert_says(refusal(write(tmp_path / "p.csv", [*rows[:48], *rows[50:]])), "2023-04-01 23:30; 2023-04-02 00:00")


def test_gap_between_two_files_names_both(tmp_path):
    paths = [write(tmp_path / f"{day}.csv", canonical_rows(f"2023-04-{day}")) for day in ("01", "03")]
    assert_says(
        refusal(*paths), "01.csv, 03.csv: 48 period(s) missing: from 2023-04-02 00:00 to 2023-04-02 23:30 (48 slots)"
    )


def test_only_the_rest_of_a_gap_with_whole_fiscal_years_is_missing(tmp_path):
    rows = canonical_rows("2022-03-31")
    paths = [write(tmp_path / "a.csv", rows[:-2]), write(tmp_path / "b.csv", canonical_rows("2025-04-01"))]
    assert_says(refusal(*paths), "a.csv, b.csv: 2 period(s) missing: 2022-03-31 23:00, 23:30")


@pytest.mark.parametrize(
    "kept, parts",
    [
        (
            slice(1, -5),
            [
                "the day 2023-04-02 is not whole: 43 periods from 00:00 to 21:00. Expected 48 periods.",
                "Remove rows 50 to 92 of p.csv",
            ],
        ),
        (
            slice(5, None),
            ["the day 2023-04-01 is not whole: 44 periods from 02:00 to 23:30", "Remove rows 2 to 45 of p.csv"],
        ),
        (slice(10, 20), ["the day 2023-04-01 is not whole: 10 periods from 04:30 to 09:00"]),
        (slice(1, 50), ["the day 2023-04-02 is not whole: 1 periods", "Remove rows 50 to 50 of p.csv"]),
    ],
    ids=["last", "first", "only", "one slot"],
)
def test_only_whole_days(tmp_path, kept, parts):
    rows = canonical_rows(n_days=2)
    assert_says(refusal(write(tmp_path / "p.csv", [rows[0], *rows[kept]])), "p.csv: ", *parts)


def test_first_and_last_day_both_incomplete(tmp_path):
    rows = canonical_rows(n_days=3)
    text = refusal(write(tmp_path / "p.csv", [rows[0], *rows[2:-1]]))
    assert_says(text, "the day 2023-04-01 is not whole", "the day 2023-04-03 is not whole", faults=2)


def test_zone_that_shifts_the_day_is_an_incomplete_day(tmp_path):
    text = refusal(write(tmp_path / "p.csv", canonical_rows(n_days=2, zone="Z")))
    assert_says(text, "the day 2023-04-01 is not whole: 30 periods from 09:00", "the day 2023-04-03", faults=2)


@pytest.mark.parametrize(
    "step, resample, parts",
    [
        (60, None, ["p.csv: slots are 60 min long. Expected 30 min.", "Add --resample repeat"]),
        (60, "mean", ["slots are 60 min long", "Add --resample repeat"]),
        (15, None, ["slots are 15 min long", "Add --resample mean"]),
        (15, "repeat", ["slots are 15 min long", "Add --resample mean"]),
        (45, "repeat", ["slots are 45 min long", "divides 30 min or is a multiple"]),
        (20, "mean", ["slots are 20 min long", "divides 30 min or is a multiple", "yourself"]),
    ],
)
def test_other_slot_lengths(tmp_path, step, resample, parts):
    path = write(tmp_path / "p.csv", canonical_rows(step=step))
    assert_says(refusal(path, resample=resample), *parts)


@pytest.mark.parametrize("resample", [None, "mean", "repeat"])
def test_mixed_slot_lengths(tmp_path, resample):
    rows = [*canonical_rows(n_days=2), *canonical_rows("2023-04-03", step=60)[1:]]
    text = refusal(write(tmp_path / "p.csv", rows), resample=resample)
    assert (
        "p.csv: slots of different length: 30 min from row 2 (2023-04-01 00:00); 60 min from row 98 (2023-04-03 00:00)."
        in text
    )
    assert_says(text, "Expected one length", faults=1)
    paths = [
        write(tmp_path / "a.csv", canonical_rows()),
        write(tmp_path / "b.csv", canonical_rows("2023-04-02", step=15)),
    ]
    assert_says(refusal(*paths), "The files have slots of different length: a.csv 30 min; b.csv 15 min.")


def test_missing_quarter_hours_are_named_at_their_own_length(tmp_path):
    rows = canonical_rows(step=15)
    text = refusal(write(tmp_path / "p.csv", [*rows[:6], *rows[7:]]), resample="mean")
    assert_says(text, "1 period(s) missing: 2023-04-01 01:15", "Expected 96 periods, found 95")


def test_series_that_begins_at_a_quarter_past(tmp_path):
    rows = canonical_rows()
    rows[1:] = [[moment[:-2] + str(int(moment[-2:]) + 15), price] for moment, price in rows[1:]]
    text = refusal(write(tmp_path / "p.csv", rows))
    assert_says(text, "48 row(s) begin off the 30 min grid: row 2: 2023-04-01 00:15; ", "and 40 more")


def year_file(path: Path, year: int, n_days: int) -> Path:
    return write(path, canonical_rows(f"{year}-04-01", n_days))


def test_fiscal_years_missing_or_incomplete(tmp_path):
    paths = [year_file(tmp_path / "2021.csv", 2021, 365), year_file(tmp_path / "2022.csv", 2022, 183)]
    text = refusal(*paths, fiscal_years=[2022, 2021, 2024], area="tokyo")
    assert_says(
        text,
        "2022.csv: fiscal year 2022 is not complete; 8,736 period(s) missing: "
        "from 2022-10-01 00:00 to 2023-03-31 23:30 (8,736 slots) (area tokyo).",
        "Fiscal years there in full: 2021.",
        "No prices of fiscal year 2024 (area tokyo). Fiscal years there in full: 2021.",
        faults=2,
    )
    assert_says(refusal(paths[1], fiscal_years=[2021]), "No prices of fiscal year 2021", "in full: none.")


def test_fiscal_years_asked_for_twice_or_not_at_all(tmp_path):
    path = year_file(tmp_path / "2021.csv", 2021, 365)
    assert_says(refusal(path, fiscal_years=[2021, 2021]), "Fiscal years asked for more than once: 2021.")
    assert_says(refusal(path, fiscal_years=[]), "The list of fiscal years is empty")
