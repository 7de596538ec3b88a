"""The plan can be run, and every yen of it has a name."""

import numpy as np
import pytest
from hypothesis import given
from trials import few, solve, trials


@few
@given(trials())
def test_dispatch_can_be_run_by_a_plain_loop(trial):
    b, c = trial.battery, trial.connection
    found = solve(trial).dispatch
    soe, loss = b.soe_initial_mwh, 1.0 - (1.0 - b.self_discharge_per_day) ** (1.0 / 48.0)
    delivered = np.zeros(trial.period.n_days)
    small = 1e-6
    for t in range(trial.period.n_slots):
        charge, discharge, hour = found.charge_mw[t], found.discharge_mw[t], t % 48 // 2
        soe += -loss * soe + 0.5 * b.charge_efficiency * charge - 0.5 * discharge / b.discharge_efficiency
        delivered[t // 48] += 0.5 * discharge
        assert soe == pytest.approx(found.soe_mwh[t], abs=1e-5)
        assert b.soe_min_mwh - small <= found.soe_mwh[t] <= b.energy_mwh + small
        assert -small <= charge <= b.charge_power_mw * b.availability + small
        assert -small <= discharge <= b.power_mw * b.availability + small
        assert min(charge, discharge) <= small
        assert -c.import_limit_mw - small <= discharge - charge - b.auxiliary_mw <= c.export_limit_mw + small
        if any(hour in ban.hours for ban in c.no_charge):
            assert charge <= small
    assert soe == pytest.approx(b.soe_final_mwh, abs=1e-5)
    if b.max_cycles_per_day is not None:
        assert delivered.max() <= b.max_cycles_per_day * b.energy_mwh + small
    if b.max_cycles_per_year is not None:
        assert delivered.sum() <= b.max_cycles_per_year * b.energy_mwh * trial.period.n_days / 366 + small


@few
@given(trials())
def test_terms_ledger_and_figures_tell_one_objective(trial):
    found = solve(trial)
    terms, objective = found.outcome.terms_jpy, pytest.approx(found.objective, rel=1e-9, abs=1e-3)
    assert set(terms) == {"spot", "spot_fee", "wear"}
    assert terms["spot"] - terms["spot_fee"] - terms["wear"] == objective
    assert found.ledger.margin_jpy - found.figures.wear_jpy == objective
    assert found.figures.margin_jpy == pytest.approx(found.ledger.margin_jpy, rel=1e-12)
    assert sum(month.margin_jpy for month in found.figures.months) == pytest.approx(found.figures.margin_jpy, abs=1e-6)
    d = found.dispatch
    net = 0.5 * (d.discharge_mw - d.charge_mw - trial.battery.auxiliary_mw)
    spot = float(trial.price_jpy_per_mwh @ net)
    fee = trial.fee_jpy_per_mwh * float(np.abs(net).sum())
    assert found.figures.revenue_jpy["spot"] == pytest.approx(spot, rel=1e-9, abs=1e-3)
    assert found.figures.variable_cost_jpy.get("spot_fee", 0.0) == pytest.approx(fee, rel=1e-9, abs=1e-3)
    assert found.figures.wear_jpy == pytest.approx(
        trial.battery.wear_jpy_per_mwh * 0.5 * float(d.discharge_mw.sum()), rel=1e-9
    )
    assert found.figures.full_equivalent_cycles == pytest.approx(
        0.5 * float(d.discharge_mw.sum()) / trial.battery.energy_mwh
    )
