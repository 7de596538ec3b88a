"""Comfort of the shell: help with examples, completion, JSON of every command, colours on a terminal only, 80 columns."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

sys.path.insert(0, str(Path(__file__).parents[1] / "studies"))
sys.path.insert(0, str(Path(__file__).parents[1] / "round"))
from small_round import write_round
from small_study import write_study

from storage_opt.cli import _run
from storage_opt.cli.app import make_app
from storage_opt.cli.examples import EXAMPLES
from storage_opt.cli.terminal import cells
from storage_opt.messages import LANGUAGES, language, set_language

ROOT = Path(__file__).parents[2]
ESCAPE = "\x1b["
SECONDS = r"(check|rules|data list$|data check market_data)"
QUICK = [line for lines in EXAMPLES.values() for line in lines if re.match(SECONDS, line)]


@pytest.fixture(autouse=True)
def in_english(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    set_language("en")
    yield
    set_language(None)


def commands(command=None, path="") -> dict[str, object]:
    """Every command and group by what is typed after the name of the program."""
    command = get_command(make_app()) if command is None else command
    found = {path: command}
    for name, below in getattr(command, "commands", {}).items():
        found |= commands(below, f"{path} {name}".strip())
    return found


def too_wide(text: str) -> list[str]:
    """Lines over 80 cells, and those in which something was cut off; a single word (a path) may be longer."""
    lines = text.splitlines()
    return [line for line in lines if (cells(line) > 80 and " " in line.strip()) or re.search(r"\S ?…(\s|$)", line)]


def test_figures_are_never_cut_and_long_names_are_broken(capsys, monkeypatch):
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from storage_opt.cli.terminal import console, show

    for columns in (45, 60, 80):
        monkeypatch.setenv("COLUMNS", str(columns))
        table = Table(title="t", box=SIMPLE_HEAD)
        table.add_column("ケース")
        for at in range(9):
            table.add_column(f"市場収益\n百万円{at}", justify="right", no_wrap=True)
        table.add_row("とても長い名前のケースでも必ず読めるようにする", *(f"{at},123,456" for at in range(9)))
        show(console(), table)
        shown = capsys.readouterr().out
        assert all(cells(line) <= columns for line in shown.splitlines()) and "…" not in shown
        assert all(f"{at},123,456" in shown and f"百万円{at}" in shown for at in range(9))


def test_every_command_has_two_or_three_examples():
    assert EXAMPLES.keys() == commands().keys()
    assert all(2 <= len(lines) <= 3 for lines in EXAMPLES.values())
    for name, lines in EXAMPLES.items():
        assert not name or all(line.startswith(f"{name} ") or line == name for line in lines), name


@pytest.mark.parametrize("line", sorted({line for lines in EXAMPLES.values() for line in lines}))
def test_examples_are_read_as_the_command_reads_them(line):
    root = get_command(make_app())
    words = shlex.split(line)
    context = root.make_context("storage-opt", words)
    while hasattr(context.command, "commands"):
        _, command, words = context.command.resolve_command(context, words)
        context = command.make_context(command.name, words, parent=context)
    for word in words:
        if word.startswith(("configs/", "market_data/synthetic")):
            assert (ROOT / word).is_file(), word


@pytest.mark.parametrize("line", sorted(set(QUICK)))
def test_quick_examples_run(line, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert _run(shlex.split(line)) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_help_fits_speaks_the_language_and_ends_with_its_examples(name, spoken, capsys):
    set_language(spoken)
    assert _run([*name.split(), "--help"]) == 0
    shown = capsys.readouterr().out
    assert too_wide(shown) == []
    head, _, last = shown.partition({"en": "Examples:\n", "ja": "例:\n"}[spoken])
    joined = re.sub(r" \\\n +", " ", last)
    assert re.findall(r"^  \$ storage-opt (.*)$", joined, re.M) == list(EXAMPLES[name])
    if spoken == "ja":
        lines = [line for line in head.splitlines() if re.match(r"  (--)?\w\S*.*  \S", line)]
        assert lines and all(any(ord(letter) > 0x3000 for letter in line) for line in lines if "JEPX" not in line), (
            lines
        )


def test_every_command_prints_json_when_asked():
    for name, command in commands().items():
        if not hasattr(command, "commands"):
            assert any("--json" in param.opts for param in command.params), name


def test_json_of_data_and_report_is_json_and_nothing_else(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    prices = str(ROOT / "market_data" / "synthetic" / "spot_FY2023.parquet")

    def told(*words: str):
        assert _run([*words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    checked = told("data", "check", prices)["files"][0]
    assert (checked["days"], checked["kind"], len(checked["series"])) == (366, "canonical_parquet", 9)
    assert checked["series"][0]["name"] == "hokkaido" and checked["series"][0]["slots"] == 366 * 48
    made = told("data", "synth", "--fiscal-years", "2030", "--areas", "kyushu", "--out", "made")
    assert made["fiscal_years"] == [2030] and all((tmp_path / "made" / f["name"]).is_file() for f in made["files"])
    (spot,) = [f["name"] for f in made["files"] if "spot" in f["name"]]
    imported = told("data", "import", f"made/{spot}", "--out", "mine")["files"]
    assert [row["rows"] for row in imported] == [365 * 48] and imported[0]["replaced"] == []
    listed = told("data", "list", "mine")["files"]
    assert [(row["name"], row["state"]) for row in listed] == [(imported[0]["name"], "ok")]
    run = ["run", "--power-mw", "1", "--energy-mwh", "4", "--prices", f"made/{spot}", "--out", "out", "--format", "csv"]
    assert told(*run)["years"][0]["days"] == 365
    assert told("report", "out", "--format", "csv")["written"]


def on_a_terminal(*words: str, **environment: str) -> str:
    """What a command writes to a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS", "LC_ALL", "LANG")}
    surroundings = {**kept, "COLUMNS": "80", "TERM": "xterm", "LC_ALL": "C.UTF-8", **environment}
    with subprocess.Popen(
        [sys.executable, "-m", "storage_opt", *words], stdin=theirs, stdout=theirs, stderr=theirs, env=surroundings
    ) as running:
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # Linux: the other end is closed
                break
            if not piece:
                break
            shown += piece
        assert running.wait() == 0
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")


def test_colours_on_a_terminal_only_and_never_with_no_color(capsys):
    assert _run(["--help"]) == 0
    assert ESCAPE not in capsys.readouterr().out
    assert ESCAPE in on_a_terminal("--help")
    assert ESCAPE not in on_a_terminal("--help", NO_COLOR="1")


def test_tables_are_set_off_on_a_terminal_and_plain_with_no_color(monkeypatch, capsys):
    from rich.table import Table

    from storage_opt.cli.terminal import console, show

    table = Table("a", "b")
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("TERM", "xterm")
    show(console(), table)
    assert ESCAPE in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    show(console(), table)
    assert ESCAPE not in capsys.readouterr().out


def completed(*words: str) -> list[str]:
    environment = {"_STORAGE_OPT_COMPLETE": "complete_bash", "COMP_WORDS": "storage-opt " + " ".join(words)}
    done = subprocess.run(
        [sys.executable, "-m", "storage_opt"],
        env={**os.environ, **environment, "COMP_CWORD": str(len(words))},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_completion_offers_commands_areas_variables_metrics_and_leaves_files_to_the_shell():
    assert completed("ru") == ["run", "rules"]
    assert completed("run", "--area", "ky") == ["kyushu"]
    assert completed("bid", "p.yaml", "--solve-for", "grant") == ["grant_rate", "grant_jpy"]
    assert "equity_irr=" in completed("bid", "p.yaml", "--target", "")
    assert completed("rules", "show", "ltda.minimum_d") == ["ltda.minimum_duration"]
    assert completed("run", "configs/d") == []
    shown = subprocess.run(
        [sys.executable, "-m", "storage_opt"],
        env={**os.environ, "_STORAGE_OPT_COMPLETE": "source_bash"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "complete -o default -F _storage_opt_completion storage-opt" in shown.stdout


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize(
    "words",
    [
        ["rules", "list"],
        ["rules", "show", "balancing.price_cap", "--on", "2026-09-01"],
        ["data", "list"],
        ["data", "check", "market_data/synthetic/spot_FY2023.parquet"],
        ["check", "configs/bid_ltda.yaml"],
        ["check", "configs/balancing.yaml"],
        ["check", "configs/studies/grant_or_ltda.yaml"],
        ["check", "configs/rounds/round_2.yaml"],
        ["run", "configs/demo.yaml", "--set", "prices.fiscal_years=[2024]", "--out", "{out}"],
        ["auction", "configs/rounds/round_2.yaml", "--out", "{out}"],
    ],
    ids=lambda words: " ".join(words[:3]),
)
def test_no_line_is_wider_than_eighty_columns(words, spoken, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    set_language(spoken)
    assert _run([word.format(out=tmp_path / "out") for word in words]) == 0
    shown = capsys.readouterr().out
    assert shown and too_wide(shown) == []


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_comparison_auction_and_bid_fit_too(spoken, tmp_path, capsys):
    from test_bid_command import BASE

    bid = tmp_path / "bid.yaml"
    bid.write_text(json.dumps(BASE))
    asked = ["bid", str(bid), "--solve-for", "ltda_price_jpy_per_kw_year", "--target", "project_irr=0.05"]
    rounds = tmp_path / "round"
    rounds.mkdir()
    set_language(spoken)
    for words in (
        ["compare", str(write_study(tmp_path)), "--executor", "local:1"],
        ["auction", str(write_round(rounds)), "--executor", "local:1"],
        asked,
    ):
        assert _run([*words, "--out", str(tmp_path / words[0])]) == 0
        shown = capsys.readouterr().out
        assert len(shown.splitlines()) > 5 and too_wide(shown) == [], words[0]


def test_a_pipe_without_columns_keeps_a_sentence_on_its_line(monkeypatch, capsys):
    monkeypatch.delenv("COLUMNS")
    assert _run(["rules", "show", "balancing.price_cap", "--on", "2026-09-01"]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) > 100


@pytest.mark.parametrize(
    ("words", "en", "ja"),
    [
        (["rn"], "no such command", "コマンドはありません"),
        (["run", "--are", "tokyo"], "--area", "--area"),
        (["bid", "p.yaml"], "--solve-for is missing", "--solve-for が指定されていません"),
        (["run", "--power-mw", "much"], "not a number", "数値ではありません"),
        (["data", "synth", "--seed", "x", "--out", "o", "--fiscal-years", "2030"], "not a whole number", "整数"),
        (["run", "--area"], "no value", "値が指定されていません"),
        (["check", "a.yaml", "b.yaml"], "b.yaml: one word too many", "b.yaml: 余分な引数"),
    ],
)
def test_wrong_usage_is_told_in_both_languages(words, en, ja, capsys):
    for spoken, said in (("en", en), ("ja", ja)):
        with language(spoken):
            assert _run(words) == 2
        shown = capsys.readouterr()
        assert said in shown.err and not shown.out and "Traceback" not in shown.err


def test_version_is_told(capsys):
    from storage_opt import __version__

    assert _run(["--version"]) == 0
    assert capsys.readouterr().out.strip() == f"storage-opt {__version__}"
