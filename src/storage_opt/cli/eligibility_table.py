"""What ``check`` shows of rounds and programmes: one table each, and what the project may enter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from storage_opt.cli.plain_table import table
from storage_opt.cli.terminal import wrapped
from storage_opt.messages import current_language, quoted, text
from storage_opt.records.eligibility import Bearing, EligibilityReport, Entry, Requirement, Verdict

INDENT = "  "
RANKED = "certified_plan_first"


def lines_of(report: EligibilityReport, width: int | None = None) -> Iterator[str]:
    """All tables, one after the other; with a width their texts are broken."""
    limit = None if width is None else width - len(INDENT)
    for entry in report.entries:
        yield ""
        yield from _broken(entry.name.text(), width)
        if entry.kind == "ltda":
            yield from _broken(f"{INDENT}{_lot(entry)}", width)
        yield from (f"{INDENT}{line}" for line in table(_rows(entry), range(5), limit))


def _broken(line: str, width: int | None) -> list[str]:
    return [line] if width is None else wrapped(line, width)


def summary_lines(report: EligibilityReport) -> Iterator[str]:
    """Say what may be entered, what may be entered if the rest is met, and what may not."""
    for verdict in Verdict:
        names = text("eligibility.join").join(_named(entry) for entry in report.with_verdict(verdict)) or text(
            "eligibility.none"
        )
        yield text(f"eligibility.verdict.{verdict}", names=names)


def eligibility_json(report: EligibilityReport) -> list[dict[str, Any]]:
    """Lay out the report as JSON; texts in the language in force, ``null`` for what is not stated."""
    return [
        {
            "scheme": entry.kind,
            "key": entry.key,
            "name": entry.name.text(),
            "verdict": str(entry.verdict),
            "lot": entry.lot,
            "lot_cap_mw": entry.lot_cap_mw,
            "requirements": [_requirement_json(r) for r in entry.requirements],
        }
        for entry in report.entries
    ]


def _requirement_json(r: Requirement) -> dict[str, Any]:
    return {
        "name": r.name,
        "label": text(f"eligibility.name.{r.name}"),
        "status": str(r.status),
        "bearing": str(r.bearing),
        "found": None if r.found is None else r.found.text(),
        "expected": r.expected.text(),
        "reason": None if r.reason is None else r.reason.text(),
        "stated_in": r.key,
        "rule": r.rule,
        "grade": str(r.grade),
        "source": quoted(r.source, current_language()),
    }


def _rows(entry: Entry) -> list[tuple[str, ...]]:
    head = tuple(text(f"eligibility.head.{name}") for name in ("status", "name", "found", "expected", "grade"))
    return [head, *(_row(r) for r in entry.requirements)]


def _row(r: Requirement) -> tuple[str, ...]:
    remarks = [] if r.bearing is Bearing.REQUIRED else [text(f"eligibility.bearing.{r.bearing}")]
    if r.reason is not None:
        remarks.append(r.reason.text())
    grade = text(f"rules.grade.{r.grade}")
    return (
        text("eligibility.status.not_judged" if r.bearing is Bearing.OTHERS else f"eligibility.status.{r.status}"),
        text(f"eligibility.name.{r.name}"),
        "–" if r.found is None else r.found.text(),
        r.expected.text(),
        text("eligibility.join").join([grade, *remarks]),
    )


def _lot(entry: Entry) -> str:
    if entry.lot is None:
        return text("eligibility.no_lot")
    shown = text("eligibility.lot", lot=text(f"eligibility.lot.{entry.lot}"), cap=entry.lot_cap_mw)
    places = [text(f"eligibility.priority.{r.status}") for r in entry.requirements if r.name == RANKED]
    return text("eligibility.join").join([shown, *places])


def _named(entry: Entry) -> str:
    if entry.lot is None:
        return entry.name.text()
    return text("eligibility.with_lot", name=entry.name.text(), lot=text(f"eligibility.lot.{entry.lot}"))
