"""``storage-opt bid``: the price, grant or cost at which a project reaches a target, and how far to trust it."""

from __future__ import annotations

import time
from dataclasses import replace

from storage_opt.errors import Fault, ProjectError
from storage_opt.finance.bid_price import bid_price, over_ceiling
from storage_opt.inputs.project import Project
from storage_opt.messages import Message, say
from storage_opt.records.bid import BidResult, Found, FrontierPoint, MarketAssumed, Step, Target
from storage_opt.records.bid_price import BidPrice
from storage_opt.schemes.ltda import Ltda
from storage_opt.schemes.ltda_ceiling import price_ceiling
from storage_opt.studies.bid_search import Search
from storage_opt.studies.bid_steps import sensitivity
from storage_opt.studies.bid_variables import Variable, variable_of
from storage_opt.studies.frontier import by_duration, ways_to_hold
from storage_opt.studies.operate import Tell
from storage_opt.studies.outlook import Outlook, Prospect


def bid(
    project: Project, solve_for: str, target: Target, tell: Tell = lambda _: None, *, in_full: bool = True
) -> tuple[Project, BidResult]:
    """Find the value of a variable at which a project reaches a target, dispatch in the loop.

    Parameters
    ----------
    project : Project
        With a finance block that states a capital cost.
    solve_for : str
        ``ltda_price_jpy_per_kw_year``, ``grant_rate``, ``grant_jpy``, ``capacity_price_jpy_per_kw_year``, ``toll_jpy_per_kw_year``,
        ``capex_jpy`` or ``energy_mwh``.
    target : Target
        Metric and value.
    tell : callable
        Is told each step.
    in_full : bool
        Whether sensitivity and frontiers are found as well.

    Returns
    -------
    Project, BidResult
        The project with the value in it (or the best that can be had), and the answer; its value is ``None`` where the target cannot
        be reached.

    Raises
    ------
    UsageError
        Unknown variable.
    ProjectError
        No capital cost, no loan whose ratio is asked for, or no scheme of which the variable is the price.
    InfeasibleError, NoPlanError
        No plan exists, or none was found in the time given.
    """
    began = time.perf_counter()
    variable = variable_of(project, solve_for)
    if target.metric == "min_dscr" and (project.finance is None or project.finance.debt is None):
        raise ProjectError(project.subject, [Fault(say("bid.no_debt"), say("bid.no_debt.do"))])
    outlook = Outlook(project, tell)
    tell(say("bid.progress.search", variable=variable.name))
    found = Search(outlook, variable, target).found()
    solved = variable.put(found.at)
    prospect = outlook.of(solved)
    ltda = next((s for s in project.schemes if isinstance(s, Ltda)), None)
    cost_based = None if ltda is None else cost_based_price(prospect, ltda)
    ceiling = None if ltda is None else price_ceiling(project.rules, ltda.round, prospect.life.plant.area or "")
    steps: tuple[Step, ...] = ()
    durations: tuple[FrontierPoint, ...] = ()
    holding: tuple[FrontierPoint, ...] = ()
    if in_full and found.value is not None:
        steps = sensitivity(outlook, project, variable, target, found, tell)
        if variable.name != "energy_mwh":
            durations = by_duration(outlook, project, variable, target, found, tell)
        holding = ways_to_hold(outlook, solved, variable, target, found, tell)
    result = BidResult(
        variable=variable.name,
        target=target,
        found=found,
        market=market_assumed(prospect),
        cost_based=cost_based,
        round_ceiling=ceiling,
        steps=steps,
        durations=durations,
        holding=holding,
        evaluations=outlook.evaluations,
        solves=outlook.memory.solved,
        recalled=outlook.memory.recalled,
        seconds=time.perf_counter() - began,
    )
    return solved, replace(result, notes=_notes(result, variable, found))


def market_assumed(prospect: Prospect) -> MarketAssumed:
    """Means over the years that are operated. [JPY/year]"""
    years, n = prospect.years, len(prospect.years)
    contracts = [y.contracts for y in years if y.contracts is not None]
    margin = sum(y.figures.margin_jpy for y in years)
    refund = sum(c.clawback_jpy for c in contracts)
    support = sum(c.support_jpy for c in contracts)
    payment = sum(c.payment_jpy - c.penalty_jpy for c in contracts)
    return MarketAssumed(margin / n, refund / n, (margin - refund + support) / n, payment / n)


def cost_based_price(prospect: Prospect, ltda: Ltda) -> BidPrice:
    """Price that the costs of a project allow under the rules of its round.

    Fixed costs are those stated for the first year, without inflation (indexation takes its place), and the generator-side charge.

    Raises
    ------
    ProjectError
        More contingency or return than the round allows.
    """
    project = prospect.project
    terms, start = project.finance, prospect.life.first_fiscal_year
    assert terms is not None, "a prospect has finance"
    assert ltda.term.years is not None, "the rules of a round fix a term"
    flat = replace(terms, costs=tuple(replace(line, inflation=0.0) for line in terms.costs))
    n = len(prospect.years)
    charges = _row(prospect, "generator_charge")
    fixed = [flat.fixed_cost_jpy(year, start) + charge for year, charge in zip(range(1, n + 1), charges, strict=True)]
    rate = ltda.return_in_bid.rate
    contingency = ltda.return_in_bid.contingency or None
    return bid_price(
        project.rules,
        ltda.round,
        capital=terms.capital,
        fixed_om_jpy=fixed,
        property_tax_jpy=_row(prospect, "property_tax"),
        contracted_kw=float(ltda.contracted_kw(prospect.life.plant)),
        decommissioning_jpy=terms.decommissioning_jpy or None,
        contingency=contingency,
        wacc=rate,
        years=ltda.term.years,
    )


def _row(prospect: Prospect, name: str) -> list[float]:
    """Cost of a line by operating year, ≥ 0. [JPY]"""
    flow, n = prospect.finance.flow, len(prospect.years)
    lines = [line.amounts_jpy[-n:] for line in flow.lines if line.group == "fixed_cost" and line.name == name]
    return [-sum(column) for column in zip(*lines, strict=True)] if lines else [0.0] * n


def _notes(result: BidResult, variable: Variable, found: Found) -> tuple[Message, ...]:
    notes: list[Message] = []
    if found.value is not None and found.is_at_edge:
        notes.append(say("bid.note.at_edge"))
    if not found.is_unique:
        notes.append(say("bid.note.not_unique"))
    if found.is_jump:
        notes.append(say("bid.note.jump"))
    if result.cost_based is not None:
        notes += result.cost_based.notes
        if variable.name == "ltda_price_jpy_per_kw_year" and found.value is not None:
            notes += over_ceiling(found.value, result.cost_based, result.round_ceiling)
    for point in result.durations:
        if point.note is not None and not point.energy_mwh:
            notes.append(say("bid.note.no_duration", hours=point.name, reason=point.note))
    return tuple(note for place, note in enumerate(notes) if note not in notes[:place])
