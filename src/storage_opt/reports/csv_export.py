"""``dispatch.csv``, ``ledger.csv``, ``awards.csv`` and the contracts: the tables of the output folder as text."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from storage_opt.reports.contracts import has_contracts
from storage_opt.reports.contracts_table import contracts_by_month, contracts_by_year
from storage_opt.reports.csv_table import write_csv
from storage_opt.reports.outputs import Outputs

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
        write_csv(table, folder / name)


def _files(outputs: Outputs) -> list[tuple[pa.Table, str]]:
    files = [(outputs.dispatch, DISPATCH_CSV), (outputs.ledger, LEDGER_CSV)]
    if outputs.awards.num_rows:
        files.append((outputs.awards, AWARDS_CSV))
    if has_contracts(outputs.summary):
        files.append((contracts_by_year(outputs.summary), CONTRACTS_CSV))
        files.append((contracts_by_month(outputs.summary), MONTHS_CSV))
    return files
