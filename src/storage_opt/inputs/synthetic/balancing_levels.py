"""Published level of the balancing market, by era, product, area and season, and its shape over the day."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from storage_opt.records.awards_market import SEASONS
from storage_opt.records.prices import AREAS

STATISTICS_FILE = "balancing_statistics.csv"
COLUMNS = ("requirement", "offer", "award", "share", "price", "lowest", "highest")

# Mean award price by block of three hours over the mean of the day: mean of FY2024 and FY2025, for rr_fit of FY2023 and FY2024.
# price_statistics 5.3 and stats/eprx_price_by_block_8_*.csv, which give all Japan, Tokyo and Kyushu.
_JAPAN = {
    "fcr": (0.72, 0.79, 0.97, 1.14, 1.10, 1.20, 1.18, 0.90),
    "s_frr": (0.82, 0.86, 0.99, 1.12, 1.10, 1.08, 1.15, 0.88),
    "frr": (0.76, 0.83, 1.03, 1.17, 1.14, 1.10, 1.14, 0.82),
    "rr": (0.84, 0.88, 1.02, 1.14, 1.09, 1.07, 1.12, 0.85),
    "rr_fit": (0.44, 0.63, 0.88, 1.08, 1.22, 2.02, 1.04, 0.69),
    "composite": (0.84, 0.89, 1.02, 1.13, 1.09, 1.07, 1.11, 0.86),
    "fcr_offline": (1.00, 0.98, 0.99, 1.03, 1.01, 1.01, 1.01, 0.97),
}
_TOKYO = {
    "fcr": (0.48, 0.61, 0.68, 1.19, 1.11, 1.58, 1.58, 0.77),
    "frr": (0.25, 0.63, 1.36, 1.61, 1.54, 1.30, 0.84, 0.48),
    "rr": (0.35, 0.57, 1.24, 1.47, 1.44, 1.24, 1.13, 0.55),
    "rr_fit": (0.29, 0.31, 0.95, 1.31, 1.40, 2.24, 0.88, 0.62),
    "composite": (0.36, 0.58, 1.24, 1.45, 1.43, 1.24, 1.14, 0.55),
}
_KYUSHU = {
    "fcr": (0.61, 0.57, 1.39, 1.45, 1.19, 1.32, 0.75, 0.72),
    "s_frr": (0.71, 0.76, 0.84, 1.52, 1.52, 0.83, 1.08, 0.74),
    "frr": (0.72, 0.79, 0.87, 1.41, 1.41, 0.91, 1.12, 0.77),
    "rr": (0.75, 0.82, 0.89, 1.30, 1.30, 0.96, 1.17, 0.81),
    "rr_fit": (0.22, 0.21, 1.08, 0.92, 0.91, 2.21, 1.95, 0.49),
    "composite": (0.84, 0.87, 0.97, 1.20, 1.17, 1.02, 1.10, 0.84),
}
_OWN = {"tokyo": _TOKYO, "kyushu": _KYUSHU}
# Requirement by block of three hours over its mean. rr before FY2024: EPRX October 2023, smoothed. Others: not published by block; a
# little more by day than at night is assumed (one published day of fcr, 2026-10-05: 997 to 1,231 MW, markets A10).
_RR_EARLY = (0.0, 0.05, 2.2, 2.9, 1.9, 0.4, 0.3, 0.25)
_FLAT = (0.92, 0.92, 1.0, 1.06, 1.06, 1.05, 1.05, 0.94)


@dataclass(frozen=True, eq=False)
class Level:
    """Published means of one product in one era.

    Parameters
    ----------
    requirement, offer, award : ndarray of float, shape (9, 4)
        Mean over blocks, by area and season. [MW]
    share : ndarray of float, shape (9, 4)
        Share of blocks with an award. [-]
    price, lowest, highest : ndarray of float, shape (9, 4)
        Award-weighted mean, lowest and highest award price; NaN without an award. [JPY/kW/slot]
    price_shape : ndarray of float, shape (9, 8)
        Price of a three-hour block over the mean of the day. [-]
    requirement_shape : ndarray of float, shape (8,)
        Requirement of a three-hour block over the mean of the day. [-]
    """

    requirement: NDArray[np.float64]
    offer: NDArray[np.float64]
    award: NDArray[np.float64]
    share: NDArray[np.float64]
    price: NDArray[np.float64]
    lowest: NDArray[np.float64]
    highest: NDArray[np.float64]
    price_shape: NDArray[np.float64]
    requirement_shape: NDArray[np.float64]


def level_of(era: str, product: str) -> Level:
    """Level and shape of a product in an era."""
    table = _table()[era, product]
    shapes = [np.array(_OWN.get(area, {}).get(product, _JAPAN[product])) for area in AREAS]
    early = product == "rr" and era < "2024"
    asked = np.array(_RR_EARLY if early else _FLAT)
    named = dict(zip(COLUMNS, table, strict=True))
    return Level(**named, price_shape=np.array([s / s.mean() for s in shapes]), requirement_shape=asked / asked.mean())


@cache
def _table() -> dict[tuple[str, str], NDArray[np.float64]]:
    """Read the statistics: by era and product, shape (7 columns, 9 areas, 4 seasons)."""
    table: dict[tuple[str, str], NDArray[np.float64]] = {}
    text = files("storage_opt.inputs.synthetic").joinpath(STATISTICS_FILE).read_text(encoding="utf-8")
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        key = row["era"], row["product"]
        values = table.setdefault(key, np.full((len(COLUMNS), len(AREAS), len(SEASONS)), np.nan))
        place = AREAS.index(row["area"]), SEASONS.index(row["season"])
        values[:, *place] = [float(row[column]) if row[column] else np.nan for column in COLUMNS]
    return table
