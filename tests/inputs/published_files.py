"""Publishers' files made by hand, small, in their own layouts; figures say their own place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from price_tables import JEPX_AREAS, write

from storage_opt.inputs.bundled import bundled_spot_files

Rows = list[list[str]]

INTRADAY_HEADER = [
    "年月日", "時刻コード", "始値(円/kWh)", "高値(円/kWh)", "安値(円/kWh)", "終値(円/kWh)", "平均(円/kWh)",
    "約定量合計(kWh)", "約定件数",
]  # fmt: skip
FINAL, PRELIMINARY = "確報値", "速報値"
SECTIONS = ("システム約定結果", "追加調達結果", "合計（確報値）")
RESOURCES = ("火力発電", "水力・揚水発電", "蓄電池", "VPP", "合計")
SUPPLY_20 = [
    "DATE", "TIME", "エリア需要", "原子力", "火力(LNG)", "火力(石炭)", "火力(石油)", "火力(その他)", "水力", "地熱", "バイオマス",
    "太陽光発電実績", "太陽光出力制御量", "風力発電実績", "風力出力制御量", "揚水", "蓄電池", "連系線", "その他", "合計",
]  # fmt: skip
SUPPLY_22 = [*SUPPLY_20[:8], "火力出力制御量", *SUPPLY_20[8:11], "バイオマス出力制御量", *SUPPLY_20[11:]]


def days_from(first: str, n_days: int) -> list[date]:
    return [date.fromisoformat(first) + timedelta(days=i) for i in range(n_days)]


def intraday_price(day: int, slot: int) -> float:
    """Day 3, slot 7 (from 0): 33.07 JPY/kWh."""
    return round(30 + day + slot / 100, 2)


def intraday_rows(first: str = "2023-04-01", n_days: int = 1, *, date_style: str = "%Y/%m/%d") -> Rows:
    """Intraday results: mean as `intraday_price`, highest 1 above, lowest 1 below."""
    rows = [list(INTRADAY_HEADER)]
    for number, day in enumerate(days_from(first, n_days)):
        for slot in range(48):
            mean = intraday_price(number, slot)
            prices = [f"{p:.2f}" for p in (mean, mean + 1, mean - 1, mean, mean)]
            rows.append([day.strftime(date_style), str(slot + 1), *prices, "250000", "100"])
    return rows


def award(day: int, block: int, area: int) -> tuple[float, float]:
    """MW and mean price of a block (from 0) in an area (0 Hokkaido): none in Hokkaido, 10 × area MW elsewhere.

    Kyushu (area 8) is awarded only in even blocks. Day 1, block 2, Tokyo (area 2): 20 MW at 2.12 JPY/kW per slot.
    """
    if area == 0 or (area == 8 and block % 2):
        return 0.0, 0.0
    return 10.0 * area, round(area + day / 10 + block / 100, 2)


def _items(day: int, block: int, word: str, suffix: str, columns: Sequence[int]) -> dict[str, list[float]]:
    """Values by item; the last of each list is the total."""
    awards = [award(day, block, area) for area in columns]
    mw = [each[0] for each in awards]
    price = [each[1] for each in awards]
    awarded = [p for m, p in awards if m]
    low, high = (min(awarded), max(awarded)) if awarded else (0.0, 0.0)
    mean = round(sum(m * p for m, p in awards) / sum(mw), 2) if awarded else 0.0
    return {
        f"応札量合計{suffix}[MW]": [*(2 * m + 5 for m in mw), sum(2 * m + 5 for m in mw)],
        f"{word}量合計{suffix}[MW]": [*mw, sum(mw)],
        f"応札件数{suffix}[件]": [2.0] * (len(mw) + 1),
        f"{word}件数{suffix}[件]": [*(float(m > 0) for m in mw), float(len(awarded))],
        f"最高{word}価格{suffix}[円/kW・30分]": [*(p + 0.5 * (p > 0) for p in price), high + 0.5 * (high > 0)],
        f"最低{word}価格{suffix}[円/kW・30分]": [*(p - 0.5 * (p > 0) for p in price), low - 0.5 * (low > 0)],
        f"平均{word}価格{suffix}[円/kW・30分]": [*price, mean],
    }


def eprx_rows(
    first: str = "2025-04-01",
    n_days: int = 1,
    *,
    product: str = "三次調整力2",
    status: str = FINAL,
    blocks: int = 8,
    end: bool = True,
    daily: bool = False,
) -> Rows:
    """Results by area: final files with three sections of which only the last counts, preliminary files with one."""
    month = f"{date.fromisoformat(first):%Y%m%d}" if daily else f"{date.fromisoformat(first):%Y%m}"
    day_name = "対象年月日,取引年月日" if daily else "対象年月"
    rows = [f"H,電力需給調整力取引所取引結果,{day_name},商品区分,ブロック数".split(",")]
    rows.append(["P", status, month, *([month] if daily else []), product, str(blocks)])
    rows.append(["TT", *(["調達区分"] if status == FINAL else []), "取引情報", *JEPX_AREAS, "合計"])
    for number, day in enumerate(days_from(first, n_days)):
        for block in range(blocks):
            key = f"B{block + 1:02}" if daily else f"{day:%Y%m%d}B{block + 1:02}"
            for section in SECTIONS if status == FINAL else (None,):
                word = "約定" if section in SECTIONS[1:] else "落札"
                scale = 1 if section in (None, SECTIONS[2]) else 0.25
                needs = ["-"] * 10 if section == SECTIONS[1] else ["7"] * 9 + ["63"]
                head = [key, *([section] if section else [])]
                rows.append([*head, "募集量（TSO別）[MW]", *needs])
                for item, values in _items(number, block, word, "（電源属地別）", range(9)).items():
                    rows.append([*head, item, *(f"{scale * value:g}" for value in values)])
                rows.append([*head, f"平均{word}価格（TSO別）[円/kW・30分]", *["99"] * 10])
    return [*rows, *([["E"]] if end else [])]


def resource_rows(first: str = "2026-05-01", n_days: int = 1, *, product: str = "一次調整力", blocks: int = 48) -> Rows:
    """Results by kind of resource: areas 1 to 4 of `award` stand for the four kinds."""
    rows = [
        ["H", "電力需給調整力取引所取引結果", "対象年月", "商品区分", "ブロック数"],
        ["P", PRELIMINARY, f"{date.fromisoformat(first):%Y%m}", product, str(blocks)],
        ["TT", "取引情報", *RESOURCES],
    ]
    for number, day in enumerate(days_from(first, n_days)):
        for block in range(blocks):
            items = _items(number, block, "落札", "", range(1, 5))
            names = [
                "落札量合計[MW]",
                "落札件数[件]",
                *(f"{which}落札価格[円/kW・30分]" for which in ("最高", "最低", "平均")),
            ]
            key = f"{day:%Y%m%d}B{block + 1:02}"
            rows += [[key, item, *(f"{value:g}" for value in items[item])] for item in names]
    return [*rows, ["E"]]


def supply_rows(
    first: str = "2025-04-01", n_days: int = 1, *, header: Sequence[str] = SUPPLY_20, label: str = "start"
) -> Rows:
    """Supply and demand: column *c* (from 2) of day *d*, slot *s* holds 1000 c + 100 d + s MW; storage charges."""
    rows = [["単位[MW平均値]", "", "供給力"], list(header)]
    for number, day in enumerate(days_from(first, n_days)):
        for slot in range(48):
            end = slot + 1
            labels = {
                "start": (day, f"{slot // 2}:{slot % 2 * 30:02}"),
                "24:00": (day, f"{end // 2}:{end % 2 * 30:02}"),
                "0:00 of the next day": (day + timedelta(days=end == 48), f"{end % 48 // 2}:{end % 2 * 30:02}"),
                "0:00 of the same day": (day, f"{end % 48 // 2}:{end % 2 * 30:02}"),
            }
            at, moment = labels[label]
            values = [1000 * c + 100 * number + slot for c in range(2, len(header))]
            cells = [str(-v if header[c] in ("揚水", "蓄電池") else v) for c, v in enumerate(values, start=2)]
            rows.append([f"{at.year}/{at.month}/{at.day}", moment, *cells])
    return rows


def imbalance_price(day: int, slot: int, area: int) -> float:
    """Day 1, slot 2 of Tokyo (area 2): 21.02 JPY/kWh."""
    return round(10 * area + day + slot / 100, 2)


def imbalance_rows(first: str = "2025-04-01", n_days: int = 1) -> Rows:
    """Imbalance prices: three lines of preamble, a header, data lines of 41 cells."""
    rows = [["H", "インバランス料金単価"], ["H", "202504"], [""], ["T", *["見出し"] * 40]]
    for number, day in enumerate(days_from(first, n_days)):
        for slot in range(48):
            prices = [cell for area in range(9) for cell in (f"{imbalance_price(number, slot, area):.2f}", "")]
            start, end = (f"{minute // 60:02}:{minute % 60:02}" for minute in (30 * slot, 30 * slot + 30))
            rows.append(["D", f"{day:%Y%m%d}", str(slot + 1), start, end, *prices, *prices])
    return rows


@cache
def bundled_year() -> np.ndarray:
    """Bundled synthetic prices of FY2023, shape (9, 17568). [JPY/kWh]"""
    table = pq.read_table(bundled_spot_files([2023])[0])
    return table.column("spot_jpy_per_kwh").to_numpy().reshape(9, -1)


def jepx_year_text(change: Callable[[np.ndarray, np.ndarray], None] | None = None, n_days: int = 366) -> str:
    """Synthetic year in JEPX's layout; the system price is the median of the areas.

    Parameters
    ----------
    change : callable, optional
        Changes the system price, shape (slots,), and the area prices, shape (9, slots), in place.
    """
    areas = bundled_year()[:, : 48 * n_days].copy()
    system = np.median(areas, axis=0)
    if change is not None:
        change(system, areas)
    lines = ["受渡日,時刻コード,システムプライス(円/kWh)," + ",".join(f"エリアプライス{a}(円/kWh)" for a in JEPX_AREAS)]
    for i, day in enumerate(days_from("2023-04-01", n_days)):
        for slot in range(48):
            at = 48 * i + slot
            prices = ",".join(f"{price:.2f}" for price in (system[at], *areas[:, at]))
            lines.append(f"{day.year}/{day.month:02}/{day.day:02},{slot + 1},{prices}")
    return "\n".join(lines) + "\n"


def put(path: Path, rows: Rows, **style: str) -> Path:
    """Write a file as the publishers do: cp932 and CRLF unless told otherwise."""
    return write(path, rows, **({"encoding": "cp932", "line_end": "\r\n"} | style))
