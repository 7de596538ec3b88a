"""Values without a name of their own are written in the words of the page; names that a user gave stay, and so do the files."""

import sys
from pathlib import Path

import pytest
from page_reader import Page

sys.path.insert(0, str(Path(__file__).parents[1] / "studies"))

from money_study import CONTRACT, money_study
from small_study import BASE, write_study

from storage_opt.inputs.study import read_study
from storage_opt.messages import LANGUAGES, catalogue, language, text
from storage_opt.reports.comparison.head import head
from storage_opt.reports.comparison.kept import kept_of
from storage_opt.reports.comparison.outputs import comparison_outputs
from storage_opt.reports.comparison.page import render
from storage_opt.reports.comparison.shown import shown
from storage_opt.studies.compare import compare

AXES = {
    "area": ["tokyo", {"name": "kyushu plant", "value": "kyushu"}],
    "battery.energy_mwh": [20, {"name": "4 h", "value": 40}],
    "battery.availability": [0.9],
}


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    base = BASE | {"prices": {"source": "ten_days.csv"}}
    return compare(read_study(write_study(tmp_path_factory.mktemp("study"), base=base, axes=AXES)), kept_of)


def page_in(lang, comparison):
    with language(lang):
        outputs = comparison_outputs(comparison, {"name": "x"}, Path("study.yaml"), b"name: x")
    return outputs, Page(render(outputs, lang))


@pytest.mark.parametrize(("lang", "tokyo", "available"), [("en", "Tokyo", "Availability"), ("ja", "東京", "稼働率")])
def test_bare_values_are_in_the_words_of_the_page(comparison, lang, tokyo, available):
    assert [row.name for row in comparison.rows][:2] == [
        "tokyo · energy_mwh 20 · availability 0.9",
        "tokyo · 4 h · availability 0.9",
    ]
    names = [row.name for row in shown(comparison, lang).rows]
    assert names == [
        f"{tokyo} · 20 MWh · {available} 0.9",
        f"{tokyo} · 4 h · {available} 0.9",
        f"kyushu plant · 20 MWh · {available} 0.9",
        f"kyushu plant · 4 h · {available} 0.9",
    ]
    outputs, page = page_in(lang, comparison)
    assert shown(comparison, lang).reference == names[0] and names[3] in page.text
    assert [case["name"] for case in outputs.summary["cases"]] == [row.name for row in comparison.rows]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_answers_carry_the_same_names(tmp_path, lang):
    axes = {"scheme": [{"kind": "merchant"}, CONTRACT]}
    keys = {"hurdle": {"project_irr": 0.2}, "equal_budget": {"of": "custom"}, "reference": "custom"}
    sweep = {"sweep": ["spot.floor"], "headline": "project_irr", "pair": ["custom", "merchant"]}
    comparison = compare(read_study(money_study(tmp_path, axes=axes, **keys, **sweep)), kept_of)
    merchant, custom = (catalogue(lang)[f"reports.contract.scheme.{kind}"] for kind in ("merchant", "custom"))
    named = shown(comparison, lang)
    assert [row.name for row in named.rows] == [merchant, custom] and named.reference == custom
    assert [plant.name for plant in named.additionality.plants] == [merchant]
    assert [case.name for case in named.additionality.plants[0].supported] == [custom]
    assert [(case.name, case.merchant) for case in named.equal_budget.cases] == [(custom, merchant)]
    assert named.sweep.pair == (custom, merchant)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_question_names_what_differs(comparison, lang):
    named = shown(comparison, lang)
    cases = [(at, row.name, row.solved) for at, row in enumerate(named.rows, start=1)]
    first = head(named, cases, lang)
    assert first["question"] == text("comparison.question.net", lang, count=4)
    for key in ("area", "battery.energy_mwh"):
        axis = catalogue(lang)[f"comparison.axis.{key}"]
        assert text("comparison.question.axis", lang, axis=axis, count=2) in first["differ"]
    assert (
        catalogue(lang)["comparison.axis.battery.availability"] not in first["differ"]
    )  # one value differs from nothing
    assert first["years"] == text("comparison.years_one", lang, years=1)
