"""From Pyomo to arrays: compile a day once, with every number affine in named parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyomo.environ as pyo
from pyomo.core.expr.visitor import identify_mutable_parameters
from pyomo.repn import generate_standard_repn
from scipy import sparse

from storage_opt.records.formulation import Formulation
from storage_opt.solve.problem import Affine, CompiledDay, CompiledTerm

Part = tuple[float, dict[int, float]]
"""A number as ``(base, {parameter: slope})``."""

_ZERO: Part = (0.0, {})


def compile_day(formulation: Formulation) -> CompiledDay:
    """Compile a formulation to arrays whose entries are affine in its mutable parameters.

    Rows with a single variable and a plain coefficient become column bounds, where the variable has none yet on that side. Every
    parameter is set to zero on the way and left so.

    Raises
    ------
    ValueError
        Where the model is not linear, a number is not affine in the parameters, or a total holds a constant.
    """
    return _Compiler(formulation).compiled()


class _Compiler:
    """Walks the model once; the state is the column numbering and the parameter numbering."""

    def __init__(self, formulation: Formulation) -> None:
        self.formulation = formulation
        model = formulation.model
        self.parameter_of: dict[int, int] = {}
        self.parameter_data: list[Any] = []
        self.slices = self._number_parameters(formulation.parameters)
        before = [link.before for link in formulation.links.values()]
        linked = {id(variable) for variable in before}
        own = [v for v in model.component_data_objects(pyo.Var, descend_into=True) if id(v) not in linked]
        self.own = own
        self.column_of = {id(v): j for j, v in enumerate([*own, *before])}

    def _number_parameters(self, parameters: Mapping[str, Any]) -> dict[str, slice]:
        slices: dict[str, slice] = {}
        for name, parameter in parameters.items():
            first = len(self.parameter_data)
            for data in parameter.values():
                self.parameter_of[id(data)] = len(self.parameter_data)
                self.parameter_data.append(data)
                data.set_value(0.0)
            slices[name] = slice(first, len(self.parameter_data))
        return slices

    def part(self, expression: Any) -> Part:
        """Split a number into its base and its slopes, and make sure that it is affine."""
        if expression is None:
            raise ValueError("no number")
        if isinstance(expression, float | int | np.number):
            return float(expression), {}
        base = float(pyo.value(expression))
        slopes: dict[int, float] = {}
        involved = list(identify_mutable_parameters(expression))
        for data in involved:
            data.set_value(1.0)
            slopes[self.parameter_of[id(data)]] = float(pyo.value(expression)) - base
            data.set_value(0.0)
        if involved and expression is not involved[0]:
            self._check_affine(expression, involved, base, slopes)
        return base, slopes

    @staticmethod
    def _check_affine(expression: Any, involved: list[Any], base: float, slopes: dict[int, float]) -> None:
        for k, data in enumerate(involved):
            data.set_value(2.0 + k)
        found = float(pyo.value(expression))
        expected = base + sum(slope * (2.0 + k) for k, slope in enumerate(slopes.values()))
        for data in involved:
            data.set_value(0.0)
        if abs(found - expected) > 1e-9 * max(1.0, abs(expected)):
            raise ValueError(f"not affine in the parameters: {expression}")

    def linear(self, expression: Any, where: str) -> tuple[list[int], list[Any], Any]:
        """Columns, coefficients and constant of a linear expression, coefficients still symbolic."""
        repn = generate_standard_repn(expression, compute_values=False, quadratic=False)
        if repn.nonlinear_expr is not None:
            raise ValueError(f"{where} is not linear in the variables")
        return [self.column_of[id(v)] for v in repn.linear_vars], list(repn.linear_coefs), repn.constant

    def compiled(self) -> CompiledDay:
        """Walk constraints, bounds, terms and totals."""
        formulation = self.formulation
        n_own = len(self.own)
        lower: list[Part] = [(-np.inf if v.lb is None else float(v.lb), {}) for v in self.own]
        upper: list[Part] = [(np.inf if v.ub is None else float(v.ub), {}) for v in self.own]
        is_bounded = np.array([[np.isfinite(bound[0]) for bound in side] for side in (lower, upper)])
        rows: list[str] = []
        start, index = [0], list[int]()
        value, row_lower, row_upper = list[Part](), list[Part](), list[Part]()

        for constraint in formulation.model.component_data_objects(pyo.Constraint, active=True, descend_into=True):
            columns, coefficients, constant = self.linear(constraint.body, constraint.name)
            parts = [self.part(c) for c in coefficients]
            low, up = (
                (open_end, {}) if side is None else self.part(side - constant)
                for side, open_end in ((constraint.lower, -np.inf), (constraint.upper, np.inf))
            )
            if len(columns) == 1 and columns[0] < n_own and not parts[0][1]:
                j, coefficient = columns[0], parts[0][0]
                low, up = _scaled(low, 1.0 / coefficient), _scaled(up, 1.0 / coefficient)
                if coefficient < 0:
                    low, up = up, low
                wants = np.array([low[0] != -np.inf or bool(low[1]), up[0] != np.inf or bool(up[1])])
                if not (wants & is_bounded[:, j]).any():
                    is_bounded[:, j] |= wants
                    if wants[0]:
                        lower[j] = low
                    if wants[1]:
                        upper[j] = up
                    continue
                parts = [(1.0, {})]
            rows.append(constraint.name)
            index += columns
            value += parts
            start.append(len(index))
            row_lower.append(low)
            row_upper.append(up)

        return CompiledDay(
            n_days=formulation.n_days,
            columns=tuple(v.name for v in self.own),
            rows=tuple(rows),
            parameters=self.slices,
            start=np.array(start, dtype=np.int32),
            index=np.array(index, dtype=np.int32),
            value=self.affine(value),
            row_lower=self.affine(row_lower),
            row_upper=self.affine(row_upper),
            col_lower=self.affine(lower),
            col_upper=self.affine(upper),
            is_integer=np.array([v.is_integer() or v.is_binary() for v in self.own], dtype=bool),
            links=tuple(formulation.links),
            link_after=np.array(
                [self.column_of[id(link.after)] for link in formulation.links.values()], dtype=np.int32
            ),
            terms={
                name: CompiledTerm(term.sign, *self.vector(term.expression, name))
                for name, term in formulation.terms.items()
            },
            totals={name: self.total(total, name) for name, total in formulation.totals.items()},
        )

    def vector(self, expression: Any, name: str) -> tuple[Affine, Affine]:
        """Return a linear expression as (vector over the own columns, constant)."""
        columns, coefficients, constant = self.linear(expression, name)
        parts: list[Part] = [_ZERO] * len(self.own)
        for j, coefficient in zip(columns, coefficients, strict=True):
            parts[j] = self.part(coefficient)
        return self.affine(parts), self.affine([self.part(constant)])

    def total(self, expression: Any, name: str) -> Affine:
        """Return the left side of a row that spans all days; its limit is given when stamped, so it holds no constant."""
        coefficients, constant = self.vector(expression, name)
        if constant.base.any() or constant.slope.nnz:
            raise ValueError(f"{name}: a constant in a total belongs into its limit")
        return coefficients

    def affine(self, parts: Iterable[Part]) -> Affine:
        """Collect parts into arrays."""
        parts = list(parts)
        rows = [i for i, (_, slopes) in enumerate(parts) for _ in slopes]
        columns = [k for _, slopes in parts for k in slopes]
        values = [slope for _, slopes in parts for slope in slopes.values()]
        slope = sparse.csr_array(
            (np.array(values, dtype=float), (np.array(rows, dtype=int), np.array(columns, dtype=int))),
            shape=(len(parts), len(self.parameter_data)),
        )
        return Affine(np.array([base for base, _ in parts], dtype=float), slope)


def _scaled(part: Part, factor: float) -> Part:
    base, slopes = part
    return base * factor, {k: slope * factor for k, slope in slopes.items()}
