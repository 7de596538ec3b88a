"""What random paths of calls do to a plan."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Delivery:
    """What random paths of calls do to a plan.

    Parameters
    ----------
    n_paths : int
        Paths tried.
    shortfall_mwh : float
        Largest energy, over all paths and slots, by which a called megawatt could not be delivered; 0: every one is. [MWh stored]
    shortfall_mw : float
        Largest power above the limit that a call would have needed; 0: none. [MW]
    cut_mwh : float
        Planned charging cut because energy was not called, mean over the paths. [MWh AC]
    surplus_mwh : float
        Energy above the plan left at the end, mean over the paths. [MWh stored]
    bought_back_mwh : float
        Energy that full calls took beyond the expected, bought back after each run of calls, mean over the paths. [MWh stored]
    """

    n_paths: int
    shortfall_mwh: float
    shortfall_mw: float
    cut_mwh: float
    surplus_mwh: float
    bought_back_mwh: float
