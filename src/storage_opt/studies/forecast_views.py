"""Views of the prices to come from a forecaster: each forecast from what was published before its own gate, made once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from storage_opt.forecast.base import Forecaster
from storage_opt.forecast.choose import forecaster as forecaster_by_name
from storage_opt.forecast.stated import Stated
from storage_opt.inputs.forecast_file import read_forecast
from storage_opt.records.forecast import History
from storage_opt.records.foresight import KNOWN, LEARNED, STATED, Expected, RollingChoice
from storage_opt.records.prices import Floats, PriceYear, SourceFile
from storage_opt.records.rolled import QUANTILES
from storage_opt.records.rule_book import RuleBook
from storage_opt.studies.published import PublishedSpot
from storage_opt.studies.scenario_bid_walk import Scenarios
from storage_opt.studies.views import View
from storage_opt.timeline import SLOTS_PER_DAY, Period

NOBODY = "none"
"""Stands for a forecaster on days before which no price is known."""
SIMPLER: Mapping[str, tuple[str, ...]] = {
    "learned": ("mean_28_days_by_day_type", "mean_7_days_by_day_type", "previous_day"),
    "mean_28_days_by_day_type": ("mean_7_days_by_day_type", "previous_day"),
    "mean_28_days": ("mean_7_days", "previous_day"),
    "mean_7_days_by_day_type": ("previous_day",),
    "mean_7_days": ("previous_day",),
    "previous_week": ("previous_day",),
}
"""Forecasters that need a shorter history, in the order in which they stand in."""
SCENARIOS, SEED = 100, 0
"""Scenarios of a delivery day from which its quantiles are taken, and their seed."""


def chosen_forecaster(choice: RollingChoice, area: str | None) -> tuple[Forecaster, tuple[SourceFile, ...]]:
    """Make the forecaster of a choice other than ``known``, and say which file it rests on.

    Raises
    ------
    MarketDataError
        The forecast file is missing or wrong.
    UsageError
        ``learned`` without the extra ``forecast``.
    """
    if choice.forecaster == STATED:
        assert choice.forecast_file is not None, "the door asks for the file"
        table, file = read_forecast(choice.forecast_file, area)
        return Stated(table), (file,)
    return forecaster_by_name(choice.forecaster), ()


@dataclass(frozen=True, eq=False)
class Series:
    """A run of days without a gap in calendar time, whatever the order in which its years are operated.

    Parameters
    ----------
    spot : PublishedSpot
        Prices of the area with the rules of publication.
    history : History
        The same prices and those of other areas; only ``known`` hands out any.
    """

    spot: PublishedSpot
    history: History

    def known(self, day: date) -> History | None:
        """Return what was published before the gate of a delivery day; ``None``: nothing yet."""
        n_days = len(self.spot.before_gate(day))
        return self.history.head(n_days) if n_days else None


def series_of(
    area: str | None, years: Sequence[PriceYear], others: Mapping[str, Sequence[PriceYear]], rules: RuleBook
) -> tuple[Series, ...]:
    """Join price years that follow each other, other areas beside them, into runs in order of time."""
    ordered = sorted(years, key=lambda year: year.period.first_day)
    runs: list[list[PriceYear]] = []
    for year in ordered:
        follows = runs and runs[-1][-1].period.last_day + timedelta(days=1) == year.period.first_day
        runs[-1].append(year) if follows else runs.append([year])
    return tuple(_joined(area, run, others, rules) for run in runs)


def _joined(
    area: str | None, run: Sequence[PriceYear], others: Mapping[str, Sequence[PriceYear]], rules: RuleBook
) -> Series:
    period = Period(run[0].period.first_day, sum(year.period.n_days for year in run))
    spot = np.concatenate([year.spot_jpy_per_mwh for year in run])
    beside = {}
    for name, their_years in others.items():
        by_day = {year.period.first_day: year for year in their_years}
        if all(year.period.first_day in by_day for year in run):
            beside[name] = np.concatenate([by_day[year.period.first_day].spot_jpy_per_mwh for year in run])
    published = PublishedSpot(PriceYear(run[0].fiscal_year, period, spot), rules)
    return Series(published, History(area, period, spot, beside))


class ForecastViews:
    """Views of all price years of a run from one forecaster.

    Nothing in them hangs on the battery, so operating years on the same prices share them; prices that the project scales are expected
    scaled alike.

    Parameters
    ----------
    choice : RollingChoice
        Forecaster, length of the windows, refits, warm-up; not ``known``.
    series : sequence of Series
        Prices as they were read.
    with_scenarios : bool
        Whether the learned forecaster also draws scenarios of each delivery day, by which its calibration is judged.
    n_days : int, optional
        Days of each forecast; those of a window where omitted.

    Raises
    ------
    MarketDataError, UsageError
        As :func:`chosen_forecaster`.
    """

    def __init__(
        self,
        choice: RollingChoice,
        series: Sequence[Series],
        *,
        with_scenarios: bool = False,
        n_days: int | None = None,
    ) -> None:
        if choice.forecaster == KNOWN:
            raise ValueError("known prices are no forecast")
        self.choice, self.series, self.with_scenarios = choice, tuple(series), with_scenarios
        self.n_days = 1 + choice.look_ahead_days if n_days is None else n_days
        area = self.series[0].history.area
        self.forecaster, self.files = chosen_forecaster(choice, area)
        instead = SIMPLER.get(choice.forecaster, ()) if choice.warm_up == "simpler" else ()
        self.simpler = tuple(forecaster_by_name(name) for name in instead)
        self._expected: dict[date, tuple[list[Floats | None], Expected]] = {}
        self._drawn: dict[date, list[Floats | None]] = {}

    def view(self, period: Period, factor: float = 1.0) -> View:
        """View of the days of a price year, for prices that are ``factor`` times those that were read.

        On a day before which nothing was published every price is seen as 0, so that nothing is traded.
        """

        def view(day: date, n_days: int) -> Floats:
            told = self._of(period)[0][(day - period.first_day).days]
            if told is None:
                return np.zeros(n_days * SLOTS_PER_DAY)
            return factor * told[: n_days * SLOTS_PER_DAY]

        return view

    def scenarios(self, period: Period, factor: float = 1.0) -> Scenarios:
        """Scenarios of the days of a price year, for prices that are ``factor`` times those that were read.

        On days on which the forecaster has too few past errors to draw from, its forecast is the only scenario; on a day before which
        nothing was published all prices of it are 0.
        """
        view = self.view(period, factor)

        def courses(day: date, n_days: int) -> Floats:
            self._of(period)
            drawn = self._drawn[period.first_day][(day - period.first_day).days]
            return view(day, n_days)[None, :] if drawn is None else factor * drawn[:, : n_days * SLOTS_PER_DAY]

        return courses

    def expected(self, period: Period) -> Expected:
        """Return what was said of the delivery days of a price year, at prices as they were read."""
        return self._of(period)[1]

    def _of(self, period: Period) -> tuple[list[Floats | None], Expected]:
        if period.first_day not in self._expected:
            self._expected[period.first_day] = self._through(period)
        return self._expected[period.first_day]

    def _through(self, period: Period) -> tuple[list[Floats | None], Expected]:
        """Forecast at the gate of every day of a price year, in order."""
        series = next(
            s for s in self.series if s.history.period.first_day <= period.first_day <= s.history.period.last_day
        )
        told: list[Floats | None] = []
        made_by, quantiles = list[str](), np.full((len(QUANTILES), period.n_days, SLOTS_PER_DAY), np.nan)
        last_fit: int | None = None
        drawn_of = self._drawn[period.first_day] = [None] * period.n_days
        for at in range(period.n_days):
            known = series.known(period.first_day + timedelta(days=at))
            forecaster = self._able(known)
            if known is None or forecaster is None:
                told.append(None)
                made_by.append(NOBODY)
                continue
            if forecaster is not self.forecaster:
                forecaster.fit(known)
            elif last_fit is None or at - last_fit >= self.choice.refit_days:
                forecaster.fit(known)
                last_fit = at
            n_days = min(self.n_days, period.n_days - at)
            told.append(forecaster.predict(known, n_days))
            made_by.append(forecaster.name)
            drawn_of[at] = self._courses(forecaster, known, n_days)
            if self._draws(forecaster, known):
                drawn = forecaster.scenarios(known, 1, SCENARIOS, SEED)
                quantiles[:, at] = np.quantile(drawn, QUANTILES, axis=0)
        empty = np.full(SLOTS_PER_DAY, np.nan)
        first_days = np.array([empty if prices is None else prices[:SLOTS_PER_DAY] for prices in told])
        has_quantiles = bool(np.isfinite(quantiles).any())
        return told, Expected(first_days, tuple(made_by), quantiles if has_quantiles else None)

    def _able(self, known: History | None) -> Forecaster | None:
        """Return the chosen forecaster where the history is long enough for it, else the first one that stands in."""
        n_days = 0 if known is None else known.period.n_days
        return next((f for f in (self.forecaster, *self.simpler) if n_days >= f.needs_days), None)

    def _courses(self, forecaster: Forecaster, known: History, n_days: int) -> Floats | None:
        """Draw the scenarios that bids are chosen against; ``None`` without such bids, or with too few past errors."""
        first = SCENARIO_DAYS if forecaster.name == LEARNED else forecaster.needs_days + LEAST_ERRORS
        if self.choice.bids != "scenarios" or known.period.n_days < first + n_days - 1:
            return None
        return forecaster.scenarios(known, n_days, self.choice.scenarios, SEED)

    def _draws(self, forecaster: Forecaster, known: History) -> bool:
        """Whether scenarios are drawn: by ``learned``, from the first gate at which it has errors to draw from."""
        return self.with_scenarios and forecaster.name == LEARNED and known.period.n_days >= SCENARIO_DAYS


LEAST_ERRORS = 7
"""Past errors that scenarios need. [days]"""
SCENARIO_DAYS = 63
"""History from which the learned forecaster has the seven past errors that scenarios need. [days]"""
