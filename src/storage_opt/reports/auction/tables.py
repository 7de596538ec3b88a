"""Bids, candidates, variants and years of an auction as Arrow tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from typing import Any

import pyarrow as pa

from storage_opt.messages import current_language
from storage_opt.records.auction import Award, Bid
from storage_opt.records.round import Auction, BidFigures, RoundResult
from storage_opt.reports.comparison.tables import table_of

FIGURES = tuple(field.name for field in fields(BidFigures))


def awards_table(auction: Auction) -> pa.Table:
    """One row per variant and bid, in the order of the bids; the columns of the contract first."""
    return table_of([_award(result, award) for result in auction.results for award in result.clearing.awards])


def _award(result: RoundResult, award: Award) -> dict[str, Any]:
    bid = award.bid
    return {
        "bid_id": bid.bid_id,
        "lot": bid.lot,
        "offered_kw": bid.offered_kw,
        "price_jpy_per_kw_year": priced_at(bid),
        "awarded": award.awarded,
        "reason": award.reason.text(current_language()),
        "variant": result.name,
        "reason_code": award.reason_code,
        "stage": award.stage,
        "contract_price_jpy_per_kw_year": float(award.price_jpy_per_kw_year) if award.awarded else None,
        "source": bid.source,
        "area": bid.area,
        "chemistry": bid.chemistry,
        "cell_country": bid.cell_country,
        "has_priority": bid.has_priority,
    }


def priced_at(bid: Bid) -> float | None:
    """Price of a bid; ``None`` where none was found. [JPY/kW/year]"""
    return None if math.isnan(bid.price_jpy_per_kw_year) else float(bid.price_jpy_per_kw_year)


def candidates_table(auction: Auction) -> pa.Table:
    """One row per variant and candidate: what it is, what it bids, what became of it, and the figures at its contract price."""
    return _by_candidate(auction, _candidate)


def _candidate(result: RoundResult, award: Award) -> dict[str, Any]:
    priced = result.priced[award.bid.bid_id]
    figures = {} if priced.figures is None else asdict(priced.figures)
    return {
        "variant": result.name,
        **asdict(priced.candidate),
        "lot": award.bid.lot,
        "bid_jpy_per_kw_year": priced_at(award.bid),
        "awarded": award.awarded,
        "reason_code": award.reason_code,
        "is_over_cost": priced.is_over_cost,
        "exit_code": priced.exit_code,
        "message": None if priced.failure is None else priced.failure[current_language()],
        "key": priced.key,
        **{name: figures.get(name) for name in FIGURES},
    }


def results_table(auction: Auction) -> pa.Table:
    """One row per variant."""
    return table_of([{"variant": result.name, **asdict(result.figures)} for result in auction.results])


def years_table(auction: Auction) -> pa.Table:
    """One row per variant, candidate and operating year, at the contract price."""
    rows = [
        {"variant": result.name, "bid_id": name, "year": number, **asdict(year)}
        for result in auction.results
        for name, priced in result.priced.items()
        for number, year in enumerate(priced.years, start=1)
    ]
    return table_of(rows)


def _by_candidate(auction: Auction, of: Callable[[RoundResult, Award], dict[str, Any]]) -> pa.Table:
    rows: Sequence[dict[str, Any]] = [
        of(result, award)
        for result in auction.results
        for award in result.clearing.awards
        if award.bid.bid_id in result.priced
    ]
    return table_of(list(rows))
