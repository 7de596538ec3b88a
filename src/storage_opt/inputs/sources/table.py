"""What a source sees of a file, whatever its format: columns as arrays when all is well, cells as text when not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from storage_opt.errors import Fault
from storage_opt.timeline import UTC_OFFSET_H

Kind = Literal["number", "code", "label", "time", "number_or_empty"]


@dataclass(frozen=True)
class Cells:
    """Columns as text, for the careful reading of a file in which something is wrong.

    Parameters
    ----------
    rows : list of int
        Line of the file (CSV) or number of the record (Parquet), from 1.
    columns : list of list of str
        One list per column asked for; an empty text where a cell is missing.
    faults : list of Fault
        Rows that are no rows of this table.
    """

    rows: list[int]
    columns: list[list[str]]
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Labels:
    """A column of few distinct texts."""

    texts: list[str]
    index: NDArray[np.int64]


@dataclass(frozen=True)
class Arrays:
    """Columns of which every cell has the type asked for and none is empty but where that was allowed."""

    columns: Mapping[int, pa.ChunkedArray]
    rows: NDArray[np.int64]

    def numbers(self, column: int) -> NDArray[np.float64]:
        """Return a column of numbers; NaN where a cell is empty."""
        found = self.columns[column]
        if pa.types.is_decimal(found.type) or (found.null_count and not pa.types.is_floating(found.type)):
            found = found.cast(pa.float64())
        if found.null_count:
            found = found.fill_null(np.nan)
        return _values(found).astype(np.float64, copy=False)

    def codes(self, column: int) -> NDArray[np.int64]:
        """Return a column of whole numbers."""
        return _values(self.columns[column]).astype(np.int64, copy=False)

    def labels(self, column: int) -> Labels:
        """Return a column of few distinct texts."""
        whole = self.columns[column].combine_chunks()
        if isinstance(whole, pa.ChunkedArray):
            whole = whole.chunk(0)
        if not pa.types.is_dictionary(whole.type):
            whole = whole.dictionary_encode()
        return Labels(whole.dictionary.to_pylist(), np.from_dlpack(whole.indices).astype(np.int64))

    def times(self, column: int) -> NDArray[np.datetime64] | None:
        """Return a column of slot starts, Japan wall-clock time; ``None`` unless all are whole minutes."""
        found = self.columns[column]
        counts = pa.chunked_array([chunk.view(pa.int64()) for chunk in found.chunks])
        raw = _values(counts).view(f"datetime64[{found.type.unit}]")
        starts = raw.astype("datetime64[m]")
        if not (starts == raw).all():
            return None
        if found.type.tz is not None:
            starts = starts + np.timedelta64(UTC_OFFSET_H, "h")
        return starts


def _values(column: pa.ChunkedArray) -> NDArray[Any]:
    """Numbers of a column without holes; pyarrow's own ``to_numpy`` would import pandas for it (0.2 s)."""
    return np.concatenate([np.from_dlpack(chunk) for chunk in column.chunks])


class Table(Protocol):
    """A file with a header."""

    @property
    def file(self) -> str:
        """Name of the file in messages."""

    @property
    def format(self) -> str:
        """``csv`` or ``parquet``."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names as they stand in the file."""

    @property
    def is_synthetic(self) -> bool:
        """Whether the file says that it was generated."""

    @property
    def is_empty(self) -> bool:
        """Whether there is no row below the header."""

    def arrays(self, kinds: Mapping[int, Kind]) -> Arrays | None:
        """Read columns fast; ``None`` when any cell or row is not as it should be."""

    def cells(self, columns: Sequence[int]) -> Cells:
        """Read columns as text, with every row that is not as it should be."""
