"""First lines of a file of balancing market results: status, month, product, blocks per day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from storage_opt.errors import Fault, MarketDataError
from storage_opt.inputs.price_faults import fault, found_text
from storage_opt.inputs.sources.text_table import TextTable
from storage_opt.records.balancing import Status
from storage_opt.timeline import SLOTS_PER_DAY

PRODUCT_NAMES = {
    "一次調整力": "fcr",
    "一次オフライン": "fcr_offline",
    "二次調整力1": "s_frr",
    "二次調整力2": "frr",
    "三次調整力1": "rr",
    "三次調整力2": "rr_fit",
    "複合商品": "composite",
}
STATUSES: dict[str, Status] = {"確報値": "final", "速報値": "preliminary"}
BLOCKS_PER_DAY = (8, 48)
_MONTH = re.compile(r"\d{6}(\d{2})?", re.ASCII)


@dataclass(frozen=True)
class Head:
    """What the first lines say.

    Parameters
    ----------
    status : {"final", "preliminary"}
        確報値 or 速報値.
    month : str
        Delivery month YYYYMM, or delivery day YYYYMMDD in the daily files of fiscal year 2021.
    product : str
        Product in our name.
    blocks_per_day : int
        8 or 48.
    data_header_row : int
        Line of the header of the data.
    """

    status: Status
    month: str
    product: str
    blocks_per_day: int
    data_header_row: int

    @property
    def slots_per_block(self) -> int:
        """Half-hours in a block."""
        return SLOTS_PER_DAY // self.blocks_per_day


def read_head(table: TextTable) -> Head:
    """Read the P and TT lines below the H line.

    Raises
    ------
    MarketDataError
        Every field that is not understood, together.
    """
    lines = table.lines(2)
    if len(lines) < 2 or lines[0][1][:1] != ["P"] or lines[1][1][:1] != ["TT"]:
        found = " / ".join(",".join(cells[:3]) for _, cells in lines) or "–"
        raise MarketDataError(table.file, [fault("published.eprx_head", file=table.file, found=found)])
    (row, cells), (header_row, _) = lines
    faults: list[Fault] = []

    def told(names: Sequence[str], at: int | None = None) -> str:
        position = next((table.columns.index(name) for name in names if name in table.columns), at)
        cell = cells[position] if position is not None and position < len(cells) else ""
        return unicodedata.normalize("NFKC", cell).strip()

    def wrong(field: str, cell: str, expected: str) -> None:
        faults.append(
            fault(
                "published.eprx_field",
                file=table.file,
                row=row,
                field=field,
                found=found_text(cell),
                expected=expected,
            )
        )

    status, month = told((), 1), told(("対象年月", "対象年月日"))
    product, blocks = told(("商品区分",)), told(("ブロック数",))
    if status not in STATUSES:
        wrong(table.columns[1], status, ", ".join(STATUSES))
    if not _MONTH.fullmatch(month):
        wrong("対象年月", month, "202504")
    if product not in PRODUCT_NAMES:
        wrong("商品区分", product, ", ".join(PRODUCT_NAMES))
    if blocks not in {str(known) for known in BLOCKS_PER_DAY}:
        wrong("ブロック数", blocks, ", ".join(map(str, BLOCKS_PER_DAY)))
    if faults:
        raise MarketDataError(table.file, faults)
    return Head(STATUSES[status], month, PRODUCT_NAMES[product], int(blocks), header_row)
