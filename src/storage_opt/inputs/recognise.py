"""From a file to the publisher whose layout it has: by the names in its first lines, never by its own name."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from storage_opt.errors import MarketDataError
from storage_opt.inputs.price_faults import columns_text, fault
from storage_opt.inputs.price_rows import PriceRows
from storage_opt.inputs.sources import canonical, eprx, imbalance, jepx_intraday, jepx_spot, supply
from storage_opt.inputs.sources.canonical import Canonical
from storage_opt.inputs.sources.eprx import EprxByResource, EprxResult
from storage_opt.inputs.sources.imbalance import ImbalanceFile
from storage_opt.inputs.sources.jepx_intraday import JepxIntraday
from storage_opt.inputs.sources.jepx_spot import JepxSpot
from storage_opt.inputs.sources.supply import SupplyFile
from storage_opt.inputs.sources.table import Table
from storage_opt.inputs.sources.text_table import TextTable


class Source(Protocol):
    """A recognised file.

    Attributes
    ----------
    layout : str
        Name of the layout.
    areas : tuple of str
        Market areas that it holds; empty when it does not tell.
    table : Table
        Its cells.
    columns : tuple of str
        Columns of the canonical price table that it can give.
    extras : tuple of str
        Further columns that go along when it is imported.
    """

    layout: str
    areas: tuple[str, ...]
    columns: tuple[str, ...]
    extras: tuple[str, ...]

    @property
    def table(self) -> Table:
        """Return the cells of the file."""

    def rows(self, column: str, area: str | None, years: Collection[int] | None, *, gaps: bool = False) -> PriceRows:
        """Read one column of one area in the fiscal years that matter."""


def recognise(table: Table) -> Source:
    """Choose the source by the first lines of a file.

    Raises
    ------
    MarketDataError
        No layout fits, there is no row, or the header has faults: all of them together.
    """
    if isinstance(table, TextTable) and (source := _text_source(table)) is not None:
        return source
    by_columns: tuple[type[JepxSpot] | type[JepxIntraday] | type[Canonical], ...] = (JepxSpot, JepxIntraday, Canonical)
    kind = next((kind for kind in by_columns if kind.recognises(table.columns)), None)
    if kind is None:
        raise MarketDataError(table.file, [fault("prices.header", **_layouts(table))])
    if table.is_empty:
        raise MarketDataError(table.file, [fault("prices.no_rows", file=table.file)])
    return kind(table)


def _text_source(table: TextTable) -> Source | None:
    """Source of a file whose header is not its first line."""
    kinds: tuple[type[EprxResult] | type[EprxByResource] | type[ImbalanceFile] | type[SupplyFile], ...] = (
        EprxResult,
        EprxByResource,
        ImbalanceFile,
        SupplyFile,
    )
    for kind in kinds:
        if kind.recognises(table):
            return kind(table)
    return None


def _layouts(table: Table) -> dict[str, object]:
    return {
        "file": table.file,
        "found": columns_text(table.columns),
        "canonical": canonical.EXPECTED,
        "jepx": jepx_spot.EXPECTED,
        "intraday": jepx_intraday.EXPECTED,
        "eprx": eprx.EXPECTED,
        "supply": supply.EXPECTED,
        "imbalance": imbalance.EXPECTED,
    }
