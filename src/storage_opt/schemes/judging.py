"""Judge one requirement at a time: what a rule asks against what a project says."""

from __future__ import annotations

from dataclasses import dataclass

from storage_opt.messages import Message, say
from storage_opt.records.eligibility import Bearing, Requirement, Status
from storage_opt.records.rule_book import RuleBook
from storage_opt.records.rules import Grade, IndexKey, RuleUse, shown_index
from storage_opt.schemes.base import Plant
from storage_opt.schemes.compliance import Compliance

TOLERANCE = 1e-9
"""Smallest difference of powers that counts: below it a difference of two decimals is rounding."""


@dataclass(frozen=True)
class Candidate:
    """What rounds and programmes ask of a project.

    Parameters
    ----------
    plant : Plant
        The plant as it is bid.
    receiving_power_mw : float
        Most that is drawn from the grid for charging. [MW]
    has_solar : bool
        Whether a solar plant lies behind the same connection.
    compliance : Compliance
        Statements of the owner.
    """

    plant: Plant
    receiving_power_mw: float
    has_solar: bool
    compliance: Compliance

    @property
    def hours(self) -> int:
        """Whole hours of full output at the bid power; 0 without any power left to bid. [h]"""
        return self.plant.hours() if self.plant.bid_power_mw > TOLERANCE else 0

    @property
    def is_standalone(self) -> bool:
        """Whether no other source lies behind the connection; a solar plant of the project counts before any statement."""
        return not self.has_solar and self.compliance.standalone is not False


def yes_no(value: bool) -> Message:
    """Say yes or no."""
    return say("rules.value.yes" if value else "rules.value.no")


def amount(value: float, unit: str) -> Message:
    """Write a number with its unit, all digits that count."""
    return say("eligibility.amount", value=f"{value:,.10g}", unit=unit)


def at_least(
    name: str, value: float | None, use: RuleUse, key: str, unit: str, *, reason: Message | None = None
) -> Requirement:
    """Judge a number that must reach the value of a rule; ``None``: it is not known."""
    assert isinstance(use.value, int | float)
    status = Status.NOT_STATED if value is None else status_of(value >= use.value - TOLERANCE)
    found = None if value is None else amount(value, unit)
    expected = say("eligibility.at_least", amount=amount(float(use.value), unit))
    return requirement(name, status, found, expected, use, key, reason=reason)


def stated(
    name: str,
    value: bool | None,
    use: RuleUse,
    key: str,
    *,
    found: Message | None = None,
    wanted: bool = True,
    bearing: Bearing = Bearing.REQUIRED,
    expected: Message | None = None,
) -> Requirement:
    """Judge a statement that must be yes (or, with ``wanted=False``, no)."""
    status = Status.NOT_STATED if value is None else status_of(value is wanted)
    if found is None and value is not None:
        found = yes_no(value)
    return requirement(name, status, found, expected or yes_no(wanted), use, key, bearing=bearing)


def status_of(is_met: bool) -> Status:
    """Met or not."""
    return Status.MET if is_met else Status.NOT_MET


def requirement(
    name: str,
    status: Status,
    found: Message | None,
    expected: Message,
    use: RuleUse,
    key: str,
    *,
    bearing: Bearing = Bearing.REQUIRED,
    reason: Message | None = None,
    grade: Grade | None = None,
) -> Requirement:
    """Put together one requirement with the rule that asks for it."""
    rule = f"{use.name} ({shown_index(use.index)})" if use.index else use.name
    return Requirement(
        name, status, found, expected, rule, use.reference, grade or use.grade, key, bearing=bearing, reason=reason
    )


def asks(rules: RuleBook, name: str, **index: IndexKey) -> bool:
    """Whether a rule has any value for an index; records nothing."""
    rule = rules.rule(name)
    return tuple(index[part] for part in rule.index) in rule.series
