"""An output folder solved again from its manifest, by the engine of the command that wrote it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage_opt.cli.replay_told import Again
from storage_opt.messages import Message, current_language, text

if TYPE_CHECKING:
    from storage_opt.studies.executors import Executors

Tell = Callable[[Message], None]


def run_again(folder: Path, files: Path, tell: Tell) -> Again:
    """Solve a run, or the run of a bid with its answer."""
    from storage_opt.inputs.kept_form import restored
    from storage_opt.inputs.project import project_of
    from storage_opt.inputs.yaml_file import YamlFile
    from storage_opt.reports.compose import outputs_of
    from storage_opt.reports.outputs import read_outputs
    from storage_opt.reports.repeat import repeated_run
    from storage_opt.studies.run import run

    before = read_outputs(folder)
    content = restored(before.manifest["project"])
    project = project_of(content, YamlFile({}), files, str(folder), base=files)
    after = outputs_of(run(project, tell), content, None, b"", current_language(), None)
    repeated = repeated_run((before.manifest, before.summary), (after.manifest, after.summary))
    name = "replay.same" if before.summary["finance"] is None else "replay.same_finance"
    one, other = _objective(before.summary), _objective(after.summary)
    return Again("run", repeated, [], text(name, years=len(before.summary["years"]), before=one, after=other))


def _objective(summary: Mapping[str, Any]) -> float:
    return float(summary["solve"]["objective_jpy"])


def comparison_again(folder: Path, files: Path, executor: Executors, tell: Tell) -> Again:
    """Solve all cases of a study, and whatever else it asks for."""
    from storage_opt.inputs.study_again import study_again
    from storage_opt.reports.comparison.again import compared_of, read_compared, repeated_comparison
    from storage_opt.reports.comparison.kept import kept_of
    from storage_opt.reports.comparison.outputs import comparison_outputs
    from storage_opt.studies.compare import compare

    before = read_compared(folder)
    kept = before.manifest["study"]
    study = study_again(kept, before.cases, files, str(folder))
    found = compare(study, kept_of, executor=executor, tell=tell)
    after = compared_of(comparison_outputs(found, kept, Path(before.manifest["study_file"]["name"]), b""))
    repeated = repeated_comparison(before, after)
    again = after.objectives
    lines = [
        text("replay.case", name=name, before=_yen(value), after=_yen(again.get(name)))
        for name, value in before.objectives.items()
    ]
    draws = text("replay.draws", count=len(before.draws)) if before.draws else ""
    same = text("replay.same_comparison", cases=len(lines), draws=draws, figures=repeated.compared)
    return Again("comparison", repeated, lines, same)


def auction_again(folder: Path, files: Path, executor: Executors, tell: Tell) -> Again:
    """Find the bids of all candidates and clear every variant of a round."""
    from storage_opt.inputs.round_again import round_again
    from storage_opt.reports.auction.again import cleared_of, read_cleared, repeated_auction
    from storage_opt.reports.auction.outputs import auction_outputs
    from storage_opt.studies.round import auction

    before = read_cleared(folder)
    manifest = before.manifest
    bids, path = manifest["command_line"]["bids"], files / manifest["round_file"]["name"]
    round_ = round_again(manifest["round"], manifest["variants"], bids, path, str(folder))
    after = cleared_of(auction_outputs(auction(round_, executor=executor, tell=tell), round_))
    repeated = repeated_auction(before, after)
    again = after.rounds
    lines = [
        text("replay.round", name=name, before=_awarded(one), after=_awarded(again.get(name)))
        for name, one in before.rounds.items()
    ]
    same = text("replay.same_auction", bids=len(before.awards), figures=repeated.compared)
    return Again("auction", repeated, lines, same)


def _awarded(variant: Mapping[str, Any] | None) -> str:
    if variant is None:
        return text("replay.none")
    figures = variant["figures"]
    price = figures["average_price_jpy_per_kw_year"]
    told = {"bids": figures["bids"], "awards": figures["awards"], "mw": figures["awarded_mw"]}
    return text("replay.awarded", **told) if price is None else text("replay.awarded_at", **told, price=price)


def _yen(value: float | None) -> str:
    return text("replay.no_result") if value is None else text("replay.jpy", value=value)
