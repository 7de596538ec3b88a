"""Statistics of draws: quantiles, means with their error, paired differences, convergence.

Quantiles are those of the empirical distribution: the smallest value that at least the share asked for does not exceed (no interpolation,
definition 1 of Hyndman and Fan), so that a draw without a value may have its place in the order. Where it stands:

* a rate of return that does not exist: below all values where the present value at the project's own discount rate is negative (the money
  does not come back), above all where it is not;
* a price, grant or cost that does not reach the target at any value: above all values, or below all where less is better (a capital cost);
* a cover ratio without a loan, and anything else: left out, and counted.

Means are over the draws with a value. A figure is settled where the standard error of its mean is at most 5 % of the distance from P10 to
P90, and the median of the first half is at most 10 % of that distance from the median of all.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from storage_opt.records.draw_results import CaseDraws, Convergence, DrawRow, Paired, Quantile, Share, Spread
from storage_opt.records.draws import REQUIRED, DrawsAsk
from storage_opt.records.study import Answer, Failed

SHARES = (0.1, 0.5, 0.9)
CONFIDENCE = 0.95
ERROR_AT_MOST, MOVED_AT_MOST = 0.05, 0.10
"""Of the distance from P10 to P90: standard error of the mean, and move of the median from half of the draws to all. [-]"""
PARTS = (8, 4, 2, 1)
"""Convergence is shown at the count over these."""
FEW = 10
"""With fewer draws no verdict is given."""
WORTH = {
    "project_irr": "npv_jpy",
    "project_irr_pre_tax": "npv_pre_tax_jpy",
    "equity_irr": "equity_npv_jpy",
}
"""Present value that tells where a rate of return stands that does not exist."""
LOWER_IS_BETTER = ("public_cost_npv_jpy", "public_cost_jpy_per_kw", "capex_jpy")
LESS_IS_WORSE = ("capex_jpy",)
"""Variables of which a project can bear the more the better it is; of others it needs less."""


@dataclass(frozen=True)
class Ranked:
    """Values of a figure by draw: infinite below or above all values, NaN left out."""

    values: NDArray[np.float64]

    @property
    def finite(self) -> NDArray[np.float64]:
        """Those with a value."""
        return self.values[np.isfinite(self.values)]


def ranked(figure: str, answers: Sequence[Answer], ask: DrawsAsk) -> Ranked:
    """Values of a figure, each draw without one at its place in the order."""
    return Ranked(np.array([_place(figure, answer, ask) for answer in answers], dtype=np.float64))


def _place(figure: str, answer: Answer, ask: DrawsAsk) -> float:
    value = answer.figures.get(figure)
    if value is not None:
        return float(value)
    if figure == REQUIRED and REQUIRED in answer.figures and ask.required is not None:
        return -math.inf if ask.required.solve_for in LESS_IS_WORSE else math.inf
    worth = answer.figures.get(WORTH[figure]) if figure in WORTH else None
    if worth is None:
        return math.nan
    return -math.inf if worth < 0.0 else math.inf


def quantile(values: NDArray[np.float64], share: float) -> float | None:
    """Smallest value that at least a share of the values does not exceed; ``None`` of nothing.

    Parameters
    ----------
    values : ndarray
        Infinite ones count at their end of the order.
    share : float
        0 < share ≤ 1. [-]

    Examples
    --------
    >>> quantile(np.array([4.0, 1.0, 3.0, 2.0]), 0.5), quantile(np.array([4.0, 1.0, 3.0, 2.0]), 0.51)
    (2.0, 3.0)
    """
    if not len(values):
        return None
    place = math.ceil(share * len(values) * (1.0 - 1e-12))
    return float(np.sort(values)[max(place, 1) - 1])


def spread(figure: str, found: Ranked) -> Spread:
    """Quantiles, mean and error of one figure."""
    counted, finite = found.values[~np.isnan(found.values)], found.finite
    p10, p50, p90 = (_quantile(counted, share) for share in SHARES)
    mean, deviation, error = _moments(finite)
    return Spread(
        figure,
        len(counted),
        int(np.sum(counted == -math.inf)),
        int(np.sum(counted == math.inf)),
        len(found.values) - len(counted),
        p10,
        p50,
        p90,
        mean,
        deviation,
        error,
    )


def _quantile(values: NDArray[np.float64], share: float) -> Quantile:
    value = quantile(values, share)
    if value is None or math.isfinite(value):
        return Quantile(value)
    return Quantile(None, "below" if value < 0.0 else "above")


def _moments(values: NDArray[np.float64]) -> tuple[float | None, float | None, float | None]:
    """Mean, standard deviation of a sample, and standard error of the mean."""
    if not len(values):
        return None, None, None
    if len(values) == 1:
        return float(values[0]), None, None
    deviation = float(np.std(values, ddof=1))
    return float(np.mean(values)), deviation, deviation / math.sqrt(len(values))


def wilson(hits: int, count: int) -> Share:
    """Share with the interval of Wilson, at 95 % confidence.

    The probabilities ``p`` for which ``(share − p)² ≤ z²·p·(1 − p) / count``; unlike the plain interval it is right where nothing, or
    everything, was hit.

    Examples
    --------
    >>> share = wilson(0, 10)
    >>> share.share, share.low, round(share.high, 4)
    (0.0, 0.0, 0.2775)
    """
    z2 = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2.0) ** 2
    share = hits / count
    middle = (share + z2 / (2 * count)) / (1.0 + z2 / count)
    half = math.sqrt(z2 * (share * (1.0 - share) / count + z2 / (4 * count**2))) / (1.0 + z2 / count)
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    return Share(hits, count, share, low, 1.0 if hits == count else min(1.0, middle + half))


def short_cover(answers: Sequence[Answer]) -> Share | None:
    """How often the smallest DSCR is below 1, of the draws with a loan."""
    ratios = [ratio for answer in answers if (ratio := answer.figures.get("min_dscr")) is not None]
    return wilson(sum(ratio < 1.0 - 1e-9 for ratio in ratios), len(ratios)) if ratios else None


def paired(figure: str, mine: NDArray[np.float64], theirs: NDArray[np.float64], *, lower_is_better: bool) -> Paired:
    """Differences draw by draw.

    Parameters
    ----------
    figure : str
        Its name.
    mine, theirs : ndarray
        Of the case and of the reference in the same draws, shape (n_draws,); draws without a value in either are left out.
    lower_is_better : bool
        What better means.
    """
    both = np.isfinite(mine) & np.isfinite(theirs)
    a, b = mine[both], theirs[both]
    difference = a - b
    mean, deviation, error = _moments(difference)
    saved = None
    if deviation is not None and (apart := float(np.var(a, ddof=1) + np.var(b, ddof=1))) > 0.0:
        saved = 1.0 - deviation**2 / apart
    better = difference < 0.0 if lower_is_better else difference > 0.0
    p10, p50, p90 = (quantile(difference, share) for share in SHARES)
    return Paired(
        figure,
        len(difference),
        p10,
        p50,
        p90,
        mean,
        error,
        float(np.mean(better)) if len(difference) else None,
        float(np.mean(difference == 0.0)) if len(difference) else None,
        saved,
    )


def convergence(figure: str, found: Ranked) -> Convergence:
    """Spread over growing shares of the draws, in the order of their numbers, and whether it has settled."""
    counts = sorted({len(found.values) // part for part in PARTS} - {0})
    steps = tuple(spread(figure, Ranked(found.values[:count])) for count in counts)
    return Convergence(figure, steps, None if len(found.values) < FEW else _is_settled(steps))


def _is_settled(steps: Sequence[Spread]) -> bool | None:
    half, whole = steps[-2], steps[-1]
    width, error = whole.width, whole.standard_error
    if width is None or error is None or whole.p50.value is None:
        return None if whole.count == 0 else False
    if half.p50.value is None:
        return False
    return error <= ERROR_AT_MOST * width and abs(half.p50.value - whole.p50.value) <= MOVED_AT_MOST * width


def case_draws(name: str, rows: Sequence[DrawRow], reference: Sequence[DrawRow] | None, ask: DrawsAsk) -> CaseDraws:
    """Statistics of one case.

    Parameters
    ----------
    name : str
        Of the case.
    rows : sequence of DrawRow
        Its draws by number.
    reference : sequence of DrawRow or None
        Those of the case that differences are taken to, the same draws in the same order; ``None`` for that case itself.
    ask : DrawsAsk
        Figures.
    """
    answers = [row.outcome for row in rows if isinstance(row.outcome, Answer)]
    found = {figure: ranked(figure, answers, ask) for figure in ask.figures}
    return CaseDraws(
        name,
        {row.drawn.number: row.outcome for row in rows if isinstance(row.outcome, Failed)},
        tuple(spread(figure, values) for figure, values in found.items()),
        short_cover(answers),
        () if reference is None else tuple(_paired(figure, rows, reference, ask) for figure in ask.figures),
        tuple(convergence(figure, values) for figure, values in found.items()),
    )


def _paired(figure: str, rows: Sequence[DrawRow], reference: Sequence[DrawRow], ask: DrawsAsk) -> Paired:
    mine, theirs = (np.array([_value(figure, row) for row in each]) for each in (rows, reference))
    lower = figure in LOWER_IS_BETTER
    if figure == REQUIRED and ask.required is not None:
        lower = ask.required.solve_for not in LESS_IS_WORSE
    return paired(figure, mine, theirs, lower_is_better=lower)


def _value(figure: str, row: DrawRow) -> float:
    value = row.outcome.figures.get(figure) if isinstance(row.outcome, Answer) else None
    return math.nan if value is None else float(value)
