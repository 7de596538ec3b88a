"""The money of a project whose years are settled."""

from __future__ import annotations

from collections.abc import Sequence

from storage_opt.finance.cash_flow import Connected, cash_flow
from storage_opt.inputs.project import Project
from storage_opt.messages import Message, say
from storage_opt.records.finance import ProjectFinance
from storage_opt.records.results import YearResult
from storage_opt.studies.life import Life
from storage_opt.studies.operated import operated_year
from storage_opt.units import KW_PER_MW


def project_finance(project: Project, life: Life, years: Sequence[YearResult]) -> ProjectFinance | None:
    """Cash flow and measures of a project; ``None`` where it states no capital cost.

    Raises
    ------
    ProjectError
        A charge or a tax rate that no rule holds and the project does not state.
    """
    terms = project.finance
    if terms is None or not terms.capital:
        return None
    upfront = [payment for scheme in project.schemes for payment in scheme.upfront(life.plant)]
    return cash_flow(
        terms, [operated_year(y) for y in years], upfront, connected_of(project, life.plant.area), project.rules
    )


def connected_of(project: Project, area: str | None) -> Connected:
    """Return what grid charges look at."""
    battery, limit = project.site.battery, project.site.connection.export_limit_mw
    return Connected(
        area,
        min(battery.power_mw, limit) * KW_PER_MW,
        battery.charge_power_mw * KW_PER_MW,
        battery.round_trip_efficiency,
    )


def granted_jpy(finance: ProjectFinance | None) -> dict[int, float] | None:
    """Grants less what is returned of them, by year end; ``None`` without a cash flow. [JPY]"""
    if finance is None:
        return None
    return dict(zip(finance.flow.times, finance.flow.total("grant"), strict=True))


def finance_missing(project: Project) -> tuple[Message, ...]:
    """Say that a finance block without capital cost gives no cash flow."""
    is_without = project.finance is not None and not project.finance.capital
    return (say("finance.note.no_capital"),) if is_without else ()
