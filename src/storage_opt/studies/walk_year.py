"""Which walk goes through a year: the one place where it is chosen. A further kind of bid or market is a further case here."""

from __future__ import annotations

from dataclasses import dataclass

from storage_opt.records.dispatch import Dispatch
from storage_opt.records.foresight import RollingChoice
from storage_opt.records.ledger import Ledger
from storage_opt.solve.one_store import NotCoveredError
from storage_opt.studies.rolling import roll
from storage_opt.studies.rolling_window import WindowRule
from storage_opt.studies.views import View
from storage_opt.studies.year_problem import YearCase, YearModel


@dataclass(frozen=True, eq=False)
class Walked:
    """What a walk committed and what it earned at actual prices.

    Parameters
    ----------
    dispatch : Dispatch
        What the plant did.
    ledger : Ledger
        All of the market margin: recourse, imbalance and awards included.
    as_bid_jpy : float or None
        Market margin as if everything that was bid had been accepted and delivered; ``None``: it was. [JPY]
    """

    dispatch: Dispatch
    ledger: Ledger
    as_bid_jpy: float | None = None


def walk_year(choice: RollingChoice, model: YearModel, case: YearCase, view: View) -> Walked:
    """Walk through a year.

    Parameters
    ----------
    choice : RollingChoice
        Windows and bids.
    model, case
        Site, with wear as the dispatcher weighs it, and market; days, energy, and the actual prices, by which it is settled.
    view : View
        Prices seen at the gate of a day.

    Raises
    ------
    NotCoveredError, NoPathError, RuntimeError
        As :func:`studies.rolling.roll`.
    """
    rule = WindowRule(choice.look_ahead_days, choice.terminal)
    if choice.bids == "quantity":
        rolled = roll(model, case, view, rule)
        return Walked(rolled.dispatch, rolled.ledger)
    raise NotCoveredError(f"bids: {choice.bids}")
