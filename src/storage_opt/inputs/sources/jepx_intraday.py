"""JEPX intraday results, ``intraday_YYYY.csv`` and the older ``im_trade_summary_YYYY.csv``.

One national series: first, highest, lowest, last and mean price of the trades for each slot, JPY/kWh without consumption
tax, the volume and the number of trades. A slot without a trade has empty price cells and the count 0: a gap. There is
no price area; areas are to be published for deliveries from October 2026, a layout not seen yet.

References
----------
JEPX, header of ``intraday_2025.csv``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import replace

from storage_opt.errors import Fault, MarketDataError
from storage_opt.inputs.columns import ENERGY_PRICE, INTRADAY, Allowed
from storage_opt.inputs.price_faults import columns_text, fault, periods_text
from storage_opt.inputs.price_rows import SLOT_MIN, PriceRows
from storage_opt.inputs.sources.day_code import CODE_COLUMN, DAY_COLUMNS, DayCodeTable, has_day_and_code, plain_name
from storage_opt.inputs.sources.table import Table
from storage_opt.timeline import SLOT_H
from storage_opt.units import KWH_PER_MWH

LAYOUT = "jepx_intraday"
MEAN, HIGH, LOW, VOLUME, TRADES = "平均", "高値", "安値", "約定量合計", "約定件数"
EXPECTED = f"{DAY_COLUMNS[1]}, {CODE_COLUMN}, {MEAN}(円/kWh), {TRADES}"
EXTRAS = {
    "intraday_high_jpy_per_kwh": HIGH,
    "intraday_low_jpy_per_kwh": LOW,
    "intraday_volume_mwh": VOLUME,
    "intraday_trades": TRADES,
}
MWH_PER_UNIT = {"kwh": 1.0 / KWH_PER_MWH, "mwh/h": SLOT_H}
ROUNDING = 0.0051
"""Prices are published to 0.01 JPY/kWh. [JPY/kWh]"""
COUNT = Allowed("count", low=0.0)


class JepxIntraday:
    """One file of intraday results.

    Raises
    ------
    MarketDataError
        A column is missing, or the volume is in a unit that is not known.
    """

    layout = LAYOUT
    areas: tuple[str, ...] = ()
    columns: tuple[str, ...] = (INTRADAY,)
    extras: tuple[str, ...] = tuple(EXTRAS)

    def __init__(self, table: Table) -> None:
        names = [plain_name(column) for column in table.columns]
        self.table = table
        found = columns_text(table.columns)
        missing = [name for name in (MEAN, *EXTRAS.values()) if name not in names]
        faults: list[Fault] = [fault("prices.column_missing", file=table.file, field=n, found=found) for n in missing]
        if VOLUME in names:
            unit = _unit_of(table.columns[names.index(VOLUME)])
            if unit not in MWH_PER_UNIT:
                faults.append(fault("published.volume_unit", file=table.file, found=found))
            self._mwh = MWH_PER_UNIT.get(unit, 1.0)
        if faults:
            raise MarketDataError(table.file, faults)
        self._at = {INTRADAY: names.index(MEAN)} | {name: names.index(theirs) for name, theirs in EXTRAS.items()}
        self._rows = DayCodeTable(table, tuple(self._at.values()))

    @staticmethod
    def recognises(columns: Sequence[str]) -> bool:
        """Whether a header is that of an intraday file."""
        names = {plain_name(column) for column in columns}
        return has_day_and_code(names) and TRADES in names

    def rows(self, column: str, area: str | None, years: Collection[int] | None, *, gaps: bool = False) -> PriceRows:
        """Read one column; the mean price with the check that it lies between the lowest and the highest.

        Parameters
        ----------
        column : str
            ``intraday_jpy_per_kwh`` or one of ``extras``.
        area : str or None
            Ignored: the series is national.
        years : collection of int, optional
            Fiscal years that matter; all when omitted.
        gaps : bool
            Whether slots without a trade are read as NaN instead of being a fault.
        """
        if column != INTRADAY:
            allowed = replace(ENERGY_PRICE if "jpy" in column else COUNT, may_be_empty=True)
            part = self._rows.rows(self._at[column], years, allowed)
            return replace(part, values=part.values * self._mwh) if column.endswith("_mwh") else part
        part = self._rows.rows(self._at[INTRADAY], years, ENERGY_PRICE.with_gaps(allowed=gaps))
        if part.faults:
            return part
        low, high = (
            self.rows(name, area, years).values for name in ("intraday_low_jpy_per_kwh", "intraday_high_jpy_per_kwh")
        )
        outside = (part.values < low - ROUNDING) | (part.values > high + ROUNDING)
        if not outside.any():
            return part
        wrong = fault(
            "published.mean_outside",
            file=self.table.file,
            count=int(outside.sum()),
            places=periods_text(part.starts[outside], SLOT_MIN),
        )
        return replace(part, faults=(wrong,))


def _unit_of(column: str) -> str:
    """Read the unit in the brackets of a column name, in small letters.

    >>> _unit_of("約定量合計（kWh）")
    'kwh'
    """
    found = re.search(r"\((.*)\)$", unicodedata.normalize("NFKC", column).strip())
    return found[1].lower() if found else ""
