"""A published round beside its replay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from storage_opt.messages import Message

Basis = Literal["rules", "assumption", "input"]

EQUAL_THIRDS: Mapping[str, float] = {"jp": 1.0, "foreign_1": 1.0, "foreign_2": 1.0}


@dataclass(frozen=True)
class PublishedAssumptions:
    """What is not published of a round, and has to be assumed to replay it.

    Parameters
    ----------
    bid_mw : mapping of str to float
        Size of a single bid by source; a source that is absent has that of the smallest plant which
        the round admits. [MW]
    tiers : mapping of str to int
        Price order of the storage sources: a lower tier is cheaper as a whole; sources of one tier alternate. Absent: 0, but for
        sources of ``from_6_h`` lots in round 2, which are 1.
    origins : mapping of str to mapping of str to float
        Weights of the countries in which cells are made, by kind of cell (``li_ion``, ``non_li``), spread evenly over the
        price order; only where a round has a country rule.
    """

    bid_mw: Mapping[str, float] = field(default_factory=dict)
    tiers: Mapping[str, int] = field(default_factory=dict)
    origins: Mapping[str, Mapping[str, float]] = field(
        default_factory=lambda: {"li_ion": EQUAL_THIRDS, "non_li": EQUAL_THIRDS}
    )


@dataclass(frozen=True)
class ReplayRow:
    """One figure of a round.

    Parameters
    ----------
    key : str
        ``lot.NAME``, ``source.NAME``, ``storage``, ``decarbonized``, ``short`` (target left open) or ``lng``.
    name : Message
        For readers.
    replayed_mw, published_mw : float
        Contracted capacity. [MW]
    basis : str
        ``rules``: follows from published totals and the rules, up to the size of one bid; ``assumption``: turns on what is
        assumed; ``input``: the replay was given it.
    """

    key: str
    name: Message
    replayed_mw: float
    published_mw: float
    basis: Basis

    @property
    def error_mw(self) -> float:
        """Replayed less published. [MW]"""
        return self.replayed_mw - self.published_mw
