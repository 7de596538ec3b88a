"""Forecasts and walks made before: a contract price moves slices, not what is known, nor what a slice wants."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

from storage_opt.inputs.project import Project
from storage_opt.records.foresight import LEARNED, RollingChoice
from storage_opt.records.prices import PriceBook
from storage_opt.records.rule_book import RuleBook
from storage_opt.studies.forecast_views import ForecastViews, series_of
from storage_opt.studies.price_book import other_areas
from storage_opt.studies.walk_markets import days_seen
from storage_opt.studies.walk_year import Walked

MOST_WALKS = 150
"""Walks that are held, about a megabyte each; then those that were not asked for longest go."""


class WalkMemory:
    """Shared by the projects of a batch, or by the variants of one project; no number depends on it.

    Attributes
    ----------
    walked, recalled : int
        Walks made, and walks given without making them again.
    """

    def __init__(self) -> None:
        self._books: dict[int, PriceBook] = {}
        self._views: dict[tuple[int, RollingChoice, bool, str], tuple[ForecastViews, tuple[str, ...]]] = {}
        self._walks: OrderedDict[Hashable, Walked] = OrderedDict()
        self.walked = self.recalled = 0

    def place_of(self, book: PriceBook) -> int:
        """Give a book a number by which it is, not by what is in it; it is held, so that no other takes its place."""
        self._books.setdefault(id(book), book)
        return list(self._books).index(id(book))

    def views(
        self, project: Project, book: PriceBook, *, with_scenarios: bool = False
    ) -> tuple[ForecastViews, tuple[str, ...]]:
        """Forecasts of the price years of a book, and areas whose prices are not complete.

        Raises
        ------
        MarketDataError, UsageError
            As :class:`ForecastViews`.
        """
        key = (self.place_of(book), project.rolling, with_scenarios, repr(project.markets.balancing))
        if key not in self._views:
            others, missing = other_areas(project, book) if project.rolling.forecaster == LEARNED else ({}, ())
            rules = RuleBook(project.rules.rules)
            series = series_of(book.area, book.years, others, rules)
            views = ForecastViews(
                project.rolling, series, with_scenarios=with_scenarios, n_days=days_of(project, book, rules)
            )
            self._views[key] = (views, missing)
        return self._views[key]

    def walk(self, key: Hashable, walk: Callable[[], Walked]) -> Walked:
        """Walk of a year, made if it was not before.

        Parameters
        ----------
        key : hashable
            All that it hangs on.
        walk : callable
            Makes it.
        """
        if key in self._walks:
            self.recalled += 1
            self._walks.move_to_end(key)
            return self._walks[key]
        self.walked += 1
        self._walks[key] = walk()
        while len(self._walks) > MOST_WALKS:
            self._walks.popitem(last=False)
        return self._walks[key]


def days_of(project: Project, book: PriceBook, rules: RuleBook) -> int:
    """Days that each forecast of a project covers, from its first operating year on."""
    first = book.years[0].fiscal_year if project.start_fiscal_year is None else project.start_fiscal_year
    return days_seen(project.rolling, project.markets.balancing, rules, first)
