"""A scheme of the user's own: a price per credited kW, a sharing curve, a floor."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from storage_opt.records.contract import ContractYear, Dispatcher, Payer, Payment
from storage_opt.records.sharing import SharingCurve
from storage_opt.schemes.base import OfferDuty, OperatingYear, Plant
from storage_opt.schemes.credit import Derating, FixedDerating, credit
from storage_opt.schemes.indexation import Indexation
from storage_opt.schemes.notes import carried_on, outside_term
from storage_opt.schemes.term import Term
from storage_opt.schemes.yen import whole_yen


@dataclass(frozen=True)
class Custom:
    """A scheme without code, from numbers of the project file.

    Parameters
    ----------
    name : str
        As the user calls it.
    payment_jpy_per_kw_year : float
        Yearly payment per contracted kW. [JPY/kW/year]
    edges : tuple of float
        Yearly bases at which the share changes, in JPY, or in JPY per contracted kW.
    kept_shares : tuple of float
        Share that the owner keeps of each further yen, one more than edges. [-]
    edges_are_per_kw : bool
        Whether ``edges`` and ``floor`` are per contracted kW.
    floor : float
        What the owner keeps at least of a base that is not negative; a loss is not covered. [JPY] or [JPY/kW]
    wear_deductible : bool
        Whether wear is deducted before sharing.
    derating, term, indexation
        What hours count for, payment years, indexation of the payment; edges and floor stay.
    payer, dispatcher, offer_duty
        Other side, who decides how the plant runs, and whether it must run as a merchant would.
    """

    name: str
    payment_jpy_per_kw_year: float = 0.0
    edges: tuple[float, ...] = ()
    kept_shares: tuple[float, ...] = (1.0,)
    edges_are_per_kw: bool = False
    floor: float | None = None
    wear_deductible: bool = False
    derating: Derating = field(default_factory=FixedDerating)
    term: Term = field(default_factory=lambda: Term(None))
    indexation: Indexation = field(default_factory=Indexation)
    payer: Payer = "taxpayers"
    dispatcher: Dispatcher = "owner"
    offer_duty: OfferDuty = "none"
    kind: str = "custom"

    @property
    def shares_margin(self) -> bool:
        """Whether anything but the payment passes between the sides."""
        return self.floor is not None or any(share != 1.0 for share in self.kept_shares)

    def contracted_kw(self, plant: Plant) -> int:
        """Contracted capacity, fixed at the bid. [kW]"""
        return self.derating.credited_kw(plant.bid_power_mw, plant.hours(), plant.start_fiscal_year)

    def upfront(self, plant: Plant) -> tuple[Payment, ...]:
        """Nothing before operation."""
        del plant
        return ()

    def year(self, plant: Plant, now: OperatingYear) -> ContractYear:
        """Payment and sharing of an operating year; outside the term the margin is the owner's."""
        start, fiscal_year = plant.start_fiscal_year, now.fiscal_year
        if not self.term.holds(start, fiscal_year):
            return ContractYear(self.kind, self.payer, notes=outside_term(self.name, self.term, start, fiscal_year))
        capacity = credit(self.derating, plant, now, start)
        amount = (
            self.payment_jpy_per_kw_year
            * self.indexation.factor(fiscal_year, self.term.first_year(start))
            * capacity.contracted_kw
        )
        scale = float(capacity.contracted_kw) if self.edges_are_per_kw else 1.0
        return ContractYear(
            self.kind,
            self.payer,
            payments=(Payment("capacity_payment", whole_yen(amount), self.payer),) if amount else (),
            sharing=self._sharing(scale),
            wear_deductible=self.wear_deductible,
            contracted_kw=capacity.contracted_kw,
            credited_kw=capacity.credited_kw,
            notes=(*capacity.notes, *carried_on(self.indexation, fiscal_year)),
        )

    def _sharing(self, scale: float) -> SharingCurve:
        """Curve with edges and floor times ``scale``; where no kW is contracted all edges per kW lie at zero."""
        edges, shares = [edge * scale for edge in self.edges], self.kept_shares
        if edges and not scale:
            edges, shares = [0.0], (shares[0], shares[-1])
        return shared_with_floor(edges, shares, None if self.floor is None else self.floor * scale)


def shared_with_floor(
    edges_jpy: Sequence[float], kept_shares: Sequence[float], floor_jpy: float | None
) -> SharingCurve:
    """Sharing by slices of the base, with a floor under what is kept.

    Parameters
    ----------
    edges_jpy : sequence of float
        Rising bases at which the share changes. [JPY]
    kept_shares : sequence of float
        Shares kept, each at least 0, one more than edges. [-]
    floor_jpy : float or None
        What is kept at least where the base is not negative; ``None``: no floor. [JPY]

    Returns
    -------
    SharingCurve
        ``K(0) = 0`` without floor. With one: ``max(K(B), floor)`` for ``B ≥ 0``; below zero the loss is shared as without
        floor and the floor is paid: ``K(B) + floor``.

    Raises
    ------
    ValueError
        A negative share or floor.

    Examples
    --------
    Half of what exceeds 100 is kept, at least 40.

    >>> curve = shared_with_floor([100.0], [1.0, 0.5], 40.0)
    >>> [curve.kept_jpy(base) for base in (-10.0, 0.0, 30.0, 60.0, 200.0)]
    [30.0, 40.0, 40.0, 60.0, 150.0]
    """
    if any(share < 0.0 for share in kept_shares) or (floor_jpy is not None and floor_jpy < 0.0):
        raise ValueError("shares and floor must not be negative")
    plain = SharingCurve(tuple(edges_jpy), tuple(kept_shares))
    if not floor_jpy:
        return plain
    below = [piece for piece in plain.pieces if piece.low_jpy < 0.0]
    reached = _first_base_that_keeps(plain, floor_jpy)
    edges = [piece.high_jpy for piece in below[:-1]] + [0.0]
    shares = [piece.share for piece in below] + [0.0]
    if not math.isinf(reached):
        beyond = [piece for piece in plain.pieces if piece.high_jpy > reached]
        edges += [reached, *(piece.low_jpy for piece in beyond[1:])]
        shares += [piece.share for piece in beyond]
    return SharingCurve(tuple(edges), tuple(shares), floor_jpy)


def _first_base_that_keeps(curve: SharingCurve, kept_jpy: float) -> float:
    """Smallest base above zero at which a rising curve reaches an amount; infinite if it never does. [JPY]"""
    for piece in curve.pieces:
        if piece.high_jpy > 0.0 and piece.share > 0.0:
            base = (kept_jpy - piece.offset_jpy) / piece.share
            if base <= piece.high_jpy:
                return base
    return math.inf
