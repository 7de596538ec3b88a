"""An auction done again beside the one on file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from storage_opt.errors import Fault, OutputFolderError
from storage_opt.messages import say
from storage_opt.reports.auction.outputs import AWARDS, CANDIDATES, RESULTS, YEARS, AuctionOutputs
from storage_opt.reports.outputs import MANIFEST, SUMMARY
from storage_opt.reports.repeat import SAME_SHARE, Figures, Repeated, causes, different
from storage_opt.reports.repeat_leaves import leaves, row_leaves

TEXT_COLUMNS = (
    *("bid_id", "lot", "reason", "variant", "reason_code", "stage"),
    *("source", "area", "chemistry", "cell_country"),
)
"""Columns of ``awards.csv`` that are text even where every entry looks like a number."""
NEEDED = ("command_line", "variants", "rules")
"""What earlier editions did not keep in a manifest."""


@dataclass(frozen=True)
class Cleared:
    """What is held against each other of an auction.

    Parameters
    ----------
    manifest, summary : mapping
        ``manifest.json``, ``summary.json``.
    awards, candidates, results, years : list of mapping
        Rows of the tables.
    """

    manifest: Mapping[str, Any]
    summary: Mapping[str, Any]
    awards: list[dict[str, Any]]
    candidates: list[dict[str, Any]]
    results: list[dict[str, Any]]
    years: list[dict[str, Any]]

    @property
    def rounds(self) -> Mapping[str, Mapping[str, Any]]:
        """Variants by name, as in the summary."""
        return {variant["name"]: variant for variant in self.summary["rounds"]}


def cleared_of(outputs: AuctionOutputs) -> Cleared:
    """Take what was computed."""
    written = BytesIO()
    pa.csv.write_csv(outputs.awards, written)
    tables = (outputs.candidates, outputs.results, outputs.years)
    return Cleared(
        outputs.manifest, outputs.summary, _awards(written.getvalue()), *(table.to_pylist() for table in tables)
    )


def read_cleared(folder: Path) -> Cleared:
    """Read an output folder of an auction back.

    Raises
    ------
    OutputFolderError
        A file is missing or damaged, or an earlier edition kept less than it takes to clear the round again.
    """
    faults, content = list[Fault](), dict[str, Any]()
    for name in (MANIFEST, SUMMARY, AWARDS, CANDIDATES, RESULTS, YEARS):
        try:
            content[name] = _read(folder / name)
        except (OSError, ValueError) as error:
            faults.append(Fault(say("reports.damaged", file=name, reason=error), say("replay.run_again.auction")))
    if not faults:
        faults += _lacking(content[MANIFEST])
    if faults:
        raise OutputFolderError(str(folder), faults)
    return Cleared(*content.values())


def _read(path: Path) -> Any:
    if path.name == AWARDS:
        return _awards(path.read_bytes())
    return pq.read_table(path).to_pylist() if path.suffix == ".parquet" else json.loads(path.read_text("utf-8"))


def _awards(content: bytes) -> list[dict[str, Any]]:
    types = dict.fromkeys(TEXT_COLUMNS, pa.string())
    told = pa.csv.ConvertOptions(column_types=types, strings_can_be_null=True)
    rows: list[dict[str, Any]] = pa.csv.read_csv(BytesIO(content), convert_options=told).to_pylist()
    return rows


def _lacking(manifest: Mapping[str, Any]) -> Iterator[Fault]:
    """Say what a folder lacks."""
    for name in NEEDED:
        if name not in manifest:
            yield Fault(say(f"replay.lacks.{name}", manifest=MANIFEST), say("replay.run_again.auction"))


def repeated_auction(before: Cleared, after: Cleared) -> Repeated:
    """Compare two auctions: every bid, who won and why, prices, payments and public cost; amounts within a millionth."""
    found, places = {}, set[str]()
    for one, other in zip(_sources(before), _sources(after), strict=True):
        places |= {*one, *other}
        found.update({(m.name, m.before, m.after): m for m in different(one, other, share=SAME_SHARE)})
    return Repeated(tuple(causes(_rests_on(before), _rests_on(after))), tuple(found.values()), len(places))


def _sources(cleared: Cleared) -> list[Figures]:
    """Figures by their places; the same figure stands at the same place, whichever file it is from."""
    return [
        row_leaves(cleared.awards, lambda row: f"awards[{row['variant']}][{row['bid_id']}]"),
        dict(leaves(cleared.summary)),
        row_leaves(cleared.candidates, lambda row: f"candidates[{row['variant']}][{row['candidate_id']}]"),
        row_leaves(cleared.results, lambda row: f"rounds[{row['variant']}].figures"),
        row_leaves(
            cleared.years, lambda row: f"candidates[{row['variant']}][{row['bid_id']}].years[{row['fiscal_year']}]"
        ),
    ]


def _rests_on(cleared: Cleared) -> dict[str, Any]:
    """Lay out what the round rests on as the manifest of a run."""
    limits = [
        limit
        for variant in cleared.manifest["variants"]
        if (limit := (variant["base"].get("solve") or {}).get("time_limit_s")) is not None
    ]
    return {**cleared.manifest, "project": {"solve": {"time_limit_s": limits[0]}} if limits else {}}
