"""Windows with offers: equal to the stamped problem where nothing holds; what holds against a MILP written apart from the package."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.markets.balancing import BalancingMarket, Product
from storage_opt.markets.offers import OfferBook, ProductOffers
from storage_opt.markets.spot import SpotMarket
from storage_opt.records.prices import PriceYear
from storage_opt.solve.one_store import NotCoveredError, ValueFunction, solve_store
from storage_opt.solve.store_bridge import read_store
from storage_opt.studies.offer_places import offer_places
from storage_opt.studies.offer_views import KnownOffers
from storage_opt.studies.rolling_window import HOLDING_JPY_PER_MWH, MOVING_JPY_PER_MWH
from storage_opt.studies.walk_blocks import block_numbers, uniform_in_blocks
from storage_opt.studies.walk_store import Held, OfferStore
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import Period

FIRST = date(2026, 9, 1)


def products(block: int = 1):
    return (Product("composite", block, 0.5, 1.0, 10.0, 0.06), Product("rr_fit", block, 1.0, 1.0, None, 0.06))


def case_of(n_days: int, *, block=1, seed=0, backing="both", levels=1, battery=None, load=0.0, fee=100.0):
    """A plant of 5 MW and 10 MWh, and a random market."""
    rng = np.random.default_rng(seed)
    n = 48 * n_days
    price = rng.uniform(3_000.0, 25_000.0, n)
    market = BalancingMarket(
        products(block), backing=backing, activation={"composite": 0.1, "rr_fit": 0.2}, levels=levels
    )
    blocks = n // block
    offers = {
        name: ProductOffers(
            p := np.repeat(rng.uniform(0.5, 8.0, (levels, blocks)), block, axis=1),
            p,
            np.repeat(rng.uniform(0.1, 1.0, (levels, blocks)), block, axis=1),
            np.full(n, 0.06),
        )
        for name in ("composite", "rr_fit")
    }
    book = OfferBook((market,), np.zeros(n_days, dtype=np.int64), offers, price)
    options = {"wear_jpy_per_mwh": 1_500.0, "soe_initial_mwh": 4.0, "auxiliary_mw": load} | (battery or {})
    model = YearModel(Site(Battery(5.0, 5.0, 10.0, 0.93, 0.92, **options), Connection()), SpotMarket(fee))
    period = Period(FIRST, n_days)
    return model, YearCase(1, 2026, PriceYear(2026, period, price), 10.0, book)


def nothing_held(case):
    k = sum(o.levels for o in case.offers.offers.values())
    n = case.prices.period.n_slots
    return Held(np.zeros((k, n), dtype=bool), np.zeros((k, n)), np.zeros((k, n)))


@pytest.mark.parametrize(("block", "backing", "levels"), [(1, "both", 1), (1, "end", 2), (6, "both", 1), (6, "end", 2)])
def test_a_window_without_what_holds_is_the_stamped_problem(block, backing, levels):
    model, case = case_of(3, block=block, backing=backing, levels=levels, battery={"self_discharge_per_day": 0.01})
    problem = model.problem(case)
    read = read_store(problem, offer_places(problem, case.offers), 0.5).store
    view = KnownOffers(case.offers, case.prices.period)
    seen = view.seen(None, FIRST, 3)
    made = OfferStore(model, case).window(0, 4.0, case.prices.spot_jpy_per_mwh, seen, nothing_held(case))
    assert made.lines.tolist() == list(range(2 * levels))
    assert not made.shift_mwh.any()
    mine = made.problem
    held = HOLDING_JPY_PER_MWH * np.arange(144, 0, -1)
    for name in (
        "charge_limit_mw", "discharge_limit_mw", "headroom_mw", "floor_mwh", "ceiling_mwh", "gain_jpy_per_mw", "drain_mwh_per_mw",
        "backing_start_mwh_per_mw", "backing_end_mwh_per_mw", "r_min_mw", "r_max_mw", "charges_with_reserve", "keep",
    ):  # fmt: skip
        assert getattr(mine, name) == pytest.approx(getattr(read, name), rel=1e-9, abs=1e-12), name
    assert np.array_equal(np.diff(mine.block) > 0, np.diff(read.block) > 0)
    assert mine.charge_price_jpy_per_mwh - held * 0.93 == pytest.approx(read.charge_price_jpy_per_mwh)
    tilt = held / 0.92 - MOVING_JPY_PER_MWH
    assert mine.discharge_price_jpy_per_mwh - tilt == pytest.approx(read.discharge_price_jpy_per_mwh)


def test_no_price_of_the_case_reaches_a_window():
    model, case = case_of(2)
    seen = KnownOffers(case.offers, case.prices.period).seen(None, FIRST, 2)
    prices = case.prices.spot_jpy_per_mwh
    one = OfferStore(model, case).window(0, 4.0, prices, seen, nothing_held(case)).problem
    book = OfferBook(case.offers.markets, case.offers.market_of_day, case.offers.offers, np.zeros(96))
    other = YearCase(1, 2026, PriceYear(2026, case.prices.period, np.zeros(96)), 10.0, book)
    two = OfferStore(model, other).window(0, 4.0, prices, seen, nothing_held(case)).problem
    for name, value in vars(one).items():
        if isinstance(value, np.ndarray):
            assert np.array_equal(value, getattr(two, name)), name


def milp_of(p, held_mw, drain, need_start, need_end, free):
    """Best value of a window with reserve that holds: charge, discharge, offers of lines ``free``, one mode a slot; energy left is free."""
    n, K = p.n_slots, p.n_products
    h, ec, ed = p.slot_h, p.charge_efficiency, p.discharge_efficiency
    C, D, E, U, R, Y = 0, n, 2 * n, 3 * n, 4 * n, 4 * n + K * n
    size = 4 * n + 2 * K * n
    cost = np.zeros(size)
    cost[C:D], cost[D:E] = -h * p.charge_price_jpy_per_mwh, h * p.discharge_price_jpy_per_mwh
    cost[R:Y] = p.gain_jpy_per_mw.T.ravel()
    rows, low, high = [], [], []

    def add(entries, lo, hi):
        row = np.zeros(size)
        for column, value in entries:
            row[column] += value
        rows.append(row)
        low.append(lo)
        high.append(hi)

    for t in range(n):
        offers = [R + k * n + t for k in range(K)]
        before = [] if t == 0 else [(E + t - 1, -p.keep[t])]
        first = p.keep[0] * p.start_mwh if t == 0 else 0.0
        flow = [(C + t, -h * ec), (D + t, h / ed)] + [(c, p.drain_mwh_per_mw[t, k]) for k, c in enumerate(offers)]
        add([(E + t, 1.0), *before, *flow], first - drain[t], first - drain[t])
        add(
            [(D + t, 1.0)] + [(c, 1.0) for c in offers] + [(U + t, 5.0)],
            -np.inf,
            5.0 - held_mw[t],
        )
        add([(C + t, 1.0), (U + t, -5.0)], -np.inf, 0.0)
        end = [(c, -p.backing_end_mwh_per_mw[t, k]) for k, c in enumerate(offers)]
        add([(E + t, 1.0), *end], need_end[t], np.inf)
        start = [(c, -p.backing_start_mwh_per_mw[t, k]) for k, c in enumerate(offers)]
        add([(E + t - 1, 1.0), *start] if t else start, need_start[t] - (0.0 if t else p.start_mwh), np.inf)
        for k, c in enumerate(offers):
            add([(c, 1.0), (Y + k * n + t, -p.r_max_mw[t, k])], -np.inf, 0.0)
            add([(c, 1.0), (Y + k * n + t, -p.r_min_mw[t, k])], 0.0, np.inf)
    upper = np.full(size, np.inf)
    upper[C:E], upper[E:U], upper[U:R], upper[Y:] = 5.0, 10.0, 1.0, 1.0
    upper[U:R] = np.where(held_mw > 0.0, 0.0, 1.0)
    whole = np.zeros(size)
    whole[U:R], whole[Y:] = 1, 1
    limits = LinearConstraint(np.array(rows), low, high)
    found = milp(
        -cost,
        constraints=limits,
        bounds=Bounds(np.zeros(size), upper),
        integrality=whole,
        options={"mip_rel_gap": 1e-9},
    )
    return -found.fun


@pytest.mark.parametrize("seed", range(6))
def test_what_holds_is_kept_and_its_calls_are_counted(seed):
    """Composite holds in some slots of the first day, tertiary-2 is still open there; value against a MILP in the energy itself."""
    model, case = case_of(1, seed=seed, battery={"self_discharge_per_day": 0.02})
    rng = np.random.default_rng(100 + seed)
    held = nothing_held(case)
    mw = np.where(rng.random(48) < 0.3, rng.uniform(1.0, 3.0, 48), 0.0)
    mw[0] = min(mw[0], 3.0)
    held.is_decided[0] = True
    held.held_mw[0], held.awarded_mw[0] = mw, 0.7 * mw
    seen = KnownOffers(case.offers, case.prices.period).seen(None, FIRST, 1)
    window = OfferStore(model, case).window(0, 6.0, case.prices.spot_jpy_per_mwh, seen, held)
    assert window.lines.tolist() == [1]
    # The floor at the end of a slot also stands for the start of the next: exact where no open offer adds to it.
    window.problem.r_max_mw[mw > 0.0], window.problem.r_min_mw[mw > 0.0] = 0.0, 0.0
    before_held = np.append(mw[1:], 0.0) > 0.0
    window.problem.r_max_mw[before_held], window.problem.r_min_mw[before_held] = 0.0, 0.0
    plan = solve_store(window.problem, "exact")
    drain = 0.5 * 0.1 * 0.7 * mw / 0.92
    expected = milp_of(window.problem, mw, drain, mw * 0.5 / 0.92, mw * 0.5 / 0.92, [1])
    assert plan.value_jpy == pytest.approx(expected, rel=1e-7, abs=0.1)
    energy = plan.energy_mwh - window.shift_mwh
    assert (energy >= mw * 0.5 / 0.92 - 1e-7).all()
    assert not plan.charge_mw[mw > 0.0].any()
    assert window.shift_mwh[-1] == pytest.approx(sum(d * (0.98 ** (1 / 48)) ** (47 - t) for t, d in enumerate(drain)))


def test_blocks_of_two_lengths_leave_the_longer_ones():
    model, case = case_of(1)
    mixed = BalancingMarket((products(6)[0], products(1)[1]), activation={"composite": 0.1, "rr_fit": 0.2})
    book = OfferBook((mixed,), case.offers.market_of_day, case.offers.offers, case.offers.activation_price_jpy_per_mwh)
    case = YearCase(1, 2026, case.prices, 10.0, book)
    seen = KnownOffers(book, case.prices.period).seen(None, FIRST, 1)
    held = nothing_held(case)
    store = OfferStore(model, case)
    window = store.window(0, 4.0, case.prices.spot_jpy_per_mwh, seen, held)
    assert window.lines.tolist() == [0]
    assert np.bincount(window.problem.block).tolist() == [6] * 8
    held.is_decided[0] = True
    window = store.window(0, 4.0, case.prices.spot_jpy_per_mwh, seen, held)
    assert window.lines.tolist() == [1]
    assert np.bincount(window.problem.block).tolist() == [1] * 48


def test_a_call_that_may_last_the_block_is_backed_in_full_all_along():
    model, case = case_of(1)
    old = BalancingMarket((Product("composite", 6, 3.0, 1.0, None, 0.0),))
    book = OfferBook((old,), case.offers.market_of_day, {"composite": case.offers.offers["composite"]}, np.zeros(48))
    case = YearCase(1, 2026, case.prices, 10.0, book)
    seen = KnownOffers(book, case.prices.period).seen(None, FIRST, 1)
    window = OfferStore(model, case).window(0, 10.0, case.prices.spot_jpy_per_mwh, seen, nothing_held(case))
    assert window.problem.backing_end_mwh_per_mw == pytest.approx(np.full((48, 1), 3.0 / 0.92))
    assert solve_store(window.problem, "exact").reserve_mw.any()


def test_own_load_with_a_fee_pays_the_fee_on_what_the_battery_trades():
    model, case = case_of(1, load=0.2)
    seen = KnownOffers(case.offers, case.prices.period).seen(None, FIRST, 1)
    prices = case.prices.spot_jpy_per_mwh
    window = OfferStore(model, case).window(0, 4.0, prices, seen, nothing_held(case)).problem
    free = YearModel(model.site, SpotMarket(0.0))
    without = OfferStore(free, case).window(0, 4.0, prices, seen, nothing_held(case)).problem
    assert window.charge_price_jpy_per_mwh - without.charge_price_jpy_per_mwh == pytest.approx(np.full(48, 100.0))
    assert without.discharge_price_jpy_per_mwh - window.discharge_price_jpy_per_mwh == pytest.approx(np.full(48, 100.0))


def test_a_range_that_shrinks_within_blocks_is_narrowed_to_what_holds_in_all():
    model, case = case_of(1, block=6)
    seen = KnownOffers(case.offers, case.prices.period).seen(None, FIRST, 1)
    problem = OfferStore(model, case).window(0, 4.0, case.prices.spot_jpy_per_mwh, seen, nothing_held(case)).problem
    low, high = np.linspace(0.2, 0.1, 48), np.linspace(10.2, 10.1, 48)
    shrinking = replace(problem, floor_mwh=low, ceiling_mwh=high)
    same = uniform_in_blocks(shrinking, problem.block)
    assert same.floor_mwh == pytest.approx(np.full(48, 0.2))
    assert same.ceiling_mwh == pytest.approx(np.full(48, 10.1))
    ending = replace(same, final=ValueFunction.joined(np.array([0.2, 10.1]), np.zeros(2)), start_mwh=4.0)
    assert solve_store(ending).energy_mwh.min() >= 0.2 - 1e-9
    assert block_numbers(np.array([2, 2, 0, 1])).tolist() == [0, 0, 1, 2]


def test_what_is_not_covered_says_so_in_words():
    for changes, words in (
        ({"reserve_while_charging": True}, "reserve_while_charging"),
        ({"backing_slots": 2}, "backing_slots"),
    ):
        model, case = case_of(1)
        market = BalancingMarket(products(), **changes)
        book = OfferBook(
            (market,), case.offers.market_of_day, case.offers.offers, case.offers.activation_price_jpy_per_mwh
        )
        with pytest.raises(NotCoveredError, match=words):
            OfferStore(model, YearCase(1, 2026, case.prices, 10.0, book))
    model, case = case_of(1)
    with pytest.raises(NotCoveredError, match="solar"):
        OfferStore(model, YearCase(1, 2026, case.prices, 10.0, case.offers, solar_mw=np.ones(48)))
