"""Shapes of the solve room: a compiled day, and a stamped problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Affine:
    """Numbers that are affine in the parameters of a day: ``base + slope @ parameters``.

    Parameters
    ----------
    base : ndarray, shape (k,)
        Values where all parameters are zero.
    slope : csr_array, shape (k, n_parameters)
        Change per unit of each parameter.
    """

    base: Floats
    slope: sparse.csr_array

    def at(self, parameters: Floats) -> Floats:
        """Values for each day, shape (n_days, k), given parameters of shape (n_days, n_parameters)."""
        values = np.tile(self.base, (len(parameters), 1))
        moving = np.flatnonzero(np.diff(self.slope.indptr))
        if moving.size:
            values[:, moving] += (self.slope[moving] @ parameters.T).T
        return values


@dataclass(frozen=True, eq=False)
class CompiledTerm:
    """One named part of the objective over the columns of a day; ``sign`` as in ``records.Term``."""

    sign: int
    cost: Affine
    constant: Affine


@dataclass(frozen=True, eq=False)
class CompiledDay:
    """A Pyomo model of ``n_days`` days as sparse arrays whose entries are affine in named parameters.

    Rows are stored row by row (CSR). Column numbers ``n_cols …`` stand for the *before* side of the links, in order.

    Parameters
    ----------
    n_days : int
        Days that the model spans (1 for the day that is stamped).
    columns, rows : tuple of str
        Names, as ``storage.soe_mwh[3]``.
    parameters : mapping of str to slice
        Place of each named parameter in the parameter vector.
    start, index : ndarray of int32
        CSR pattern, ``index`` may point to link columns.
    value, row_lower, row_upper, col_lower, col_upper : Affine
        Entries and bounds.
    is_integer : ndarray of bool, shape (n_cols,)
        Integer columns.
    link_after : ndarray of int32, shape (n_links,)
        Own column that is handed on, in the order of the link columns.
    terms : mapping of str to CompiledTerm
        Parts of the objective.
    totals : mapping of str to Affine
        Coefficients over the own columns of rows that span all days.
    """

    n_days: int
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    parameters: Mapping[str, slice]
    start: Ints
    index: Ints
    value: Affine
    row_lower: Affine
    row_upper: Affine
    col_lower: Affine
    col_upper: Affine
    is_integer: NDArray[np.bool_]
    links: tuple[str, ...]
    link_after: Ints
    terms: Mapping[str, CompiledTerm]
    totals: Mapping[str, Affine]

    @property
    def n_parameters(self) -> int:
        """Length of the parameter vector."""
        return max((s.stop for s in self.parameters.values()), default=0)


@dataclass(frozen=True, eq=False)
class Problem:
    """Maximise ``cost @ x + offset`` over rows and bounds, some columns integer.

    Parameters
    ----------
    start, index, value : ndarray
        Rows in CSR form.
    row_lower, row_upper, col_lower, col_upper : ndarray of float
        Bounds.
    cost : ndarray of float, offset : float
        Objective, the signed sum of ``terms``.
    is_integer : ndarray of bool, shape (n_cols,)
        Integer columns.
    day_of_col, day_of_row : ndarray of int32
        Day of each column (−1: value before the first day) and row (−1: spans all days).
    families : mapping of str to ndarray of int32
        For each name without index, its columns in order of index over all days; −1 where a day has none.
    row_families : mapping of str to ndarray of int32
        The same for rows.
    terms : mapping of str to (sign, cost vector, constant)
        Parts of the objective.
    ends : ndarray of int32
        Columns held at given values before the first and after the last day.
    """

    start: Ints
    index: Ints
    value: Floats
    row_lower: Floats
    row_upper: Floats
    col_lower: Floats
    col_upper: Floats
    cost: Floats
    offset: float
    is_integer: NDArray[np.bool_]
    day_of_col: Ints
    day_of_row: Ints
    families: Mapping[str, Ints] = field(default_factory=dict)
    row_families: Mapping[str, Ints] = field(default_factory=dict)
    terms: Mapping[str, tuple[int, Floats, float]] = field(default_factory=dict)
    ends: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int32))

    @property
    def n_cols(self) -> int:
        """Number of columns."""
        return len(self.cost)

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return len(self.row_lower)

    @property
    def matrix(self) -> sparse.csr_array:
        """Rows as a SciPy matrix, shape (n_rows, n_cols)."""
        return sparse.csr_array((self.value, self.index, self.start), shape=(self.n_rows, self.n_cols))

    def objective(self, x: Floats) -> float:
        """Value of ``x``, summed by one thread in one order (a product of vectors wakes all of them for nothing)."""
        return float((self.cost * x).sum()) + self.offset

    def values(self, family: str, x: Floats) -> Floats:
        """Values of a family of columns in order of time."""
        return x[self.families[family]]

    def term_values(self, x: Floats) -> dict[str, float]:
        """Amount of each named term at ``x``, in its own sense (a cost is positive)."""
        return {name: float((cost * x).sum()) + constant for name, (_, cost, constant) in self.terms.items()}
