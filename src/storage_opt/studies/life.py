"""The operating years of a project: their prices, their battery, their contracts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from storage_opt.assets.connection import Site
from storage_opt.assets.degradation import energy_of_year_mwh
from storage_opt.errors import Fault, ProjectError
from storage_opt.inputs.project import Project
from storage_opt.inputs.project_compliance import candidate_of
from storage_opt.messages import Message, say
from storage_opt.records.contract import ContractYear
from storage_opt.records.prices import PriceBook, PriceYear
from storage_opt.records.results import YearResult
from storage_opt.schemes.base import OperatingYear
from storage_opt.schemes.eligibility import ChosenScheme, eligibility_findings
from storage_opt.studies.incentive import Incentive, incentive_of
from storage_opt.studies.year_problem import YearCase, YearModel

PUBLIC_RATE = 0.04
"""Public discount rate of a project without finance, as INTERFACE has it. [1/year]"""

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

    Attributes
    ----------
    plant : Plant
        The plant as schemes see it.
    n_years : int
        Operating years that are modelled.
    warnings : list of Message
        Conditions of entry that are not stated, or not enforced and not met.

    Raises
    ------
    ProjectError
        A chosen scheme may not be entered (``eligibility: enforce``), or yearly contracts and finance meet a table that is no fiscal year.
    """

    def __init__(self, project: Project, book: PriceBook) -> None:
        self.project, self.book = project, book
        self.first_fiscal_year = (
            book.years[0].fiscal_year if project.start_fiscal_year is None else project.start_fiscal_year
        )
        self.n_years = len(book.years) if project.finance is None else project.finance.life_years
        self.plant = replace(project.plant(self.first_fiscal_year, self.n_years), area=project.area or book.area)
        self._models: dict[Site, YearModel] = {}
        self._refuse_short_years()
        self.warnings: list[Message] = self._enter()

    @property
    def public_rate(self) -> float:
        """Public discount rate. [1/year]"""
        return PUBLIC_RATE if self.project.finance is None else self.project.finance.public_discount_rate

    @property
    def is_long(self) -> bool:
        """Whether many problems have to be solved: several years, or contracts with slices."""
        return self.n_years > FEW_YEARS or any(s.kind != "merchant" for s in self.project.schemes)

    def next(
        self, earlier: Sequence[YearResult], prices_of: Callable[[PriceYear], PriceYear] = lambda prices: prices
    ) -> tuple[Site, YearCase]:
        """Battery, energy, prices and calendar of the operating year after those already run.

        Parameters
        ----------
        earlier : sequence of YearResult
            Years already run.
        prices_of : callable
            Adds prices of other markets to a price year, before it is scaled.
        """
        project, year = self.project, len(earlier) + 1
        cycles = sum(y.figures.full_equivalent_cycles for y in earlier)
        energy = energy_of_year_mwh(project.site.battery, year, cycles)
        chosen = project.prices
        factor = chosen.scale * (1.0 + chosen.trend) ** (year - 1)
        prices = prices_of(self.book.years[(year - 1) % len(self.book.years)]).scaled(factor)
        return project.site, YearCase(year, self.first_fiscal_year + year - 1, prices, energy)

    def model(self, site: Site) -> YearModel:
        """Compiled days of a site, kept for later years."""
        if site not in self._models:
            markets = self.project.markets
            self._models[site] = YearModel(
                site, self.project.spot, intraday=markets.intraday, wheeling=markets.wheeling
            )
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

    def _enter(self) -> list[Message]:
        """Hold the project against the conditions of its schemes."""
        project = self.project
        chosen = [
            ChosenScheme(s.kind, getattr(s, "round", None) or getattr(s, "programme", None)) for s in project.schemes
        ]
        candidate = candidate_of(
            project.site,
            project.compliance,
            area=self.plant.area,
            start_fiscal_year=self.first_fiscal_year,
            bid_power_mw=project.bid_power_mw,
        )
        found = eligibility_findings(candidate, chosen, project.eligibility or "enforce", project.rules)
        if found.faults:
            raise ProjectError("eligibility", found.faults)
        return list(found.warnings)
