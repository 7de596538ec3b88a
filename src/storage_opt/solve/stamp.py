"""A year from a day: repeat compiled days with their own parameters and link them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.solve.problem import CompiledDay, Floats, Ints, Problem

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Ends:
    """Value of a link before the first day and after the last one; ``None`` after: free."""

    before: float
    after: float | None = None


@dataclass(frozen=True)
class Limit:
    """Bounds of a row that spans all days."""

    lower: float = -np.inf
    upper: float = np.inf


def stamp(
    kinds: Sequence[CompiledDay],
    kind_of_day: Places,
    parameters: Mapping[str, Floats],
    ends: Mapping[str, Ends],
    totals: Mapping[str, Limit],
) -> Problem:
    """Assemble consecutive days into one problem.

    Parameters
    ----------
    kinds : sequence of CompiledDay
        Different shapes of a day (with and without modes; before and after a rule change), all with the same links and totals.
    kind_of_day : ndarray of int, shape (n_days,)
        Shape of each day.
    parameters : mapping of str to ndarray
        Values by day, shape (n_days, width), width as compiled; one name serves all kinds that use it.
    ends : mapping of str to Ends
        Values of each link at the two ends.
    totals : mapping of str to Limit
        Bounds of each row that spans all days.

    Returns
    -------
    Problem
        Columns: the links before the first day, then day by day. Rows: day by day, then the totals.
    """
    n_days = len(kind_of_day)
    n_links = len(ends)
    sizes = np.array([[len(k.columns), len(k.rows), len(k.index)] for k in kinds])[kind_of_day]
    first = np.zeros((n_days + 1, 3), dtype=np.int64)
    np.cumsum(sizes, axis=0, out=first[1:])
    col0, row0, nnz0 = first[:, 0] + n_links, first[:, 1], first[:, 2]
    n_cols, n_rows, nnz = int(col0[-1]), int(row0[-1]), int(nnz0[-1])

    before_cols = _link_columns(kinds, kind_of_day, list(ends), col0)
    col_lower, col_upper = np.empty(n_cols), np.empty(n_cols)
    row_lower, row_upper = np.empty(n_rows), np.empty(n_rows)
    value, index = np.empty(nnz), np.empty(nnz, dtype=np.int32)
    row_length = np.empty(n_rows, dtype=np.int32)
    is_integer = np.zeros(n_cols, dtype=bool)
    signs = {name: term.sign for kind in kinds for name, term in kind.terms.items()}
    costs = {name: np.zeros(n_cols) for name in signs}
    constants = dict.fromkeys(signs, 0.0)
    total_rows = {name: np.zeros(n_cols) for name in totals}

    for number, kind in enumerate(kinds):
        days = np.flatnonzero(kind_of_day == number)
        if not days.size:
            continue
        theta = np.empty((days.size, kind.n_parameters))
        for name, place in kind.parameters.items():
            theta[:, place] = parameters[name][days]
        n_own = len(kind.columns)
        cols = col0[days, None] + np.arange(n_own)
        rows = row0[days, None] + np.arange(len(kind.rows))
        places = nnz0[days, None] + np.arange(len(kind.index))

        targets = np.hstack([cols, before_cols[days]])
        index[places] = targets[:, kind.index]
        value[places] = kind.value.at(theta)
        row_length[rows] = np.diff(kind.start)
        row_lower[rows], row_upper[rows] = kind.row_lower.at(theta), kind.row_upper.at(theta)
        col_lower[cols], col_upper[cols] = kind.col_lower.at(theta), kind.col_upper.at(theta)
        is_integer[cols] = kind.is_integer
        for name, term in kind.terms.items():
            costs[name][cols] = term.cost.at(theta)
            constants[name] += float(term.constant.at(theta).sum())
        for name, coefficients in total_rows.items():
            coefficients[cols] = kind.totals[name].at(theta)

    last_cols = _after_columns(kinds, kind_of_day, col0)[-1]
    for number, end in enumerate(ends.values()):
        col_lower[number] = col_upper[number] = end.before
        if end.after is not None:
            col_lower[last_cols[number]] = col_upper[last_cols[number]] = end.after

    start = np.concatenate([[0], np.cumsum(row_length)])
    for name, coefficients in total_rows.items():
        used = np.flatnonzero(coefficients)
        index = np.concatenate([index, used.astype(np.int32)])
        value = np.concatenate([value, coefficients[used]])
        start = np.append(start, start[-1] + used.size)
        row_lower = np.append(row_lower, totals[name].lower)
        row_upper = np.append(row_upper, totals[name].upper)

    cost = np.zeros(n_cols)
    for name, sign in signs.items():
        cost += sign * costs[name]
    return Problem(
        start=start.astype(np.int32),
        index=index,
        value=value,
        row_lower=row_lower,
        row_upper=row_upper,
        col_lower=col_lower,
        col_upper=col_upper,
        cost=cost,
        offset=sum(sign * constants[name] for name, sign in signs.items()),
        is_integer=is_integer,
        day_of_col=_days(sizes[:, 0], n_links, 0),
        day_of_row=_days(sizes[:, 1], 0, len(totals)),
        families=_families([k.columns for k in kinds], kind_of_day, col0),
        row_families=_families([k.rows for k in kinds], kind_of_day, row0)
        | {name: np.array([n_rows + i], dtype=np.int32) for i, name in enumerate(totals)},
        terms={name: (sign, costs[name], constants[name]) for name, sign in signs.items()},
        ends=np.concatenate(
            [np.arange(n_links), [c for c, end in zip(last_cols, ends.values(), strict=True) if end.after is not None]]
        ).astype(np.int32),
    )


def _after_columns(kinds: Sequence[CompiledDay], kind_of_day: Places, col0: Places) -> Places:
    """Column handed on by each day for each link, shape (n_days, n_links)."""
    after = np.array([kind.link_after for kind in kinds])[kind_of_day]
    return np.asarray(after + col0[:-1, None])


def _link_columns(kinds: Sequence[CompiledDay], kind_of_day: Places, links: list[str], col0: Places) -> Places:
    """Column that each day takes over for each link, shape (n_days, n_links)."""
    for kind in kinds:
        if list(kind.links) != links:
            raise ValueError(f"ends are given for {links}, a day links {list(kind.links)}")
    after = _after_columns(kinds, kind_of_day, col0)
    return np.vstack([np.arange(len(links))[None, :], after[:-1]])


def _days(sizes: Places, ahead: int, behind: int) -> Ints:
    days = np.repeat(np.arange(len(sizes)), sizes)
    return np.concatenate([np.full(ahead, -1), days, np.full(behind, -1)]).astype(np.int32)


def _families(names: Sequence[tuple[str, ...]], kind_of_day: Places, first: Places) -> dict[str, Ints]:
    """Places by family name, in order of day and index; −1 in days whose kind lacks the family or has a shorter one."""
    local: list[dict[str, Ints]] = []
    for kind_names in names:
        grouped: dict[str, list[int]] = {}
        for place, name in enumerate(kind_names):
            grouped.setdefault(name.partition("[")[0], []).append(place)
        local.append({family: np.array(places) for family, places in grouped.items()})
    families: dict[str, Ints] = {}
    for family in dict.fromkeys(name for kind in local for name in kind):
        own = [kind.get(family, np.array([], dtype=np.int64)) for kind in local]
        width = max(places.size for places in own)
        padded = [np.pad(places, (0, width - places.size), constant_values=-1) for places in own]
        table = np.array(padded)[kind_of_day]
        families[family] = np.where(table >= 0, table + first[:-1, None], -1).astype(np.int32).ravel()
    return families
