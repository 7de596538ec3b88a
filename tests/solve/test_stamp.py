"""A stamped week is the week that Pyomo's own compiler makes of the full model."""

import numpy as np
import pyomo.environ as pyo
import pytest
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from scipy.optimize import linprog

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.markets.spot import SpotMarket
from storage_opt.model import build_model
from storage_opt.solve.bound import dual_bound
from storage_opt.solve.certify import Settings, solve_certified
from storage_opt.solve.compile import compile_day
from storage_opt.solve.highs import Deadline
from storage_opt.solve.stamp import Ends, Limit, stamp

DAYS = 7
BATTERY = Battery(
    10.0, 8.0, 40.0, 0.95, 0.9,
    self_discharge_per_day=0.02, auxiliary_mw=0.5, wear_jpy_per_mwh=1500.0, max_cycles_per_day=1.1, max_cycles_per_year=250.0,
)  # fmt: skip
SITE, SPOT = Site(BATTERY, Connection()), SpotMarket(40.0)
WEEK_BUDGET_MWH = 180.0


def week_data() -> dict[str, np.ndarray]:
    draw = np.random.default_rng(7)
    return {
        "spot_price_jpy_per_mwh": draw.uniform(-3000.0, 25000.0, (DAYS, 48)),
        "charge_limit_mw": draw.uniform(2.0, 8.0, (DAYS, 48)),
        "discharge_limit_mw": draw.uniform(2.0, 10.0, (DAYS, 48)),
        "soe_min_mwh": np.full((DAYS, 1), 2.0),
        "soe_max_mwh": np.full((DAYS, 1), 38.0),
        "discharge_budget_of_day_mwh": draw.uniform(30.0, 44.0, (DAYS, 1)),
    }


def stamped(with_modes: bool):
    day = compile_day(build_model(SITE, SPOT, with_modes=with_modes))
    ends, totals = {"soe_mwh": Ends(12.0, 15.0)}, {"limit_cycles_of_year": Limit(upper=WEEK_BUDGET_MWH)}
    return stamp([day], np.zeros(DAYS, dtype=int), week_data(), ends, totals)


def slow(with_modes: bool):
    """The full week in Pyomo with its numbers put in, compiled by Pyomo: (columns, matrix, lower, upper, cost, bounds)."""
    formulation = build_model(SITE, SPOT, n_days=DAYS, with_modes=with_modes)
    m = formulation.model
    for name, values in week_data().items():
        parameter = formulation.parameters[name]
        numbers = values.ravel() if parameter.is_indexed() else values.ravel()[:1]
        for data, number in zip(parameter.values(), numbers, strict=True):
            data.set_value(float(number))
    m.storage.soe_before_mwh.setlb(12.0)
    m.storage.soe_before_mwh.setub(12.0)
    m.storage.soe_mwh[m.T.last()].setlb(15.0)
    m.storage.soe_mwh[m.T.last()].setub(15.0)
    m.week = pyo.Constraint(expr=formulation.totals["limit_cycles_of_year"] <= WEEK_BUDGET_MWH)
    form = LinearStandardFormCompiler().write(m, mixed_form=True, set_sense=None)
    return m, form


@pytest.mark.parametrize("with_modes", [False, True])
def test_stamped_week_equals_the_full_model_compiled_by_pyomo(with_modes):
    problem = stamped(with_modes)
    _m, form = slow(with_modes)
    place = {"storage.soe_before_mwh": 0}
    for family, columns in problem.families.items():
        place |= {f"{family}[{t}]": int(column) for t, column in enumerate(columns)}
    order = np.array([place[v.name] for v in form.columns])
    assert sorted(order) == list(range(problem.n_cols))

    lower, upper = np.full(problem.n_cols, -np.inf), np.full(problem.n_cols, np.inf)
    for v, j in zip(form.columns, order, strict=True):
        lower[j], upper[j] = -np.inf if v.lb is None else v.lb, np.inf if v.ub is None else v.ub
    matrix = form.A.tocsr()
    rows = {}
    for i, row in enumerate(form.rows):
        part = slice(matrix.indptr[i], matrix.indptr[i + 1])
        columns, values, right = order[matrix.indices[part]], matrix.data[part], form.rhs[i]
        if len(columns) == 1:
            j, side = columns[0], right / values[0]
            if row.bound_type * np.sign(values[0]) > 0:
                upper[j] = min(upper[j], side)
            else:
                lower[j] = max(lower[j], side)
            continue
        key = tuple(sorted(zip(columns.tolist(), np.round(values, 9).tolist(), strict=True)))
        sense = {0: "=", 1: "<", -1: ">"}[row.bound_type]
        rows[key, sense] = round(float(right), 6)

    ours = {}
    for i in range(problem.n_rows):
        part = slice(problem.start[i], problem.start[i + 1])
        key = tuple(sorted(zip(problem.index[part].tolist(), np.round(problem.value[part], 9).tolist(), strict=True)))
        if problem.row_lower[i] == problem.row_upper[i]:
            ours[key, "="] = round(float(problem.row_upper[i]), 6)
        else:
            if np.isfinite(problem.row_upper[i]):
                ours[key, "<"] = round(float(problem.row_upper[i]), 6)
            if np.isfinite(problem.row_lower[i]):
                ours[key, ">"] = round(float(problem.row_lower[i]), 6)
    assert ours == rows
    np.testing.assert_allclose(problem.col_lower, lower, atol=1e-9)
    np.testing.assert_allclose(problem.col_upper, upper, atol=1e-9)
    cost = np.zeros(problem.n_cols)
    cost[order] = np.asarray(form.c.todense()).ravel()
    np.testing.assert_allclose(problem.cost, cost, atol=1e-9)


def independent_optimum(problem_data, eta_c, eta_d, wear):
    """LP of DESIGN section 4 written from scratch: columns c, d, e; no own load, no fee."""
    price = problem_data["price"]
    n, big = len(price), problem_data["energy"]
    cost = np.concatenate([0.5 * price, -0.5 * (price - wear), np.zeros(n)])
    balance, right = np.zeros((n, 3 * n)), np.zeros(n)
    for t in range(n):
        balance[t, t], balance[t, n + t], balance[t, 2 * n + t] = -0.5 * eta_c, 0.5 / eta_d, 1.0
        if t:
            balance[t, 2 * n + t - 1] = -1.0
    ends = [(0.0, big)] * (n - 1) + [(0.0, 0.0)]
    solved = linprog(cost, A_eq=balance, b_eq=right, bounds=[(0.0, 1.0)] * (2 * n) + ends)
    assert solved.status == 0
    return -solved.fun


@pytest.mark.parametrize("seed", range(5))
def test_optimum_and_bound_equal_an_independent_linear_program(seed):
    draw = np.random.default_rng(seed)
    price = draw.uniform(100.0, 20000.0, 3 * 48)
    battery = Battery(1.0, 1.0, 3.0, 0.93, 0.92, wear_jpy_per_mwh=1000.0)
    day = compile_day(build_model(Site(battery, Connection()), SpotMarket(0.0), with_modes=False))
    data = {
        "spot_price_jpy_per_mwh": price.reshape(3, 48), "charge_limit_mw": np.ones((3, 48)), "discharge_limit_mw": np.ones((3, 48)),
        "soe_min_mwh": np.zeros((3, 1)), "soe_max_mwh": np.full((3, 1), 3.0),
    }  # fmt: skip
    problem = stamp([day], np.zeros(3, dtype=int), data, {"soe_mwh": Ends(0.0, 0.0)}, {})
    solved = solve_certified(problem, Settings(), Deadline())
    truth = independent_optimum({"price": price, "energy": 3.0}, 0.93, 0.92, 1000.0)
    assert solved.objective == pytest.approx(truth, rel=1e-9)
    assert solved.bound >= truth * (1 - 1e-12)
    for _ in range(20):
        assert dual_bound(problem, draw.normal(0.0, 10000.0, problem.n_rows)) >= truth * (1 - 1e-12)


def test_modes_forbid_what_negative_prices_invite():
    """A full battery at −10,000 JPY/MWh all day, efficiency 0.5: doing both would earn; one mode a slot may not."""
    battery = Battery(1.0, 1.0, 1.0, 0.5, 1.0)
    day = compile_day(build_model(Site(battery, Connection()), SpotMarket(0.0), with_modes=True))
    data = {
        "spot_price_jpy_per_mwh": np.full((1, 48), -10000.0), "charge_limit_mw": np.ones((1, 48)),
        "discharge_limit_mw": np.ones((1, 48)), "soe_min_mwh": np.zeros((1, 1)), "soe_max_mwh": np.ones((1, 1)),
    }  # fmt: skip
    problem = stamp([day], np.zeros(1, dtype=int), data, {"soe_mwh": Ends(0.0, 0.0)}, {})
    solved = solve_certified(problem, Settings(relative_gap=1e-9), Deadline(60))
    charge = problem.values("storage.charge_mw", solved.x)
    discharge = problem.values("storage.discharge_mw", solved.x)
    assert np.minimum(charge, discharge).max() <= 1e-9
    # Charging 1 MW stores 0.25 MWh a slot, discharging 1 MW takes 0.5: two slots in, one slot out, 16 times:
    # net purchase 32·0.5 − 16·0.5 = 8 MWh at −10,000 JPY/MWh.
    assert solved.objective == pytest.approx(80000.0, rel=1e-9)
