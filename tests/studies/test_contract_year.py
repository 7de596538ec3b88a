"""Years under contracts: figures of real prices, who weighs what, ties, what more and less of a share do, and both ways of solving."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from independent import Plant as Written
from independent import state

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.errors import ProjectError
from storage_opt.inputs.project import read_project
from storage_opt.markets.spot import SpotMarket
from storage_opt.records.contract import ContractYear
from storage_opt.records.contract_result import MerchantYear, SchemeYear, YearContracts
from storage_opt.records.prices import PriceBook, PriceYear
from storage_opt.records.sharing import SharingCurve, stacked
from storage_opt.schemes.abroad.revenue_share import net_support_jpy
from storage_opt.schemes.abroad.sharing import Band, band_curve
from storage_opt.solve.certify import Settings
from storage_opt.solve.highs import Deadline
from storage_opt.studies.contract_notes import settled_year
from storage_opt.studies.contract_year import ContractSolver
from storage_opt.studies.incentive import Incentive, incentive_of
from storage_opt.studies.life import Life
from storage_opt.studies.run import load_prices, run
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import Period

PROJECT = """area: {area}
battery: {{power_mw: 1, energy_mwh: 4, round_trip_efficiency: 0.86, wear_jpy_per_mwh: {wear}, soe_initial_mwh: 0, soe_final_mwh: 0}}
markets: {{spot: {{fee_jpy_per_kwh: 0}}}}
scheme: {scheme}
eligibility: warn
prices: {prices}
"""


def flat(share, rest=""):
    return f"{{kind: custom, name: flat, sharing: {{kept_shares: [{share}]}}{rest}}}"


def ran(folder, scheme, prices="{fiscal_years: [2023]}", area="tokyo", wear=2000):
    path = folder / "project.yaml"
    path.write_text(PROJECT.format(area=area, scheme=scheme, prices=prices, wear=wear), encoding="utf-8")
    project = read_project(path, [])
    return run(project).years[0], project


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("area", "share", "margin", "cycles"),
    [
        ("tokyo", 0.15, 3_135_218.16, 0.123),
        ("tokyo", 0.10, 758_025.06, 0.019),
        ("tokyo", 0.05, 168_999.30, 0.002),
        ("kyushu", 0.15, 6_924_056.77, 0.282),
        ("hokkaido", 0.10, 848_145.28, 0.023),
    ],
)
def test_a_share_kept_with_wear_that_cannot_be_deducted(tmp_path, real_data, area, share, margin, cycles):
    prices = f"{{source: {real_data / 'spot_summary_2023.csv'}}}"
    year, _ = ran(tmp_path, flat(share), prices, area)
    assert round(year.figures.margin_jpy, 2) == margin
    assert round(year.figures.cycles_per_day, 3) == cycles
    deducted, _ = ran(tmp_path, flat(share, ", wear_deductible: true"), prices, area)
    merchant, _ = ran(tmp_path, "{kind: merchant}", prices, area)
    assert deducted.figures.margin_jpy == pytest.approx(merchant.figures.margin_jpy, rel=1e-9)
    assert deducted.figures.cycles_per_day == pytest.approx(merchant.figures.cycles_per_day, rel=1e-9)


def test_a_share_kept_on_bundled_prices_against_another_formulation(tmp_path):
    """The same with the formulation of ``independent.py``: margin in part, wear in full; the dispatch is that of a store with more wear."""
    year, project = ran(tmp_path, flat(0.15))
    price = load_prices(project).years[0].spot_jpy_per_mwh
    eta = 0.86**0.5
    written = state(Written(1.0, 1.0, 4.0, eta, eta, 0.0, 0.0, wear=2000.0 / 0.15), price)
    value, plan = written.maximum(relaxed=True)
    margin = 0.5 * float(price @ (written.block(plan, "d") - written.block(plan, "c")))
    assert year.outcome.objective_jpy == pytest.approx(0.15 * value, rel=1e-9)
    assert year.figures.margin_jpy == pytest.approx(margin, rel=1e-9)
    assert year.contracts.clawback_jpy == pytest.approx(0.85 * margin, rel=1e-9)
    assert year.contracts.is_withheld


BATTERY = Battery(1.0, 1.0, 4.0, 0.93, 0.93, wear_jpy_per_mwh=1500.0, soe_initial_mwh=0.0, soe_final_mwh=0.0)
TOP = 10


def short_year(seed=1, n_days=TOP, step=None, lowest=10.0):
    moment = np.arange(48 * n_days)
    draw = np.random.default_rng(seed)
    price = np.maximum(9000 + 6000 * np.sin(moment * 2 * np.pi / 48 - 1.5) + draw.normal(0, 3000, moment.size), lowest)
    price = price if step is None else np.round(price / step) * step
    return YearCase(1, 2026, PriceYear(2026, Period(date(2026, 9, 1), n_days), price), 4.0)


def year_of(curve, *, case=None, battery=BATTERY, wear_in_base=False, counts_wear=True, is_long=False, gap=1e-9):
    """Plan under one contract; what the owner keeps is its objective."""
    case = case or short_year()
    battery = replace(battery, energy_mwh=case.energy_mwh)
    contract = ContractYear("custom", "taxpayers", sharing=curve, wear_deductible=wear_in_base)
    incentive = None if curve.is_identity else Incentive(curve, wear_in_base, counts_wear)
    solver = ContractSolver(Settings(relative_gap=gap, workers=1), Deadline(), is_long=is_long)
    return solver.year(YearModel(Site(battery, Connection()), SpotMarket(0.0)), case, (contract,), incentive)


def margin_of(year):
    return year.outcome.terms_jpy["spot"] - year.outcome.terms_jpy["spot_fee"]


def promise(kind="custom", dispatcher="owner", offer_duty="none"):
    return SimpleNamespace(kind=kind, dispatcher=dispatcher, offer_duty=offer_duty)


def terms_of(share, *, wear_deductible=False):
    return ContractYear("custom", "taxpayers", sharing=SharingCurve((), (share,)), wear_deductible=wear_deductible)


def test_who_weighs_what():
    owner, offtaker = promise(), promise(dispatcher="offtaker")
    assert incentive_of([owner], [terms_of(1.0)]) is None
    assert incentive_of([owner], [terms_of(0.3)]) == Incentive(SharingCurve((), (0.3,)), False, True)
    assert incentive_of([owner], [terms_of(0.3, wear_deductible=True)]).wear_in_base
    assert incentive_of([offtaker], [terms_of(0.3)]) == Incentive(SharingCurve((), (0.7,)), False, False)
    floor = ContractYear("custom", "offtaker", sharing=SharingCurve((90.0,), (0.0, 0.3), 27.0))
    left = incentive_of([offtaker], [floor]).curve
    assert [left.kept_jpy(base) for base in (0.0, 90.0, 190.0)] == [-27.0, 63.0, 133.0]
    # the contract deducts wear before sharing: what the offtaker gets is a share of margin less wear
    assert incentive_of([offtaker], [terms_of(0.3, wear_deductible=True)]).wear_in_base
    for dispatcher in ("owner", "offtaker"):
        assert incentive_of([promise(dispatcher=dispatcher, offer_duty="marginal_cost")], [terms_of(0.3)]) is None
    with pytest.raises(ProjectError):
        incentive_of([offtaker, owner], [terms_of(0.3), terms_of(0.5)])
    with pytest.raises(ProjectError):
        incentive_of([owner, owner], [terms_of(0.3), terms_of(0.5)])
    with pytest.raises(ProjectError):  # the duty does not make it possible to give more than all
        incentive_of([owner, promise(offer_duty="marginal_cost")], [terms_of(0.3), terms_of(0.5)])
    # a contract outside its term or without shares does not decide
    assert incentive_of([offtaker, owner], [terms_of(1.0), terms_of(0.5)]).curve == SharingCurve((), (0.5,))


@pytest.mark.parametrize("shares", [(0.33, 0.67), (0.07, 0.93), (0.9, 0.4, 0.7)])
def test_shares_that_leave_nothing_leave_exactly_nothing(shares):
    assert stacked(SharingCurve((), (share,)) for share in shares).shares == (0.0,)


def test_schemes_beside_each_other_each_take_from_the_whole_base():
    """A floor of 100 and a share of a fifth: each is read at the margin itself, and what they pay is added."""
    floor, share = band_curve(Band(100.0)), SharingCurve((0.0, 150.0), (1.0, 0.8, 0.9), 0.0)
    both = stacked([floor, share])
    for base in (-40.0, 0.0, 30.0, 100.0, 120.0, 150.0, 400.0):
        alone = [curve.kept_jpy(base) - base for curve in (floor, share)]
        assert both.kept_jpy(base) == pytest.approx(base + sum(alone), abs=1e-9)
    assert both.kept_at_zero_jpy == 100.0


def test_an_offtaker_who_pays_for_wear_runs_the_plant_as_a_merchant_would():
    merchant = year_of(SharingCurve())
    pays = year_of(SharingCurve((), (0.7,)), wear_in_base=True, counts_wear=False)
    does_not = year_of(SharingCurve((), (0.7,)), counts_wear=False)
    assert pays.dispatch.discharged_mwh == pytest.approx(merchant.dispatch.discharged_mwh, rel=1e-9)
    assert does_not.dispatch.discharged_mwh > 1.1 * merchant.dispatch.discharged_mwh
    assert margin_of(does_not) > margin_of(merchant)
    assert (pays.wear_felt_jpy_per_mwh, does_not.wear_felt_jpy_per_mwh) == (1500.0, 0.0)


@pytest.mark.parametrize(
    ("curve", "wear_in_base", "felt"),
    [
        (SharingCurve((), (0.5,)), False, 3000.0),
        (SharingCurve((), (0.5,)), True, 1500.0),
        (SharingCurve((1e5,), (1.0, 0.0)), True, 0.0),
        (SharingCurve((1e5,), (1.0, 0.4)), False, 3750.0),
    ],
)
def test_energy_is_priced_in_yen_of_margin(curve, wear_in_base, felt):
    """Where charging is inside its limits, the value of energy is the price; where discharging is, the price less wear as it is felt."""
    case = short_year()
    year = year_of(curve, wear_in_base=wear_in_base)
    assert year.wear_felt_jpy_per_mwh == pytest.approx(felt, rel=1e-12)
    price, value = case.prices.spot_jpy_per_mwh, year.dispatch.energy_value_jpy_per_mwh
    charge, discharge = ((mw > 1e-6) & (mw < 1 - 1e-6) for mw in (year.dispatch.charge_mw, year.dispatch.discharge_mw))
    assert charge.any() and discharge.any()
    steps = [0.93 * value[charge] - price[charge], price[discharge] - felt - value[discharge] / 0.93]
    assert all(np.abs(step).max() < 1e-6 for step in steps)


def earns_nothing(battery=BATTERY):
    """Prices of 4,000 and of 4,000 / η² and no more: without wear every cycle earns exactly nothing."""
    price = np.where(np.arange(96) % 48 < 24, 4096.0, 8192.0)
    case = YearCase(1, 2026, PriceYear(2026, Period(date(2026, 9, 1), 2), price), 4.0)
    return case, replace(battery, charge_efficiency=0.5, discharge_efficiency=1.0)


@pytest.mark.parametrize("is_long", [False, True])
def test_of_equal_plans_the_greatest_margin_then_the_least_throughput(is_long):
    """Nothing is earned: all rest, owner and offtaker. Wear as large as the spread: the owner is indifferent, so the margin decides."""
    case, battery = earns_nothing()
    for counts_wear in (True, False):
        idle = year_of(
            SharingCurve((), (0.5,)), case=case, battery=replace(battery, wear_jpy_per_mwh=0.0), counts_wear=counts_wear,
            is_long=is_long,
        )  # fmt: skip
        assert idle.dispatch.discharged_mwh == pytest.approx(0.0, abs=1e-6)
    battery = replace(battery, charge_efficiency=1.0)
    for share, wear in ((1.0, 4096.0), (0.5, 2048.0)):
        curve = SharingCurve((-1e9,), (1.0, share), 0.0)
        busy = year_of(curve, case=case, battery=replace(battery, wear_jpy_per_mwh=wear), is_long=is_long)
        assert busy.dispatch.discharged_mwh == pytest.approx(8.0, rel=1e-6)
        assert margin_of(busy) == pytest.approx(8.0 * 4096.0, rel=1e-6)


@pytest.mark.parametrize("is_long", [False, True])
def test_on_a_flat_piece_the_margin_decides(is_long):
    """A cap that takes all above it: with wear deducted, the greatest margin of the plans above; a floor above all: the plant rests."""
    top = margin_of(year_of(SharingCurve(), battery=replace(BATTERY, wear_jpy_per_mwh=0.0)))
    capped = year_of(SharingCurve((0.3 * top,), (1.0, 0.0)), wear_in_base=True, is_long=is_long)
    least = margin_of(capped) - capped.outcome.terms_jpy["wear"]
    assert least >= 0.3 * top * (1 - 1e-9)
    assert margin_of(capped) == pytest.approx(top, rel=1e-9)
    assert capped.merchant.margin_jpy == pytest.approx(margin_of(year_of(SharingCurve())), rel=1e-9)
    floored = year_of(SharingCurve((9.0 * top,), (0.0, 1.0), top), is_long=is_long)
    assert floored.dispatch.discharged_mwh == pytest.approx(0.0, abs=1e-9)
    assert floored.outcome.objective_jpy == pytest.approx(top, rel=1e-12)
    assert floored.dispatch.energy_value_jpy_per_mwh is None
    # two flat pieces beside each other are one, wherever the edge between them lies
    merchant = year_of(SharingCurve())
    most = margin_of(merchant) - merchant.outcome.terms_jpy["wear"]
    assert least < most
    parted = SharingCurve((0.3 * top, 0.5 * (least + most)), (1.0, 0.0, 0.0))
    assert margin_of(year_of(parted, wear_in_base=True, is_long=is_long)) == pytest.approx(top, rel=1e-9)
    # the plan of the greatest margin lies below this cap: no yen that is kept is given up for margin
    tight = 0.5 * (least + most)
    held = year_of(SharingCurve((tight,), (1.0, 0.0)), wear_in_base=True, is_long=is_long)
    assert held.outcome.objective_jpy == pytest.approx(tight, rel=1e-9)
    assert margin_of(merchant) < margin_of(held) < top


@pytest.mark.parametrize(("power", "money"), [(1e-3, 1.0), (1.0, 1e-2), (1.0, 1e2), (500.0, 1.0), (500.0, 1e2)])
@pytest.mark.parametrize("wear", [0.0, 2000.0])
def test_money_and_power_scale(power, money, wear):
    """The tie weight of the recursion costs nothing that shows: 1 kW to 500 MW, sen to thousands of yen."""
    case = short_year(3, 5, step=1000.0, lowest=-3000.0)
    curve = SharingCurve((2e4, 6e4), (1.0, 0.2, 0.6))
    battery = replace(BATTERY, wear_jpy_per_mwh=wear)
    base = year_of(curve, case=case, battery=battery, gap=0.0)
    prices = replace(case.prices, spot_jpy_per_mwh=case.prices.spot_jpy_per_mwh * money)
    scaled = year_of(
        SharingCurve(tuple(edge * power * money for edge in curve.edges_jpy), curve.shares),
        case=replace(case, prices=prices, energy_mwh=4.0 * power),
        battery=replace(battery, power_mw=power, charge_power_mw=power, wear_jpy_per_mwh=wear * money),
        is_long=True,
    )
    unit = power * money
    assert scaled.outcome.objective_jpy / unit == pytest.approx(base.outcome.objective_jpy, rel=1e-9)
    assert margin_of(scaled) / unit == pytest.approx(margin_of(base), rel=1e-6)


def test_more_for_the_owner_is_never_worse_for_the_owner():
    """A greater share, higher prices, a higher cap, wear deducted."""
    case, values = short_year(), []
    top = margin_of(year_of(SharingCurve()))
    for share in (0.0, 0.05, 0.1, 0.15, 0.3, 0.6, 1.0):
        kept = [
            year_of(SharingCurve((0.0,), (1.0, share)), wear_in_base=wear).outcome.objective_jpy
            for wear in (False, True)
        ]
        assert kept[0] <= kept[1] + 1e-6
        values.append(kept)
    assert (np.diff(np.array(values), axis=0) >= -1e-6).all()
    for level in (0.2, 0.5, 0.9):
        caps = [
            year_of(SharingCurve((cap * top,), (1.0, level / 2))).outcome.objective_jpy for cap in (0.1, 0.4, 0.7, 1.0)
        ]
        assert (np.diff(caps) >= -1e-6).all()
    scales = [replace(case, prices=case.prices.scaled(factor)) for factor in (0.8, 1.0, 1.2)]
    dearer = [year_of(SharingCurve((0.0, 5e4), (1.0, 0.1, 0.3)), case=one).outcome.objective_jpy for one in scales]
    assert (np.diff(dearer) >= 0.0).all()


def test_a_tie_is_no_withholding():
    """A plan that sells less for the same margin holds nothing back; one that loses margin by it does, unless an offtaker decides."""
    figures = SimpleNamespace(margin_jpy=1e6, wear_jpy=0.0, discharged_mwh=90.0)
    for merchant_margin, counts_wear, is_withheld in ((1e6, True, False), (1.1e6, True, True), (1.1e6, False, False)):
        merchant = MerchantYear(merchant_margin, 0.0, 100.0)
        solved = SimpleNamespace(merchant=merchant, piece=0, solves=2)
        incentive = Incentive(SharingCurve((), (0.5,)), counts_wear=counts_wear)
        year = settled_year([terms_of(0.5)], figures, solved, incentive)
        assert year.is_withheld == is_withheld
        assert year.lost_margin_jpy == pytest.approx(merchant_margin - 1e6)


def test_the_duty_to_offer_runs_the_plant_as_a_merchant_would(tmp_path):
    free, _ = ran(tmp_path, flat(0.15))
    bound, _ = ran(tmp_path, flat(0.15, ", offer_duty: marginal_cost"))
    merchant, _ = ran(tmp_path, "{kind: merchant}")
    assert free.figures.discharged_mwh < 0.5 * merchant.figures.discharged_mwh
    assert bound.figures.discharged_mwh == pytest.approx(merchant.figures.discharged_mwh, rel=1e-9)
    assert bound.outcome.objective_jpy < free.outcome.objective_jpy  # it is a duty
    assert bound.contracts.lost_margin_jpy == 0.0
    assert free.contracts.lost_margin_jpy == pytest.approx(
        merchant.figures.margin_jpy - free.figures.margin_jpy, rel=1e-9
    )


def test_a_contract_knows_what_it_paid_before():
    """Support of two earlier years, less what was returned, of that contract alone."""
    project = read_project(
        None, [],
        {("battery",): {"power_mw": 1, "energy_mwh": 4}, ("area",): "tokyo", ("scheme",): [
            {"kind": "merchant"},
            {"kind": "revenue_share", "payer": "network_users", "term_years": 9, "floor_jpy_per_year": 100, "ceiling_jpy_per_year": 200,
             "support_share": 1.0, "return_share": 1.0, "return_limit": 0.5},
        ]},
    )  # fmt: skip
    period = Period(date(2023, 4, 1), 366)
    prices = PriceYear(2023, period, np.full(period.n_slots, 1000.0))
    life = Life(project, PriceBook("tokyo", (prices,), ()))
    year = ContractYear("revenue_share", "network_users", sharing=band_curve(Band(100.0, 200.0, 1.0, 1.0)))
    other = ContractYear("merchant", "offtaker", sharing=SharingCurve((), (0.5,)))
    earlier = [
        SimpleNamespace(
            year=number,
            figures=SimpleNamespace(full_equivalent_cycles=0.0),
            augmentation=None,
            contracts=YearContracts((SchemeYear(other, base), SchemeYear(year, base)), base, 0.0),
        )
        for number, base in enumerate((40.0, 230.0), 1)
    ]
    past = net_support_jpy([(year, 40.0), (year, 230.0)])
    assert past == 60.0 - 30.0
    case = life.next(earlier)[1]
    sharing = life.contracts(case, earlier)[0][1].sharing
    assert [sharing.kept_jpy(base) for base in (0.0, 150.0, 210.0, 1000.0)] == [100.0, 150.0, 200.0, 985.0]


@pytest.mark.parametrize("scheme", ["{kind: merchant}", flat(0.3), flat(0.3, ", wear_deductible: true")])
def test_years_that_fade_are_the_same_by_both_ways(tmp_path, monkeypatch, scheme):
    """Fade follows the dispatch; by the recursion and by HiGHS the years are the same."""
    path = tmp_path / "project.yaml"
    text = PROJECT.format(area="tokyo", scheme=scheme, prices="{fiscal_years: [2023], trend: 0.02}", wear=2000)
    text = text.replace(
        "soe_final_mwh: 0}", "soe_final_mwh: 0, calendar_fade_per_year: 0.01, cycle_fade_per_cycle: 1.0e-4}"
    )
    path.write_text(
        text + "finance: {life_years: 4, capex_jpy_per_kwh: 37500, discount_rate: 0.05}\n", encoding="utf-8"
    )
    runs = []
    for is_long in (True, False):
        monkeypatch.setattr(Life, "is_long", is_long)
        runs.append(run(read_project(path, [])).years)
    for fast, sure in zip(*runs, strict=True):
        assert fast.outcome.objective_jpy == pytest.approx(sure.outcome.objective_jpy, rel=1e-9)
        assert fast.energy_mwh == pytest.approx(sure.energy_mwh, rel=1e-6)
        assert fast.figures.discharged_mwh == pytest.approx(sure.figures.discharged_mwh, rel=1e-6)
    cycles = [y.figures.full_equivalent_cycles for y in runs[0]]
    for number, y in enumerate(runs[0]):
        assert y.energy_mwh == pytest.approx(4.0 * (1 - 0.01 * number - 1e-4 * sum(cycles[:number])), rel=1e-12)


def test_an_edge_exactly_at_the_margin_of_the_merchant():
    """It binds nothing: below it every yen is the owner's, and the merchant wants no more."""
    merchant = year_of(SharingCurve())
    for is_long in (False, True):
        at_edge = year_of(SharingCurve((margin_of(merchant),), (1.0, 0.1)), is_long=is_long)
        assert at_edge.outcome.objective_jpy == pytest.approx(merchant.outcome.objective_jpy, rel=1e-9)
        assert at_edge.outcome.bound_jpy >= merchant.outcome.objective_jpy * (1 - 1e-12)


def test_thresholds_at_their_edges():
    """K is read the same from both sides of an edge, and at the edge itself."""
    curve = SharingCurve((0.0, 540e6, 2_020_005e3), (1.0, 0.05, 0.10, 0.15))
    for edge, kept in ((0.0, 0.0), (540e6, 27e6), (2_020_005e3, 27e6 + 148_000_500.0)):
        assert curve.kept_jpy(edge) == pytest.approx(kept, abs=1e-6)
        for step in (-1e-3, 1e-3):
            assert curve.kept_jpy(edge + step) == pytest.approx(kept, abs=2e-3)
