"""Where the charge/discharge mode must be a binary, and where the optimum keeps it by itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from storage_opt.assets.battery import Battery
from storage_opt.markets.intraday import IntradayMarket
from storage_opt.markets.spot import SpotMarket

Floats = NDArray[np.float64]

SURE_GAIN_JPY_PER_MWH = 1e-3
"""A gain must exceed this before it counts as sure: above the solver's tolerance on reduced costs. [JPY/MWh]"""


def modes_needed(
    battery: Battery,
    spot: SpotMarket,
    spot_jpy_per_mwh: Floats,
    *,
    charge_cost_jpy_per_mwh: float = 0.0,
    intraday: IntradayMarket | None = None,
    intraday_jpy_per_mwh: Floats | None = None,
    solar_mw: Floats | None = None,
    export_is_tight: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """Tell for each slot whether charging and discharging at once might pay.

    Take a plan that does both in a slot. Less charging by ``x`` and less discharging by ``η·x`` (``η`` = round trip)
    leaves the state of energy as it was and frees ``x·(1−η)`` of energy at the connection, in one of three ways:

    * it is sold at spot (or less is bought): ``x·[p·(1−η) + fee + z + k·η]``, where ``z`` is a charge on energy drawn and ``fee`` is
      ``f·(1+η)`` where the battery alone is traded, and else at worst ``−f·(1−η)`` (the position may grow);
    * the spot position is at its upper limit: then, as the plant charges, less than that flows out, so energy was bought intraday and
      less of it is: ``x·[(i + f_i)·(1−η) + z + k·η]``;
    * the connection is full: then, as the plant charges, at least ``c`` of it is solar power, and ``x·(1−η)`` of that is curtailed:
      ``x·k·η``. All charging is solar here.

    Charging beside a solar plant may draw nothing from the grid, so ``z`` counts for nothing where the sun shines. Every other limit
    and budget is respected. Where all ways that can occur gain for sure, no optimum does both, and the binary can be left out without
    loss; elsewhere (negative prices; zero prices without fee and wear; a full connection without wear) it stays.

    Parameters
    ----------
    battery : Battery
        Efficiencies, own load, wear.
    spot : SpotMarket
        Fee on traded energy.
    spot_jpy_per_mwh : ndarray of float
        Price of each slot, any shape. [JPY/MWh]
    charge_cost_jpy_per_mwh : float
        Charge on every MWh drawn for charging (wheeling). [JPY/MWh]
    intraday : IntradayMarket, optional
        The second energy market, with its price in ``intraday_jpy_per_mwh``, same shape. [JPY/MWh]
    solar_mw : ndarray of float, optional
        Output of the solar plant before curtailment, same shape; ``None``: no plant. [MW]
    export_is_tight : ndarray of bool, optional
        Slots in which solar plant and battery together could give more than the connection lets through, same shape.

    Returns
    -------
    ndarray of bool, same shape
    """
    eta, fee = battery.round_trip_efficiency, spot.fee_jpy_per_mwh
    is_alone = battery.auxiliary_mw == 0 and intraday is None and solar_mw is None
    fee_saved = fee * (1.0 + eta) if is_alone else -fee * (1.0 - eta)
    wear_saved = battery.wear_jpy_per_mwh * eta
    drawn_less = np.full(np.shape(spot_jpy_per_mwh), charge_cost_jpy_per_mwh)
    if solar_mw is not None:
        drawn_less = np.where(solar_mw > 0.0, 0.0, drawn_less)
    gain = spot_jpy_per_mwh * (1.0 - eta) + fee_saved + drawn_less + wear_saved
    if intraday is not None and intraday_jpy_per_mwh is not None:
        unbought = (intraday_jpy_per_mwh + intraday.fee_jpy_per_mwh) * (1.0 - eta)
        gain = np.minimum(gain, unbought + drawn_less + wear_saved)
    if export_is_tight is not None:
        gain = np.where(export_is_tight, np.minimum(gain, wear_saved), gain)
    return np.asarray(gain <= SURE_GAIN_JPY_PER_MWH)
