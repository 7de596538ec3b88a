"""Parts of the walk by hand: awards, what is open beside a position, budgets, settlement, energy kept for what already holds."""

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pytest
from gate_walks import FIRST, RECOURSE, RULES, Disappointing, known_offers, tiny, tiny_case

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.markets.intraday import IntradayMarket
from storage_opt.markets.spot import SpotMarket
from storage_opt.markets.wheeling import WheelingCharge
from storage_opt.records.dispatch import Dispatch
from storage_opt.settlement.settle_walk import Positions, settle_walk
from storage_opt.solve.one_store import NoPathError, ValueFunction, solve_store
from storage_opt.studies.offer_views import KnownOffers
from storage_opt.studies.rolling_window import WalkedStore, WindowRule
from storage_opt.studies.spot_bid_walk import ImbalancePrice
from storage_opt.studies.walk_awards import AwardRule
from storage_opt.studies.walk_budget import YearBudgets
from storage_opt.studies.walk_plan import Budget, first_slots, priced, solve_within, used_mwh, value_at, with_final
from storage_opt.studies.walk_position import LAST_RESORT, beside_position
from storage_opt.studies.walk_rules import GateWalkRule, quantities
from storage_opt.studies.walk_steps import WalkSteps
from storage_opt.studies.walk_store import Held, OfferStore
from storage_opt.studies.year_problem import YearModel

FLAT = np.full(48, 10_000.0)


def test_the_mean_share_of_a_block_is_awarded():
    offered, share = np.full(48, 2.0), np.tile([0.2, 0.4, 0.6, 0.2, 0.4, 0.6], 8)
    held, awarded = AwardRule("expected").awarded(offered, share, FIRST, "composite", 0, 6)
    assert held == pytest.approx(np.full(48, 0.8))
    assert awarded == pytest.approx(np.full(48, 0.8))
    held, awarded = AwardRule("held").awarded(offered, share, FIRST, "composite", 0, 1)
    assert held == pytest.approx(offered)
    assert awarded == pytest.approx(2.0 * share)


def test_draws_hold_for_a_block_and_differ_by_day_product_and_level():
    offered, share = np.ones(48), np.full(48, 0.5)

    def drawn(day=FIRST, product="composite", level=0, size=1, seed=3):
        held, awarded = AwardRule("drawn", seed).awarded(offered, share, day, product, level, size)
        assert np.array_equal(held, awarded)
        return awarded

    base = drawn()
    assert set(base) == {0.0, 1.0}
    assert np.array_equal(base, drawn())
    for other in (drawn(date(2026, 9, 2)), drawn(product="rr_fit"), drawn(level=1), drawn(seed=4)):
        assert not np.array_equal(base, other)
    assert not np.ptp(drawn(size=6).reshape(8, 6), axis=1).any()
    none, all_of_it = (AwardRule("drawn").awarded(offered, s * offered, FIRST, "frr", 0, 1)[1] for s in (0.0, 1.0))
    assert not none.any()
    assert all_of_it.all()


def window_of(prices, **battery):
    """The day of a small store."""
    model, case = tiny(fee=100.0, wear_jpy_per_mwh=1_000.0, **battery), tiny_case(prices)
    return WalkedStore(model, case).window(0, 0.25, prices)


def test_a_position_has_the_price_of_leaving_it_and_other_slots_that_of_trading():
    window = window_of(FLAT)
    position = np.zeros(48)
    position[:4] = 0.6, -0.4, 0.9, -0.9
    made = beside_position(window, position, 100.0, 600.0, 0.7, ImbalancePrice(3_000.0, 2_000.0))
    assert made.discharge_limit_mw[:5] == pytest.approx([0.6, 0.0, 0.9, 0.0, 0.7])
    assert made.charge_limit_mw[:5] == pytest.approx([0.0, 0.4, 0.0, 0.9, 0.7])
    paid, earned = made.charge_price_jpy_per_mwh, made.discharge_price_jpy_per_mwh
    assert earned[[0, 2, 4]] == pytest.approx([9_600.0, 9_000.0 + LAST_RESORT, 8_400.0], abs=1e-3)
    assert paid[[1, 3, 4]] == pytest.approx([9_400.0, 10_000.0 - LAST_RESORT, 10_600.0], abs=1e-3)


def test_without_a_market_a_position_is_left_at_the_distance_of_imbalances_and_nothing_else_is_traded():
    position = np.zeros(48)
    position[:2] = 0.6, -0.4
    made = beside_position(window_of(FLAT), position, 100.0, 500.0, None, ImbalancePrice(3_000.0, 2_000.0))
    assert made.discharge_limit_mw[:3] == pytest.approx([0.6, 0.0, 0.0])
    assert made.charge_limit_mw[:3] == pytest.approx([0.0, 0.4, 0.0])
    assert made.discharge_price_jpy_per_mwh[0] == pytest.approx(9_000.0 + 3_500.0, abs=1e-3)
    assert made.charge_price_jpy_per_mwh[1] == pytest.approx(10_000.0 - 2_500.0, abs=1e-3)


def test_the_least_price_that_keeps_a_budget_is_found():
    """Eight cycles of 0.5 MWh at falling gains; a budget of 2.2 MWh leaves the best four."""
    prices = FLAT.copy()
    for k in range(8):
        prices[6 * k], prices[6 * k + 3] = 5_000.0, 12_000.0 + 1_000.0 * k
    window = replace(window_of(prices), start_mwh=0.0)
    free, price = solve_within(window, "exact", (), Budget())
    assert price == 0.0
    assert used_mwh(window, free).sum() == pytest.approx(4.0)
    for start in (0.0, 8_000.0, 100_000.0):
        plan, price = solve_within(window, "exact", (), Budget(window_mwh=2.2), start)
        assert used_mwh(window, plan).sum() == pytest.approx(2.0)
        assert 8_800.0 <= price <= 8_800.0 * 1.05 + 1_000.0  # the fourth best earns 9,800, the fifth 8,800 a MWh
    assert solve_within(window, "exact", (), Budget(day_mwh=2.2))[1] == pytest.approx(price, rel=0.15)
    with pytest.raises(NoPathError, match="budget"):
        solve_within(replace(window, start_mwh=0.5, final=ValueFunction.fixed(0.0)), "exact", (), Budget(day_mwh=0.1))


def test_a_price_on_what_is_discharged_counts_calls():
    model, case = tiny(), tiny_case(FLAT, np.full(48, 5.0), share=0.5, alpha=0.2)
    k = np.zeros((1, 48))
    held = Held(k > 0.0, k, k.copy())
    seen = KnownOffers(case.offers, case.prices.period).seen(None, FIRST, 1)
    window = OfferStore(model, case).window(0, 0.5, FLAT, seen, held).problem
    made = priced(window, 1_000.0)
    assert window.discharge_price_jpy_per_mwh - made.discharge_price_jpy_per_mwh == pytest.approx(np.full(48, 1_000.0))
    assert window.gain_jpy_per_mw - made.gain_jpy_per_mw == pytest.approx(np.full((48, 1), 0.5 * 0.2 * 0.5 * 1_000.0))
    short = first_slots(window, 10)
    assert short.n_slots == 10
    assert short.gain_jpy_per_mw.shape == (10, 1)
    assert first_slots(window, 48) is window


def test_budgets_of_a_year_are_spread_over_the_days_that_are_left():
    model = tiny(max_cycles_per_day=2.0, max_cycles_per_year=365.0)
    case = tiny_case(np.tile(FLAT, 10))
    budgets = YearBudgets(model, case)
    left = 365.0 * 10 / 365 * 0.5
    assert budgets.of(0, 2, np.zeros(96)) == Budget(1.0, pytest.approx(min(2.0, left * 0.2)))
    called = np.zeros(96)
    called[[3, 60]] = 0.1, 0.2
    assert budgets.of(0, 2, called) == Budget(pytest.approx(0.9), pytest.approx(left * 0.2 - 0.3))
    budgets.spend(left - 0.4)
    assert budgets.of(8, 2, np.zeros(96)) == Budget(pytest.approx(0.4), pytest.approx(0.4))
    assert YearBudgets(tiny(), case).of(0, 2, np.zeros(96)).is_open
    assert budgets.of_day(called[:48]) == Budget(pytest.approx(0.3))


def test_a_day_keeps_its_budget_with_all_offers_awarded_and_every_day_that_is_committed():
    """Two days alike; of 1 MW offered in a slot 0.1 MWh would be called if it is awarded, half of that is expected."""
    model, case = tiny(), tiny_case(np.tile(FLAT, 2), np.full(96, 5.0), share=0.5, alpha=0.2)
    case = replace(case, energy_mwh=8.0)
    none = np.zeros((1, 96))
    seen = KnownOffers(case.offers, case.prices.period).seen(None, FIRST, 2)
    window = OfferStore(model, case).window(0, 8.0, np.tile(FLAT, 2), seen, Held(none > 0.0, none, none.copy())).problem
    window = replace(window, final=ValueFunction.joined(np.array([0.0, 8.0]), np.array([0.0, 72_000.0])))
    free = solve_store(window, "exact")
    first, second = used_mwh(window, free).reshape(2, 48).sum(axis=1)
    assert first == pytest.approx(2.4)
    whole = np.array([0.1])
    for n_days in (1, 2):
        plan, _ = solve_within(window, "exact", (), Budget(3.0, n_days=n_days, called_mwh_per_mw=whole))
        used = used_mwh(window, plan, whole).reshape(2, 48).sum(axis=1)
        assert used[0] <= 3.0
        assert used[:n_days].max() <= 3.0
    assert second > 0.0


def test_each_market_is_paid_what_was_traded_there_and_the_rest_is_an_imbalance():
    """Sold 1 MW, bought 0.2 MW back intraday, delivered 0.6 MW: 0.2 MW short. Bought 0.5 MW, drawn 0.4 MW: 0.1 MW too many."""
    n = 48
    spot, trade, off, up, down = (np.zeros(n) for _ in range(5))
    spot[[4, 9]], trade[4], off[[4, 9]], up[4], down[9] = (1.0, -0.5), -0.2, (-0.2, 0.1), 0.6, 0.4
    case = tiny_case(FLAT, intraday_jpy_per_mwh=FLAT + 1_000.0)
    dispatch = Dispatch(case.prices.period, down, up, np.zeros(n), 0.0, 0.1)
    short = np.zeros(n)
    short[7] = 0.5
    positions = Positions(spot, trade, off, FLAT + 5_000.0, FLAT - 5_000.0, 2_000.0 * short, short)
    market, wheeling = IntradayMarket(200.0, 1.0), WheelingCharge(1_000.0, 0.5)
    ledger = settle_walk(case.prices, dispatch, positions, SpotMarket(100.0), intraday=market, wheeling=wheeling)
    load = 0.1 * 0.5
    told = {stream: ledger.total_jpy(stream) for stream in ledger.streams}
    assert told == pytest.approx(
        {
            "spot": 10_000.0 * (0.5 - 0.25 - 48 * load),
            "spot_fee": -100.0 * ((0.5 - load) + (0.25 + load) + 46 * load),
            "intraday": -11_000.0 * 0.1,
            "intraday_fee": -200.0 * 0.1,
            "imbalance": -15_000.0 * 0.1 + 5_000.0 * 0.05,
            "wheeling": -500.0 * 0.2,
            "reserve_shortfall_fee": -1_000.0,
        }
    )
    with pytest.raises(ValueError, match="add up"):
        settle_walk(case.prices, dispatch, replace(positions, spot_mw=spot + 0.1), SpotMarket(0.0))
    with pytest.raises(ValueError, match="intraday"):
        settle_walk(case.prices, dispatch, positions, SpotMarket(0.0))


def test_a_window_keeps_the_energy_for_what_holds_after_it():
    """Two days; on the second 1 MW for half an hour in slots 2 to 5, a tenth called: what cannot be charged before is kept."""
    case = replace(tiny_case(np.tile(FLAT, 2), np.full(96, 5.0), alpha=0.1), energy_mwh=4.0)
    site = Site(Battery(1.0, 0.4, 4.0, 1.0, 1.0, soe_initial_mwh=2.0), Connection())
    model = YearModel(site, SpotMarket(0.0))
    mw = np.zeros((1, 96))
    mw[0, 50:54] = 1.0
    held = Held(mw > 0.0, mw, mw.copy())
    seen = KnownOffers(case.offers, case.prices.period).seen(None, FIRST, 1)
    window = OfferStore(model, case).window(0, 2.0, FLAT, seen, held).problem
    # 0.5 MWh behind the last slot and four times 0.05 MWh called, less two slots of 0.2 MWh charged before.
    assert window.floor_mwh[-1] == pytest.approx(0.7 - 0.4)
    assert window.floor_mwh[:-1] == pytest.approx(np.zeros(47))
    plan = solve_store(replace(window, r_max_mw=0.0 * window.r_max_mw, r_min_mw=0.0 * window.r_min_mw))
    assert plan.energy_mwh[-1] >= 0.3 - 1e-9


@pytest.mark.parametrize(("kind", "kept"), [("expected", 0.8), ("held", 1.0)])
def test_until_awards_are_published_the_expected_share_stands_for_them(kind, kept):
    """Seen: four fifths awarded at 5. Out at 15:00: a quarter, at 4."""
    case = tiny_case(FLAT, np.full(48, 5.0), share=0.8)

    class Other(Disappointing):
        def outcome(self, name, day, bid):
            got = super().outcome(name, day, bid)
            return replace(got, paid_jpy_per_kw_slot=got.paid_jpy_per_kw_slot - 1.0)

    rule = GateWalkRule(award=AwardRule(kind))
    offers = Other(known_offers(case), 0.25)
    steps = WalkSteps(tiny(), case, lambda day, n: FLAT, offers, RULES, RECOURSE, rule, quantities)
    steps.spot(0)
    steps.offers(datetime(2026, 8, 31, 14), {0: ("composite",)})
    assert steps.offered == pytest.approx(np.ones((1, 48)))
    assert steps.held.is_decided.all()
    for moment, held, awarded, paid in ((14, kept, 0.8, 5.0), (15, 1.0 if kind == "held" else 0.25, 0.25, 4.0)):
        steps.learn(datetime(2026, 8, 31, moment, 0))
        assert steps.held.held_mw == pytest.approx(np.full((1, 48), held))
        assert steps.held.awarded_mw == pytest.approx(np.full((1, 48), awarded))
        assert steps.paid == pytest.approx(np.full((1, 48), paid))
    assert not steps.pending


def test_an_end_and_a_value_are_those_of_the_energy_itself():
    """A tenth of 1 MW is called in slots 2 to 5: 0.2 MWh. The year ends with 0.5 MWh, raised 0.7; values come down again."""
    case = replace(tiny_case(np.tile(FLAT, 2), np.full(96, 5.0), alpha=0.1), energy_mwh=4.0)
    mw = np.zeros((1, 96))
    mw[0, 2:6] = 1.0
    held = Held(np.ones_like(mw, dtype=bool), mw, mw.copy())
    seen = KnownOffers(case.offers, case.prices.period).seen(None, FIRST, 1)
    window = OfferStore(tiny(), case).window(0, 2.0, FLAT, seen, held)
    problem = with_final(window, None, ValueFunction.fixed(0.5), WindowRule(0))
    assert problem.final.energy_mwh == pytest.approx([0.7])
    plan = solve_store(problem, "exact", [48])
    assert plan.energy_mwh[-1] - window.shift_mwh[-1] == pytest.approx(0.5)
    assert value_at(plan, replace(window, problem=problem), 48).energy_mwh == pytest.approx([0.5])
