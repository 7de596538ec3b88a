"""One step of the clearing: bids in order, taken until a size is reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby

from storage_opt.auction.country import CountryCount
from storage_opt.auction.lot_numbers import by_lot
from storage_opt.auction.ties import Candidate, combination
from storage_opt.records.auction import Bid, TieRule

Order = Callable[[Bid], tuple[int, float]]
"""Priority class, then price; bids of one value are equal."""


class Mark(Enum):
    """What a step did with a bid."""

    TAKEN = "taken"
    """With all bids of its price, within the size."""
    CROSSING = "crossing"
    """Alone at its price, and beyond the size."""
    TIE_TAKEN = "tie_taken"
    """Among equal bids, in the combination chosen, or by lot."""
    TIE_LOST = "tie_lost"
    """Among equal bids, not in the combination, or not by lot."""
    COUNTRY = "country"
    """With it its country would reach the limit."""
    NO_ROOM = "no_room"
    """It would cross the size, and the crossing bid is not taken."""
    AFTER = "after"
    """The size was reached before its price."""

    @property
    def is_taken(self) -> bool:
        """Whether the bid is taken."""
        return self in (Mark.TAKEN, Mark.CROSSING, Mark.TIE_TAKEN)


@dataclass(frozen=True)
class Place:
    """Place of a bid in a step.

    Parameters
    ----------
    mark : Mark
        What became of it.
    upto_kw : int
        Capacity taken up to its price, with what was taken at it. [kW]
    n_equal : int
        Bids of its class and price, itself among them.
    country_kw : int
        Capacity that its country had, before or at its price, without it. [kW]
    """

    mark: Mark
    upto_kw: int
    n_equal: int = 1
    country_kw: int = 0


@dataclass
class Step:
    """A step while it runs, and its outcome.

    Parameters
    ----------
    size_kw : int or None
        Size to reach; ``None``: no end. [kW]
    may_cross : bool
        Whether the bid that crosses it is taken.
    ties : str
        How equal bids are resolved where not all of them are taken.
    seed : int
        For lot numbers.
    count : CountryCount
        Counts what is taken; its limits hold where it has any.
    total_kw : int
        Capacity taken, what was there before the step included. [kW]
    is_closed : bool
        The size is reached, or a bid did not fit.
    """

    size_kw: int | None
    may_cross: bool
    ties: TieRule
    seed: int
    count: CountryCount
    total_kw: int = 0
    is_closed: bool = False
    places: dict[str, Place] = field(default_factory=dict)
    taken: list[Bid] = field(default_factory=list)

    def fill_up(self, bids: Iterable[Bid], order: Order) -> Step:
        """Walk through the bids in order, equal bids together."""
        for _, same in groupby(sorted(bids, key=lambda bid: (order(bid), bid.bid_id)), key=order):
            equal = by_lot(same, self.seed)
            if self.is_closed or (self.size_kw is not None and self.total_kw >= self.size_kw):
                self.is_closed = True
                self._note(equal, [Mark.AFTER] * len(equal))
            elif self._fits(equal):
                self._note(equal, [Mark.TAKEN] * len(equal))
            elif self.ties == "random" or len(equal) == 1:
                self._one_by_one(equal)
            else:
                self._combined(equal)
        return self

    def _fits(self, equal: Sequence[Bid]) -> bool:
        kw = sum(bid.offered_kw for bid in equal)
        return self.count.allows(equal) and (self.size_kw is None or self.total_kw + kw <= self.size_kw)

    def _one_by_one(self, equal: Sequence[Bid]) -> None:
        """Take equal bids in the order of their lot numbers."""
        for position, bid in enumerate(equal):
            mark = self._mark_of(bid)
            if mark is not Mark.NO_ROOM:
                is_by_lot = mark.is_taken and len(equal) > 1
                self._note([bid], [Mark.TIE_TAKEN if is_by_lot else mark], n_equal=len(equal))
                continue
            self.is_closed = True
            rest = equal[position:]
            self._note(rest, [Mark.NO_ROOM, *[Mark.TIE_LOST] * (len(rest) - 1)], n_equal=len(equal))
            return

    def _mark_of(self, bid: Bid) -> Mark:
        if self.size_kw is not None and self.total_kw >= self.size_kw:
            return Mark.TIE_LOST
        if not self.count.allows([bid]):
            return Mark.COUNTRY
        if self.size_kw is None or self.total_kw + bid.offered_kw <= self.size_kw:
            return Mark.TAKEN
        return Mark.CROSSING if self.may_cross else Mark.NO_ROOM

    def _combined(self, equal: Sequence[Bid]) -> None:
        """Take the combination of equal bids that the rule asks for."""
        scopes = [self.count.scope(bid) for bid in equal]
        groups = {scope: position for position, scope in enumerate(dict.fromkeys(s for s in scopes if s is not None))}
        candidates = [
            Candidate(bid.offered_kw, None if scope is None else groups[scope])
            for bid, scope in zip(equal, scopes, strict=True)
        ]
        gap_kw = sum(c.kw for c in candidates) if self.size_kw is None else self.size_kw - self.total_kw
        rooms = [self.count.room_kw(scope) for scope in groups]
        chosen = combination(candidates, gap_kw, rooms, may_cross=self.may_cross)
        won = [bid for bid, is_chosen in zip(equal, chosen, strict=True) if is_chosen]
        marks = [
            Mark.TIE_TAKEN if is_chosen else Mark.TIE_LOST if self.count.allows([*won, bid]) else Mark.COUNTRY
            for bid, is_chosen in zip(equal, chosen, strict=True)
        ]
        self._note(equal, marks)
        if not self.may_cross and Mark.TIE_LOST in marks:
            self.is_closed = True

    def _note(self, equal: Sequence[Bid], marks: Sequence[Mark], *, n_equal: int | None = None) -> None:
        won = [bid for bid, mark in zip(equal, marks, strict=True) if mark.is_taken]
        self.total_kw += sum(bid.offered_kw for bid in won)
        self.taken += won
        self.count.take(won)
        for bid, mark in zip(equal, marks, strict=True):
            scope = self.count.scope(bid)
            country_kw = 0 if scope is None else self.count.taken_kw.get(scope, 0)
            self.places[bid.bid_id] = Place(mark, self.total_kw, n_equal or len(equal), country_kw)
