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
        level_share=0.331,
        level_ar=0.961,
        level_skew=0.258,
        swing=0.39,
        swing_ar=0.486,
        residual_share=0.338,
        residual_slot_ar=0.961,
        residual_night=0.497,
        residual_morning=0.841,
        jitter=0.022,
        solar=7.956,
        solar_gap=6.196,
        cliff_at=0.597,
        cliff_slope=2.667,
        knee_at=1.1,
        knee_slope=1.426,
        floor_at=0.285,
        floor_slope=1.63,
        fill_below=0.705,
        rest=1.215,
        rest_gap=0.073,
        gap_tail=0.97,
        gap_slow_share=0.887,
        gap_ar=0.859,
        gap_slot_ar=0.985,
        two_sided=1.381,
        spike_days=0.688,
        spike_height=2.511,
    ),
}
