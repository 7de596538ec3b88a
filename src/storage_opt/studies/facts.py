"""Unverified facts that a solved case rests on, and the figures that stand for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from storage_opt.inputs.rules import rule_book
from storage_opt.records.rules import Grade
from storage_opt.records.study import Solved
from storage_opt.records.study_answers import Fact
from storage_opt.units import KW_PER_MW

RULE_FACTS = ("rules.fact", "rules.fact.assumed")
"""Sentences of the result on rules; the others are on defaults."""
COST_KEYS = {"per_kwh": "capex_jpy_per_kwh", "per_kw": "capex_jpy_per_kw"}
"""Keys of ``finance`` whose value may come from a cost set, by rule of ``cost_sets``."""


def facts_of(name: str, content: Mapping[str, Any], solved: Solved, asked: Sequence[str] | None) -> list[Fact]:
    """Gather the facts of a case, each rule once.

    Parameters
    ----------
    name : str
        Of the case.
    content : mapping
        Its project.
    solved : Solved
        Its result, with the rules used.
    asked : sequence of str or None
        Names of facts that are wanted, verified ones too; ``None``: all that are doubtful.

    Notes
    -----
    The value is that of the first doubtful use. Capital cost that equals that of an unverified cost set counts as taken from there.
    """
    found: dict[str, Fact] = {}
    for use in solved.kept["rules"]:
        is_doubtful = use["assumed"] or Grade(use["grade"]).is_doubtful
        if use["name"] not in found and (is_doubtful if asked is None else use["name"] in asked):
            found[use["name"]] = Fact(
                use["name"],
                use["index"],
                use["value"],
                use["unit"],
                use["grade"],
                use["source"],
                use["assumed"],
                (name,),
            )
    for told in solved.kept["texts"]["unverified_facts"]:
        if told["name"] not in RULE_FACTS and (asked is None or told["name"] in asked):
            grade = str(Grade.UNVERIFIED)
            found[told["name"]] = Fact(
                told["name"], {}, told["values"].get("value"), "", grade, "", False, (name,), told
            )
    for fact in _cost_facts(name, content.get("finance") or {}):
        if asked is None or fact.rule in asked:
            found[fact.rule] = fact
    return list(found.values())


def _cost_facts(name: str, finance: Mapping[str, Any]) -> list[Fact]:
    book, facts = rule_book(), []
    for rule, key in COST_KEYS.items():
        for (chosen,), lines in book.rule(f"cost_sets.{rule}").series.items():
            line = lines[-1]
            value = line.value
            if isinstance(value, int | float) and finance.get(key) == value and line.grade.is_doubtful:
                unit = book.rule(f"cost_sets.{rule}").unit
                facts.append(
                    Fact(
                        f"cost_sets.{rule}",
                        {"set": chosen},
                        float(value),
                        unit,
                        str(line.grade),
                        line.reference,
                        False,
                        (name,),
                    )
                )
    return facts


def together(facts: Sequence[Fact]) -> list[Fact]:
    """Merge facts of several cases by name and series; the first value stands."""
    merged: dict[str, Fact] = {}
    for fact in facts:
        if fact.rule in merged:
            first = merged[fact.rule]
            merged[fact.rule] = replace(first, cases=(*first.cases, *fact.cases))
        else:
            merged[fact.rule] = fact
    return list(merged.values())


def figures_for_levers(solved: Solved, scheme: Mapping[str, Any], bid_power_mw: float) -> dict[str, Any]:
    """Figures of a case that stand for facts which are tables.

    Parameters
    ----------
    solved : Solved
        Result.
    scheme : mapping
        Section of the scheme that the lever belongs to; empty where it belongs to none.
    bid_power_mw : float
        Power offered to capacity schemes. [MW]
    """
    figures: dict[str, Any] = {}
    contracted = max(year["contracted_kw"] for year in solved.kept["summary"]["years"])
    if contracted:
        figures["derating"] = contracted / (KW_PER_MW * bid_power_mw)
    by_name: dict[str, list[Any]] = {}
    for use in solved.kept["rules"]:
        by_name.setdefault(use["name"], []).append(use["value"])
    if prices := by_name.get("capacity_market.price"):
        figures["main_auction"] = prices[-1]
    if prices := by_name.get("generator_charge.power_charge"):
        figures["generator_price"] = prices[0] / (1.0 + by_name["levy.consumption_tax"][0])
    if "jpy_per_unit" in scheme:
        figures["jpy_per_unit"] = scheme["jpy_per_unit"]
    return figures
