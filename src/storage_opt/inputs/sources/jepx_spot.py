"""JEPX day-ahead results, ``spot_summary_YYYY.csv`` and the older ``spot_YYYY.csv``.

Prices in JPY/kWh without consumption tax, one row per slot: the delivery day and the number of the slot, 1 to 48,
Japan time. Columns are found by name, with or without ``(円/kWh)``, in any width of brackets; the exchange writes
cp932, copies are often UTF-8. The lowest price a bid can have is 0.01, so 0.00 means that no price was made.

References
----------
JEPX, header of ``spot_summary_2025.csv``; older layout as used before the change of the exchange's site in 2023.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from storage_opt.inputs.columns import SPOT, SYSTEM, Allowed
from storage_opt.inputs.price_rows import PriceRows
from storage_opt.inputs.sources.day_code import CODE_COLUMN, DAY_COLUMNS, DayCodeTable, has_day_and_code, plain_name
from storage_opt.inputs.sources.table import Table

LAYOUT = "jepx_spot"
PRICE_COLUMN = "エリアプライス"
SYSTEM_COLUMN = "システムプライス"
AREA_COLUMNS = {
    "エリアプライス北海道": "hokkaido",
    "エリアプライス東北": "tohoku",
    "エリアプライス東京": "tokyo",
    "エリアプライス中部": "chubu",
    "エリアプライス北陸": "hokuriku",
    "エリアプライス関西": "kansai",
    "エリアプライス中国": "chugoku",
    "エリアプライス四国": "shikoku",
    "エリアプライス九州": "kyushu",
}
FLOOR_JPY_PER_KWH = 0.01
EXPECTED = f"{DAY_COLUMNS[0]}, {CODE_COLUMN}, {PRICE_COLUMN}…(円/kWh)"
ALLOWED = Allowed("jpy_per_kwh", floor=FLOOR_JPY_PER_KWH, low=0.0, outside="prices.price_negative")


class JepxSpot:
    """One file of day-ahead results."""

    layout = LAYOUT

    def __init__(self, table: Table) -> None:
        names = [plain_name(column) for column in table.columns]
        self.table = table
        self._price = {AREA_COLUMNS[name]: i for i, name in reversed([*enumerate(names)]) if name in AREA_COLUMNS}
        self._system = names.index(SYSTEM_COLUMN) if SYSTEM_COLUMN in names else None
        self.areas = tuple(area for area in AREA_COLUMNS.values() if area in self._price)
        self.columns: tuple[str, ...] = (SPOT,)
        self.extras: tuple[str, ...] = () if self._system is None else (SYSTEM,)
        self._all = [*([] if self._system is None else [self._system]), *(self._price[area] for area in self.areas)]
        self._rows = DayCodeTable(table, self._all)

    @staticmethod
    def recognises(columns: Sequence[str]) -> bool:
        """Whether a header is that of a day-ahead file."""
        names = {plain_name(column) for column in columns}
        return has_day_and_code(names) and not names.isdisjoint(AREA_COLUMNS)

    def rows(self, column: str, area: str | None, years: Collection[int] | None, *, gaps: bool = False) -> PriceRows:
        """Read the prices of one area, or the system price.

        Parameters
        ----------
        column : str
            ``spot_jpy_per_kwh`` or ``system_jpy_per_kwh``.
        area : str
            One of ``areas``; ignored for the system price.
        years : collection of int, optional
            Fiscal years that matter; all when omitted.
        gaps : bool
            Whether slots without a price are read as NaN instead of being a fault.
        """
        if column == SYSTEM and self._system is not None:
            return self._rows.rows(self._system, years, ALLOWED.with_gaps(allowed=True))
        if area is None:
            raise ValueError("a JEPX file holds areas; name one")
        return self._rows.rows(self._price[area], years, ALLOWED.with_gaps(allowed=gaps))

    def levels(self) -> tuple[NDArray[np.float64] | None, NDArray[np.float64]]:
        """System price, shape (rows,), or ``None``, and area prices in the order of ``areas``, shape (areas, rows).

        As they stand in the file, in order of the rows; NaN where a cell is no number. [JPY/kWh]
        """
        values = self._rows.numbers(self._all)
        return (None, values) if self._system is None else (values[0], values[1:])
