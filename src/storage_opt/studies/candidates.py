"""The bid of one candidate: the price at which it reaches its target, with dispatch in the loop, and what that price rests on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from storage_opt.inputs.project import Project
from storage_opt.messages import LANGUAGES, Message, say
from storage_opt.records.bid import Found, Target
from storage_opt.records.bid_price import BidPrice
from storage_opt.records.results import YearResult
from storage_opt.records.round import YearOfBid
from storage_opt.records.rule_book import RuleBook, doubtful_facts
from storage_opt.records.rules import shown_value
from storage_opt.records.study import Answer
from storage_opt.schemes.ltda import Ltda
from storage_opt.schemes.ltda_ceiling import price_ceiling
from storage_opt.settlement.public import public_figures
from storage_opt.studies.batches import Job
from storage_opt.studies.bench import Bench
from storage_opt.studies.bid import cost_based_price, market_assumed
from storage_opt.studies.bid_search import Search, metric_of
from storage_opt.studies.bid_variables import Variable, variable_of
from storage_opt.studies.contract_notes import contract_warnings
from storage_opt.studies.outlook import Outlook, Prospect
from storage_opt.studies.project_finance import granted_jpy
from storage_opt.timeline import SLOT_H

PRICE = "ltda_price_jpy_per_kw_year"
REQUIRED, COST_BASED, STATED = "required", "cost_based", "stated"
"""How the price of a bid comes about."""
RULE_VALUES = "rule_values"
"""Key of an answer under which the values of rules stand."""
BEYOND_COST = "beyond_cost"
"""Part of a price that no cost explains."""


def price_candidate(project: Project, job: Job, bench: Bench) -> Answer:
    """Find the price of a bid and everything that a round shows of it; the work function of a round.

    Parameters
    ----------
    project : Project
        The candidate, with a contract of the auction.
    job : Job
        Its ``ask``: ``price`` (``required``, ``cost_based`` or ``stated``), ``metric`` and ``target``; ``jpy_per_kw_year`` where the
        price is stated.
    bench : Bench
        Prices, models and plans that the candidates of a batch share.

    Raises
    ------
    ProjectError
        No capital cost, or more return or contingency than the round allows.
    InfeasibleError, NoPlanError
        No plan exists, or none was found in the time given.
    """
    ask = job.ask
    outlook, variable = bench.outlook(project), variable_of(project, PRICE)
    target = Target(ask["metric"], ask["target"])
    found, at = _price(outlook, variable, target, ask["price"], ask.get("jpy_per_kw_year"))
    prospect = outlook.of(variable.put(at))
    ltda = ltda_of(prospect.project)
    cost = cost_based_price(prospect, ltda)
    years = [year_of_bid(year) for year in prospect.years]
    return Answer(
        job.key,
        _figures(prospect, ltda, cost, at, target) | {"is_reached": int(found is None or found.value is not None)},
        {
            "years": [asdict(year) for year in years],
            "parts": parts_of(cost, at),
            "warnings": _texts(
                [*_notes(found), *prospect.life.warnings, *contract_warnings(prospect.years), *cost.notes]
            ),
            "facts": _texts([*prospect.project.unverified_facts, *doubtful_facts(prospect.project.rules)]),
            "rules": {use.file.name: use.file.sha256 for use in prospect.project.rules.used},
            RULE_VALUES: rule_values(prospect.project.rules),
            "evaluations": outlook.evaluations,
        },
    )


def _price(
    outlook: Outlook, variable: Variable, target: Target, how: str, stated: float | None
) -> tuple[Found | None, float]:
    """Price of the bid, and the search that found it. [JPY/kW/year]"""
    if how == STATED:
        assert stated is not None, "a stated price comes with its value"
        return None, stated
    if how == COST_BASED:
        prospect = outlook.of(variable.put(variable.guess))
        return None, cost_based_price(prospect, ltda_of(prospect.project)).jpy_per_kw_year
    found = Search(outlook, variable, target).found()
    return found, found.at


def ltda_of(project: Project) -> Ltda:
    """Return the contract of the auction that every candidate has."""
    return next(scheme for scheme in project.schemes if isinstance(scheme, Ltda))


def year_of_bid(year: YearResult) -> YearOfBid:
    """Draw what a round shows of one operating year; the contract's own kW, whatever stacks on it."""
    contracts = year.contracts
    assert contracts is not None, "a candidate has a contract"
    contracted = sum(s.contract.contracted_kw for s in contracts.schemes if s.contract.scheme == Ltda.kind)
    return YearOfBid(
        fiscal_year=year.fiscal_year,
        contracted_kw=contracted,
        margin_jpy=contracts.margin_jpy,
        refund_jpy=contracts.clawback_jpy - contracts.support_jpy,
        payment_jpy=contracts.payment_jpy,
        penalty_jpy=contracts.penalty_jpy,
        public_net_jpy=contracts.public_net_jpy,
        discharged_mwh=year.figures.discharged_mwh,
        shifted_mwh=float(year.dispatch.discharge_mw.sum() * SLOT_H),
    )


def _figures(
    prospect: Prospect, ltda: Ltda, cost: BidPrice, price: float, target: Target
) -> dict[str, float | int | None]:
    plant, measures = prospect.life.plant, prospect.finance.measures
    market, n = market_assumed(prospect), len(prospect.years)
    years = [year_of_bid(year) for year in prospect.years]
    rate = prospect.life.public_rate
    upfront = [payment for scheme in prospect.project.schemes for payment in scheme.upfront(plant)]
    public = public_figures(prospect.years, upfront, rate, granted_jpy(prospect.finance))
    assert public is not None, "a candidate has a contract"
    at = [(1.0 + rate) ** -number for number in range(1, n + 1)]
    return {
        "price_jpy_per_kw_year": price,
        "contracted_kw": ltda.contracted_kw(plant),
        "energy_mwh": plant.energy_mwh,
        "whole_hours": plant.hours(),
        "capex_jpy": measures.capex_jpy,
        "cost_based_jpy_per_kw_year": cost.jpy_per_kw_year,
        "ceiling_jpy_per_kw_year": price_ceiling(prospect.project.rules, ltda.round, plant.area or ""),
        "attained": metric_of(prospect.finance, target),
        "project_irr": measures.project_irr,
        "equity_irr": measures.equity_irr,
        "margin_jpy": market.margin_jpy,
        "refund_jpy": market.refund_jpy,
        "kept_jpy": market.kept_jpy,
        "payment_jpy": market.payment_jpy,
        "discharged_mwh": sum(y.discharged_mwh for y in years) / n,
        "shifted_mwh": sum(y.shifted_mwh for y in years) / n,
        "grant_jpy": measures.grant_jpy,
        "public_cost_npv_jpy": public.cost_npv_jpy,
        "contracted_kw_years": sum(w * y.contracted_kw for w, y in zip(at, years, strict=True)),
        "shifted_mwh_npv": sum(w * y.shifted_mwh for w, y in zip(at, years, strict=True)),
    }


def parts_of(cost: BidPrice, price_jpy_per_kw_year: float) -> dict[str, float]:
    """Cost items of a price, for price monitoring; what no cost explains stands as an item of its own. [JPY/kW/year]

    They sum to the price, or to the cost-based price where that is higher.
    """
    capital = {
        "construction": cost.construction_jpy,
        "contingency": cost.contingency_jpy,
        "grid_connection": cost.grid_connection_jpy,
        "other_capital": cost.other_capital_jpy,
        "decommissioning": cost.decommissioning_jpy,
    }
    yearly = {name: amount * cost.capital_recovery for name, amount in capital.items()}
    yearly |= {"fixed_om": cost.fixed_om_jpy, "property_tax": cost.property_tax_jpy}
    parts = {name: amount / cost.contracted_kw for name, amount in yearly.items() if amount > 0.0}
    beyond = price_jpy_per_kw_year - cost.jpy_per_kw_year
    return parts | ({BEYOND_COST: beyond} if beyond > 0.0 else {})


def _notes(found: Found | None) -> list[Message]:
    """Say what a search found besides its value."""
    if found is None or found.value is None:
        return []
    notes = {"bid.note.at_edge": found.is_at_edge, "bid.note.not_unique": not found.is_unique}
    return [say(name) for name, holds in (notes | {"bid.note.jump": found.is_jump}).items() if holds]


def rule_values(book: RuleBook) -> list[dict[str, Any]]:
    """Values of all rules that were looked up: each with its name, index and day."""
    return [
        {
            "name": use.name,
            "index": dict(use.index),
            "on": None if use.on is None else use.on.isoformat(),
            "value": shown_value(use.value) if use.value == math.inf else use.value,
            "unit": use.unit,
        }
        for use in book.used
    ]


def _texts(messages: Sequence[Message]) -> list[dict[str, str]]:
    """Each sentence once, in every language."""
    told = [{language: message.text(language) for language in LANGUAGES} for message in messages]
    return [text for place, text in enumerate(told) if text not in told[:place]]
