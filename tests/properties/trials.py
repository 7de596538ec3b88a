"""Random small problems, and both ways of solving them: the package and the formulation of ``independent.py``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from independent import Plant, Stated, state

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import ChargingBan, Connection, Site
from storage_opt.markets.spot import SpotMarket
from storage_opt.records.dispatch import Dispatch
from storage_opt.records.ledger import Ledger
from storage_opt.records.prices import PriceYear
from storage_opt.records.results import SolveOutcome, YearFigures
from storage_opt.settlement.figures import year_figures
from storage_opt.settlement.settle import settle
from storage_opt.solve.certify import Settings
from storage_opt.solve.highs import Deadline
from storage_opt.studies.year import YearCase, YearModel, solve_year
from storage_opt.timeline import Period

few = settings(derandomize=True, max_examples=10, deadline=None, database=None)
"""Always the same few examples: a test of a property is a test, not a search."""

FIRST_DAY = date(2023, 5, 1)


@dataclass(frozen=True, eq=False)
class Trial:
    """A site, a market and prices."""

    battery: Battery
    connection: Connection
    fee_jpy_per_mwh: float
    price_jpy_per_mwh: np.ndarray

    def but(self, **battery: Any) -> Trial:
        return replace(self, battery=replace(self.battery, **battery))

    @property
    def period(self) -> Period:
        return Period(FIRST_DAY, len(self.price_jpy_per_mwh) // 48)

    @property
    def stated(self) -> Stated:
        """The same problem in the independent formulation."""
        b, c = self.battery, self.connection
        year_mwh = (
            None if b.max_cycles_per_year is None else b.max_cycles_per_year * b.energy_mwh * self.period.n_days / 366
        )
        plant = Plant(
            power_out=b.power_mw * b.availability, power_in=b.charge_power_mw * b.availability, energy=b.energy_mwh,
            eta_c=b.charge_efficiency, eta_d=b.discharge_efficiency, start=b.soe_initial_mwh, final=b.soe_final_mwh,
            lowest=b.soe_min_mwh, loss_per_day=b.self_discharge_per_day, load=b.auxiliary_mw, wear=b.wear_jpy_per_mwh,
            fee=self.fee_jpy_per_mwh, export=c.export_limit_mw, take=c.import_limit_mw, total_mwh=year_mwh,
            day_mwh=None if b.max_cycles_per_day is None else b.max_cycles_per_day * b.energy_mwh,
            banned=np.array([2 * h + half for ban in c.no_charge for h in ban.hours for half in (0, 1)]),
        )  # fmt: skip
        return state(plant, self.price_jpy_per_mwh)


@dataclass(frozen=True, eq=False)
class Solved:
    """What the package makes of a trial."""

    dispatch: Dispatch
    outcome: SolveOutcome
    ledger: Ledger
    figures: YearFigures

    @property
    def objective(self) -> float:
        return self.outcome.objective_jpy


def solve(trial: Trial, method: str = "certified", relative_gap: float = 0.0) -> Solved:
    """Solve to a gap, of zero where nothing is said."""
    spot, energy = SpotMarket(trial.fee_jpy_per_mwh), trial.battery.energy_mwh
    prices = PriceYear(2023, trial.period, trial.price_jpy_per_mwh)
    model = YearModel(Site(trial.battery, trial.connection), spot)
    asked = Settings(method=method, relative_gap=relative_gap)  # type: ignore[arg-type]
    dispatch, outcome = solve_year(model, YearCase(1, 2023, prices, energy), asked, Deadline())
    ledger = settle(prices, dispatch, spot)
    return Solved(dispatch, outcome, ledger, year_figures(trial.battery, energy, dispatch, ledger))


def prices(kind: str, seed: int, n_days: int) -> np.ndarray:
    """Prices in JPY/MWh, whole multiples of the published step."""
    draw = np.random.default_rng(seed)
    level = {"usual": (500, 3000), "negative": (-800, 2500), "coarse": (1, 6)}[kind]
    steps = draw.integers(*level, n_days * 48).astype(float)
    if kind == "coarse":
        return steps * 5000.0
    floor = draw.random(n_days * 48) < 0.2
    steps[floor] = 1.0 if kind == "usual" else draw.choice([-100.0, 0.0, 1.0], int(floor.sum()))
    return steps * 10.0


@st.composite
def trials(draw: st.DrawFn, kinds: tuple[str, ...] = ("usual", "negative"), max_days: int = 2, **fixed: Any) -> Trial:
    """One or two days of a battery; ``fixed`` holds fields of the battery at a value."""
    tenth = lambda low, high: draw(st.integers(low, high)) / 10.0  # noqa: E731
    power, energy = tenth(5, 30), tenth(10, 80)
    lowest = draw(st.sampled_from([0.0, 0.1]))
    own_load = draw(st.sampled_from([0.0, 0.1]))
    battery = Battery(
        power_mw=power,
        charge_power_mw=draw(st.sampled_from([power, 0.8 * power])),
        energy_mwh=energy,
        charge_efficiency=draw(st.sampled_from([0.8, 0.93, 1.0])),
        discharge_efficiency=draw(st.sampled_from([0.85, 0.95])),
        soe_min_mwh=lowest,
        soe_initial_mwh=draw(st.sampled_from([lowest, 0.5 * energy])),
        soe_final_mwh=draw(st.sampled_from([lowest, 0.4 * energy])),
        self_discharge_per_day=draw(st.sampled_from([0.0, 0.05])),
        auxiliary_mw=own_load,
        wear_jpy_per_mwh=draw(st.sampled_from([0.0, 1500.0])),
        max_cycles_per_day=draw(st.sampled_from([None, 0.9, 1.4])),
        max_cycles_per_year=draw(st.sampled_from([None, 250.0])),
        availability=draw(st.sampled_from([1.0, 0.9])),
    )
    connection = Connection(
        export_limit_mw=draw(st.sampled_from([np.inf, 0.7 * power])),
        import_limit_mw=draw(st.sampled_from([np.inf, 0.6 * power + own_load])),
        no_charge=draw(st.sampled_from([(), (ChargingBan((5,), (3, 12, 13)),)])),
    )
    series = prices(draw(st.sampled_from(kinds)), draw(st.integers(0, 10**6)), draw(st.integers(1, max_days)))
    return Trial(replace(battery, **fixed), connection, draw(st.sampled_from([0.0, 40.0])), series)
