"""The content of the output folder of an auction."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

import pyarrow as pa

from storage_opt.inputs.kept_form import kept
from storage_opt.inputs.round import Round
from storage_opt.messages import current_language, text
from storage_opt.records.auction import Award, RoundRules, Total
from storage_opt.records.round import Auction, RoundResult
from storage_opt.reports.auction.tables import awards_table, candidates_table, results_table, years_table
from storage_opt.reports.manifest import RESTS_ON, shown_name
from storage_opt.reports.outputs import AUCTION, MANIFEST, PROGRAM, SCHEMA, SUMMARY
from storage_opt.units import KW_PER_MW

AWARDS, CANDIDATES, RESULTS, YEARS, PAGE, PARTS = (
    *("awards.csv", "candidates.parquet", "results.parquet", "years.parquet"),
    *("auction.html", "parts"),
)
WRITTEN = {SUMMARY, MANIFEST, AWARDS, CANDIDATES, RESULTS, YEARS, PAGE, PARTS}
"""Every name that this program writes into the folder of an auction."""


@dataclass(frozen=True, eq=False)
class AuctionOutputs:
    """Summary, manifest and tables of an auction.

    Parameters
    ----------
    auction : Auction
        What they are made from.
    summary, manifest : dict
        As in ``docs/reference/round.md``.
    awards, candidates, results, years : pyarrow.Table
        One row per variant and bid; per variant and candidate; per variant; per variant, candidate and operating year.
    source : str
        The round file as read.
    """

    auction: Auction
    summary: dict[str, Any]
    manifest: dict[str, Any]
    awards: pa.Table
    candidates: pa.Table
    results: pa.Table
    years: pa.Table
    source: str


def auction_outputs(auction: Auction, round_: Round) -> AuctionOutputs:
    """Lay out an auction, texts in the language in force.

    Parameters
    ----------
    auction : Auction
        All variants.
    round_ : Round
        The file that asked for them.
    """
    return AuctionOutputs(
        auction,
        _summary(auction),
        _manifest(auction, round_),
        awards_table(auction),
        candidates_table(auction),
        results_table(auction),
        years_table(auction),
        round_.source.raw.decode("utf-8-sig"),
    )


def _summary(auction: Auction) -> dict[str, Any]:
    failed = sum(bool(p.exit_code) for result in auction.results for p in result.priced.values())
    return {
        "schema": SCHEMA,
        "name": auction.name,
        "rounds": [_round(result, auction.results[0]) for result in auction.results],
        "counts": {
            "rounds": len(auction.results),
            "candidates": sum(len(result.priced) for result in auction.results),
            "solved": auction.solved,
            "resumed": auction.resumed,
            "failed": failed,
        },
        "seconds": dict(auction.seconds),
        "is_synthetic": auction.is_synthetic,
        "unverified_facts": _texts(auction, "facts"),
        "warnings": _texts(auction, "warnings"),
    }


def _round(result: RoundResult, first: RoundResult) -> dict[str, Any]:
    clearing, figures, reference = result.clearing, asdict(result.figures), asdict(first.figures)
    target_kw = clearing.rules.target_kw
    target_mw = None if target_kw is None else target_kw / KW_PER_MW
    difference = {
        name: value - reference[name]
        for name, value in figures.items()
        if value is not None and reference[name] is not None
    }
    return {
        "name": result.name,
        "round": clearing.rules.round,
        "seed": clearing.seed,
        "rules": rules_json(clearing.rules),
        "figures": figures,
        "difference": None if result is first else difference,
        "lots": {
            name: {"cap_mw": _cap_mw(clearing.rules, name), **total_json(total, has_prices=not result.replay)}
            for name, total in clearing.lots.items()
        },
        "pool": {"target_mw": target_mw, **total_json(clearing.pool, has_prices=not result.replay)},
        "by_source": {
            name: total_json(total, has_prices=not result.replay) for name, total in clearing.by_source.items()
        },
        "by_area": [_share(share) for share in result.by_area],
        "by_country": [_share(share) for share in result.by_country],
        "reasons": reasons_json(clearing.awards),
        "public_discount_rate": result.public_rate,
        "replay": [
            {
                "key": row.key,
                "replayed_mw": row.replayed_mw,
                "published_mw": row.published_mw,
                "error_mw": row.error_mw,
                "basis": row.basis,
            }
            for row in result.replay
        ],
    }


def _cap_mw(rules: RoundRules, name: str) -> float | None:
    lot = rules.lot(name)
    return None if lot is None or lot.cap_kw is None else lot.cap_kw / KW_PER_MW


def _share(share: Any) -> dict[str, Any]:
    return {"name": share.name, "awarded_mw": share.awarded_kw / KW_PER_MW, "share": share.share}


def total_json(total: Total, *, has_prices: bool = True) -> dict[str, Any]:
    """Lay out sums over bids; no prices where they are places in an order and not yen."""
    last, first = total.last_awarded_jpy_per_kw_year, total.first_rejected_jpy_per_kw_year
    return {
        "offered_mw": total.offered_kw / KW_PER_MW,
        "awarded_mw": total.awarded_kw / KW_PER_MW,
        "bids": total.n_offered,
        "awards": total.n_awarded,
        "yearly_jpy": total.yearly_jpy if has_prices else None,
        "last_awarded_jpy_per_kw_year": last if has_prices else None,
        "first_rejected_jpy_per_kw_year": first if has_prices else None,
    }


def rules_json(rules: RoundRules) -> dict[str, Any]:
    """Lay out the rules of a round, in MW."""
    told = asdict(rules)
    target = told.pop("target_kw")
    lots = {lot["name"]: None if lot["cap_kw"] is None else lot["cap_kw"] / KW_PER_MW for lot in told.pop("lots")}
    return {"target_mw": None if target is None else target / KW_PER_MW, "lot_caps_mw": lots, **told}


def reasons_json(awards: Sequence[Award]) -> list[dict[str, Any]]:
    """Count bids by what became of them and why, awards first, in the order in which reasons appear."""
    found: dict[str, list[Award]] = {}
    for award in sorted(awards, key=lambda award: not award.awarded):
        found.setdefault(award.reason_code, []).append(award)
    return [
        {
            "code": code,
            "awarded": group[0].awarded,
            "text": text(f"round.code.{code}"),
            "bids": len(group),
            "offered_mw": sum(award.bid.offered_kw for award in group) / KW_PER_MW,
        }
        for code, group in found.items()
    ]


def _texts(auction: Auction, kind: str) -> list[dict[str, Any]]:
    """Each text once, with the variants that it concerns."""
    found: dict[str, tuple[str, list[str]]] = {}
    for result in auction.results:
        for told in getattr(result, kind):
            found.setdefault(told["en"], (told[current_language()], []))[1].append(result.name)
    return [{"text": shown, "rounds": names} for shown, names in found.values()]


def _rules(auction: Auction) -> list[dict[str, Any]]:
    """Each rule value once."""
    found = {str((r["name"], r["index"], r["on"], r["value"])): r for result in auction.results for r in result.rules}
    return [dict(rule) for rule in found.values()]


def _manifest(auction: Auction, round_: Round) -> dict[str, Any]:
    files = {name: sha256 for result in auction.results for name, sha256 in result.rule_files.items()}
    return {
        "program": PROGRAM,
        "kind": AUCTION,
        "schema": SCHEMA,
        "versions": {name: version(name) for name in RESTS_ON} | {"python": platform.python_version()},
        "platform": platform.platform(),
        "language": current_language(),
        "seed": {result.name: result.clearing.seed for result in auction.results},
        "round": kept(round_.source.content),
        "command_line": {"bids": round_.bids},
        "variants": [
            {"name": v.name, "base": kept(v.base.content), "beside": kept(v.asked.beside)} for v in round_.variants
        ],
        "round_file": {"name": round_.path.name, "sha256": hashlib.sha256(round_.source.raw).hexdigest()},
        "tables": [
            {"name": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()} for path in round_.tables
        ],
        "prices": [{"name": shown_name(name), "sha256": sha256} for name, sha256 in sorted(auction.prices.items())],
        "rules": _rules(auction),
        "rule_files": [{"name": name, "sha256": sha256} for name, sha256 in sorted(files.items())],
        "seconds": dict(auction.seconds),
        "bids": [
            {"round": result.name, "bid_id": name, "key": priced.key}
            for result in auction.results
            for name, priced in result.priced.items()
        ],
    }
