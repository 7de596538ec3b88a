"""How the battery is run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.timeline import SLOT_H, Period


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
    """

    period: Period
    charge_mw: NDArray[np.float64]
    discharge_mw: NDArray[np.float64]
    soe_mwh: NDArray[np.float64]
    soe_start_mwh: float
    auxiliary_mw: float
    energy_value_jpy_per_mwh: NDArray[np.float64] | None = None

    @property
    def net_export_mw(self) -> NDArray[np.float64]:
        """Power at the meter, positive to the grid: discharge − charge − own load. [MW]"""
        return self.discharge_mw - self.charge_mw - self.auxiliary_mw

    @property
    def charged_mwh(self) -> float:
        """AC energy drawn by the battery. [MWh]"""
        return float(self.charge_mw.sum() * SLOT_H)

    @property
    def discharged_mwh(self) -> float:
        """AC energy delivered by the battery. [MWh]"""
        return float(self.discharge_mw.sum() * SLOT_H)
