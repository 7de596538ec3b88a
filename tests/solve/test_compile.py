"""What the compiler of a day must not lose, and what it must refuse."""

import numpy as np
import pyomo.environ as pyo
import pytest

from storage_opt.model.horizon import add_parameter, new_model
from storage_opt.records.formulation import Formulation, Link
from storage_opt.solve.compile import compile_day

FIVE = np.array([[5.0]])


def compiled(rule, total=None):
    """A day of one variable ``1 ≤ x ≤ 3``, its value before the day, a parameter ``p`` and one row."""
    m = new_model(1)
    m.before, m.x, p = pyo.Var(), pyo.Var(bounds=(1.0, 3.0)), add_parameter(m, "p")
    m.row = pyo.Constraint(expr=rule(m, p))
    totals = {} if total is None else {"total": total(m)}
    return compile_day(Formulation(m, 1, {"p": p}, {"x": Link(m.before, m.x)}, {}, totals))


@pytest.mark.parametrize(
    ("rule", "lower", "upper"),
    [(lambda m, p: m.x <= p, -np.inf, 5.0), (lambda m, _: m.x >= -7.0, -7.0, np.inf), (lambda m, p: -m.x >= -p, -np.inf, 5.0)],
)  # fmt: skip
def test_a_row_of_one_variable_does_not_loosen_its_declared_bounds(rule, lower, upper):
    day = compiled(rule)
    assert (day.col_lower.at(FIVE), day.col_upper.at(FIVE)) == (1.0, 3.0)
    assert day.rows == ("row",)
    assert (day.row_lower.at(FIVE), day.row_upper.at(FIVE)) == (lower, upper)


@pytest.mark.parametrize("number", [lambda p: p**2, lambda p: p * (p - 1.0), lambda p: 1.0 / (1.0 + p)])
def test_a_number_that_bends_in_one_parameter_is_refused(number):
    with pytest.raises(ValueError, match="not affine"):
        compiled(lambda m, p: m.x + m.before <= number(p))


def test_a_number_affine_in_one_parameter_is_taken():
    day = compiled(lambda m, p: m.x + m.before <= 2.0 * p + 1.0)
    assert day.row_upper.at(FIVE) == 11.0


def test_a_total_with_a_constant_is_refused():
    with pytest.raises(ValueError, match="total: a constant"):
        compiled(lambda m, p: m.x + m.before <= p, total=lambda m: m.x + 4.0)
