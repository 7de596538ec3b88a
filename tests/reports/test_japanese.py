"""Nothing is left in English where a reader asked for Japanese: every command, page, chart and workbook of small cases is read.

Looked for are three English words in a row. What may stand is listed with its reason; names of projects and cases are
Japanese here, so that they hide nothing.
"""

import html as markup
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parents[1] / "studies"))
sys.path.insert(0, str(Path(__file__).parents[1] / "round"))
sys.path.insert(0, str(Path(__file__).parents[1] / "draws"))
sys.path.insert(0, str(Path(__file__).parents[1] / "foresight"))

from draw_study import DRAWS, draw_study
from explored_site import PROJECT, explorer, write_prices
from foresight_projects import write_days, write_project
from money_by_hand import CASES
from money_study import CONTRACT, money_study
from runs_by_hand import contracted_run, run_by_hand
from small_round import write_round
from workbook import Workbook

from storage_opt.cli import _run
from storage_opt.inputs.rules import rule_library
from storage_opt.messages import catalogue, set_language
from storage_opt.reports import html, xlsx

ROOT = Path(__file__).parents[2]
WORD = re.compile(r"\(?(?:[A-Z]?[a-z]{2,}|[A-Z][a-z]|a)[,.;:)]*")
KEYS = {
    # keys of files and values of options, as users must type them
    "html, xlsx, csv",
    "auction, bid, check, compare, data, explore, rank, replay, report, rules,",
    "requirement, offer, award, count, max, min, mean",
    "verified, single_source, inferred, unverified",
    "hokkaido, tohoku, tokyo, chubu, hokuriku, kansai, chugoku, shikoku, kyushu",
}
NAMES = {
    "Trolley",  # an American project, and
    "White & Case",  # a law firm
    "Two fortnights",  # the project of runs made by hand
}
BID = {
    "name": "小さな応札",
    "area": "tokyo",
    "start_fiscal_year": 2029,
    "battery": {"power_mw": 10, "energy_mwh": 65, "wear_jpy_per_mwh": 2000},
    "prices": {"source": "bundled:synthetic", "fiscal_years": [2023]},
    "eligibility": "warn",
    "scheme": {"kind": "ltda", "round": 3, "price_jpy_per_kw_year": 20_000, "term_years": 3},
    "finance": {"life_years": 3, "capex_jpy_per_kwh": 20_000, "fixed_opex_jpy_per_kw_year": 5000, "tax": {}},
}
CELLS = [{"name": "大", "value": 40}, {"name": "小", "value": 20}]
SCHEMES = [{"name": "なし", "value": {"kind": "merchant"}}, {"name": "支援", "value": CONTRACT}]
ASKS = {
    "name": "比較", "axes": {"battery.energy_mwh": CELLS, "scheme": SCHEMES}, "reference": "大 · なし",
    "hurdle": {"project_irr": 0.2}, "equal_budget": {"of": "支援"}, "sweep": True, "headline": "project_irr",
    "pair": ["大 · 支援", "小 · なし"],
}  # fmt: skip


def english(text: str) -> set[str]:
    """Runs of three English words or more, without what may stand; commands to type are no words."""
    text = re.sub(r"^ *\$ (?:.*\\\n)*.*$", "", text, flags=re.M)
    found, run = set(), []
    for token in [*text.split(), "|"]:
        if WORD.fullmatch(token):
            run.append(token)
            continue
        if len(run) >= 3 and not any(" ".join(run) in known for known in KEYS | NAMES):
            found.add(" ".join(run))
        run = []
    return found


def told_by(page: str) -> str:
    """What a page shows: texts, texts on hover, and those that its script fills in; without code and files of the user."""
    data = re.findall(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', page, flags=re.S)
    page = re.sub(r"<(script|style|pre|code)\b.*?</\1>", "\n", page, flags=re.S)
    told = re.findall(r"""\b(?:title|aria-label|alt|placeholder)=["']([^"']*)["']""", page)
    told += re.sub(r"<[^>]*>", "\n", page).splitlines()
    return "\n|\n".join([*map(markup.unescape, told), *(leaf for part in data for leaf in leaves(json.loads(part)))])


def leaves(content: object) -> list[str]:
    """All texts in data of a page."""
    if isinstance(content, dict):
        return [leaf for value in content.values() for leaf in leaves(value)]
    if isinstance(content, list):
        return [leaf for value in content for leaf in leaves(value)]
    return [content] if isinstance(content, str) else []


def left_in(folder: Path) -> dict[str, set[str]]:
    """English in the pages, workbooks and tables of an output folder."""
    found = {path.name: english(told_by(path.read_text(encoding="utf-8"))) for path in folder.rglob("*.html")}
    found |= {path.name: english("\n|\n".join(Workbook(path).words.values())) for path in folder.rglob("*.xlsx")}
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    shown = [summary.get(kind, []) for kind in ("warnings", "unverified_facts")]
    found["summary.json"] = english("\n|\n".join(leaves(shown)))
    return {name: words for name, words in found.items() if words}


@pytest.fixture
def japanese(capsys):
    """Run a command in Japanese; what it says is returned, and refused where it is English."""

    def run(*words: object, code: int = 0) -> str:
        set_language("ja")
        try:
            assert _run([str(word) for word in words]) == code
        finally:
            set_language("en")
        told = capsys.readouterr()
        assert english(told.out) | english(told.err) == set()
        return told.out + told.err

    yield run
    set_language("en")


def test_the_search_finds_what_it_is_for():
    assert english("結果 the plan was cut です") == {"the plan was cut"}
    assert english("例:\n  $ storage-opt run a plan of two \\\n    and more words") == set()
    assert english("制度値 ltda.cap: no limit（memory）") == set()
    page = '<p title="A hint in English">値<code>a b c</code></p><script type="application/json">{"x": ["Left in the chart"]}</script>'
    assert english(told_by(page)) == {"hint in English", "Left in the chart"}


def test_a_bid_speaks_japanese_on_terminal_page_and_sheet(japanese, tmp_path):
    (tmp_path / "p.yaml").write_text(yaml.safe_dump(BID, allow_unicode=True), encoding="utf-8")
    out = tmp_path / "out"
    asked = ["--solve-for", "ltda_price_jpy_per_kw_year", "--target", "project_irr=0.05", "--quick"]
    japanese("check", tmp_path / "p.yaml", "--lang", "ja")
    japanese("bid", tmp_path / "p.yaml", *asked, "--out", out, "--lang", "ja")
    assert left_in(out) == {}
    told = japanese("replay", out, "--lang", "ja")
    assert "一致しました" in told


@pytest.mark.parametrize("case", [*CASES, "offers", "contract", "plain"])
def test_reports_of_all_kinds_are_japanese(case, tmp_path):
    made = {
        "offers": lambda: run_by_hand(n_years=1, offers=True),
        "contract": lambda: contracted_run(grant=True),
        "plain": run_by_hand,
    }
    outputs = (CASES | made)[case]()
    assert english(told_by(html.render(outputs, "ja"))) == set()
    xlsx.write(outputs, tmp_path / "report.xlsx", "ja")
    assert english("\n|\n".join(Workbook(tmp_path / "report.xlsx").words.values())) == set()


def test_a_run_on_forecasts_is_japanese(japanese, tmp_path):
    write_days(tmp_path, [(5.0, 15.0), (4.0, 14.0)] * 10)
    japanese("run", write_project(tmp_path, name="逐次"), "--out", tmp_path / "out", "--lang", "ja")
    assert left_in(tmp_path / "out") == {}


def test_a_comparison_is_japanese(japanese, tmp_path):
    study = money_study(tmp_path, **ASKS)
    japanese("check", study, "--lang", "ja")
    japanese("compare", study, "--executor", "local:1", "--out", tmp_path / "out", "--lang", "ja")
    assert left_in(tmp_path / "out") == {}


def test_draws_are_japanese(japanese, tmp_path):
    draw_study(tmp_path, DRAWS | {"count": 8, "capex": {"values": [1.0, 4.0]}}, name="試行")
    japanese("compare", tmp_path / "study.yaml", "--executor", "local:1", "--out", tmp_path / "out", "--lang", "ja")
    assert left_in(tmp_path / "out") == {}


def test_an_auction_is_japanese(japanese, tmp_path):
    path = write_round(tmp_path, name="小さな回", variants=[{"name": "そのまま"}])
    japanese("check", path, "--lang", "ja")
    japanese("auction", path, "--out", tmp_path / "out", "--lang", "ja")
    assert left_in(tmp_path / "out") == {}


def test_rules_data_and_ranking_are_japanese(japanese, tmp_path):
    told = japanese("rules", "list", "--lang", "ja")
    for name in sorted({line.split("  ")[0].split("(")[0] for line in told.splitlines() if "  " in line}):
        japanese("rules", "show", name, "--on", "2040-01-01", "--lang", "ja", code=0 if has_value(name) else 3)
    japanese("data", "list", "--lang", "ja")
    japanese("data", "check", ROOT / "market_data" / "synthetic" / "spot_FY2023.parquet", "--lang", "ja")
    (tmp_path / "grants.csv").write_text(
        "name,grant_jpy,power_kw,cost\n甲,100000000,2000,3\n乙,200000000,4000,2\n", encoding="utf-8"
    )
    japanese("rank", tmp_path / "grants.csv", "--weight", "cost=2", "--lang", "ja")


def has_value(name: str) -> bool:
    """Whether any value of a rule is in force in 2040."""
    return any(lines[-1].value is not None for lines in rule_library()[name].series.values())


COMMANDS = ("run", "bid", "compare", "auction", "check", "report", "replay", "explore", "rank", "data", "rules")
BELOW = {"data": ("import", "check", "synth", "list"), "rules": ("list", "show")}


@pytest.mark.parametrize(
    "command", ["", *COMMANDS, *(f"{name} {part}" for name, parts in BELOW.items() for part in parts)]
)
def test_every_help_is_japanese(command):
    done = subprocess.run(
        [sys.executable, "-m", "storage_opt", *command.split(), "--help"],
        env={**os.environ, "LC_ALL": "ja_JP.UTF-8"},
        capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert english(done.stdout) == set() and "使い方" in done.stdout


def test_faults_are_japanese(japanese, tmp_path):
    (tmp_path / "bad.yaml").write_text("name: 誤り\nbatery: {}\nscheme: {kind: ltda}\n", encoding="utf-8")
    (tmp_path / "no.yaml").write_text("name: 誤り\narea: a: b\n", encoding="utf-8")
    (tmp_path / "tab.yaml").write_text("name: 誤り\nbattery:\n\tpower_mw: 1\n", encoding="utf-8")
    (tmp_path / "open.yaml").write_text('name: "誤り\n', encoding="utf-8")
    for words, code in (
        (("run", tmp_path / "bad.yaml"), 3),
        (("run", tmp_path / "none.yaml"), 3),
        (("run", tmp_path / "no.yaml"), 3),
        (("run", tmp_path / "tab.yaml"), 3),
        (("run", tmp_path / "open.yaml"), 3),
        (("run", tmp_path), 3),
        (("data", "check", tmp_path / "none.csv"), 3),
        (("auction", tmp_path / "bad.yaml"), 3),
        (("compare", tmp_path / "bad.yaml"), 3),
        (("run", "--lang", "xx"), 2),
        (("nothing",), 2),
        (("rules", "show", "ltda.nothing"), 2),
        (("report", tmp_path), 3),
        (("bid", tmp_path / "bad.yaml", "--solve-for", "x", "--target", "y"), 2),
    ):
        japanese(*words, code=code)


def test_the_explorer_is_japanese(tmp_path, capsys):
    files, root = tmp_path / "files", tmp_path / "root"
    write_prices(files / "prices" / "ten_days.csv")
    for name, energy in (("小", 40), ("大", 80)):
        project = PROJECT | {"name": name, "battery": PROJECT["battery"] | {"energy_mwh": energy}}
        (files / "p.yaml").write_text(yaml.safe_dump(project, allow_unicode=True), encoding="utf-8")
        assert _run(["run", str(files / "p.yaml"), "--out", str(root / f"r{energy}"), "--lang", "ja"]) == 0
    set_language("en")
    capsys.readouterr()
    with explorer(root, files, "ja") as visitor:
        a, b = visitor.key("r40"), visitor.key("r80")
        for path in ("ja/", f"ja/compare?a={a}&b={b}", f"ja/rerun?of={a}", "ja/nothing", f"ja/open/{a}/report.html"):
            assert english(told_by(visitor.get(path).text)) == set(), path


def test_the_catalogue_itself_holds_no_english_sentences():
    examples = {name for name in catalogue("ja") if english(catalogue("ja")[name].replace("{", " {"))}
    assert examples == set()


def test_the_workbook_names_a_font_with_japanese_letters(tmp_path):
    for lang, named in (("ja", True), ("en", False)):
        xlsx.write(run_by_hand(n_years=1), tmp_path / f"{lang}.xlsx", lang)
        with zipfile.ZipFile(tmp_path / f"{lang}.xlsx") as book:
            fonts = re.findall(r'<name val="([^"]*)"', book.read("xl/styles.xml").decode())
        assert fonts and all((font == "Yu Gothic") is named for font in fonts)


@pytest.mark.parametrize(
    ("locale", "said"), [("ja_JP.UTF-8", "bash の補完を"), ("en_US.UTF-8", "bash completion installed in")]
)
def test_installing_completion_speaks_the_language_of_the_locale(tmp_path, locale, said):
    asked = {"HOME": str(tmp_path), "LC_ALL": locale, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    words = [sys.executable, "-c", "from storage_opt.cli import main; main()", "--install-completion"]
    done = [
        subprocess.run(
            [*words, shell], env=os.environ | asked, capture_output=True, text=True, encoding="utf-8", check=False
        )
        for shell in ("bash", "csh")
    ]
    assert done[0].returncode == 0 and said in done[0].stdout and (tmp_path / ".bashrc").exists()
    assert done[1].returncode == 2 and "--install-completion" in done[1].stderr  # no such shell
    if locale.startswith("ja"):
        assert english(done[0].stdout) | english(done[1].stderr) == set()
