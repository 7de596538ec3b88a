"""What ``data check`` shows of a file: lines of plain text, columns aligned."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence

import numpy as np

from storage_opt.inputs.columns import IMBALANCE, INTRADAY, SPOT, SYSTEM
from storage_opt.inputs.inspection import Inspected
from storage_opt.inputs.plausibility import SHORTEST_SLOTS, fit_of
from storage_opt.inputs.sources.eprx import EprxByResource, EprxResult
from storage_opt.inputs.sources.jepx_spot import JepxSpot
from storage_opt.inputs.statistics import price_statistics
from storage_opt.messages import text
from storage_opt.records.balancing import AreaAwards
from storage_opt.timeline import SLOTS_PER_DAY

PRICE_HEAD = (
    "series", "slots", "mean", "std", "min", "p5", "p50", "p95", "max", "floor%", "spike%", "spread", "TB2h", "TB4h",
    "ac1", "ac7", "acS", "we/wd",
)  # fmt: skip
AWARD_HEAD = ("series", "blocks", "awarded", "req MW", "offer MW", "award MW", "vw", "min", "max")
RESOURCE_HEAD = ("series", "blocks", "awarded", "award MW", "vw", "min", "max")
POWER_HEAD = ("series", "slots", "mean MW", "min MW", "max MW")


def lines_of(found: Inspected) -> Iterator[str]:
    """Say what a file is, and the statistics of every column that is whole."""
    source = found.file.source
    if not found.slots.size or found.slots.size % SLOTS_PER_DAY:
        return
    period = found.period
    yield text(
        "data.check.head",
        file=source.table.file,
        layout=text(f"data.layout.{source.layout}"),
        first=period.first_day,
        last=found.slots[-1].astype("datetime64[D]").item(),
        days=period.n_days,
        rows=found.rows_read,
    )
    if not found.is_whole or (found.faults and not source.columns):
        return
    if isinstance(source, EprxResult | EprxByResource):
        yield from () if found.faults else _awards(source)
    elif source.layout == "supply":
        rows = [_power(name, values[0]) for name, values in found.values.items()]
        yield from table([POWER_HEAD, *rows])
    else:
        yield from _prices(found)


def _prices(found: Inspected) -> Iterator[str]:
    rows: list[Sequence[str]] = [PRICE_HEAD]
    if SYSTEM in found.values and not np.isnan(found.values[SYSTEM][0]).any():
        rows.append(_price("system", found.values[SYSTEM][0], found))
    for column in (SPOT, INTRADAY, IMBALANCE):
        for area, values in zip(found.areas, found.values.get(column, ()), strict=column in found.values):
            if np.isnan(values).any():
                continue
            name = area or column.partition("_")[0]
            label = name if column == SPOT or area is None else f"{name} {column.partition('_')[0]}"
            rows.append(_price(label, values, found))
    if len(rows) > 1:
        yield from table(rows)
        yield text("data.check.units")
    if isinstance(found.file.source, JepxSpot):
        fit = fit_of(*found.file.source.levels())
        if fit.slots < SHORTEST_SLOTS:
            yield text("data.check.fit_short")
        else:
            names = zip(found.file.source.areas, fit.equal, strict=True)
            shares = ", ".join(text("data.check.fit_area", area=area, share=100 * share) for area, share in names)
            yield text("data.check.fit", correlation=fit.correlation, inside=100 * fit.inside, equal=shares)


def _price(name: str, values: np.ndarray[tuple[int, ...], np.dtype[np.float64]], found: Inspected) -> tuple[str, ...]:
    s = price_statistics(values, found.period)
    two = (s.mean, s.std, s.low, s.p5, s.p50, s.p95, s.high, s.floor_pct, s.spike_pct, s.spread, s.tb2h, s.tb4h)
    return (name, f"{s.slots}", *map(_number, (*two, s.ac1, s.ac7, s.ac_slot, s.weekend)))


def _awards(source: EprxResult | EprxByResource) -> Iterator[str]:
    awards = source.awards()
    by_area = isinstance(awards, AreaAwards)
    rows: list[Sequence[str]] = [AWARD_HEAD if by_area else RESOURCE_HEAD]
    weighted = awards.volume_weighted_price()
    for i, name in enumerate(awards.columns):
        awarded = awards.award_mw[i] > 0
        low, high = awards.min_award_jpy_per_kw_slot[i][awarded], awards.max_award_jpy_per_kw_slot[i][awarded]
        figures = [
            awards.award_mw[i].mean(),
            weighted[i],
            *((low.min(), high.max()) if awarded.any() else (np.nan, np.nan)),
        ]
        if isinstance(awards, AreaAwards):
            figures = [awards.requirement_mw[i].mean(), awards.offer_mw[i].mean(), *figures]
        rows.append((name, f"{awarded.size}", f"{int(awarded.sum())}", *map(_number, figures)))
    yield from table(rows)
    status = text(f"data.status.{awards.status}")
    yield text("data.check.awards", status=status, blocks=awards.blocks_per_day)
    if awards.product == "composite":
        yield text("data.check.composite")


def _power(name: str, values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[str, ...]:
    return (name.removesuffix("_mw"), f"{values.size}", *map(_number, (values.mean(), values.min(), values.max())))


def _number(value: float) -> str:
    return "-" if np.isnan(value) else f"{value:.2f}"


def table(rows: Sequence[Sequence[str]], left: Collection[int] = (0,)) -> Iterator[str]:
    """Align columns, those of ``left`` to the left, the others to the right; wide characters count twice.

    >>> list(table([("a", "b"), ("long", "12")]))
    ['a      b', 'long  12']
    """
    widths = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        pads = [" " * (widths[i] - width(cell)) for i, cell in enumerate(row)]
        cells = [cell + pad if i in left else pad + cell for i, (cell, pad) in enumerate(zip(row, pads, strict=True))]
        yield "  ".join(cells).rstrip()


def width(cell: str) -> int:
    """Cells that a text takes on the terminal.

    >>> width("東京"), width("tokyo")
    (4, 5)
    """
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in cell)
