"""The start of an operating year: is energy added, does the plant still run, and by which plan?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from storage_opt.assets.augmentation import annuity, least_to_add_mwh, years_operated
from storage_opt.assets.battery import ROUNDING
from storage_opt.assets.connection import Site
from storage_opt.assets.degradation import fade_of_year_mwh
from storage_opt.records.augmentation import AugmentationYear, Reason
from storage_opt.records.contract import ContractYear
from storage_opt.records.results import YearResult
from storage_opt.schemes.base import OperatingYear
from storage_opt.studies.contract_year import ContractedYear, ContractSolver
from storage_opt.studies.incentive import Incentive
from storage_opt.studies.life import Life
from storage_opt.studies.year import check_year
from storage_opt.studies.year_problem import YearCase, YearModel


@dataclass(frozen=True, eq=False)
class BegunYear:
    """An operating year with its energy, contracts and plan.

    Parameters
    ----------
    model, case
        Battery of the year; prices, and the energy with what was added.
    contracts, incentive
        Terms of the year, and what its dispatcher maximises.
    solved : ContractedYear
        Plan.
    added : AugmentationYear or None
        Energy added at its start; ``None``: nothing was planned or looked at.
    """

    model: YearModel
    case: YearCase
    contracts: tuple[ContractYear, ...]
    incentive: Incentive | None
    solved: ContractedYear
    added: AugmentationYear | None


@dataclass(frozen=True)
class Look:
    """What may be added at the start of a year.

    Parameters
    ----------
    additions_mwh : tuple of float
        From the least that contracts allow to the most. [MWh]
    is_forced : bool
        Whether contracted hours would fall short without the least.
    fade_mwh : float
        Energy lost in a year that cycles as the last one did. [MWh]
    """

    additions_mwh: tuple[float, ...]
    is_forced: bool
    fade_mwh: float


def begin_year(
    life: Life, solver: ContractSolver, site: Site, case: YearCase, earlier: Sequence[YearResult]
) -> BegunYear | None:
    """Choose the energy of a year and plan it.

    Parameters
    ----------
    life : Life
        Contracts, costs, rates.
    solver : ContractSolver
        Solves the year, once for each energy that is compared.
    site, case
        Battery of the year; prices, and its energy before anything is added by value.
    earlier : sequence of YearResult
        Years already run.

    Returns
    -------
    BegunYear or None
        ``None``: the battery is worn out, and nothing that may be added is worth its cost.

    Notes
    -----
    Each addition is worth the owner's value of this year — kept margin and payments less wear and fixed cost — as an annuity over the
    years until the end of life, less its cost. A plant that does not run is worth nothing. The greatest worth wins, of equal ones the
    smallest addition.
    """
    model, look = life.model(site), look_at(life, case, earlier)
    if look is None:
        if site.battery.is_worn_out(case.energy_mwh):
            return None
        return _begun(life, solver, model, case, earlier, life.planned(case.year))
    tried = [_try(life, solver, model, case, earlier, look, added) for added in look.additions_mwh]
    worth, added_mwh, best = max(tried, key=lambda t: (t[0], -t[1]))
    if best is None:
        return None
    solves = sum(begun.solved.solves for _, _, begun in tried if begun is not None) - best.solved.solves
    gain = worth - tried[0][0] if len(tried) > 1 else None
    is_least = added_mwh == look.additions_mwh[0]
    reason: Reason = "none" if added_mwh == 0.0 else "contract" if look.is_forced and is_least else "value"
    return replace(best, added=AugmentationYear(added_mwh, life.cost_jpy(added_mwh), reason, gain, solves))


def look_at(life: Life, case: YearCase, earlier: Sequence[YearResult]) -> Look | None:
    """Say what may be added at the start of a year; ``None`` in years that are not looked at.

    Looked at are years ``augmentation_step_years`` after the last one looked at (the first: after year 1), years in which contracted
    hours would fall short, and years in which the battery would be worn out.
    """
    choice, battery = life.project.augmentation, life.project.site.battery
    if not choice.is_auto or not earlier:
        return None
    last = max((y.year for y in earlier if y.augmentation is not None), default=1)
    floors = [_floor_mwh(life, case, years) for years in range(min(choice.step_years, life.n_years - case.year + 1))]
    is_short = case.energy_mwh < floors[0] * (1.0 - ROUNDING)
    is_forced = is_short and _is_contracted(life, case, 0)
    if case.year < last + choice.step_years and not is_short:
        return None
    fade = fade_of_year_mwh(battery, earlier[-1].figures.full_equivalent_cycles)
    least = least_to_add_mwh(case.energy_mwh, floors, fade)
    restored = max(0.0, battery.energy_mwh - case.energy_mwh)
    offered = sorted({least, max(least, restored)} | (set() if is_forced else {0.0, restored}))
    return Look(tuple(offered), is_forced, fade)


def _floor_mwh(life: Life, case: YearCase, years: int) -> float:
    """Energy that a later year needs: the hours as bid while a contract runs, and the end of life. [MWh]"""
    plant, least = life.plant, life.project.site.battery.least_energy_mwh
    if not _is_contracted(life, case, years):
        return least
    return max(least, plant.hours() * plant.bid_power_mw / plant.discharge_efficiency)


def _is_contracted(life: Life, case: YearCase, years: int) -> bool:
    """Whether capacity is under contract so many years after this one."""
    at = OperatingYear(case.year + years, case.fiscal_year + years, life.plant.energy_mwh)
    return any(scheme.year(life.plant, at).contracted_kw > 0 for scheme in life.project.schemes)


def _try(
    life: Life,
    solver: ContractSolver,
    model: YearModel,
    case: YearCase,
    earlier: Sequence[YearResult],
    look: Look,
    added_mwh: float,
) -> tuple[float, float, BegunYear | None]:
    """Worth of an addition, the addition, and the year with it; a worn-out plant does not run. [JPY], [MWh]"""
    energy = case.energy_mwh + added_mwh
    years = years_operated(model.site.battery, energy, look.fade_mwh, life.n_years - case.year + 1)
    cost = life.cost_jpy(added_mwh)
    assert cost is not None, "auto without a cost is refused"
    if years == 0:
        return -cost, added_mwh, None
    begun = _begun(life, solver, model, replace(case, energy_mwh=energy), earlier, None)
    return annuity(life.owner_rate, years) * _value_jpy(life, begun) - cost, added_mwh, begun


def _begun(
    life: Life,
    solver: ContractSolver,
    model: YearModel,
    case: YearCase,
    earlier: Sequence[YearResult],
    added: AugmentationYear | None,
) -> BegunYear:
    check_year(model.site, case)
    contracts, incentive = life.contracts(case, earlier)
    return BegunYear(model, case, contracts, incentive, solver.year(model, case, contracts, incentive), added)


def _value_jpy(life: Life, begun: BegunYear) -> float:
    """Owner's value of a year: kept margin and payments, less wear and fixed cost. [JPY]"""
    payments = sum(payment.amount_jpy for contract in begun.contracts for payment in contract.payments)
    return begun.solved.outcome.objective_jpy + payments - life.fixed_opex_jpy(begun.case.year)
