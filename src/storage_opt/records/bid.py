"""The number to write into the form, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from storage_opt.messages import Message
from storage_opt.records.bid_price import BidPrice

Metric = Literal["project_irr", "project_irr_pre_tax", "equity_irr", "npv_jpy", "min_dscr"]
VariableName = Literal[
    "ltda_price_jpy_per_kw_year", "grant_rate", "grant_jpy", "capacity_price_jpy_per_kw_year", "toll_jpy_per_kw_year",
    "capex_jpy", "energy_mwh",
]  # fmt: skip


@dataclass(frozen=True)
class Target:
    """What is to be reached.

    Parameters
    ----------
    metric : Metric
        A measure of the finished cash flow.
    value : float
        [1/year], [JPY] or [-].
    """

    metric: Metric
    value: float


@dataclass(frozen=True)
class Found:
    """Answer of one search.

    Parameters
    ----------
    value : float or None
        What is required; ``None``: the target cannot be reached. In the unit of the variable.
    attained : float or None
        The metric there, or the best that can be had.
    at : float
        Value of the variable at which that is.
    is_at_edge : bool
        Whether the target is more than reached already at the end of what is possible (a price of 0).
    is_unique : bool
        Whether everything that was tried agrees with one crossing; else other values may reach the target too.
    is_jump : bool
        Whether the measure jumps over the target there.
    """

    value: float | None
    attained: float | None
    at: float
    is_at_edge: bool = False
    is_unique: bool = True
    is_jump: bool = False


@dataclass(frozen=True)
class Step:
    """What the answer would be if one assumption were another.

    Parameters
    ----------
    name : str
        ``capex``, ``fixed_costs``, ``price_level``, ``fade``, ``target``, ``duration``.
    low, high : str
        Changes, for readers (−10 %, +1 h).
    low_value, high_value : float or None
        Required values; ``None``: the target cannot be reached.
    """

    name: str
    low: str
    high: str
    low_value: float | None
    high_value: float | None

    @property
    def width(self) -> float:
        """How far the answer moves; without end where the target is lost."""
        if self.low_value is None or self.high_value is None:
            return float("inf")
        return abs(self.high_value - self.low_value)


@dataclass(frozen=True)
class FrontierPoint:
    """The same bid for a plant of another size.

    Parameters
    ----------
    name : str
        Duration [h], or surplus of energy as new.
    way : str
        How energy is added: ``none`` or ``auto``; empty on the frontier by duration.
    hours : int
        Whole hours at the bid power, as new. [h]
    energy_mwh, added_mwh : float
        Stored energy as new, and energy added over the life. [MWh]
    contracted_kw : int
        [kW]
    capex_jpy : float
        [JPY]
    value : float or None
        Required; ``None``: cannot be reached.
    short_years : int
        Contract years in which the plant gives fewer hours than bid.
    note : Message or None
        Why there is no value.
    """

    name: str
    way: str
    hours: int
    energy_mwh: float
    added_mwh: float
    contracted_kw: int
    capex_jpy: float
    value: float | None
    short_years: int = 0
    note: Message | None = None


@dataclass(frozen=True)
class MarketAssumed:
    """Means over the operating years at the answer. [JPY/year]"""

    margin_jpy: float
    refund_jpy: float
    kept_jpy: float
    payment_jpy: float


@dataclass(frozen=True)
class BidResult:
    """The whole answer.

    Parameters
    ----------
    variable : VariableName
        What was solved for.
    target : Target
        What is reached.
    found : Found
        Value.
    market : MarketAssumed
        Market revenue that the bid counts on.
    cost_based : BidPrice or None
        Cost-based price under the rules of the round; ``None`` without LTDA.
    round_ceiling : float or None
        Price ceiling of the round; ``None``: none, or not known. [JPY/kW/year]
    steps : tuple of Step
        Sensitivity, widest first.
    durations, holding : tuple of FrontierPoint
        The same bid by duration; ways to hold the hours for the whole term.
    evaluations, solves, recalled : int
        Cash flows laid out; problems solved, and answers taken from memory.
    seconds : float
        [s]
    notes : tuple of Message
        Warnings.
    """

    variable: VariableName
    target: Target
    found: Found
    market: MarketAssumed
    cost_based: BidPrice | None
    round_ceiling: float | None
    steps: tuple[Step, ...] = ()
    durations: tuple[FrontierPoint, ...] = ()
    holding: tuple[FrontierPoint, ...] = ()
    evaluations: int = 0
    solves: int = 0
    recalled: int = 0
    seconds: float = 0.0
    notes: tuple[Message, ...] = ()
