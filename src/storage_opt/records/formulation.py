"""A model of one or more days, with the handles by which it is compiled. Holds Pyomo objects, imports none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Link:
    """A quantity handed from one day to the next: ``before`` of a day is ``after`` of the day before.

    Parameters
    ----------
    before, after : pyomo variable
        Value at the start of the first slot and at the end of the last slot.
    """

    before: Any
    after: Any


@dataclass(frozen=True)
class Term:
    """One named part of the objective.

    Parameters
    ----------
    sign : int
        +1 for a revenue, -1 for a cost; ``expression`` itself is positive in its own sense.
    expression : pyomo expression
        Amount of the days modelled. [JPY]
    """

    sign: int
    expression: Any


@dataclass(frozen=True)
class Formulation:
    """What ``model.build_model`` hands to ``solve.compile``.

    Parameters
    ----------
    model : pyomo ConcreteModel
        Variables and constraints, ``model.objective`` is to be maximised.
    n_days : int
        Days modelled.
    parameters : mapping of str to pyomo Param
        Mutable parameters by name: indexed by slot or by day (in order), or scalar.
    links : mapping of str to Link
        Quantities that tie consecutive days.
    terms : mapping of str to Term
        Parts of the objective; their signed sum is the objective.
    totals : mapping of str to pyomo expression
        Left sides of rows that span all days of a year (yearly budgets); their limits are given when stamped.
    """

    model: Any
    n_days: int
    parameters: Mapping[str, Any]
    links: Mapping[str, Link]
    terms: Mapping[str, Term]
    totals: Mapping[str, Any]
