"""What the jobs of a batch share: prices read once, compiled days, plans found before. Every batch gets a new one."""

from __future__ import annotations

from collections.abc import Callable

from storage_opt.assets.connection import Site
from storage_opt.inputs.project import Project
from storage_opt.messages import Message
from storage_opt.records.prices import PriceBook
from storage_opt.studies.market_data import columns_needed
from storage_opt.studies.outlook import Outlook
from storage_opt.studies.plan_memory import PlanMemory
from storage_opt.studies.price_book import load_prices
from storage_opt.studies.walk_memory import WalkMemory
from storage_opt.studies.year_problem import YearModel

MOST_BYTES = 256 << 20
"""Plans that a bench holds at most. [byte]"""


class Bench:
    """Shared state of one batch: no number depends on what other batches left behind.

    Attributes
    ----------
    memory : PlanMemory
        Plans of problems solved before in this batch.
    walks : WalkMemory
        Forecasts and walks made before in this batch.
    """

    def __init__(self) -> None:
        self.memory = PlanMemory(MOST_BYTES)
        self.walks = WalkMemory()
        self._books: dict[tuple[object, ...], PriceBook] = {}
        self._models: dict[str, dict[Site, YearModel]] = {}

    def book(self, project: Project) -> PriceBook:
        """Prices of a project, read once.

        Raises
        ------
        MarketDataError
            They are missing or wrong.
        """
        named = prices_of(project)
        if named not in self._books:
            self._books[named] = load_prices(project)
        return self._books[named]

    def models(self, project: Project) -> dict[Site, YearModel]:
        """Compiled days of projects that trade in the same markets."""
        return self._models.setdefault(repr((project.spot, project.markets)), {})

    def memory_for(self, project: Project) -> PlanMemory | None:
        """Plans found before; ``None`` under a time limit, which holds for each project alone."""
        return self.memory if project.solve.time_limit_s is None else None

    def outlook(self, project: Project, tell: Callable[[Message], None] = lambda _: None) -> Outlook:
        """Evaluate variants of a project on what is shared."""
        return Outlook(project, tell, self.book(project), self.memory_for(project), self.models(project), self.walks)


def prices_of(project: Project) -> tuple[object, ...]:
    """Gather what decides which prices are read."""
    chosen = project.prices
    return (
        project.price_paths,
        project.area,
        None if chosen.fiscal_years is None else tuple(chosen.fiscal_years),
        chosen.resample,
        chosen.gaps,
        chosen.accept_implausible,
        columns_needed(project.markets),
    )
