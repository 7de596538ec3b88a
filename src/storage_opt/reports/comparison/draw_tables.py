"""``draws.parquet`` and the ``draws`` part of the summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from storage_opt.messages import current_language
from storage_opt.records.draw_results import CaseDraws, DrawnStudy, DrawRow, Quantile, Share, Spread
from storage_opt.records.draws import FACTORS
from storage_opt.records.study import Answer, Failed
from storage_opt.reports.comparison.tables import DONE, FAILED, table_of


def draws_table(drawn: DrawnStudy) -> pa.Table:
    """One row per draw and case: what was drawn, status, figures."""
    numbers = {case.name: at for at, case in enumerate(drawn.cases, start=1)}
    return table_of([_row(numbers[row.case], row) for row in drawn.rows])


def _row(case: int, row: DrawRow) -> dict[str, Any]:
    outcome, one = row.outcome, row.drawn
    failed = isinstance(outcome, Failed)
    return {
        "case": case,
        "name": row.case,
        "draw": one.number,
        "key": outcome.key,
        "status": FAILED if failed else DONE,
        "message": outcome.texts[current_language()] if isinstance(outcome, Failed) else None,
        **{f"drawn.{name}": getattr(one, name) for name in FACTORS},
        "drawn.delay_years": one.delay_years,
        "drawn.price_years": None if one.price_years is None else list(one.price_years),
        **(
            {f"figures.{name}": value for name, value in outcome.figures.items()} if isinstance(outcome, Answer) else {}
        ),
    }


def draws_json(drawn: DrawnStudy | None) -> dict[str, Any] | None:
    """Key ``draws`` of ``summary.json``; null where the study draws nothing."""
    if drawn is None:
        return None
    ask = drawn.ask
    required = None
    if ask.required is not None:
        target = ask.required.target
        required = {"solve_for": ask.required.solve_for, "target": {target.metric: target.value}}
    return {
        "count": ask.count,
        "seed": ask.seed,
        "reference": drawn.reference,
        "price_years": list(drawn.price_years) or None,
        "block_years": None if ask.price_years is None else ask.price_years.block_years,
        "required": required,
        "cases": [_case(case) for case in drawn.cases],
    }


def _case(case: CaseDraws) -> dict[str, Any]:
    return {
        "name": case.name,
        "failed": len(case.failed),
        "failures": failures(case),
        "figures": {spread.figure: _spread(spread) for spread in case.spreads},
        "min_dscr_below_1": None if case.short_cover is None else _share(case.short_cover),
        "difference": {
            paired.figure: {name: value for name, value in asdict(paired).items() if name != "figure"}
            for paired in case.paired
        },
        "convergence": {
            found.figure: {
                "is_settled": found.is_settled,
                "steps": [
                    {
                        "draws": step.draws,
                        "p50": step.p50.value,
                        "mean": step.mean,
                        "standard_error": step.standard_error,
                    }
                    for step in found.steps
                ],
            }
            for found in case.convergence
        },
    }


def failures(case: CaseDraws, language: str | None = None) -> list[dict[str, Any]]:
    """Say what went wrong, each text once with the draws in which it did."""
    found: dict[str, list[int]] = {}
    for number, failed in case.failed.items():
        found.setdefault(failed.texts[language or current_language()], []).append(number)
    return [{"message": message, "draws": numbers} for message, numbers in found.items()]


def _spread(spread: Spread) -> dict[str, Any]:
    quantiles: Mapping[str, Quantile] = {"p10": spread.p10, "p50": spread.p50, "p90": spread.p90}
    return {
        "draws": spread.draws,
        "below": spread.below,
        "above": spread.above,
        "left_out": spread.left_out,
        "share_without": None if not spread.draws else spread.without / spread.draws,
        **{name: found.value for name, found in quantiles.items()},
        "beyond": {name: found.beyond for name, found in quantiles.items() if found.beyond is not None} or None,
        "mean": spread.mean,
        "standard_deviation": spread.deviation,
        "standard_error": spread.standard_error,
    }


def _share(share: Share) -> dict[str, Any]:
    return {"draws": share.count, "hits": share.hits, "share": share.share, "low": share.low, "high": share.high}


def names_of_figures(cases: Sequence[CaseDraws]) -> list[str]:
    """Figures that some case has."""
    return list(dict.fromkeys(s.figure for case in cases for s in case.spreads if s.count))
