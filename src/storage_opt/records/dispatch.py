"""How the battery is run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.timeline import SLOT_H, Period


@dataclass(frozen=True, eq=False)
class Promise:
    """Offers of one product to the balancing market, by slot; one value for all slots of a block.

    Parameters
    ----------
    product : str
        Name of the product.
    offered_mw : ndarray, shape (levels, n_slots)
        Power offered at each price level, ≥ 0. [MW]
    price_jpy_per_kw_slot, paid_jpy_per_kw_slot : ndarray, shape (levels, n_slots)
        Availability price bid, and what an award is paid (the bid cut at the cap); NaN where not traded. [JPY per kW and slot]
    acceptance : ndarray, shape (levels, n_slots)
        Expected awarded share of the offer. [-]
    fee_jpy_per_kw_slot : ndarray, shape (n_slots,)
        Exchange's fee on the award. [JPY per kW and slot]
    activated_share : float
        Expected called share of the awarded energy. [-]
    activation_price_jpy_per_mwh : ndarray, shape (n_slots,)
        What called energy is paid. [JPY/MWh]
    block_slots : ndarray of int, shape (n_slots,)
        Length of the product's block in the slot; 0 on days on which it is not traded.
    minimum_mw : ndarray, shape (n_slots,)
        Smallest offer allowed. [MW]
    backing_start_h, backing_end_h : ndarray, shape (n_slots,)
        Hours of the offer that must be stored at the start and the end of the slot. [h]
    """

    product: str
    offered_mw: NDArray[np.float64]
    price_jpy_per_kw_slot: NDArray[np.float64]
    paid_jpy_per_kw_slot: NDArray[np.float64]
    acceptance: NDArray[np.float64]
    fee_jpy_per_kw_slot: NDArray[np.float64]
    activated_share: float
    activation_price_jpy_per_mwh: NDArray[np.float64]
    block_slots: NDArray[np.int64]
    minimum_mw: NDArray[np.float64]
    backing_start_h: NDArray[np.float64]
    backing_end_h: NDArray[np.float64]

    @property
    def reserved_mw(self) -> NDArray[np.float64]:
        """Power promised in each slot if every offer is awarded, shape (n_slots,). [MW]"""
        total: NDArray[np.float64] = self.offered_mw.sum(axis=0)
        return total

    @property
    def awarded_mw(self) -> NDArray[np.float64]:
        """Expected award by level and slot. [MW]"""
        return self.offered_mw * self.acceptance

    @property
    def activated_mwh(self) -> NDArray[np.float64]:
        """AC energy expected to be called in each slot, shape (n_slots,). [MWh]"""
        total: NDArray[np.float64] = SLOT_H * self.activated_share * self.awarded_mw.sum(axis=0)
        return total


@dataclass(frozen=True, eq=False)
class Dispatch:
    """Plan of one modelled year, by slot.

    Parameters
    ----------
    period : Period
        Days of the prices used.
    charge_mw, discharge_mw : ndarray, shape (n_slots,)
        AC power drawn and delivered by the battery, grid side, both ≥ 0, never both > 0 in a slot. [MW]
    soe_mwh : ndarray, shape (n_slots,)
        Stored energy at the **end** of each slot. [MWh]
    soe_start_mwh : float
        Stored energy before the first slot. [MWh]
    auxiliary_mw : float
        Own load behind the meter. [MW]
    energy_value_jpy_per_mwh : ndarray or None
        What one more stored MWh at the end of the slot would add to the objective, or ``None`` where the solver gave no dual
        values. [JPY/MWh stored]
    cycle_price_jpy_per_mwh : ndarray or None
        What one more MWh of the cycle budgets of the slot's day and of the year would add to the objective; ``None``: no budget, or no
        price. [JPY/MWh delivered]
    promises : tuple of Promise
        Offers to the balancing market, one per product.
    intraday_mw : ndarray or None
        Net power sold on the intraday market, part of the net export; ``None``: not traded there. [MW]
    solar_mw, solar_available_mw : ndarray or None
        Output of the solar plant, and what it could have given; ``None`` without a plant. [MW]
    """

    period: Period
    charge_mw: NDArray[np.float64]
    discharge_mw: NDArray[np.float64]
    soe_mwh: NDArray[np.float64]
    soe_start_mwh: float
    auxiliary_mw: float
    energy_value_jpy_per_mwh: NDArray[np.float64] | None = None
    promises: tuple[Promise, ...] = ()
    intraday_mw: NDArray[np.float64] | None = None
    solar_mw: NDArray[np.float64] | None = None
    solar_available_mw: NDArray[np.float64] | None = None
    cycle_price_jpy_per_mwh: NDArray[np.float64] | None = None

    @property
    def activated_mwh(self) -> NDArray[np.float64]:
        """AC energy expected to be called in each slot, all products. [MWh]"""
        return sum((promise.activated_mwh for promise in self.promises), np.zeros(self.period.n_slots))

    @property
    def reserved_mw(self) -> NDArray[np.float64]:
        """Power promised to the balancing market in each slot. [MW]"""
        return sum((promise.reserved_mw for promise in self.promises), np.zeros(self.period.n_slots))

    @property
    def net_export_mw(self) -> NDArray[np.float64]:
        """Power at the meter, positive to the grid: discharge − charge − own load + solar output. [MW]"""
        own = self.discharge_mw - self.charge_mw - self.auxiliary_mw
        return own if self.solar_mw is None else own + self.solar_mw

    @property
    def grid_charge_mw(self) -> NDArray[np.float64]:
        """Charging power that the solar plant does not give; all of it without one. [MW]"""
        return self.charge_mw if self.solar_mw is None else np.maximum(self.charge_mw - self.solar_mw, 0.0)

    @property
    def curtailed_mw(self) -> NDArray[np.float64]:
        """Output that the solar plant could have given and did not. [MW]"""
        if self.solar_mw is None or self.solar_available_mw is None:
            return np.zeros(self.period.n_slots)
        return self.solar_available_mw - self.solar_mw

    @property
    def solar_mwh(self) -> float:
        """AC energy of the solar plant, curtailed energy not counted. [MWh]"""
        return 0.0 if self.solar_mw is None else float(self.solar_mw.sum() * SLOT_H)

    @property
    def curtailed_mwh(self) -> float:
        """Curtailed AC energy of the solar plant. [MWh]"""
        return float(self.curtailed_mw.sum() * SLOT_H)

    @property
    def charged_mwh(self) -> float:
        """AC energy drawn by the battery. [MWh]"""
        return float(self.charge_mw.sum() * SLOT_H)

    @property
    def discharged_mwh(self) -> float:
        """AC energy delivered by the battery, expected calls included. [MWh]"""
        return float(self.discharge_mw.sum() * SLOT_H + self.activated_mwh.sum())
