"""What the page holds to show one case, to take differences to another case and to write its table: the figures of the study."""

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import get_args

import pytest
import yaml
from page_reader import Page
from pydantic import BaseModel

sys.path.insert(0, str(Path(__file__).parents[1] / "studies"))

from small_study import BASE, write_study

from storage_opt.inputs.schema import ProjectFile
from storage_opt.inputs.study import read_study
from storage_opt.messages import LANGUAGES, catalogue, language
from storage_opt.records.study import Failed
from storage_opt.reports.comparison.extent import whole
from storage_opt.reports.comparison.kept import kept_of
from storage_opt.reports.comparison.matrix import writer_of
from storage_opt.reports.comparison.outputs import comparison_outputs
from storage_opt.reports.comparison.page import render
from storage_opt.reports.comparison.pick import axes_of, axis_label, pick_section, value_on
from storage_opt.reports.comparison.shown import shown
from storage_opt.studies.compare import compare

ROOT = Path(__file__).parents[2]
ENERGIES = [{"name": "4 h", "value": 40}, {"name": "2 h", "value": 20}]
CASES = [{"name": "new · cells"}, {"name": "old cells", "set": {"battery.round_trip_efficiency": 0.7}}]


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    """Two names by two energies, the larger first, by one value of wear, which nobody can choose."""
    axes = {"battery.energy_mwh": ENERGIES, "battery.wear_jpy_per_mwh": [0]}
    folder = tmp_path_factory.mktemp("study")
    return compare(read_study(write_study(folder, base=BASE, cases=CASES, axes=axes)), kept_of)


def html_in(lang, comparison):
    with language(lang):
        outputs = comparison_outputs(comparison, {"name": "small"}, Path("study.yaml"), b"name: small")
    return render(outputs, lang)


def data_of(html):
    return json.loads(next(told for a, told in Page(html).scripts if a.get("id") == "cases-data"))


def without_result(comparison, at):
    """The same comparison with a case that has no plan."""
    rows = list(comparison.rows)
    rows[at] = replace(rows[at], outcome=Failed("k" * 64, 4, {"en": "No plan.", "ja": "計画なし。"}), difference={})
    return replace(comparison, rows=tuple(rows))


def test_axes_are_those_with_a_choice_and_numbers_rise(comparison):
    names, energy = axes_of(comparison.rows)
    assert (names.key, names.values, names.is_number) == ("cases", ("new · cells", "old cells"), False)
    assert (energy.key, energy.values, energy.is_number) == ("battery.energy_mwh", ("2 h", "4 h"), True)
    assert [value_on(row, "cases") for row in comparison.rows] == ["new · cells"] * 2 + ["old cells"] * 2
    assert [value_on(row, "battery.energy_mwh") for row in comparison.rows] == ["4 h", "2 h"] * 2


def test_values_that_are_no_numbers_are_chosen_by_name(comparison):
    """A scheme is a mapping; of true and false nobody says which is more."""
    rows = [
        replace(
            row,
            axes={"scheme": f"s{at}", "battery.flag": str(at)},
            project={"scheme": {}, "battery": {"flag": at == 0}},
        )
        for at, row in enumerate(comparison.rows)
    ]
    assert [(axis.key, axis.is_number) for axis in axes_of(rows) if axis.key != "cases"] == [
        ("scheme", False),
        ("battery.flag", False),
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_holds_every_figure_unrounded(comparison, lang):
    data = data_of(html_in(lang, comparison))
    names = [column["name"] for column in data["columns"]]
    assert len(names) == len(set(names)) > 20
    assert [case["name"] for case in data["cases"]] == [row.name for row in shown(comparison, lang).rows]
    assert [case["at"] for case in data["cases"]] == [[0, 1], [0, 0], [1, 1], [1, 0]]
    for case, row in zip(data["cases"], comparison.rows, strict=True):
        figures = asdict(row.solved.figures)
        assert dict(zip(names, case["figures"], strict=True)) == {name: figures[name] for name in names}
        for name in ("margin_jpy", "cycles_per_day"):  # as the script takes them
            base = dict(zip(names, data["cases"][data["reference"]]["figures"], strict=True))[name]
            assert dict(zip(names, case["figures"], strict=True))[name] - base == row.difference[name]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_columns_are_written_as_in_the_tables(comparison, lang):
    writer = writer_of(comparison, lang)
    columns = {
        column["name"]: column for column in pick_section(comparison, writer, whole(comparison))["data"]["columns"]
    }
    margin, hours = columns["margin_jpy"], columns["hours"]
    assert (margin["over"], margin["decimals"], margin["times"]) == (writer.scale.factor, writer.scale.decimals, 1)
    assert writer.scale.factor > 1
    yen = catalogue(lang)["reports.unit.jpy"]
    assert margin["unit_of_csv"] == catalogue(lang)["comparison.per_year"].format(unit=yen) != margin["unit"]
    assert (hours["over"], hours["decimals"], hours["differs"]) == (1, 0, False)


def test_a_case_without_result_stays_a_choice_of_its_values_but_no_base(comparison):
    section = pick_section(without_result(comparison, 1), writer_of(comparison, "en"), whole(comparison))
    assert [case["figures"] is None for case in section["data"]["cases"]] == [False, True, False, False]
    assert [at for at, *_ in section["bases"]] == [0, 2, 3]
    assert section["base"] == 0


def test_a_reference_without_result_leaves_no_base(comparison):
    changed = without_result(comparison, 0)
    assert changed.reference == changed.rows[0].name
    html = html_in("en", changed)
    assert '<option value="-1" selected>' in html
    assert data_of(html)["reference"] == -1


def test_a_page_without_any_result_has_no_controls(comparison):
    changed = comparison
    for at in range(4):
        changed = without_result(changed, at)
    page = Page(html_in("ja", changed))
    assert not {"pick", "base", "csv", "cases-data"} & set(page.ids)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_controls_have_labels_and_no_code_of_their_own(comparison, lang):
    html = html_in(lang, comparison)
    page = Page(html)
    labelled = {a["for"] for tag, a in page.tags if tag == "label"}
    controls = [
        a for tag, a in page.tags if tag in ("select", "input") and a.get("id", "").startswith(("axis", "base"))
    ]
    assert len(controls) == 3 and {a["id"] for a in controls} <= labelled
    slider = next(a for tag, a in page.tags if tag == "input" and a["type"] == "range")
    assert (slider["min"], slider["max"], slider["value"], slider["aria-valuetext"]) == ("0", "1", "1", "4 h")
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert len(html.encode()) < 6e6


def test_a_name_cannot_become_code(comparison):
    evil = '</script><b>"x"'
    rows = tuple(replace(r, name=r.name.replace("old cells", evil)) for r in comparison.rows)
    html = html_in("en", replace(comparison, rows=rows))
    assert data_of(html)["cases"][2]["values"][0] == evil
    assert evil not in html and len([a for tag, a in Page(html).tags if tag == "script"]) == 4


AXIS = "comparison.axis."


def section_of(annotation):
    """Section of the project file behind an annotation; ``None`` where it is a value."""
    found = [annotation, *(part for one in get_args(annotation) for part in (one, *get_args(one)))]
    return next((kind for kind in found if isinstance(kind, type) and issubclass(kind, BaseModel)), None)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_named_axes_are_keys_of_the_project_file(lang):
    keys = [name.removeprefix(AXIS) for name in catalogue(lang) if name.startswith(AXIS)]
    assert len(keys) > 40
    for key in keys:
        if key == "cases" or key.startswith("scheme."):  # schemes are of many kinds
            continue
        kind = ProjectFile
        for part in key.split("."):
            kind = section_of(kind.model_fields[part].annotation)


@pytest.mark.parametrize("path", sorted((ROOT / "configs" / "studies").glob("*.yaml")), ids=lambda path: path.stem)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_axis_of_the_studies_has_a_name_for_readers(lang, path):
    for key in yaml.safe_load(path.read_text(encoding="utf-8"))["axes"]:
        assert axis_label(key, lang) == catalogue(lang)[f"{AXIS}{key}"] != key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_axis_without_a_name_is_called_a_key(lang):
    assert axis_label("solve.threads", lang) != "solve.threads"
    assert "solve.threads" in axis_label("solve.threads", lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_of_the_script_keep_their_places(comparison, lang):
    words = pick_section(comparison, writer_of(comparison, lang), whole(comparison))["data"]["words"]
    assert all(place in words["told_against"] for place in ("{name}", "{base}", "{figures}"))
    assert all(place in words["changed"] for place in ("{figure}", "{value}", "{unit}", "{change}", "{change_unit}"))
    assert "{reference}" in words["method"] and "{values}" in words["missing"]
    assert words["synthetic"] == ""  # prices of a file of one's own
