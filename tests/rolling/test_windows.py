"""A window is the model of its days with the prices that are seen, and the value of its end is the model's own."""

from dataclasses import fields, replace
from datetime import date, timedelta

import numpy as np
import pytest
from walks import bundled, case_of, plant

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import ChargingBan, Connection, Site
from storage_opt.markets.spot import SpotMarket
from storage_opt.markets.wheeling import WheelingCharge
from storage_opt.records.prices import PriceYear
from storage_opt.solve.one_store import NotCoveredError, ValueFunction, solve_store
from storage_opt.solve.store_bridge import read_store
from storage_opt.studies.rolling_window import MOVING_JPY_PER_MWH, WalkedStore, WindowRule, value_if_repeated
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import SLOT_H, Period

PERIOD = Period(date(2023, 6, 28), 12)
PRICES = np.round(np.random.default_rng(8).uniform(10.0, 40_000.0, 48 * 12), -1)
BATTERY = Battery(
    2.0, 1.5, 7.0, 0.95, 0.92, soe_min_mwh=0.5, self_discharge_per_day=0.01, wear_jpy_per_mwh=900.0, availability=0.9
)  # fmt: skip
SITE = Site(BATTERY, Connection(1.6, 1.2, (ChargingBan((7,), (16, 17)),)))
MODEL = YearModel(SITE, SpotMarket(40.0), wheeling=WheelingCharge(1500.0, 0.1))


def case(prices):
    return YearCase(1, 2023, prices, 6.5)


def test_a_window_is_the_stamped_model_of_its_days():
    """Days 2 to 6 from 3.1 MWh, seen at other prices than the actual ones; the ban of July begins inside. One field after the other."""
    days = Period(PERIOD.first_day + timedelta(days=2), 5)
    seen = np.random.default_rng(9).uniform(10.0, 30_000.0, days.n_slots)
    site = replace(SITE, battery=replace(BATTERY, soe_initial_mwh=3.1, soe_final_is_free=True))
    model = YearModel(site, SpotMarket(40.0), wheeling=MODEL.wheeling)
    stamped = read_store(model.problem(case(PriceYear(2023, days, seen))), {}, SLOT_H).store
    window = WalkedStore(MODEL, case(PriceYear(2023, PERIOD, PRICES))).window(2, 3.1, seen)
    assert not (stamped.charge_limit_mw > 0.0).all()
    for field in fields(stamped):
        mine, theirs = getattr(window, field.name), getattr(stamped, field.name)
        if field.name == "final":
            assert mine.energy_mwh.tolist() == theirs.energy_mwh.tolist() == [0.5, 6.5]
            assert not mine.value_jpy.any() and not theirs.value_jpy.any()
        elif field.name.endswith("_price_jpy_per_mwh"):
            assert np.abs(mine - theirs).max() <= 1.1 * MOVING_JPY_PER_MWH
        else:
            assert np.allclose(mine, theirs, rtol=1e-12, atol=0.0), field.name


def test_actual_prices_are_no_part_of_the_store():
    walked = [WalkedStore(MODEL, case(PriceYear(2023, PERIOD, PRICES * f))).window(1, 2.0, PRICES[:48]) for f in (1, 3)]
    for field in fields(walked[0]):
        if field.name != "final":
            assert np.array_equal(getattr(walked[0], field.name), getattr(walked[1], field.name))


@pytest.mark.parametrize("energy", [0.5, 3.1, 6.5])
def test_the_value_of_the_end_is_that_of_the_same_window_once_more(energy):
    """A window valued at its end and the same window twice with a free end differ by a constant, whatever the energy before."""
    walked = WalkedStore(MODEL, case(PriceYear(2023, PERIOD, PRICES)))
    seen = PRICES[48 * 3 : 48 * 5]

    def once(start):
        window = walked.window(0, start, seen)
        return solve_store(replace(window, final=value_if_repeated(window)))

    def twice(start):  # both halves before July, so that their limits are the same
        window = walked.window(0, start, seen)
        arrays = {f.name: getattr(window, f.name) for f in fields(window)}
        doubled = {name: np.concatenate([a, a]) for name, a in arrays.items() if isinstance(a, np.ndarray)}
        return solve_store(replace(window, **doubled | {"block": np.arange(2 * window.n_slots)}))

    assert once(energy).value_jpy - once(2.0).value_jpy == pytest.approx(
        twice(energy).value_jpy - twice(2.0).value_jpy, rel=1e-9, abs=1e-6
    )
    assert once(energy).energy_mwh == pytest.approx(twice(energy).energy_mwh[: 48 * 2], abs=1e-9)


def test_of_plans_of_equal_value_the_one_that_holds_the_least_energy_is_taken():
    """Cheap from slot 4 to 19, dear from 30 to 45: four slots of each are needed; the last cheap and the first dear ones are taken."""
    seen = np.full(48, 10_000.0)
    seen[4:20], seen[30:46] = 5_000.0, 30_000.0
    model = plant(2.0)
    plan = WalkedStore(model, case_of(model, PriceYear(2023, Period(date(2023, 4, 1), 2), np.zeros(96)))).solved(
        0, 0.0, seen, WindowRule(0, "same")
    )
    charged, discharged = np.flatnonzero(plan.charge_mw), np.flatnonzero(plan.discharge_mw)
    assert charged.tolist() == [15, 16, 17, 18, 19]  # 2 MWh stored need 4.31 slots
    assert discharged.tolist() == [30, 31, 32, 33]


def test_windows_end_as_their_rule_says_and_the_last_as_the_year_does():
    model = plant(4.0, soe_final_mwh=3.0)
    walked = WalkedStore(model, case_of(model, PriceYear(2023, PERIOD, PRICES)))
    for day, terminal, end in ((3, "same", 1.0), (11, "same", 3.0), (11, "valued", 3.0)):
        plan = walked.solved(day, 1.0, PRICES[day * 48 : day * 48 + 48], WindowRule(0, terminal))
        assert plan.energy_mwh[-1] == pytest.approx(end, abs=1e-9)
    free = solve_store(
        replace(walked.window(3, 1.0, PRICES[:48]), final=ValueFunction.joined(np.array([0.0, 4.0]), np.zeros(2)))
    )
    valued = walked.solved(3, 1.0, PRICES[:48], WindowRule(0, "valued"))
    assert free.energy_mwh[-1] == pytest.approx(0.0, abs=1e-9)
    assert valued.energy_mwh[-1] > 0.0


def test_what_one_number_cannot_carry_is_refused():
    prices = bundled("tokyo")
    for battery, told in (
        ({"max_cycles_per_year": 200.0}, "yearly budget"),
        ({"max_cycles_per_day": 1.0}, "limit_cycles_of_day"),
    ):
        model = plant(4.0, **battery)
        with pytest.raises(NotCoveredError, match=told):
            WalkedStore(model, case_of(model, prices))


def test_wrong_windows_are_refused():
    with pytest.raises(ValueError, match="look-ahead of -1 days"):
        WindowRule(-1)
    walked = WalkedStore(MODEL, case(PriceYear(2023, PERIOD, PRICES)))
    with pytest.raises(ValueError, match="not finite"):
        walked.window(0, 1.0, np.full(48, np.nan))
