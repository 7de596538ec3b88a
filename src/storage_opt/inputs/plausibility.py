"""Whether the columns of a day-ahead file belong together: the system price to the areas, and the areas to each other.

A public copy of one year holds a system-price column in random order, with the right mean. In good files of FY2015 to
FY2025 the yearly correlation of the system price with the mean of the areas is above 0.96, and 84 to 94 % of slots have it
within the range of the areas; random order gives about 0 and 15 to 25 %, a shift by one slot 0.93 and 59 to 72 %.

Areas share exactly equal prices while no line between them is full: in FY2019 to FY2025 every area equals one single other
in 51 to 99 % of slots, Chubu (51) and Kyushu (58) least. A column moved by one slot keeps 6 to 20 % by persistence and the floor price.

What this cannot see: two columns exchanged with each other, blocks of columns moved together, changes of a few days or
in the level, and anything in files shorter than four weeks. For files shorter than a year only coarse limits hold (below
the worst of 26 windows of four weeks of FY2021 and FY2023: 0.90 and 70 %), and a low share of equal prices counts only when the
column fits twice as well somewhere else within two weeks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.errors import Fault
from storage_opt.inputs.price_faults import fault, listed
from storage_opt.messages import Message, say
from storage_opt.timeline import SLOTS_PER_DAY

Floats = NDArray[np.float64]
WHOLE_YEAR_SLOTS = 300 * SLOTS_PER_DAY
SHORTEST_SLOTS = 28 * SLOTS_PER_DAY
LOOKED_ASIDE = 14 * SLOTS_PER_DAY
TWICE = 2.0


@dataclass(frozen=True)
class Limits:
    """Lowest figures of a file that is taken to be as published."""

    correlation: float
    inside: float
    equal: float


YEAR = Limits(correlation=0.95, inside=0.80, equal=0.35)
SHORTER = Limits(correlation=0.85, inside=0.60, equal=0.35)


@dataclass(frozen=True)
class Fit:
    """How well the columns fit.

    Parameters
    ----------
    slots : int
        Slots in which all columns hold a price.
    correlation : float
        Of the system price with the mean of the areas; NaN without a system price. [-]
    inside : float
        Share of slots in which the system price lies within the range of the areas. [-]
    equal : tuple of float
        For each area, the share of slots in which it equals the one other area that it equals most often. [-]
    """

    slots: int
    correlation: float
    inside: float
    equal: tuple[float, ...]


def fit_of(system: Floats | None, areas: Floats) -> Fit:
    """Measure a file.

    Parameters
    ----------
    system : ndarray of float, shape (slots,), or None
        System price. [JPY/kWh]
    areas : ndarray of float, shape (areas, slots)
        Area prices. [JPY/kWh]
    """
    whole = np.isfinite(areas).all(axis=0) & (True if system is None else np.isfinite(system))
    areas = areas[:, whole]
    if not whole.any():
        return Fit(0, np.nan, np.nan, ())
    equal = _equal(areas)
    if system is None:
        return Fit(int(whole.sum()), np.nan, np.nan, equal)
    system = system[whole]
    mean = areas.mean(axis=0)
    varies = system.std() > 0 and mean.std() > 0
    correlation = float(np.corrcoef(system, mean)[0, 1]) if varies else 0.0
    inside = float(((system >= areas.min(axis=0)) & (system <= areas.max(axis=0))).mean())
    return Fit(int(whole.sum()), correlation, inside, equal)


def implausible(file: str, names: Sequence[str], system: Floats | None, areas: Floats) -> list[Fault]:
    """Faults of a file whose columns do not belong together; none for files shorter than four weeks.

    Parameters
    ----------
    file : str
        Name of the file in messages.
    names : sequence of str
        Areas in the order of ``areas``.
    system, areas : ndarray of float
        As for `fit_of`, in order of time.
    """
    fit = fit_of(system, areas)
    if fit.slots < SHORTEST_SLOTS:
        return []
    limits = YEAR if fit.slots >= WHOLE_YEAR_SLOTS else SHORTER
    faults = []
    if system is not None and (fit.correlation < limits.correlation or fit.inside < limits.inside):
        faults.append(
            fault(
                "published.system_implausible",
                file=file,
                correlation=fit.correlation,
                inside=100 * fit.inside,
                least_correlation=limits.correlation,
                least_inside=100 * limits.inside,
            )
        )
    moved = [
        place
        for i, share in enumerate(fit.equal)
        if share < limits.equal and (place := _moved(names, areas, i, share, whole_year=limits is YEAR)) is not None
    ]
    if moved:
        faults.append(fault("published.area_implausible", file=file, places=listed(moved), least=100 * limits.equal))
    return faults


def _equal(areas: Floats) -> tuple[float, ...]:
    """For each area the share of slots in which it equals its closest partner."""
    n = len(areas)
    if n < 2:
        return ()
    shares = np.zeros((n, n))
    for i in range(n):
        for j in range(i):
            shares[i, j] = shares[j, i] = (areas[i] == areas[j]).mean()
    return tuple(float(share) for share in shares.max(axis=1))


def _moved(names: Sequence[str], areas: Floats, at: int, share: float, *, whole_year: bool) -> Message | None:
    """Describe an area that does not fit, with the move by which it fits best when that is at least twice as well."""
    others = np.delete(areas, at, axis=0)
    best, lag = share, 0
    for step in range(1, LOOKED_ASIDE + 1):
        for signed in (step, -step):
            fits = float((np.roll(areas[at], signed) == others).mean(axis=1).max())
            if fits > best:
                best, lag = fits, signed
    if best >= TWICE * share and lag:
        return say("published.area_moved", area=names[at], share=100 * share, lag=-lag, best=100 * best)
    return say("published.area_alone", area=names[at], share=100 * share) if whole_year else None
