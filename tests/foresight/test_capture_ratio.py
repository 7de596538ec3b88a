"""Perfect foresight cut by a ratio, by hand: ledger, contracts, finance."""

import json
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from foresight_projects import BASE, DAY_MWH, FULL_DAY_JPY, project, write_days, write_project, year_pairs

from storage_opt.cli import _run
from storage_opt.messages import LANGUAGES
from storage_opt.messages import language as in_language
from storage_opt.records.foresight import CaptureRatio
from storage_opt.records.ledger import SHORTFALL, Ledger
from storage_opt.settlement.booking import booked
from storage_opt.settlement.shortfall import with_shortfall
from storage_opt.studies.run import run
from storage_opt.timeline import Period

RATIO = 0.6
HALF = {"kind": "custom", "name": "half", "sharing": {"edges_jpy_per_kw": [0], "kept_shares": [1, 0.5]}}


def captured(tmp_path, n_days=10, wear=1000.0, ratio=RATIO, **keys):
    battery = BASE["battery"] | {"wear_jpy_per_mwh": wear}
    return run(
        project(tmp_path, year_pairs(n_days), foresight="perfect", capture_ratio=ratio, **({"battery": battery} | keys))
    )


def test_the_shortfall_is_a_line_of_the_ledger(tmp_path):
    """Ten days: margin M, wear W; 0.4·(M − W) is taken off, spread over the MWh discharged."""
    year = captured(tmp_path).years[0]
    margin, wear = 10 * FULL_DAY_JPY, 10 * DAY_MWH * 1000.0
    shortfall = 0.4 * (margin - wear)
    assert year.figures.variable_cost_jpy == pytest.approx({SHORTFALL: shortfall})
    assert year.figures.margin_jpy == pytest.approx(margin - shortfall) and year.figures.wear_jpy == pytest.approx(wear)
    assert year.figures.margin_jpy - year.figures.wear_jpy == pytest.approx(RATIO * (margin - wear))
    (entries,) = [e for e in year.ledger.entries if e.stream == SHORTFALL]
    assert np.allclose(entries.price_jpy_per_mwh, shortfall / (10 * DAY_MWH)) and entries.mwh.sum() == pytest.approx(
        10 * DAY_MWH
    )
    assert year.outcome.objective_jpy == pytest.approx(RATIO * (margin - wear))
    assert year.outcome.terms_jpy == pytest.approx(
        {"spot": margin, "spot_fee": 0.0, "wear": wear, SHORTFALL: shortfall}
    )
    assert year.outcome.relative_gap < 1e-9 and year.rolled is None


def test_a_ratio_of_one_is_perfect_foresight(tmp_path):
    year = captured(tmp_path, ratio=1.0).years[0]
    assert year.figures.margin_jpy == pytest.approx(10 * FULL_DAY_JPY) and SHORTFALL not in year.ledger.streams


def test_a_loss_is_not_made_smaller(tmp_path):
    """Own load at flat prices: there is nothing to capture."""
    battery = BASE["battery"] | {"auxiliary_mw": 1.0}
    write_days(tmp_path, [(10.0, 10.0)] * 2)
    year = run(project(tmp_path, [(10.0, 10.0)] * 2, foresight="perfect", capture_ratio=RATIO, battery=battery)).years[
        0
    ]
    assert year.figures.margin_jpy == pytest.approx(-2 * 24 * 10_000.0)


def test_without_a_discharge_the_shortfall_lies_evenly_on_the_slots():
    period = Period(date(2023, 4, 1), 1)
    earned = Ledger(period, (booked("spot", "sale", np.full(48, 1.0), np.full(48, 100.0), 1.0),))
    idle = SimpleNamespace(discharge_mw=np.zeros(48), activated_mwh=np.zeros(48))
    cut = with_shortfall(earned, idle, 480.0)
    assert cut.margin_jpy == pytest.approx(4800.0 - 480.0) and cut.entries[-1].amount_jpy.tolist() == [-10.0] * 48
    called = SimpleNamespace(discharge_mw=np.zeros(48), activated_mwh=np.eye(48)[7])
    assert with_shortfall(earned, called, 480.0).entries[-1].slot.tolist() == [7]
    assert with_shortfall(earned, idle, 0.0) is earned


def test_a_refund_is_read_at_the_margin_that_is_left(tmp_path):
    """Wear of 3,000 pays with half of the margin kept; refund, objective and yardstick follow the cut margin."""
    year = captured(tmp_path, 366, 3000.0, scheme=HALF).years[0]
    margin, wear = 366 * FULL_DAY_JPY, 366 * DAY_MWH * 3000.0
    left = margin - 0.4 * (margin - wear)
    assert year.figures.margin_jpy == pytest.approx(left)
    assert year.contracts.clawback_jpy == pytest.approx(left / 2)
    assert year.outcome.objective_jpy == pytest.approx(left / 2 - wear)
    assert year.outcome.bound_jpy == pytest.approx(left / 2 - wear)
    assert year.outcome.terms_jpy["clawback"] == pytest.approx(left / 2)
    assert year.contracts.lost_margin_jpy == pytest.approx(0.0, abs=1.0)


def test_a_margin_cut_below_the_threshold_is_not_shared(tmp_path):
    """11,630 JPY/kW earned, 7,506 counted on; half is taken above 9,000."""
    scheme = HALF | {"sharing": {"edges_jpy_per_kw": [9000], "kept_shares": [1, 0.5]}}
    year = captured(tmp_path, 366, scheme=scheme).years[0]
    assert year.contracts.clawback_jpy == 0.0 and "clawback" not in year.outcome.terms_jpy
    assert year.outcome.objective_jpy == pytest.approx(RATIO * 366 * (FULL_DAY_JPY - DAY_MWH * 1000.0))


def test_the_yardstick_is_cut_as_well(tmp_path):
    """Wear of 6,000 does not pay with half of the margin kept: the plant rests, and a merchant would have had the cut margin."""
    result = captured(tmp_path, 366, 6000.0, scheme=HALF)
    margin, wear = 366 * FULL_DAY_JPY, 366 * DAY_MWH * 6000.0
    left = margin - 0.4 * (margin - wear)
    assert result.years[0].figures.margin_jpy == 0.0
    assert result.years[0].contracts.lost_margin_jpy == pytest.approx(left)
    other = result.other_reading.years[0].contracts
    assert (other.margin_jpy, other.clawback_jpy) == pytest.approx((left, RATIO * (margin - wear) / 2))


def test_cash_flow_and_tax_follow_and_the_levelised_cost_does_not(tmp_path):
    finance = {"life_years": 2, "capex_jpy_per_kwh": 10_000, "tax": {"rate": 0.3}, "grid_charges": {"generator": False}}
    cut, full = (captured(tmp_path, 366, ratio=ratio, finance=finance).finance for ratio in (RATIO, 1.0))
    margin, wear = 366 * FULL_DAY_JPY, 366 * DAY_MWH * 1000.0
    lines = {line.name: line.amounts_jpy[-2:] for line in cut.flow.lines if line.group == "market"}
    assert lines[SHORTFALL] == pytest.approx([-0.4 * (margin - wear)] * 2)
    assert cut.measures.npv_jpy < full.measures.npv_jpy
    assert cut.measures.lcos_jpy_per_kwh == pytest.approx(full.measures.lcos_jpy_per_kwh, rel=1e-12)


def test_a_ratio_of_another_place_or_plant_is_told(tmp_path):
    ratio = {"value": 0.6, "area": "kyushu", "hours": 6, "source": "a study"}
    told = [w.name for w in captured(tmp_path, ratio=ratio, area="tokyo").warnings]
    assert told[:3] == ["foresight.warn.captured", "foresight.warn.other_area", "foresight.warn.other_hours"]
    same = ratio | {"area": "tokyo", "hours": 4}
    told = [w.name for w in captured(tmp_path, ratio=same, area="tokyo").warnings]
    assert not {"foresight.warn.other_area", "foresight.warn.other_hours"} & set(told)


def test_shortfall_by_definition():
    assert CaptureRatio(0.25).shortfall_jpy(1000.0, 200.0) == 600.0


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_terminal_say_what_was_cut(tmp_path, capsys, language):
    write_days(tmp_path, year_pairs(10))
    path = str(write_project(tmp_path, foresight="perfect", capture_ratio=RATIO))
    out = tmp_path / "out"
    with in_language(language):
        assert _run(["run", path, "--out", str(out)]) == 0
    page, told = (out / "report.html").read_text(encoding="utf-8"), capsys.readouterr().out
    assert {"en": "Perfect foresight × 60.0%", "ja": "完全予見 × 60.0%"}[language] in page
    assert {"en": "Upper bound: perfect foresight", "ja": "完全予見による上限"}[language] not in page + told
    assert {"en": "Forecast shortfall", "ja": "予測誤差による減収"}[language] in page
    assert {"en": "cut by capture_ratio", "ja": "capture_ratio で割り引いた"}[language] in told
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["capture_ratio"]["value"] == RATIO and summary["rolling"] is None
    assert summary["years"][0]["variable_cost_jpy"][SHORTFALL] == pytest.approx(0.4 * 10 * FULL_DAY_JPY)
