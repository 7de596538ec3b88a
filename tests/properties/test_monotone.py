"""More never earns less; money scales; a day that offers nothing changes nothing."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trials import few, solve, trials

from storage_opt.assets.connection import Connection

LOOSER = {
    "energy": lambda t: t.but(energy_mwh=1.3 * t.battery.energy_mwh),
    "power": lambda t: t.but(power_mw=1.3 * t.battery.power_mw, charge_power_mw=1.2 * t.battery.charge_power_mw),
    "availability": lambda t: t.but(availability=1.0),
    "lowest state of energy": lambda t: t.but(soe_min_mwh=0.0),
    "budgets": lambda t: t.but(max_cycles_per_day=None, max_cycles_per_year=None),
    "wear": lambda t: t.but(wear_jpy_per_mwh=0.5 * t.battery.wear_jpy_per_mwh),
    "fee": lambda t: replace(t, fee_jpy_per_mwh=0.0),
    "connection": lambda t: replace(t, connection=Connection()),
    "charging window": lambda t: replace(t, connection=replace(t.connection, no_charge=())),
}


def not_below(value: float) -> float:
    return value - 1e-3 - 1e-7 * abs(value)


@few
@given(trials())
def test_looser_never_earns_less(trial):
    tight = solve(trial).objective
    for name, loosen in LOOSER.items():
        assert solve(loosen(trial)).objective >= not_below(tight), name


@few
@given(trials(kinds=("usual",), soe_min_mwh=0.0, soe_initial_mwh=0.0, soe_final_mwh=0.0), st.sampled_from([1.01, 1.05]))
def test_better_efficiency_never_earns_less(trial, factor):
    """At prices above zero and from empty to empty; at negative prices losses can pay, and a full start must be let go of."""
    b = trial.battery
    better = trial.but(
        charge_efficiency=min(1.0, factor * b.charge_efficiency),
        discharge_efficiency=min(1.0, factor * b.discharge_efficiency),
    )
    assert solve(better).objective >= not_below(solve(trial).objective)


@few
@given(trials(), st.sampled_from([0.1, 3.0, 1000.0]))
def test_money_scales(trial, k):
    scaled = replace(
        trial.but(wear_jpy_per_mwh=k * trial.battery.wear_jpy_per_mwh),
        fee_jpy_per_mwh=k * trial.fee_jpy_per_mwh,
        price_jpy_per_mwh=k * trial.price_jpy_per_mwh,
    )
    assert solve(scaled).objective == pytest.approx(k * solve(trial).objective, rel=1e-7, abs=1e-2)


@few
@given(
    trials(
        kinds=("usual",),
        soe_min_mwh=0.0,
        soe_initial_mwh=0.0,
        soe_final_mwh=0.0,
        max_cycles_per_year=None,
        auxiliary_mw=0.0,
    )
)
def test_a_flat_day_changes_nothing(trial):
    """Before: at the highest price there is nothing to buy. After: at the lowest price there is nothing to sell."""
    price = trial.price_jpy_per_mwh
    base = solve(trial).objective
    before = replace(trial, price_jpy_per_mwh=np.concatenate([np.full(48, price.max()), price]))
    after = replace(trial, price_jpy_per_mwh=np.concatenate([price, np.full(48, price.min())]))
    assert solve(before).objective == pytest.approx(base, rel=1e-9, abs=1e-6)
    assert solve(after).objective == pytest.approx(base, rel=1e-9, abs=1e-6)
    own_load = 0.1
    with_load = trial.but(auxiliary_mw=own_load)
    longer = replace(with_load, price_jpy_per_mwh=after.price_jpy_per_mwh, connection=Connection())
    shorter = replace(with_load, connection=Connection())
    bought = own_load * 24.0 * (price.min() + trial.fee_jpy_per_mwh)
    # The battery may feed the load on the flat day only from what it could have sold before: no gain.
    assert solve(longer).objective == pytest.approx(solve(shorter).objective - bought, rel=1e-9, abs=1e-6)
