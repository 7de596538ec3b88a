"""The walk through all gates: by hand, on bundled prices, and against perfect foresight."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from gate_walks import DAY_AHEAD, RECOURSE, RULES, Disappointing, bundled_case, days_of, known_offers, tiny, tiny_case

from storage_opt.markets.intraday import IntradayMarket
from storage_opt.settlement.settle import settle
from storage_opt.solve.certify import Settings
from storage_opt.solve.highs import Deadline
from storage_opt.solve.one_store import NotCoveredError
from storage_opt.studies import views, walk_steps
from storage_opt.studies.gate_walk import walk_gates
from storage_opt.studies.offer_views import KnownOffers, PastOffers
from storage_opt.studies.published import PublishedSpot
from storage_opt.studies.rolling import roll
from storage_opt.studies.rolling_window import WindowRule
from storage_opt.studies.spot_bids import Guard, bids_of, spot_grid
from storage_opt.studies.walk_awards import AwardRule
from storage_opt.studies.walk_rules import GateWalkRule
from storage_opt.studies.year import solve_year
from storage_opt.timeline import Period

FLAT = np.full(48, 10_000.0)
ONE_DAY = GateWalkRule(WindowRule(0))


def walk(model, case, view=None, offers=None, recourse=RECOURSE, rule=ONE_DAY, decide=None):
    if offers is None and case.offers is not None:
        offers = known_offers(case)
    return walk_gates(model, case, view or views.known(case.prices), offers, RULES, recourse, rule, decide)


def slots(**prices):
    """Flat prices but for the slots named, as ``s20=30_000``."""
    made = FLAT.copy()
    for name, price in prices.items():
        made[int(name[1:])] = price
    return made


def test_without_offers_it_is_the_walk_of_spot_quantities():
    rng = np.random.default_rng(0)
    model, case = tiny(), tiny_case(rng.uniform(5_000.0, 20_000.0, 480))
    for look in (0, 1):
        rule = WindowRule(look)
        plain, gates = roll(model, case, views.known(case.prices), rule), walk(model, case, rule=GateWalkRule(rule))
        assert gates.net_jpy == pytest.approx(plain.net_jpy)
        assert gates.dispatch.soe_mwh == pytest.approx(plain.dispatch.soe_mwh, abs=1e-6)
        assert gates.planned_jpy == pytest.approx(plain.planned_jpy)


def test_reserve_is_offered_where_it_pays_more_than_energy():
    """Full store, 5 JPY per kW and slot in every slot: 1 MW × 48 slots; no spot trade is worth 5,000 JPY."""
    walked = walk(tiny(), tiny_case(FLAT, np.full(48, 5.0)))
    assert walked.offered_mw == pytest.approx(np.ones(48))
    assert walked.net_jpy == pytest.approx(48 * 5_000.0)
    assert walked.planned_jpy == pytest.approx([48 * 5_000.0])
    assert not walked.cleared_mw.any()
    assert not walked.traded_mw.any()


@pytest.mark.parametrize(("kind", "held"), [("expected", 0.5), ("held", 1.0)])
def test_the_expected_share_of_an_offer_is_paid(kind, held):
    walked = walk(tiny(), tiny_case(FLAT, np.full(48, 5.0), share=0.5), rule=replace(ONE_DAY, award=AwardRule(kind)))
    assert walked.net_jpy == pytest.approx(24 * 5_000.0)
    assert walked.offered_mw == pytest.approx(np.ones(48))
    assert walked.held_mw == pytest.approx(np.full(48, held))
    assert walked.awarded_mw == pytest.approx(np.full(48, 0.5))


def test_draws_award_whole_offers_by_their_seed():
    case = tiny_case(np.tile(FLAT, 20), np.full(960, 5.0), share=0.3)
    one, same, other = (
        walk(tiny(), case, rule=GateWalkRule(WindowRule(0), AwardRule("drawn", seed))) for seed in (1, 1, 2)
    )
    assert set(np.round(one.awarded_mw, 9)) == {0.0, 1.0}
    assert np.array_equal(one.awarded_mw, same.awarded_mw)
    assert not np.array_equal(one.awarded_mw, other.awarded_mw)
    assert one.awarded_mw.mean() == pytest.approx(0.3, abs=4 * (0.21 / 960) ** 0.5)


def test_what_was_not_awarded_is_sold_intraday_at_the_actual_price():
    """Seen: 20,000 JPY for a MW in slot 20, sure of award, more than the energy of that slot earns (0.5 MWh from 30,000 to 9,000).

    Nothing is awarded. Intraday 0.5 MWh are sold in slot 20 (spot 30,000, intraday 28,000) and bought in slot 40 (9,000 and 11,000), for
    a fee of 100 a MWh, at a wear of 2,000 (which makes 1,000 between other slots useless).
    """
    spot, pay = slots(s20=30_000.0, s40=9_000.0), np.zeros(48)
    pay[20] = 20.0
    actual = slots(s20=28_000.0, s40=11_000.0)
    case = tiny_case(spot, pay, intraday_jpy_per_mwh=actual)
    model = tiny(IntradayMarket(100.0, 1.0), wear_jpy_per_mwh=2_000.0)
    offers = Disappointing(known_offers(case), 0.0)
    walked = walk(model, case, offers=offers)
    assert not walked.cleared_mw.any()
    assert walked.offered_mw[20] == pytest.approx(1.0)
    assert not walked.awarded_mw.any()
    assert walked.traded_mw[[20, 40]] == pytest.approx([1.0, -1.0])
    assert walked.net_jpy == pytest.approx(0.5 * (28_000.0 - 11_000.0) - 100.0 - 1_000.0)
    assert walked.money_jpy() == pytest.approx({"cleared": 0.0, "accepted": 0.0, "intraday": 8_400.0, "delivered": 0.0})
    for guard, trades in (
        (9_350.0, True),
        (9_450.0, False),
    ):  # 19,000 for two trades: each must bring 100 and the guard
        kept = walk(model, case, offers=offers, recourse=replace(RECOURSE, guard_jpy_per_mwh=guard))
        assert kept.traded_mw.any() == trades


def test_without_an_intraday_market_it_is_an_imbalance_at_a_distance_or_at_published_prices():
    spot, pay = slots(s20=30_000.0, s40=9_000.0), np.zeros(48)
    pay[20] = 20.0
    case = tiny_case(spot, pay)
    offers = Disappointing(known_offers(case), 0.0)
    model = tiny(wear_jpy_per_mwh=2_000.0)
    walked = walk(model, case, offers=offers)
    assert walked.imbalance_mw[[20, 40]] == pytest.approx([1.0, -1.0])
    assert walked.net_jpy == pytest.approx(0.5 * (27_000.0 - 12_000.0) - 1_000.0)
    published = tiny_case(spot, pay, imbalance_jpy_per_mwh=slots(s20=31_000.0, s40=5_000.0))
    assert walk(model, published, offers=offers).net_jpy == pytest.approx(0.5 * (31_000.0 - 5_000.0) - 1_000.0)


def test_spot_results_better_than_seen_are_traded_on():
    """Seen flat: nothing is planned. Actual: 8,000 in slot 10 and 15,000 in slot 5."""
    spot = slots(s5=15_000.0, s10=8_000.0)
    case = tiny_case(spot, intraday_jpy_per_mwh=spot)
    walked = walk(tiny(IntradayMarket(0.0, 0.4)), case, view=lambda day, n: FLAT)
    assert not walked.planned_mw.any()
    assert walked.traded_mw[[5, 10]] == pytest.approx([0.4, -0.4])
    assert walked.net_jpy == pytest.approx(0.2 * 7_000.0)
    assert not walked.imbalance_mw.any()  # beyond what the market takes nothing is put out of balance on purpose


def test_offers_are_made_beside_the_position_that_cleared():
    """Seen: sell in slot 20 and buy in slot 40. Then 20 JPY per kW are seen for slot 20: buying back costs 12,500 + 250."""
    spot, pay = slots(s20=25_000.0, s40=9_000.0), np.zeros(48)

    class Late(Disappointing):
        def seen(self, moment, first_day, n_days):
            made = self.known.seen(moment, first_day, n_days)
            price = made["composite"].paid_jpy_per_kw_slot.copy()
            price[:, 20] = worth[-1] if moment.hour >= 14 else 0.0
            return {"composite": replace(made["composite"], paid_jpy_per_kw_slot=price, price_jpy_per_kw_slot=price)}

    case = tiny_case(spot, pay, intraday_jpy_per_mwh=spot)
    model = tiny(IntradayMarket(0.0, 1.0))
    worth = []
    for price, offered in ((7.0, 0.0), (20.0, 1.0)):
        worth.append(price)
        walked = walk(model, case, offers=Late(known_offers(case), 1.0))
        assert walked.cleared_mw[[20, 40]] == pytest.approx([1.0, -1.0])
        assert walked.offered_mw[20] == pytest.approx(offered)
        assert walked.traded_mw[20] == pytest.approx(-offered)


def test_called_energy_is_bought_back_and_wear_is_counted():
    """A tenth of 1 MW is called in each slot: 0.05 MWh a slot, paid the spot price; all of it must be bought."""
    model = tiny(wear_jpy_per_mwh=1_000.0, soe_initial_mwh=1.0)
    case = replace(tiny_case(FLAT, np.full(48, 5.0), alpha=0.1), energy_mwh=2.0)
    walked = walk(model, case)
    called = walked.dispatch.activated_mwh.sum()
    bought = -0.5 * (walked.cleared_mw + walked.traded_mw + walked.imbalance_mw).sum()
    assert called > 0.0
    assert bought == pytest.approx(called)
    assert walked.wear_jpy == pytest.approx(1_000.0 * (called + 0.5 * walked.dispatch.discharge_mw.sum()))
    assert sum(walked.money_jpy().values()) == pytest.approx(walked.ledger.margin_jpy)


def test_price_quantity_orders_are_a_plug():
    """Steps with limits: slot 20 is seen at 30,000 and comes at 8,000, less than buying again in slot 40 costs: it is not sold."""

    def steps(day, window, plan, prices):
        return bids_of(window, plan, prices, spot_grid(RULES, day), Guard())

    model, case = tiny(), tiny_case(slots(s20=8_000.0, s40=9_000.0))
    seen = slots(s20=30_000.0, s40=9_000.0)
    quantity = walk(model, case, view=lambda day, n: seen)
    assert quantity.cleared_mw[20] == pytest.approx(1.0)
    limits = walk(model, case, view=lambda day, n: seen, decide=steps)
    assert limits.planned_mw[20] == pytest.approx(1.0)
    assert limits.cleared_mw[20] == 0.0
    assert limits.cleared_mw[40] == pytest.approx(-1.0)  # bought, with a store that is full: out of balance
    assert limits.imbalance_mw.sum() == pytest.approx(1.0)
    assert limits.dispatch.soe_mwh[-1] == pytest.approx(0.5)


def test_three_hour_blocks_offered_the_day_before_go_with_quantities_and_not_with_limits():
    """Tertiary-2 in fiscal year 2024: blocks of six slots, offered after the spot results."""
    model, whole = bundled_case(2024, ["rr_fit"], "delivery")
    case = days_of(whole, 30, 3)
    walked = walk(model, case)
    offered = walked.offers[0].offered_mw[0].reshape(3, 8, 6)
    assert offered.any()
    assert np.ptp(offered, axis=2).max() == pytest.approx(0.0, abs=1e-9)

    def steps(day, window, plan, prices):
        raise AssertionError("never asked")

    with pytest.raises(NotCoveredError, match="blocks of several slots"):
        walk(model, case, decide=steps)


def test_own_load_with_a_fee_is_settled_at_the_meter():
    """0.1 MW of own load; the battery sells 0.5 MWh in slot 20 and buys them in slot 40; the fee is paid on what the meter shows."""
    spot = slots(s20=30_000.0, s40=9_000.0)
    walked = walk(tiny(fee=100.0, auxiliary_mw=0.1), tiny_case(spot))
    trade = 0.5 * (30_000.0 - 9_000.0)
    load = 0.05 * spot.sum()
    fee = 100.0 * (0.05 * 46 + 0.45 + 0.55)
    assert walked.net_jpy == pytest.approx(trade - load - fee)


def test_the_ledger_is_that_of_the_plan_where_nothing_was_left_to_recourse():
    model, case = bundled_case(2023, ["composite", "rr_fit"], "2026-09-01")
    case = days_of(case, 30, 10)
    rule = GateWalkRule(WindowRule(2), AwardRule("held"), rules_on=DAY_AHEAD)
    walked = walk(model, case, rule=rule)
    plain = settle(case.prices, walked.dispatch, model.spot)
    for stream in plain.streams:
        assert walked.ledger.total_jpy(stream) == pytest.approx(plain.total_jpy(stream), abs=1.0), stream


@pytest.fixture(scope="module")
def four_weeks():
    """Plant, 56 days of which the last 28 are walked, optimum of these."""
    model, whole = bundled_case(2023, ["composite", "rr_fit"], "2026-09-01")
    case = days_of(whole, 60, 28)
    settings = Settings(method="exact", relative_gap=1e-6)
    return model, days_of(whole, 32, 56), case, solve_year(model, case, settings, Deadline())[1].objective_jpy


@pytest.mark.parametrize("kind", ["held", "expected", "drawn"])
def test_all_known_and_a_week_ahead_is_nearly_the_optimum(four_weeks, kind):
    model, _, case, optimum = four_weeks
    rule = GateWalkRule(WindowRule(6), AwardRule(kind), rules_on=DAY_AHEAD)
    walked = walk(model, case, rule=rule)
    assert 0.99 * optimum <= walked.net_jpy <= optimum * (1.0 + 1e-6)


@pytest.mark.long
def test_a_year_with_two_products_and_all_known_reaches_the_optimum():
    """Fiscal year 2023, two days and a week ahead."""
    model, case = bundled_case(2023, ["composite", "rr_fit"], "2026-09-01", acceptance="curve")
    settings = Settings(method="exact", relative_gap=1e-5)
    optimum = solve_year(model, case, settings, Deadline())[1].objective_jpy
    for look, least in ((2, 0.99), (6, 0.999)):
        rule = GateWalkRule(WindowRule(look), AwardRule("held"), rules_on=DAY_AHEAD)
        assert least * optimum <= walk(model, case, rule=rule).net_jpy <= optimum * (1.0 + 1e-5)


def test_perfect_foresight_earns_more_than_known_prices_and_these_more_than_the_past(four_weeks):
    model, before, case, optimum = four_weeks
    rule = GateWalkRule(WindowRule(1), rules_on=DAY_AHEAD)
    known = walk(model, case, rule=rule).net_jpy
    published = PublishedSpot(before.prices, RULES)
    past = PastOffers(before.offers, before.prices.period, RULES, 7, DAY_AHEAD)
    nets = []
    for view in (views.mean_of_days(published, 7), views.previous_day(published)):
        walked = walk(model, case, view=view, offers=past, rule=rule)
        nets.append(walked.net_jpy)
        assert walked.offered_mw.any()
    assert optimum >= known > max(nets) > 0.7 * optimum


def test_a_year_may_cross_the_change_of_march_2026():
    """Twelve days before and eight after: blocks of six slots offered in the week before, single slots the day before."""
    model, whole = bundled_case(2025, ["composite", "rr_fit"], "delivery")
    day = (date(2026, 3, 2) - date(2025, 4, 1)).days
    case, before = days_of(whole, day, 20), days_of(whole, day - 28, 48)
    published = PublishedSpot(before.prices, RULES)
    past = PastOffers(before.offers, before.prices.period, RULES)
    rule = GateWalkRule(WindowRule(1), views_from=case.prices.period.first_day - timedelta(days=20))
    walked = walk(model, case, view=views.mean_of_days(published, 7), offers=past, rule=rule)
    offered = walked.offers[0].offered_mw[0].reshape(20, 48)
    assert walked.offers[0].product == "composite"
    assert (offered[:12].sum(axis=1) > 0.0).all()
    assert (offered[12:].sum(axis=1) > 0.0).all()
    blocks = offered[:12].reshape(12, 8, 6)
    assert np.ptp(blocks, axis=2).max() == pytest.approx(0.0, abs=1e-9)
    assert np.ptp(offered[12:].reshape(8, 8, 6), axis=2).max() > 1.0
    assert walked.shortfall_mw.sum() <= 1e-3 * walked.awarded_mw.sum()
    late = replace(rule, views_from=None)
    started = walk(model, case, view=views.mean_of_days(published, 7), offers=past, rule=late)
    composite = started.offers[0].offered_mw[0].reshape(20, 48).sum(axis=1)
    assert not composite[:5].any()  # the gates of the first week lie before the walk
    assert (composite[5:12] > 0.0).all()


@pytest.mark.parametrize("kind", ["drawn", "expected"])
def test_weekly_awards_are_kept_whatever_is_drawn(kind):
    """A small store beside weekly offers of half an hour: what is drawn is delivered, or said to fall short."""
    model, whole = bundled_case(2025, ["frr", "s_frr"], "delivery", power_mw=5.0)
    case = days_of(whole, 100, 21)
    offers = Disappointing(known_offers(case), 0.5)
    for seed in range(2):
        rule = GateWalkRule(WindowRule(1), AwardRule(kind, seed))
        walked = walk(model, case, offers=offers, rule=rule)
        assert walked.awarded_mw.any()
        assert walked.shortfall_mw.sum() <= 0.01 * walked.awarded_mw.sum()


@pytest.mark.parametrize("budget", [{"max_cycles_per_day": 0.6}, {"max_cycles_per_year": 120.0}])
def test_budgets_of_cycles_are_kept_and_not_wasted(budget):
    model, whole = bundled_case(2023, ["composite", "rr_fit"], "2026-09-01", **budget)
    case = days_of(whole, 60, 14)
    rule = GateWalkRule(WindowRule(1), AwardRule("held"), rules_on=DAY_AHEAD)
    walked = walk(model, case, rule=rule)
    used = (0.5 * walked.dispatch.discharge_mw + walked.dispatch.activated_mwh).reshape(14, 48).sum(axis=1)
    free, free_case = bundled_case(2023, ["composite", "rr_fit"], "2026-09-01")
    unbound = walk(free, days_of(free_case, 60, 14), rule=rule)
    more = (0.5 * unbound.dispatch.discharge_mw + unbound.dispatch.activated_mwh).reshape(14, 48).sum(axis=1)
    if "max_cycles_per_day" in budget:
        limit = 0.6 * case.energy_mwh
        assert used.max() <= limit + 1e-4
        assert more.max() > limit
        assert used.max() > 0.9 * limit
    else:
        limit = 120.0 * case.prices.period.share_of_year * case.energy_mwh
        assert used.sum() <= limit + 1e-3
        assert more.sum() > limit
        assert used.sum() > 0.8 * limit
    assert unbound.net_jpy >= walked.net_jpy


def test_a_daily_budget_is_kept_by_weekly_offers_whatever_is_drawn():
    model, whole = bundled_case(2025, ["frr", "s_frr"], "delivery", power_mw=5.0, max_cycles_per_day=0.5)
    case = days_of(whole, 100, 14)
    rule = GateWalkRule(WindowRule(1), AwardRule("drawn", 1))
    walked = walk(model, case, offers=Disappointing(known_offers(case), 0.7), rule=rule)
    used = (0.5 * walked.dispatch.discharge_mw + walked.dispatch.activated_mwh).reshape(14, 48).sum(axis=1)
    assert walked.awarded_mw.any()
    assert 0.5 * 0.5 * case.energy_mwh < used.max() <= 0.5 * case.energy_mwh + 1e-4


@pytest.mark.parametrize("field", ["charge_mw", "energy_mwh", "traded_mw"])
def test_a_walk_that_breaks_a_rule_is_not_told(monkeypatch, field):
    """A redispatch that does more than the store can, or trades without a market: a fault of the program, found by the recheck."""

    def wrong(day, lot_mw=0.0):
        good = walk_steps_redispatch(day, lot_mw)
        return replace(good, **{field: getattr(good, field) + 0.7})

    walk_steps_redispatch = walk_steps.redispatch
    monkeypatch.setattr(walk_steps, "redispatch", wrong)
    with pytest.raises(RuntimeError, match="breaks rules"):
        walk(tiny(), tiny_case(FLAT))


def test_offers_and_their_view_go_together_and_intraday_needs_prices():
    with pytest.raises(ValueError, match="view of offers"):
        walk_gates(tiny(), tiny_case(FLAT, FLAT), views.known(tiny_case(FLAT).prices), None, RULES, RECOURSE)
    with pytest.raises(NotCoveredError, match=r"markets\.intraday"):
        walk(tiny(IntradayMarket(0.0, 1.0)), tiny_case(FLAT))
    with pytest.raises(ValueError, match=r"shape \(96,\) for 1 days"):
        walk(tiny(), tiny_case(FLAT), view=lambda day, n: np.ones(96))


def test_past_offers_say_nothing_before_enough_days_are_published():
    case = tiny_case(np.tile(FLAT, 10), np.repeat(np.arange(10.0), 48))
    past = PastOffers(case.offers, Period(date(2026, 9, 1), 10), RULES, 3)

    def seen(text):
        return past.seen(datetime.fromisoformat(text), date(2026, 9, 8), 2)["composite"]

    assert not seen("2026-09-02T14:00").acceptance.any()  # 1, 2 September are out, 3 September comes at 15:00
    assert seen("2026-09-02T15:00").paid_jpy_per_kw_slot == pytest.approx(np.ones((1, 96)))  # of 0, 1, 2
    assert seen("2026-09-06T14:00").paid_jpy_per_kw_slot == pytest.approx(np.full((1, 96), 4.0))
    known = KnownOffers(case.offers, case.prices.period).outcome("composite", date(2026, 9, 8), None)
    assert known.paid_jpy_per_kw_slot == pytest.approx(np.full((1, 48), 7.0))
    assert past.outcome("composite", date(2026, 9, 8), None).paid_jpy_per_kw_slot[0, 0] == 7.0
