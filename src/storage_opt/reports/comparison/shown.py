"""Names of values that a study writes without a name of their own, in the words of the page; names that a user gave stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from storage_opt.inputs.study_axes import JOINT
from storage_opt.messages import catalogue, text
from storage_opt.records.draw_results import DrawnStudy
from storage_opt.records.study import CaseRow, Comparison
from storage_opt.records.study_answers import Additionality, EqualBudget, Sweep

UNITS = {"_mwh": "MWh", "_mw": "MW", "_kw": "kW"}
"""Unit by the end of a key."""


def shown(comparison: Comparison, language: str) -> Comparison:
    """Write names as the page does; files keep those of the study.

    Parameters
    ----------
    comparison : Comparison
        All cases.
    language : str
        ``en`` or ``ja``.
    """
    rows = tuple(_row(row, language) for row in comparison.rows)
    names = {old.name: new.name for old, new in zip(comparison.rows, rows, strict=True) if old.name != new.name}
    if not names or len(set(names.values())) < len(names):
        return comparison
    return replace(
        comparison,
        rows=rows,
        reference=names.get(comparison.reference, comparison.reference),
        additionality=_additionality(comparison.additionality, names),
        equal_budget=_equal_budget(comparison.equal_budget, names),
        sweep=_sweep(comparison.sweep, names),
        draws=_draws(comparison.draws, names),
    )


def _row(row: CaseRow, language: str) -> CaseRow:
    axes = {key: _label(key, label, language) for key, label in row.axes.items()}
    if axes == dict(row.axes):
        return row
    given = row.name.removesuffix(JOINT.join(row.axes.values()))
    return replace(row, name=given + JOINT.join(axes.values()), axes=axes)


def _label(key: str, label: str, language: str) -> str:
    """Name a value; as it stands unless the study gave a bare area, kind of scheme or number."""
    last = key.rpartition(".")[2]
    if key == "area" and f"cli.area.{label}" in catalogue(language):
        return text(f"cli.area.{label}", language)
    if key == "scheme" and f"reports.contract.scheme.{label}" in catalogue(language):
        return text(f"reports.contract.scheme.{label}", language)
    bare = label.removeprefix(f"{last} ")
    if bare == label or f"comparison.axis.{key}" not in catalogue(language):
        return label
    unit = next((unit for end, unit in UNITS.items() if last.endswith(end) and "jpy" not in last), "")
    if unit:
        return f"{bare} {unit}"
    return f"{text(f'comparison.axis.{key}', language)} {bare}"


def _additionality(found: Additionality | None, names: Mapping[str, str]) -> Additionality | None:
    if found is None:
        return None
    plants = tuple(
        replace(
            plant,
            name=names.get(plant.name, plant.name),
            supported=tuple(replace(case, name=names.get(case.name, case.name)) for case in plant.supported),
        )
        for plant in found.plants
    )
    return replace(found, plants=plants)


def _equal_budget(found: EqualBudget | None, names: Mapping[str, str]) -> EqualBudget | None:
    if found is None:
        return None
    cases = tuple(
        replace(
            case,
            name=names.get(case.name, case.name),
            merchant=None if case.merchant is None else names.get(case.merchant, case.merchant),
        )
        for case in found.cases
    )
    return replace(found, cases=cases)


def _sweep(found: Sweep | None, names: Mapping[str, str]) -> Sweep | None:
    if found is None:
        return None
    first, second = found.pair
    return replace(found, pair=(names.get(first, first), names.get(second, second)))


def _draws(found: DrawnStudy | None, names: Mapping[str, str]) -> DrawnStudy | None:
    if found is None:
        return None
    return replace(
        found,
        reference=names.get(found.reference, found.reference),
        cases=tuple(replace(case, name=names.get(case.name, case.name)) for case in found.cases),
        rows=tuple(replace(row, case=names.get(row.case, row.case)) for row in found.rows),
    )
