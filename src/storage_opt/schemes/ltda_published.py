"""Published rounds as bids: from bid totals, the awards of other technologies, and stated assumptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from storage_opt.errors import Fault, RoundError
from storage_opt.messages import say
from storage_opt.records.auction import Bid, CellKind
from storage_opt.records.replay import PublishedAssumptions
from storage_opt.records.rule_book import RuleBook
from storage_opt.schemes.ltda_round import bidding_day
from storage_opt.units import KW_PER_MW

OFFERED, AWARDED, PLANTS = "ltda_results.offered", "ltda_results.awarded", "ltda_results.awarded_plants"
OTHERS = ("nuclear", "hydrogen_ammonia", "biomass", "hydro")
"""Sources that bid without a lot; their bids are built from their awards."""


@dataclass(frozen=True)
class StorageGroup:
    """Storage bids whose total was published.

    Parameters
    ----------
    source : str
        As in ``ltda_results.offered``.
    lot : str
        Its lot.
    chemistry : str or None
        Kind of cell, where the round tells kinds apart.
    tier : int
        Assumed price tier.
    """

    source: str
    lot: str
    chemistry: CellKind | None = None
    tier: int = 0


GROUPS: Mapping[int, tuple[StorageGroup, ...]] = {
    1: (StorageGroup("battery", "storage"), StorageGroup("pumped_hydro", "storage")),
    2: (
        StorageGroup("battery_3_to_6_h", "storage_3_to_6_h"),
        StorageGroup("battery_from_6_h", "storage_from_6_h", tier=1),
        StorageGroup("pumped_hydro", "storage_from_6_h", tier=1),
    ),
    3: (
        StorageGroup("battery_li_ion", "li_ion_and_pumped_replacement", "li_ion"),
        StorageGroup("pumped_hydro_replacement", "li_ion_and_pumped_replacement"),
        StorageGroup("battery_non_li", "non_li_and_new_pumped_and_ldes", "non_li"),
        StorageGroup("pumped_hydro_new", "non_li_and_new_pumped_and_ldes"),
    ),
}
"""Rounds with published results.

In round 2 all pumped hydro is in the lot from 6 h: the 770 MW of that lot are 409 MW of batteries and 361 MW of pumped hydro.
"""


def published_bids(book: RuleBook, round_: int, assumptions: PublishedAssumptions | None = None) -> tuple[Bid, ...]:
    """Build bids that stand for a published round.

    Storage is bid with its published totals; other decarbonized sources with what they were awarded, as why the rest of
    them was not is not known; LNG with its published total where the cap of its lot is known. Prices are places in an assumed
    order (1, 2, 3, …), not yen.

    Parameters
    ----------
    book : RuleBook
        With the published results; what is read is recorded.
    round_ : int
        1 to 3.
    assumptions : PublishedAssumptions, optional
        Sizes, price order and countries.

    Raises
    ------
    RoundError
        A round without published results, unknown sources or kinds of cell, sizes or weights that are not above zero.
    """
    chosen = assumptions or PublishedAssumptions()
    _refuse_wrong(round_, chosen)
    day = bidding_day(book, round_)
    bids = [
        *_storage(book, day, round_, chosen),
        *(bid for source in OTHERS for bid in _other(book, day, round_, source)),
    ]
    if (round_, "lng") in book.rule("ltda.lot_cap").series:
        bids += _equal(book, day, round_, "lng", "lng", book.number(OFFERED, on=day, round=round_, source="lng"))
    return tuple(bids)


def _storage(book: RuleBook, day: date, round_: int, chosen: PublishedAssumptions) -> list[Bid]:
    """All storage bids in the assumed price order."""
    has_rule = any(r == round_ for r, _ in book.rule("ltda.country_cap").series)
    placed = []
    for group in GROUPS[round_]:
        offered_kw = round(book.number(OFFERED, on=day, round=round_, source=group.source) * KW_PER_MW)
        size_kw = round(bid_mw(book, day, round_, group.source, chosen) * KW_PER_MW)
        sizes = [size_kw] * (offered_kw // size_kw) + [rest for rest in [offered_kw % size_kw] if rest]
        countries = (
            _spread(chosen.origins.get(group.chemistry or "", {}), len(sizes)) if has_rule else [None] * len(sizes)
        )
        tier = chosen.tiers.get(group.source, group.tier)
        placed += [
            (tier, (number + 0.5) / len(sizes), group, number, kw, country)
            for number, (kw, country) in enumerate(zip(sizes, countries, strict=True))
        ]
    placed.sort(key=lambda at: (at[0], at[1], at[2].source))
    return [
        Bid(
            bid_id=f"{group.source}_{number + 1}",
            lot=group.lot,
            offered_kw=kw,
            price_jpy_per_kw_year=float(place),
            source=group.source,
            chemistry=group.chemistry,
            cell_country=country,
        )
        for place, (_, _, group, number, kw, country) in enumerate(placed, start=1)
    ]


def bid_mw(book: RuleBook, day: date, round_: int, source: str, chosen: PublishedAssumptions) -> float:
    """Size of one storage bid: as assumed, else the smallest plant that the round admits. [MW]"""
    if source in chosen.bid_mw:
        return chosen.bid_mw[source]
    return book.number("ltda.minimum_power", on=day, round=round_)


def _spread(weights: Mapping[str, float], count: int) -> list[str | None]:
    """Countries of bids in price order: each next bid goes to the country that is furthest behind its share."""
    if not weights:
        return [None] * count
    total, given = sum(weights.values()), dict.fromkeys(weights, 0)
    spread: list[str | None] = []
    for number in range(1, count + 1):
        behind = max(weights, key=lambda country: (weights[country] / total * number - given[country], country))
        given[behind] += 1
        spread.append(behind)
    return spread


def _other(book: RuleBook, day: date, round_: int, source: str) -> Iterator[Bid]:
    yield from _equal(book, day, round_, source, None, book.number(AWARDED, on=day, round=round_, source=source))


def _equal(book: RuleBook, day: date, round_: int, source: str, lot: str | None, total_mw: float) -> Iterator[Bid]:
    """As many bids as plants were awarded, of one size but for a rest of some kW."""
    total_kw = round(total_mw * KW_PER_MW)
    if total_kw == 0:
        return
    plants = int(book.number(PLANTS, on=day, round=round_, source=source))
    for number in range(plants):
        kw = total_kw * (number + 1) // plants - total_kw * number // plants
        yield Bid(f"{source}_{number + 1}", lot, kw, 1.0, source=source)


def _refuse_wrong(round_: int, chosen: PublishedAssumptions) -> None:
    if round_ not in GROUPS:
        expected = ", ".join(map(str, GROUPS))
        fault = Fault(say("auction.unpublished", found=round_, expected=expected), say("auction.unpublished.do"))
        raise RoundError("bids: published", [fault])
    sources = [group.source for group in GROUPS[round_]]
    named: list[tuple[str, str, list[str]]] = [
        *(("bid_mw", source, sources) for source in chosen.bid_mw),
        *(("tiers", source, sources) for source in chosen.tiers),
        *(("origins", kind, ["li_ion", "non_li"]) for kind in chosen.origins),
    ]
    faults = [
        Fault(say("project.unknown_key", where=f"{above}.{key}"), say("project.known", keys=", ".join(known)))
        for above, key, known in named
        if key not in known
    ]
    numbers = [(f"bid_mw.{source}", value) for source, value in chosen.bid_mw.items()]
    for kind, weights in chosen.origins.items():
        numbers += [(f"origins.{kind}.{country}", weight) for country, weight in weights.items()]
    faults += [
        Fault(say("auction.change", key=where, found=value, expected=say("auction.above_zero")))
        for where, value in numbers
        if not isinstance(value, int | float) or not 0.0 < value < float("inf")
    ]
    if faults:
        raise RoundError("bids: published", faults)
