"""``foresight``, ``rolling`` and ``capture_ratio`` in the project file: what is read, and what is refused with key and line."""

from typing import get_args

import pytest
from foresight_projects import project, write_days, write_project

from storage_opt.cli import _run
from storage_opt.errors import ProjectError
from storage_opt.forecast.choose import NAMES
from storage_opt.inputs.project import read_project
from storage_opt.messages import LANGUAGES
from storage_opt.records.foresight import CaptureRatio, ForecasterName, RollingChoice

IMBALANCE = {"shortage_above_spot_jpy_per_kwh": 3, "surplus_below_spot_jpy_per_kwh": 3}

OFFERS = {"balancing": {"products": ["composite"]}}


def refused(path, *overrides):
    with pytest.raises(ProjectError) as error:
        read_project(path, overrides)
    return error.value


def test_every_forecaster_may_be_named():
    assert set(get_args(ForecasterName)) == {*NAMES, "stated", "known"}


def test_defaults_make_sense_without_a_section(tmp_path):
    found = project(tmp_path, drop=["rolling"])
    assert found.rolling == RollingChoice("mean_28_days_by_day_type", 6, "valued", "quantity", None, 28, "simpler")
    assert found.is_rolling and found.capture_ratio is None and found.sight == "rolling"


def test_all_keys_are_read_and_a_file_alone_stands_for_stated(tmp_path):
    given = {"look_ahead_days": 1, "terminal": "same", "refit_days": 7, "warm_up": "idle", "forecast_file": "mine.csv"}
    found = project(tmp_path, rolling=given)
    assert found.rolling == RollingChoice("stated", 1, "same", "quantity", tmp_path / "mine.csv", 7, "idle")
    assert found.read_paths == (tmp_path / "days.csv", tmp_path / "mine.csv")
    perfect = read_project(tmp_path / "project.yaml", ["foresight=perfect"])
    assert perfect.read_paths == (tmp_path / "days.csv",) and perfect.sight == "perfect"


def test_a_ratio_is_a_number_or_a_section(tmp_path):
    plain = project(tmp_path, foresight="perfect", capture_ratio=0.62)
    assert plain.capture_ratio == CaptureRatio(0.62) and plain.sight == "captured"
    told = {
        "value": 0.7,
        "area": "tokyo",
        "fiscal_years": [2023],
        "hours": 4,
        "forecaster": "learned",
        "bids": "quantity",
        "source": "x",
    }
    assert project(tmp_path, foresight="perfect", capture_ratio=told).capture_ratio == CaptureRatio(
        0.7, "tokyo", (2023,), 4, "learned", "quantity", "x"
    )


@pytest.mark.parametrize("ratio", [0, -0.1, 1.01, "much", {"area": "tokyo"}, {"value": 0.5, "years": [2023]}])
def test_no_ratio(tmp_path, ratio):
    path = write_project(tmp_path, foresight="perfect", capture_ratio=ratio)
    assert "capture_ratio" in refused(path).text()


@pytest.mark.parametrize(
    ("keys", "place", "words"),
    [
        ({"capture_ratio": 0.6}, "capture_ratio (line ", "foresight is rolling"),
        ({"rolling": {"forecaster": "previous_day", "forecast_file": "x.csv"}}, "rolling.forecast_file (line ", "reads no file"),
        ({"rolling": {"forecaster": "stated"}}, "rolling.forecaster (line ", "forecast_file is missing"),
        ({"rolling": {"imbalance": IMBALANCE}}, "rolling.imbalance", "no imbalance"),
        ({"rolling": {"bids": "steps"}}, "rolling.bids", "quantity, price_quantity"),
        ({"rolling": {"forecaster": "oracle"}}, "rolling.forecaster", "previous_day, previous_week"),
        ({"rolling": {"lookahead_days": 3}}, "rolling.lookahead_days", "Did you mean look_ahead_days?"),
        ({"rolling": {"look_ahead_days": -1}}, "rolling.look_ahead_days", "at least 0"),
        ({"foresight": "some"}, "foresight", "perfect, rolling"),
        ({"solar": {"capacity_mw": 10}, "area": "tokyo"}, "solar (line ", "a solar plant cannot be walked"),
        ({"rolling": {"bids": "scenarios"}, "markets": {"intraday": {}}}, "markets.intraday (line ", "beside bids: scenarios cannot"),
        ({"rolling": {"bids": "scenarios"}, "area": "tokyo", "markets": OFFERS}, "markets.balancing (line ", "bids: scenarios cannot"),
        ({"rolling": {"risk": {"weight": 0.3}}}, "rolling.risk (line ", "only bids chosen against scenarios"),
        ({"rolling": {"bids": "scenarios", "risk": {"weight": 2}}}, "rolling.risk.weight", "at most 1"),
        ({"rolling": {"bids": "scenarios", "risk": {"weight": 0.3, "cvar_alpha": 0}}}, "rolling.risk.cvar_alpha", "above 0"),
        ({"rolling": {"bids": "scenarios", "forecaster": "known"}}, "rolling.forecaster (line ", "have no scenarios"),
        ({"rolling": {"awards": "all"}}, "rolling.awards", "expected, drawn, held"),
    ],
)  # fmt: skip
def test_what_contradicts_or_is_not_covered_is_told_with_its_key(tmp_path, keys, place, words):
    error = refused(write_project(tmp_path, **keys))
    assert place in error.text("en") and words in error.text("en")
    assert error.exit_code == 3 and all(error.text(language) for language in LANGUAGES)


@pytest.mark.parametrize("key", ["max_cycles_per_day", "max_cycles_per_year"])
def test_budgets_are_refused_beside_scenarios_only(tmp_path, key):
    path = write_project(tmp_path)
    assert getattr(read_project(path, [f"battery.{key}=1"]).site.battery, key) == 1
    assert "budgets of cycles beside" in refused(path, f"battery.{key}=1", "rolling.bids=scenarios").text()


def test_own_load_is_refused_beside_limits_only(tmp_path):
    path = write_project(tmp_path)
    load = ("battery.auxiliary_mw=0.1", "markets.spot.fee_jpy_per_kwh=0.01")
    assert read_project(path, load).site.battery.auxiliary_mw == 0.1
    assert "own load beside bids with limits" in refused(path, *load, "rolling.bids=price_quantity").text()


def test_defaults_that_stand_for_no_published_figure_are_named_where_they_count(tmp_path):
    path = write_project(tmp_path)

    def named(*overrides):
        return [message.text("en") for message in read_project(path, overrides).unverified_facts]

    assert not any("rolling." in text for text in named())
    assert any("rolling.imbalance 3 " in text for text in named("rolling.bids=price_quantity"))
    assert any("intraday_guard_jpy_per_kwh 1:" in text for text in named("markets.intraday={}"))
    assert not any("rolling." in text for text in named("markets.intraday={}", "rolling.intraday_guard_jpy_per_kwh=2"))
    assert not any("rolling." in text for text in named("markets.intraday={}", "foresight=perfect"))


def test_all_faults_are_told_together_and_perfect_foresight_takes_the_same_file(tmp_path):
    path = write_project(tmp_path, capture_ratio=0.5, solar={"capacity_mw": 10}, area="tokyo")
    assert len(refused(path).faults) == 2
    assert read_project(path, ["foresight=perfect"]).capture_ratio == CaptureRatio(0.5)


def test_check_reads_the_forecast_file_before_anything_is_solved(tmp_path, capsys):
    write_days(tmp_path, [(5.0, 15.0)] * 3)
    path = str(write_project(tmp_path, rolling={"forecast_file": "missing.csv"}))
    assert _run(["check", path]) == 3
    assert "missing.csv" in capsys.readouterr().err
    assert _run(["check", str(write_project(tmp_path))]) == 0
