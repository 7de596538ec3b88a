"""Statistics by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from storage_opt.inputs.statistics import price_statistics
from storage_opt.timeline import Period


def test_two_weeks_by_hand():
    """From Monday on: 10 all day with one slot of 30 and one of 0.01; on the two weekends half of that level."""
    day = np.full(48, 10.0)
    day[36], day[24] = 30.0, 0.01
    half = np.full(48, 5.0)
    prices = np.concatenate([*([day] * 5), half, half] * 2)
    s = price_statistics(prices, Period(date(2023, 4, 3), 14))
    weekday = (46 * 10 + 30 + 0.01) / 48
    assert s.slots == 14 * 48
    assert (s.low, s.p50, s.high) == (0.01, 10.0, 30.0)
    assert s.mean == pytest.approx((10 * weekday + 4 * 5) / 14)
    assert s.floor_pct == s.spike_pct == pytest.approx(100 * 10 / (14 * 48))
    assert s.spread == pytest.approx(10 * (30 - 0.01) / 14)
    assert s.tb2h == pytest.approx(10 / 14 * ((30 + 30) / 4 - (0.01 + 30) / 4))
    assert s.tb4h == pytest.approx(10 / 14 * ((30 + 70) / 8 - (0.01 + 70) / 8))
    assert s.weekend == pytest.approx(5 / weekday)
    assert s.ac7 == pytest.approx(1.0)


def test_one_day_has_no_memory():
    s = price_statistics(np.arange(48.0), Period(date(2023, 4, 3), 1))
    assert np.isnan([s.ac1, s.ac7, s.ac_slot, s.weekend]).all()
