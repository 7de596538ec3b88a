"""Keys of ``summary.json`` on what was known when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from storage_opt.records.foresight import CaptureRatio, RollingChoice
from storage_opt.records.results import RunResult, YearResult
from storage_opt.records.rolled import QUANTILES, ForecastYear, Stage, capture_ratio, is_usable, pasted


def rolling_keys(y: YearResult) -> dict[str, Any] | None:
    """Lay out the steps from perfect foresight to the walk of one year; ``None`` with perfect foresight."""
    if y.rolled is None:
        return None
    perfect = y.rolled.stage("perfect")
    bound = None if perfect is None else perfect.net_jpy
    return {
        "capture_ratio": capture_ratio([y.rolled]),
        "stages": [_stage(stage, bound) for stage in y.rolled.stages],
        "kept_less_wear_jpy": y.outcome.objective_jpy,
        "walks": y.rolled.walks,
        "is_slice_settled": y.rolled.is_slice_settled,
    }


def foresight_keys(result: RunResult, hours: float) -> dict[str, Any]:
    """Lay out how a run was walked, what it captured, and what ratio cut it.

    Parameters
    ----------
    result : RunResult
        The run.
    hours : float
        Stored energy ÷ power of the plant as new. [h]
    """
    run = result.rolled
    given = result.capture_ratio
    if run is None:
        return {"rolling": None, "capture_ratio": None if given is None else _given(given)}
    ratio = _ratio(result.years)
    usable = ratio is not None and is_usable(ratio)
    return {
        "rolling": {
            **_choice(run.choice),
            "capture_ratio": ratio,
            "capture_ratio_to_paste": pasted(ratio, result.area, run, hours) if ratio is not None and usable else None,
            "areas_missing": list(run.areas_missing),
            "forecasts": [_forecast(forecast, result.years) for forecast in run.forecasts],
        },
        "capture_ratio": None,
    }


def _given(ratio: CaptureRatio) -> dict[str, Any]:
    return asdict(ratio) | {"fiscal_years": list(ratio.fiscal_years)}


def _choice(choice: RollingChoice) -> dict[str, Any]:
    file = choice.forecast_file
    return asdict(choice) | {"forecast_file": None if file is None else file.name}


def _ratio(years: Sequence[YearResult]) -> float | None:
    return capture_ratio([y.rolled for y in years if y.rolled is not None])


def _stage(stage: Stage, bound: float | None) -> dict[str, Any]:
    return {
        "name": stage.name,
        "margin_jpy": stage.margin_jpy,
        "wear_jpy": stage.wear_jpy,
        "margin_less_wear_jpy": stage.net_jpy,
        "discharged_mwh": stage.discharged_mwh,
        "share": stage.net_jpy / bound if bound is not None and bound > 0.0 else None,
    }


def _forecast(forecast: ForecastYear, years: Sequence[YearResult]) -> dict[str, Any]:
    scores, below = forecast.scores, forecast.below
    return {
        "price_year": forecast.price_year,
        "days": forecast.n_days,
        "days_by": dict(forecast.days_by),
        "days_scored": 0 if scores is None else scores.n_days,
        "mae_jpy_per_mwh": None if scores is None else scores.mae_jpy_per_mwh,
        "rank_correlation": None if scores is None else scores.rank_correlation,
        "share_below": None if below is None else dict(zip(map(str, QUANTILES), below, strict=True)),
        "days_with_scenarios": forecast.scenario_days,
        "capture_ratio": _ratio([y for y in years if y.prices.fiscal_year == forecast.price_year]),
    }
