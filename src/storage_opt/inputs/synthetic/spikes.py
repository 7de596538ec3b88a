"""Price spikes: evenings, sometimes mornings too, on days that come in clusters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from storage_opt.inputs.synthetic.streams import persistent, stream
from storage_opt.inputs.synthetic.year import ROOT, MarketYear
from storage_opt.records.prices import AREAS
from storage_opt.timeline import SLOTS_PER_DAY

THRESHOLD = 30.0  # the published share counts slots at or above it [JPY/kWh]
NONE = -np.inf
_CLUSTERING = 0.6
_MORNING_TOO = 0.35
_MEAN_SLOTS = 4.0 + 2.0 * _MORNING_TOO  # evenings of 3, 4 or 5 slots, mornings of 2
# Where a spike can begin: the root zone for all Japan, the west at Chubu, Hokkaido for itself.
SPIKE_AREAS = ("tokyo", "chubu", "hokkaido")


def spike_floors(year: MarketYear) -> dict[str, NDArray[np.float64]]:
    """Lowest price a spike allows in each slot, by the area in which it begins.

    In the crisis regime high prices come from the level of whole weeks: ``spike_days`` is 0 and none are added.

    Returns
    -------
    dict of str to ndarray of float, shape (days, 48)
        ``-inf`` where there is no spike. [JPY/kWh]
    """
    if year.tuning.spike_days == 0.0:
        return {}
    share = year.published.spike_share
    chubu, kansai, hokkaido = (AREAS.index(area) for area in ("chubu", "kansai", "hokkaido"))
    own = {
        "tokyo": share[ROOT],
        "chubu": np.maximum(np.minimum(share[chubu], share[kansai]) - share[ROOT], 0.0),
        "hokkaido": np.maximum(share[hokkaido] - 0.8 * share[ROOT], 0.0),
    }
    return {area: _floors(year, part, own[area]) for part, area in enumerate(SPIKE_AREAS)}


def _floors(year: MarketYear, part: int, share: NDArray[np.float64]) -> NDArray[np.float64]:
    random = stream(year.seed, year.fiscal_year, "spike", part)
    mood = persistent(random.standard_normal(year.days), _CLUSTERING)
    length = 3 + np.floor(3.0 * random.random(year.days)).astype(np.int64)
    has_morning = random.random(year.days) < _MORNING_TOO
    late, minute = random.random(year.days) < 0.2, np.floor(4.0 * random.random(year.days)).astype(np.int64)
    evening = np.where(late, 36, 32 + minute)
    morning = 14 + np.floor(5.0 * random.random(year.days)).astype(np.int64)
    height = THRESHOLD + year.tuning.spike_height * random.standard_exponential(year.days)

    floors = np.full((year.days, SLOTS_PER_DAY), NONE)
    for season, in_season in enumerate(year.season_days):
        days = np.flatnonzero(in_season)
        wanted = share[season] * SLOTS_PER_DAY * days.size / _MEAN_SLOTS * year.tuning.spike_days
        for day in days[np.argsort(mood[days], kind="stable")[: round(wanted)]]:
            floors[day, evening[day] : evening[day] + length[day]] = height[day]
            if has_morning[day]:
                floors[day, morning[day] : morning[day] + 2] = height[day]
    return floors
