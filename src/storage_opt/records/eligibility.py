"""What a round or programme asks of a project, and whether the project says that it has it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from storage_opt.messages import Message
from storage_opt.records.rules import Grade


class Status(StrEnum):
    """What the project says of one requirement."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_STATED = "not_stated"
    """The project does not say it, or it cannot be judged from one project; see ``Requirement.reason``."""


class Bearing(StrEnum):
    """What hangs on a requirement."""

    REQUIRED = "required"
    """Without it the project may not enter."""
    RANKING = "ranking"
    """It only decides who is awarded first."""
    OTHERS = "others"
    """It turns on the bids of others: no single project can show it."""


class Verdict(StrEnum):
    """Whether a project may enter a round or programme."""

    MAY_ENTER = "may_enter"
    """Everything required is met."""
    OPEN = "open"
    """Nothing required is missing as far as stated, but something is not stated."""
    MAY_NOT_ENTER = "may_not_enter"


@dataclass(frozen=True)
class Requirement:
    """One thing asked of a project.

    Parameters
    ----------
    name : str
        What is asked, ``minimum_power``, ``jc_star``, …; label in the catalogue under ``eligibility.name.``.
    status : Status
        Of this project.
    found : Message or None
        What the project says; ``None``: nothing.
    expected : Message
        What the rule asks for.
    rule : str
        Rule with its index, ``ltda.minimum_power (round=3)``.
    source : str
        Where the rule comes from.
    grade : Grade
        How sure the rule is.
    key : str
        Key of the project file that states it.
    bearing : Bearing
        What hangs on it.
    reason : Message or None
        Why it cannot be judged, or what was assumed.
    """

    name: str
    status: Status
    found: Message | None
    expected: Message
    rule: str
    source: str
    grade: Grade
    key: str
    bearing: Bearing = Bearing.REQUIRED
    reason: Message | None = None


@dataclass(frozen=True)
class Entry:
    """One round, programme or market, and what it asks.

    Parameters
    ----------
    kind : str
        Kind of the scheme: ``ltda``, ``capex_grant`` or ``capacity_market``.
    key : str
        Round (``3``), programme with its fiscal year (``sii_2025``), or delivery year.
    name : Message
        For readers.
    requirements : tuple of Requirement
        In the order of the rules.
    lot : str or None
        Lot of the auction that the project belongs to; ``None``: no lots, or not known which.
    lot_cap_mw : float or None
        Cap of that lot in contracted capacity. [MW]
    """

    kind: str
    key: str
    name: Message
    requirements: tuple[Requirement, ...]
    lot: str | None = None
    lot_cap_mw: float | None = None

    def of(self, status: Status, bearing: Bearing = Bearing.REQUIRED) -> tuple[Requirement, ...]:
        """Return the requirements of one status and bearing."""
        return tuple(r for r in self.requirements if r.status is status and r.bearing is bearing)

    @property
    def verdict(self) -> Verdict:
        """Whether the project may enter."""
        if self.of(Status.NOT_MET):
            return Verdict.MAY_NOT_ENTER
        return Verdict.OPEN if self.of(Status.NOT_STATED) else Verdict.MAY_ENTER


@dataclass(frozen=True)
class EligibilityReport:
    """All rounds, programmes and markets that were judged.

    Parameters
    ----------
    entries : tuple of Entry
        Auction rounds, then the capacity market, then grants.
    """

    entries: tuple[Entry, ...]

    def with_verdict(self, verdict: Verdict) -> tuple[Entry, ...]:
        """Entries of one verdict."""
        return tuple(entry for entry in self.entries if entry.verdict is verdict)
