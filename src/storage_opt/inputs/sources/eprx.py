"""EPRX results (電力需給調整力取引所取引結果): final and preliminary values, 8 or 48 blocks, by area or by kind of resource.

Line 1 names the file record (H), line 2 its values (P: status, month, product, blocks per day), line 3 the data columns
(TT); then one line per block, section and item, and E at the end where it was kept. Final files hold three sections, of
which 合計（確報値） counts; final files say 約定 where preliminary ones say 落札. Prices are 円/kW・30分 whatever the
length of the block. A price of 0 with a volume of 0 means that nothing was awarded; ``-`` means not applicable.

References
----------
EPRX, files ``YYYYMM_<code>_result.csv``, ``…_prompt.csv`` and ``…_rt_prompt.csv`` of April 2021 to June 2026.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from storage_opt.errors import MarketDataError
from storage_opt.inputs.columns import acceptance, availability
from storage_opt.inputs.price_faults import fault
from storage_opt.inputs.price_rows import SLOT_MIN, PriceRows, in_years
from storage_opt.inputs.sources.eprx_blocks import Blocks, read_blocks
from storage_opt.inputs.sources.eprx_head import Head, read_head
from storage_opt.inputs.sources.text_table import TextTable
from storage_opt.records.balancing import PLACES, AreaAwards, BlockAwards, accepted_share
from storage_opt.records.prices import AREAS

AREA_HEADER = ("北海道", "東北", "東京", "中部", "北陸", "関西", "中国", "四国", "九州", "合計")
RESOURCE_HEADER = {"火力発電": "thermal", "水力・揚水発電": "hydro", "蓄電池": "battery", "VPP": "vpp", "合計": "total"}
EXPECTED = "H, 電力需給調整力取引所取引結果, 対象年月, 商品区分, ブロック数"


class EprxResult:
    """One file of results by area.

    Raises
    ------
    MarketDataError
        The first three lines are not those of such a file: all faults together.
    """

    layout = "eprx_result"
    areas: tuple[str, ...] = AREAS

    def __init__(self, table: TextTable) -> None:
        self.table = table
        self.head: Head = read_head(table)
        self.header = AREA_HEADER
        self.body = _data_table(table, self.head, AREA_HEADER)
        product = self.head.product
        self.columns: tuple[str, ...] = (availability(product), acceptance(product))
        self.extras: tuple[str, ...] = tuple(
            f"{product}_{name}" for name in (
                "requirement_mw", "offer_mw", "award_mw", "min_award_jpy_per_kw_30min", "max_award_jpy_per_kw_30min"
            )
        )  # fmt: skip

    @staticmethod
    def recognises(table: TextTable) -> bool:
        """Whether the first lines are those of results by area."""
        return is_eprx(table.columns) and not _is_by_resource(table)

    @cached_property
    def blocks(self) -> Blocks:
        """Values by item and block, with every fault found in them."""
        return read_blocks(self.body, self.head, AREA_HEADER, by_area=True)

    def awards(self) -> AreaAwards:
        """Return the file as a record; for a file without faults whose blocks are complete."""
        b, head = self.blocks, self.head
        return AreaAwards(
            head.product, head.status, head.blocks_per_day, b.first_day, PLACES, b.award_mw, b.award_count,
            b.prices["min"], b.prices["mean"], b.prices["max"], b.values["requirement"], b.values["offer"],
        )  # fmt: skip

    def rows(self, column: str, area: str | None, years: Collection[int] | None, *, gaps: bool = False) -> PriceRows:
        """Read one column of one area, spread to half-hours.

        Parameters
        ----------
        column : str
            ``<product>_jpy_per_kw_slot`` (mean award price, NaN where nothing was awarded), ``<product>_acceptance``
            (awarded share of the offered MW) or one of ``extras``.
        area : str
            One of ``areas``.
        years : collection of int, optional
            Fiscal years that matter; all when omitted.
        gaps : bool
            Ignored: a block without an award is no gap.
        """
        return _by_slot(self, self._values(column)[PLACES.index(area or "")], years)

    def _values(self, column: str) -> NDArray[np.float64]:
        b, product = self.blocks, self.head.product
        if column == availability(product):
            return b.prices["mean"]
        if column == acceptance(product):
            return accepted_share(b.award_mw, b.values["offer"])
        name = column.removeprefix(f"{product}_")
        if name in {"requirement_mw", "offer_mw"}:
            return b.values[name.removesuffix("_mw")]
        return b.award_mw if name == "award_mw" else b.prices[name[:3]]


class EprxByResource:
    """One file of preliminary results by kind of resource: national, so it holds no price of an area."""

    layout = "eprx_by_resource"
    areas: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    def __init__(self, table: TextTable) -> None:
        self.table = table
        self.head = read_head(table)
        self.body = _data_table(table, self.head, tuple(RESOURCE_HEADER))
        self.extras: tuple[str, ...] = tuple(
            f"{self.head.product}_{resource}_{what}"
            for resource in RESOURCE_HEADER.values()
            for what in ("award_mw", *(f"{price}_award_jpy_per_kw_30min" for price in ("min", "mean", "max")))
        )

    @staticmethod
    def recognises(table: TextTable) -> bool:
        """Whether the first lines are those of results by kind of resource."""
        return is_eprx(table.columns) and _is_by_resource(table)

    @cached_property
    def blocks(self) -> Blocks:
        """Values by item and block, with every fault found in them."""
        return read_blocks(self.body, self.head, tuple(RESOURCE_HEADER), by_area=False)

    def awards(self) -> BlockAwards:
        """Return the file as a record; for a file without faults whose blocks are complete."""
        b, head = self.blocks, self.head
        return BlockAwards(
            head.product, head.status, head.blocks_per_day, b.first_day, tuple(RESOURCE_HEADER.values()), b.award_mw,
            b.award_count, b.prices["min"], b.prices["mean"], b.prices["max"],
        )  # fmt: skip

    def rows(self, column: str, area: str | None, years: Collection[int] | None, *, gaps: bool = False) -> PriceRows:
        """Read one column, spread to half-hours.

        Parameters
        ----------
        column : str
            One of ``extras``: ``<product>_<resource>_award_mw`` or an award price of that resource.
        area : str or None
            Ignored: the file is national.
        years : collection of int, optional
            Fiscal years that matter; all when omitted.
        gaps : bool
            Ignored: a block without an award is no gap.
        """
        resource, _, what = column.removeprefix(f"{self.head.product}_").partition("_")
        values = self.blocks.award_mw if what == "award_mw" else self.blocks.prices[what.partition("_")[0]]
        return _by_slot(self, values[list(RESOURCE_HEADER.values()).index(resource)], years)


def _by_slot(
    file: EprxResult | EprxByResource, by_block: NDArray[np.float64], years: Collection[int] | None
) -> PriceRows:
    """Spread the values of blocks over their half-hours; the unit per 30 minutes stays as it is."""
    blocks, per_block = file.blocks, file.head.slots_per_block
    step = np.arange(per_block) * np.timedelta64(SLOT_MIN, "m")
    part = PriceRows(
        file=file.table.file,
        rows=np.repeat(blocks.rows, per_block),
        starts=(blocks.starts[:, None] + step).reshape(-1),
        values=np.repeat(by_block, per_block),
        n_read=blocks.n_read,
        step_min=SLOT_MIN,
        faults=blocks.faults,
    )
    return part.where(in_years(part.starts, years))


def is_eprx(columns: Sequence[str]) -> bool:
    """Whether the first line is the H line of results of the balancing market."""
    return columns[0] == "H" and "商品区分" in columns


def _without_end(table: TextTable) -> TextTable:
    """Leave out the closing line E, which copies do not always keep."""
    above, _, last = table.body.rpartition(b"\n")
    return replace(table, body=above) if last.strip(b", \t") == b"E" else table


def _is_by_resource(table: TextTable) -> bool:
    return any("火力発電" in cells for _, cells in table.lines(2))


def _data_table(table: TextTable, head: Head, wanted: Sequence[str]) -> TextTable:
    body = _without_end(table.from_line(head.data_header_row))
    missing = [name for name in ("TT", "取引情報", *wanted) if name not in body.columns]
    if missing:
        found = ", ".join(body.columns)
        names = ", ".join(missing)
        raise MarketDataError(
            table.file,
            [fault("published.eprx_columns", file=table.file, row=head.data_header_row, missing=names, found=found)],
        )
    return body
