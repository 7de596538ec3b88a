"""Bids and candidates of a round from CSV files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from storage_opt.errors import Fault
from storage_opt.inputs.round_table import Row, number, one_of, read_table, word, yes_no
from storage_opt.inputs.schema import Area
from storage_opt.inputs.schema_round import Cell, Source
from storage_opt.messages import say
from storage_opt.records.auction import Bid
from storage_opt.records.round import RoundCandidate
from storage_opt.schemes.round_lot import LotFinder
from storage_opt.units import KW_PER_MW

AREAS, CELLS, SOURCES = get_args(Area), get_args(Cell), get_args(Source)
PART = "part."
"""Columns of cost parts begin so; the rest is the name of the part."""
LONGEST_H = 100.0

BIDS = {
    "bid_id": word(is_needed=True),
    "price_jpy_per_kw_year": number(0.0, is_needed=True),
    "offered_kw": number(0.0, above=True),
    "offered_mw": number(0.0, above=True),
    "lot": word(),
    "source": one_of(SOURCES),
    "area": one_of(AREAS),
    "chemistry": one_of(CELLS),
    "hours": number(0.0, above=True, high=LONGEST_H),
    "cell_country": word(),
    "has_priority": yes_no(),
    "is_tendered": yes_no(),
}
CANDIDATES = {
    "project_id": word(is_needed=True),
    "area": one_of(AREAS, is_needed=True),
    "power_mw": number(0.0, above=True, is_needed=True),
    "hours": number(1.0, high=LONGEST_H, is_needed=True),
    "chemistry": one_of(CELLS, is_needed=True),
    "capex_jpy_per_kw": number(0.0, is_needed=True),
    "capex_jpy_per_kwh": number(0.0, is_needed=True),
    "connection_jpy_per_kw": number(0.0),
    "target_return": number(-0.5, high=1.0),
    "cell_country": word(),
    "certified_plan": yes_no(),
}


def read_bids(path: Path, lots: LotFinder) -> tuple[tuple[Bid, ...], list[Fault]]:
    """Read given bids.

    Parameters
    ----------
    path : Path
        CSV; columns in ``docs/reference/round.md``.
    lots : LotFinder
        Finds the lot of a battery by kind of cell and hours, and knows all lots of the round.

    Returns
    -------
    tuple of Bid, list of Fault
        Bids in the order of the file, and everything that is wrong with it.
    """
    rows, faults = read_table(path, BIDS, "bid_id", PART)
    bids = [bid for row in rows if (bid := _bid(path.name, row, lots, faults)) is not None]
    return tuple(bids), faults


def _bid(file: str, row: Row, lots: LotFinder, faults: list[Fault]) -> Bid | None:
    at = row.values.get
    units = (("offered_kw", 1.0), ("offered_mw", KW_PER_MW))
    sizes: list[float] = [size * factor for name, factor in units if (size := at(name)) is not None]
    source = at("source") or "battery"
    lot = at("lot") or lots.of(source, at("chemistry"), at("hours"))
    if len(sizes) != 1:
        faults.append(
            Fault(say("round.bids.size", file=file, row=row.number, found=len(sizes)), say("round.bids.size.do"))
        )
        return None
    if lot is None and source == "battery":
        faults.append(
            Fault(
                say("round.bids.no_lot", file=file, row=row.number),
                say("round.bids.no_lot.do", lots=", ".join(lots.names)),
            )
        )
        return None
    if lot is not None and lot not in lots.names:
        told = say("round.bids.unknown_lot", file=file, row=row.number, found=lot)
        faults.append(Fault(told, say("round.bids.unknown_lot.do", lots=", ".join(lots.names))))
        return None
    if round(sizes[0]) < 1:
        faults.append(Fault(say("round.bids.below_1_kw", file=file, row=row.number, found=sizes[0])))
        return None
    parts = {
        name.removeprefix(PART): value
        for name, value in row.values.items()
        if name.startswith(PART) and value is not None
    }
    return Bid(
        bid_id=at("bid_id") or "",
        lot=lot,
        offered_kw=round(sizes[0]),
        price_jpy_per_kw_year=at("price_jpy_per_kw_year") or 0.0,
        source=source,
        area=at("area"),
        chemistry=at("chemistry"),
        cell_country=at("cell_country"),
        has_priority=bool(at("has_priority")),
        parts_jpy_per_kw_year=parts,
        is_tendered=bool(at("is_tendered")),
    )


def read_candidates(path: Path) -> tuple[tuple[RoundCandidate, ...], list[Fault]]:
    """Read candidates whose bids are to be found; raises nothing: faults are returned."""
    rows, faults = read_table(path, CANDIDATES, "project_id")
    return tuple(_candidate(row) for row in rows), faults


def _candidate(row: Row) -> RoundCandidate:
    at = row.values
    return RoundCandidate(
        candidate_id=at["project_id"],
        area=at["area"],
        power_mw=at["power_mw"],
        hours=at["hours"],
        chemistry=at["chemistry"],
        capex_jpy_per_kw=at["capex_jpy_per_kw"],
        capex_jpy_per_kwh=at["capex_jpy_per_kwh"],
        connection_jpy_per_kw=at.get("connection_jpy_per_kw") or 0.0,
        target=at.get("target_return"),
        cell_country=at.get("cell_country"),
        certified_plan=at.get("certified_plan"),
    )


def doubled(ids: Sequence[str]) -> list[Fault]:
    """Name bids that several tables of one round call the same."""
    return [Fault(say("round.doubled_bid", name=name)) for name in dict.fromkeys(i for i in ids if ids.count(i) > 1)]
