"""Years walked on forecasts, by hand: what they earn, hand on, and what stands beside them."""

import json
from dataclasses import replace

import numpy as np
import pytest
import yaml
from foresight_projects import BASE, DAY_MWH, FULL_DAY_JPY, HIGH, LOW, project, write_days, write_project, year_pairs

from storage_opt.cli import _run
from storage_opt.errors import MarketDataError, NoPlanError, ProjectError
from storage_opt.inputs.project import read_project
from storage_opt.messages import language as in_language
from storage_opt.records.rolled import capture_ratio
from storage_opt.reports.rolling_bridge import rolling_bridge
from storage_opt.reports.summary import summary_of
from storage_opt.solve.one_store import NotCoveredError
from storage_opt.studies import rolling_solver
from storage_opt.studies.run import run

WEAR = {"battery": BASE["battery"] | {"wear_jpy_per_mwh": 1000.0}}


def net(year):
    return year.figures.margin_jpy - year.figures.wear_jpy


def test_the_first_day_rests_and_a_day_that_repeats_is_foreseen(tmp_path):
    """Ten equal days: nothing is known before the first; the other nine are planned right. Wear 1,000 JPY/MWh."""
    result = run(project(tmp_path, **WEAR))
    year, day = result.years[0], FULL_DAY_JPY - 1000.0 * DAY_MWH
    assert not year.dispatch.charge_mw[:48].any() and not year.dispatch.discharge_mw[:48].any()
    assert net(year) == pytest.approx(9 * day) and year.figures.margin_jpy == pytest.approx(9 * FULL_DAY_JPY)
    assert year.rolled.stage("perfect").net_jpy == pytest.approx(10 * day)
    assert year.rolled.stage("known").net_jpy == pytest.approx(10 * day)
    assert year.rolled.stage("forecast") == replace(year.rolled.stage("settled"), name="forecast")
    assert capture_ratio([year.rolled]) == pytest.approx(0.9)
    assert year.outcome.status == "rolled" and year.outcome.relative_gap == pytest.approx(0.1)
    assert year.outcome.objective_jpy == pytest.approx(9 * day) and year.outcome.bound_jpy == pytest.approx(10 * day)
    assert year.outcome.terms_jpy == pytest.approx({"spot": 9 * FULL_DAY_JPY, "wear": 9 * DAY_MWH * 1000.0})
    assert result.rolled.forecasts[0].days_by == {"none": 1, "previous_day": 9}
    assert result.rolled.forecasts[0].scores.mae_jpy_per_mwh == 0.0
    assert year.figures.full_equivalent_cycles == pytest.approx(9 * DAY_MWH / 40)


def test_a_wrong_forecast_loses_what_the_hand_says(tmp_path):
    """The second day is turned round: planned to buy at what turns out 15 and sell at what turns out 5."""
    pairs = [(LOW, HIGH), (HIGH, LOW), (LOW, HIGH)]
    year = run(
        project(tmp_path, pairs, rolling={"forecaster": "previous_day", "look_ahead_days": 0, "terminal": "same"})
    ).years[0]
    lost = 1000 * (40 * 0.9 * LOW - 40 / 0.9 * HIGH)
    assert year.figures.margin_jpy == pytest.approx(lost)  # the third day looks like the second: nothing in the morning
    assert year.rolled.stage("settled").net_jpy < 0.0


def test_a_ratio_that_no_project_takes_is_told_and_not_to_be_pasted(tmp_path):
    turned = {"forecaster": "previous_day", "look_ahead_days": 0, "terminal": "same"}
    result = run(project(tmp_path, [(LOW, HIGH), (HIGH, LOW), (LOW, HIGH)], rolling=turned))
    told = summary_of(result, None)["rolling"]
    assert told["capture_ratio"] < 0.0 and told["capture_ratio_to_paste"] is None
    names = [w.name for w in result.warnings]
    assert "foresight.warn.loss" in names and "foresight.warn.paste" not in names


def test_known_prices_are_walked_as_far_as_the_window(tmp_path):
    result = run(project(tmp_path, rolling={"forecaster": "known"}))
    assert [stage.name for stage in result.years[0].rolled.stages] == ["perfect", "known", "settled"]
    assert result.years[0].figures.margin_jpy == pytest.approx(10 * FULL_DAY_JPY)
    assert result.rolled.forecasts == () and result.warnings[0].name == "foresight.warn.known"


def test_a_year_starts_and_ends_as_the_project_asks_and_ages_by_what_was_walked(tmp_path):
    battery = BASE["battery"] | {"soe_initial_mwh": 10, "cycle_fade_per_cycle": 0.001}
    write_days(tmp_path, year_pairs(366 + 365))
    result = run(read_project(write_project(tmp_path, battery=battery)))
    first, second = result.years
    for year in result.years:
        assert year.dispatch.soe_start_mwh == 10 and year.dispatch.soe_mwh[-1] == pytest.approx(10)
    assert second.energy_mwh == pytest.approx(40 * (1 - 0.001 * first.figures.full_equivalent_cycles))
    assert second.dispatch.charge_mw[:48].any()  # the last day of the year before is known at its first gate
    assert not first.dispatch.charge_mw[:48].any()


def test_price_years_may_come_in_another_order_and_history_stays_that_of_the_calendar(tmp_path):
    write_days(tmp_path, year_pairs(366 + 365))
    turned = {"source": "days.csv", "sequence": [2024, 2023]}
    result = run(read_project(write_project(tmp_path, prices=turned)))
    assert [year.prices.fiscal_year for year in result.years] == [2024, 2023]
    assert [bool(year.dispatch.charge_mw[:48].any()) for year in result.years] == [True, False]
    assert [f.days_by.get("none", 0) for f in result.rolled.forecasts] == [1, 0]  # in order of the calendar


def test_operating_years_on_the_same_prices_are_walked_with_their_own_energy(tmp_path):
    battery = BASE["battery"] | {"calendar_fade_per_year": 0.1}
    prices = {"source": "days.csv", "sequence": [2023, 2023]}
    first, second = run(project(tmp_path, year_pairs(366), battery=battery, prices=prices)).years
    assert first.figures.margin_jpy == pytest.approx(365 * FULL_DAY_JPY)
    assert second.figures.margin_jpy == pytest.approx(0.9 * first.figures.margin_jpy)


def test_scale_and_trend_scale_what_is_seen_and_what_is_paid(tmp_path):
    write_days(tmp_path, year_pairs(366 + 365))
    scaled = {"source": "days.csv", "scale": 1.2, "trend": 0.5}
    plain = run(read_project(write_project(tmp_path)))
    result = run(read_project(write_project(tmp_path, prices=scaled)))
    for year, other, factor in zip(result.years, plain.years, (1.2, 1.8), strict=True):
        assert np.array_equal(year.dispatch.charge_mw, other.dispatch.charge_mw)
        assert year.figures.margin_jpy == pytest.approx(factor * other.figures.margin_jpy)


def test_a_spread_that_is_scaled_below_wear_is_seen_to_be(tmp_path):
    """8,827 JPY per MWh discharged as read, 4,414 at half the prices: wear of 6,000 pays or does not."""
    battery = BASE["battery"] | {"wear_jpy_per_mwh": 6000.0}
    margins = [
        run(project(tmp_path, battery=battery, prices={"source": "days.csv", "scale": scale}))
        .years[0]
        .figures.margin_jpy
        for scale in (1.0, 0.5)
    ]
    assert margins == pytest.approx([9 * FULL_DAY_JPY, 0.0])


def test_the_measured_ratio_pasted_into_perfect_foresight_gives_the_walked_margin(tmp_path):
    draw = np.random.default_rng(3)
    pairs = [tuple(day) for day in draw.uniform((3.0, 6.0), (10.0, 25.0), (366, 2)).round(2).tolist()]
    rolling = run(project(tmp_path, pairs, area="tokyo", **WEAR))
    summary = summary_of(rolling, None)
    pasted = yaml.safe_load(summary["rolling"]["capture_ratio_to_paste"])
    value = round(summary["rolling"]["capture_ratio"], 4)
    assert pasted.pop("value") == value and 0.0 < value < 1.0
    measured = {"area": "tokyo", "fiscal_years": [2023], "hours": 4, "forecaster": "previous_day", "bids": "quantity"}
    assert pasted == measured
    pasted["value"] = value
    perfect = run(project(tmp_path, pairs, area="tokyo", foresight="perfect", capture_ratio=pasted, **WEAR))
    bound = rolling.years[0].rolled.stage("perfect").net_jpy
    assert net(perfect.years[0]) == pytest.approx(net(rolling.years[0]), abs=1e-4 * bound)
    assert perfect.warnings[0].name == "foresight.warn.captured"
    assert "tokyo, FY2023, 4 h, previous_day, quantity" in perfect.warnings[0].text("en")
    assert "cli.warn.foresight" not in [w.name for w in perfect.warnings]


def half(tmp_path, wear, **keys):
    """A year of the day that repeats, half of the margin above zero taken."""
    scheme = {"kind": "custom", "name": "half", "sharing": {"edges_jpy_per_kw": [0], "kept_shares": [1, 0.5]}}
    battery = BASE["battery"] | {"wear_jpy_per_mwh": wear}
    return run(project(tmp_path, year_pairs(366), scheme=scheme | keys, battery=battery))


def test_a_refund_makes_the_windows_feel_wear_in_kept_yen(tmp_path):
    """A full cycle earns 8,827 JPY per MWh discharged: wear of 6,000 is felt as 12,000 and it rests, wear of 3,000 as 6,000."""
    resting = half(tmp_path, 6000.0).years[0]
    assert resting.figures.margin_jpy == 0.0 and resting.contracts.is_withheld
    assert resting.contracts.merchant.margin_jpy == pytest.approx(365 * FULL_DAY_JPY)
    year = half(tmp_path, 3000.0).years[0]
    assert year.figures.margin_jpy == pytest.approx(365 * FULL_DAY_JPY) and year.rolled.is_slice_settled
    assert year.contracts.clawback_jpy == pytest.approx(365 * FULL_DAY_JPY / 2) and year.contracts.piece == 1
    kept = 365 * (FULL_DAY_JPY / 2 - 3000.0 * DAY_MWH)
    assert year.outcome.objective_jpy == pytest.approx(kept)
    assert year.outcome.bound_jpy == pytest.approx(366 / 365 * kept)
    assert capture_ratio([year.rolled]) == pytest.approx(365 / 366)
    assert resting.rolled.walks == 4  # a merchant's and its own, on forecasts and with known prices


def test_the_bridge_adds_up_from_perfect_foresight_to_what_is_kept(tmp_path):
    """One day of 366 is not foreseen; half of the margin is taken; wear of 3,000 counts in every level."""
    steps = rolling_bridge(summary_of(half(tmp_path, 3000.0), None)["years"])
    day, wear = FULL_DAY_JPY, 3000.0 * DAY_MWH
    hand = {
        "perfect": 366 * (day - wear), "horizon": 0.0, "known": 366 * (day - wear), "errors": wear - day,
        "forecast": 365 * (day - wear), "recourse": 0.0, "settled": 365 * (day - wear), "contract": -365 * day / 2,
        "kept": 365 * (day / 2 - wear),
    }  # fmt: skip
    assert {step.name: step.amount_jpy for step in steps} == pytest.approx(hand, abs=1.0)
    assert [step.name for step in steps if step.is_level] == ["perfect", "known", "forecast", "settled", "kept"]


def test_wear_that_is_deducted_first_leaves_the_plan_of_a_merchant(tmp_path):
    year = half(tmp_path, 6000.0, wear_deductible=True).years[0]
    day = FULL_DAY_JPY - 6000.0 * DAY_MWH
    assert year.figures.margin_jpy == pytest.approx(365 * FULL_DAY_JPY) and year.contracts.merchant is None
    assert year.contracts.clawback_jpy == pytest.approx(365 * day / 2)
    assert year.outcome.objective_jpy == pytest.approx(365 * day / 2)


def test_the_other_reading_of_wear_is_walked_as_well(tmp_path):
    other = half(tmp_path, 6000.0).other_reading
    assert other.wear_deductible and other.years[0].contracts.margin_jpy == pytest.approx(365 * FULL_DAY_JPY)


def test_slices_that_go_round_in_a_circle_are_told(tmp_path, monkeypatch):
    settled = rolling_solver.walk_in_slices
    monkeypatch.setattr(rolling_solver, "walk_in_slices", lambda *asked: replace(settled(*asked), is_settled=False))
    result = half(tmp_path, 3000.0)
    assert not result.years[0].rolled.is_slice_settled
    assert "foresight.warn.slice" in [w.name for w in result.warnings]


def test_what_the_walk_does_not_cover_is_a_fault_of_the_user(tmp_path, monkeypatch, capsys):
    plant = project(tmp_path)

    def refuse(*_, **__):
        raise NotCoveredError("something new")

    monkeypatch.setattr(rolling_solver, "walk_year", refuse)
    with pytest.raises(ProjectError, match="something new") as error:
        run(plant)
    assert error.value.exit_code == 3 and "1 年目" in error.value.text("ja")
    assert _run(["run", str(tmp_path / "project.yaml"), "--out", str(tmp_path / "out")]) == 3
    assert not (tmp_path / "out").exists() and "docs/reference/rolling.md" in capsys.readouterr().err


def test_an_end_that_cannot_be_reached_has_no_plan(tmp_path):
    battery = BASE["battery"] | {"soe_final_mwh": 40}
    plant = project(tmp_path, [(LOW, HIGH)], battery=battery, connection={"import_limit_mw": 0.5})
    with pytest.raises(NoPlanError) as error:
        run(plant)
    assert error.value.exit_code == 4


def test_a_forecast_file_is_planned_on_and_named_among_the_sources(tmp_path):
    """Where the file expects dear mornings nothing is bought, as the evening pays less; where it is right, all days but the first earn."""
    write_days(tmp_path, [(HIGH, LOW)] * 4, name="mine.csv")
    keys = {"forecast_file": "mine.csv", "look_ahead_days": 0, "terminal": "same"}
    result = run(project(tmp_path, [(LOW, HIGH)] * 4, rolling=keys))
    assert "mine.csv" in result.sources[-1].name and result.sources[-1].layout == "forecast_csv"
    assert result.years[0].figures.margin_jpy == 0.0
    write_days(tmp_path, [(LOW, HIGH)] * 4, name="mine.csv")
    assert run(project(tmp_path, [(LOW, HIGH)] * 4, rolling=keys)).years[0].figures.margin_jpy == pytest.approx(
        3 * FULL_DAY_JPY
    )
    assert _run(["run", str(tmp_path / "project.yaml"), "--out", str(tmp_path / "out")]) == 0
    assert "price forecast (CSV)" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert _run(["replay", str(tmp_path / "out"), "--files", str(tmp_path)]) == 0
    with pytest.raises(MarketDataError):  # without times of issue a row is not known a day earlier
        run(project(tmp_path, [(LOW, HIGH)] * 4, rolling={"forecast_file": "mine.csv", "look_ahead_days": 1}))


def test_the_learned_forecaster_is_scored_and_its_calibration_told(tmp_path):
    """75 days that differ by noise: 19 of them forecast by the learned one, 12 with scenarios."""
    pytest.importorskip("sklearn")
    draw = np.random.default_rng(5)
    pairs = [tuple(day) for day in draw.uniform((3.0, 12.0), (7.0, 18.0), (75, 2)).round(2).tolist()]
    out = tmp_path / "out"
    write_days(tmp_path, pairs)
    path = write_project(tmp_path, rolling={"forecaster": "learned", "look_ahead_days": 1})
    assert _run(["run", str(path), "--out", str(out)]) == 0
    (told,) = json.loads((out / "summary.json").read_text(encoding="utf-8"))["rolling"]["forecasts"]
    assert (told["days_scored"], told["days_with_scenarios"]) == (19, 12) and sum(told["days_by"].values()) == 75
    low, middle, high = told["share_below"].values()
    assert 0.0 <= low < middle < high <= 1.0
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "Actual prices below the 10% quantile" in page and f"{100 * high:.1f}%" in page
    assert f"{told['mae_jpy_per_mwh'] / 1000:.2f}" in page


@pytest.mark.parametrize("language", ["en", "ja"])
def test_page_terminal_and_summary_show_the_bridge_and_no_upper_bound(tmp_path, capsys, language):
    write_days(tmp_path, [(LOW, HIGH)] * 10)
    path, out = str(write_project(tmp_path, **WEAR)), tmp_path / "out"
    with in_language(language):
        assert _run(["run", path, "--out", str(out)]) == 0
    told, page = capsys.readouterr().out, (out / "report.html").read_text(encoding="utf-8")
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    label = {"en": "Upper bound: perfect foresight", "ja": "完全予見による上限"}[language]
    assert label not in page and label not in told
    assert {"en": "Known day-ahead prices", "ja": "前日価格が既知の場合"}[language] in page
    assert "90.0%" in told and "90.0%" in page and "capture_ratio: {value: 0.9000" in page
    assert [stage["share"] for stage in summary["years"][0]["rolling"]["stages"]] == pytest.approx([1.0, 1.0, 0.9, 0.9])
    assert summary["rolling"]["capture_ratio"] == pytest.approx(0.9) and summary["foresight"] == "rolling"
    with in_language(language):
        assert _run(["report", str(out)]) == 0
        assert _run(["run", path, "--out", str(out), "--foresight", "perfect"]) == 0
    assert label in (out / "report.html").read_text(encoding="utf-8")
