"""Which rounds, programmes and markets a project may enter, and what a run says or refuses because of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage_opt.errors import Fault, UsageError
from storage_opt.messages import Message, say
from storage_opt.records.eligibility import Bearing, EligibilityReport, Entry, Requirement, Status
from storage_opt.records.rule_book import RuleBook
from storage_opt.schemes import eligibility_capacity, eligibility_grants, eligibility_ltda
from storage_opt.schemes.compliance import Enforcement
from storage_opt.schemes.judging import Candidate


@dataclass(frozen=True)
class ChosenScheme:
    """A scheme of the project by kind, and which one.

    Parameters
    ----------
    kind : str
        Kind as in the project file; kinds without conditions of entry (``merchant``, ``toll``, …) are passed over.
    key : str or int or None
        Round of ``ltda``, programme of ``capex_grant``; ``None`` for others and for a grant of the user's own.
    """

    kind: str
    key: str | int | None = None


@dataclass(frozen=True)
class Findings:
    """What follows from the conditions of entry of the chosen schemes.

    Parameters
    ----------
    faults : tuple of Fault
        Requirements that are not met, where they are enforced.
    warnings : tuple of Message
        Requirements that are not met where they are not enforced, and what is not stated.
    """

    faults: tuple[Fault, ...] = ()
    warnings: tuple[Message, ...] = ()


def eligibility_report(candidate: Candidate, rules: RuleBook, programmes: Sequence[str] = ()) -> EligibilityReport:
    """Judge all rounds of the auction, the capacity market, the latest grants known and those named.

    Parameters
    ----------
    candidate : Candidate
        The project.
    rules : RuleBook
        Dated rules. Take a book of its own: values of rounds that the project does not enter are recorded too.
    programmes : sequence of str
        Calls of grants besides the latest, ``sii_2024``.
    """
    grants = dict.fromkeys((*programmes, *eligibility_grants.latest_programmes(rules)))
    return EligibilityReport(
        (
            *(eligibility_ltda.ltda_entry(candidate, n, rules) for n in eligibility_ltda.ltda_rounds(rules)),
            eligibility_capacity.capacity_market_entry(candidate, rules),
            *(eligibility_grants.grant_entry(candidate, key, rules) for key in grants),
        )
    )


def entry_of(candidate: Candidate, chosen: ChosenScheme, rules: RuleBook) -> Entry | None:
    """Judge one scheme; ``None`` for kinds without conditions of entry; raises ``UsageError`` for unknown programmes."""
    match chosen.kind:
        case eligibility_ltda.KIND if chosen.key is not None:
            return eligibility_ltda.ltda_entry(candidate, int(chosen.key), rules)
        case eligibility_capacity.KIND:
            return eligibility_capacity.capacity_market_entry(candidate, rules)
        case eligibility_grants.KIND if chosen.key is not None:
            return eligibility_grants.grant_entry(candidate, str(chosen.key), rules)
    return None


def eligibility_findings(
    candidate: Candidate, chosen: Sequence[ChosenScheme], enforcement: Enforcement, rules: RuleBook
) -> Findings:
    """Say what the conditions of entry mean for a run.

    Parameters
    ----------
    candidate : Candidate
        The project.
    chosen : sequence of ChosenScheme
        Schemes of the project.
    enforcement : str
        ``enforce``: what is not met is a fault; ``warn``: a warning; ``ignore``: nothing is judged.
    rules : RuleBook
        Dated rules; values used are recorded.

    Notes
    -----
    What is not stated is never a fault: the owner may know it, this program does not.
    """
    if enforcement == "ignore":
        return Findings()
    faults: list[Fault] = []
    warnings: list[Message] = []
    for scheme in chosen:
        try:
            entry = entry_of(candidate, scheme, rules)
        except UsageError as unknown:
            warnings.append(unknown.message)
            continue
        if entry is None:
            continue
        broken = eligibility_faults(entry)
        if enforcement == "enforce":
            faults += broken
        else:
            warnings += [fault.message for fault in broken]
        warnings += eligibility_warnings(entry)
    return Findings(tuple(faults), tuple(warnings))


def eligibility_faults(entry: Entry) -> list[Fault]:
    """Return one fault for each thing required that is not met."""
    return [Fault(_not_met(entry, r), say("eligibility.not_met.do")) for r in entry.of(Status.NOT_MET)]


def eligibility_warnings(entry: Entry) -> list[Message]:
    """Say in one sentence what is required and not stated, and in one each what turns on the bids of others."""
    told = []
    if open_ := entry.of(Status.NOT_STATED):
        told.append(
            say("eligibility.not_stated", entry=entry.name, keys=", ".join(dict.fromkeys(r.key for r in open_)))
        )
    others = entry.of(Status.NOT_STATED, Bearing.OTHERS)
    return told + [say("eligibility.others", entry=entry.name, name=label(r), reason=r.reason) for r in others]


def label(requirement: Requirement) -> Message:
    """Name of a requirement for readers."""
    return say(f"eligibility.name.{requirement.name}")


def _not_met(entry: Entry, r: Requirement) -> Message:
    return say(
        "eligibility.not_met",
        entry=entry.name,
        name=label(r),
        found=r.found or "–",
        expected=r.expected,
        rule=r.rule,
        grade=say(f"rules.grade.{r.grade}"),
        source=r.source,
    )
