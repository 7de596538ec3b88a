"""Value of one more stored MWh: against differences of the value functions themselves."""

from __future__ import annotations

import numpy as np
import pytest
from spot_cases import spot_problem
from store_cases import random_problem

from storage_opt.solve.exact import energy_values, slope
from storage_opt.solve.one_store import ValueFunction, solve_store

STEP = 1e-6


@pytest.mark.parametrize("seed", range(12))
def test_slopes_are_central_differences_at_random_energies_and_at_kinks(seed):
    """At a kink the difference over both sides is the mean of both slopes."""
    draw = np.random.default_rng(seed)
    problem = spot_problem(seed, slots=48)
    scale = float(problem.ceiling_mwh.max())
    found = solve_store(problem, value_slots=range(1, 49)).values
    units = [
        ValueFunction.joined(f.energy_mwh / scale, f.value_jpy / scale)
        for f in found.values()
        if np.diff(f.energy_mwh).min(initial=scale) > 1e-4 * scale and len(f.energy_mwh) > 2
    ]
    assert len(units) > 1
    for pick in (
        lambda f: draw.choice(f.energy_mwh[1:-1]),
        lambda f: draw.uniform(f.energy_mwh[0] + 1e-3, f.energy_mwh[-1] - 1e-3),
    ):
        energies = np.array([pick(f) for f in units])
        clear = [
            np.abs(f.energy_mwh - e)[np.abs(f.energy_mwh - e) > 0.0].min() > 2 * STEP
            for f, e in zip(units, energies, strict=True)
        ]
        expected = [
            (f.at(e + STEP, 0.0) - f.at(e - STEP, 0.0)) / (2 * STEP) for f, e in zip(units, energies, strict=True)
        ]
        assert np.count_nonzero(clear) > len(units) // 2
        assert slope(units, energies)[clear] == pytest.approx(np.array(expected)[clear], rel=1e-6, abs=1e-1)


def test_ends_jumps_and_single_points():
    jump = ValueFunction(
        np.array([0.0, 1.0, 1.0, 2.0]), np.array([0.0, 1.0, 5.0, 8.0]), np.array([True, False, True, False])
    )
    point = ValueFunction.fixed(1.0)
    found = slope([jump, jump, jump, jump, point, jump], np.array([0.0, 0.5, 1.5, 1.0, 1.0, 2.0]))
    assert found[[0, 1, 2, 5]].tolist() == [1.0, 1.0, 3.0, 3.0]
    assert found[3] == 2.0  # mean of both sides of the jump
    assert np.isnan(found[4])


def test_inside_a_block_the_value_at_its_end_counts():
    problem = random_problem(4, slots=48, block=6, plain=True)
    result = solve_store(problem, value_slots=[0, *range(6, 49, 6)])
    values = energy_values(result, 48).reshape(8, 6)
    assert (values[:-1] == values[:-1, -1:]).all()
