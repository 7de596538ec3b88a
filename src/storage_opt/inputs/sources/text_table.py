"""A CSV file as a table: encoding, line ends, header line, trailing bare commas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from storage_opt.errors import MarketDataError
from storage_opt.inputs.price_faults import CellFaults, bytes_text, fault
from storage_opt.inputs.sources.table import Arrays, Cells, Kind

BOM = b"\xef\xbb\xbf"
NOTHING = b', \t\n"'
MAX_BLOCK = 1 << 30
_ENDS_IN_ZONE = re.compile(r"(Z|[+-]\d{2}(:?\d{2})?)$")
_ARROW_TYPES = {
    "number": pa.float64(),
    "number_or_empty": pa.float64(),
    "code": pa.int64(),
    "label": pa.dictionary(pa.int32(), pa.string()),
    "time": pa.timestamp("s"),
}


@dataclass(frozen=True)
class TextTable:
    """Header and body of a CSV file.

    Parameters
    ----------
    file : str
        Name of the file in messages.
    columns : tuple of str
        Column names as they stand in the file.
    body : bytes
        UTF-8 lines below the header, without blank lines at the end.
    first_row : int
        Line number of the first of them, from 1.
    """

    file: str
    columns: tuple[str, ...]
    body: bytes
    first_row: int
    format: str = "csv"
    is_synthetic: bool = False

    @classmethod
    def open(cls, file: str, data: bytes) -> TextTable:
        """Find the header in the bytes of a file.

        Raises
        ------
        MarketDataError
            No bytes, no text, no known encoding, or a header that cannot be divided into cells.
        """
        if b"\0" in data or data[:2] == b"PK":
            raise MarketDataError(file, [fault("prices.binary", file=file, found=bytes_text(data[:8]))])
        lines = _utf8(file, data.removeprefix(BOM))
        if b"\r" in lines:
            lines = lines.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        header_at, header_end, header_row = _header(lines)
        if header_at == header_end:
            raise MarketDataError(file, [fault("prices.empty_file", file=file, size=len(data))])
        try:
            names = next(csv.reader([lines[header_at:header_end].decode()]))
        except csv.Error as error:
            raise MarketDataError(file, [fault("prices.not_csv", file=file, row=header_row, found=error)]) from None
        body = lines[header_end + 1 : _end(lines, header_end + 1)]
        return cls(file, tuple(name.strip() for name in names), body, header_row + 1)

    @property
    def is_empty(self) -> bool:
        """Whether there is no row below the header."""
        return not self.body

    def arrays(self, kinds: Mapping[int, Kind]) -> Arrays | None:
        """Read columns fast; ``None`` when any cell or row is not as it should be."""
        names = [str(i) for i in range(len(self.columns))]
        types = {str(column): self._arrow_type(column, kind) for column, kind in kinds.items()}
        try:
            table = arrow_csv.read_csv(
                pa.BufferReader(self.body + b"\n"),
                read_options=arrow_csv.ReadOptions(
                    use_threads=False, column_names=names, block_size=min(len(self.body) + 1, MAX_BLOCK)
                ),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=types, include_columns=list(types), null_values=[""], strings_can_be_null=True
                ),
            )
        except pa.ArrowInvalid:
            return None
        holes = any(table.column(str(i)).null_count for i, kind in kinds.items() if kind != "number_or_empty")
        if holes or table.num_rows != self.body.count(b"\n") + 1:
            return None
        rows = np.arange(self.first_row, self.first_row + table.num_rows)
        return Arrays({int(name): table.column(name) for name in types}, rows)

    def _arrow_type(self, column: int, kind: Kind) -> pa.DataType:
        if kind == "time":
            first = next(csv.reader([self.body.partition(b"\n")[0].decode()]), [])
            text = first[column].strip() if column < len(first) else ""
            if "T" in text.replace(" ", "T") and _ENDS_IN_ZONE.search(text):
                return pa.timestamp("s", tz="UTC")
        return _ARROW_TYPES[kind]

    def lines(self, most: int) -> list[tuple[int, list[str]]]:
        """First lines below the header that can be divided into cells, with their line numbers."""
        found = []
        for offset, line in enumerate(self.body.split(b"\n", most)[:most]):
            try:
                found.append(
                    (self.first_row + offset, [cell.strip() for cell in next(csv.reader([line.decode()]), [])])
                )
            except csv.Error:
                continue
        return found

    def from_line(self, row: int) -> TextTable:
        """Return the table whose header stands in a later line.

        Parameters
        ----------
        row : int
            Line number, one of those that `lines` gives.
        """
        *_, line, body = (self.body + b"\n").split(b"\n", row - self.first_row + 1)
        names = next(csv.reader([line.decode()]), [])
        return replace(self, columns=tuple(name.strip() for name in names), body=body.rstrip(b"\n"), first_row=row + 1)

    def cells(self, columns: Sequence[int]) -> Cells:
        """Read columns as text, with every row that is not as wide as the header.

        Raises
        ------
        MarketDataError
            The text cannot be divided into cells at all.
        """
        rows: list[int] = []
        texts: list[list[str]] = [[] for _ in columns]
        notes = CellFaults(self.file)
        width = len(self.columns)
        reader = csv.reader(io.StringIO(self.body.decode(), newline=""))
        row = self.first_row
        try:
            for found in reader:
                if any(cell.strip() for cell in found):
                    if len(found) < width or any(cell.strip() for cell in found[width:]):
                        notes.add("prices.width", str(width), row, ",".join(found))
                    rows.append(row)
                    for text, column in zip(texts, columns, strict=True):
                        text.append(found[column] if column < len(found) else "")
                row = self.first_row + reader.line_num
        except csv.Error as error:
            raise MarketDataError(self.file, [fault("prices.not_csv", file=self.file, row=row, found=error)]) from None
        return Cells(rows, texts, list(notes.faults()))


def _utf8(file: str, data: bytes) -> bytes:
    """Bytes of the file in UTF-8, whatever of the two encodings it has."""
    if data.isascii():
        return data
    try:
        data.decode()
    except UnicodeDecodeError as error:
        try:
            return data.decode("cp932").encode()
        except UnicodeDecodeError:
            at = error.start
            row = len(data[:at].splitlines()) or 1
            bad = fault("prices.encoding", file=file, row=row, found=bytes_text(data[at : at + 4]))
            raise MarketDataError(file, [bad]) from None
    return data


def _header(lines: bytes) -> tuple[int, int, int]:
    """Start, end and line number of the first line that is not blank."""
    start, row = 0, 1
    while start < len(lines):
        end = lines.find(b"\n", start)
        end = len(lines) if end < 0 else end
        if lines[start:end].strip(NOTHING):
            return start, end, row
        start, row = end + 1, row + 1
    return 0, 0, row


def _end(lines: bytes, start: int) -> int:
    """End of the last line that holds more than commas."""
    end = len(lines)
    while end > start:
        line = max(lines.rfind(b"\n", start, end), start - 1) + 1
        if lines[line:end].strip(NOTHING):
            return end
        end = line - 1
    return max(end, start)
