"""What a run hands to the reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.messages import Message
from storage_opt.records.augmentation import AugmentationYear
from storage_opt.records.bid import BidResult
from storage_opt.records.contract import Payment
from storage_opt.records.contract_result import YearContracts
from storage_opt.records.delivery import Delivery
from storage_opt.records.dispatch import Dispatch
from storage_opt.records.finance import ProjectFinance
from storage_opt.records.foresight import CaptureRatio
from storage_opt.records.ledger import Ledger
from storage_opt.records.other_reading import OtherReading
from storage_opt.records.prices import Fill, PriceYear, SourceFile
from storage_opt.records.public import PublicFigures, SystemYear
from storage_opt.records.rolled import Rolled, RolledRun
from storage_opt.records.rules import RuleUse
from storage_opt.records.why import Why


@dataclass(frozen=True)
class SolveOutcome:
    """How one modelled year was solved.

    Parameters
    ----------
    status : str
        ``optimal`` (within the gap asked for), ``feasible`` (time was up first), ``relaxed`` (method ``lp`` broke a mode rule) or
        ``rolled`` (walked day by day: the bound is that of perfect foresight, infinite where it was not asked for).
    objective_jpy, bound_jpy : float
        Value of the plan and proven upper bound. [JPY]
    relative_gap : float
        ``(bound − objective) / max(|bound|, 1)``. [-]
    terms_jpy : mapping of str to float
        Parts of the objective, each in its own sense (a cost is positive). [JPY]
    steps : tuple of str
        What the solver did.
    state_s, hand_over_s, solve_s : float
        Stating the problem as arrays; passing them to the solver; solving. [s]
    columns, rows, integers : int
        Size of the problem.
    """

    status: str
    objective_jpy: float
    bound_jpy: float
    relative_gap: float
    terms_jpy: Mapping[str, float]
    steps: tuple[str, ...]
    state_s: float
    hand_over_s: float
    solve_s: float
    columns: int
    rows: int
    integers: int

    @property
    def build_s(self) -> float:
        """Stating and handing over together. [s]"""
        return self.state_s + self.hand_over_s


@dataclass(frozen=True)
class OfferFigures:
    """Offers of one product over a run of slots.

    Parameters
    ----------
    hours_share : float
        Share of all hours in which something is offered. [-]
    offered_mw : float
        Mean offer in these hours. [MW]
    acceptance : float
        Expected award ÷ offer. [-]
    awarded_mw : float
        Mean expected award in these hours. [MW]
    paid_jpy_per_kw_slot : float
        Availability price, averaged by expected award. [JPY per kW and slot]
    availability_jpy, activation_jpy, fee_jpy : float
        Availability and called energy received; exchange's fee paid, as a positive number. [JPY]
    """

    hours_share: float
    offered_mw: float
    acceptance: float
    awarded_mw: float
    paid_jpy_per_kw_slot: float
    availability_jpy: float
    activation_jpy: float
    fee_jpy: float


@dataclass(frozen=True)
class MonthFigures:
    """Figures of one calendar month of a modelled year; amounts and shares as in :class:`YearFigures`."""

    month: str
    charged_mwh: float
    discharged_mwh: float
    revenue_jpy: Mapping[str, float]
    variable_cost_jpy: Mapping[str, float]
    margin_jpy: float
    reserved_share: float
    offers: Mapping[str, OfferFigures]


@dataclass(frozen=True)
class YearFigures:
    """Settled figures of one modelled year. Costs are positive numbers.

    Parameters
    ----------
    charged_mwh, discharged_mwh : float
        AC energy drawn and delivered by the battery. [MWh]
    full_equivalent_cycles, cycles_per_day : float
        Discharged AC energy ÷ energy of the year; the same per day. [-], [1/day]
    revenue_jpy, variable_cost_jpy : mapping of str to float
        By stream. [JPY]
    margin_jpy : float
        Revenue less variable cost. [JPY]
    wear_jpy : float
        Shadow cost of ageing; in the objective only. [JPY]
    reserved_share : float
        Share of hours in which anything is offered to the balancing market. [-]
    offers : mapping of str to OfferFigures
        By product with at least one offer.
    months : tuple of MonthFigures
        In order of time.
    solar_mwh, curtailed_mwh : float
        AC energy of the solar plant that was used and that was curtailed; 0 without a plant. [MWh]
    """

    charged_mwh: float
    discharged_mwh: float
    full_equivalent_cycles: float
    cycles_per_day: float
    revenue_jpy: Mapping[str, float]
    variable_cost_jpy: Mapping[str, float]
    margin_jpy: float
    wear_jpy: float
    reserved_share: float
    offers: Mapping[str, OfferFigures]
    months: tuple[MonthFigures, ...]
    solar_mwh: float = 0.0
    curtailed_mwh: float = 0.0


@dataclass(frozen=True, eq=False)
class YearResult:
    """One modelled year: prices, plan, ledger, figures and proof.

    Parameters
    ----------
    year : int
        Operating year, 1 is the first.
    fiscal_year : int
        Operating fiscal year.
    prices : PriceYear
        Prices used, scaled as the project asks.
    energy_mwh : float
        Usable stored energy of the year. [MWh]
    why : Why or None
        What the plan chose in each slot and what it might have done instead.
    delivery : Delivery or None
        What random paths of calls do to the plan; ``None`` without offers.
    contracts : YearContracts or None
        What contracts give and take.
    system : SystemYear or None
        What the plan does for the system.
    round_trip_efficiency : float or None
        Of the year; ``None``: not stated. [-]
    augmentation : AugmentationYear or None
        Energy added at the start of the year; ``None``: nothing was planned or looked at.
    rolled : Rolled or None
        What is to be told of the walk of the year; ``None`` with perfect foresight.
    """

    year: int
    fiscal_year: int
    prices: PriceYear
    energy_mwh: float
    dispatch: Dispatch
    ledger: Ledger
    figures: YearFigures
    outcome: SolveOutcome
    why: Why | None = None
    delivery: Delivery | None = None
    contracts: YearContracts | None = None
    system: SystemYear | None = None
    round_trip_efficiency: float | None = None
    augmentation: AugmentationYear | None = None
    rolled: Rolled | None = None

    @property
    def energy_value_jpy_per_mwh(self) -> NDArray[np.float64] | None:
        """Value of stored energy by slot. [JPY/MWh]"""
        return self.dispatch.energy_value_jpy_per_mwh


@dataclass(frozen=True, eq=False)
class RunResult:
    """All modelled years of a project, with what the result rests on.

    Parameters
    ----------
    name, area : str, str or None
        As in the project.
    power_mw : float
        Rated discharge power. [MW]
    foresight : str
        ``perfect``: prices are known in advance, so the result is an upper bound on what can be earned; ``rolling``: each day is planned
        on what was known at its gate.
    years : tuple of YearResult
        In order; those from the end of life on are missing.
    sources : tuple of SourceFile
        Price files.
    is_synthetic : bool
        Whether prices were generated.
    unverified_facts, warnings : tuple of Message
        Named in every report.
    seconds : mapping of str to float
        Time by phase. [s]
    rules : tuple of RuleUse
        Dated rule values that the run used.
    fills : tuple of Fill
        Slots without a published price that were filled by a rule the user named.
    upfront : tuple of Payment
        What schemes pay before operation.
    public : PublicFigures or None
        Public cost; ``None`` without contracts.
    end_of_life_year : int or None
        First operating year that the battery is too worn to run; ``None``: all years of the project are operated.
    other_reading : OtherReading or None
        The same project with wear deductible the other way; ``None`` where that makes no difference or was not solved.
    finance : ProjectFinance or None
        Cash flow and measures; ``None`` where the project states no capital cost.
    bid : BidResult or None
        What was required for a target; ``None`` where nothing was asked.
    rolled : RolledRun or None
        How the run was walked; ``None`` with perfect foresight.
    capture_ratio : CaptureRatio or None
        Share of perfect foresight that is counted on; ``None``: all of it, or walked.
    """

    name: str
    area: str | None
    power_mw: float
    foresight: str
    years: tuple[YearResult, ...]
    sources: tuple[SourceFile, ...]
    is_synthetic: bool
    unverified_facts: tuple[Message, ...]
    warnings: tuple[Message, ...]
    seconds: Mapping[str, float]
    rules: tuple[RuleUse, ...] = ()
    fills: tuple[Fill, ...] = ()
    upfront: tuple[Payment, ...] = ()
    public: PublicFigures | None = None
    end_of_life_year: int | None = None
    other_reading: OtherReading | None = None
    finance: ProjectFinance | None = None
    bid: BidResult | None = None
    rolled: RolledRun | None = None
    capture_ratio: CaptureRatio | None = None
