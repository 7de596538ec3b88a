"""Prices and results of the markets besides spot, and the output of the sun, year by year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from storage_opt.errors import Fault, MarketDataError
from storage_opt.inputs.bundled_balancing import (
    DELIVERY,
    balancing_source,
    bundled_balancing,
    bundled_regimes,
    nearest_regime,
)
from storage_opt.inputs.bundled_intraday import bundled_intraday
from storage_opt.inputs.columns import INTRADAY, SPOT, acceptance, availability
from storage_opt.inputs.project import Project
from storage_opt.inputs.project_markets import MarketChoices
from storage_opt.inputs.published import awards_of_area
from storage_opt.markets.choice import OPERATING, BalancingChoice
from storage_opt.messages import Message, say, text
from storage_opt.records.awards_market import BalancingBook
from storage_opt.records.prices import PriceBook, PriceYear, SourceFile
from storage_opt.studies.offer_book import offer_book
from storage_opt.studies.year_problem import YearCase
from storage_opt.timeline import Period, fiscal_year_start


def columns_needed(chosen: MarketChoices) -> tuple[str, ...]:
    """Columns of the price files that a run reads; others need not be complete."""
    columns = [SPOT]
    if chosen.intraday is not None and not chosen.is_intraday_bundled:
        columns.append(INTRADAY)
    balancing = chosen.balancing
    if balancing is not None and not balancing.is_bundled and balancing.acceptance != "curve":
        columns += [name(product) for product in balancing.products for name in (availability, acceptance)]
    return tuple(columns)


PUBLISHED = "published"
"""Stands for the rules of results that come from the publisher's files."""


class MarketData:
    """What a run reads for intraday and balancing markets and for a solar plant, and what is worth telling of it.

    Attributes
    ----------
    warnings : list of Message
        Once for all years.
    sources : list of SourceFile
        Files read besides the price files, each once.
    awards_of_year : dict of int to BalancingBook or None
        Results of the balancing market by operating year, where offers rest on them.
    is_synthetic : bool
        Whether any price or result of a market was generated.
    is_solar_synthetic : bool
        Whether the output of the solar plant was computed from a generated sky.
    """

    def __init__(self, project: Project, book: PriceBook) -> None:
        self.project, self.book = project, book
        self.warnings: list[Message] = []
        self.sources: list[SourceFile] = []
        self.awards_of_year: dict[int, BalancingBook | None] = {}
        self.is_synthetic = False
        self.is_solar_synthetic = False
        self._awards_read: dict[tuple[int, str], BalancingBook | None] = {}
        if project.markets.balancing is not None:
            self.warnings.append(say("balancing.expected_awards"))
        if project.markets.intraday is not None:
            self.warnings.append(say("balancing.intraday_positions"))

    def prices_of(self, prices: PriceYear) -> PriceYear:
        """Give a price year its intraday prices where they come from the bundled set.

        Raises
        ------
        MarketDataError
            The year is not bundled.
        """
        chosen = self.project.markets
        if chosen.intraday is None or not chosen.is_intraday_bundled:
            return prices
        intraday, files = bundled_intraday(prices.period)
        self._add_sources(files)
        self.is_synthetic = True
        return replace(prices, intraday_jpy_per_mwh=intraday)

    def read_all(self) -> None:
        """Read intraday prices and solar output of every price year, so that a fault shows before anything is solved.

        Raises
        ------
        MarketDataError
            As :meth:`prices_of`, or a fault of the solar plant's own file.
        """
        for prices in self.book.years:
            self.prices_of(prices)
            self._solar_mw(prices.period)

    def add_to(self, case: YearCase) -> YearCase:
        """Give a year its offers and the output of the sun, and see that it has its intraday prices.

        Raises
        ------
        MarketDataError
            A market is chosen for which the files hold no prices.
        NoRuleInForceError
            None of the products is traded under the rules asked for.
        """
        chosen = self.project.markets
        if chosen.intraday is not None and case.prices.intraday_jpy_per_mwh is None:
            raise MarketDataError(
                text("balancing.intraday_prices"),
                [Fault(say("balancing.no_intraday"), say("balancing.no_intraday.do"))],
            )
        case = replace(case, solar_mw=self._solar_mw(case.prices.period))
        if chosen.balancing is None:
            return case
        awards = self.awards_of_year[case.year] = self._awards(chosen.balancing, case)
        offers, warnings = offer_book(chosen.balancing, case.prices, awards, self.project.rules, case.fiscal_year)
        self.warnings += [warning for warning in warnings if warning not in self.warnings]
        return replace(case, offers=offers, awards=awards)

    def _awards(self, choice: BalancingChoice, case: YearCase) -> BalancingBook | None:
        """Results of the balancing market for a price year, bundled or from the publisher's files; ``None`` where none are needed."""
        if not choice.is_bundled and choice.acceptance != "curve":
            return None
        if self.book.area is None:
            raise MarketDataError(
                text("synthetic.bundled_balancing"), [Fault(say("balancing.no_area"), say("balancing.no_area.do"))]
            )
        regime = _regime(choice, case.fiscal_year) if choice.is_bundled else PUBLISHED
        key = (case.prices.fiscal_year, regime)
        if key not in self._awards_read:  # operating years go through the price years again and again
            self._awards_read[key] = self._read_awards(choice, self.book.area, *key)
        return self._awards_read[key]

    def _read_awards(self, choice: BalancingChoice, area: str, price_year: int, regime: str) -> BalancingBook | None:
        if not choice.is_bundled:
            return awards_of_area(self.project.price_paths, area, price_year)
        self._add_sources([balancing_source(price_year, regime)])
        self.is_synthetic = True
        return bundled_balancing(area, price_year, regime)

    def _solar_mw(self, period: Period) -> NDArray[np.float64] | None:
        """Output of the solar plant before curtailment, ``None`` without one, shape (n_slots,). [MW]"""
        choice, plant = self.project.solar, self.project.site.solar
        if choice is None or plant is None:
            return None
        from storage_opt.inputs.sun import solar_output_mw  # pvlib takes half a second: only with a solar plant

        output, files = solar_output_mw(plant, choice, self.book.area, period)
        self._add_sources(files)
        self.is_solar_synthetic |= not files
        return output

    def _add_sources(self, files: Sequence[SourceFile]) -> None:
        self.sources += [file for file in files if file not in self.sources]


def _regime(choice: BalancingChoice, operating_year: int) -> str:
    """Bundled set of rules that is nearest to the ones asked for."""
    if choice.rules_on == DELIVERY:
        return DELIVERY
    day = fiscal_year_start(operating_year) if choice.rules_on == OPERATING else choice.rules_on
    assert isinstance(day, date)
    regimes = bundled_regimes()
    found = nearest_regime(day, regimes)
    if found is None:
        fault = Fault(say("balancing.no_regime", day=day, known=", ".join(regimes)), say("balancing.no_regime.do"))
        raise MarketDataError(text("synthetic.bundled_balancing"), [fault])
    return found
