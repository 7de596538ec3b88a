"""The value of one variable at which a project reaches a target, by bracketing, with dispatch in the loop."""

from __future__ import annotations

from itertools import pairwise

from scipy.optimize import brentq

from storage_opt.errors import InputError
from storage_opt.finance.measures import npv
from storage_opt.records.bid import Found, Target
from storage_opt.records.finance import ProjectFinance
from storage_opt.studies.bid_variables import HOURS, Variable
from storage_opt.studies.outlook import Outlook

RELATIVE = 1e-8
"""To which the value is found. [-]"""
GROWTH = 3.0
"""By which the search steps out until the target lies between. [-]"""
NEAR, ROUGH = 1e-9, 1e-6
"""Where a search ends, for the answer and for what is shown beside it: less than a millionth and a thousandth of a basis point. [-]"""
JUMP = 1e3
"""So many times further above the target than the search ends, it was jumped over. [-]"""
SLACK_JPY = 1.0
"""Of present values: whole yen of payments make steps. [JPY]"""
SLACK_RATIO = 1e-9
"""Of cover ratios. [-]"""


def distance(finance: ProjectFinance, target: Target) -> float:
    """How far a project is above its target, ≤ 0 below it: a present value where the target is a rate of return. [JPY] or [-]

    A rate of return is reached where the present value at the target rate is zero. That exists, and moves smoothly, also where the flows
    have no rate of return.
    """
    flow, measures = finance.flow, finance.measures
    match target.metric:
        case "project_irr":
            return npv(flow.project_jpy, flow.times, target.value)
        case "project_irr_pre_tax":
            return npv(flow.before_tax_jpy, flow.times, target.value)
        case "equity_irr":
            return npv(flow.equity_jpy, flow.times, target.value)
        case "npv_jpy":
            return measures.npv_jpy - target.value
        case "min_dscr":
            return -target.value if measures.min_dscr is None else measures.min_dscr - target.value


def metric_of(finance: ProjectFinance, target: Target) -> float | None:
    """Value of the metric of a target; ``None`` where it has none."""
    value: float | None = getattr(finance.measures, target.metric)
    return value


class Search:
    """Looks for the value; keeps everything that was tried.

    Parameters
    ----------
    outlook : Outlook
        Evaluates projects.
    variable : Variable
        What is moved.
    target : Target
        What is to be reached.
    near : float
        Present value above the target at which the search ends, over the capital cost. [-]
    """

    def __init__(self, outlook: Outlook, variable: Variable, target: Target, near: float = NEAR) -> None:
        self.outlook, self.variable, self.target, self.near = outlook, variable, target, near
        self.tried: dict[float, tuple[float, float | None]] = {}
        self.scale_jpy = 1.0

    def above(self, value: float) -> float:
        """Distance above the target, ≥ 0 where it is reached."""
        if value not in self.tried:
            finance = self.outlook.of(self.variable.put(value)).finance
            self.scale_jpy = max(self.scale_jpy, finance.measures.capex_jpy)
            self.tried[value] = distance(finance, self.target), metric_of(finance, self.target)
        return self.tried[value][0]

    def found(self) -> Found:
        """Smallest price, grant or energy (largest capital cost) that reaches the target.

        Notes
        -----
        Bracketed from the guess outward, then Brent's method. Where a contract lets the plan jump (a refund slice that becomes worth
        while), the metric may jump over the target: the value is then the first side of the jump on which it is reached.
        """
        if self.variable.name == "energy_mwh":
            return self._along_hours()
        worse, better = self._bracket()
        if worse is None:
            assert better is not None, "the worse end reaches the target"
            return self._at_edge(better)
        if better is None:
            return self._lost(worse)
        return self._between(min(worse, better), max(worse, better))

    def _bracket(self) -> tuple[float | None, float | None]:
        """Values on both sides of the target, the worse one first; ``None`` where there is none within the limits."""
        v = self.variable
        worst, best = (v.low, v.high) if v.rises else (v.high, v.low)
        if self._reaches(worst):
            return None, worst
        last, here = worst, min(max(v.guess, v.low), v.high)
        while not self._reaches(here):
            if here == best:
                return here, None
            last = here
            here = min(v.high, here * GROWTH) if v.rises else v.low
        return last, here

    def _reaches(self, value: float) -> bool:
        self.above(value)
        return self._is_enough(value)

    def _between(self, low: float, high: float) -> Found:
        if self.above(low) * self.above(high) < 0.0:
            brentq(self._rounded, low, high, xtol=RELATIVE * high, rtol=RELATIVE, maxiter=100)
        rises = self.variable.rises
        enough = [x for x in self.tried if low <= x <= high and self._is_enough(x)]
        value = min(enough) if rises else max(enough)
        above, attained = self.tried[value]
        return Found(
            value,
            attained,
            value,
            is_unique=self._is_monotone(value),
            is_jump=above > JUMP * max(self._near, self._slack),
        )

    def _rounded(self, value: float) -> float:
        """Distance above the target, 0 where it is as good as reached: the search ends there."""
        above = self.above(value)
        return 0.0 if 0.0 <= above <= self._near else above

    @property
    def _near(self) -> float:
        return SLACK_RATIO if self.target.metric == "min_dscr" else self.near * self.scale_jpy

    def _is_enough(self, value: float) -> bool:
        return self.tried[value][0] >= -self._slack

    @property
    def _slack(self) -> float:
        return SLACK_RATIO if self.target.metric == "min_dscr" else SLACK_JPY

    def _is_monotone(self, value: float) -> bool:
        """Whether all that was tried below the value misses the target, and all above reaches it."""
        rises = self.variable.rises
        below = [x for x in self.tried if (x < value if rises else x > value)]
        above = [x for x in self.tried if (x > value if rises else x < value)]
        return not any(self.tried[x][0] > self._slack for x in below) and all(self._is_enough(x) for x in above)

    def _at_edge(self, value: float) -> Found:
        self.above(value)
        return Found(value, self.tried[value][1], value, is_at_edge=True)

    def _lost(self, value: float) -> Found:
        self.above(value)
        return Found(None, self.tried[value][1], value)

    def _along_hours(self) -> Found:
        """More energy is not always better, so whole hours are tried, then the first crossing is found.

        Hours that a scheme of the project does not credit at all are left out.

        Raises
        ------
        InputError
            That of the longest duration, where none is possible.
        """
        hour = self.variable.low / HOURS[0]
        tried: list[tuple[float, float]] = []
        for hours in HOURS:
            try:
                tried.append((hours * hour, self.above(hours * hour)))
            except InputError:
                if hours == HOURS[-1] and not tried:
                    raise
        if self._is_enough(tried[0][0]):
            return self._at_edge(tried[0][0])
        for (low, _), (high, _) in pairwise(tried):
            if not self._is_enough(low) and self._is_enough(high):
                return self._between(low, high)
        best = max(tried, key=lambda pair: pair[1])[0]
        return Found(None, self.tried[best][1], best)
