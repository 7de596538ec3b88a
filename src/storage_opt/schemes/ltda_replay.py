"""A cleared round beside its published result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storage_opt.messages import Message, catalogue, say
from storage_opt.records.auction import Clearing
from storage_opt.records.replay import Basis, PublishedAssumptions, ReplayRow
from storage_opt.records.rule_book import RuleBook
from storage_opt.schemes.ltda_published import AWARDED, GROUPS, OFFERED, OTHERS, bid_mw
from storage_opt.schemes.ltda_round import bidding_day
from storage_opt.units import KW_PER_MW

NOTHING_MW = 0.5
"""Offered totals are published in whole MW: what is left of them below this is rounding. [MW]"""


def replay_table(clearing: Clearing, book: RuleBook) -> tuple[ReplayRow, ...]:
    """Compare the awards of ``published_bids`` with what was published.

    Parameters
    ----------
    clearing : Clearing
        Of such bids, by the rules of their round or by changed ones.
    book : RuleBook
        With the published results.

    Returns
    -------
    tuple of ReplayRow
        Lots, storage, decarbonized total, target left open, then single sources, LNG where it was bid.
    """
    round_ = clearing.rules.round
    day = bidding_day(book, round_)
    replayed = {name: total.awarded_kw / KW_PER_MW for name, total in clearing.by_source.items()}
    groups = GROUPS[round_]
    told = [*(group.source for group in groups), *OTHERS, "decarbonized", *(["lng"] if "lng" in replayed else [])]
    published = {source: book.number(AWARDED, on=day, round=round_, source=source) for source in told}

    def row(key: str, name: Message, sources: list[str], basis: Basis) -> ReplayRow:
        return ReplayRow(
            key, name, sum(replayed.get(s, 0.0) for s in sources), sum(published[s] for s in sources), basis
        )

    lots = list(dict.fromkeys(group.lot for group in groups))
    storage = [group.source for group in groups]
    binds = any(award.reason_code == "country" for award in clearing.awards)
    of_total: Basis = "assumption" if binds else "rules"
    rows = [
        row(
            f"lot.{lot}",
            say("auction.replay.lot", lot=say(f"eligibility.lot.{lot}")),
            [group.source for group in groups if group.lot == lot],
            of_total if len(lots) == 1 else "assumption",
        )
        for lot in lots
    ]
    rows.append(row("storage", say("auction.replay.storage"), storage, of_total))
    pool_mw, all_mw = clearing.pool.awarded_kw / KW_PER_MW, published["decarbonized"]
    rows.append(ReplayRow("decarbonized", say("auction.replay.decarbonized"), pool_mw, all_mw, of_total))
    if clearing.rules.target_kw is not None:
        target_mw = book.number("ltda.target", on=day, round=round_)
        left = max(0.0, target_mw - all_mw)
        short_mw = clearing.short_kw / KW_PER_MW
        rows.append(ReplayRow("short", say("auction.replay.short"), short_mw, left, of_total))
    of_source: list[tuple[str, Basis]] = [(source, "assumption") for source in storage]
    of_source += [(source, "input") for source in OTHERS]
    if "lng" in replayed:
        of_source.append(("lng", "rules"))
    rows += [row(f"source.{s}", say(f"auction.source.{s}"), [s], basis) for s, basis in of_source]
    return tuple(rows)


def replay_assumptions(
    book: RuleBook, round_: int, assumptions: PublishedAssumptions | None = None
) -> tuple[Message, ...]:
    """Tell what a replay rests on besides what was published."""
    chosen, day = assumptions or PublishedAssumptions(), bidding_day(book, round_)
    out_mw = sum(
        max(
            0.0,
            book.number(OFFERED, on=day, round=round_, source=s) - book.number(AWARDED, on=day, round=round_, source=s),
        )
        for s in OTHERS
    )
    by_tier: dict[int, list[str]] = {}
    for group in GROUPS[round_]:
        by_tier.setdefault(chosen.tiers.get(group.source, group.tier), []).append(group.source)
    sizes = {group.source: bid_mw(book, day, round_, group.source, chosen) for group in GROUPS[round_]}
    told = [
        say("auction.replay.others", out=out_mw) if out_mw > NOTHING_MW else say("auction.replay.others_all"),
        say(
            "auction.replay.sizes",
            sizes=_joined(
                "listed",
                [
                    say("auction.replay.size", source=say(f"auction.source.{s}"), mw=f"{mw:g}")
                    for s, mw in sizes.items()
                ],
            ),
        ),
        say("auction.replay.order", order=_joined("cheaper", [_alike(by_tier[tier]) for tier in sorted(by_tier)])),
    ]
    if kinds := [group.chemistry for group in GROUPS[round_] if group.chemistry]:
        shown = [
            say(
                "auction.replay.origin",
                cells=say(f"auction.cells.{kind}"),
                origins=_origins(chosen.origins.get(kind, {})),
            )
            for kind in dict.fromkeys(kinds)
        ]
        told.append(say("auction.replay.origins", origins=_joined("listed", shown)))
    if (round_, "lng") not in book.rule("ltda.lot_cap").series:
        told.append(say("auction.replay.no_lng"))
    return tuple(told)


def _joined(name: str, parts: Sequence[Message]) -> Message:
    """Put messages into one, from the last to the first."""
    whole = parts[-1]
    for part in reversed(parts[:-1]):
        whole = say(f"auction.replay.{name}", first=part, more=whole)
    return whole


def _alike(sources: Sequence[str]) -> Message:
    return _joined("alike", [say(f"auction.source.{source}") for source in sources])


def _origins(weights: Mapping[str, float]) -> Message | str:
    """Countries with their weights; one that the catalogue does not know stands as it is written."""
    parts = [
        say(
            "auction.replay.weight",
            country=say(f"round_page.country.{country}")
            if f"round_page.country.{country}" in catalogue("en")
            else country,
            weight=f"{weight:g}",
        )
        for country, weight in weights.items()
    ]
    return _joined("listed_weights", parts) if parts else "–"
