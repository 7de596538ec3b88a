"""The bundled study with draws runs: as written, but two years of life and two draws."""

from pathlib import Path

import pytest

from storage_opt.inputs.study import read_study
from storage_opt.records.study import Answer
from storage_opt.reports.comparison.kept import kept_of
from storage_opt.studies.compare import compare

ROOT = Path(__file__).parents[2]
SHORTER = {"life_years: 20": "life_years: 2", "tenor_years: 15": "tenor_years: 2", "count: 96": "count: 2"}


def test_returns_at_risk(tmp_path):
    written = (ROOT / "configs" / "studies" / "returns_at_risk.yaml").read_text(encoding="utf-8")
    for long, short in SHORTER.items():
        assert written.count(long) == 1
        written = written.replace(long, short)
    path = tmp_path / "study.yaml"
    path.write_text(written, encoding="utf-8")
    comparison = compare(read_study(path), kept_of)
    assert comparison.exit_code == 0 and len(comparison.rows) == 4
    rows = comparison.draws.rows
    assert len(rows) == 8 and all(isinstance(row.outcome, Answer) for row in rows)
    for merchant, capacity, granted, ltda in (rows[:4], rows[4:]):
        assert merchant.drawn == capacity.drawn == granted.drawn == ltda.drawn
        plain, with_grant = capacity.outcome.figures, granted.outcome.figures
        assert merchant.outcome.figures["margin_jpy_per_kw_year"] == plain["margin_jpy_per_kw_year"]
        assert with_grant["grant_jpy"] == pytest.approx(0.5 * min(with_grant["capex_jpy"], 11.97e9), rel=1e-9)
        assert with_grant["public_cost_npv_jpy"] - plain["public_cost_npv_jpy"] < with_grant["grant_jpy"]
        assert ltda.outcome.figures["required"] > 30_000, "two years do not pay a plant"
        assert "required" not in plain
