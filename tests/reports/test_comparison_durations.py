"""Durations beside each other: every duration has its bars, and the table behind them says the same."""

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "studies"))

from small_study import BASE, write_study

from storage_opt.inputs.study import read_study
from storage_opt.messages import LANGUAGES, language
from storage_opt.records.study import Failed
from storage_opt.reports.comparison import durations
from storage_opt.reports.comparison.durations import durations_chart, durations_of, durations_table, look_of
from storage_opt.reports.comparison.kept import kept_of
from storage_opt.reports.comparison.outputs import comparison_outputs
from storage_opt.reports.comparison.page import render
from storage_opt.reports.numerals import number
from storage_opt.studies.compare import compare

ENERGIES = (10, 20, 30, 40, 50, 60)


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    """Two plants by six energies, more than there are colours."""
    axes = {"battery.energy_mwh": [{"name": f"{mwh} MWh", "value": mwh} for mwh in ENERGIES]}
    cases = [{"name": "new"}, {"name": "old", "set": {"battery.round_trip_efficiency": 0.7}}]
    folder = tmp_path_factory.mktemp("study")
    return compare(read_study(write_study(folder, base=BASE, cases=cases, axes=axes)), kept_of)


def nets(comparison, name):
    return [r.solved.figures.owner_net_jpy_per_kw_year for r in comparison.rows if r.name.startswith(name)]


def test_every_duration_has_its_bars_in_every_panel(comparison):
    chart = durations_chart(durations_of(comparison), "en")
    panels = {axis: [t for t in chart["data"] if t["xaxis"] == axis] for axis in ("x", "x2")}
    assert len(chart["data"]) == 2 * len(ENERGIES)  # what is nothing in all cases has no panel
    assert [column.name for column in durations_of(comparison).columns][1] == "kept_jpy_per_kw_year"
    assert all([t["name"] for t in traces] == [f"{mwh} MWh" for mwh in ENERGIES] for traces in panels.values())
    assert all(t["y"] == ["new", "old"] for t in chart["data"])
    for at, name in enumerate(("new", "old")):
        assert [t["x"][at] for t in panels["x"]] == [round(net, 6) for net in nets(comparison, name)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_many_durations_are_lines_that_can_be_told_apart(comparison, lang, monkeypatch):
    monkeypatch.setattr(durations, "MOST_BARS", len(ENERGIES) - 1)
    chart = durations_chart(durations_of(comparison), lang)
    first = [t for t in chart["data"] if t["yaxis"] == "y"]
    assert [t["name"] for t in first] == ["new", "old"] and {t["type"] for t in chart["data"]} == {"scatter"}
    for trace in first:
        assert trace["x"] == [f"{mwh} MWh" for mwh in ENERGIES]
        assert trace["y"] == [round(net, 6) for net in nets(comparison, trace["name"])]
    assert len({(t["line"]["dash"], t["marker"]["symbol"]) for t in first}) == 2
    monkeypatch.setattr(durations, "MOST_LINES", 1)
    assert durations_chart(durations_of(comparison), lang) is None


def test_durations_can_be_told_apart():
    looks = [look_of(place) for place in range(25)]
    assert len(set(looks)) == 25


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_says_the_same(comparison, lang):
    table = durations_table(durations_of(comparison), lang)
    assert [row["name"] for row in table["blocks"][0]["rows"]] == ["new", "old"]
    for row in table["blocks"][0]["rows"]:
        assert row["cells"] == [number(net, 0) for net in nets(comparison, row["name"])]
    with language(lang):
        html = render(comparison_outputs(comparison, {"name": "small"}, Path("study.yaml"), b"name: small"), lang)
    shown = html.split('id="table-durations"')[1].split("</table>")[0]
    assert re.findall(r"<td>(.*?)</td>", shown) == [
        c for b in table["blocks"] for row in b["rows"] for c in row["cells"]
    ]


def test_a_case_without_result_leaves_its_place_empty(comparison):
    rows = list(comparison.rows)
    rows[7] = replace(rows[7], outcome=Failed("k" * 64, 4, {"en": "No plan.", "ja": "計画なし。"}), difference={})
    found = durations_of(replace(comparison, rows=tuple(rows)))
    assert found.values(found.columns[0], "20 MWh") == [nets(comparison, "new")[1], None]
    assert durations_table(found, "en")["blocks"][0]["rows"][1]["cells"][1] == "–"


def test_energies_alone_stand_under_the_name_of_the_study(comparison):
    rows = tuple(replace(row, name=row.axes["battery.energy_mwh"]) for row in comparison.rows[:6])
    assert durations_of(replace(comparison, rows=rows)).groups == (comparison.name,)


def test_one_duration_is_not_compared(comparison):
    assert durations_of(replace(comparison, rows=(comparison.rows[0], comparison.rows[6]))) is None
