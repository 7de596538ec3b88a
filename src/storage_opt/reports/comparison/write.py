"""The output folder of a comparison, which appears whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from storage_opt.reports.comparison.outputs import (
    DRAWS,
    PAGE,
    PARTS,
    RESULTS,
    RESULTS_CSV,
    WRITTEN,
    YEARS,
    ComparisonOutputs,
)
from storage_opt.reports.comparison.page import render
from storage_opt.reports.folder import whole_folder
from storage_opt.reports.outputs import MANIFEST, SUMMARY


def write_comparison(outputs: ComparisonOutputs, folder: Path, parts: Mapping[str, bytes], language: str) -> None:
    """Write all files.

    Parameters
    ----------
    outputs : ComparisonOutputs
        What to write.
    folder : Path
        Output folder; an earlier comparison is replaced.
    parts : mapping of str to bytes
        Finished batches by name, for a later run.
    language : str
        Of the page.
    """
    with whole_folder(folder, WRITTEN) as made:
        _write_json(made / SUMMARY, outputs.summary)
        _write_json(made / MANIFEST, outputs.manifest)
        pq.write_table(outputs.results, made / RESULTS, compression="zstd")
        pq.write_table(outputs.years, made / YEARS, compression="zstd")
        if outputs.draws is not None:
            pq.write_table(outputs.draws, made / DRAWS, compression="zstd")
        pa.csv.write_csv(outputs.results, made / RESULTS_CSV)
        (made / PAGE).write_text(render(outputs, language), encoding="utf-8")
        (made / PARTS).mkdir()
        for key, content in parts.items():
            (made / PARTS / f"{key}.parquet").write_bytes(content)


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8")
