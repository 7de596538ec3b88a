"""Result of a walk through all gates: positions and money of each stage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.records.dispatch import Dispatch, Promise
from storage_opt.records.ledger import Ledger
from storage_opt.timeline import SLOT_H

Floats = NDArray[np.float64]

STAGES = ("cleared", "accepted", "intraday", "delivered")
"""Stages in order of time. What a stage adds to the money of the one before: spot, awards, intraday trade, the rest."""


@dataclass(frozen=True, eq=False)
class WalkedYear:
    """What a walk decided at each gate, what became of it and what it earned.

    Power sold to the market is positive, bought negative; own load is bought besides.

    Parameters
    ----------
    dispatch : Dispatch
        What the store did; its promises are the awards that had to be kept.
    ledger : Ledger
        Settled at actual prices, as a year with perfect foresight is; streams ``imbalance`` and ``reserve_shortfall_fee`` besides.
    wear_jpy : float
        The owner's shadow cost of ageing; never a cash flow. [JPY]
    planned_mw, cleared_mw : ndarray, shape (n_slots,)
        Position planned at the spot gate; position that cleared. [MW]
    planned_reserve_mw : ndarray, shape (n_slots,)
        Reserve counted on at the spot gate: offers still to be made, in full, and what was already to be held. [MW]
    offered_mw, held_mw, awarded_mw : ndarray, shape (n_slots,)
        Reserve offered; held after acceptance; paid for. [MW]
    traded_mw, imbalance_mw, shortfall_mw : ndarray, shape (n_slots,)
        Intraday; delivered less sold; reserve that was held to be kept and was not. [MW]
    offers : tuple of Promise
        Offers as they were sent, one entry by product.
    planned_jpy : ndarray, shape (n_days,)
        What each day would have earned at the prices and awards seen at its spot gate, wear deducted, own load left out. [JPY]
    """

    dispatch: Dispatch
    ledger: Ledger
    wear_jpy: float
    planned_mw: Floats
    cleared_mw: Floats
    planned_reserve_mw: Floats
    offered_mw: Floats
    held_mw: Floats
    awarded_mw: Floats
    traded_mw: Floats
    imbalance_mw: Floats
    shortfall_mw: Floats
    offers: tuple[Promise, ...]
    planned_jpy: Floats

    @property
    def net_jpy(self) -> float:
        """Settled amounts less wear: what the objective of the year counts. [JPY]"""
        return self.ledger.margin_jpy - self.wear_jpy

    @property
    def imbalance_mwh(self) -> float:
        """Energy beside the schedule, either way. [MWh]"""
        return float(np.abs(self.imbalance_mw).sum() * SLOT_H)

    def money_jpy(self) -> dict[str, float]:
        """Settled amounts by the stage that brought them; they add up to the margin of the ledger. [JPY]"""
        amounts = dict.fromkeys(STAGES, 0.0)
        for entries in self.ledger.entries:
            amounts[stage_of(entries.stream)] += entries.total_jpy
        return amounts


def stage_of(stream: str) -> str:
    """Stage that brings a stream of the ledger.

    >>> [stage_of(s) for s in ("spot_fee", "composite_activation", "intraday", "imbalance", "reserve_shortfall_fee", "wheeling")]
    ['cleared', 'accepted', 'intraday', 'delivered', 'delivered', 'delivered']
    """
    if stream in ("spot", "spot_fee"):
        return "cleared"
    if stream in ("intraday", "intraday_fee"):
        return "intraday"
    if stream in ("imbalance", "reserve_shortfall_fee", "wheeling"):
        return "delivered"
    return "accepted"
