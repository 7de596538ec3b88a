"""The money of a project under changed terms, again and again: plans that were found before are not searched again."""

from __future__ import annotations

from dataclasses import dataclass

from storage_opt.assets.connection import Site
from storage_opt.errors import Fault, ProjectError
from storage_opt.inputs.project import Project
from storage_opt.messages import say
from storage_opt.records.finance import ProjectFinance
from storage_opt.records.prices import PriceBook
from storage_opt.records.results import YearResult
from storage_opt.solve.highs import Deadline
from storage_opt.studies.life import Life
from storage_opt.studies.market_data import MarketData
from storage_opt.studies.operate import Tell, operate, solver_for
from storage_opt.studies.plan_memory import PlanMemory
from storage_opt.studies.price_book import load_prices
from storage_opt.studies.project_finance import project_finance
from storage_opt.studies.walk_memory import WalkMemory
from storage_opt.studies.year_problem import YearModel


@dataclass(frozen=True, eq=False)
class Prospect:
    """Years and money of a project.

    Parameters
    ----------
    project, life
        What was asked.
    years : tuple of YearResult
        Plans without reasons and yardsticks.
    finance : ProjectFinance
        Cash flow and measures.
    """

    project: Project
    life: Life
    years: tuple[YearResult, ...]
    finance: ProjectFinance


class Outlook:
    """Evaluates variants of one project.

    Parameters
    ----------
    project : Project
        Names prices and markets, which are read once; variants may change anything else.
    tell : callable
        Is told what happens inside a year.
    book, memory, models, walks : optional
        Prices as read, plans found, days compiled and walks made before; by default its own.

    Raises
    ------
    MarketDataError
        Prices are missing or wrong.
    """

    def __init__(
        self,
        project: Project,
        tell: Tell = lambda _: None,
        book: PriceBook | None = None,
        memory: PlanMemory | None = None,
        models: dict[Site, YearModel] | None = None,
        walks: WalkMemory | None = None,
    ) -> None:
        self.book = load_prices(project) if book is None else book
        self.memory = PlanMemory() if memory is None else memory
        self.models: dict[Site, YearModel] = {} if models is None else models
        self.walks = WalkMemory() if walks is None else walks
        self.deadline = Deadline(project.solve.time_limit_s)
        self.tell = tell
        self.evaluations = 0

    def of(self, project: Project) -> Prospect:
        """Operate a variant, and lay out its money.

        Raises
        ------
        ProjectError
            No capital cost is stated, or the variant does not fit together.
        InfeasibleError, NoPlanError
            No plan exists, or none was found in the time given.
        """
        self.evaluations += 1
        life = Life(project, self.book, self.models)
        solver = solver_for(
            life, self.deadline, self.tell, is_long=True, in_full=False, memory=self.memory, walks=self.walks
        )
        years = operate(life, solver, MarketData(project, self.book)).years
        finance = project_finance(project, life, years)
        if finance is None:
            raise ProjectError(project.subject, [Fault(say("bid.no_capital"), say("bid.no_capital.do"))])
        return Prospect(project, life, years, finance)
