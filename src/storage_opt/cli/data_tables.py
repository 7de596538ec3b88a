"""What ``data check`` shows of a file: lines of plain text, columns aligned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple

import numpy as np

from storage_opt.cli.plain_table import table
from storage_opt.inputs.columns import IMBALANCE, INTRADAY, SPOT, SYSTEM
from storage_opt.inputs.inspection import Inspected
from storage_opt.inputs.plausibility import SHORTEST_SLOTS, fit_of
from storage_opt.inputs.sources.eprx import EprxByResource, EprxResult
from storage_opt.inputs.sources.jepx_spot import JepxSpot
from storage_opt.inputs.statistics import PriceStatistics, price_statistics
from storage_opt.messages import text
from storage_opt.records.balancing import AreaAwards
from storage_opt.timeline import SLOTS_PER_DAY

PRICE_HEAD = (
    "series", "slots", "mean", "std", "min", "p5", "p50", "p95", "max", "floor", "spike", "spread", "tb2h", "tb4h",
    "ac1", "ac7", "ac_slot", "weekend",
)  # fmt: skip
AWARD_HEAD = ("series", "blocks", "awarded", "requirement_mw", "offer_mw", "award_mw", "weighted", "min", "max")
RESOURCE_HEAD = tuple(name for name in AWARD_HEAD if name not in ("requirement_mw", "offer_mw"))
POWER_HEAD = ("series", "slots", "mean_mw", "min_mw", "max_mw")


def lines_of(found: Inspected, width: int | None = None) -> Iterator[str]:
    """Say what a file is, and the statistics of every column that is whole; with a width tables are broken."""
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
        yield from () if found.faults else _awards(source, width)
    elif source.layout == "supply":
        yield from _powers(found, width)
    else:
        yield from _prices(found, width)


def price_series(found: Inspected) -> Iterator[tuple[str, PriceStatistics]]:
    """Give every series of prices that is whole, by name, with its statistics."""
    if SYSTEM in found.values and not np.isnan(found.values[SYSTEM][0]).any():
        yield "system", price_statistics(found.values[SYSTEM][0], found.period)
    for column in (SPOT, INTRADAY, IMBALANCE):
        for area, values in zip(found.areas, found.values.get(column, ()), strict=column in found.values):
            if np.isnan(values).any():
                continue
            name = area or column.partition("_")[0]
            label = name if column == SPOT or area is None else f"{name} {column.partition('_')[0]}"
            yield label, price_statistics(values, found.period)


def award_series(source: EprxResult | EprxByResource) -> Iterator[tuple[str, dict[str, float]]]:
    """Give every area, or kind of resource, with counts of blocks, mean power and prices of what was awarded."""
    awards = source.awards()
    weighted = awards.volume_weighted_price()
    for i, name in enumerate(awards.columns):
        awarded = awards.award_mw[i] > 0
        low, high = awards.min_award_jpy_per_kw_slot[i][awarded], awards.max_award_jpy_per_kw_slot[i][awarded]
        some = bool(awarded.any())
        asked = (
            {"requirement_mw": awards.requirement_mw[i].mean(), "offer_mw": awards.offer_mw[i].mean()}
            if isinstance(awards, AreaAwards)
            else {}
        )
        yield (
            name,
            {
                "blocks": awarded.size,
                "awarded": int(awarded.sum()),
                **asked,
                "award_mw": awards.award_mw[i].mean(),
                "weighted_jpy_per_kw_slot": weighted[i],
                "min_jpy_per_kw_slot": low.min() if some else np.nan,
                "max_jpy_per_kw_slot": high.max() if some else np.nan,
            },
        )


def power_series(found: Inspected) -> Iterator[tuple[str, dict[str, float]]]:
    """Give every column of an area's supply and demand with its mean, least and most power."""
    for name, (values, *_) in found.values.items():
        figures = {"mean_mw": values.mean(), "min_mw": values.min(), "max_mw": values.max()}
        yield name.removesuffix("_mw"), {"slots": values.size, **figures}


def _prices(found: Inspected, width: int | None) -> Iterator[str]:
    rows = [(name, f"{s.slots}", *map(_number, list(astuple(s))[1:])) for name, s in price_series(found)]
    if rows:
        yield from table([_heads(PRICE_HEAD), *rows], limit=width)
        yield text("data.check.units")
    if isinstance(found.file.source, JepxSpot):
        fit = fit_of(*found.file.source.levels())
        if fit.slots < SHORTEST_SLOTS:
            yield text("data.check.fit_short")
        else:
            names = zip(found.file.source.areas, fit.equal, strict=True)
            shares = ", ".join(text("data.check.fit_area", area=area, share=100 * share) for area, share in names)
            yield text("data.check.fit", correlation=fit.correlation, inside=100 * fit.inside, equal=shares)


def _awards(source: EprxResult | EprxByResource, width: int | None) -> Iterator[str]:
    awards = source.awards()
    rows = [(name, *map(_figure, figures.values())) for name, figures in award_series(source)]
    yield from table([_heads(AWARD_HEAD if isinstance(awards, AreaAwards) else RESOURCE_HEAD), *rows], limit=width)
    yield text("data.check.awards", status=text(f"data.status.{awards.status}"), blocks=awards.blocks_per_day)
    if awards.product == "composite":
        yield text("data.check.composite")


def _powers(found: Inspected, width: int | None) -> Iterator[str]:
    rows = [(name, *map(_figure, figures.values())) for name, figures in power_series(found)]
    yield from table([_heads(POWER_HEAD), *rows], limit=width)


def _heads(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text(f"data.head.{name}") for name in names)


def _figure(value: float) -> str:
    return f"{value}" if isinstance(value, int) else _number(value)


def _number(value: float) -> str:
    return "-" if np.isnan(value) else f"{value:.2f}"
