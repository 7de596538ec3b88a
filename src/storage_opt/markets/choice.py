"""What an owner chooses to do in the balancing market."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from storage_opt.markets.balancing import Backing

AcceptanceKind = Literal["curve", "fixed", "certain"]
OPERATING, DELIVERY = "operating", "delivery"


@dataclass(frozen=True)
class BalancingChoice:
    """The ``markets.balancing`` part of a project.

    Parameters
    ----------
    products : tuple of str
        Products offered.
    rules_on : 'operating', 'delivery' or date
        Day whose rules hold: the first day of each operating year, each price date, or one given date.
    reserve_while_charging, backing, backing_slots
        As in ``markets.balancing.BalancingMarket``.
    acceptance : {'curve', 'fixed', 'certain'}
        Acceptance from the results of the market, falling with the price; one share for all offers; every offer is taken.
    accepted_share : float or None
        The share of ``fixed``. [-]
    accepted_factor : float
        Multiplies the chance that an offer is awarded, at any price; a chance stays at most 1. [-]
    duration_h : mapping of str to float
        Hours for which the owner wants calls to be backed, by product; the rules' duration where missing. [h]
    activation : mapping of str to float
        Expected called share of the awarded energy, by product. [-]
    activation_price_jpy_per_mwh : float or None
        What called energy is paid; ``None``: the spot price of the slot. [JPY/MWh]
    levels : int
        Offers at different prices in a block, for products that are called.
    is_bundled : bool
        Take the results of the market from the bundled synthetic set instead of the price files.
    """

    products: tuple[str, ...]
    rules_on: date | Literal["operating", "delivery"] = "operating"
    reserve_while_charging: bool = False
    backing: Backing = "both"
    backing_slots: int = 1
    acceptance: AcceptanceKind = "curve"
    accepted_share: float | None = None
    accepted_factor: float = 1.0
    duration_h: Mapping[str, float] = field(default_factory=dict)
    activation: Mapping[str, float] = field(default_factory=dict)
    activation_price_jpy_per_mwh: float | None = None
    levels: int = 3
    is_bundled: bool = True
