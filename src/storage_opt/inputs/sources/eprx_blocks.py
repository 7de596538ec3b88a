"""Lines of a file of balancing market results, gathered by block and item, with every fault found in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from storage_opt.errors import Fault
from storage_opt.inputs.columns import Allowed
from storage_opt.inputs.price_faults import CellFaults, fault, listed, slot_text
from storage_opt.inputs.sources.cells import fault_of_value, read_day, read_price, start_of
from storage_opt.inputs.sources.eprx_head import Head
from storage_opt.inputs.sources.text_table import TextTable
from storage_opt.messages import Message, say

Floats = NDArray[np.float64]
FINAL_SECTION = "合計(確報値)"
NOT_APPLICABLE = "-"
_KEY = re.compile(r"(\d{8})?B(\d{2})", re.ASCII)
_BY_AREA = {
    "requirement": re.compile(r"募集量\(TSO別\)\[MW\]"),
    "offer": re.compile(r"応札量合計\(電源属地別\)\[MW\]"),
    "award": re.compile(r"(落札|約定)量合計\(電源属地別\)\[MW\]"),
    "count": re.compile(r"(落札|約定)件数\(電源属地別\)\[件\]"),
    "max": re.compile(r"最高(落札|約定)価格\(電源属地別\)\[円/kW・30分\]"),
    "min": re.compile(r"最低(落札|約定)価格\(電源属地別\)\[円/kW・30分\]"),
    "mean": re.compile(r"平均(落札|約定)価格\(電源属地別\)\[円/kW・30分\]"),
}
_BY_RESOURCE = {
    name: re.compile(pattern.pattern.replace(r"\(電源属地別\)", ""))
    for name, pattern in _BY_AREA.items()
    if name not in {"requirement", "offer"}
}
PRICES = ("min", "mean", "max")
UNITS = {"count": "count", "min": "jpy_per_kw_slot", "mean": "jpy_per_kw_slot", "max": "jpy_per_kw_slot"}
PRICE_ROUNDING, POWER_ROUNDING = 0.0051, 0.0051
"""Prices are published to 0.01, the total is the sum of the areas to the last digit. [JPY/kW per slot], [MW]"""


@dataclass(frozen=True, eq=False)
class Blocks:
    """Values by item, each of shape (columns, blocks).

    Parameters
    ----------
    starts : ndarray of datetime64[m], shape (blocks,)
        Start of every block found, in the order of the file.
    rows : ndarray of int, shape (blocks,)
        Line of the mean award price of every block, or of its first line.
    values : mapping of str to ndarray
        As published; NaN where not applicable or not read.
    faults : tuple of Fault
        What is wrong.
    n_read : int
        Lines read.
    """

    starts: NDArray[np.datetime64]
    rows: NDArray[np.int64]
    values: dict[str, Floats]
    faults: tuple[Fault, ...]
    n_read: int
    prices: dict[str, Floats] = field(default_factory=dict)

    @property
    def award_mw(self) -> Floats:
        """MW awarded; none where not applicable."""
        return np.nan_to_num(self.values["award"])

    @property
    def award_count(self) -> Floats:
        """Number of awards; none where not applicable."""
        return np.nan_to_num(self.values["count"])

    @property
    def first_day(self) -> date:
        """Delivery day of the first block."""
        day: date = self.starts[0].astype("datetime64[D]").item()
        return day


def read_blocks(body: TextTable, head: Head, header: Sequence[str], *, by_area: bool) -> Blocks:
    """Gather the lines of a file.

    Parameters
    ----------
    body : TextTable
        Lines below the TT header.
    head : Head
        What the first lines say.
    header : sequence of str
        Columns to read, in the order of the result.
    by_area : bool
        Whether the file is one of results by area, else by kind of resource.
    """
    patterns = _BY_AREA if by_area else _BY_RESOURCE
    names = [unicodedata.normalize("NFKC", name) for name in body.columns]
    wanted = [body.columns.index(name) for name in header]
    section = names.index("調達区分") if "調達区分" in names else None
    keys, items = names.index("TT"), names.index("取引情報")
    cells = body.cells([keys, items, *([] if section is None else [section]), *wanted])
    at_values = 2 if section is None else 3
    known: dict[str, str | None] = {}
    order: dict[str, int] = {}
    texts: dict[tuple[str, str], list[str]] = {}
    rows: dict[tuple[str, str], int] = {}
    doubled: list[Message] = []
    notes = CellFaults(body.file)
    for i, (row, key, item) in enumerate(zip(cells.rows, *cells.columns[:2], strict=True)):
        if section is not None and unicodedata.normalize("NFKC", cells.columns[2][i].strip()) != FINAL_SECTION:
            continue
        if item not in known:
            plain = unicodedata.normalize("NFKC", item.strip())
            known[item] = next((name for name, pattern in patterns.items() if pattern.fullmatch(plain)), None)
        name = known[item]
        if name is None:
            continue
        place = (key.strip(), name)
        order.setdefault(place[0], row)
        if place in texts:
            doubled.append(say("published.line_again", row=row, key=key, item=item, other=rows[place]))
            continue
        texts[place] = [column[i] for column in cells.columns[at_values:]]
        rows[place] = row
    starts = [_start(key, row, head, notes) for key, row in order.items()]
    numbers = [CellFaults(body.file, unit) for unit in ("mw", "count", "jpy_per_kw_slot")]
    values, absent = _numbers(order, starts, texts, rows, list(patterns), header, numbers)
    faults = [*cells.faults, *notes.faults(), *(bad for note in numbers for bad in note.faults())]
    if doubled:
        faults.append(fault("published.line_doubled", file=body.file, count=len(doubled), places=listed(doubled)))
    if absent:
        faults.append(fault("published.line_missing", file=body.file, count=len(absent), places=listed(absent)))
    if not order:
        faults.append(fault("published.no_items", file=body.file, section=FINAL_SECTION, items=_sample(known)))
    kept = np.array([not np.isnat(start) for start in starts], dtype=np.bool_)
    found: NDArray[np.datetime64] = np.array(starts, dtype="datetime64[m]")[kept]
    price_rows = np.array([rows.get((key, "mean"), row) for key, row in order.items()], dtype=np.int64)[kept]
    values = {name: value[:, kept] for name, value in values.items()}
    if not faults:
        faults += _contradictions(body.file, found, values, header, by_area=by_area)
    prices = {name: np.where(np.nan_to_num(values["award"]) > 0, values[name], np.nan) for name in PRICES}
    return Blocks(found, price_rows, values, tuple(faults), len(cells.rows), prices)


def _start(key: str, row: int, head: Head, notes: CellFaults) -> np.datetime64:
    """Start of a block by its key, YYYYMMDDBnn, or Bnn in a daily file."""
    nothing = np.datetime64("NaT", "m")
    parts = _KEY.fullmatch(key)
    day = read_day(parts[1] or head.month) if parts else None
    if parts is None or day is None:
        notes.add("published.bad_key", "TT", row, key)
        return nothing
    if not 1 <= int(parts[2]) <= head.blocks_per_day:
        notes.add(f"published.bad_block_{head.blocks_per_day}", "TT", row, key)
        return nothing
    if not (parts[1] or head.month).startswith(head.month):
        notes.add("published.other_month", "TT", row, key)
        return nothing
    start = start_of(day, 1 + (int(parts[2]) - 1) * head.slots_per_block)
    assert start is not None
    return start


def _numbers(
    order: dict[str, int],
    starts: Sequence[np.datetime64],
    texts: dict[tuple[str, str], list[str]],
    rows: dict[tuple[str, str], int],
    names: Sequence[str],
    header: Sequence[str],
    notes: Sequence[CellFaults],
) -> tuple[dict[str, Floats], list[Message]]:
    """Numbers of all lines, and the lines that a block lacks."""
    values = {name: np.full((len(header), len(order)), np.nan) for name in names}
    absent = []
    note_of = dict(zip(("mw", "count", "jpy_per_kw_slot"), notes, strict=True))
    for j, (key, start) in enumerate(zip(order, starts, strict=True)):
        lacking = [name for name in names if (key, name) not in texts]
        if lacking:
            items = ", ".join(lacking)
            absent.append(say("published.block_lacks", key=key, items=items))
        for name in names:
            found = texts.get((key, name), [])
            if (fast := _all_numbers(found)) is not None:
                values[name][: len(found), j] = fast
                continue
            unit = UNITS.get(name, "mw")
            may = Allowed(unit, low=0.0)
            for i, text in enumerate(found):
                if text.strip() == NOT_APPLICABLE:
                    continue
                value = read_price(text)
                if bad := fault_of_value(text, value, may):
                    note_of[unit].add(bad, header[i], rows[key, name], text, start)
                elif value is not None:
                    values[name][i, j] = value
    return values, absent


def _all_numbers(texts: Sequence[str]) -> list[float] | None:
    """Numbers of a line when all are plain ones, not negative."""
    try:
        numbers = [float(text) for text in texts]
    except ValueError:
        return None
    plain = all(0.0 <= number < float("inf") for number in numbers) and not any("_" in text for text in texts)
    return numbers if plain else None


def _contradictions(
    file: str, starts: NDArray[np.datetime64], values: dict[str, Floats], header: Sequence[str], *, by_area: bool
) -> list[Fault]:
    """Blocks whose figures cannot all be true: a sign of shifted or exchanged cells."""
    award, low, mean, high = (np.nan_to_num(values[name]) for name in ("award", *PRICES))
    checks = {
        "published.price_without_award": (award == 0) & ((low != 0) | (mean != 0) | (high != 0)),
        "published.mean_award_outside": (award > 0) & ((mean < low - PRICE_ROUNDING) | (mean > high + PRICE_ROUNDING)),
    }
    if by_area:
        difference = np.abs(award[:-1].sum(axis=0) - award[-1])
        checks["published.total_differs"] = np.vstack([np.zeros_like(award[:-1]), difference > POWER_ROUNDING]) > 0
    faults = []
    for name, wrong in checks.items():
        at = np.argwhere(wrong.T)
        places = [say("published.block", slot=slot_text(starts[j]), column=header[i]) for j, i in at]
        if places:
            faults.append(fault(name, file=file, count=len(places), places=listed(places)))
    return faults


def _sample(known: dict[str, str | None]) -> str:
    return ", ".join(list(known)[:3]) or "–"
