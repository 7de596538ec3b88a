"""Faults put into files on purpose, one by one: what the program prints and with which code it ends.

``python tests/inputs/seeded_faults.py`` prints the table; with ``--write`` it goes to docs/reference/faults.md.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from price_tables import TOKYO, canonical_rows, jepx_rows, write
from published_files import (
    PRELIMINARY,
    eprx_rows,
    imbalance_rows,
    intraday_rows,
    jepx_year_text,
    put,
    resource_rows,
    supply_rows,
)

from storage_opt.cli import _run
from storage_opt.messages import set_language

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "faults.md"
TOKYO_AT = jepx_rows()[0].index(TOKYO)


@dataclass(frozen=True)
class Seeded:
    """A fault, how it is made, and what the message must say.

    Parameters
    ----------
    what : str
        The fault in a few words.
    make : callable
        Writes the files below a folder and returns the words of the command line.
    says : tuple of str
        What must stand in the message: file, row or period, field, what was found, what was expected, what to do.
    faults : int
        Number of faults told.
    code : int
        Exit code.
    """

    what: str
    make: Callable[[Path], list[str]]
    says: tuple[str, ...]
    faults: int = 1
    code: int = 3


def check(*paths: Path, more: tuple[str, ...] = ()) -> list[str]:
    return ["data", "check", *map(str, paths), *more]


def run(*paths: Path, area: str = "tokyo", more: tuple[str, ...] = ()) -> list[str]:
    prices = [word for path in paths for word in ("--prices", str(path))]
    return ["run", "--power-mw", "1", "--energy-mwh", "2", "--area", area, *prices, *more]


def spot_file(change: Callable[[list[list[str]]], None], n_days: int = 3) -> Callable[[Path], list[str]]:
    def make(folder: Path) -> list[str]:
        rows = jepx_rows("2025-04-01", n_days)
        change(rows)
        return run(put(folder / "spot_summary_2025.csv", rows))

    return make


def cell(row: int, column: int, text: str) -> Callable[[list[list[str]]], None]:
    def change(rows: list[list[str]]) -> None:
        rows[row - 1][column] = text

    return change


def checked(name: str, rows: Callable[[], list[list[str]]], change: Callable[[list[list[str]]], None]):
    def make(folder: Path) -> list[str]:
        made = rows()
        change(made)
        return check(put(folder / name, made))

    return make


def cells(rows: range, column: int, text: str) -> Callable[[list[list[str]]], None]:
    def change(made: list[list[str]]) -> None:
        for row in rows:
            made[row - 1][column] = text

    return change


def drop(rows: slice) -> Callable[[list[list[str]]], None]:
    def change(made: list[list[str]]) -> None:
        del made[rows]

    return change


def several(*changes: Callable[[list[list[str]]], None]) -> Callable[[list[list[str]]], None]:
    def change(made: list[list[str]]) -> None:
        for each in changes:
            each(made)

    return change


def whole_year(change: Callable[[np.ndarray, np.ndarray], None]) -> Callable[[Path], list[str]]:
    def make(folder: Path) -> list[str]:
        path = folder / "spot_summary_2023.csv"
        path.write_text(jepx_year_text(change), encoding="cp932")
        return check(path)

    return make


def shuffle_system(system: np.ndarray, areas: np.ndarray) -> None:
    np.random.default_rng(1).shuffle(system)


def move_area(area: int, slots: int) -> Callable[[np.ndarray, np.ndarray], None]:
    def change(system: np.ndarray, areas: np.ndarray) -> None:
        areas[area] = np.roll(areas[area], slots)

    return change


def line(rows: list[list[str]], key: str, item: str) -> int:
    """Index of the line of a block and item; of the section that counts in a final file."""
    at = [i for i, row in enumerate(rows) if row[0] == key and any(cell.startswith(item) for cell in row[1:3])]
    return at[-1]


def eprx(change: Callable[[list[list[str]]], None], **how: object) -> Callable[[Path], list[str]]:
    return checked("202504_3-2_result.csv", lambda: eprx_rows(n_days=2, **how), change)  # type: ignore[arg-type]


def in_line(key: str, item: str, column: int, text: str) -> Callable[[list[list[str]]], None]:
    def change(rows: list[list[str]]) -> None:
        rows[line(rows, key, item)][column] = text

    return change


def without_line(key: str, item: str) -> Callable[[list[list[str]]], None]:
    def change(rows: list[list[str]]) -> None:
        del rows[line(rows, key, item)]

    return change


def doubled_line(key: str, item: str) -> Callable[[list[list[str]]], None]:
    def change(rows: list[list[str]]) -> None:
        at = line(rows, key, item)
        rows.insert(at, list(rows[at]))

    return change


def without_block(key: str) -> Callable[[list[list[str]]], None]:
    def change(rows: list[list[str]]) -> None:
        rows[:] = [row for row in rows if row[0] != key]

    return change


def table(columns: dict[str, Callable[[int], str]], n_days: int = 2) -> list[list[str]]:
    """Our own table with further columns; each is given by the number of the slot."""
    rows = canonical_rows("2025-04-01", n_days)
    return [[*rows[0], *columns], *([*row, *(f(i) for f in columns.values())] for i, row in enumerate(rows[1:]))]


def own_table(columns: dict[str, Callable[[int], str]]) -> Callable[[Path], list[str]]:
    return lambda folder: check(write(folder / "mine.csv", table(columns)))


def final_and_preliminary(folder: Path) -> list[str]:
    return run(
        put(folder / "spot.csv", jepx_rows("2025-04-01", 1)),
        put(folder / "result.csv", eprx_rows()),
        put(folder / "prompt.csv", eprx_rows(status=PRELIMINARY)),
    )


def imported(first: list[list[str]], then: list[list[str]]) -> Callable[[Path], list[str]]:
    def make(folder: Path) -> list[str]:
        quiet(["data", "import", str(put(folder / "first.csv", first)), "--out", str(folder / "sets")])
        return ["data", "import", str(put(folder / "second.csv", then)), "--out", str(folder / "sets")]

    return make


def folder_with(spoil: Callable[[Path], object]) -> Callable[[Path], list[str]]:
    def make(folder: Path) -> list[str]:
        sets = folder / "sets"
        quiet(["data", "import", str(put(folder / "spot.csv", jepx_rows())), "--out", str(sets)])
        spoil(sets)
        return run(sets)

    return make


def not_a_folder_of_data_sets(folder: Path) -> list[str]:
    (folder / "home").mkdir()
    (folder / "home" / "letter.txt").write_text("dear", encoding="utf-8")
    return ["data", "import", str(put(folder / "spot.csv", jepx_rows())), "--out", str(folder / "home")]


def same_data_twice(folder: Path) -> list[str]:
    paths = [str(put(folder / name, jepx_rows())) for name in ("a.csv", "b.csv")]
    return ["data", "import", *paths, "--out", str(folder / "sets")]


def nothing_to_take(folder: Path) -> list[str]:
    rows = jepx_rows("2025-04-01", 2)
    cells(range(2, 6), TOKYO_AT, "")(rows)
    return run(put(folder / "spot.csv", rows), more=("--set", "prices.gaps=previous_day"))


def supply(change: Callable[[list[list[str]]], None], name: str = "eria_jukyu_202504_03.csv"):
    return checked(name, lambda: supply_rows(n_days=2), change)


def nothing(rows: list[list[str]]) -> None:
    """Leave the file as it is."""


FAULTS = [
    # JEPX spot
    Seeded("JEPX spot: two slots missing", spot_file(drop(slice(60, 62))), ("2 period(s) missing: 2025-04-02 05:30, 06:00", "Expected 48 periods, found 46", "Download these days again")),
    Seeded("JEPX spot: a slot given twice", spot_file(lambda rows: rows.insert(60, list(rows[59]))), ("2025-04-02 05:00 (spot_summary_2025.csv row 60", "Expected one row", "Remove one")),
    Seeded("JEPX spot: a dash for a price", spot_file(cell(10, TOKYO_AT, "-")), (f"{TOKYO} is not a number", "row 10 (2025-04-01 04:00): '-'", "Expected a number in JPY/kWh", "Download")),
    Seeded("JEPX spot: area price empty for a day (Hokkaido 2018)", spot_file(cells(range(50, 98), TOKYO_AT, "")), (f"{TOKYO} is empty in 48 row(s)", "rows 50 to 97 (from 2025-04-02 00:00 to 2025-04-02 23:30, 48 slots)", "prices.gaps")),
    Seeded("JEPX spot: 0.00, which is no price (Hokkaido 2016)", spot_file(cells(range(50, 52), TOKYO_AT, "0.00")), ("below the lowest price", "rows 50 to 51 (from 2025-04-02 00:00 to 2025-04-02 00:30, 2 slots): '0.00'", "at least 0.01", "prices.gaps")),
    Seeded("JEPX spot: a negative price", spot_file(cell(50, TOKYO_AT, "-1.00")), ("below the lowest price", "row 50 (2025-04-02 00:00): '-1.00'", "no negative price", "Correct the sign")),
    Seeded("JEPX spot: a date of another style", spot_file(cell(50, 0, "02.04.2025")), ("受渡日 is not a date", "row 50: '02.04.2025'", "Expected YYYY/MM/DD")),
    Seeded("JEPX spot: slot 49", spot_file(cell(97, 1, "49")), ("時刻コード is not the number of a slot", "row 97: '49'", "from 1 to 48")),
    Seeded("JEPX spot: last day ends at slot 2", spot_file(drop(slice(99, None))), ("the day 2025-04-03 is not whole: 2 periods", "Expected 48", "Remove rows 98 to 99")),
    Seeded("JEPX spot: two rows exchanged", spot_file(lambda rows: rows.insert(20, rows.pop(21))), ("rows are not in order of time", "row 22 (2025-04-01 09:30) follows row 21 (2025-04-01 10:00)", "Sort")),
    Seeded("JEPX spot: a line cut short", spot_file(lambda rows: rows[30].__delitem__(slice(9, None))), ("do not have 14 cells", "row 31", "cut short")),
    Seeded("JEPX spot: system price in random order (FY2022 copies)", whole_year(shuffle_system), ("system price does not belong to the area prices", "Expected at least 0.95 and 80 %", "--accept-implausible")),
    Seeded("JEPX spot: Kyushu moved by a day", whole_year(move_area(8, 48)), ("kyushu equals another area in", "moved back by 48 slot(s)", "Expected exactly the price", "--accept-implausible")),
    Seeded("JEPX spot: Hokkaido moved by one slot", whole_year(move_area(0, 1)), ("hokkaido equals another area in", "moved back by 1 slot(s)")),
    Seeded("file in UTF-16", lambda folder: check(put(folder / "spot.csv", jepx_rows(), encoding="utf-16")), ("spot.csv: the file is neither text nor Parquet", "Expected CSV in UTF-8 or Shift_JIS")),
    Seeded("a web page instead of the file", lambda folder: check(write(folder / "spot.csv", [["<!DOCTYPE html>"], ["<html>"]])), ("the header is not known", "Columns found: <!DOCTYPE html>", "Expected slot_start")),
    # JEPX intraday
    Seeded("JEPX intraday: no trade in two slots (FY2016)", checked("intraday_2023.csv", intraday_rows, several(*(cells(range(10, 12), column, "") for column in range(2, 7)), cells(range(10, 12), 8, "0"))), ("平均(円/kWh) is empty in 2 row(s)", "rows 10 to 11 (from 2023-04-01 04:00", "prices.gaps")),
    Seeded("JEPX intraday: mean above the highest price", checked("intraday_2023.csv", intraday_rows, cell(10, 6, "99.00")), ("mean price lies outside", "2023-04-01 04:00", "安値 ≤ 平均 ≤ 高値")),
    Seeded("JEPX intraday: volume in an unknown unit", checked("intraday_2023.csv", intraday_rows, cell(1, 7, "約定量合計(GJ)")), ("unit of 約定量合計 is not known", "Expected (kWh) or (MWh/h)")),
    # EPRX
    Seeded("EPRX: unknown product", eprx(cell(2, 3, "四次調整力")), ("row 2: 商品区分 is '四次調整力'", "Expected one of: 一次調整力", "Take the first lines")),
    Seeded("EPRX: neither final nor preliminary", eprx(cell(2, 1, "参考値")), ("row 2", "'参考値'", "Expected one of: 確報値, 速報値")),
    Seeded("EPRX: block 9 of 8", eprx(cells(range(4, 30), 0, "20250401B09")), ("TT is no block of a day of 8 blocks", "'20250401B09'", "Expected B01 to B08"), faults=2),
    Seeded("EPRX: a day of another month", eprx(lambda rows: [row.__setitem__(0, row[0].replace("20250402", "20250502")) for row in rows]), ("TT lies outside the month of row 2", "'20250502B01'", "Expected days of that month")),
    Seeded("EPRX: a block missing", eprx(without_block("20250401B04")), ("6 period(s) missing: from 2025-04-01 09:00 to 2025-04-01 11:30 (6 slots)", "Download"), faults=1),
    Seeded("EPRX: a line given twice", eprx(doubled_line("20250401B04", "約定量合計（電源属地別）")), ("1 line(s) are given more than once", "20250401B04 約定量合計（電源属地別）[MW]", "Expected each item once")),
    Seeded("EPRX: mean price of a block missing", eprx(without_line("20250401B04", "平均約定価格（電源属地別）")), ("1 block(s) lack items: 20250401B04: mean", "Download")),
    Seeded("EPRX: a price where nothing was awarded", eprx(in_line("20250401B04", "平均約定価格（電源属地別）", 3, "4.5")), ("a price without an awarded volume", "2025-04-01 09:00 北海道", "Expected 0 in both")),
    Seeded("EPRX: mean above the highest award", eprx(in_line("20250401B04", "平均約定価格（電源属地別）", 5, "45")), ("mean award price lies outside", "2025-04-01 09:00 東京", "最低 ≤ 平均 ≤ 最高")),
    Seeded("EPRX: areas do not add up to the total", eprx(in_line("20250401B04", "約定量合計（電源属地別）", 5, "25")), ("do not add up to 合計", "2025-04-01 09:00 合計", "Expected their sum")),
    Seeded("EPRX: text for a volume", eprx(in_line("20250401B04", "応札量合計（電源属地別）", 5, "n/a")), ("東京 is not a number", "(2025-04-01 09:00): 'n/a'", "Expected a number in MW")),
    Seeded("EPRX: an area column missing", eprx(lambda rows: [row.pop(5) for row in rows[2:-1]]), ("row 3 lacks columns 東京", "Expected TT, 取引情報, the areas and 合計")),
    Seeded("EPRX: final and preliminary values of one month together", final_and_preliminary, ("48 period(s) are given more than once", "result.csv", "prompt.csv", "give each file only once")),
    Seeded("EPRX by resource asked for as a price", lambda folder: run(put(folder / "spot.csv", jepx_rows("2026-05-01")), put(folder / "rt.csv", resource_rows())), ("rt.csv: recognised as EPRX results by kind of resource", "Expected price files")),
    # Supply and demand, imbalance prices
    Seeded("supply and demand: another unit", supply(cell(1, 0, "単位[万kW]")), ("unit is not stated as mean MW", "Expected 単位[MW平均値]")),
    Seeded("supply and demand: a column missing", supply(lambda rows: [row.pop(5) for row in rows[1:]]), ("lacks columns 火力(石炭)", "20 or 22 columns")),
    Seeded("supply and demand: start or end of the slot unclear", supply(drop(slice(2, 3))), ("TIME begins with 0:30 and ends with 23:30", "Expected 0:00 to 23:30", "whole days")),
    Seeded("supply and demand: demand of zero inside", supply(cell(40, 2, "0")), ("エリア需要 is not above zero", "row 40 (2025-04-01 18:30)", "Expected the demand")),
    Seeded("supply and demand: area unknown", supply(nothing, "download.csv"), ("download.csv: the area", "ending in its number", "--area")),
    Seeded("imbalance: surplus and shortage differ", checked("202504_imbalance-price_01.csv", imbalance_rows, cell(10, 9, "99")), ("surplus and shortage price of tokyo differ in 1 slot(s)", "2025-04-01 02:30", "Expected one price")),
    Seeded("imbalance: a line cut short", checked("202504_imbalance-price_01.csv", imbalance_rows, lambda rows: rows[9].__delitem__(slice(23, None))), ("1 data line(s) hold no shortage prices: row 10", "Expected 41 cells")),
    Seeded("imbalance: a slot missing", checked("202504_imbalance-price_01.csv", imbalance_rows, drop(slice(9, 10))), ("1 period(s) missing: 2025-04-01 02:30 (all areas)",)),
    # Our own table
    Seeded("table: acceptance of 120 %", own_table({"rr_jpy_per_kw_slot": lambda i: "2", "rr_acceptance": lambda i: "1.2" if i == 5 else "1"}), ("rr_acceptance is not a share", "row 7 (2025-04-01 02:30): '1.2'", "Expected a number from 0 to 1")),
    Seeded("table: negative availability price", own_table({"rr_jpy_per_kw_slot": lambda i: "-2" if i == 5 else "2"}), ("rr_jpy_per_kw_slot is below zero", "row 7", "JPY/kW per 30 minutes")),
    Seeded("table: unknown product", own_table({"rr2_jpy_per_kw_slot": lambda i: "2"}), ("rr2_jpy_per_kw_slot names no balancing product", "fcr, s_frr, frr, rr, rr_fit")),
    Seeded("table: acceptance without a price", own_table({"rr_acceptance": lambda i: "1"}), ("rr_acceptance stands without rr_jpy_per_kw_slot", "Expected both")),
    Seeded("table: no price although accepted", own_table({"rr_jpy_per_kw_slot": lambda i: "" if i == 5 else "2", "rr_acceptance": lambda i: "1"}), ("rr_jpy_per_kw_slot has no value in 1 of 96 slots", "2025-04-01 02:30", "only where the acceptance of the product is 0")),
    Seeded("table: intraday column half empty", own_table({"intraday_jpy_per_kwh": lambda i: "" if 48 <= i < 96 else "9.5"}), ("intraday_jpy_per_kwh is empty in 48 row(s): rows 50 to 97 (from 2025-04-02 00:00 to 2025-04-02 23:30",)),
    Seeded("rule for gaps finds nothing earlier", nothing_to_take, ("the rule previous_day finds no price for 4 slot(s): from 2025-04-01 00:00 to 2025-04-01 01:30", "another rule")),
    # Import
    Seeded("import: shares days with an earlier data set", imported(jepx_rows(n_days=3), jepx_rows("2023-04-02", 3)), ("second.csv (2023-04-02 to 2023-04-04) shares days with jepx_spot_20230401-20230403.parquet", "all of those days, or none")),
    Seeded("import: preliminary over final values", imported(eprx_rows(n_days=30), eprx_rows(n_days=30, status=PRELIMINARY)), ("second.csv holds preliminary values", "eprx_rr_fit_202504.parquet", "Expected final values to stay")),
    Seeded("import: the same days in two files", same_data_twice, ("a.csv and b.csv hold the same data set jepx_spot", "Expected each once")),
    Seeded("import: into a folder of something else", not_a_folder_of_data_sets, ("home holds files, but no manifest.json of data sets", "--out")),
    Seeded("folder: a data set was changed", folder_with(lambda sets: next(sets.glob("*.parquet")).write_bytes(b"PAR1")), ("is not what manifest.json says (changed)", "Import the data set again")),
    Seeded("folder: a file that the manifest does not know", folder_with(lambda sets: write(sets / "more.csv", canonical_rows())), ("more.csv lie in the folder but not in its manifest.json", "Import these files")),
    # Several at once, and the command line
    Seeded("six faults in one file", spot_file(several(cell(10, TOKYO_AT, "-"), cell(11, TOKYO_AT, ""), cell(12, TOKYO_AT, "0"), cell(60, 1, "99"), cell(70, 0, "?"), drop(slice(90, 91)))), ("is not a number", "is empty", "below the lowest price", "is not the number of a slot", "is not a date", "1 period(s) missing: 2025-04-02 20:30"), faults=6),
    Seeded("unknown rule for gaps", lambda folder: check(put(folder / "spot.csv", jepx_rows()), more=("--gaps", "guess")), ("--gaps: unknown guess", "refuse, previous_day, previous_week, system"), faults=0, code=2),
]  # fmt: skip


def quiet(words: list[str]) -> tuple[int, str]:
    """Run a command and return its exit code and what it wrote to stderr."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = _run(words)
    return code, err.getvalue()


def told(seeded: Seeded, folder: Path, language: str = "en") -> tuple[int, str]:
    """Seed the fault, run the command, and return exit code and message without the folder's own path."""
    set_language(language)
    try:
        code, text = quiet(seeded.make(folder))
    finally:
        set_language(None)
    return code, text.replace(f"{folder}/", "")


def page() -> str:
    """Return the table as Markdown."""
    lines = [
        "# Seeded faults",
        "",
        "Made by `python tests/inputs/seeded_faults.py --write`: each fault is put into a file on purpose, the command runs, and this is what it prints.",
        "",
        "| # | fault | code | message |",
        "|---|---|---|---|",
    ]
    for number, seeded in enumerate(FAULTS, start=1):
        with tempfile.TemporaryDirectory() as folder:
            code, text = told(seeded, Path(folder))
        shown = " ".join(re.sub(r"^ \* ", "• ", row).strip() for row in text.strip().splitlines())
        lines.append(f"| {number} | {seeded.what} | {code} | {shown.replace('|', '/')} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        print(page(), end="")
