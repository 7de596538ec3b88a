"""What schemes give and take, by operating year."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from storage_opt.messages import Message, say
from storage_opt.records.sharing import SharingCurve

Payer = Literal["taxpayers", "capacity_contributions", "network_users", "offtaker"]
"""Who stands on the other side of a scheme: taxpayers (grants), retailers and networks through the capacity contribution (容量拠出金),
users of the network, or a private offtaker."""
Dispatcher = Literal["owner", "offtaker"]


def is_public(payer: Payer) -> bool:
    """Whether a payer belongs to the public side; the offtaker is the counterparty."""
    return payer != "offtaker"


@dataclass(frozen=True)
class Payment:
    """A fixed amount of one operating year (or before operation), whatever the plant earns in the markets.

    Parameters
    ----------
    name : str
        ``capacity_payment``, ``grant``, ``rent``, ``penalty`` …: a key of the message catalogue (``contract.payment.<name>``).
    amount_jpy : float
        To the owner if positive, from the owner if negative. [JPY]
    payer : Payer
        The other side.
    months_jpy : tuple of int
        What falls to each month from April, in whole yen, where it is known; empty: twelve equal payments. [JPY]
    """

    name: str
    amount_jpy: float
    payer: Payer
    months_jpy: tuple[int, ...] = ()

    @property
    def label(self) -> Message:
        """What it is, for readers."""
        return say(f"contract.payment.{self.name}")


@dataclass(frozen=True)
class ContractYear:
    """One scheme in one operating year.

    Parameters
    ----------
    scheme : str
        Kind of the scheme.
    payer : Payer
        Who shares in the margin and pays what is missing to a floor.
    payments : tuple of Payment
        Fixed amounts.
    sharing : SharingCurve
        What the owner keeps of the margin.
    wear_deductible : bool
        Whether wear is deducted before sharing: then the curve is read at ``M − wear``.
    contracted_kw : int
        De-rated capacity under contract, 0 where a scheme contracts none. [kW]
    credited_kw : int
        What the plant would be credited in this year; less than contracted: a shortfall. [kW]
    notes : tuple of Message
        What a reader must know (assumed prices, shortfalls).
    """

    scheme: str
    payer: Payer
    payments: tuple[Payment, ...] = ()
    sharing: SharingCurve = field(default_factory=SharingCurve)
    wear_deductible: bool = False
    contracted_kw: int = 0
    credited_kw: int = 0
    notes: tuple[Message, ...] = ()
