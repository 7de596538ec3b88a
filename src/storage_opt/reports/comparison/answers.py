"""Additionality, equal public budget and sweep in words and tables."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from storage_opt.messages import quoted, text
from storage_opt.records.study import Comparison
from storage_opt.records.study_answers import (
    Additionality,
    BudgetCase,
    BudgetSide,
    EqualBudget,
    MerchantCase,
    Sweep,
    SweepStep,
    difference_of,
)
from storage_opt.reports.comparison.columns import COLUMNS, Column
from storage_opt.reports.comparison.draws import draws_told
from storage_opt.reports.comparison.facts import fact_label, fact_sentence, grade_text, value_text, value_with_unit
from storage_opt.reports.comparison.matrix import Writer
from storage_opt.reports.numerals import NOTHING, amount, number

JPY = Column("npv_jpy", "jpy", 0)
BUDGET_COLUMNS = (
    *("public_cost_npv_jpy", "grant_jpy", "grant_share", "project_irr", "npv_jpy"),
    *("discharged_mwh", "shifted_mwh", "lost_margin_jpy"),
)


def answers(comparison: Comparison, writer: Writer) -> dict[str, Any]:
    """Everything that the page says beside the matrix; parts that the study does not ask for are ``None``."""
    parts = {
        "additionality": None if comparison.additionality is None else _additionality(comparison.additionality, writer),
        "equal_budget": None if comparison.equal_budget is None else _equal_budget(comparison.equal_budget, writer),
        "sweep": None if comparison.sweep is None else _sweep(comparison.sweep, writer),
    }
    told = [part["sentences"][-1] for part in (parts["sweep"],) if part is not None and part["sentences"]]
    told += draws_told(comparison.draws, writer)[:1]
    return {**parts, "sentences": told, "amount_unit": writer.unit(JPY)}


def answers_told(comparison: Comparison, writer: Writer) -> list[str]:
    """Sentences on all questions that the study asks."""
    parts = answers(comparison, writer)
    found = [parts[name]["sentences"] for name in ("additionality", "equal_budget", "sweep") if parts[name] is not None]
    return [sentence for sentences in found for sentence in sentences]


def answers_json(comparison: Comparison) -> dict[str, Any]:
    """Keys of ``summary.json``; null where the study does not ask."""
    return {
        "additionality": None
        if comparison.additionality is None
        else {
            "hurdle": comparison.additionality.hurdle,
            "plants": [asdict(plant) | {"is_built": plant.is_built} for plant in comparison.additionality.plants],
        },
        "equal_budget": None if comparison.equal_budget is None else asdict(comparison.equal_budget),
        "sweep": None if comparison.sweep is None else _sweep_json(comparison.sweep),
    }


def _sweep_json(sweep: Sweep) -> dict[str, Any]:
    return {
        "headline": sweep.headline,
        "pair": list(sweep.pair),
        "base": list(sweep.base),
        "difference": difference_of(sweep.base),
        "overturning": [swept.fact.rule for swept in sweep.overturning],
        "swept": [
            asdict(swept)
            | {"effect": swept.effect, "effect_on_case": swept.effect_on_case, "overturns": swept.overturns}
            for swept in sweep.swept
        ],
        "not_swept": [asdict(fact) for fact in sweep.not_swept],
    }


def percent(share: float | None) -> str:
    """Write a share or a rate in per cent, without the sign."""
    return number(None if share is None else 100.0 * share, 2)


def _additionality(found: Additionality, writer: Writer) -> dict[str, Any]:
    rows = []
    for plant in found.plants:
        is_built = plant.is_built
        verdict = "no_merchant" if is_built is None else "built" if is_built else "not_built"
        rows.append(
            {
                "name": plant.name,
                "is_merchant": True,
                "cells": [
                    percent(plant.project_irr),
                    writer.value(JPY, plant.npv_at_hurdle_jpy),
                    writer.value(JPY, plant.grant_needed_jpy),
                    number(plant.grant_needed_jpy_per_kw, 0),
                    percent(plant.grant_needed_share),
                ],
                "verdict": text(f"comparison.verdict.{verdict}", writer.language),
            }
        )
        rows += [
            {
                "name": case.name,
                "is_merchant": False,
                "cells": [percent(case.project_irr), writer.value(JPY, case.npv_at_hurdle_jpy), "", "", ""],
                "verdict": text(f"comparison.verdict.{case.verdict}", writer.language),
            }
            for case in plant.supported
        ]
    hurdle = percent(found.hurdle)
    sentences = [_told(plant, hurdle, writer.language) for plant in found.plants]
    return {"hurdle": hurdle, "rows": rows, "sentences": sentences}


def _told(plant: MerchantCase, hurdle: str, language: str) -> str:
    """Say plainly whether a plant would be built without support, and what does not get it there."""

    def t(key: str, /, **values: object) -> str:
        return text(f"comparison.additionality.{key}", language, **values)

    if plant.is_built is None:
        return t("unknown", name=plant.name)
    irr = t("no_irr") if plant.project_irr is None else t("irr", irr=percent(plant.project_irr))
    said = t("built" if plant.is_built else "not_built", name=plant.name, irr=irr, hurdle=hurdle)
    parts = [said]
    if not plant.is_built:
        needed, share = plant.grant_needed_jpy, percent(plant.grant_needed_share)
        parts.append(t("beyond") if needed is None else t("needed", amount=amount(needed, language), share=share))
    for verdict in ("additional", "not_enough", "built_anyway"):
        names = [case.name for case in plant.supported if case.verdict == verdict]
        if names:
            parts.append(t(verdict, names=_quoted(names, language)))
    return (" " if language == "en" else "").join(parts)


def _quoted(names: list[str], language: str) -> str:
    return text("reports.join", language).join(text("comparison.quoted", language, name=name) for name in names)


def _equal_budget(found: EqualBudget, writer: Writer) -> dict[str, Any]:
    rows, sentences = [], []
    for case in found.cases:
        sentences.append(_budget_told(case, writer))
        for way, side in (("contract", case.contract), ("grant", case.granted)):
            if side is not None:
                name = text(
                    f"comparison.equal_budget.{way}", writer.language, name=case.name, merchant=case.merchant or ""
                )
                rows.append({"name": name, "cells": _budget_cells(case, side, way, writer)})
    columns = [
        {"label": _budget_label(name, writer), "unit": "%" if name == "grant_share" else writer.unit(COLUMNS[name])}
        for name in BUDGET_COLUMNS
    ]
    return {"of": found.of, "rows": rows, "columns": columns, "sentences": sentences}


def _budget_label(name: str, writer: Writer) -> str:
    key = "comparison.additionality.share" if name == "grant_share" else f"comparison.figure.{name}"
    return text(key, writer.language)


def _budget_cells(case: BudgetCase, side: BudgetSide, way: str, writer: Writer) -> list[str]:
    is_grant = way == "grant"
    return [
        writer.value(JPY, side.public_npv_jpy),
        writer.value(JPY, case.grant_jpy) if is_grant else NOTHING,
        percent(case.grant_share) if is_grant else NOTHING,
        percent(side.project_irr),
        writer.value(JPY, side.npv_jpy),
        number(side.discharged_mwh, 0),
        number(side.shifted_mwh, 0),
        writer.value(COLUMNS["lost_margin_jpy"], side.lost_margin_jpy),
    ]


def _budget_told(case: BudgetCase, writer: Writer) -> str:
    """Say what the same public money does one way and the other."""
    language = writer.language
    if case.obstacle is not None:
        return text(f"comparison.equal_budget.{case.obstacle}", language, name=case.name, merchant=case.merchant or "")
    assert case.contract is not None and case.granted is not None and case.grant_jpy is not None
    name = "told_beyond" if (case.grant_share or 0.0) >= 1.0 else "told"
    return text(
        f"comparison.equal_budget.{name}",
        language,
        name=case.name,
        budget=amount(case.contract.public_npv_jpy, language),
        grant=amount(case.grant_jpy, language),
        share=percent(case.grant_share),
        npv_contract=amount(case.contract.npv_jpy, language),
        npv_grant=amount(case.granted.npv_jpy, language),
        irr_contract=_irr(case.contract, language),
        irr_grant=_irr(case.granted, language),
        mwh_contract=number(case.contract.discharged_mwh, 0),
        mwh_grant=number(case.granted.discharged_mwh, 0),
    )


def _irr(side: BudgetSide, language: str) -> str:
    if side.project_irr is None:
        return text("comparison.additionality.no_irr", language)
    return text("comparison.additionality.irr", language, irr=percent(side.project_irr))


def _sweep(found: Sweep, writer: Writer) -> dict[str, Any]:
    language = writer.language
    column = COLUMNS.get(found.headline, Column(found.headline, "jpy_per_kw_year", 0))
    label = text(f"comparison.figure.{found.headline}", language)
    is_percent = column.unit == "percent"
    unit = text("comparison.unit.points", language) if is_percent else writer.unit(column)
    rows = [
        {
            "fact": fact_label(swept.fact, language),
            "key": swept.key,
            "value": value_with_unit(swept.fact, language),
            "steps": [_step(step, column, writer) for step in swept.steps],
            "effect": writer.value(column, swept.effect),
            "overturns": swept.overturns,
            "grade": grade_text(swept.fact, language),
            "source": quoted(swept.fact.source, language),
        }
        for swept in found.swept
    ]
    return {
        "headline": label,
        "pair": found.pair,
        "unit": unit,
        "step_unit": writer.unit(column),
        "rows": rows,
        "held": [fact_sentence(fact, language) for fact in found.not_swept],
        "sentences": _sweep_told(found, column, writer, label),
    }


def _step(step: SweepStep, column: Column, writer: Writer) -> str:
    language = writer.language
    values = text("comparison.sweep.or", language).join(
        dict.fromkeys(value_text(v, language) for v in step.settings.values())
    )
    if step.messages:
        return text("comparison.sweep.failed", language, value=values, message=step.messages[language])
    first, second = (writer.value(column, v) for v in step.values)
    shown = NOTHING if step.difference is None else writer.change(column, step.difference)
    return text("comparison.sweep.step", language, value=values, first=first, second=second, difference=shown)


def _sweep_told(found: Sweep, column: Column, writer: Writer, label: str) -> list[str]:
    """Say what the conclusion is, and whether any fact could overturn it."""
    language = writer.language
    base, case, other = difference_of(found.base), *found.pair

    def t(key: str, /, **values: object) -> str:
        return text(f"comparison.sweep.{key}", language, case=case, other=other, headline=label, **values)

    if base is None:
        return [t("no_base")]
    unit = text("comparison.unit.points", language) if column.unit == "percent" else writer.unit(column)
    values = {"difference": writer.change(column, base), "unit": unit, "count": len(found.swept)}
    if base == 0.0:
        return [t("equal", **values)]
    joined = _quoted([fact_label(swept.fact, language) for swept in found.overturning], language)
    return [t("overturned", facts=joined, **values) if joined else t("stands", held=len(found.not_swept), **values)]
