"""What a comparison answers besides its figures: would it be built anyway, what would a grant buy, what does it rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Verdict = Literal["additional", "built_anyway", "not_enough", "merchant_fails"]
"""Of a supported case: support makes it worth building; it would be built without; it is not enough; the merchant case has no result."""


@dataclass(frozen=True)
class Supported:
    """One case with support, against the hurdle.

    Parameters
    ----------
    name : str
        Case.
    project_irr : float or None
        ``None`` where it has no value. [1/year]
    npv_at_hurdle_jpy : float
        Present value of the project after tax at the hurdle rate; at least 0: it reaches the hurdle. [JPY]
    verdict : Verdict
        What the support does.
    """

    name: str
    project_irr: float | None
    npv_at_hurdle_jpy: float
    verdict: Verdict


@dataclass(frozen=True)
class MerchantCase:
    """One plant without support, against the hurdle.

    Parameters
    ----------
    name : str
        The merchant case, or of a plant without one its first case.
    has_merchant : bool
        Whether the study holds a merchant case of the plant that was solved.
    project_irr : float or None
        Of the merchant; ``None`` where it has no value. [1/year]
    npv_at_hurdle_jpy : float or None
        Of the merchant, after tax at the hurdle rate. [JPY]
    grant_needed_jpy : float or None
        Smallest grant that brings the merchant to the hurdle, 0 where it is there; ``None`` without a merchant, or where a grant of
        the whole capital cost is not enough. [JPY]
    grant_needed_jpy_per_kw, grant_needed_share : float or None
        The same per kW of power, and as a share of capital cost. [JPY/kW], [-]
    supported : tuple of Supported
        Other cases of the same plant.
    """

    name: str
    has_merchant: bool
    project_irr: float | None
    npv_at_hurdle_jpy: float | None
    grant_needed_jpy: float | None
    grant_needed_jpy_per_kw: float | None
    grant_needed_share: float | None
    supported: tuple[Supported, ...]

    @property
    def is_built(self) -> bool | None:
        """Whether the plant would be built without support; ``None``: unknown."""
        return None if self.npv_at_hurdle_jpy is None else self.npv_at_hurdle_jpy >= 0.0


@dataclass(frozen=True)
class Additionality:
    """Merchant returns against a hurdle, by plant.

    Parameters
    ----------
    hurdle : float
        Project rate of return after tax. [1/year]
    plants : tuple of MerchantCase
        Cases that differ in nothing but the scheme belong to one plant.
    """

    hurdle: float
    plants: tuple[MerchantCase, ...]


Obstacle = Literal["no_merchant", "no_result", "no_finance", "no_budget"]
"""Why a case has no grant of equal value: no merchant case of its plant, no result, no capital cost, or it costs the public nothing."""


@dataclass(frozen=True)
class BudgetSide:
    """What the same public money gives one way.

    Parameters
    ----------
    project_irr, equity_irr : float or None
        ``None`` also where a grant pays the whole plant, as then nothing is invested that could return. [1/year]
    npv_jpy : float
        Of the project after tax at its own rate. [JPY]
    discharged_mwh, shifted_mwh : float
        [MWh/year]
    lost_margin_jpy : float
        System value lost. [JPY/year]
    public_npv_jpy : float
        Present value of the public cost: the same both ways, up to rounding. [JPY]
    """

    project_irr: float | None
    equity_irr: float | None
    npv_jpy: float
    discharged_mwh: float
    shifted_mwh: float
    lost_margin_jpy: float
    public_npv_jpy: float


@dataclass(frozen=True)
class BudgetCase:
    """One case against a grant of the same public value to the same plant as a merchant.

    Parameters
    ----------
    name : str
        Case under the scheme.
    merchant : str or None
        Merchant case of the same plant.
    obstacle : Obstacle or None
        Why there is no comparison.
    contract, granted : BudgetSide or None
        Under the scheme, and as a merchant with the grant.
    grant_jpy, grant_jpy_per_kw, grant_share : float or None
        The grant, nominal; per kW of power; as a share of capital cost, above 1 more than the plant costs. [JPY], [JPY/kW], [-]
    """

    name: str
    merchant: str | None
    obstacle: Obstacle | None
    contract: BudgetSide | None = None
    granted: BudgetSide | None = None
    grant_jpy: float | None = None
    grant_jpy_per_kw: float | None = None
    grant_share: float | None = None


@dataclass(frozen=True)
class EqualBudget:
    """The same public money as a scheme, and as a grant.

    Parameters
    ----------
    of : str
        Case, or value of the scheme axis, as the study names it.
    cases : tuple of BudgetCase
        In the order of the study.
    """

    of: str
    cases: tuple[BudgetCase, ...]


@dataclass(frozen=True)
class Fact:
    """A value of a rule, or a default, that a case rests on without proof.

    Parameters
    ----------
    rule : str
        Name of the rule, or of the default.
    index : mapping
        Series of the rule.
    value : object
        Value used (of several years the first).
    unit, grade, source : str
        Of the rule; empty where the fact is no rule.
    is_assumed : bool
        The last known value is carried on.
    cases : tuple of str
        Cases of the pair that use it.
    told : mapping or None
        The sentence of the result on a default that is no rule, as JSON: name and values of a message.
    """

    rule: str
    index: Mapping[str, Any]
    value: Any
    unit: str
    grade: str
    source: str
    is_assumed: bool
    cases: tuple[str, ...]
    told: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class SweepStep:
    """The pair with one other value.

    Parameters
    ----------
    settings : mapping of str to object
        The other value by name of the case; a case that does not use the fact is not in it.
    values : tuple of float or None
        Headline of the case and of the one it is held against.
    messages : mapping of str to str
        By language, why a case has no result; empty where both have.
    """

    settings: Mapping[str, Any]
    values: tuple[float | None, float | None]
    messages: Mapping[str, str]

    @property
    def difference(self) -> float | None:
        """Headline of the case less that of the other."""
        a, b = self.values
        return None if a is None or b is None else a - b


ROUNDING = 1e-9
"""A difference of so small a share of what it was is rounding: nothing is left of it."""


@dataclass(frozen=True)
class SweptFact:
    """One fact, varied.

    Parameters
    ----------
    fact : Fact
        What is not proven.
    key : str
        Project key that holds it.
    steps : tuple of SweepStep
        Other values.
    base : tuple of float or None
        Headline of both cases as they stand.
    """

    fact: Fact
    key: str
    steps: tuple[SweepStep, ...]
    base: tuple[float | None, float | None]

    @property
    def effect(self) -> float | None:
        """Largest change of the difference between the two cases; ``None`` where no step has a value."""
        return self._largest([(step.difference, difference_of(self.base)) for step in self.steps])

    @property
    def effect_on_case(self) -> float | None:
        """Largest change of the headline of the first case."""
        return self._largest([(step.values[0], self.base[0]) for step in self.steps])

    @property
    def overturns(self) -> bool:
        """Whether some value turns the sign of the difference, or makes it nothing where it was something."""
        base = difference_of(self.base)
        if base is None or base == 0.0:
            return False
        return any(step.difference is not None and step.difference / base <= ROUNDING for step in self.steps)

    @staticmethod
    def _largest(pairs: list[tuple[float | None, float | None]]) -> float | None:
        changes = [abs(new - old) for new, old in pairs if new is not None and old is not None]
        return max(changes, default=None)


@dataclass(frozen=True)
class Sweep:
    """Unverified facts of two cases, varied and ranked.

    Parameters
    ----------
    headline : str
        Figure by which effects are measured.
    pair : tuple of str
        The case, and the one it is held against.
    base : tuple of float or None
        Headline of both as they stand.
    swept : tuple of SweptFact
        Largest effect on the difference first; those without a value last.
    not_swept : tuple of Fact
        Facts that no project key holds, or that were not asked for.
    """

    headline: str
    pair: tuple[str, str]
    base: tuple[float | None, float | None]
    swept: tuple[SweptFact, ...]
    not_swept: tuple[Fact, ...]

    @property
    def overturning(self) -> tuple[SweptFact, ...]:
        """Facts that could overturn the conclusion."""
        return tuple(fact for fact in self.swept if fact.overturns)


def difference_of(values: tuple[float | None, float | None]) -> float | None:
    """First less second; ``None`` where either has no value."""
    a, b = values
    return None if a is None or b is None else a - b
