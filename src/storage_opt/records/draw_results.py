"""What came of the draws of a study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from storage_opt.records.draws import Drawn, DrawsAsk
from storage_opt.records.study import Answer, Failed

Beyond = Literal["below", "above"]


@dataclass(frozen=True)
class DrawRow:
    """One draw of one case.

    Parameters
    ----------
    case : str
        Name of the case.
    drawn : Drawn
        What was drawn.
    outcome : Answer or Failed
        What came of it.
    is_resumed : bool
        Whether an earlier run had solved it.
    """

    case: str
    drawn: Drawn
    outcome: Answer | Failed
    is_resumed: bool


@dataclass(frozen=True)
class Quantile:
    """Smallest value that a share of the draws does not exceed.

    Parameters
    ----------
    value : float or None
        ``None``: the draw at this place has no value.
    beyond : 'below', 'above' or None
        Where that draw stands: below or above all values.
    """

    value: float | None
    beyond: Beyond | None = None


@dataclass(frozen=True)
class Spread:
    """One figure over the draws of a case.

    Parameters
    ----------
    figure : str
        Its name.
    count : int
        Draws that count: those with a value, and those that rank below or above all values.
    below, above : int
        Draws without a value that rank below and above all values.
    left_out : int
        Draws with a result in which the figure has no meaning.
    p10, p50, p90 : Quantile
        Of the draws that count.
    mean, deviation, standard_error : float or None
        Over the draws with a value; standard deviation of a sample; deviation over the root of their number.
    """

    figure: str
    count: int
    below: int
    above: int
    left_out: int
    p10: Quantile
    p50: Quantile
    p90: Quantile
    mean: float | None
    deviation: float | None
    standard_error: float | None

    @property
    def draws(self) -> int:
        """Draws with a result."""
        return self.count + self.left_out

    @property
    def without(self) -> int:
        """Draws with a result and without a value."""
        return self.below + self.above + self.left_out

    @property
    def width(self) -> float | None:
        """P90 less P10; ``None`` where either has no value."""
        return None if self.p10.value is None or self.p90.value is None else self.p90.value - self.p10.value


@dataclass(frozen=True)
class Share:
    """How often something happens, with the interval in which its probability lies with 95 % confidence.

    Parameters
    ----------
    hits, count : int
        Draws in which it happens, of so many.
    share, low, high : float
        Hits over count, and the interval of Wilson. [-]
    """

    hits: int
    count: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Paired:
    """One figure of a case less that of the reference in the same draw.

    Parameters
    ----------
    figure : str
        Its name.
    count : int
        Draws in which both have a value.
    p10, p50, p90, mean, standard_error : float or None
        Of the differences.
    share_better, share_equal : float or None
        Of the draws: the case is better than the reference; neither is. [-]
    variance_saved : float or None
        By how much the variance of the difference is less than with independent draws for both: ``1 − var(a − b) / (var a + var b)``. [-]
    """

    figure: str
    count: int
    p10: float | None
    p50: float | None
    p90: float | None
    mean: float | None
    standard_error: float | None
    share_better: float | None
    share_equal: float | None
    variance_saved: float | None


@dataclass(frozen=True)
class Convergence:
    """One figure by the number of draws.

    Parameters
    ----------
    figure : str
        Its name.
    steps : tuple of Spread
        Over the first eighth, quarter and half of the draws, and over all.
    is_settled : bool or None
        Whether the mean and the median may be read as they stand, see ``studies.draw_statistics``; ``None``: too few draws to say.
    """

    figure: str
    steps: tuple[Spread, ...]
    is_settled: bool | None


@dataclass(frozen=True)
class CaseDraws:
    """All draws of one case.

    Parameters
    ----------
    name : str
        Of the case.
    failed : mapping of int to Failed
        Draws without a result, by number.
    spreads : tuple of Spread
        Of every figure that is shown.
    short_cover : Share or None
        Draws in which the smallest DSCR is below 1; ``None`` without debt.
    paired : tuple of Paired
        Differences to the reference; empty for the reference itself.
    convergence : tuple of Convergence
        Of every figure that is shown.
    """

    name: str
    failed: Mapping[int, Failed]
    spreads: tuple[Spread, ...]
    short_cover: Share | None
    paired: tuple[Paired, ...]
    convergence: tuple[Convergence, ...]


@dataclass(frozen=True)
class DrawnStudy:
    """The draws of a study.

    Parameters
    ----------
    ask : DrawsAsk
        What was asked.
    reference : str
        Case that differences are taken to.
    rows : tuple of DrawRow
        By draw, then in the order of the cases.
    cases : tuple of CaseDraws
        In the order of the study.
    price_years : tuple of int
        Fiscal years that prices were drawn from.
    sights : tuple of str
        What the plans of the cases know: ``perfect``, ``captured``, ``rolling`` or ``known``, each once.
    """

    ask: DrawsAsk
    reference: str
    rows: tuple[DrawRow, ...]
    cases: tuple[CaseDraws, ...]
    price_years: tuple[int, ...]
    sights: tuple[str, ...] = ("perfect",)

    @property
    def exit_code(self) -> int:
        """0, or the code of the first draw that failed."""
        return next((row.outcome.exit_code for row in self.rows if isinstance(row.outcome, Failed)), 0)
