"""Constants fitted so that generated statistics meet the published ones; the statistics are in ``calibration``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tuning:
    """Constants fitted so that generated statistics meet the published ones (docs/reference/synthetic.md).

    Shares are of the standard deviation of all slots of Tokyo in the season; prices are multiples of the seasonal mean of Tokyo
    unless a unit is given; ``_ar`` are lag-1 correlations (day to day, or slot to slot where the name says slot).
    """

    # root zone, day by day: std and lag-1, lag-7 autocorrelation of the daily mean; spread p10 to p90
    level_share: float
    level_ar: float
    level_skew: float
    level_ranked: bool  # the same days in every seed, in another order: for the rare, extreme weeks of a crisis
    swing: float
    swing_ar: float
    # root zone, slot by slot: within-day residual
    residual_share: float
    residual_slot_ar: float
    residual_night: float
    residual_morning: float
    jitter: float
    # clouds: how far one unit of solar output moves the price [JPY/kWh at the reference mean]
    solar: float
    solar_gap: float
    # supply curve: steep below the cheapest thermal plant, steeper again above the knee; snaps to the floor
    cliff_at: float
    cliff_slope: float
    knee_at: float
    knee_slope: float
    floor_at: float
    floor_slope: float
    fill_below: float
    # weekend ratio
    rest: float
    rest_gap: float
    # splits: pair correlations, length of splits
    gap_tail: float
    gap_slow_share: float
    gap_ar: float
    gap_slot_ar: float
    two_sided: float
    # spikes: share of slots at 30 JPY/kWh and more
    spike_days: float
    spike_height: float


TUNING = {
    "normal": Tuning(
        level_share=0.38,
        level_ar=0.928,
        level_skew=0.18,
        level_ranked=False,
        swing=0.43,
        swing_ar=0.486,
        residual_share=0.293,
        residual_slot_ar=0.938,
        residual_night=0.33,
        residual_morning=0.841,
        jitter=0.022,
        solar=7.205,
        solar_gap=10.0,
        cliff_at=0.634,
        cliff_slope=2.667,
        knee_at=1.137,
        knee_slope=1.329,
        floor_at=0.285,
        floor_slope=1.63,
        fill_below=0.569,
        rest=1.1,
        rest_gap=0.098,
        gap_tail=1.221,
        gap_slow_share=0.896,
        gap_ar=0.872,
        gap_slot_ar=0.985,
        two_sided=1.027,
        spike_days=0.843,
        spike_height=4.0,
    ),
    "crisis": Tuning(
        level_share=0.285,
        level_ar=0.985,
        level_skew=1.1,
        level_ranked=True,
        swing=0.17,
        swing_ar=0.507,
        residual_share=0.086,
        residual_slot_ar=0.784,
        residual_night=0.049,
        residual_morning=0.133,
        jitter=0.078,
        solar=3.344,
        solar_gap=5.0,
        cliff_at=0.061,
        cliff_slope=1.0,
        knee_at=1.299,
        knee_slope=1.035,
        floor_at=0.013,
        floor_slope=1.0,
        fill_below=0.705,
        rest=2.309,
        rest_gap=0.006,
        gap_tail=23.414,
        gap_slow_share=0.222,
        gap_ar=0.597,
        gap_slot_ar=0.985,
        two_sided=0.576,
        spike_days=0.0,
        spike_height=0.0,
    ),
}
