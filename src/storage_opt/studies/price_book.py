"""The prices that a project names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from storage_opt.errors import MarketDataError
from storage_opt.inputs.bundled import bundled_spot_files
from storage_opt.inputs.prices import read_prices, series_names
from storage_opt.inputs.project import Project
from storage_opt.records.prices import PriceBook, PriceYear
from storage_opt.studies.market_data import columns_needed


def load_prices(project: Project) -> PriceBook:
    """Read the prices that a project names; columns of markets in which it does not trade need not be complete."""
    paths = _paths(project)
    book = read_prices(
        paths,
        area=project.area,
        fiscal_years=project.prices.fiscal_years,
        resample=project.prices.resample,
        gaps=project.prices.gaps,
        accept_implausible=project.prices.accept_implausible,
        needed=columns_needed(project.markets),
    )
    if project.price_paths:
        return book
    sources = tuple(replace(source, name=f"bundled:{Path(source.name).name}") for source in book.sources)
    return replace(book, sources=sources)


def other_areas(project: Project, own: PriceBook) -> tuple[Mapping[str, tuple[PriceYear, ...]], tuple[str, ...]]:
    """Prices of the other areas in the files of a project, and the areas whose prices are not complete there.

    An area that is faulty is no fault of the project, which does not trade there.
    """
    paths = _paths(project)
    found, missing = dict[str, tuple[PriceYear, ...]](), list[str]()
    for area in series_names(paths):
        if area == own.area:
            continue
        try:
            found[area] = load_prices(replace(project, area=area)).years
        except MarketDataError:
            missing.append(area)  # told by the caller
    return found, tuple(missing)


def _paths(project: Project) -> list[Path]:
    return list(project.price_paths) or bundled_spot_files(project.prices.fiscal_years)
