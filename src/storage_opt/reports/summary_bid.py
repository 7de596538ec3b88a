"""Keys of ``summary.json`` on a bid."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from storage_opt.records.bid import BidResult, FrontierPoint
from storage_opt.records.bid_price import BidPrice


def bid_keys(bid: BidResult | None) -> dict[str, Any] | None:
    """Lay out what is required, what it rests on, and how it moves; ``None`` for a run that asked for nothing."""
    if bid is None:
        return None
    found = bid.found
    return {
        "variable": bid.variable,
        "value": found.value,
        "target": {bid.target.metric: bid.target.value},
        "attained": found.attained,
        "is_at_edge": found.is_at_edge,
        "is_unique": found.is_unique,
        "is_jump": found.is_jump,
        "cost_ceiling": None if bid.cost_based is None else bid.cost_based.jpy_per_kw_year,
        "cost_based": None if bid.cost_based is None else _price(bid.cost_based),
        "round_ceiling": bid.round_ceiling,
        "market": asdict(bid.market),
        "sensitivity": [asdict(step) for step in bid.steps],
        "durations": [_point(point) for point in bid.durations],
        "holding": [_point(point) for point in bid.holding],
        "evaluations": bid.evaluations,
        "solves": bid.solves,
        "recalled": bid.recalled,
        "seconds": bid.seconds,
        "notes": [note.text() for note in bid.notes],
    }


def _price(price: BidPrice) -> dict[str, Any]:
    parts = {name: value for name, value in asdict(price).items() if name != "notes"}
    return parts | {
        "capital_jpy": price.capital_jpy,
        "capital_charge_jpy": price.capital_charge_jpy,
        "annual_jpy": price.annual_jpy,
        "jpy_per_kw_year": price.jpy_per_kw_year,
    }


def _point(point: FrontierPoint) -> dict[str, Any]:
    return asdict(point) | {"note": None if point.note is None else point.note.text()}
