"""The content of an output folder, in memory or read back: what every report is made from."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from storage_opt.errors import Fault, OutputFolderError
from storage_opt.messages import say
from storage_opt.reports.csv_table import write_csv
from storage_opt.reports.finance_table import cash_flow_table

PROGRAM = "storage-opt"
SCHEMA = 1

COMPARISON, AUCTION = "comparison", "auction"
"""Kinds in the manifests of a comparison and of an auction; that of a run has none."""

SUMMARY, MANIFEST = "summary.json", "manifest.json"
DISPATCH, LEDGER, AWARDS = "dispatch.parquet", "ledger.parquet", "awards.parquet"
WHY = "why.parquet"
CASH_FLOW = "cash_flow.csv"
FILES = (SUMMARY, MANIFEST, DISPATCH, LEDGER, AWARDS, WHY)
"""Data files, in the order of the fields of ``Outputs``."""

WRITTEN = {
    *(*FILES, CASH_FLOW, "report.html", "report.xlsx"),
    *("dispatch.csv", "ledger.csv", "awards.csv", "contracts.csv", "contract_months.csv"),
}
"""Every name that this program writes into an output folder."""


@dataclass(frozen=True, eq=False)
class Outputs:
    """Summary, manifest and tables of one run.

    Parameters
    ----------
    summary, manifest : dict
        As in ``docs/reference/outputs.md``.
    dispatch, ledger : pyarrow.Table
        One row per slot; one row per slot, stream and direction in which something was traded.
    awards : pyarrow.Table
        One row per block and offer made to the balancing market.
    why : pyarrow.Table
        One row per slot: what was chosen, and what else might have been.
    """

    summary: dict[str, Any]
    manifest: dict[str, Any]
    dispatch: pa.Table
    ledger: pa.Table
    awards: pa.Table
    why: pa.Table

    def write_data(self, folder: Path) -> None:
        """Write the data files."""
        _write_json(folder / SUMMARY, self.summary)
        _write_json(folder / MANIFEST, self.manifest)
        pq.write_table(self.dispatch, folder / DISPATCH, compression="zstd")
        pq.write_table(self.ledger, folder / LEDGER, compression="zstd")
        pq.write_table(self.awards, folder / AWARDS, compression="zstd")
        pq.write_table(self.why, folder / WHY, compression="zstd")
        if self.summary["finance"] is not None:
            write_csv(cash_flow_table(self.summary["finance"]), folder / CASH_FLOW)


def strangers(folder: Path, ours: Collection[str] = WRITTEN) -> list[str]:
    """Names in an output folder that this program never writes."""
    return sorted(path.name for path in folder.iterdir() if path.name not in ours)


def is_output(folder: Path) -> bool:
    """Whether a folder holds an earlier output of this program."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("program") == PROGRAM


def kind_of(folder: Path) -> str | None:
    """Kind of an output folder: ``comparison``, ``auction``; ``None``: a run.

    Raises
    ------
    OutputFolderError
        Not a folder of ours.
    """
    if not is_output(folder):
        raise OutputFolderError(
            str(folder), [Fault(say("reports.not_output", manifest=MANIFEST), say("reports.not_output.do"))]
        )
    kind: str | None = json.loads((folder / MANIFEST).read_text(encoding="utf-8")).get("kind")
    return kind


def read_outputs(folder: Path) -> Outputs:
    """Read an output folder back.

    Raises
    ------
    OutputFolderError
        Not a folder, not ours, or a file is missing or damaged.
    """
    kind = kind_of(folder)
    if kind in (COMPARISON, AUCTION):
        name = "reports.is_comparison" if kind == COMPARISON else "reports.is_auction"
        raise OutputFolderError(str(folder), [Fault(say(name), say(f"{name}.do"))])
    faults, content = list[Fault](), dict[str, Any]()
    for name in FILES:
        try:
            path = folder / name
            content[name] = (
                pq.read_table(path) if name.endswith(".parquet") else json.loads(path.read_text(encoding="utf-8"))
            )
        except (OSError, ValueError) as error:
            faults.append(Fault(say("reports.damaged", file=name, reason=error), say("reports.damaged.do")))
    if faults:
        raise OutputFolderError(str(folder), faults)
    return Outputs(*(content[name] for name in FILES))


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8")
