"""``bid``, ``compare``, ``auction`` and draws on forecasts, or with a capture ratio: closed forms, and the figures of single runs."""

import json
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml
from foresight_projects import BASE, DAY_MWH, FULL_DAY_JPY, project, write_days, write_project, year_pairs

sys.path.insert(0, str(Path(__file__).parents[1] / "round"))
from small_round import BASE as ROUND_BASE
from small_round import write_round

from storage_opt.cli import _run
from storage_opt.errors import StudyError
from storage_opt.inputs.project import read_project
from storage_opt.inputs.round import read_round
from storage_opt.inputs.study import read_study
from storage_opt.records.bid import Target
from storage_opt.reports.comparison.kept import kept_of
from storage_opt.schemes.annuity import capital_recovery
from storage_opt.studies.bid_search import Search
from storage_opt.studies.bid_variables import variable_of
from storage_opt.studies.compare import compare
from storage_opt.studies.outlook import Outlook
from storage_opt.studies.round import auction
from storage_opt.studies.run import run

ROOT = Path(__file__).parents[2]
YEARS, RATE = 4, 0.06
FINANCE = {
    "life_years": YEARS, "capex_jpy_per_kwh": 10_000, "fixed_opex_jpy_per_kw_year": 1000, "grid_charges": {"generator": False},
    "grant": {"disposal": "none"}, "tax": {"rate": 0.0, "property_tax_rate": 0.0},
}  # fmt: skip


def capex_at(plant):
    """Capital cost at which the project returns 6 %, and the outlook that found it."""
    outlook = Outlook(plant)
    return Search(outlook, variable_of(plant, "capex_jpy"), Target("project_irr", RATE)).found().value, outlook


def worth(*margins):
    return sum((margin - 1e7) * (1 + RATE) ** -year for year, margin in enumerate(margins, start=1))


def test_a_bid_on_forecasts_is_a_closed_form_and_walks_each_year_once(tmp_path):
    """Four operating years on one price year: each starts with a day without history. No optimum is solved."""
    found, outlook = capex_at(project(tmp_path, year_pairs(366), finance=FINANCE))
    assert found == pytest.approx(worth(*[365 * FULL_DAY_JPY] * YEARS), rel=1e-8)
    assert outlook.evaluations > 3 and outlook.walks.walked == 1 and outlook.walks.recalled > 10
    assert outlook.memory.solved == 0


def test_a_bid_with_a_ratio_is_a_closed_form(tmp_path):
    found, _ = capex_at(project(tmp_path, year_pairs(366), finance=FINANCE, foresight="perfect", capture_ratio=0.7))
    assert found == pytest.approx(worth(*[0.7 * 366 * FULL_DAY_JPY] * YEARS), rel=1e-8)
    assert capital_recovery(RATE, YEARS) * found == pytest.approx(0.7 * 366 * FULL_DAY_JPY - 1e7)


@pytest.mark.parametrize(
    "given", [["--foresight", "rolling"], ["--foresight", "perfect", "--set", "capture_ratio=0.7"]]
)
def test_the_command_bids_with_both(tmp_path, given):
    write_days(tmp_path, year_pairs(366))
    path, out = str(write_project(tmp_path, finance=FINANCE)), tmp_path / "out"
    asked = ["--solve-for", "capex_jpy", "--target", f"project_irr={RATE}", "--quick", "--out", str(out)]
    assert _run(["bid", path, *asked, *given]) == 0
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    margin = 365 * FULL_DAY_JPY if given[1] == "rolling" else 0.7 * 366 * FULL_DAY_JPY
    assert summary["bid"]["value"] == pytest.approx(worth(*[margin] * YEARS), rel=1e-6)
    assert summary["finance"]["project_irr"] == pytest.approx(RATE, abs=1e-6)


def write_study(folder, **keys):
    write_days(folder, year_pairs(366))
    study = {"name": "small", "base": {k: v for k, v in BASE.items() if k not in ("name", "start_fiscal_year")}} | keys
    path = folder / "study.yaml"
    path.write_text(yaml.safe_dump(study, sort_keys=False))
    return path


def test_cases_stand_side_by_side_with_their_ratio(tmp_path):
    cases = [
        {"name": "perfect", "set": {"foresight": "perfect"}},
        {"name": "cut", "set": {"foresight": "perfect", "capture_ratio": 0.5}},
        {"name": "walked"},
        {"name": "walked, 2 h", "set": {"battery.energy_mwh": 20}},
    ]
    comparison = compare(read_study(write_study(tmp_path, cases=cases)), kept_of)
    figures = [row.solved.figures for row in comparison.rows]
    assert [f.capture_ratio for f in figures] == [None, 0.5, pytest.approx(365 / 366), pytest.approx(365 / 366)]
    assert [f.margin_jpy for f in figures] == pytest.approx([k * FULL_DAY_JPY for k in (366, 183, 365, 182.5)])
    walked = run(read_project(write_project(tmp_path)))
    assert figures[2].margin_jpy == walked.years[0].figures.margin_jpy


def test_the_table_of_ratios_and_the_options_of_compare(tmp_path, capsys):
    axes = {
        "battery.energy_mwh": [20, 40],
        "battery.power_mw": [{"name": "10 MW", "value": 10}, {"name": "20 MW", "value": 20}],
    }
    path, out = str(write_study(tmp_path, axes=axes, set={"foresight": "perfect"})), tmp_path / "out"
    assert _run(["compare", path, "--out", str(out), "--executor", "local:1", "--foresight", "rolling"]) == 0
    rows = pq.read_table(out / "results.parquet").to_pylist()
    assert [row["figures.capture_ratio"] for row in rows] == pytest.approx([365 / 366] * 4)
    page = (out / "comparison.html").read_text(encoding="utf-8")
    assert 'id="capture-table"' in page and page.count('class="captured">99.7%') == 4
    assert "Upper bound: perfect foresight" not in page
    assert json.loads((out / "manifest.json").read_text())["study"]["command_line"] == {"foresight": "rolling"}
    capsys.readouterr()
    assert _run(["compare", path, "--out", str(out), "--set", "battery.energy_mwh=30"]) == 3
    assert "battery.energy_mwh" in capsys.readouterr().err
    with pytest.raises(StudyError):
        read_study(Path(path), {"foresight": "rolling", "capture_ratio": 0.5})


def test_a_comparison_without_ratios_has_no_such_table(tmp_path):
    path, out = str(write_study(tmp_path, set={"foresight": "perfect"})), tmp_path / "out"
    assert _run(["compare", path, "--out", str(out), "--executor", "local:1"]) == 0
    page = (out / "comparison.html").read_text(encoding="utf-8")
    assert "capture-table" not in page and "Upper bound: perfect foresight" in page


@pytest.mark.parametrize(
    "keys", [{"foresight": "rolling", "rolling": {"forecaster": "previous_day"}}, {"capture_ratio": 0.5}]
)
def test_an_auction_is_cleared_from_bids_on_forecasts_or_cut(tmp_path, keys):
    plain = auction(read_round(write_round(tmp_path))).results[0]
    found = auction(read_round(write_round(tmp_path, base=ROUND_BASE | keys))).results[0]
    pairs = [(plain.priced[name].figures, priced.figures) for name, priced in found.priced.items()]
    assert len(pairs) == 4 and all(before is not None and after is not None for before, after in pairs)
    for before, after in pairs:
        share = after.margin_jpy / before.margin_jpy
        assert share == pytest.approx(365 / 366, rel=1e-6) if "foresight" in keys else 0.5 < share < 0.9
        assert after.price_jpy_per_kw_year > before.price_jpy_per_kw_year
    assert (found.foresight, found.capture_ratio) == (keys.get("foresight", "perfect"), keys.get("capture_ratio"))


def test_draws_are_walked_on_forecasts(tmp_path):
    draws = {"count": 2, "seed": 1, "capex": {"low": 0.9, "mode": 1.0, "high": 1.1}, "figures": ["npv_jpy"]}
    base = {k: v for k, v in BASE.items() if k != "name"} | {"finance": FINANCE}
    comparison = compare(read_study(write_study(tmp_path, base=base, draws=draws)), kept_of)
    rows = comparison.draws.rows
    assert comparison.draws.sights == ("rolling",)
    for row in rows:
        value = row.outcome.figures["margin_jpy_per_kw_year"]
        assert value == pytest.approx(365 * FULL_DAY_JPY / 10_000)
    assert rows[0].outcome.figures["discharged_mwh"] == pytest.approx(DAY_MWH * 365)


def test_the_bundled_study_of_ratios_runs(tmp_path):
    """As written, but one area, one year and two energies."""
    written = yaml.safe_load((ROOT / "configs" / "studies" / "capture_ratios.yaml").read_text(encoding="utf-8"))
    written["axes"]["area"] = ["kyushu"]
    written["axes"]["battery.energy_mwh"] = written["axes"]["battery.energy_mwh"][:2]
    written["axes"]["prices.fiscal_years"] = written["axes"]["prices.fiscal_years"][:1]
    path = tmp_path / "study.yaml"
    path.write_text(yaml.safe_dump(written, sort_keys=False))
    comparison = compare(read_study(path), kept_of)
    ratios = [row.solved.figures.capture_ratio for row in comparison.rows]
    assert comparison.exit_code == 0 and len(ratios) == 2 and all(0.5 < ratio < 1.0 for ratio in ratios)
