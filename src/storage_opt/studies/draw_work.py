"""One draw of one case: its money, and the price that would be required; runs on a worker."""

from __future__ import annotations

from dataclasses import asdict

from storage_opt.finance.measures import npv
from storage_opt.inputs.project import Project
from storage_opt.records.bid import Target
from storage_opt.records.draws import REQUIRED
from storage_opt.records.study import Answer
from storage_opt.settlement.public import public_figures
from storage_opt.studies.batches import Job
from storage_opt.studies.bench import Bench
from storage_opt.studies.bid_search import ROUGH, Search
from storage_opt.studies.bid_variables import variable_of
from storage_opt.studies.outlook import Prospect
from storage_opt.studies.project_finance import granted_jpy
from storage_opt.units import KW_PER_MW


def solve_draw(project: Project, job: Job, bench: Bench) -> Answer:
    """Operate a drawn project, and lay out its money.

    Parameters
    ----------
    project : Project
        As drawn.
    job : Job
        ``ask`` holds ``required`` (``solve_for``, ``metric``, ``value``) where a price is searched.
    bench : Bench
        Shared by the draws of the batch.

    Raises
    ------
    ProjectError
        The battery has aged below its limits, or what was drawn does not fit together.
    InfeasibleError, NoPlanError
        No plan exists, or none was found in the time given.
    """
    outlook = bench.outlook(project)
    figures = draw_figures(outlook.of(project))
    if (asked := job.ask.get(REQUIRED)) is not None:
        variable = variable_of(project, asked["solve_for"])
        figures[REQUIRED] = Search(outlook, variable, Target(asked["metric"], asked["value"]), ROUGH).found().value
    return Answer(job.key, figures, {})


def draw_figures(prospect: Prospect) -> dict[str, float | int | None]:
    """Figures of a draw, each as a run of the same project has it."""
    project, years, finance = prospect.project, prospect.years, prospect.finance
    measures, flow = asdict(finance.measures), finance.flow
    plant, power_kw = prospect.life.plant, KW_PER_MW * project.site.battery.power_mw
    upfront = [payment for scheme in project.schemes for payment in scheme.upfront(plant)]
    public = public_figures(years, upfront, prospect.life.public_rate, granted_jpy(finance))
    cost = None if public is None else public.cost_npv_jpy
    contracts = [y.contracts.owner_net_jpy if y.contracts is not None else y.figures.margin_jpy for y in years]
    margin = sum(y.figures.margin_jpy for y in years) / len(years)
    names = (
        *("project_irr", "project_irr_pre_tax", "equity_irr", "min_dscr", "npv_jpy"),
        *("equity_npv_jpy", "capex_jpy", "grant_jpy", "debt_jpy"),
    )
    return {name: None if measures[name] is None else float(measures[name]) for name in names} | {
        "npv_pre_tax_jpy": npv(flow.before_tax_jpy, flow.times, finance.terms.discount_rate),
        "public_cost_npv_jpy": cost,
        "public_cost_jpy_per_kw": None if cost is None else cost / power_kw,
        "margin_jpy_per_kw_year": margin / power_kw,
        "owner_net_jpy_per_kw_year": sum(contracts) / len(years) / power_kw,
        "discharged_mwh": sum(y.figures.discharged_mwh for y in years) / len(years),
        "cycles_per_day": sum(y.figures.full_equivalent_cycles for y in years)
        / sum(y.prices.period.n_days for y in years),
        "modelled_years": len(years),
    }
