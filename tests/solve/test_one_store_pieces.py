"""Functions on arrays: the envelope against evaluation point by point, rounding against its record, vertices against feasibility."""

from __future__ import annotations

import numpy as np
import pytest

from storage_opt.solve.one_store import ValueFunction
from storage_opt.solve.one_store.pieces import envelope
from storage_opt.solve.one_store.rounding import drop_points, raise_close_points


def random_function(draw):
    """Chains with jumps, gaps, isolated points and shared abscissae."""
    x, v, starts, at = [], [], [], float(draw.integers(0, 3))
    for _ in range(draw.integers(1, 5)):
        for i in range(draw.integers(1, 6)):
            at += float(draw.integers(1, 4)) if i else 0.0
            x.append(at)
            v.append(float(draw.integers(-8, 8)))
            starts.append(i == 0)
        at += float(draw.choice([0.0, 0.0, 1.0, 2.5]))
    return np.array(x), np.array(v), np.array(starts, dtype=np.uint8)


def value_function(x, v, starts):
    return ValueFunction(x, v, starts.astype(bool))


@pytest.mark.parametrize("seed", range(200))
def test_envelope_is_the_larger_of_both_everywhere(seed):
    draw = np.random.default_rng(seed)
    a, b = random_function(draw), random_function(draw)
    x, v, starts = (np.concatenate(pair) for pair in zip(a, b, strict=True))
    room = 4 * len(x) + 8
    ox, ov, os = np.zeros(room), np.zeros(room), np.zeros(room, dtype=np.uint8)
    n = envelope(x, v, starts, 0, len(a[0]), len(a[0]), len(x), ox, ov, os, 0)
    assert n <= room
    assert (np.diff(ox[:n]) >= 0.0).all()
    first, second, both = value_function(*a), value_function(*b), value_function(ox[:n], ov[:n], os[:n])
    for at in np.concatenate([x, draw.uniform(-1.0, x.max() + 1.0, 60)]):
        assert both.at(at, 0.0) == pytest.approx(max(first.at(at, 0.0), second.at(at, 0.0)), abs=1e-9)


@pytest.mark.parametrize("seed", range(50))
def test_dropping_points_falls_by_no_more_than_recorded(seed):
    draw = np.random.default_rng(seed)
    x = np.sort(draw.uniform(0.0, 10.0, 40))
    v = np.sin(x) + draw.normal(0.0, 0.02, 40)
    starts = (draw.random(40) < 0.1).astype(np.uint8)
    starts[0] = 1
    ox, ov, os = np.zeros(50), np.zeros(50), np.zeros(50, dtype=np.uint8)
    n, fall = drop_points(x, v, starts, 0, 40, 0.05, ox, ov, os, 0)
    before, after = value_function(x, v, starts), value_function(ox[:n], ov[:n], os[:n])
    assert n < 40
    assert set(zip(ox[:n], ov[:n], strict=True)) <= set(zip(x, v, strict=True))
    falls = [before.at(at, 0.0) - after.at(at, 0.0) for at in x]
    assert max(falls) == pytest.approx(fall, abs=1e-12)
    assert max(np.abs(falls)) <= 0.05 + 1e-12


def test_close_points_only_raise():
    x = np.array([0.0, 1.0, 1.0 + 1e-13, 2.0, 2.0 + 1e-13, 3.0])
    v = np.array([0.0, 1.0, 5.0, 4.0, 2.0, 0.0])
    starts = np.array([1, 0, 1, 0, 1, 0], dtype=np.uint8)
    ox, ov, os = np.zeros(30), np.zeros(30), np.zeros(30, dtype=np.uint8)
    n = raise_close_points(x, v, starts, 0, 6, 1e-12, 1e-9, ox, ov, os, 0)
    before, after = value_function(x, v, starts), value_function(ox[:n], ov[:n], os[:n])
    for at in np.concatenate([x, np.linspace(0.0, 3.0, 50)]):
        assert after.at(at, 0.0) >= before.at(at, 0.0) - 1e-12
    assert after.at(0.5) == pytest.approx(0.5)
    assert after.at(1.5) == pytest.approx(4.5)
    assert after.at(2.5) == pytest.approx(1.0)
