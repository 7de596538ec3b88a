"""Publishers' files as records, for what is more than a price: awards by block, supply and demand, imbalance prices."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from storage_opt.errors import MarketDataError
from storage_opt.inputs.columns import IMBALANCE
from storage_opt.inputs.inspection import Choices, Inspected, inspect_file
from storage_opt.inputs.price_faults import fault, names_text
from storage_opt.inputs.price_files import open_files
from storage_opt.inputs.sources.eprx import EprxByResource, EprxResult
from storage_opt.messages import say
from storage_opt.records.awards_market import BalancingBook
from storage_opt.records.balancing import AreaAwards, BlockAwards
from storage_opt.records.imbalance import ImbalancePrices
from storage_opt.records.prices import PRODUCTS
from storage_opt.records.supply import SUPPLY, SupplyDemand
from storage_opt.timeline import fiscal_year_of


def read_awards(paths: Sequence[Path]) -> tuple[AreaAwards, ...]:
    """Read results of the balancing market by area, one record per file, in the order given.

    Products are never added to each other: the composite product counts the MW of its components again.

    Raises
    ------
    MarketDataError
        Every fault of every file.
    """
    sources = [found.file.source for found in _inspected(paths, ("eprx_result",), Choices())]
    return tuple(source.awards() for source in sources if isinstance(source, EprxResult))


def awards_of_area(paths: Sequence[Path], area: str, fiscal_year: int) -> BalancingBook | None:
    """Collect the results of the balancing market in one area and fiscal year from all files that hold any.

    Other files among the paths (prices) are passed over; ``None`` where none holds results.

    Raises
    ------
    MarketDataError
        Every fault of the files with results.
    """
    files, _ = open_files(paths)
    held = [file.path for file in files if isinstance(file.source, EprxResult)]
    if not held:
        return None
    runs = [awards.run_of(area) for awards in read_awards(held)]
    mine = [run for run in runs if fiscal_year_of(run.first_day) == fiscal_year]
    ordered = sorted(mine, key=lambda run: (PRODUCTS.index(run.product), run.first_day))
    return BalancingBook(area, fiscal_year, "published", tuple(ordered), is_synthetic=False)


def read_awards_by_resource(paths: Sequence[Path]) -> tuple[BlockAwards, ...]:
    """Read national results by kind of resource (thermal, hydro, battery, vpp, total), one record per file.

    Raises
    ------
    MarketDataError
        Every fault of every file.
    """
    sources = [found.file.source for found in _inspected(paths, ("eprx_by_resource",), Choices())]
    return tuple(source.awards() for source in sources if isinstance(source, EprxByResource))


def read_supply(path: Path, area: str | None = None) -> SupplyDemand:
    """Read supply and demand of one area.

    Parameters
    ----------
    path : pathlib.Path
        File of the system operator.
    area : str, optional
        Area, where the name of the file does not end in its number.

    Raises
    ------
    MarketDataError
        Every fault of the file.
    """
    (found,) = _inspected([path], ("supply",), Choices(area=area))
    supply = {name: found.values[f"{name}_mw"][0] for name in SUPPLY if f"{name}_mw" in found.values}
    return SupplyDemand(found.areas[0], found.period, found.values["demand_mw"][0], supply)


def read_imbalance(path: Path) -> ImbalancePrices:
    """Read imbalance prices of the nine areas.

    Raises
    ------
    MarketDataError
        Every fault of the file.
    """
    (found,) = _inspected([path], ("imbalance",), Choices())
    return ImbalancePrices(found.period, found.values[IMBALANCE])


def _inspected(paths: Sequence[Path], layouts: Sequence[str], choices: Choices) -> list[Inspected]:
    files, faults = open_files(paths)
    expected = say(f"data.layout.{layouts[0]}")
    for file in files:
        if file.source.layout not in layouts:
            found = say(f"data.layout.{file.source.layout}")
            faults.append(fault("data.other_layout", file=file.source.table.file, found=found, expected=expected))
    inspected = [inspect_file(file, choices) for file in files if file.source.layout in layouts]
    faults += [bad for each in inspected for bad in each.faults]
    if faults:
        raise MarketDataError(names_text([str(path) for path in paths], most=3), faults)
    return inspected
