"""A Parquet file as a table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from storage_opt.errors import MarketDataError
from storage_opt.inputs.price_faults import fault
from storage_opt.inputs.sources.table import Arrays, Cells, Kind

METADATA_KEY = b"storage_opt"
UNREADABLE = (pa.ArrowException, OSError, ValueError)
"""What the reader raises for damaged bytes."""


@dataclass(frozen=True)
class ParquetTable:
    """A Parquet file; rows are numbered from 1.

    Parameters
    ----------
    file : str
        Name of the file in messages.
    columns : tuple of str
        Column names.
    is_synthetic : bool
        Whether the schema metadata ``storage_opt`` say ``"synthetic": true``.
    is_empty : bool
        Whether there is no row.
    data : bytes
        The file.
    """

    file: str
    columns: tuple[str, ...]
    is_synthetic: bool
    is_empty: bool
    data: bytes
    format: str = "parquet"

    @classmethod
    def open(cls, file: str, data: bytes) -> ParquetTable:
        """Read the schema from the bytes of a file.

        Raises
        ------
        MarketDataError
            The bytes are no whole Parquet file.
        """
        try:
            opened = parquet.ParquetFile(pa.BufferReader(data))
        except UNREADABLE as error:
            raise MarketDataError(file, [fault("prices.parquet", file=file, found=_first_line(error))]) from None
        schema = opened.schema_arrow
        synthetic = _says_synthetic(schema.metadata or {})
        return cls(file, tuple(schema.names), synthetic, opened.metadata.num_rows == 0, data)

    def _read(self, columns: Sequence[int]) -> list[pa.ChunkedArray]:
        names = [self.columns[column] for column in columns]
        try:
            table = parquet.ParquetFile(pa.BufferReader(self.data)).read(columns=names, use_threads=False)
            table.validate(full=True)
        except UNREADABLE as error:
            bad = fault("prices.parquet", file=self.file, found=_first_line(error))
            raise MarketDataError(self.file, [bad]) from None
        return [table.column(name) for name in names]

    def arrays(self, kinds: Mapping[int, Kind]) -> Arrays | None:
        """Read columns fast; ``None`` when any cell is empty or of another type."""
        columns = self._read(list(kinds))
        for column, kind in zip(columns, kinds.values(), strict=True):
            if (column.null_count and kind != "number_or_empty") or not len(column) or not _holds(column.type, kind):
                return None
        return Arrays(dict(zip(kinds, columns, strict=True)), np.arange(1, len(columns[0]) + 1))

    def cells(self, columns: Sequence[int]) -> Cells:
        """Read columns as text."""
        read = [_texts(column) for column in self._read(columns)]
        return Cells(list(range(1, len(read[0]) + 1)), read)


def _says_synthetic(metadata: Mapping[bytes, bytes]) -> bool:
    try:
        told = json.loads(metadata.get(METADATA_KEY, b"{}"))
    except ValueError:
        return False
    return isinstance(told, dict) and told.get("synthetic") is True


def _holds(found: pa.DataType, kind: Kind) -> bool:
    """Whether a column type can be taken as it is."""
    is_text = pa.types.is_string(found) or pa.types.is_large_string(found)
    match kind:
        case "number" | "number_or_empty":
            return bool(pa.types.is_floating(found) or pa.types.is_integer(found) or pa.types.is_decimal(found))
        case "code":
            return bool(pa.types.is_integer(found))
        case "label":
            return bool(is_text or (pa.types.is_dictionary(found) and pa.types.is_string(found.value_type)))
        case "time":
            return bool(pa.types.is_timestamp(found))


def _texts(column: pa.ChunkedArray) -> list[str]:
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", tz=column.type.tz and "UTC"), safe=False)
    return ["" if value is None else str(value) for value in column.to_pylist()]


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
