"""Projects with schemes, written as users write them."""

from __future__ import annotations

from pathlib import Path

from storage_opt.errors import ProjectError
from storage_opt.inputs.project import Project, read_project
from storage_opt.messages import language
from storage_opt.schemes.base import OperatingYear

PLANT = """area: tokyo
start_fiscal_year: 2029
battery: {power_mw: 50, energy_mwh: 216, charge_efficiency: 0.93, discharge_efficiency: 0.93}
"""
"""50 MW that give 216 × 0.93 / 50 = 4.02 h."""


def project(folder: Path, text: str, *overrides: str, plant: str = PLANT) -> Project:
    path = folder / "project.yaml"
    path.write_text(plant + text, encoding="utf-8")
    return read_project(path, overrides)


def refused(folder: Path, text: str, *overrides: str, plant: str = PLANT, lang: str = "en") -> str:
    with language(lang):
        try:
            project(folder, text, *overrides, plant=plant)
        except ProjectError as error:
            return error.text(lang)
    raise AssertionError("the project was not refused")


def contract_year(read: Project, fiscal_year: int = 2029, start: int = 2029, energy_mwh: float = 216.0, which: int = 0):
    plant = read.plant(start)
    return read.schemes[which].year(plant, OperatingYear(fiscal_year - start + 1, fiscal_year, energy_mwh))


def payments(year) -> dict[str, float]:
    return {payment.name: payment.amount_jpy for payment in year.payments}


def noted(year) -> list[str]:
    return [note.name.removeprefix("contract.note.") for note in year.notes]
