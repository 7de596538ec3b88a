"""The page on the recursion: its names exist, it names every refusal, and its worked example gives its numbers."""

import ast
import importlib
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from storage_opt.solve.one_store import StoreProblem, ValueFunction, solve_store

ROOT = Path(__file__).parents[2]
SOLVE = ROOT / "src" / "storage_opt" / "solve"
PAGE = (ROOT / "docs" / "model" / "recursion.md").read_text(encoding="utf-8")
MODULES = sorted(path.stem for path in (SOLVE / "one_store").glob("*.py") if path.stem != "__init__")
OUTSIDE = ("store_bridge", "exact", "one_store")
FIGURES = sorted((ROOT / "docs" / "model" / "figures").glob("*.svg"))


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def table(text: str, *heads: str) -> list[dict[str, float]]:
    """Rows of the table whose head cells are ``heads``; all cells are numbers."""
    head = "| " + " | ".join(heads) + " |\n"
    lines = text.split(head)[1].split("\n\n")[0].splitlines()[1:]
    return [dict(zip(heads, map(float, line.strip("| ").split("|")), strict=True)) for line in lines]


def names() -> list[str]:
    """``module.name`` in code marks, where the module is one of the recursion."""
    modules = "|".join((*MODULES, *OUTSIDE))
    return sorted(set(re.findall(rf"`((?:{modules})\.[A-Za-z_.]+)`", PAGE)))


def test_every_function_that_the_page_names_exists():
    assert len(names()) > 60
    for name in names():
        module, *inner = name.split(".")
        place = module if module in OUTSIDE else f"one_store.{module}"
        found = importlib.import_module(f"storage_opt.solve.{place}")
        for part in inner:
            fields = getattr(found, "__dataclass_fields__", {})
            assert hasattr(found, part) or part in fields, name
            found = getattr(found, part, None)


def test_the_map_leaves_no_module_out():
    named = {name.split(".")[0] for name in re.findall(r"`([a-z_]+\.[A-Za-z_.]+)`", section("Section → function"))}
    assert set(MODULES) - named == set()


def test_every_test_that_the_page_names_exists():
    named = set(re.findall(r"`(test_[a-z_0-9]+)`", PAGE))
    defined = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        defined |= set(re.findall(r"^def (test_\w+)\(", path.read_text(encoding="utf-8"), re.M))
    assert len(named) > 15
    assert named - defined == set()


def refusals() -> list[str]:
    """Constant words of every message with which a problem is refused as not covered."""
    words = []
    for path in (SOLVE / "store_bridge.py", *(SOLVE / "one_store").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "NotCoveredError"):
                continue
            parts = [part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)]
            words += [part.strip(" :,") for part in parts if isinstance(part, str)]
    return [word for word in words if len(word) > 2]


def test_every_refusal_stands_on_the_page():
    page = section("What is not covered")
    assert len(refusals()) > 10
    assert [word for word in refusals() if word not in page] == []


def example() -> StoreProblem:
    """The worked example, from the sentences of its first paragraph."""
    two, offers = np.ones(2), np.ones((2, 1))
    price = np.array([2000.0, 10000.0])
    return StoreProblem(
        charge_price_jpy_per_mwh=price, discharge_price_jpy_per_mwh=price, charge_limit_mw=two, discharge_limit_mw=two, headroom_mw=two,
        floor_mwh=0.0 * two, ceiling_mwh=two, gain_jpy_per_mw=3000.0 * offers, drain_mwh_per_mw=0.1 * offers,
        backing_start_mwh_per_mw=0.5 * offers, backing_end_mwh_per_mw=0.5 * offers, r_min_mw=0.0 * offers, r_max_mw=np.inf * offers,
        block=np.arange(2), charges_with_reserve=np.zeros(2, dtype=bool), keep=two, charge_efficiency=0.8, discharge_efficiency=1.0,
        start_mwh=0.5, final=ValueFunction.joined(np.array([0.0, 1.0]), np.array([0.0, 8000.0])), slot_h=0.5,
    )  # fmt: skip


@pytest.mark.parametrize("slot", [0, 1])
def test_worked_example_gives_the_numbers_of_the_page(slot):
    rows = table(section("Worked example"), "energy", f"`V_{slot}`")
    found = solve_store(example(), value_slots=[slot]).values[slot]
    assert found.energy_mwh == pytest.approx([row["energy"] for row in rows], abs=1e-12)
    assert found.value_jpy == pytest.approx([row[f"`V_{slot}`"] for row in rows], abs=0.005)
    assert found.starts.tolist() == [True] + [False] * (len(rows) - 1)


def test_worked_example_gives_the_plans_of_the_page():
    heads = ("start", "value", "`c[0]`", "`r[0]`", "`e[0]`", "`c[1]`", "`r[1]`", "`e[1]`")
    rows = table(section("Worked example"), *heads)
    assert len(rows) == 2
    for row in rows:
        result = solve_store(replace(example(), start_mwh=row["start"]))
        plan = np.column_stack([result.charge_mw, result.reserve_mw[:, 0], result.energy_mwh]).ravel()
        assert [result.value_jpy, *plan] == pytest.approx(list(row.values())[1:], abs=1e-9)
        assert result.value_jpy <= result.bound_jpy <= result.value_jpy + 1e-6
        assert not result.discharge_mw.any()


@pytest.mark.parametrize("figure", FIGURES, ids=lambda p: p.stem)
def test_figures_are_small_drawings_that_the_page_shows(figure):
    assert figure.stat().st_size < 200_000
    assert ET.parse(figure).getroot().tag.endswith("svg")
    assert f"](figures/{figure.name})" in PAGE
