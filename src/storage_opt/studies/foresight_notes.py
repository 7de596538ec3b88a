"""How a run knew its prices: forecasts scored, and what a reader must know of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from storage_opt.forecast.scores import scores
from storage_opt.inputs.project import Project
from storage_opt.messages import Message, say
from storage_opt.records.foresight import KNOWN, CaptureRatio, Expected
from storage_opt.records.prices import PriceYear, SourceFile
from storage_opt.records.results import YearResult
from storage_opt.records.rolled import ForecastYear, RolledRun, capture_ratio, is_usable, pasted
from storage_opt.studies.contract_notes import gathered
from storage_opt.studies.contract_year import ContractSolver
from storage_opt.studies.life import Life
from storage_opt.studies.rolling_solver import RollingSolver
from storage_opt.timeline import SLOTS_PER_DAY

SAME_HOURS = 0.05
"""Durations that differ by less are one. [h]"""


def rolled_run(life: Life, solver: ContractSolver, years: Sequence[YearResult]) -> RolledRun | None:
    """Score the forecasts of the price years that were walked; ``None`` with perfect foresight."""
    if not isinstance(solver, RollingSolver):
        return None
    choice = life.project.rolling
    if choice.forecaster == KNOWN:
        return RolledRun(choice)
    views, missing = solver.walks.views(life.project, life.book, with_scenarios=solver.in_full)
    walked = {y.prices.period.first_day for y in years}
    of_year = [y for y in life.book.years if y.period.first_day in walked]
    scored = tuple(_scored(choice.forecaster, year, views.expected(year.period)) for year in of_year)
    return RolledRun(choice, scored, missing)


def forecast_sources(solver: ContractSolver) -> tuple[SourceFile, ...]:
    """Files of the user's own forecast."""
    if not isinstance(solver, RollingSolver) or solver.choice.forecaster == KNOWN:
        return ()
    return solver.walks.views(solver.life.project, solver.life.book, with_scenarios=solver.in_full)[0].files


def foresight_warnings(
    project: Project, area: str | None, years: Sequence[YearResult], run: RolledRun | None
) -> list[Message]:
    """Say first what the prices were known by, then what stands behind that."""
    if run is not None:
        return _of_walk(project, area, years, run)
    ratio = project.capture_ratio
    if ratio is None:
        return [say("cli.warn.foresight")]
    measured = _measured(ratio)
    stated = say("foresight.measured", what=measured) if measured else ""
    told = [say("foresight.warn.captured", ratio=percent(ratio.value), measured=stated)]
    if ratio.area is not None and ratio.area != area:
        told.append(say("foresight.warn.other_area", measured=ratio.area, used=area or "–"))
    hours = hours_of(project)
    if ratio.hours is not None and abs(ratio.hours - hours) > SAME_HOURS:
        told.append(say("foresight.warn.other_hours", measured=ratio.hours, used=hours))
    return told


def hours_of(project: Project) -> float:
    """Divide stored energy by power. [h]"""
    battery = project.site.battery
    return battery.energy_mwh / battery.power_mw


def percent(share: float) -> str:
    """Write a ratio as readers have it.

    >>> percent(0.62137)
    '62.1%'
    """
    return f"{share:.1%}".replace("-", "−")


def _of_walk(project: Project, area: str | None, years: Sequence[YearResult], run: RolledRun) -> list[Message]:
    choice = run.choice
    told = [say("foresight.warn.known")] if choice.forecaster == KNOWN else [_captured(years, run)]
    ratio = capture_ratio([y.rolled for y in years if y.rolled is not None])
    if ratio is not None and choice.forecaster != KNOWN:
        told.append(_to_paste(ratio, project, area, run))
    for year in run.forecasts:
        others = {name: days for name, days in year.days_by.items() if name != choice.forecaster}
        if others:
            told.append(
                say(
                    "foresight.warn.warm_up",
                    year=year.price_year,
                    forecaster=say(f"foresight.forecaster.{choice.forecaster}"),
                    days=sum(others.values()),
                    all=year.n_days,
                    instead=listed(others),
                )
            )
    if run.areas_missing:
        name = say(f"foresight.forecaster.{choice.forecaster}")
        told.append(say("foresight.warn.areas_missing", forecaster=name, areas=", ".join(run.areas_missing)))
    unsettled = [y.year for y in years if y.rolled is not None and not y.rolled.is_slice_settled]
    return told + gathered([say("foresight.warn.slice", year=year) for year in unsettled])


def listed(days_by: dict[str, int]) -> Message:
    """Name forecasters with their days, nested so that each language joins its own words."""
    parts = [
        say("foresight.day_by", forecaster=say(f"foresight.forecaster.{name}"), days=days)
        for name, days in days_by.items()
    ]
    joined = parts[0]
    for part in parts[1:]:
        joined = say("foresight.and", first=joined, second=part)
    return joined


def _captured(years: Sequence[YearResult], run: RolledRun) -> Message:
    ratio = capture_ratio([y.rolled for y in years if y.rolled is not None])
    named = {
        "forecaster": say(f"foresight.forecaster.{run.choice.forecaster}"),
        "bids": say(f"foresight.bids.{run.choice.bids}"),
    }
    if ratio is None:
        return say("foresight.warn.rolling_none", **named)
    return say("foresight.warn.rolling", ratio=percent(ratio), **named)


def _to_paste(ratio: float, project: Project, area: str | None, run: RolledRun) -> Message:
    if not is_usable(ratio):
        return say("foresight.warn.loss", ratio=f"{ratio:.4f}")
    return say("foresight.warn.paste", paste=pasted(ratio, area, run, hours_of(project)))


def _measured(ratio: CaptureRatio) -> str:
    """Say what a ratio was measured on, in the words of the file."""
    parts = [ratio.area, *(f"FY{year}" for year in ratio.fiscal_years)]
    parts += [None if ratio.hours is None else f"{ratio.hours:g} h", ratio.forecaster, ratio.bids, ratio.source]
    return ", ".join(part for part in parts if part)


def _scored(name: str, year: PriceYear, expected: Expected) -> ForecastYear:
    actual = year.spot_jpy_per_mwh.reshape(-1, SLOTS_PER_DAY)
    own = np.array([by == name for by in expected.made_by])
    found = scores(expected.first_days_jpy_per_mwh[own].ravel(), actual[own].ravel()) if own.any() else None
    below, days = None, 0
    if expected.quantiles_jpy_per_mwh is not None:
        drawn = np.isfinite(expected.quantiles_jpy_per_mwh).all(axis=(0, 2))
        days = int(drawn.sum())
        below = tuple(float((actual[drawn] < quantile[drawn]).mean()) for quantile in expected.quantiles_jpy_per_mwh)
    days_by = dict(Counter(expected.made_by))
    return ForecastYear(year.fiscal_year, year.period.n_days, days_by, found, below, days)
