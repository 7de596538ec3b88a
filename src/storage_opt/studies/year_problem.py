"""From a site, its markets and a year's data to one stamped problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from storage_opt.assets.connection import (
    Site,
    charge_limit_mw,
    discharge_limit_mw,
    export_room_mw,
    grid_charge_limit_mw,
)
from storage_opt.markets.balancing import BalancingMarket
from storage_opt.markets.intraday import IntradayMarket
from storage_opt.markets.offers import OfferBook
from storage_opt.markets.spot import SpotMarket
from storage_opt.markets.wheeling import WheelingCharge
from storage_opt.model import build_model
from storage_opt.model.modes import modes_needed
from storage_opt.model.stacking import Form
from storage_opt.records.awards_market import BalancingBook
from storage_opt.records.prices import PriceYear
from storage_opt.solve.compile import compile_day
from storage_opt.solve.problem import CompiledDay, Floats, Problem
from storage_opt.solve.stamp import Ends, Limit, stamp
from storage_opt.timeline import SLOT_H, SLOTS_PER_DAY
from storage_opt.units import KW_PER_MW


@dataclass(frozen=True, eq=False)
class YearCase:
    """What differs from year to year.

    Parameters
    ----------
    year, fiscal_year : int
        Operating year (1 is the first) and its fiscal year.
    prices : PriceYear
        Prices as they are to be used (scaled).
    energy_mwh : float
        Usable stored energy. [MWh]
    offers : OfferBook or None
        Offers to the balancing market; ``None``: none is made.
    solar_mw : ndarray or None
        Output of the solar plant before curtailment, shape (n_slots,); ``None`` without a plant. [MW]
    wear_may_not_count : bool
        Whether a contract may weigh wear otherwise than the project does: then no mode is left out because wear makes it useless.
    awards : BalancingBook or None
        Results of the balancing market on which the offers rest; ``None`` where they rest on none.
    """

    year: int
    fiscal_year: int
    prices: PriceYear
    energy_mwh: float
    offers: OfferBook | None = None
    solar_mw: Floats | None = None
    wear_may_not_count: bool = False
    awards: BalancingBook | None = None


class YearModel:
    """The compiled days of a site: each built when first needed, used for every year."""

    def __init__(
        self,
        site: Site,
        spot: SpotMarket,
        *,
        intraday: IntradayMarket | None = None,
        wheeling: WheelingCharge | None = None,
        form: Form = "tight",
    ) -> None:
        self.site, self.spot, self.intraday, self.wheeling, self.form = site, spot, intraday, wheeling, form
        self._days: dict[tuple[object, ...], CompiledDay] = {}

    def day(self, market: BalancingMarket | None, *, with_modes: bool) -> CompiledDay:
        """Compiled day under one set of rules, with or without a mode binary in every slot."""
        key = (market, with_modes)
        if key not in self._days:
            formulation = build_model(
                self.site,
                self.spot,
                balancing=market,
                intraday=self.intraday,
                wheeling=self.wheeling,
                with_modes=with_modes,
                form=self.form,
            )
            self._days[key] = compile_day(formulation)
        return self._days[key]

    def problem(self, case: YearCase) -> Problem:
        """Stamp the year: one compiled day per day of prices, linked by what the store holds."""
        kinds, kind_of_day = self._kinds(case)
        return stamp(
            kinds,
            kind_of_day,
            _parameters(self.site, case),
            self._ends(case, kinds[0]),
            self._totals(case),
        )

    def _kinds(self, case: YearCase) -> tuple[list[CompiledDay], NDArray[np.int64]]:
        """Shapes of a day that the year needs, and the shape of each day."""
        n_days = case.prices.period.n_days
        needs = np.logical_or.reduce(self._needs_modes(case).reshape(n_days, SLOTS_PER_DAY), axis=1)
        rules = np.full(n_days, -1) if case.offers is None else case.offers.market_of_day
        wanted: list[tuple[BalancingMarket | None, bool]] = []
        kind_of_day = np.empty(n_days, dtype=np.int64)
        for day in range(n_days):
            market = None if case.offers is None or rules[day] < 0 else case.offers.markets[int(rules[day])]
            offers = market is not None and bool(market.products)
            linked = market is not None and market.backing_slots > 1
            shape = (
                market if offers or linked else None,
                bool(needs[day]) or offers,
            )
            if shape not in wanted:
                wanted.append(shape)
            kind_of_day[day] = wanted.index(shape)
        return [self.day(market, with_modes=with_modes) for market, with_modes in wanted], kind_of_day

    def _needs_modes(self, case: YearCase) -> NDArray[np.bool_]:
        """Slots in which the optimum might charge and discharge at once, shape (n_slots,)."""
        tight = None
        if case.solar_mw is not None:
            period = case.prices.period
            both = discharge_limit_mw(self.site, period) + case.solar_mw
            tight = export_room_mw(self.site, period, case.solar_mw) < both
        battery = self.site.battery
        return modes_needed(
            replace(battery, wear_jpy_per_mwh=0.0) if case.wear_may_not_count else battery,
            self.spot,
            case.prices.spot_jpy_per_mwh,
            charge_cost_jpy_per_mwh=0.0 if self.wheeling is None else self.wheeling.cost_jpy_per_mwh,
            intraday=self.intraday,
            intraday_jpy_per_mwh=case.prices.intraday_jpy_per_mwh,
            solar_mw=case.solar_mw,
            export_is_tight=tight,
        )

    def _ends(self, case: YearCase, kind: CompiledDay) -> dict[str, Ends]:
        initial, final = self.site.battery.soe_at_ends_mwh(case.energy_mwh)
        ends = {name: Ends(0.0) for name in kind.links}
        return ends | {"soe_mwh": Ends(initial, final)}

    def _totals(self, case: YearCase) -> dict[str, Limit]:
        cycles = self.site.battery.max_cycles_per_year
        if cycles is None:
            return {}
        return {"limit_cycles_of_year": Limit(upper=cycles * case.prices.period.share_of_year * case.energy_mwh)}


def _parameters(site: Site, case: YearCase) -> dict[str, Floats]:
    """Values of every parameter of a day, by day."""
    battery, period = site.battery, case.prices.period
    by_day = (period.n_days, SLOTS_PER_DAY)
    daily = np.ones((period.n_days, 1))
    parameters = {
        "spot_price_jpy_per_mwh": case.prices.spot_jpy_per_mwh.reshape(by_day),
        "charge_limit_mw": charge_limit_mw(site, period).reshape(by_day),
        "discharge_limit_mw": discharge_limit_mw(site, period).reshape(by_day),
        "soe_min_mwh": battery.soe_min_mwh * daily,
        "soe_max_mwh": case.energy_mwh * daily,
    }
    if battery.max_cycles_per_day is not None:
        parameters["discharge_budget_of_day_mwh"] = battery.max_cycles_per_day * case.energy_mwh * daily
    if case.prices.intraday_jpy_per_mwh is not None:
        parameters["intraday_price_jpy_per_mwh"] = case.prices.intraday_jpy_per_mwh.reshape(by_day)
    if case.solar_mw is not None:
        parameters |= {
            "solar_available_mw": case.solar_mw.reshape(by_day),
            "export_room_mw": export_room_mw(site, period, case.solar_mw).reshape(by_day),
            "grid_charge_limit_mw": grid_charge_limit_mw(site, period).reshape(by_day),
        }
    if case.offers is not None:
        parameters |= {name: v.reshape(by_day) for name, v in _offer_parameters(site, case, case.offers).items()}
    return parameters


def _offer_parameters(site: Site, case: YearCase, book: OfferBook) -> Mapping[str, Floats]:
    """Values of ``model.balancing``'s parameters by slot, shape (n_slots,) each."""
    parameters: dict[str, Floats] = {}
    largest = largest_offer_mw(site, case, book)
    for name, offers in book.offers.items():
        share = book.markets[0].activation.get(name, 0.0)
        for level in range(offers.levels):
            q, paid = offers.acceptance[level], offers.paid_jpy_per_kw_slot[level]
            parameters |= {
                f"{name}_{level}_acceptance": q,
                f"{name}_{level}_availability_jpy_per_mw": KW_PER_MW * np.where(q > 0.0, paid, 0.0) * q,
                f"{name}_{level}_fee_jpy_per_mw": KW_PER_MW * offers.fee_jpy_per_kw_slot * q,
                f"{name}_{level}_activation_jpy_per_mw": SLOT_H * share * q * book.activation_price_jpy_per_mwh,
                f"{name}_{level}_limit_mw": largest[name],
            }
    return parameters


def largest_offer_mw(site: Site, case: YearCase, book: OfferBook) -> Mapping[str, Floats]:
    """Largest offer that the headroom of every slot of its block can hold, by product, shape (n_slots,). [MW]"""
    period = case.prices.period
    room = discharge_limit_mw(site, period)
    if book.markets[0].reserve_while_charging:
        room = room + charge_limit_mw(site, period)
    largest = {}
    for name in book.offers:
        limit = np.zeros(period.n_slots)
        for number, market in enumerate(book.markets):
            for product in market.products:
                if product.name != name:
                    continue
                days = np.flatnonzero(book.market_of_day == number)
                blocks = room.reshape(period.n_days, product.n_blocks, product.block_slots)[days]
                held = np.repeat(blocks.min(axis=2), product.block_slots, axis=1)
                limit.reshape(period.n_days, SLOTS_PER_DAY)[days] = held
        largest[name] = limit
    return largest
