"""What the generator is calibrated to: published statistics, which are observations.

The statistics come from ``price_statistics`` (computed from the JEPX spot files of FY2020 to FY2025). They are
means, spreads and shares; no published price series is kept here or can be recovered from them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from storage_opt.inputs.synthetic.calendar import SEASONS
from storage_opt.records.prices import AREAS
from storage_opt.timeline import SLOTS_PER_DAY

STATISTICS_FILE = "spot_statistics.csv"
TEMPLATES = {"normal": (2023, 2024, 2025), "crisis": (2020, 2021, 2022)}

# Share of slots in which an area has exactly the price of the neighbour it is coupled to. [-]
# price_statistics 4.5 gives Tokyo-Tohoku by year and, for the others, ranges over the years; FY2021 and FY2023 are
# counted from the JEPX files of those years. The other single years of a range are inferred from the differences of
# the mean prices (Shikoku FY2024: a mean 1.0 JPY/kWh below Chugoku rules out the 96-99 % of other years).
EQUAL_SHARE: dict[tuple[str, str], dict[int, float]] = {
    ("tohoku", "tokyo"): {2020: 0.96, 2021: 0.93, 2022: 0.87, 2023: 0.80, 2024: 0.75, 2025: 0.71},
    ("hokkaido", "tohoku"): {2020: 0.92, 2021: 0.89, 2022: 0.85, 2023: 0.915, 2024: 0.80, 2025: 0.71},
    ("chubu", "tokyo"): {2020: 0.28, 2021: 0.68, 2022: 0.55, 2023: 0.66, 2024: 0.57, 2025: 0.54},
    ("kansai", "chubu"): {2020: 0.91, 2021: 0.91, 2022: 0.80, 2023: 0.51, 2024: 0.54, 2025: 0.60},
    ("hokuriku", "kansai"): {2020: 0.99, 2021: 0.98, 2022: 0.97, 2023: 0.94, 2024: 0.93, 2025: 0.93},
    ("chugoku", "kansai"): {2020: 0.99, 2021: 0.99, 2022: 0.95, 2023: 0.988, 2024: 0.98, 2025: 0.90},
    ("shikoku", "chugoku"): {2020: 0.99, 2021: 0.99, 2022: 0.97, 2023: 0.973, 2024: 0.80, 2025: 0.61},
    ("kyushu", "chugoku"): {2020: 0.84, 2021: 0.58, 2022: 0.53, 2023: 0.865, 2024: 0.78, 2025: 0.85},
}

# Change of price on a Saturday, Sunday or holiday by block of three hours, Tokyo FY2023, rounded. [JPY/kWh]
REST_DAY_CHANGE = (0.0, 0.0, -1.9, -2.4, -2.2, -2.4, -1.0, -0.4)
# Mean price of Tokyo FY2023 (price_statistics 4.1), to which absolute constants refer. [JPY/kWh]
REFERENCE_MEAN = 12.2


@dataclass(frozen=True, eq=False)
class Template:
    """Published statistics of one fiscal year by area and season.

    Parameters
    ----------
    fiscal_year : int
        Year the statistics belong to.
    shape : ndarray of float, shape (9, 4, 48)
        Mean price of each half-hour slot. [JPY/kWh]
    std : ndarray of float, shape (9, 4)
        Standard deviation of all slots. [JPY/kWh]
    spike_share : ndarray of float, shape (9, 4)
        Share of slots at 30 JPY/kWh and more. [-]
    """

    fiscal_year: int
    shape: NDArray[np.float64]
    std: NDArray[np.float64]
    spike_share: NDArray[np.float64]


def template_year(fiscal_year: int, regime: str) -> int:
    """Calibrated year whose statistics a generated year follows: itself, or one of the three in turn.

    >>> template_year(2024, "normal"), template_year(2026, "normal"), template_year(2024, "crisis")
    (2024, 2023, 2021)
    """
    first = TEMPLATES[regime][0]
    return first + (fiscal_year - first) % len(TEMPLATES[regime])


@cache
def template(year: int) -> Template:
    """Read the statistics of one of the six calibrated years."""
    shape = np.full((len(AREAS), len(SEASONS), SLOTS_PER_DAY), np.nan)
    std = np.full((len(AREAS), len(SEASONS)), np.nan)
    spike_share = np.full_like(std, np.nan)
    text = files("storage_opt.inputs.synthetic").joinpath(STATISTICS_FILE).read_text(encoding="utf-8")
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        if int(row["fy"]) == year:
            place = AREAS.index(row["area"]), SEASONS.index(row["season"])
            shape[place] = [float(row[f"s{slot:02d}"]) for slot in range(1, SLOTS_PER_DAY + 1)]
            std[place] = float(row["std"])
            spike_share[place] = float(row["share_ge30"]) / 100.0
    return Template(year, shape, std, spike_share)
