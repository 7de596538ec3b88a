"""CSV: the rows of the tables, times with their offset, sums that equal the margin."""

import csv
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from runs_by_hand import run_by_hand

from storage_opt.reports import csv_export


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder, outputs = tmp_path_factory.mktemp("csv"), run_by_hand(own_load_mw=0.05)
    csv_export.write(outputs, folder)
    tables = {}
    for name in ("dispatch", "ledger"):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    return outputs, folder, tables


@pytest.mark.parametrize("name", ["dispatch", "ledger"])
def test_rows_equal_the_table(written, name):
    outputs, _, tables = written
    rows, table = tables[name], getattr(outputs, name)
    assert list(rows[0]) == table.column_names
    for row, expected in zip(rows, table.to_pylist(), strict=True):
        for column, value in expected.items():
            if value is None:
                assert row[column] == ""
            elif column == "slot_start":
                assert datetime.fromisoformat(row[column]) == value
                assert row[column].endswith("+09:00")
            elif isinstance(value, str):
                assert row[column] == value
            else:
                assert float(row[column]) == value


def test_amounts_of_a_year_sum_to_its_margin(written):
    outputs, _, tables = written
    for year in outputs.summary["years"]:
        amounts = [float(row["amount_jpy"]) for row in tables["ledger"] if row["year"] == str(year["year"])]
        assert sum(amounts) == pytest.approx(year["margin_jpy"], abs=1e-6)


def test_slots_follow_each_other_in_japan_time(written):
    starts = [datetime.fromisoformat(row["slot_start"]) for row in written[2]["dispatch"] if row["year"] == "1"]
    assert starts[0].isoformat() == "2023-04-01T00:00:00+09:00"
    assert {after - before for before, after in pairwise(starts)} == {timedelta(minutes=30)}


def test_text_is_plain(written):
    for name in ("dispatch", "ledger"):
        text = (written[1] / f"{name}.csv").read_text(encoding="utf-8")
        assert '"' not in text
        assert "\r" not in text
        assert ",-0," not in text
