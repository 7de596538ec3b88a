"""Where the bundled price files lie: in the repository, or inside the installed package."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from storage_opt.errors import Fault, MarketDataError
from storage_opt.messages import say, text

MANIFEST = "manifest.json"


def market_data_folder() -> Path:
    """Folder that holds the bundled files.

    Returns
    -------
    pathlib.Path
        ``market_data`` beside ``pyproject.toml`` when the package runs from its repository, else
        ``storage_opt/market_data`` of the installed package.

    Raises
    ------
    MarketDataError
        Neither is there.
    """
    here = Path(__file__).resolve()
    for parent in here.parents:
        if (parent / "pyproject.toml").is_file() and (parent / "market_data" / MANIFEST).is_file():
            return parent / "market_data"
    packaged = here.parents[1] / "market_data"
    if (packaged / MANIFEST).is_file():
        return packaged
    fault = Fault(say("synthetic.folder_missing"), say("synthetic.folder_missing.advice"))
    raise MarketDataError(text("synthetic.bundled"), [fault])


def bundled_spot_files(fiscal_years: Sequence[int] | None = None) -> list[Path]:
    """Parquet files of the bundled synthetic spot prices, one per fiscal year.

    Parameters
    ----------
    fiscal_years : sequence of int, optional
        Price years wanted, in the order wanted; all of the bundled ones (2023 to 2025) when omitted.

    Returns
    -------
    list of pathlib.Path
        One existing file per year asked for.

    Raises
    ------
    MarketDataError
        Every year that is not bundled and every file that is missing, told together.
    """
    folder = market_data_folder()
    available = _files_by_year(folder, "spot")
    wanted = list(available) if fiscal_years is None else list(fiscal_years)
    faults = [fault for year in wanted if (fault := _fault_of(year, folder, available)) is not None]
    if faults:
        raise MarketDataError(text("synthetic.bundled"), faults)
    return [folder / available[year] for year in wanted]


def bundled_file(kind: str, fiscal_year: int) -> Path:
    """Bundled file of one kind (``spot``, ``intraday``) and fiscal year.

    Raises
    ------
    MarketDataError
        The year is not bundled, or its file is missing.
    """
    folder = market_data_folder()
    available = _files_by_year(folder, kind)
    fault = _fault_of(fiscal_year, folder, available)
    if fault is not None:
        raise MarketDataError(text("synthetic.bundled"), [fault])
    return folder / available[fiscal_year]


def _files_by_year(folder: Path, kind: str) -> dict[int, str]:
    """Read the manifest: file name of each fiscal year, in order of time."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    named = {int(entry["fiscal_year"]): str(entry["name"]) for entry in manifest["files"] if entry["kind"] == kind}
    return dict(sorted(named.items()))


def _fault_of(year: int, folder: Path, available: dict[int, str]) -> Fault | None:
    """Find what is wrong with one year, if anything."""
    if year not in available:
        there = ", ".join(str(known) for known in available)
        return Fault(say("synthetic.year_missing", year=year, available=there), say("synthetic.year_missing.advice"))
    if not (folder / available[year]).is_file():
        return Fault(say("synthetic.file_missing", file=available[year]), say("synthetic.file_missing.advice"))
    return None
