"""The plan of the house: public names, light start, one catalogue in two languages, examples that run."""

import ast
import json
import string
import subprocess
import sys
from pathlib import Path

import pytest

import storage_opt
from storage_opt.messages import LANGUAGES, Message, catalogue, language, say, text

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "storage_opt"


def loaded_after(code: str) -> set[str]:
    """Top-level modules that a fresh interpreter holds after running ``code``."""
    script = f"import sys, json\n{code}\nprint(json.dumps(sorted({{m.split('.')[0] for m in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_public_names_are_sorted_and_exist():
    assert sorted(storage_opt.__all__) == storage_opt.__all__
    for name in storage_opt.__all__:
        assert getattr(storage_opt, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        storage_opt.nonsense  # noqa: B018


@pytest.mark.parametrize(
    "module", ["numpy", "numba", "pandas", "pyarrow", "pyomo", "highspy", "scipy", "plotly", "pydantic", "typer"]
)
def test_import_of_the_package_is_light(module):
    assert module not in loaded_after("import storage_opt")


@pytest.mark.parametrize(
    "module", ["numpy", "numba", "pandas", "pyarrow", "pyomo", "highspy", "scipy", "plotly", "pydantic"]
)
def test_help_starts_without_heavy_imports(module):
    code = "from storage_opt.cli import _run\nassert _run(['--help']) == 0"
    assert module not in loaded_after(code)


def test_command_line_starts_without_development_dependencies():
    assert not loaded_after("from storage_opt.cli import _run\n_run(['run', '--help'])") & {
        "pytest",
        "hypothesis",
        "mypy",
    }


def fields(template: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(template) if name}


def test_both_catalogues_have_the_same_names_and_placeholders():
    en, ja = catalogue("en"), catalogue("ja")
    assert en.keys() == ja.keys()
    told = {"rules.rule": {"ja"}, "rules.rule.series": {"ja"}}  # what a rule is: English names it by its key alone
    assert {name: fields(en[name]) | told.get(name, set()) for name in en} == {name: fields(ja[name]) for name in ja}


def test_no_text_is_empty_and_japanese_is_japanese():
    for name, template in catalogue("ja").items():
        assert template.strip(), name
    in_japanese = sum(any(ord(c) > 0x3000 for c in template) for template in catalogue("ja").values())
    assert in_japanese > 0.9 * len(catalogue("ja"))


def names_in_code() -> tuple[set[str], list[str]]:
    """Catalogue names that the code says as they stand, and prefixes of those that it puts together."""
    whole, prefixes = set(), []
    for path in SOURCE.rglob("*.py"):
        if "messages" in path.relative_to(SOURCE).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                prefixes.append(str(node.values[0].value))
    for path in SOURCE.rglob("templates/*"):
        words = path.read_text(encoding="utf-8").replace('"', " ").replace("'", " ").replace("(", " ").replace(")", " ")
        whole |= set(words.split())
    return whole, prefixes


def test_every_text_is_used():
    whole, prefixes = names_in_code()
    for name in catalogue("en"):
        base = name.removesuffix(".do").removesuffix(".advice")
        assert {name, base} & whole or any(p and "." in p and name.startswith(p) for p in prefixes), name


def test_every_text_said_in_the_code_is_in_the_catalogue():
    missing = []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_said = isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"say", "text"} and node.args
            if is_said and isinstance(node.args[0], ast.Constant) and node.args[0].value not in catalogue("en"):
                missing.append((path.name, node.args[0].value))
    assert not missing


def test_message_renders_in_the_language_in_force_and_nests():
    inner = say("project.key", key="battery.power_mw")
    message = Message("project.unknown_key", {"where": inner})
    with language("en"):
        assert message.text() == "battery.power_mw: unknown key."
    with language("ja"):
        assert message.text() == "battery.power_mw: 未知のキーです。"
    assert text("cli.area.tokyo", "ja") == "東京"


def test_unknown_language_is_refused():
    assert LANGUAGES == ("en", "ja")
    with pytest.raises(ValueError, match="no catalogue for language 'fr'"):
        catalogue("fr")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "ja_JP.UTF-8"}, "en"),
    ],
)
def test_language_follows_the_locale(monkeypatch, environment, expected):
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    from storage_opt.messages import language_of_locale

    assert language_of_locale() == expected


def test_constraints_pin_every_line_and_name_no_address():
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        name, _, version = line.partition("==")
        assert name and version, line
        assert "/" not in line, line
