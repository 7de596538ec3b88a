"""Documents that cannot lie: the command-line page, the equation map, the project keys, links."""

import dataclasses
import importlib
import importlib.util
import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from storage_opt.inputs.round_bids import BIDS, CANDIDATES
from storage_opt.inputs.schema import ProjectFile
from storage_opt.inputs.schema_round import (
    CapexSection,
    OtherSection,
    PopulationSection,
    PublishedSection,
    RoundFile,
    VariantSection,
)
from storage_opt.inputs.schema_study import StudyCaseSection, StudyFile
from storage_opt.records.case_figures import CaseFigures
from storage_opt.records.draws import FIGURES
from storage_opt.records.round import RoundFigures, YearOfBid

ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"])


def maker(name: str):
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / "reference" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_command_line_page_is_what_the_help_says():
    make_cli = maker("make_cli")
    assert make_cli.PAGE.read_text(encoding="utf-8") == make_cli.page()


def test_tables_of_the_synthetic_data_are_what_the_bundled_files_give():
    make_synthetic = maker("make_synthetic")
    assert make_synthetic.PAGE.read_text(encoding="utf-8") == make_synthetic.page()


def resolved(name):
    """The module, class or function that a dotted name stands for."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found = importlib.import_module("storage_opt." + ".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            found = getattr(found, part)
        return found
    raise AssertionError(name)


@pytest.mark.parametrize(("page", "least"), [("formulation", 12), ("contracts", 9), ("auction", 12), ("two_stage", 18)])
def test_every_function_of_the_equation_map_exists(page, least):
    text = (ROOT / "docs" / "model" / f"{page}.md").read_text(encoding="utf-8")
    rooms = "model|assets|records|solve|settlement|studies|markets|auction|schemes"
    names = re.findall(rf"`((?:{rooms})\.[A-Za-z_.]+)`", text.split("## Equation ↔ function")[1])
    assert len(names) > least
    for name in names:
        resolved(name)


def keys_of(model: type[BaseModel], above: str = "") -> list[str]:
    keys = []
    for name, field in model.model_fields.items():
        parts = [
            field.annotation,
            *(getattr(field.annotation, "__args__", ()) if not hasattr(field.annotation, "__origin__") else ()),
        ]
        section = next((part for part in parts if isinstance(part, type) and issubclass(part, BaseModel)), None)
        if section is not None:
            keys += keys_of(section, f"{above}{name}.")
        else:
            keys.append(above + (field.alias or name))
    return keys


@pytest.mark.parametrize("key", keys_of(ProjectFile))
def test_every_project_key_is_documented(key):
    name_of_page = "finance.md" if key.startswith("finance.") else "project.md"
    page = (ROOT / "docs" / "reference" / name_of_page).read_text(encoding="utf-8")
    section, _, name = key.rpartition(".")
    assert f"`{key}`" in page or (f"`{name}`" in page and f"`{section}." in page)


def test_every_key_and_figure_of_a_study_is_documented():
    page = (ROOT / "docs" / "reference" / "study.md").read_text(encoding="utf-8")
    of_draws = (ROOT / "docs" / "reference" / "draws.md").read_text(encoding="utf-8")
    for key in (*keys_of(StudyFile), *(f"cases[].{name}" for name in StudyCaseSection.model_fields)):
        factor = re.fullmatch(r"draws\.(capex|fade|outage|acceptance)\.(\w+)", key)
        assert f"`{factor[2]}`" in of_draws if factor else f"| `{key}` |" in page + of_draws, key
    for figure in FIGURES:
        assert f"`{figure}`" in of_draws.split("### Figures")[1], figure
    for field in dataclasses.fields(CaseFigures):
        assert f"`{field.name}`" in page.split("### `figures`")[1], field.name


def test_every_key_and_figure_of_a_round_is_documented():
    page = (ROOT / "docs" / "reference" / "round.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| ((?:`[^`]+`(?:, )?)+) \|", page, re.M)
    keys = {key for cell in told for key in re.findall(r"`([^`]+)`", cell)}
    lists = {"others": OtherSection, "variants": VariantSection}
    wanted = {
        *RoundFile.model_fields,
        *(f"{name}[].{key}" for name, section in lists.items() for key in section.model_fields),
        *(f"population.{key}" for key in PopulationSection.model_fields if key != "capex"),
        *(f"population.capex.{key}" for key in CapexSection.model_fields),
        *(f"published.{key}" for key in PublishedSection.model_fields),
        *(field.name for field in dataclasses.fields(RoundFigures)),
    } - {"published"}
    assert wanted <= keys, wanted - keys
    columns = {*BIDS, *CANDIDATES, *(field.name for field in dataclasses.fields(YearOfBid))}
    assert all(f"`{name}`" in page for name in columns)


SCHEMES = get_args(get_args(ProjectFile.model_fields["scheme"].annotation)[0])[0]


@pytest.mark.parametrize("section", get_args(SCHEMES), ids=lambda section: section.__name__)
def test_every_scheme_and_its_keys_are_documented(section):
    (kind,) = get_args(section.model_fields["kind"].annotation)
    pages = [path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "reference").glob("schemes*.md")]
    (page,) = [page for page in pages if f"\n## `{kind}`\n" in page]
    shared, *_ = page.partition("\n## `")
    of_kind, *_ = page.split(f"\n## `{kind}`\n")[1].partition("\n## ")
    for key in keys_of(section):
        if key != "kind":
            in_shared = rf"`{{?{key.removeprefix('indexation.')}\b"
            assert f"`{key}`" in of_kind or re.search(in_shared, shared), key


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target
