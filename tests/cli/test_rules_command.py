"""``rules list`` and ``rules show`` as a user types them."""

import json

import pytest

from storage_opt.cli import _run
from storage_opt.inputs.rules import rule_library
from storage_opt.messages import set_language


@pytest.fixture(autouse=True)
def in_english():
    set_language("en")
    yield
    set_language(None)


def told(capsys, *words: str, code: int = 0) -> str:
    assert _run(["rules", *words]) == code
    shown = capsys.readouterr()
    return shown.out if code == 0 else shown.err


CAP = ["show", "balancing.price_cap", "--on"]


@pytest.mark.parametrize(
    ("day", "since"),
    [
        ("2025-03-13", "2024-04-01"), ("2025-03-14", "2024-04-01"), ("2026-03-13", "2024-04-01"), ("2026-03-14", "2026-03-14"),
        ("2026-08-31", "2026-03-14"), ("2026-09-01", "2026-09-01"),
    ],
)  # fmt: skip
def test_show_marks_the_line_in_force(capsys, day, since):
    text = told(capsys, *CAP, day)
    section = text.split("product=composite\n")[1].split("product=")[0]
    marked = [line.split()[1:3] for line in section.splitlines() if line.startswith("  => ")]
    assert marked == [[since, {"2024-04-01": "19.51", "2026-03-14": "15.0", "2026-09-01": "10.0"}[since]]]
    assert section.count("verified: EPRX notice 2026-07-30") == 3


def test_show_as_json_holds_all_lines_with_source_and_grade(capsys):
    content = json.loads(told(capsys, *CAP, "2026-09-01", "--json"))
    assert (content["name"], content["unit"], content["on"]) == ("balancing.price_cap", "JPY/kW/slot", "2026-09-01")
    composite = [line for line in content["lines"] if line["index"] == {"product": "composite"}]
    assert [(line["value"], line["in_force"]) for line in composite] == [(19.51, False), (15.0, False), (10.0, True)]
    assert {line["grade"] for line in content["lines"]} == {"verified"} and all(
        line["source"] for line in content["lines"]
    )
    (unlimited,) = [line["value"] for line in content["lines"] if line["index"] == {"product": "rr_fit"}]
    assert unlimited == "no limit"


def test_show_speaks_japanese(capsys):
    set_language("ja")
    text = told(capsys, "show", "spot.trading_fee", "--on", "2026-04-01")
    assert "売買手数料" in text
    assert "単一の情報源" in text
    assert "適用開始日は仮定" in text


def test_show_in_a_gap_or_before_the_first_line_is_refused(capsys):
    assert "no value holds on 2020-01-01: the first one known holds from 2024-04-01" in told(
        capsys, "show", "balancing.fee", "--on", "2020-01-01", code=3
    )
    assert "from 2030-04-01 on none is known" in told(
        capsys, "show", "capacity_market.price", "--on", "2030-04-01", code=3
    )


def test_wrong_words_are_wrong_usage(capsys):
    assert "Did you mean balancing.fee" in told(capsys, "show", "balancing.fees", "--on", "2026-01-01", code=2)
    assert "soon is not a date" in told(capsys, *CAP, "soon", code=2)
    assert "Expected one of verified, single_source, inferred, unverified" in told(
        capsys, "list", "--grade", "sure", code=2
    )


def test_list_has_one_line_per_dated_value(capsys):
    lines = told(capsys, "list").splitlines()
    values = sum(len(dated) for rule in rule_library().values() for dated in rule.series.values())
    assert len(lines) == values > 1000
    assert "balancing.price_cap(product=composite)  2026-09-01  10.0  [JPY/kW/slot]  verified" in lines
    assert len(set(lines)) == len(lines)


def test_list_can_be_narrowed_by_name_grade_and_day(capsys):
    unverified = told(capsys, "list", "ltda_", "--grade", "unverified").splitlines()
    assert unverified and all("ltda_" in line and line.endswith("  unverified") for line in unverified)
    assert "ltda_price.wacc_cap(round=4)  2026-04-01  0.04  [1]  unverified" in unverified
    on = told(capsys, "list", "balancing.fee", "--on", "2025-12-31").splitlines()
    assert on == ["balancing.fee  2025-04-01  0.03  [JPY/kW/slot]  verified"]
    both = json.loads(told(capsys, "list", "levy", "--grade", "unverified", "--grade", "verified", "--json"))
    assert {row["grade"] for row in both} == {"unverified", "verified"}
    assert [row["value"] for row in both if row["since"] == "2027-05-01"] == [None]
