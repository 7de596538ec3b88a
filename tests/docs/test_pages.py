"""Tutorials and how-to pages, run as a reader would."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from pages import blocks, matches, run_page, steps

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
RUN = {
    "tutorials/size_a_bid": 4,
    "tutorials/compare_two_schemes": 4,
    "howto/own_prices": 9,
    "howto/add_scheme": 4,
    "howto/offline": 1,
}
"""Pages that are run, with the number of their commands."""


@pytest.mark.parametrize("name", RUN)
def test_every_command_prints_what_the_page_shows(name, tmp_path):
    page = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    assert run_page(page, tmp_path) == RUN[name]


def test_every_page_with_commands_for_a_shell_is_run():
    told = [*(DOCS / "tutorials").glob("*.md"), *(DOCS / "howto").glob("*.md")]
    with_commands = {
        str(page.relative_to(DOCS).with_suffix(""))
        for page in told
        if any(kind == "console" for kind, _ in blocks(page.read_text(encoding="utf-8")))
    }
    assert with_commands == {*RUN, "howto/add_product"}  # that one with a copy of the program, test_add_product.py


def test_the_comparison_sees_a_wrong_figure():
    shown = ["IRR 4.15%   ", "", "in 3.2 s", "more", "last"]
    assert matches(["IRR 4.15%", "in 9.9 s", "…", "last"], shown)
    assert not matches(["IRR 4.16%", "in 9.9 s", "…", "last"], shown)
    assert not matches(["IRR 4.15%", "in 9.9 s", "last"], shown)
    assert matches(["IRR …%", "…"], shown)
    assert [step.command for step in steps("$ a\n> b\nout\n$ c\n")] == ["a\nb", "c"]


def test_dask_knows_the_options_that_the_cluster_page_names():
    page = (DOCS / "howto" / "cluster.md").read_text(encoding="utf-8")
    for command in ("scheduler", "worker"):
        asked = set(re.findall(rf"^dask {command}.*", page, re.M)).pop()
        done = subprocess.run(
            [sys.executable, "-m", "dask", command, "--help"], capture_output=True, text=True, check=True
        )
        for option in re.findall(r"--[a-z-]+", asked):
            assert option in done.stdout, option


def test_a_run_and_its_report_ask_no_network(tmp_path, monkeypatch, capsys):
    from storage_opt.cli import _run

    def refused(*_, **__):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    words = [
        "run",
        str(ROOT / "configs" / "demo.yaml"),
        "--set",
        "prices.fiscal_years=[2024]",
        "--out",
        str(tmp_path / "out"),
    ]
    assert _run(words) == 0 and _run(["report", str(tmp_path / "out"), "--lang", "ja"]) == 0
    capsys.readouterr()
