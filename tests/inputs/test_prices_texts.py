"""The texts of this room: the same names and figures in both languages, an advice for every fault."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from storage_opt.messages.en.prices import TEXTS as ENGLISH
from storage_opt.messages.ja.prices import TEXTS as JAPANESE

SOURCES = Path(__file__).resolve().parents[2] / "src" / "storage_opt" / "inputs"
PARTS = {
    "prices.join",
    "prices.more",
    "prices.place",
    "prices.place_without_slot",
    "prices.follows",
    "prices.step_since",
    "prices.step_of",
    "prices.twice",
    "prices.twice_run",
    "prices.rows_of",
    "prices.run",
    "prices.periods_of_day",
    "prices.empty_cell",
    "prices.none",
    "prices.place_run",
    "prices.unit.jpy_per_kwh",
    "prices.unit.jpy_per_kw_slot",
    "prices.unit.share",
    "prices.unit.mw",
    "prices.unit.count",
    "prices.series_area",
    "prices.series_all",
    "prices.series_unnamed",
}


def figures(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_names():
    assert ENGLISH.keys() == JAPANESE.keys()


@pytest.mark.parametrize("name", ENGLISH)
def test_both_languages_show_the_same_figures(name):
    assert figures(ENGLISH[name]) == figures(JAPANESE[name])


def test_every_fault_has_an_advice_of_its_own_figures():
    faults = {name for name in ENGLISH if not name.endswith(".advice")} - PARTS
    assert {name.removesuffix(".advice") for name in ENGLISH if name.endswith(".advice")} == faults


def test_every_text_is_used_and_every_name_used_is_a_text():
    code = "".join(path.read_text(encoding="utf-8") for path in [*SOURCES.glob("*.py"), *SOURCES.glob("sources/*.py")])
    used = set(re.findall(r'"(prices\.\w+)"', code))
    units = {name for name in ENGLISH if name.startswith("prices.unit.")}
    assert used == {name for name in ENGLISH if not name.endswith(".advice")} - units
