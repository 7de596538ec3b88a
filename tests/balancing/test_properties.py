"""More of anything never lowers the optimum with balancing offers; money scales; what is never accepted or offered changes nothing."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from days import book, case, offers, solved
from hypothesis import given, settings
from hypothesis import strategies as st

from storage_opt.assets.battery import Battery
from storage_opt.markets.balancing import BalancingMarket, Product

few = settings(derandomize=True, max_examples=3, deadline=None, database=None)
NAMES = ("composite", "rr_fit", "fcr")
GAP = 1e-6
"""Relative gap of every solve: comparisons hold to twice of it."""


@dataclass(frozen=True, eq=False)
class Trial:
    """One day: a battery, spot prices, a market, and price and acceptance by product. All offers have one price level."""

    battery: Battery
    price: np.ndarray
    market: BalancingMarket
    paid: dict[str, np.ndarray]
    accepted: dict[str, np.ndarray]
    spot_fee: float = 40.0
    fee: float = 0.06

    def but(self, **changes):
        battery = {k: changes.pop(k) for k in list(changes) if hasattr(self.battery, k)}
        market = {k: changes.pop(k) for k in list(changes) if hasattr(self.market, k)}
        return replace(self, battery=replace(self.battery, **battery), market=replace(self.market, **market), **changes)

    @property
    def objective(self) -> float:
        made = {p.name: offers(self.paid[p.name], self.accepted[p.name], self.fee) for p in self.market.products}
        one = case(self.price, self.battery.energy_mwh, book(self.market, self.price, made))
        return solved(self.battery, self.spot_fee, one, GAP)[1].objective_jpy


@st.composite
def trials(draw: st.DrawFn, block: int | None = None, most: int = 3) -> Trial:
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    price = random.uniform(10.0, 25_000.0, 48).round(-2)
    power, energy = float(random.uniform(2.0, 8.0)), float(random.uniform(2.0, 24.0))
    battery = Battery(
        power, 0.8 * power, energy, 0.9, 0.9, soe_initial_mwh=0.4 * energy, soe_final_mwh=0.3 * energy,
        wear_jpy_per_mwh=draw(st.sampled_from([0.0, 2_000.0])),
    )  # fmt: skip
    products, paid, accepted = [], {}, {}
    for name in NAMES[: draw(st.integers(1, most))]:
        length = block or draw(st.sampled_from([1, 6]))
        products.append(Product(name, length, draw(st.sampled_from([0.5, 3.0])), 1.0, None, 0.06))
        paid[name] = np.repeat(random.lognormal(0.0, 0.8, 48 // length), length)
        accepted[name] = np.repeat(random.choice([0.0, 0.5, 1.0], 48 // length), length)
    market = BalancingMarket(
        tuple(products), activation={name: draw(st.sampled_from([0.0, 0.2])) for name in paid},
        backing_slots=draw(st.sampled_from([1, 2])),
    )  # fmt: skip
    return Trial(battery, price, market, paid, accepted)


def not_below(value: float) -> float:
    return value - 1e-3 - 2.0 * GAP * abs(value)


def near(value: float) -> object:
    return pytest.approx(value, rel=2.0 * GAP, abs=1e-2)


LOOSER = {
    "energy": lambda t: t.but(energy_mwh=1.3 * t.battery.energy_mwh),
    "power": lambda t: t.but(power_mw=1.3 * t.battery.power_mw, charge_power_mw=1.2 * t.battery.charge_power_mw),
    "one call in a row": lambda t: t.but(backing_slots=1),
    "backing at the end": lambda t: t.but(backing="end"),
    "reserve while charging": lambda t: t.but(reserve_while_charging=True),
    "smallest bid": lambda t: t.but(products=tuple(replace(p, min_bid_mw=0.0) for p in t.market.products)),
    "duration": lambda t: t.but(products=tuple(replace(p, duration_h=0.5) for p in t.market.products)),
    "exchange's fee": lambda t: t.but(fee=0.0),
    "price": lambda t: t.but(paid={name: 1.2 * paid for name, paid in t.paid.items()}),
}


@settings(few, max_examples=2)
@given(trials(most=2))
def test_looser_never_lowers_the_optimum(trial):
    tight = trial.objective
    for name, loosen in LOOSER.items():
        assert loosen(trial).objective >= not_below(tight), name


@few
@given(trials())
def test_each_product_more_never_lowers_the_optimum(trial):
    value = trial.but(products=()).objective
    for count in range(1, len(trial.market.products) + 1):
        more = trial.but(products=trial.market.products[:count]).objective
        assert more >= not_below(value)
        value = more


@few
@given(trials(), st.sampled_from([0.1, 100.0]))
def test_money_scales(trial, k):
    scaled = trial.but(
        wear_jpy_per_mwh=k * trial.battery.wear_jpy_per_mwh, price=k * trial.price, spot_fee=k * trial.spot_fee,
        fee=k * trial.fee, paid={name: k * paid for name, paid in trial.paid.items()},
    )  # fmt: skip
    assert scaled.objective == near(k * trial.objective)


@few
@given(trials())
def test_a_product_that_is_never_awarded_changes_nothing(trial):
    """An offer without acceptance earns nothing and needs headroom and energy: the optimum is that of the other products."""
    first = trial.market.products[0].name
    without = trial.but(products=trial.market.products[1:])
    never = trial.but(accepted=trial.accepted | {first: np.zeros(48)})
    assert never.objective == near(without.objective)


@few
@given(trials())
def test_the_order_of_products_is_irrelevant(trial):
    turned = trial.but(products=trial.market.products[::-1])
    assert turned.objective == near(trial.objective)


@few
@given(trials(block=6))
def test_a_block_of_three_hours_is_never_better_than_six_of_half_an_hour(trial):
    """Same prices, half an hour of duration: six equal offers of half an hour are the block."""
    long = trial.but(products=tuple(replace(p, duration_h=0.5) for p in trial.market.products))
    short = long.but(products=tuple(replace(p, block_slots=1) for p in long.market.products))
    assert short.objective >= not_below(long.objective)
