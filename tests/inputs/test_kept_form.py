"""What a manifest keeps of a YAML file is what the file said."""

from __future__ import annotations

import json

from storage_opt.inputs.kept_form import kept, restored
from storage_opt.inputs.schema import ProjectFile
from storage_opt.inputs.yaml_file import parse_yaml

PROJECT = """
name: 2026-09-01 round
area: kyushu
battery: {power_mw: 10, energy_mwh: 40, soe_final_mwh: free}
markets: {balancing: {products: [rr_fit], rules_on: 2026-09-01, activation: {rr_fit: 1e-1}}}
scheme: {kind: custom, payment_jpy_per_kw_year: 2000, indexation: {kind: cpi, base_fiscal_year: 2028, rates: {2029: 0.02, 2030: -0.01}}}
"""


def test_dates_and_years_as_keys_come_back_from_json():
    content = parse_yaml(PROJECT)
    again = restored(json.loads(json.dumps(kept(content), allow_nan=False)))
    assert again == content
    assert ProjectFile.model_validate(again) == ProjectFile.model_validate(content)


def test_text_that_only_looks_like_a_date_or_a_number_stays_text_where_it_is_a_name():
    content = {"cases": [{"name": "2026-09-01", "set": {"name": "7"}}], "tiers": {"a": 1, "2": 2}}
    assert restored(kept(content)) == content
