"""What goes into the two-stage programme and what comes out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.records.risk import Risk
from storage_opt.solve.one_store import NotCoveredError, StoreProblem
from storage_opt.solve.problem import Floats

Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class TwoStage:
    """Equally likely courses of prices for one store; what is traded is chosen before the course is known, what is delivered after.

    Parameters
    ----------
    stores : tuple of StoreProblem
        The slots of the delivery day once per scenario: limits, start and slots are the same, prices (fees and wear inside) and the value
        of the energy left are those of the scenario.
    bins : ndarray of int, shape (S, T)
        The traded quantity of a slot is one number per bin, not decreasing from bin to bin. All zero: the quantity is the same in every
        scenario. Numbered by price: more is sold net at a higher price.
    fee_jpy_per_mwh : float
        Fee on what is traded, as it is inside the prices of the stores. [JPY/MWh]
    shortage_above_jpy_per_mwh, surplus_below_jpy_per_mwh : float
        A MWh traded but not delivered costs the price plus the first, one delivered but not traded earns the price less the second.
        [JPY/MWh]
    risk : Risk
        What is maximised.
    lot_mwh : float, optional
        Trade in whole lots; ``None``: any quantity. [MWh]

    Raises
    ------
    ValueError
        Shapes that do not fit, a negative fee, distance or lot.
    NotCoveredError
        Offers of reserve beside the spot market.
    """

    stores: tuple[StoreProblem, ...]
    bins: Numbers
    fee_jpy_per_mwh: float
    shortage_above_jpy_per_mwh: float
    surplus_below_jpy_per_mwh: float
    risk: Risk = Risk()  # noqa: RUF009  (frozen)
    lot_mwh: float | None = None

    def __post_init__(self) -> None:
        if not self.stores or self.bins.shape != (len(self.stores), self.n_slots):
            raise ValueError(f"bins of shape {self.bins.shape} for {len(self.stores)} scenarios")
        if min(self.fee_jpy_per_mwh, self.shortage_above_jpy_per_mwh, self.surplus_below_jpy_per_mwh) < 0.0:
            raise ValueError("a negative fee or distance from the spot price")
        if self.lot_mwh is not None and not self.lot_mwh > 0.0:
            raise ValueError(f"lots of {self.lot_mwh} MWh")
        first = self.stores[0]
        for store in self.stores:
            if store.r_max_mw.any():
                raise NotCoveredError("offers of reserve in a two-stage programme")
            if any(not np.array_equal(getattr(store, name), getattr(first, name)) for name in _SHARED):
                raise ValueError("scenarios of different stores")

    @property
    def n_scenarios(self) -> int:
        """``S``."""
        return len(self.stores)

    @property
    def n_slots(self) -> int:
        """``T``."""
        return self.stores[0].n_slots

    @property
    def charge_limit_mwh(self) -> Floats:
        """Largest energy charged in a slot, shape (T,). [MWh]"""
        return self.stores[0].slot_h * self.stores[0].charge_limit_mw

    @property
    def discharge_limit_mwh(self) -> Floats:
        """Largest energy discharged in a slot, shape (T,). [MWh]"""
        store = self.stores[0]
        return store.slot_h * np.minimum(store.discharge_limit_mw, store.headroom_mw)

    @property
    def charge_cost(self) -> Floats:
        """Cost of a MWh charged, the fee on trade left out, shape (S, T). [JPY/MWh]"""
        return np.array([store.charge_price_jpy_per_mwh for store in self.stores]) - self.fee_jpy_per_mwh

    @property
    def discharge_gain(self) -> Floats:
        """Reward of a MWh discharged, the fee on trade left out, shape (S, T). [JPY/MWh]"""
        return np.array([store.discharge_price_jpy_per_mwh for store in self.stores]) + self.fee_jpy_per_mwh

    def outcomes(self, charge_mw: Floats, discharge_mw: Floats, energy_mwh: Floats, cleared_mwh: Floats) -> Floats:
        """Add up what each scenario earns, the value of the energy left inside, shape (S,). [JPY]

        Parameters
        ----------
        charge_mw, discharge_mw, energy_mwh : ndarray, shape (S, T)
            What the store does. [MW, MW, MWh]
        cleared_mwh : ndarray, shape (S, T)
            Sold less bought. [MWh]
        """
        h = self.stores[0].slot_h
        off = h * (discharge_mw - charge_mw) - cleared_mwh
        paid = h * (self.discharge_gain * discharge_mw - self.charge_cost * charge_mw)
        paid -= self.fee_jpy_per_mwh * np.abs(cleared_mwh)
        paid -= np.where(off > 0.0, self.surplus_below_jpy_per_mwh, -self.shortage_above_jpy_per_mwh) * off
        left = np.array([final_value(store, end) for store, end in zip(self.stores, energy_mwh[:, -1], strict=True)])
        return np.asarray(paid.sum(axis=1) + left)


_SHARED = ("charge_limit_mw", "discharge_limit_mw", "headroom_mw", "floor_mwh", "ceiling_mwh", "keep",
           "charge_efficiency", "discharge_efficiency", "start_mwh", "slot_h")  # fmt: skip


def final_value(store: StoreProblem, energy_mwh: float) -> float:
    """Value of the energy left, that of the nearest end where rounding moved it off the range. [JPY]"""
    final = store.final
    return final.at(float(np.clip(energy_mwh, final.energy_mwh[0], final.energy_mwh[-1])))


@dataclass(frozen=True, eq=False)
class TwoStagePlan:
    """Quantities to trade, and what the store does in each scenario.

    Parameters
    ----------
    cleared_mwh : ndarray, shape (S, T)
        Sold less bought. [MWh]
    charge_mw, discharge_mw, energy_mwh : ndarray, shape (S, T)
        What the store does; the energy at the end of the slot. [MW, MW, MWh]
    outcome_jpy : ndarray, shape (S,)
        What each scenario earns, added up from the actions, the value of the energy left inside. [JPY]
    value_jpy : float
        What was maximised, from these outcomes. [JPY]
    bound_jpy : float
        No plan reaches more. [JPY]
    used_modes : bool
        Whether binaries kept charging and discharging apart.
    """

    cleared_mwh: Floats
    charge_mw: Floats
    discharge_mw: Floats
    energy_mwh: Floats
    outcome_jpy: Floats
    value_jpy: float
    bound_jpy: float
    used_modes: bool
