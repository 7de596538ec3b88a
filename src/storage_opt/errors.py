"""What can go wrong, as one tree; every leaf knows its exit code.

::

    StorageOptError                 1  a fault of the program itself
    ├── UsageError                  2  wrong command line
    ├── InputError                  3  the input is wrong: all faults found, together
    │   ├── ProjectError               a project file: unknown key, wrong type, impossible limit
    │   ├── StudyError                 a study file, or a project in it
    │   ├── RoundError                 an auction round: its rules or its bids
    │   ├── MarketDataError            a price file: missing, doubled, unreadable periods
    │   ├── OutputFolderError          a folder that is not ours to replace
    │   ├── RuleFileError              a rule file: unknown grade, missing source, unsorted dates
    │   └── NoRuleInForceError         a date before the first value of a rule, or in a gap
    ├── ClusterError                1  the scheduler of a cluster was lost; finished batches are kept
    └── NoPlanError                 4  no feasible plan, or none found in the time given
        └── InfeasibleError            the limits that conflict are named

A time limit reached with a plan in hand is no error: it is an outcome with a gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage_opt.messages import Message, say


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an input.

    Parameters
    ----------
    message : Message
        Where (row, period or key), what was found and what was expected.
    advice : Message, optional
        What to do about it.
    """

    message: Message
    advice: Message | None = None

    def text(self, language: str | None = None) -> str:
        """Return the fault as one bullet point, advice on a line of its own."""
        lines = [" * " + self.message.text(language)]
        if self.advice is not None:
            lines.append("   " + self.advice.text(language))
        return "\n".join(lines)


class StorageOptError(Exception):
    """Root of all errors of this package; ``exit_code`` is what a command returns."""

    exit_code = 1

    def __init__(self, message: Message) -> None:
        super().__init__(message.name)
        self.message = message

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes whole."""
        return type(self), (self.message,)

    def text(self, language: str | None = None) -> str:
        """Return the whole text for the user."""
        return self.message.text(language)

    def __str__(self) -> str:
        return self.text()


class UsageError(StorageOptError):
    """The command line asks for something that does not exist."""

    exit_code = 2


class InputError(StorageOptError):
    """An input is wrong; all faults found in it are told together.

    Parameters
    ----------
    subject : str
        The file, folder or option that is wrong.
    faults : sequence of Fault
        At least one.
    """

    exit_code = 3

    def __init__(self, subject: str, faults: Sequence[Fault]) -> None:
        if not faults:
            raise ValueError("an InputError needs at least one fault")
        super().__init__(say("errors.input", kind=type(self).__name__, count=len(faults), subject=subject))
        self.subject = subject
        self.faults = tuple(faults)

    def text(self, language: str | None = None) -> str:
        """Return the head line and one bullet point per fault."""
        return "\n".join([self.message.text(language), *(fault.text(language) for fault in self.faults)])

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes whole."""
        return type(self), (self.subject, self.faults)


class ProjectError(InputError):
    """A project file, or an option that overrides it, is wrong."""


class StudyError(InputError):
    """A study file, or a project of one of its cases, is wrong."""


class RoundError(InputError):
    """An auction round is wrong: what it changes in the rules, or its bids."""


class MarketDataError(InputError):
    """A price file is wrong."""


class OutputFolderError(InputError):
    """A folder cannot be read as, or replaced by, an output of this program."""


class RuleFileError(InputError):
    """A rule file is wrong."""


class NoRuleInForceError(InputError):
    """No value of a rule holds on the date asked for."""


class ClusterError(StorageOptError):
    """The scheduler of a cluster was lost while it solved."""


class NoPlanError(StorageOptError):
    """The solver gave no plan (time limit, or a stop for another reason)."""

    exit_code = 4


class InfeasibleError(NoPlanError):
    """No plan can satisfy all limits; the message names those that conflict."""


class UnreachableError(StorageOptError):
    """No value of what is asked for reaches the target; the message gives the best that can be had."""

    exit_code = 5
