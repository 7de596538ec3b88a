"""``storage-opt bid``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from storage_opt.cli import complete
from storage_opt.cli.command import command
from storage_opt.cli.run import FORMATS, METHODS, check_language, formats_of, options_of
from storage_opt.errors import UnreachableError
from storage_opt.messages import current_language, say, text


def add(app: typer.Typer) -> None:
    """Register the command."""

    @command(app, "bid", text("cli.bid.help"))
    def bid(
        project: Path = typer.Argument(..., metavar="PROJECT.yaml", help=text("cli.run.project")),
        solve_for: str = typer.Option(
            ..., metavar="VARIABLE", autocompletion=complete.variables, help=text("cli.bid.solve_for")
        ),
        target: str = typer.Option(
            ..., metavar="METRIC=VALUE", autocompletion=complete.metrics, help=text("cli.bid.target")
        ),
        prices: list[Path] = typer.Option([], metavar="FILE", help=text("cli.run.prices")),
        out: Path | None = typer.Option(None, metavar="DIR", help=text("cli.run.out")),
        set_: list[str] = typer.Option([], "--set", metavar="KEY=VALUE", help=text("cli.run.set")),
        power_mw: float | None = typer.Option(None, metavar="P", help=text("cli.run.power_mw")),
        energy_mwh: float | None = typer.Option(None, metavar="E", help=text("cli.run.energy_mwh")),
        area: str | None = typer.Option(None, metavar="A", autocompletion=complete.areas, help=text("cli.run.area")),
        method: str | None = typer.Option(
            None, metavar="certified|lp|mip", autocompletion=METHODS, help=text("cli.run.method")
        ),
        foresight: str | None = typer.Option(
            None, metavar="perfect|rolling", autocompletion=complete.FORESIGHT, help=text("cli.run.foresight")
        ),
        resample: str | None = typer.Option(
            None, metavar="mean|repeat", autocompletion=complete.words("mean", "repeat"), help=text("cli.run.resample")
        ),
        quick: bool = typer.Option(False, "--quick", help=text("cli.bid.quick")),
        format_: str = typer.Option(
            "html,xlsx",
            "--format",
            metavar="html,xlsx,csv",
            autocompletion=complete.words(*FORMATS),
            help=text("cli.run.format"),
        ),
        lang: str | None = typer.Option(None, metavar="ja|en", autocompletion=complete.LANGUAGE, help=text("cli.lang")),
        json: bool = typer.Option(False, "--json", help=text("cli.run.json")),
        debug: bool = typer.Option(False, "--debug", help=text("cli.debug")),
    ) -> None:
        check_language(lang)
        given = options_of(
            prices,
            power_mw=power_mw,
            energy_mwh=energy_mwh,
            area=area,
            method=method,
            foresight=foresight,
            resample=resample,
        )
        find(project, given, set_, (solve_for, target), out, formats_of(format_), as_json=json, in_full=not quick)


def find(
    path: Path,
    options: dict[tuple[str, ...], Any],
    overrides: list[str],
    question: tuple[str, str],
    out: Path | None,
    formats: tuple[str, ...],
    *,
    as_json: bool,
    in_full: bool,
) -> None:
    """Read, search, run with the answer, write, tell: the command without its options."""
    from dataclasses import replace

    from storage_opt.cli.bid_table import print_bid
    from storage_opt.cli.show import interruptible, print_end, print_figures, print_json, progress
    from storage_opt.inputs.project import read_project
    from storage_opt.reports.bid import BidText
    from storage_opt.reports.compose import outputs_of
    from storage_opt.reports.folder import check_replaceable, write_folder
    from storage_opt.reports.summary_bid import bid_keys
    from storage_opt.studies.bid import bid
    from storage_opt.studies.bid_variables import target_of
    from storage_opt.studies.run import peak_memory_mb, run

    target = target_of(question[1])
    out = Path("results") / f"{path.stem}-bid" if out is None else out
    check_replaceable(out)
    with interruptible(), progress() as tell:
        project = read_project(path, overrides, options)
        solved, answer = bid(project, question[0], target, tell, in_full=in_full)
        if answer.found.value is None:
            words = BidText(bid_keys(answer) or {}, current_language())
            best, at = words.metric(answer.found.attained, target.metric), words.value(answer.found.at)
            metric = words.t(f"metric.{target.metric}")
            asked = words.metric(target.value, target.metric)
            raise UnreachableError(
                say("bid.unreachable", metric=metric, value=asked, variable=words.variable, attained=best, at=at)
            )
        result = replace(run(solved, tell), bid=answer)
        outputs = outputs_of(result, solved.echo, path, solved.source.raw, current_language(), peak_memory_mb())
        tell(say("cli.progress.write"))
        write_folder(outputs, out, formats, current_language())
    if as_json:
        print_json(outputs.summary)
        return
    print_figures(outputs)
    print_bid(outputs.summary["bid"])
    print_end(outputs, out, formats, BidText(outputs.summary["bid"], current_language()).answer)
