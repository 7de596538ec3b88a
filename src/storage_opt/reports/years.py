"""Rows of a table by modelled year."""

from __future__ import annotations

import pyarrow as pa

from storage_opt.reports.outputs import Outputs


def by_year(outputs: Outputs, name: str = "dispatch") -> list[pa.Table]:
    """Split a table of the output folder into one for each year of the summary, in order."""
    table: pa.Table = getattr(outputs, name)
    year_of_row = table["year"].to_numpy()
    return [table.filter(pa.array(year_of_row == year["year"])) for year in outputs.summary["years"]]
