"""An auction round: what is bid, under which rules, and who is awarded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from storage_opt.messages import Message

CellKind = Literal["li_ion", "non_li"]
CountryBase = Literal["lot_cap", "lot_award", "all_lots"]
CountryStage = Literal["within_lot_order", "at_award"]
TieRule = Literal["least_overshoot_then_random", "random"]
AwardStage = Literal["lot", "pool", "fill", "separate"]


@dataclass(frozen=True)
class Bid:
    """One bid.

    Parameters
    ----------
    bid_id : str
        Name, unique in the round; its lot number among equal bids follows from it and the seed alone.
    lot : str or None
        Lot with a cap (``storage``, ``li_ion``, ``lng``, …); ``None``: no lot, straight into the pool.
    offered_kw : int
        Contracted, that is de-rated, capacity. [kW]
    price_jpy_per_kw_year : float
        Bid price per contracted kW. [JPY/kW/year]
    source : str
        ``battery``, ``pumped_hydro``, ``nuclear``, ``hydrogen_ammonia``, ``biomass``, ``hydro``, ``lng``, …
    area : str or None
        Grid area.
    chemistry : str or None
        Kind of cell; ``None``: no battery, or not stated: the country rule does not apply.
    cell_country : str or None
        Country in which the cells are made; ``None``, or Japan: the country rule does not apply.
    has_priority : bool
        Cells of a maker with a certified supply plan.
    parts_jpy_per_kw_year : mapping of str to float
        Cost items in the price, for price monitoring. [JPY/kW/year]
    is_tendered : bool
        The cost items are backed by a tender or several quotes, so monitoring accepts them.
    barred : Message or None
        Why the bid may not enter; it is listed, loses, and moves nobody.
    """

    bid_id: str
    lot: str | None
    offered_kw: int
    price_jpy_per_kw_year: float
    source: str = "battery"
    area: str | None = None
    chemistry: CellKind | None = None
    cell_country: str | None = None
    has_priority: bool = False
    parts_jpy_per_kw_year: Mapping[str, float] = field(default_factory=dict)
    is_tendered: bool = False
    barred: Message | None = None


@dataclass(frozen=True)
class Lot:
    """A group of bids with a cap of its own.

    Parameters
    ----------
    name : str
        As bids name it.
    cap_kw : int or None
        Cap in contracted capacity; ``None``: no cap. [kW]
    kinds : tuple of str
        Kinds of cell that it takes; empty: no batteries.
    in_pool : bool
        Competes for the target; ``False``: a separate lot outside the target, as LNG.
    is_storage : bool
        Counts among the storage lots, to which the country rule applies.
    priority_first : bool
        Bids with priority rank before all others of the lot.
    """

    name: str
    cap_kw: int | None
    kinds: tuple[CellKind, ...] = ("li_ion", "non_li")
    in_pool: bool = True
    is_storage: bool = True
    priority_first: bool = False


@dataclass(frozen=True)
class Monitoring:
    """Price monitoring: a cost item above a multiple of its reference is cut to that multiple.

    Parameters
    ----------
    factor : float
        Multiple. [-]
    reference_jpy_per_kw_year : mapping of str to float
        Parameter of the price cap by cost item; items without one are not cut. [JPY/kW/year]
    """

    factor: float
    reference_jpy_per_kw_year: Mapping[str, float]


@dataclass(frozen=True)
class RoundRules:
    """How the bids of a round are awarded; docs/model/auction.md.

    Parameters
    ----------
    round : int
        Round of the auction, 1 = bids of FY2023.
    target_kw : int or None
        Target of the pool; ``None``: no target, all that is within its cap is awarded. [kW]
    lots : tuple of Lot
        Lots with caps, and separate lots.
    country_share : mapping of str to float
        Share that a foreign country must stay below, by kind of cell; empty: no rule. [-]
    country_base : str
        What it is a share of: cap of the lot, award of the lot, or caps of all storage lots.
    country_stage : str
        ``within_lot_order``: bids of a full country do not take room in the lot; ``at_award``: only awards are counted.
    fill_stage : bool
        Bids beyond the caps fill the target where the pool leaves it open.
    fill_priority_first : bool
        Bids with priority come first in the fill stage too.
    lot_crossing_included, target_crossing_included : bool
        Whether the bid that crosses the cap (the target) is taken.
    lot_ties, target_ties : str
        How equal prices at the cap (the target) are resolved.
    monitoring : Monitoring or None
        ``None``: prices are not cut.
    """

    round: int
    target_kw: int | None
    lots: tuple[Lot, ...]
    country_share: Mapping[str, float] = field(default_factory=dict)
    country_base: CountryBase = "lot_cap"
    country_stage: CountryStage = "within_lot_order"
    fill_stage: bool = True
    fill_priority_first: bool = False
    lot_crossing_included: bool = True
    target_crossing_included: bool = True
    lot_ties: TieRule = "least_overshoot_then_random"
    target_ties: TieRule = "least_overshoot_then_random"
    monitoring: Monitoring | None = None

    @property
    def priority_first(self) -> bool:
        """Whether any lot puts bids with priority first."""
        return any(lot.priority_first for lot in self.lots)

    def lot(self, name: str | None) -> Lot | None:
        """Return a lot by name; ``None`` for ``None``; raises ``KeyError`` for a lot that the round does not have."""
        if name is None:
            return None
        return {lot.name: lot for lot in self.lots}[name]


@dataclass(frozen=True)
class Award:
    """What became of one bid.

    Parameters
    ----------
    bid : Bid
        As given.
    awarded : bool
        Whether it is awarded, always whole.
    stage : str or None
        ``lot``: within the cap of its lot, then in the pool; ``pool``: without lot, in the pool; ``fill``: beyond its cap, in
        the fill stage; ``separate``: in a lot outside the target; ``None``: not awarded.
    reason : Message
        Why, with figures.
    reason_code : str
        Why, as a word that does not change: docs/model/auction.md lists them.
    price_jpy_per_kw_year : float
        Contract price: the bid price (pay as bid) less a monitoring cut; of a bid not awarded, its bid price. [JPY/kW/year]
    """

    bid: Bid
    awarded: bool
    stage: AwardStage | None
    reason: Message
    reason_code: str
    price_jpy_per_kw_year: float

    @property
    def awarded_kw(self) -> int:
        """Capacity awarded. [kW]"""
        return self.bid.offered_kw if self.awarded else 0


@dataclass(frozen=True)
class Total:
    """Sums over some bids; barred bids are not counted as offered.

    Parameters
    ----------
    offered_kw, awarded_kw : int
        Contracted capacity. [kW]
    n_offered, n_awarded : int
        Bids.
    yearly_jpy : float
        Contract price times capacity, summed over the awards. [JPY/year]
    last_awarded_jpy_per_kw_year : float or None
        Highest bid price awarded. [JPY/kW/year]
    first_rejected_jpy_per_kw_year : float or None
        Lowest bid price that lost by price or lot, not by the country rule. [JPY/kW/year]
    """

    offered_kw: int
    awarded_kw: int
    n_offered: int
    n_awarded: int
    yearly_jpy: float
    last_awarded_jpy_per_kw_year: float | None
    first_rejected_jpy_per_kw_year: float | None


@dataclass(frozen=True)
class Clearing:
    """A cleared round.

    Parameters
    ----------
    rules : RoundRules
        That it was cleared by.
    awards : tuple of Award
        One per bid, in the order of the bids.
    seed : int
        From which the lot numbers were drawn.
    country_limit_kw : mapping of str to int
        Most kW that one foreign country may have, by lot (``all_lots``: over all storage lots); empty without the rule. [kW]
    """

    rules: RoundRules
    awards: tuple[Award, ...]
    seed: int
    country_limit_kw: Mapping[str, int] = field(default_factory=dict)

    @property
    def pool(self) -> Total:
        """All bids that compete for the target, in a lot or not."""
        separate = {lot.name for lot in self.rules.lots if not lot.in_pool}
        return total_of([award for award in self.awards if award.bid.lot not in separate])

    @property
    def lots(self) -> Mapping[str, Total]:
        """Sums by lot, in the order of the rules; lots without bids too."""
        return {lot.name: total_of([a for a in self.awards if a.bid.lot == lot.name]) for lot in self.rules.lots}

    def by(self, key: Callable[[Bid], str | None]) -> Mapping[str, Total]:
        """Sum up by any word about a bid (``lambda bid: bid.area``), in alphabetical order; bids without it left out."""
        names = sorted({name for award in self.awards if (name := key(award.bid)) is not None})
        return {name: total_of([a for a in self.awards if key(a.bid) == name]) for name in names}

    @property
    def by_source(self) -> Mapping[str, Total]:
        """Sums by source."""
        return self.by(lambda bid: bid.source)

    @property
    def by_area(self) -> Mapping[str, Total]:
        """Sums by grid area."""
        return self.by(lambda bid: bid.area)

    @property
    def by_country(self) -> Mapping[str, Total]:
        """Sums by country of the cells, as the bids write it."""
        return self.by(lambda bid: bid.cell_country)

    @property
    def short_kw(self) -> int:
        """Target that stays open; zero where it is met, or there is none. [kW]"""
        return 0 if self.rules.target_kw is None else max(0, self.rules.target_kw - self.pool.awarded_kw)


MOVED_BY_RULE = frozenset({"barred", "country"})
"""Reason codes of bids that lost for another reason than price or lot."""


def total_of(awards: list[Award]) -> Total:
    """Sum awards up."""
    open_to_all = [award for award in awards if award.reason_code != "barred"]
    won = [award for award in awards if award.awarded]
    lost = [a.bid.price_jpy_per_kw_year for a in awards if not a.awarded and a.reason_code not in MOVED_BY_RULE]
    return Total(
        offered_kw=sum(award.bid.offered_kw for award in open_to_all),
        awarded_kw=sum(award.awarded_kw for award in awards),
        n_offered=len(open_to_all),
        n_awarded=len(won),
        yearly_jpy=sum(award.price_jpy_per_kw_year * award.awarded_kw for award in won),
        last_awarded_jpy_per_kw_year=max((award.bid.price_jpy_per_kw_year for award in won), default=None),
        first_rejected_jpy_per_kw_year=min(lost, default=None),
    )
