"""Runs with offers from a price table: a relaxation is told as one, and an offer that is never taken is not made."""

import numpy as np
import pytest

from storage_opt.inputs.project import read_project
from storage_opt.studies.run import run


def solved(tmp_path, method: str, acceptance: float = 0.5):
    """Two days, cheap by night and dear in the evening; tertiary 2 at 2 JPY/kW and slot."""
    rows = ["slot_start,spot_jpy_per_kwh,rr_fit_jpy_per_kw_slot,rr_fit_acceptance"]
    for slot in range(96):
        hour = slot % 48 // 2
        price = 2.0 + hour if hour < 6 else 30.0 if 17 <= hour < 20 else 12.0
        rows.append(f"2023-04-{1 + slot // 48:02d}T{hour:02d}:{30 * (slot % 2):02d},{price},2.0,{acceptance!r}")
    (tmp_path / "prices.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    balancing = {
        "products": ["rr_fit"],
        "acceptance": {"kind": "fixed"},
        "activation": {"rr_fit": 0.2},
        "source": "prices",
    }
    options = {
        ("battery",): {"power_mw": 50, "energy_mwh": 100},
        ("markets",): {"balancing": balancing},
        ("prices",): {"source": [str(tmp_path / "prices.csv")]},
        ("start_fiscal_year",): 2028,
        ("solve",): {"method": method},
    }
    return run(read_project(None, [], options))


def test_relaxation_with_offers_is_told_and_its_ledger_is_its_objective(tmp_path):
    result = solved(tmp_path, "lp")
    year = result.years[0]
    assert year.outcome.status in {"relaxed", "optimal"}
    assert year.dispatch.reserved_mw.max() > 0.0
    assert year.figures.margin_jpy - year.figures.wear_jpy == pytest.approx(year.outcome.objective_jpy, rel=1e-7)
    told = [message for message in result.warnings if message.name == "cli.warn.relaxed"]
    assert bool(told) == (year.outcome.status == "relaxed")
    if told:
        assert told[0].values["slots"] > 0


def test_an_offer_taken_once_in_a_billion_is_not_made(tmp_path):
    """The coefficient Δ·α·q would be 1e-11, which the solver drops with a warning that stops the run."""
    year = solved(tmp_path, "mip", acceptance=1e-10).years[0]
    assert not year.dispatch.promises[0].acceptance.any()
    assert year.figures.revenue_jpy["rr_fit"] == 0.0


def test_what_a_plan_chooses_is_explained(tmp_path):
    """A proven plan seldom does what earns less than its next best: only where slots are linked."""
    year = solved(tmp_path, "mip").years[0]
    assert year.why is not None
    assert year.why.alternatives == ("rest", "charge", "discharge", "rr_fit")
    np.testing.assert_array_equal(year.why.power_mw[3], year.dispatch.reserved_mw)
    better = year.why.next_best_jpy_per_mw > year.why.chosen_jpy_per_mw + 1.0
    np.testing.assert_array_equal(better, year.why.limit > 0)
