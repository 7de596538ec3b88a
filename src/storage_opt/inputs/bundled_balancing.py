"""The bundled results of the balancing market: synthetic, by area, fiscal year and rules."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from storage_opt.errors import Fault, MarketDataError
from storage_opt.inputs.bundled import MANIFEST, market_data_folder
from storage_opt.messages import say, text
from storage_opt.records.awards_market import BalancingBook, BalancingRun
from storage_opt.records.prices import PRODUCTS, SourceFile

DELIVERY = "delivery"
METADATA_KEY = b"storage_opt"
_VALUES = (
    *("requirement_mw", "offer_mw", "award_mw"),
    *("min_jpy_per_kw_slot", "mean_jpy_per_kw_slot", "max_jpy_per_kw_slot"),
)


def bundled_balancing(area: str, fiscal_year: int, regime: str) -> BalancingBook:
    """Read the bundled balancing results of one area and price year.

    Parameters
    ----------
    area : str
        One of ``records.prices.AREAS``.
    fiscal_year : int
        Price year, 2023 to 2025.
    regime : str
        ``delivery``: products, blocks and prices under the rules of each price date; or the ISO date of a bundled set of rules
        (``2026-09-01``) that holds on every day. ``nearest_regime`` finds it for an operating year.

    Raises
    ------
    MarketDataError
        Year or rules that are not bundled, or a file that is missing.
    """
    return read_balancing(_file_of(fiscal_year, regime), area)


def balancing_source(fiscal_year: int, regime: str) -> SourceFile:
    """Return what the manifest says of the bundled file of a price year.

    Raises
    ------
    MarketDataError
        As :func:`bundled_balancing`.
    """
    path = _file_of(fiscal_year, regime)
    data = path.read_bytes()
    rows = pq.read_metadata(path).num_rows
    return SourceFile(f"bundled:{path.name}", "bundled_balancing", hashlib.sha256(data).hexdigest(), rows, True)


def read_balancing(path: Path, area: str) -> BalancingBook:
    """Read one area from a balancing file that this package wrote (bundled, or by ``storage-opt data synth``).

    Raises
    ------
    ValueError
        The file is not of this kind, or does not hold the area.
    """
    table = pq.read_table(path, filters=[("area", "=", area)])
    told = json.loads((table.schema.metadata or {}).get(METADATA_KEY, b"{}"))
    if table.num_rows == 0 or "rules_on" not in told:
        raise ValueError(f"{path} holds no balancing results of area {area!r} written by this package")
    return BalancingBook(area, int(told["fiscal_year"]), str(told["rules_on"]), tuple(_runs(table)), is_synthetic=True)


def bundled_regimes(folder: Path | None = None) -> tuple[str, ...]:
    """Rules with bundled results: ``delivery`` first, then dates in order."""
    found = {rules for _, rules in _names(folder or market_data_folder())}
    return (DELIVERY, *sorted(found - {DELIVERY}))


def nearest_regime(rules_on: date, regimes: Sequence[str]) -> str | None:
    """Bundled rules for a date: the latest set not after it; ``None`` when all begin later.

    >>> nearest_regime(date(2028, 4, 1), ("delivery", "2026-09-01"))
    '2026-09-01'
    """
    dated = [regime for regime in regimes if regime != DELIVERY and date.fromisoformat(regime) <= rules_on]
    return max(dated, default=None)


def _runs(table: pa.Table) -> list[BalancingRun]:
    """Cut the rows of one area into runs: same product, same number of blocks, days without a gap."""
    products = table.column("product").cast(pa.string())
    days = table.column("day").to_numpy().astype("datetime64[D]")
    blocks = table.column("blocks_per_day").to_numpy()
    values = {name: table.column(name).to_numpy(zero_copy_only=False).astype(np.float64) for name in _VALUES}
    runs = []
    for product in PRODUCTS:
        mine = np.flatnonzero(pc.equal(products, product).to_numpy())
        for rows in np.split(mine, _breaks(days[mine], blocks[mine])) if mine.size else []:
            shape = (-1, int(blocks[rows[0]]))
            arrays = {name: column[rows].reshape(shape) for name, column in values.items()}
            runs.append(BalancingRun(product, _as_date(days[rows[0]]), **arrays))
    return runs


def _breaks(days: NDArray[np.datetime64], blocks: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places at which the number of blocks changes or days are missing."""
    changes = (np.diff(blocks) != 0) | (np.diff(days).astype(np.int64) > 1)
    places: NDArray[np.int64] = np.flatnonzero(changes) + 1
    return places


def _as_date(day: np.datetime64) -> date:
    return date(1970, 1, 1) + timedelta(days=int(day.astype("datetime64[D]").astype(np.int64)))


def _file_of(fiscal_year: int, regime: str) -> Path:
    folder = market_data_folder()
    names = _names(folder)
    path = folder / names.get((fiscal_year, regime), "")
    if (fiscal_year, regime) not in names:
        there = ", ".join(f"FY{year} {rules}" for year, rules in sorted(names))
        message = say("synthetic.balancing_missing", year=fiscal_year, rules=regime, available=there)
        fault = Fault(message, say("synthetic.balancing_missing.advice"))
    elif not path.is_file():
        fault = Fault(
            say("synthetic.file_missing", file=names[fiscal_year, regime]), say("synthetic.file_missing.advice")
        )
    else:
        return path
    raise MarketDataError(text("synthetic.bundled_balancing"), [fault])


def _names(folder: Path) -> dict[tuple[int, str], str]:
    """File name by fiscal year and rules, from the manifest."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    rows = [entry for entry in manifest["files"] if entry["kind"] == "balancing"]
    return {(int(entry["fiscal_year"]), str(entry["rules_on"])): str(entry["name"]) for entry in rows}
