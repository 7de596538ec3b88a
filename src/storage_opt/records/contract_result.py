"""What contracts came to in one operating year, and who got what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from storage_opt.records.contract import ContractYear, is_public

PENALTY = "penalty"
"""Name of the payments that are penalties."""
DispatchedFor = Literal["owner", "offtaker", "merchant"]


@dataclass(frozen=True)
class SchemeYear:
    """One scheme, settled.

    Parameters
    ----------
    contract : ContractYear
        Terms of the year.
    base_jpy : float
        What its curve was read at: the margin, or the margin less wear. [JPY]
    """

    contract: ContractYear
    base_jpy: float

    @property
    def clawback_jpy(self) -> float:
        """Share of the margin taken from the owner, ≥ 0. [JPY]"""
        return max(0.0, -self.contract.sharing.transfer_jpy(self.base_jpy))

    @property
    def support_jpy(self) -> float:
        """Paid to the owner because of what the margin was (a floor, a shared loss), ≥ 0. [JPY]"""
        return max(0.0, self.contract.sharing.transfer_jpy(self.base_jpy))

    @property
    def payment_jpy(self) -> float:
        """Fixed payments without penalties. [JPY]"""
        return sum(p.amount_jpy for p in self.contract.payments if p.name != PENALTY)

    @property
    def penalty_jpy(self) -> float:
        """Penalties, ≥ 0. [JPY]"""
        return -sum(p.amount_jpy for p in self.contract.payments if p.name == PENALTY)

    @property
    def net_to_owner_jpy(self) -> float:
        """All of it, to the owner. [JPY]"""
        return self.payment_jpy - self.penalty_jpy + self.support_jpy - self.clawback_jpy


@dataclass(frozen=True)
class MerchantYear:
    """What the same plant would earn in the same year without any contract: the yardstick for distorted dispatch.

    Parameters
    ----------
    margin_jpy, wear_jpy : float
        Market margin and wear of its plan. [JPY]
    discharged_mwh : float
        Called energy included. [MWh]
    """

    margin_jpy: float
    wear_jpy: float
    discharged_mwh: float


@dataclass(frozen=True)
class YearContracts:
    """All contracts of one operating year.

    Parameters
    ----------
    schemes : tuple of SchemeYear
        In the order of the project; empty for a merchant.
    margin_jpy, wear_jpy : float
        Of the plan. [JPY]
    merchant : MerchantYear or None
        ``None``: the plan itself is what a merchant would do.
    is_withheld : bool
        Whether the plan leaves energy unsold that a merchant would sell, because of a contract.
    piece : int or None
        Slice of the curve in which the year ended, 0 is the lowest; ``None`` without a curve.
    solves : int
        Problems solved for the year, the yardstick included.
    dispatched_for : str
        Whose gain the plan maximises: of the ``owner``, of an ``offtaker`` who runs the plant, or of a ``merchant``, where a duty to offer
        obliges a sharing owner to run the plant as one would.
    """

    schemes: tuple[SchemeYear, ...]
    margin_jpy: float
    wear_jpy: float
    merchant: MerchantYear | None = None
    is_withheld: bool = False
    piece: int | None = None
    solves: int = 1
    dispatched_for: DispatchedFor = "owner"

    @property
    def clawback_jpy(self) -> float:
        """Share of the margin taken, ≥ 0. [JPY]"""
        return sum(s.clawback_jpy for s in self.schemes)

    @property
    def support_jpy(self) -> float:
        """Paid because of what the margin was, ≥ 0. [JPY]"""
        return sum(s.support_jpy for s in self.schemes)

    @property
    def payment_jpy(self) -> float:
        """Fixed payments without penalties. [JPY]"""
        return sum(s.payment_jpy for s in self.schemes)

    @property
    def penalty_jpy(self) -> float:
        """Penalties, ≥ 0. [JPY]"""
        return sum(s.penalty_jpy for s in self.schemes)

    @property
    def contracted_kw(self) -> int:
        """Largest capacity under contract. [kW]"""
        return max((s.contract.contracted_kw for s in self.schemes), default=0)

    @property
    def kept_jpy(self) -> float:
        """Margin less the share taken, plus what is paid because of it. [JPY]"""
        return self.margin_jpy - self.clawback_jpy + self.support_jpy

    @property
    def owner_net_jpy(self) -> float:
        """Margin, and everything that contracts give and take. [JPY]"""
        return self.margin_jpy + sum(s.net_to_owner_jpy for s in self.schemes)

    @property
    def public_net_jpy(self) -> float:
        """Of taxpayers, capacity contributions and users of the network. [JPY]"""
        return -sum(s.net_to_owner_jpy for s in self.schemes if is_public(s.contract.payer))

    @property
    def counterparty_net_jpy(self) -> float:
        """Of the offtaker. [JPY]"""
        return -sum(s.net_to_owner_jpy for s in self.schemes if not is_public(s.contract.payer))

    @property
    def market_net_jpy(self) -> float:
        """Of everyone who trades with the plant: the opposite of the margin. [JPY]"""
        return -self.margin_jpy

    @property
    def lost_margin_jpy(self) -> float:
        """System value lost by dispatch that a contract distorts: margin of the merchant less that of the plan. [JPY]"""
        return 0.0 if self.merchant is None else self.merchant.margin_jpy - self.margin_jpy

    def paid_by_jpy(self, payer: str) -> float:
        """Net payment of one payer to the owner. [JPY]"""
        return sum(s.net_to_owner_jpy for s in self.schemes if s.contract.payer == payer)
