"""Cases of a study that differ in nothing but the scheme: one plant under several contracts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from storage_opt.inputs.study import StudyCase
from storage_opt.records.study import CaseRow, Solved
from storage_opt.studies.refinance import Refinanced

NOT_THE_PLANT = ("name", "scheme", "eligibility", "compliance")
"""Keys that do not make another plant: who it is, what it is promised, and on which conditions."""


@dataclass(frozen=True)
class PlantCase:
    """A case and what came of it."""

    case: StudyCase
    row: CaseRow

    @property
    def name(self) -> str:
        """Of the case."""
        return self.case.name

    @property
    def solved(self) -> Solved | None:
        """Its result."""
        return self.row.solved

    @property
    def is_merchant(self) -> bool:
        """Whether nobody promises it anything."""
        return all(scheme.kind == "merchant" for scheme in self.case.project.schemes)

    @property
    def has_capital(self) -> bool:
        """Whether it has a cash flow."""
        finance = self.case.project.finance
        return finance is not None and bool(finance.capital)

    def refinanced(self, solved: Solved) -> Refinanced:
        """Lay its money out again."""
        project = self.case.project
        return Refinanced(project, project.area or solved.kept["summary"]["area"], solved.operated)


def plants_of(cases: Sequence[StudyCase], rows: Sequence[CaseRow]) -> list[list[PlantCase]]:
    """Group cases by plant, in the order of the study."""
    groups: dict[str, list[PlantCase]] = {}
    for case, row in zip(cases, rows, strict=True):
        plant = {key: value for key, value in case.content.items() if key not in NOT_THE_PLANT}
        key = json.dumps([plant, str(case.folder)], sort_keys=True, default=str)
        groups.setdefault(key, []).append(PlantCase(case, row))
    return list(groups.values())


def merchant_of(plant: Sequence[PlantCase]) -> PlantCase | None:
    """Return the merchant case of a plant, one with a result first."""
    merchants = [case for case in plant if case.is_merchant]
    return next((case for case in merchants if case.solved is not None), merchants[0] if merchants else None)
