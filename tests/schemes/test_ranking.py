"""Grant applications by the user's own weights: order, ties and the budget by hand."""

import json
from itertools import permutations

import pytest

from storage_opt.cli import _run
from storage_opt.inputs.rules import rule_book
from storage_opt.messages import set_language
from storage_opt.schemes.ranking import Applicant, rank
from storage_opt.timeline import fiscal_year_start

A = Applicant("A", 60.0, 10.0, {"local": 3.0, "price": 1.0})  # 6 JPY/kW
B = Applicant("B", 50.0, 10.0, {"local": 2.0, "price": 2.0})  # 5 JPY/kW
C = Applicant("C", 40.0, 10.0, {"local": 1.0, "price": 3.0})  # 4 JPY/kW


def told(ranked):
    return [(r.applicant.name, r.score, r.is_awarded, r.left_jpy) for r in ranked]


def test_order_by_weights_and_what_no_longer_fits_is_passed_over():
    assert told(rank([C, B, A], {"local": 2.0}, 100.0)) == [
        ("A", 6.0, True, 40.0),
        ("B", 4.0, False, 40.0),
        ("C", 2.0, True, 0.0),
    ]
    assert [r.applicant.name for r in rank([A, B, C], {"local": 1.0, "price": 2.0}, 100.0)] == ["C", "B", "A"]


def test_equal_scores_by_lower_grant_per_kw_whatever_the_order_of_the_list():
    for order in permutations([A, B, C]):
        assert told(rank(order, {"local": 1.0, "price": 1.0}, 90.0)) == [
            ("C", 4.0, True, 50.0), ("B", 4.0, True, 0.0), ("A", 4.0, False, 0.0),
        ]  # fmt: skip
    tenths = [Applicant("x", 2.0, 1.0, {"a": 0.1, "b": 0.2}), Applicant("y", 1.0, 1.0, {"a": 0.3, "b": 0.0})]
    assert [r.applicant.name for r in rank(tenths, {"a": 1.0, "b": 1.0}, 9.0)] == ["y", "x"]  # 0.1 + 0.2 is 0.3


def test_missing_points_and_weights_are_refused():
    with pytest.raises(ValueError, match="B has no points for jobs"):
        rank([B], {"jobs": 1.0}, 1.0)
    with pytest.raises(ValueError, match="no weights"):
        rank([B], {}, 1.0)


def test_published_figures_of_fiscal_2025():
    rules, day = rule_book(), fiscal_year_start(2025)
    got = [rules.number(f"grants.{name}", on=day, programme="sii") for name in ("budget", "awards", "awarded_total")]
    assert got == [40e9, 37, 36.3e9]


@pytest.fixture
def run(tmp_path, capsys):
    set_language("en")

    def of(content: str, *words: str, code: int = 0) -> str:
        path = tmp_path / "applications.csv"
        path.write_text(content, encoding="utf-8")
        assert _run(["rank", str(path), *words]) == code
        shown = capsys.readouterr()
        return shown.out if code == 0 else shown.err

    yield of
    set_language(None)


FILE = "name,grant_jpy,power_kw,local\nA,6e9,50000,3\n\nB,5e9,50000,2\n"


def test_command_ranks_a_file(run):
    lines = run(FILE, "--weight", "local=2", "--budget", "1e10").splitlines()
    assert [line.split() for line in lines[1:3]] == [
        ["1", "A", "6", "6,000.0", "120,000", "yes", "4,000.0"],
        ["2", "B", "4", "5,000.0", "100,000", "no", "4,000.0"],
    ]
    assert lines[3] == "1 of 2 awarded: 6,000.0 of 10,000.0 M JPY."
    assert lines[4].startswith("Published for sii_2025: budget 40,000 M JPY, 37 awards, 36,300 M JPY in sum")
    assert "your own weights" in lines[5]


def test_command_takes_the_published_budget_and_gives_json(run):
    got = json.loads(run(FILE, "--weight", "local=1", "--json"))
    assert (got["budget_jpy"], got["awarded_jpy"]) == (40e9, 11e9)
    assert got["published"] == {"programme": "sii_2025", "budget_jpy": 40e9, "awards": 37, "awarded_jpy": 36.3e9}
    assert [r["name"] for r in got["ranking"] if r["awarded"]] == ["A", "B"]


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        ([], 2, ["not published", "--weight"]),
        (["--weight", "local"], 2, ["--weight local", "CRITERION=WEIGHT"]),
        (["--weight", "jobs=1"], 2, ["jobs", "local"]),
        (["--weight", "local=1", "--budget", "-1"], 2, ["--budget -1", "above 0"]),
        (["--weight", "local=1", "--programme", "sii_2026"], 2, ["No budget of sii_2026"]),
        (["--weight", "local=1", "--programme", "osaka_2025"], 2, ["osaka_2025"]),
    ],
)
def test_wrong_options_are_told(run, words, code, expected):
    shown = run(FILE, *words, code=code)
    for word in expected:
        assert word in shown


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("name,grant_jpy,local\nA,1,2\n", ["power_kw", "name, grant_jpy, local"]),
        ("name,grant_jpy,power_kw,local,local\nA,1,2,3,4\n", ["given twice: local"]),
        (FILE + "A,1,2,3\n", ["row 5: A is given a second time"]),
        (
            "name,grant_jpy,power_kw,local\nA,0,2,x\n,1,2\n",
            ["row 2: grant_jpy is '0'", "row 2: local is 'x'", "row 3: found 3 cells"],
        ),
        ("name,grant_jpy,power_kw\n", ["no project below the header"]),
        ("", ["name, grant_jpy, power_kw"]),
    ],
)
def test_faults_of_a_file_are_told_together(run, content, expected):
    shown = run(content, "--weight", "local=1", code=3)
    for word in expected:
        assert word in shown
