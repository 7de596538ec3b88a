"""Candidates of an auction round, their bids, and what a round comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from storage_opt.records.auction import Bid, Clearing
from storage_opt.records.replay import ReplayRow

Cell = Literal["li_ion", "non_li"]


@dataclass(frozen=True)
class RoundCandidate:
    """A battery project that may bid: what differs from candidate to candidate.

    Parameters
    ----------
    candidate_id : str
        Name.
    area : str
        Area of the grid.
    power_mw, hours : float
        Rated power, and hours of full output as new, AC. [MW], [h]
    chemistry : str
        ``li_ion`` or ``non_li``.
    capex_jpy_per_kw, capex_jpy_per_kwh : float
        Capital cost without connection, per kW of rated power and per kWh of stored energy. [JPY/kW], [JPY/kWh]
    connection_jpy_per_kw : float
        Grid connection cost. [JPY/kW]
    target : float or None
        Value of the target metric; ``None``: that of the round. [1/year]
    cell_country : str or None
        Where the cells are made; ``None``: not stated.
    certified_plan : bool or None
        Whether their maker has a certified supply plan; ``None``: not stated.
    """

    candidate_id: str
    area: str
    power_mw: float
    hours: float
    chemistry: Cell
    capex_jpy_per_kw: float
    capex_jpy_per_kwh: float
    connection_jpy_per_kw: float = 0.0
    target: float | None = None
    cell_country: str | None = None
    certified_plan: bool | None = None


@dataclass(frozen=True)
class YearOfBid:
    """One operating year of a candidate at its contract price; costs and refunds ≥ 0. [JPY], [MWh], [kW]"""

    fiscal_year: int
    contracted_kw: int
    margin_jpy: float
    refund_jpy: float
    payment_jpy: float
    penalty_jpy: float
    public_net_jpy: float
    discharged_mwh: float
    shifted_mwh: float


@dataclass(frozen=True)
class BidFigures:
    """What the bid of a candidate rests on, at one contract price.

    Parameters
    ----------
    price_jpy_per_kw_year : float
        Per contracted kW. [JPY/kW/year]
    contracted_kw : int
        [kW]
    energy_mwh, whole_hours : float, int
        Stored energy as new; whole hours that the contract counts. [MWh], [h]
    capex_jpy : float
        [JPY]
    cost_based_jpy_per_kw_year : float
        What the costs allow under the rules of the round. [JPY/kW/year]
    ceiling_jpy_per_kw_year : float or None
        Price ceiling of the round; ``None``: not known. [JPY/kW/year]
    attained : float or None
        Value of the target metric at the price.
    project_irr, equity_irr : float or None
        After tax. [1/year]
    margin_jpy, refund_jpy, kept_jpy, payment_jpy : float
        Means over the operating years. [JPY/year]
    discharged_mwh, shifted_mwh : float
        Means over the operating years, AC. [MWh/year]
    grant_jpy : float
        Paid before operation. [JPY]
    public_cost_npv_jpy : float
        Payments of the public side less refunds, present value. [JPY]
    contracted_kw_years, shifted_mwh_npv : float
        Discounted as money. [kW·year], [MWh]
    """

    price_jpy_per_kw_year: float
    contracted_kw: int
    energy_mwh: float
    whole_hours: int
    capex_jpy: float
    cost_based_jpy_per_kw_year: float
    ceiling_jpy_per_kw_year: float | None
    attained: float | None
    project_irr: float | None
    equity_irr: float | None
    margin_jpy: float
    refund_jpy: float
    kept_jpy: float
    payment_jpy: float
    discharged_mwh: float
    shifted_mwh: float
    grant_jpy: float
    public_cost_npv_jpy: float
    contracted_kw_years: float
    shifted_mwh_npv: float


@dataclass(frozen=True)
class PricedBid:
    """A candidate and its bid.

    Parameters
    ----------
    candidate : RoundCandidate
        Who bids.
    bid : Bid
        As it enters the round; barred with a reason where it may not.
    figures : BidFigures or None
        At the contract price: that of the bid, or after a monitoring cut of an award; ``None``: no price was found.
    years : tuple of YearOfBid
        At the same price.
    is_over_cost : bool
        Whether the bid asks more than its costs allow.
    failure : mapping of str to str or None
        Why its run failed, by language.
    exit_code : int
        0, or that of the failed run.
    key : str
        Checksum of everything that the figures rest on.
    """

    candidate: RoundCandidate
    bid: Bid
    figures: BidFigures | None
    years: tuple[YearOfBid, ...] = ()
    is_over_cost: bool = False
    failure: Mapping[str, str] | None = None
    exit_code: int = 0
    key: str = ""


@dataclass(frozen=True)
class Share:
    """What one area, country or lot has of the batteries awarded. [kW], [-]"""

    name: str
    awarded_kw: int
    share: float


@dataclass(frozen=True)
class RoundFigures:
    """What the batteries of a round come to. ``None`` where there is nothing to divide by, or no plant behind any award.

    Parameters
    ----------
    bids, barred, awards : int
        Batteries that bid, those of them that may not enter, and those awarded.
    offered_mw, awarded_mw : float
        Contracted (de-rated) capacity. [MW]
    awarded_power_mw, awarded_mwh : float
        Rated power and stored energy as new, of awards with a plant. [MW], [MWh]
    without_plant_mw : float
        Awards with a given price and no plant behind them: of these payments alone are known. [MW]
    average_price_jpy_per_kw_year : float or None
        Yearly amount over contracted capacity. [JPY/kW/year]
    yearly_jpy : float
        Yearly amount of the awards. [JPY/year]
    public_cost_npv_jpy : float
        Payments and grants less refunds, present value. [JPY]
    public_cost_jpy_per_kw_year : float or None
        ÷ discounted contracted kW-years. [JPY/kW/year]
    public_cost_jpy_per_mwh_shifted : float or None
        Of awards with a plant, ÷ discounted energy shifted. [JPY/MWh]
    refund_jpy, margin_jpy : float
        Of awards with a plant, means over the operating years. [JPY/year]
    shifted_mwh : float
        Energy that the awarded plants shift under their contracts, mean over the operating years. [MWh/year]
    irr_min, irr_median, irr_max : float or None
        Project return after tax of the winners. [1/year]
    over_cost : int
        Winners that ask more than their costs allow.
    area_hhi, country_hhi : float or None
        Sum of squared shares of the awards, 1 where one has all. [-]
    all_sources_awarded_mw : float
        Awards that count for the target, all sources. [MW]
    short_mw : float
        Target that stays open. [MW]
    """

    bids: int
    barred: int
    awards: int
    offered_mw: float
    awarded_mw: float
    awarded_power_mw: float
    awarded_mwh: float
    without_plant_mw: float
    average_price_jpy_per_kw_year: float | None
    yearly_jpy: float
    public_cost_npv_jpy: float
    public_cost_jpy_per_kw_year: float | None
    public_cost_jpy_per_mwh_shifted: float | None
    refund_jpy: float
    margin_jpy: float
    shifted_mwh: float
    irr_min: float | None
    irr_median: float | None
    irr_max: float | None
    over_cost: int
    area_hhi: float | None
    country_hhi: float | None
    all_sources_awarded_mw: float
    short_mw: float


@dataclass(frozen=True)
class RoundResult:
    """One variant, cleared.

    Parameters
    ----------
    name : str
        Of the variant.
    clearing : Clearing
        Who is awarded, and why.
    priced : mapping of str to PricedBid
        Candidates by the id of their bid.
    figures : RoundFigures
        Of the batteries.
    by_area, by_country : tuple of Share
        Of the batteries awarded, largest first.
    public_rate : float
        At which present values are taken. [1/year]
    replay : tuple of ReplayRow
        Beside the published result; empty where the bids do not stand for a published round.
    facts, warnings : tuple of mapping of str to str
        Doubtful facts and warnings by language, each once.
    rule_files : mapping of str to str
        Checksums of the files of rules that were used, by name.
    rules : tuple of mapping
        Values of rules that were used: ``name``, ``index``, ``on``, ``value``, ``unit``.
    foresight : str
        Of the base project: ``perfect`` or ``rolling``.
    capture_ratio : float or None
        By which perfect foresight is cut; ``None``: it is not.
    """

    name: str
    clearing: Clearing
    priced: Mapping[str, PricedBid]
    figures: RoundFigures
    by_area: tuple[Share, ...]
    by_country: tuple[Share, ...]
    public_rate: float
    replay: tuple[ReplayRow, ...]
    facts: tuple[Mapping[str, str], ...]
    warnings: tuple[Mapping[str, str], ...]
    rule_files: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[Mapping[str, Any], ...] = ()
    foresight: str = "perfect"
    capture_ratio: float | None = None


@dataclass(frozen=True)
class Auction:
    """All variants of a round.

    Parameters
    ----------
    name : str
        As in the file.
    results : tuple of RoundResult
        In the order of the file; differences are taken to the first.
    prices : mapping of str to str
        Files of prices and other markets that were read, by name, with their checksums.
    is_synthetic : bool
        Whether any price was generated.
    resumed : int
        Bids taken from an earlier run.
    solved : int
        Bids found now.
    seconds : mapping of str to float
        ``check``, ``price``, ``total``; ``bids``: sum over the bids found now. [s]
    parts : mapping of str to bytes
        Finished batches by name, for a later run.
    """

    name: str
    results: tuple[RoundResult, ...]
    prices: Mapping[str, str]
    is_synthetic: bool
    resumed: int
    solved: int
    seconds: Mapping[str, float]
    parts: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """That of the first candidate whose run failed; 0 where none did."""
        codes = [priced.exit_code for result in self.results for priced in result.priced.values()]
        return next((code for code in codes if code), 0)
