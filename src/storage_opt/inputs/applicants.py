"""The door for grant applications: a CSV file with one project per row."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

from storage_opt.errors import Fault, ProjectError
from storage_opt.messages import say
from storage_opt.schemes.ranking import Applicant

NAME, GRANT, POWER = "name", "grant_jpy", "power_kw"


def read_applicants(path: Path) -> list[Applicant]:
    """Read applicants; every column besides ``name``, ``grant_jpy`` and ``power_kw`` is a criterion.

    Parameters
    ----------
    path : Path
        CSV in UTF-8 with a header.

    Raises
    ------
    ProjectError
        Unreadable, columns missing or doubled, cells that are no numbers, names given twice: all faults together.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise _refused(path, [Fault(say("ranking.unreadable", reason=error.strerror or str(error)))]) from None
    except UnicodeDecodeError:
        raise _refused(path, [Fault(say("project.not_utf8"), say("project.not_utf8.do"))]) from None
    rows = [row for row in enumerate(csv.reader(io.StringIO(text)), start=1) if any(cell.strip() for cell in row[1])]
    columns = [cell.strip() for cell in rows[0][1]] if rows else []
    if missing := [name for name in (NAME, GRANT, POWER) if columns.count(name) != 1]:
        found = ", ".join(columns) or "–"
        raise _refused(path, [Fault(say("ranking.columns", missing=", ".join(missing), found=found))])
    if doubled := sorted({name for name in columns if not name or columns.count(name) > 1}):
        raise _refused(path, [Fault(say("ranking.doubled", columns=", ".join(doubled) or "–"))])
    faults: list[Fault] = []
    applicants: dict[str, Applicant] = {}
    for line, row in rows[1:]:
        applicant = _applicant(line, row, columns, faults)
        if applicant is not None and applicant.name in applicants:
            faults.append(Fault(say("ranking.twice", row=line, name=applicant.name)))
        elif applicant is not None:
            applicants[applicant.name] = applicant
    if not faults and not applicants:
        faults.append(Fault(say("ranking.empty")))
    if faults:
        raise _refused(path, faults)
    return list(applicants.values())


def _applicant(line: int, row: list[str], columns: list[str], faults: list[Fault]) -> Applicant | None:
    """One row; faults are added to the list."""
    if len(row) != len(columns):
        faults.append(Fault(say("ranking.cells", row=line, found=len(row), expected=len(columns))))
        return None
    cells = dict(zip(columns, (cell.strip() for cell in row), strict=True))
    told, numbers = len(faults), dict[str, float]()
    if not cells[NAME]:
        faults.append(Fault(say("ranking.no_name", row=line)))
    for column, cell in cells.items():
        if column == NAME:
            continue
        value = _number(cell)
        if value is None or (column in (GRANT, POWER) and value <= 0.0):
            expected = say("ranking.positive" if column in (GRANT, POWER) else "ranking.number")
            faults.append(Fault(say("ranking.cell", row=line, column=column, found=repr(cell), expected=expected)))
        else:
            numbers[column] = value
    if len(faults) > told:
        return None
    return Applicant(cells[NAME], numbers.pop(GRANT), numbers.pop(POWER), numbers)


def _number(cell: str) -> float | None:
    """Read a finite number.

    >>> _number("2e9"), _number("nan"), _number("two")
    (2000000000.0, None, None)
    """
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _refused(path: Path, faults: list[Fault]) -> ProjectError:
    return ProjectError(str(path), faults)
