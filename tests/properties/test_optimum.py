"""The optimum is the optimum: against another formulation, another method, a dynamic programme and random plans."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trials import Trial, few, prices, solve, trials

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection


def near(value: float) -> object:
    return pytest.approx(value, rel=1e-7, abs=1e-3)


@few
@given(trials())
def test_certified_equals_the_direct_milp_and_an_independent_formulation(trial):
    certified = solve(trial)
    truth, _ = trial.stated.maximum()
    assert certified.outcome.status == "optimal"
    assert certified.objective == near(truth)
    assert certified.outcome.bound_jpy == near(truth)
    assert solve(trial, "mip").objective == near(truth)


@few
@given(trials(kinds=("negative",), wear_jpy_per_mwh=0.0))
def test_negative_prices_certified_equals_an_independent_formulation(trial):
    found = solve(trial)
    assert found.outcome.integers == len(trial.price_jpy_per_mwh)
    assert found.objective == near(trial.stated.maximum()[0])


@few
@given(trials(kinds=("negative",)))
def test_method_lp_is_the_relaxation_and_says_so(trial):
    found = solve(trial, "lp")
    best, _ = trial.stated.maximum()
    relaxed, _ = trial.stated.maximum(relaxed=True)
    # Two relaxations of one problem may differ: with a fee, doing both at once is netted at the meter in one of them only;
    # with a connection limit, the model's mode rows are the tighter ones.
    if trial.fee_jpy_per_mwh == 0 and trial.connection == Connection():
        assert found.objective == near(relaxed)
    assert found.objective >= best - 1e-3
    if found.objective > best + 1.0:
        assert found.outcome.status == "relaxed"


@few
@given(trials(), st.integers(0, 10**6))
def test_no_feasible_plan_lies_above_the_bound(trial, seed):
    found = solve(trial)
    draw, stated = np.random.default_rng(seed), trial.stated
    for _ in range(3):
        _, plan = stated.maximum(draw.normal(size=len(stated.cost)))
        assert -stated.cost @ plan <= found.outcome.bound_jpy + 1e-3


def best_on_grid(price: np.ndarray, top: int, start: int, final: int, fee: float, wear: float) -> float:
    """Best value by brute force; states in steps of 0.5 MWh stored.

    1 MW in stores 0.5 MWh a slot (one step), efficiency 1; 1 MW out takes 1 MWh (two steps), efficiency 0.5. One mode a slot.
    """
    value = np.full(top + 1, -np.inf)
    value[final] = 0.0
    for p in price[::-1]:
        later, value = value, np.full(top + 1, -np.inf)
        for before in range(top + 1):
            for steps in (1, 0, -1, -2):
                if 0 <= before + steps <= top:
                    bought, sold = 0.5 * max(steps, 0), 0.25 * max(-steps, 0)
                    earned = p * (sold - bought) - fee * (sold + bought) - wear * sold
                    value[before] = max(value[before], earned + later[before + steps])
    return float(value[start])


@few
@given(
    st.sampled_from(["usual", "negative", "coarse"]), st.integers(0, 10**6), st.integers(1, 6), st.data(),
    st.sampled_from([0.0, 40.0]), st.sampled_from([0.0, 2000.0]),
)  # fmt: skip
def test_a_dynamic_programme_finds_the_same_value(kind, seed, top, data, fee, wear):
    """Bounds and steps are whole numbers of 0.5 MWh, so an optimal plan lies on the grid (a network with whole capacities)."""
    start, final = data.draw(st.integers(0, top)), data.draw(st.integers(0, top))
    battery = Battery(
        1.0, 1.0, 0.5 * top, 1.0, 0.5, soe_initial_mwh=0.5 * start, soe_final_mwh=0.5 * final, wear_jpy_per_mwh=wear
    )
    price = prices(kind, seed, 2)
    truth = best_on_grid(price, top, start, final, fee, wear)
    assert solve(Trial(battery, Connection(), fee, price)).objective == near(truth)


@few
@given(trials(kinds=("coarse",), auxiliary_mw=0.0), st.sampled_from([0.0, 5000.0, 10000.0]))
def test_ties_go_to_the_greatest_margin_and_then_to_the_least_throughput(trial, wear):
    """Prices in steps of 5 JPY/kWh leave many plans of equal value; each wish is a linear programme of its own here."""
    trial = replace(
        trial.but(wear_jpy_per_mwh=wear, charge_efficiency=1.0, discharge_efficiency=1.0), fee_jpy_per_mwh=0.0
    )
    trial = trial.but(wear_jpy_per_mwh=max(wear, 5000.0))
    found, stated = solve(trial), trial.stated
    best, _ = stated.maximum(relaxed=True)
    on_face = stated.with_row(-stated.cost, best - 1e-6, np.inf)
    margin = -stated.cost + stated.vector(d=0.5 * trial.battery.wear_jpy_per_mwh)
    greatest, _ = on_face.maximum(margin, relaxed=True)
    in_both = on_face.with_row(margin, greatest - 1e-6, np.inf)
    least = -in_both.maximum(-stated.vector(c=0.5, d=0.5), relaxed=True)[0]
    assert found.figures.margin_jpy == pytest.approx(greatest, abs=1e-2)
    assert found.figures.charged_mwh + found.figures.discharged_mwh == pytest.approx(least, abs=1e-5)
