"""``storage-opt data synth``."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from storage_opt.cli import complete
from storage_opt.cli.command import command
from storage_opt.cli.run import check_language
from storage_opt.cli.terminal import tell
from storage_opt.errors import UsageError
from storage_opt.messages import say, text

if TYPE_CHECKING:
    from storage_opt.inputs.synthetic.dataset import Recipe

FIRST_YEAR, LAST_YEAR = 1990, 2200
REGIMES = ("normal", "crisis")
MANIFEST = "manifest.json"


def add(group: typer.Typer) -> None:
    """Register the command."""

    @command(group, "synth", text("cli.synth.help"))
    def synth(
        fiscal_years: str = typer.Option(..., metavar="2023,2024|2023-2025", help=text("cli.synth.fiscal_years")),
        out: Path = typer.Option(..., metavar="DIR", help=text("cli.synth.out")),
        seed: int = typer.Option(2023, metavar="N", min=0, help=text("cli.synth.seed")),
        regime: str = typer.Option(
            "normal", metavar="normal|crisis", autocompletion=complete.words(*REGIMES), help=text("cli.synth.regime")
        ),
        solar_factor: float = typer.Option(1.0, metavar="X", help=text("cli.synth.solar_factor")),
        areas: str = typer.Option("", metavar="A,B", help=text("cli.synth.areas")),
        rules_on: str = typer.Option("delivery", metavar="delivery|DATE", help=text("cli.synth.rules_on")),
        lang: str | None = typer.Option(None, metavar="ja|en", autocompletion=complete.LANGUAGE, help=text("cli.lang")),
        as_json: bool = typer.Option(False, "--json", help=text("cli.rules.json")),
        debug: bool = typer.Option(False, "--debug", help=text("cli.debug")),
    ) -> None:
        check_language(lang)
        _synthesize(_recipe(fiscal_years, seed, regime, solar_factor, areas, rules_on), out, as_json=as_json)


def _synthesize(recipe: Recipe, out: Path, *, as_json: bool) -> None:
    """Generate, write whole or not at all, and say which files."""
    from storage_opt.cli.show import interruptible, print_json
    from storage_opt.inputs.synthetic.dataset import recipe_told, synthesize, write_parts
    from storage_opt.reports.folder import check_replaceable, whole_folder
    from storage_opt.reports.outputs import PROGRAM

    check_replaceable(out, _ours(out))
    with interruptible():
        parts = synthesize(recipe)
        with whole_folder(out, _ours(out)) as made:
            written = write_parts(parts, made, {"program": PROGRAM, **recipe_told(recipe)})
            sizes = [(path.relative_to(made), path.stat().st_size) for path in written]
    if as_json:
        files = [{"name": str(name), "bytes": size} for name, size in sizes]
        print_json({"schema": 1, "folder": str(out), **recipe_told(recipe), "files": files})
        return
    tell(text("cli.synth.label", seed=recipe.seed))
    for name, size in sizes:
        tell(text("cli.synth.file", path=out / name, size=size))


def _ours(out: Path) -> set[str]:
    """Names at the top of an earlier data set in this folder, as its own manifest lists them."""
    try:
        files = json.loads((out / MANIFEST).read_text(encoding="utf-8"))["files"]
        return {MANIFEST, *(Path(str(entry["name"])).parts[0] for entry in files)}
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return {MANIFEST}


def _recipe(fiscal_years: str, seed: int, regime: str, solar_factor: float, areas: str, rules_on: str) -> Recipe:
    """Turn options into a recipe; what cannot be is wrong usage."""
    from storage_opt.inputs.synthetic.dataset import Recipe
    from storage_opt.records.prices import AREAS

    wanted = tuple(word.strip() for word in areas.split(",") if word.strip()) or AREAS
    if unknown := [area for area in wanted if area not in AREAS]:
        raise UsageError(say("cli.synth.unknown_area", found=", ".join(unknown), known=", ".join(AREAS)))
    if regime not in REGIMES:
        raise UsageError(say("cli.synth.unknown_regime", found=regime, known=", ".join(REGIMES)))
    if not 0.0 <= solar_factor < float("inf"):
        raise UsageError(say("cli.synth.bad_solar", found=solar_factor))
    rules = tuple(dict.fromkeys(_rules(word.strip()) for word in rules_on.split(",")))
    in_order = tuple(area for area in AREAS if area in wanted)
    return Recipe(_years(fiscal_years), seed, regime, solar_factor, in_order, rules)


def _years(words: str) -> tuple[int, ...]:
    """Read ``2023,2025-2027`` as years in order, each once."""
    years: set[int] = set()
    for word in words.split(","):
        first, _, last = word.strip().partition("-")
        if not (first.isdecimal() and (last or first).isdecimal()):
            raise UsageError(say("cli.synth.bad_years", found=word.strip(), first=FIRST_YEAR, last=LAST_YEAR))
        low, high = int(first), int(last or first)
        if not FIRST_YEAR <= low <= high <= LAST_YEAR:
            raise UsageError(say("cli.synth.bad_years", found=word.strip(), first=FIRST_YEAR, last=LAST_YEAR))
        years |= set(range(low, high + 1))
    return tuple(sorted(years))


def _rules(word: str) -> str:
    """Check that a set of rules is ``delivery`` or a date."""
    if word == "delivery":
        return word
    try:
        return date.fromisoformat(word).isoformat()
    except ValueError:
        raise UsageError(say("cli.synth.bad_rules", found=word)) from None
