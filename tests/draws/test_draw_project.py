"""A draw as keys of a project, and what they mean for the money, by hand."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "studies"))

from money_study import BASE, DAYS
from small_study import margin_by_hand, write_prices

from storage_opt.inputs.project import project_of, read_project
from storage_opt.inputs.yaml_file import YamlFile
from storage_opt.records.draws import Drawn
from storage_opt.schemes.ltda import Ltda
from storage_opt.studies.draw_project import PlannedCase, drawn_content, fixed_by_plan
from storage_opt.studies.outlook import Outlook

TERMS = {"spending": [0.25, 0.75], "inflation": 0.02, "fixed_opex_jpy_per_kw_year": 1_000}


@pytest.fixture
def planned(tmp_path):
    """A case as planned: 40 MWh, 200 million JPY, two years from FY2028, one contract for each test."""

    def make(finance=None, scheme=None, **keys):
        write_prices(tmp_path, days=DAYS)
        content = BASE | {"start_fiscal_year": 2028, "area": "tokyo", **keys}
        content["finance"] = BASE["finance"] | (finance or {})
        if scheme is not None:
            content["scheme"] = scheme
        content["prices"] = {"source": str(tmp_path / "ten_days.csv"), **keys.get("prices", {})}
        project = read_project(None, [], {(key,): value for key, value in content.items()})
        return PlannedCase(project, 2028, fixed_by_plan(project, project.plant(2028)))

    return make


def read(case, **drawn):
    content = drawn_content(case, Drawn(1, **drawn))
    return project_of(content, YamlFile({}), case.project.folder, "drawn", base=case.project.base)


def money(project):
    return Outlook(project).of(project).finance.flow


def row(flow, name):
    (line,) = [line for line in flow.lines if line.name == name]
    return dict(zip(flow.fiscal_years, line.amounts_jpy, strict=True))


def test_a_delay_leaves_spending_where_it_was_and_moves_operation(planned):
    """50 million in FY2026 and 150 in FY2027 as planned; operation from FY2030 instead of FY2028, FY2028 and FY2029 stand empty."""
    case = planned(TERMS)
    on_time, late = money(read(case)), money(read(case, delay_years=2))
    assert on_time.fiscal_years == (2026, 2027, 2028, 2029) and on_time.times == (-1, 0, 1, 2)
    assert late.fiscal_years == (2026, 2027, 2028, 2029, 2030, 2031) and late.times == (-3, -2, -1, 0, 1, 2)
    assert row(on_time, "plant") == {2026: -50e6, 2027: -150e6, 2028: 0.0, 2029: 0.0}
    assert row(late, "plant") == {2026: -50e6, 2027: -150e6, 2028: 0.0, 2029: 0.0, 2030: 0.0, 2031: 0.0}
    assert row(late, "spot")[2030] == pytest.approx(row(on_time, "spot")[2028]) != 0.0
    assert row(late, "fixed_om")[2030] == pytest.approx(-1e7 * 1.02**2), "prices of FY2028, as planned"
    assert row(on_time, "fixed_om")[2028] == pytest.approx(-1e7)


def test_a_delay_moves_the_contract_and_keeps_its_term(planned):
    contract = {"kind": "custom", "payment_jpy_per_kw_year": 2_000, "term_years": 1}
    case = planned(scheme=contract)
    on_time, late = money(read(case)), money(read(case, delay_years=1))
    assert dict(zip(on_time.fiscal_years, on_time.total("scheme"), strict=True)) == {2027: 0, 2028: 20e6, 2029: 0}
    assert dict(zip(late.fiscal_years, late.total("scheme"), strict=True)) == {2027: 0, 2028: 0, 2029: 20e6, 2030: 0}


def test_spending_of_an_item_waits_as_well(planned):
    items = {"battery": {"jpy": 100e6}, "pcs": {"jpy": 50e6, "spending": [1, 0]}}
    case = planned({"capex_jpy": None, "items": items})
    late = money(read(case, delay_years=1))
    assert late.fiscal_years[0] == 2026
    assert row(late, "battery")[2027] == -100e6 and row(late, "pcs")[2026] == -50e6


def test_a_trend_of_prices_keeps_its_calendar(planned):
    case = planned(prices={"trend": 0.1, "scale": 2.0})
    assert read(case, delay_years=2).prices.scale == pytest.approx(2.0 * 1.1**2)
    assert read(case).prices.scale == 2.0
    assert money(read(case, delay_years=1)).total("market")[2] == pytest.approx(
        1.1 * money(read(case)).total("market")[1]
    )


@pytest.mark.parametrize(("factor", "left"), [(1.0, 0.95), (2.0, 0.90), (0.5, 0.975), (30.0, 0.01)])
def test_outage_is_what_availability_leaves(planned, factor, left):
    case = planned(battery=BASE["battery"] | {"availability": 0.95})
    assert read(case, outage=factor).site.battery.availability == pytest.approx(left)


def test_fade_scales_both_kinds_and_no_more_than_all(planned):
    """Half a per cent a year and 2e-5 a cycle, twice: the second year has 40 · (1 − 0.01 − 4e-5 · 329.4) MWh."""
    battery = BASE["battery"] | {"calendar_fade_per_year": 0.005, "cycle_fade_per_cycle": 2e-5}
    case = planned(battery=battery)
    project = read(case, fade=2.0)
    first, second = Outlook(project).of(project).years
    cycles = first.figures.full_equivalent_cycles
    assert cycles == pytest.approx(0.9 * DAYS)
    assert second.energy_mwh == pytest.approx(40 * (1 - 0.01 - 4e-5 * cycles))
    assert second.figures.margin_jpy == pytest.approx(margin_by_hand(second.energy_mwh, DAYS))
    assert read(case, fade=1e9).site.battery.calendar_fade_per_year == 1.0


def test_prices_come_in_the_order_drawn(planned):
    assert read(planned(), price_years=(2025, 2023)).prices.sequence == [2025, 2023]
    assert read(planned()).prices.sequence is None


def test_acceptance_scales_where_there_is_any(planned):
    offers = {"products": ["composite"], "acceptance": {"kind": "fixed", "share": 0.5, "factor": 0.8}}
    case = planned(markets={"balancing": offers})
    assert read(case, acceptance=1.5).markets.balancing.accepted_factor == pytest.approx(1.2)
    certain = planned(markets={"balancing": {"products": ["composite"], "acceptance": {"kind": "certain"}}})
    assert read(certain, acceptance=1.5).markets.balancing.accepted_factor == 1.0
    assert read(planned(), acceptance=1.5).markets.balancing is None


def test_a_grant_pays_no_more_than_was_granted(planned):
    """Half of 200 million: of an overrun nothing is paid, of what is saved half is not."""
    case = planned(scheme=[{"kind": "merchant"}, {"kind": "capex_grant", "rate": 0.5}])
    assert case.fixed == {1: {"cap_jpy": 100e6}}

    def granted(factor):
        return Outlook(project := read(case, capex=factor)).of(project).finance.measures.grant_jpy

    assert [granted(factor) for factor in (0.8, 1.0, 1.2)] == pytest.approx([80e6, 100e6, 100e6], abs=1)
    assert fixed_by_plan(case.project, case.project.plant(2028), grants=False) == {}


def test_the_threshold_of_a_refund_is_that_of_the_bid(planned):
    """A bid states its capital: T1 does not move with what the plant turns out to cost. A stated return stays as it is."""
    ltda = {"kind": "ltda", "round": 3, "price_jpy_per_kw_year": 27_000, "contingency": 0.1}
    case = planned(scheme=ltda)
    before, after = (read(case, capex=factor) for factor in (1.0, 1.5))
    assert after.finance.capex_jpy == pytest.approx(300e6)
    t1 = [threshold(project) for project in (before, after)]
    assert t1[0] == t1[1] > 0.0
    assert threshold(read(PlannedCase(case.project, 2028), capex=1.5)) > 1.4 * t1[0], "without what the plan fixes"
    stated = planned(scheme=ltda | {"return_jpy_per_kw_year": 5_000})
    assert stated.fixed == {}


def threshold(project):
    (scheme,) = project.schemes
    assert isinstance(scheme, Ltda)
    plant = project.plant(2028)
    return scheme.thresholds(plant, 2028, scheme.contracted_kw(plant))[0].first_jpy


def test_a_draw_of_nothing_is_the_project_itself(planned):
    case = planned(TERMS, battery=BASE["battery"] | {"availability": 0.95, "calendar_fade_per_year": 0.01})
    assert drawn_content(case, Drawn(4)) == case.project.echo
