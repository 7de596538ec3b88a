"""A table as text: UTF-8, comma, header, an empty cell for a missing value."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from storage_opt.timeline import UTC_OFFSET_H

QUOTED = ',"\n'
"""Characters for which a name of a column is put into quotation marks."""


def write_csv(table: pa.Table, path: Path) -> None:
    """Write a table, times as ``2023-04-01T00:30:00+09:00``; quotation marks only in a head whose name needs them."""
    with path.open("wb") as file:
        file.write((",".join(map(_head, table.column_names)) + "\n").encode())
        pa.csv.write_csv(_as_text(table), file, pa.csv.WriteOptions(include_header=False, quoting_style="none"))


def _head(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if any(c in name for c in QUOTED) else name


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
