"""Who decides how the plant runs in a year, and what that party gains from a yen of margin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage_opt.errors import Fault, ProjectError
from storage_opt.messages import say
from storage_opt.records.contract import ContractYear
from storage_opt.records.sharing import SharingCurve, stacked
from storage_opt.schemes.base import Scheme


@dataclass(frozen=True)
class Incentive:
    """What the dispatcher of a year maximises: ``K(M) − wear``, ``K(M − wear)``, or ``K(M)``.

    An owner bears wear; an offtaker only where the contract deducts it from what is shared.

    Parameters
    ----------
    curve : SharingCurve
        What the dispatcher keeps.
    wear_in_base : bool
        Whether the curve is read at the margin less wear.
    counts_wear : bool
        Whether wear outside the curve counts: it is not the offtaker's.
    """

    curve: SharingCurve
    wear_in_base: bool = False
    counts_wear: bool = True

    @property
    def is_merchants(self) -> bool:
        """Whether it leads to the plan of a merchant: wear is shared like margin, and every further yen is worth something."""
        return self.wear_in_base and min(self.curve.shares) > 0.0


def incentive_of(schemes: Sequence[Scheme], contracts: Sequence[ContractYear]) -> Incentive | None:
    """Read the incentive of a year from its contracts.

    Parameters
    ----------
    schemes : sequence of Scheme
        Who dispatches, and whether the plant must be offered at marginal cost.
    contracts : sequence of ContractYear
        Their terms of the year, in the same order.

    Returns
    -------
    Incentive or None
        ``None``: the plant runs as a merchant's, because nothing is shared, or because the contract obliges it to.

    Raises
    ------
    ProjectError
        Several offtakers, an offtaker beside a scheme that shares with the owner, or schemes that together take more than all of a yen.
    """
    sharing = [(s, c) for s, c in zip(schemes, contracts, strict=True) if not c.sharing.is_identity]
    if not sharing:
        return None
    taken = [c for s, c in sharing if s.dispatcher == "offtaker"]
    if taken and len(sharing) > 1:
        raise ProjectError("scheme", [Fault(say("contract.two_dispatchers"), say("contract.two_dispatchers.do"))])
    curve = _rest_of(taken[0].sharing) if taken else stacked(c.sharing for _, c in sharing)
    if not curve.is_rising:
        raise ProjectError("scheme", [Fault(say("contract.more_than_all"), say("contract.more_than_all.do"))])
    if any(s.offer_duty == "marginal_cost" for s, _ in sharing):
        return None
    return Incentive(curve, wear_in_base=sharing[0][1].wear_deductible, counts_wear=not taken)


def _rest_of(curve: SharingCurve) -> SharingCurve:
    """Leave what the other side has of the margin: ``M − K(M)``."""
    return SharingCurve(curve.edges_jpy, tuple(1.0 - share for share in curve.shares), -curve.kept_at_zero_jpy)
