"""What a reader must know of the years of a project: energy that was added, and years that are not operated."""

from __future__ import annotations

from collections.abc import Sequence

from storage_opt.messages import Message, say
from storage_opt.records.results import YearResult
from storage_opt.schemes.base import OperatingYear
from storage_opt.studies.life import Life


def life_notes(life: Life, years: Sequence[YearResult]) -> list[Message]:
    """List additions that were chosen, the end of life, and contracts that end with it."""
    notes = []
    for y in years:
        a = y.augmentation
        if a is not None and a.energy_mwh > 0.0 and a.reason != "plan":
            values = {"year": y.year, "fiscal_year": y.fiscal_year, "energy": a.energy_mwh, "total": y.energy_mwh}
            notes.append(say(f"life.augmented.{a.reason}", **values, cost=a.cost_jpy, gain=a.gain_jpy or 0.0))
    if len(years) == life.n_years:
        return notes
    _, case = life.next(years)
    notes.append(
        say(
            "life.ended",
            year=case.year,
            fiscal_year=case.fiscal_year,
            energy=case.energy_mwh,
            least=life.project.site.battery.least_energy_mwh,
            operated=len(years),
            planned=life.n_years,
        )
    )
    now = OperatingYear(case.year, case.fiscal_year, case.energy_mwh)
    for scheme in life.project.schemes:
        lost = scheme.year(life.plant, now)
        if lost.payments or lost.contracted_kw or not lost.sharing.is_identity:
            notes.append(say("life.contract_ends", scheme=scheme.kind, fiscal_year=case.fiscal_year))
    return notes
