"""The README opens with what a user sees, and its lines run."""

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from storage_opt.cli import _run
from storage_opt.cli.app import make_app
from storage_opt.messages import set_language

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.S)


def plain(text: str) -> list[str]:
    """Lines without what differs between machines: spaces at the ends, seconds and the last digits of a gap."""
    lines = [re.sub(r"[\d.]+ s\.$", "… s.", line.strip()) for line in text.splitlines()]
    lines = [re.sub(r"gap [\d.e+-]+", "gap …", line) for line in lines]
    return [line for line in lines if line and not line.startswith(("$", "…"))]


def said(*arguments: str) -> str:
    out = io.StringIO()
    set_language("en")
    try:
        with contextlib.redirect_stdout(out):
            assert _run(list(arguments)) == 0
    finally:
        set_language(None)
    return out.getvalue()


def test_transcript_is_what_the_demo_prints(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    recipe = re.search(r"^demo:.*\n\t\$\(BIN\)/storage-opt (.*)$", (ROOT / "Makefile").read_text(), re.M)
    command = [str(ROOT / word) if word.startswith("configs/") else word for word in shlex.split(recipe[1])]
    shown = plain(BLOCKS[0][1])
    assert len(shown) >= 7
    assert plain(said(*command)) == shown


COMMANDS = re.findall(r"`storage-opt ([^`]+)` \|$", README, re.M)


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_table_is_read(line):
    root = get_command(make_app())
    words = shlex.split(line)
    context = root.make_context("storage-opt", words)
    while hasattr(context.command, "commands"):
        _, command, words = context.command.resolve_command(context, words)
        context = command.make_context(command.name, words, parent=context)
    assert all((ROOT / word).is_file() for word in words if word.startswith("configs/"))


@pytest.mark.parametrize("line", [line for line in COMMANDS if line.startswith(("check", "rules"))])
def test_quick_lines_run(monkeypatch, line):
    monkeypatch.chdir(ROOT)
    assert said(*shlex.split(line, comments=True))


def test_python_lines_run(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    (code,) = [text for kind, text in BLOCKS if kind == "python"]
    exec(compile(code, "README.md", "exec"), {})
    assert capsys.readouterr().out.strip()
