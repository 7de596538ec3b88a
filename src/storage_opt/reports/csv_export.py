"""``dispatch.csv``, ``ledger.csv``, ``awards.csv`` and the contracts: the tables of the output folder as text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from storage_opt.reports.contracts import has_contracts
from storage_opt.reports.contracts_table import contracts_by_month, contracts_by_year
from storage_opt.reports.outputs import Outputs
from storage_opt.timeline import UTC_OFFSET_H

DISPATCH_CSV, LEDGER_CSV, AWARDS_CSV = "dispatch.csv", "ledger.csv", "awards.csv"
CONTRACTS_CSV, MONTHS_CSV = "contracts.csv", "contract_months.csv"


def write(outputs: Outputs, folder: Path) -> None:
    """Write the tables with the columns of the Parquet files, times as ``2023-04-01T00:30:00+09:00``.

    Parameters
    ----------
    outputs : Outputs
        Content of an output folder.
    folder : Path
        Where the files go; ``awards.csv`` only where something was offered, ``contracts.csv`` and ``contract_months.csv`` only
        with contracts.
        UTF-8, comma, header, no quotation marks, an empty cell for a missing value.
    """
    for table, name in _files(outputs):
        with (folder / name).open("wb") as file:
            file.write((",".join(table.column_names) + "\n").encode())
            pa.csv.write_csv(_as_text(table), file, pa.csv.WriteOptions(include_header=False, quoting_style="none"))


def _files(outputs: Outputs) -> list[tuple[pa.Table, str]]:
    files = [(outputs.dispatch, DISPATCH_CSV), (outputs.ledger, LEDGER_CSV)]
    if outputs.awards.num_rows:
        files.append((outputs.awards, AWARDS_CSV))
    if has_contracts(outputs.summary):
        files.append((contracts_by_year(outputs.summary), CONTRACTS_CSV))
        files.append((contracts_by_month(outputs.summary), MONTHS_CSV))
    return files


def _as_text(table: pa.Table) -> pa.Table:
    """Make every column one that CSV can hold: times and names as text, no negative zero; in one piece.

    Arrow's writer puts unwritten memory into the file where the first piece of a table is empty, as that of the awards is.
    """
    table = table.combine_chunks()
    columns = {}
    for field in table.schema:
        column = table[field.name]
        if pa.types.is_timestamp(field.type):
            column = _with_offset(column)
        elif pa.types.is_dictionary(field.type):
            column = column.cast(pa.string())
        elif pa.types.is_floating(field.type):
            column = pc.add(column, 0.0)
        columns[field.name] = column
    return pa.table(columns)


def _with_offset(instants: pa.ChunkedArray) -> pa.Array:
    """ISO 8601 in Japan time; by hand, as not every system has the zone data that Arrow would ask for."""
    wall_clock = instants.to_numpy() + np.timedelta64(UTC_OFFSET_H, "h")
    written = np.datetime_as_string(wall_clock, unit="s")
    return pa.array(np.char.add(written, f"+{UTC_OFFSET_H:02d}:00").tolist(), type=pa.string())
