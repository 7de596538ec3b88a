"""The operating years of a project: their prices, their battery, their contracts."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from storage_opt.assets.battery import Augmentation
from storage_opt.assets.connection import Site
from storage_opt.assets.degradation import battery_of_year, efficiency_left, energy_of_year_mwh
from storage_opt.errors import Fault, ProjectError
from storage_opt.inputs.project import Project
from storage_opt.inputs.project_compliance import candidate_of
from storage_opt.messages import Message, say
from storage_opt.records.augmentation import AugmentationYear
from storage_opt.records.contract import ContractYear
from storage_opt.records.prices import PriceBook, PriceYear
from storage_opt.records.results import YearResult
from storage_opt.schemes.base import OperatingYear
from storage_opt.schemes.eligibility import ChosenScheme, eligibility_findings
from storage_opt.studies.incentive import Incentive, incentive_of
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.units import KWH_PER_MWH

PUBLIC_RATE = 0.04
"""Public discount rate of a project without finance, as INTERFACE has it. [1/year]"""

OWNER_RATE = 0.05
"""Discount rate of the owner of a project without finance: the default of ``finance.discount_rate``. [1/year]"""

FEW_YEARS = 3
"""Up to so many years without contract, loading the recursion takes longer than it saves."""


class Life:
    """What each operating year starts from, given those already run.

    Parameters
    ----------
    project : Project
        What the owner chose.
    book : PriceBook
        Price years; a project with ``finance.life_years`` goes through them again and again.
    models : dict of Site to YearModel, optional
        Compiled days that other lives with the same markets have left; those of this one are added.

    Attributes
    ----------
    plant : Plant
        The plant as schemes see it.
    price_years : tuple of PriceYear
        Prices of operating years 1, 2, …, gone through again and again.
    n_years : int
        Operating years that are modelled.
    warnings : list of Message
        Conditions of entry that are not stated, or not enforced and not met.

    Raises
    ------
    ProjectError
        ``prices.sequence`` names a year without prices, a chosen scheme may not be entered (``eligibility: enforce``), yearly
        contracts and finance meet a table that is no fiscal year, or the efficiency fades away within the life.
    """

    def __init__(self, project: Project, book: PriceBook, models: dict[Site, YearModel] | None = None) -> None:
        self.project, self.book = project, book
        self.first_fiscal_year = (
            book.years[0].fiscal_year if project.start_fiscal_year is None else project.start_fiscal_year
        )
        self.price_years = price_years_in_turn(project, book)
        self.n_years = len(self.price_years) if project.finance is None else project.finance.life_years
        self.plant = replace(project.plant(self.first_fiscal_year, self.n_years), area=project.area or book.area)
        self._models: dict[Site, YearModel] = {} if models is None else models
        self._refuse_short_years()
        self._refuse_lost_efficiency()
        self.warnings: list[Message] = self._enter()

    @property
    def public_rate(self) -> float:
        """Public discount rate. [1/year]"""
        return PUBLIC_RATE if self.project.finance is None else self.project.finance.public_discount_rate

    @property
    def owner_rate(self) -> float:
        """Discount rate of the owner. [1/year]"""
        return OWNER_RATE if self.project.finance is None else self.project.finance.discount_rate

    @property
    def is_long(self) -> bool:
        """Whether many problems have to be solved: several years, or contracts with slices."""
        return self.n_years > FEW_YEARS or any(s.kind != "merchant" for s in self.project.schemes)

    def next(
        self, earlier: Sequence[YearResult], prices_of: Callable[[PriceYear], PriceYear] = lambda prices: prices
    ) -> tuple[Site, YearCase]:
        """Battery, energy, prices and calendar of the operating year after those already run; nothing is added to it by value yet.

        Parameters
        ----------
        earlier : sequence of YearResult
            Years already run.
        prices_of : callable
            Adds prices of other markets to a price year, before it is scaled.
        """
        project, year = self.project, len(earlier) + 1
        cycles = sum(y.figures.full_equivalent_cycles for y in earlier)
        added = [(y.year, y.augmentation) for y in earlier]
        by_value = tuple(Augmentation(at, a.energy_mwh) for at, a in added if a is not None and a.reason != "plan")
        battery = project.site.battery
        augmented = replace(battery, augmentation=(*battery.augmentation, *by_value))
        energy = energy_of_year_mwh(augmented, year, cycles)
        prices = prices_of(self.price_years[(year - 1) % len(self.price_years)]).scaled(price_factor(project, year))
        of_year = battery_of_year(battery, year)
        site = project.site if of_year is battery else replace(project.site, battery=of_year)
        return site, YearCase(year, self.first_fiscal_year + year - 1, prices, energy)

    def planned(self, year: int) -> AugmentationYear | None:
        """Energy that the plan of the battery adds at the start of an operating year."""
        energy = sum(step.energy_mwh for step in self.project.site.battery.augmentation if step.year == year)
        return AugmentationYear(energy, self.cost_jpy(energy), "plan") if energy > 0.0 else None

    def cost_jpy(self, energy_mwh: float) -> float | None:
        """Cost of adding energy; ``None``: the project states none. [JPY]"""
        cost = self.project.augmentation.cost_jpy_per_kwh
        return None if cost is None else cost * KWH_PER_MWH * energy_mwh

    def fixed_opex_jpy(self, year: int) -> float:
        """Return the fixed costs stated for an operating year, nominal; without grid charges and taxes. [JPY]"""
        finance = self.project.finance
        if finance is None:
            return 0.0
        return finance.fixed_cost_jpy(year, self.first_fiscal_year)

    def model(self, site: Site) -> YearModel:
        """Compiled days of a site, kept for later years."""
        if site not in self._models:
            if self.project.site.battery.round_trip_fade_per_year > 0.0:
                self._models.clear()  # no later year has these efficiencies
            markets = self.project.markets
            wheeling = markets.wheeling
            if wheeling is not None:
                wheeling = wheeling.at(site.battery.round_trip_efficiency)
            self._models[site] = YearModel(site, self.project.spot, intraday=markets.intraday, wheeling=wheeling)
        return self._models[site]

    def contracts(
        self, case: YearCase, earlier: Sequence[YearResult]
    ) -> tuple[tuple[ContractYear, ...], Incentive | None]:
        """Terms of every scheme in an operating year, and what its dispatcher maximises."""
        schemes = self.project.schemes
        terms = []
        for place, scheme in enumerate(schemes):
            past = sum(
                y.contracts.schemes[place].support_jpy - y.contracts.schemes[place].clawback_jpy
                for y in earlier
                if y.contracts is not None
            )
            terms.append(scheme.year(self.plant, OperatingYear(case.year, case.fiscal_year, case.energy_mwh, past)))
        return tuple(terms), incentive_of(schemes, terms)

    def _refuse_short_years(self) -> None:
        """Refuse contracts and finance by the year on periods that are none."""
        is_plain = self.project.finance is None and all(s.kind == "merchant" for s in self.project.schemes)
        short = [y.period for y in self.book.years if not y.period.is_fiscal_year]
        if short and not is_plain:
            period = short[0]
            fault = say("contract.short_year", first=period.first_day, last=period.last_day, days=period.n_days)
            raise ProjectError("scheme", [Fault(fault, say("contract.short_year.do"))])

    def _refuse_lost_efficiency(self) -> None:
        """Refuse a fade that leaves no efficiency in the last year."""
        battery = self.project.site.battery
        if efficiency_left(battery, self.n_years) <= 0.0:
            fade = battery.round_trip_fade_per_year
            fault = say("project.efficiency_gone", fade=fade, year=1 + math.ceil(1.0 / fade - 1e-9))
            raise ProjectError("battery", [Fault(fault, say("project.efficiency_gone.do", years=self.n_years))])

    def _enter(self) -> list[Message]:
        """Hold the project against the conditions of its schemes."""
        project = self.project
        chosen = [
            ChosenScheme(s.kind, getattr(s, "round", None) or getattr(s, "programme", None)) for s in project.schemes
        ]
        candidate = candidate_of(self.plant, project.site, project.compliance)
        found = eligibility_findings(candidate, chosen, project.eligibility or "enforce", project.rules)
        if found.faults:
            raise ProjectError("eligibility", found.faults)
        return list(found.warnings)


def price_factor(project: Project, year: int) -> float:
    """Factor of all prices in an operating year. [-]"""
    chosen = project.prices
    return chosen.scale * (1.0 + chosen.trend) ** (year - 1)


def price_years_in_turn(project: Project, book: PriceBook) -> tuple[PriceYear, ...]:
    """Price years in the order of the operating years: all of the book in order of time, or as ``prices.sequence`` states.

    Raises
    ------
    ProjectError
        The sequence names years that were not read, or not as whole fiscal years.
    """
    sequence = project.prices.sequence
    if sequence is None:
        return book.years
    known = {year.fiscal_year: year for year in book.years if year.period.is_fiscal_year}
    if missing := sorted(set(sequence) - set(known)):
        named = ", ".join(str(year) for year in missing)
        read = ", ".join(str(year) for year in known) or "–"
        fault = say("project.sequence_without_prices", years=named, known=read)
        raise ProjectError(project.subject, [Fault(fault, say("project.sequence_without_prices.do"))])
    return tuple(known[year] for year in sequence)
