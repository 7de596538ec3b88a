"""Where the charge/discharge mode must be a binary, and where the optimum keeps it by itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from storage_opt.assets.battery import Battery
from storage_opt.markets.spot import SpotMarket

SURE_GAIN_JPY_PER_MWH = 1e-3
"""A gain must exceed this before it counts as sure: above the solver's tolerance on reduced costs. [JPY/MWh]"""


def modes_needed(
    battery: Battery, spot: SpotMarket, spot_jpy_per_mwh: NDArray[np.float64], *, charge_cost_jpy_per_mwh: float = 0.0
) -> NDArray[np.bool_]:
    """Tell for each slot whether charging and discharging at once might pay.

    Take a plan that does both in a slot. Less charging by ``x`` and less discharging by ``η·x`` (``η`` = round trip)
    leaves the state of energy as it was and respects every limit and budget. It changes the objective by
    ``x·[p·(1−η) + fee + z + k·η]``, where ``z`` is a charge on energy drawn and ``fee`` is ``f·(1+η)`` without own load, and at
    worst ``−f·(1−η)`` with own load (the net position may grow). Where that is surely positive, no optimum does both, and the
    binary can be left out without loss; elsewhere (negative prices; zero prices without fee and wear) it stays.

    Parameters
    ----------
    battery : Battery
        Efficiencies, own load, wear.
    spot : SpotMarket
        Fee on traded energy.
    spot_jpy_per_mwh : ndarray of float
        Price of each slot, any shape. [JPY/MWh]
    charge_cost_jpy_per_mwh : float
        Charge on every MWh charged (wheeling). [JPY/MWh]

    Returns
    -------
    ndarray of bool, same shape
    """
    eta, fee = battery.round_trip_efficiency, spot.fee_jpy_per_mwh
    fee_saved = -fee * (1.0 - eta) if battery.auxiliary_mw > 0 else fee * (1.0 + eta)
    gain = spot_jpy_per_mwh * (1.0 - eta) + fee_saved + charge_cost_jpy_per_mwh + battery.wear_jpy_per_mwh * eta
    return np.asarray(gain <= SURE_GAIN_JPY_PER_MWH)
