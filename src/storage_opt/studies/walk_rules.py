"""What a walk through the gates is told: how spot orders are made, what follows the spot market, how windows are planned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from storage_opt.records.prices import Floats
from storage_opt.solve.one_store import Bids, StoreProblem, StoreResult
from storage_opt.studies.rolling_window import WindowRule
from storage_opt.studies.spot_bid_walk import ImbalancePrice
from storage_opt.studies.walk_awards import AwardRule
from storage_opt.timeline import SLOTS_PER_DAY


class SpotOrder(Protocol):
    """What was sent to the spot market for one day."""

    def cleared_mwh(self, price_jpy_per_mwh: Floats) -> Floats:
        """Sold less bought at actual prices, shape (48,); own load is bought besides. [MWh]"""


SpotDecision = Callable[[date, StoreProblem, StoreResult, Floats], SpotOrder]
"""From a delivery day, the window, its plan with the values before slots 1 to 48, and the prices seen, to the order of the day. Energies
are those of the window: raised by what offers that hold are expected to be called."""


@dataclass(frozen=True, eq=False)
class Quantity:
    """An order at any price: all of it clears. [MWh]"""

    planned_mwh: Floats

    def cleared_mwh(self, price_jpy_per_mwh: Floats) -> Floats:  # noqa: ARG002
        """Clear what was planned, whatever the price."""
        return self.planned_mwh


def quantities(day: date, window: StoreProblem, plan: StoreResult, prices_jpy_per_mwh: Floats) -> SpotOrder:  # noqa: ARG001
    """Order what is planned, at any price."""
    return Quantity((plan.discharge_mw[:SLOTS_PER_DAY] - plan.charge_mw[:SLOTS_PER_DAY]) * window.slot_h)


@dataclass(frozen=True, eq=False)
class Recourse:
    """What may be done after the spot market, and what it is expected to cost.

    Parameters
    ----------
    imbalance : ImbalancePrice
        Distances from the spot price: what is expected of every imbalance, and paid where no imbalance prices are published.
    guard_jpy_per_mwh : float
        What each MWh traded after the spot market must earn beyond its fee: its price is only expected. [JPY/MWh]
    lot_mwh : float
        Step of intraday quantities in a slot (rule ``intraday.lot``: 0.05); 0: any quantity. [MWh]
    leaves_position : bool
        Without an intraday market: whether a position is left on purpose where the imbalance promises more. Market rules ask a party to
        keep to its plan, so this is for experiments on what trade after the spot market is worth.
    """

    imbalance: ImbalancePrice
    guard_jpy_per_mwh: float
    lot_mwh: float = 0.0
    leaves_position: bool = False


@dataclass(frozen=True)
class GateWalkRule:
    """How windows are planned.

    Parameters
    ----------
    window : WindowRule
        Length and end.
    award : AwardRule
        How awards are learned.
    bids : Bids
        Smallest offers in the windows planned before the spot market; offers that are sent alone keep them exactly.
    rules_on : datetime.date, optional
        Day whose rules of the balancing market hold on all days; those of each delivery day where omitted.
    views_from : datetime.date, optional
        First delivery day for which the spot view can be asked, before the walk begins; weekly offers of the first days rest on it. The
        first day of the walk where omitted: then no weekly offer is made whose gate lies before.
    """

    window: WindowRule = field(default_factory=lambda: WindowRule(2))
    award: AwardRule = field(default_factory=AwardRule)
    bids: Bids = "repaired"
    rules_on: date | None = None
    views_from: date | None = None
