"""The output folder of an auction, which appears whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from storage_opt.reports.auction.outputs import (
    AWARDS,
    CANDIDATES,
    PAGE,
    PARTS,
    RESULTS,
    WRITTEN,
    YEARS,
    AuctionOutputs,
)
from storage_opt.reports.auction.page import render
from storage_opt.reports.folder import whole_folder
from storage_opt.reports.outputs import MANIFEST, SUMMARY


def write_auction(outputs: AuctionOutputs, folder: Path, language: str) -> None:
    """Write all files.

    Parameters
    ----------
    outputs : AuctionOutputs
        What to write.
    folder : Path
        Output folder; an earlier auction is replaced.
    language : str
        Of the page.
    """
    with whole_folder(folder, WRITTEN) as made:
        _write_json(made / SUMMARY, outputs.summary)
        _write_json(made / MANIFEST, outputs.manifest)
        pa.csv.write_csv(outputs.awards, made / AWARDS)
        for name, table in ((CANDIDATES, outputs.candidates), (RESULTS, outputs.results), (YEARS, outputs.years)):
            pq.write_table(table, made / name, compression="zstd")
        (made / PAGE).write_text(render(outputs, language), encoding="utf-8")
        (made / PARTS).mkdir()
        for key, content in outputs.auction.parts.items():
            (made / PARTS / f"{key}.parquet").write_bytes(content)


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8")
