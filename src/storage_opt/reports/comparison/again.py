"""A comparison done again beside the one on file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from storage_opt.errors import Fault, OutputFolderError
from storage_opt.inputs.study_again import KeptCase
from storage_opt.messages import say
from storage_opt.records.study import Answer
from storage_opt.reports.comparison.outputs import DRAWS, PARTS, RESULTS, YEARS, ComparisonOutputs
from storage_opt.reports.comparison.tables import DONE
from storage_opt.reports.outputs import MANIFEST, SUMMARY
from storage_opt.reports.repeat import (
    SAME_SHARE,
    YEN,
    Figures,
    Repeated,
    Value,
    cash_flow_figures,
    causes,
    different,
    plan_figures,
)
from storage_opt.reports.repeat_leaves import leaves, row_leaves
from storage_opt.studies.parts import read_parts


@dataclass(frozen=True)
class Compared:
    """What is held against each other of a comparison.

    Parameters
    ----------
    manifest, summary : mapping
        ``manifest.json``, ``summary.json``.
    results, years, draws : list of mapping
        Rows of the tables; ``draws`` is empty where the study draws nothing.
    runs : mapping of str to mapping
        Summary of the run of each case that has a result.
    """

    manifest: Mapping[str, Any]
    summary: Mapping[str, Any]
    results: list[dict[str, Any]]
    years: list[dict[str, Any]]
    draws: list[dict[str, Any]]
    runs: Mapping[str, Mapping[str, Any]]

    @property
    def objectives(self) -> dict[str, float | None]:
        """Objective of each case; ``None`` where it has no result. [JPY]"""
        named = [case["name"] for case in self.summary["cases"]]
        return {n: self.runs[n]["solve"]["objective_jpy"] if n in self.runs else None for n in named}

    @property
    def cases(self) -> list[KeptCase]:
        """Cases as the manifest keeps them."""
        return [KeptCase(case["name"], case["project"], case["folder"]) for case in self.manifest["cases"]]


def compared_of(outputs: ComparisonOutputs) -> Compared:
    """Take what was computed."""
    runs = {r.name: r.solved.kept["summary"] for r in outputs.comparison.rows if r.solved is not None}
    draws = [] if outputs.draws is None else outputs.draws.to_pylist()
    return Compared(
        outputs.manifest, outputs.summary, outputs.results.to_pylist(), outputs.years.to_pylist(), draws, runs
    )


def read_compared(folder: Path) -> Compared:
    """Read an output folder of a comparison back.

    Raises
    ------
    OutputFolderError
        A file is missing or damaged, or an earlier edition kept less than it takes to solve the study again.
    """
    faults, content = list[Fault](), dict[str, Any]()
    for name in (MANIFEST, SUMMARY, RESULTS, YEARS, *([DRAWS] if (folder / DRAWS).exists() else [])):
        try:
            path = folder / name
            is_table = name.endswith(".parquet")
            content[name] = pq.read_table(path).to_pylist() if is_table else json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            faults.append(Fault(say("reports.damaged", file=name, reason=error), say("replay.run_again.compare")))
    if not faults:
        faults += _lacking(content[MANIFEST], content[SUMMARY], has_draws=DRAWS in content)
    if faults:
        raise OutputFolderError(str(folder), faults)
    keys = {case["name"]: case["key"] for case in content[MANIFEST]["cases"]}
    done = [case["name"] for case in content[SUMMARY]["cases"] if case["status"] == DONE]
    parts = read_parts([folder / PARTS])
    runs = {n: p.detail["kept"]["summary"] for n in done if isinstance(p := parts.get(keys[n]), Answer)}
    if left := [name for name in done if name not in runs]:
        fault = say("replay.lacks.parts", cases=", ".join(left), folder=PARTS)
        raise OutputFolderError(str(folder), [Fault(fault, say("replay.run_again.compare"))])
    tables = (content[RESULTS], content[YEARS], content.get(DRAWS, []))
    return Compared(content[MANIFEST], content[SUMMARY], *tables, runs)


def _lacking(manifest: Mapping[str, Any], summary: Mapping[str, Any], *, has_draws: bool) -> Iterator[Fault]:
    """Say what a folder lacks."""
    if not all("folder" in case for case in manifest["cases"]):
        yield Fault(say("replay.lacks.folder", manifest=MANIFEST), say("replay.run_again.compare"))
    if summary.get("draws") is not None and not has_draws:
        yield Fault(say("reports.damaged", file=DRAWS, reason="–"), say("replay.run_again.compare"))


def repeated_comparison(before: Compared, after: Compared) -> Repeated:
    """Compare two comparisons: every case, every draw, every answer; amounts within a millionth, cash flows to the yen."""
    found, places = {}, set[str]()
    pairs = zip(_sources(before), _sources(after), strict=True)
    compared = [(one, other, different(one, other, share=SAME_SHARE)) for one, other in pairs]
    flows = _cash_flows(before), _cash_flows(after)
    for one, other, differing in [*compared, (*flows, different(*flows, less_than=YEN))]:
        places |= {*one, *other}
        found.update({(m.name, m.before, m.after): m for m in differing})
    return Repeated(tuple(causes(_rests_on(before), _rests_on(after))), tuple(found.values()), len(places))


def _sources(compared: Compared) -> list[Figures]:
    """Figures by their places; the same figure stands at the same place, whichever file it is from."""
    runs = compared.runs.items()
    objectives: dict[str, Value] = {f"cases[{n}].solve.objective_jpy": v for n, v in compared.objectives.items()}
    return [
        objectives,
        dict(leaves(compared.summary)),
        {f"cases[{n}].{place}": value for n, run in runs for place, value in plan_figures(run)},
        row_leaves(compared.results, lambda row: f"cases[{row['name']}]"),
        row_leaves(
            compared.years, lambda row: f"cases[{row['name']}].years[{row.get('fiscal_year') or row.get('price_year')}]"
        ),
        row_leaves(compared.draws, lambda row: f"draws[{row['name']}][{row['draw']}]"),
    ]


def _cash_flows(compared: Compared) -> Figures:
    """Lines of all cash flows by their places. [JPY]"""
    return {f"cases[{n}].{place}": value for n, run in compared.runs.items() for place, value in cash_flow_figures(run)}


def _rests_on(compared: Compared) -> dict[str, Any]:
    """Lay out what all cases rest on as the manifest of one run."""
    manifest = compared.manifest
    cases = manifest["cases"]
    limits = [
        limit for case in cases if (limit := (case["project"].get("solve") or {}).get("time_limit_s")) is not None
    ]
    return {
        "versions": manifest["versions"],
        "platform": manifest["platform"],
        **{
            kind: _each(entry for case in cases for entry in case.get(kind, []))
            for kind in ("prices", "rule_files", "rules")
        },
        "project": {"solve": {"time_limit_s": limits[0]}} if limits else {},
    }


def _each(entries: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Each entry once."""
    return list({json.dumps(entry, sort_keys=True): entry for entry in entries}.values())
