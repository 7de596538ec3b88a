"""The other reading of wear is what the project gives when it is run that way."""

import pytest

from storage_opt.inputs.project import read_project
from storage_opt.studies.run import run


def project(deductible: bool, more=None):
    options = {
        ("area",): "tokyo",
        ("battery",): {
            "power_mw": 1,
            "energy_mwh": 4,
            "round_trip_efficiency": 0.86,
            "wear_jpy_per_mwh": 2000,
            "cycle_fade_per_cycle": 2e-5,
        },
        ("prices",): {"fiscal_years": [2023]},
        ("finance",): {"life_years": 2, "capex_jpy": 1},
        ("scheme",): {
            "kind": "custom",
            "payment_jpy_per_kw_year": 100,
            "sharing": {"edges_jpy": [0, 3_000_000], "kept_shares": [1, 0.5, 0.3]},
            "wear_deductible": deductible,
        },
    }
    return read_project(None, [], options | (more or {}))


@pytest.fixture(scope="module")
def runs():
    return {deductible: run(project(deductible)) for deductible in (False, True)}


@pytest.mark.parametrize("deductible", [False, True])
def test_other_reading_equals_a_run_of_its_own(runs, deductible):
    """The store wears with its cycles, so that the second year begins with another energy under each reading."""
    here, there = runs[deductible], runs[not deductible]
    assert here.other_reading.wear_deductible is not deductible
    assert here.years[1].energy_mwh != there.years[1].energy_mwh
    for ours, theirs in zip(here.other_reading.years, there.years, strict=True):
        margin, wear = theirs.figures.margin_jpy, theirs.figures.wear_jpy
        objective = theirs.contracts.kept_jpy - wear
        assert ours.contracts.kept_jpy - ours.contracts.wear_jpy == pytest.approx(objective, rel=1e-9)
        assert (ours.contracts.margin_jpy, ours.contracts.wear_jpy) == pytest.approx((margin, wear), rel=1e-6)
        assert ours.contracts.owner_net_jpy == pytest.approx(theirs.contracts.owner_net_jpy, rel=1e-6)
        assert ours.cycles_per_day == pytest.approx(theirs.figures.cycles_per_day, rel=1e-6)
        assert ours.contracts.payment_jpy == 100_000.0
    assert here.years[0].figures.cycles_per_day != pytest.approx(here.other_reading.years[0].cycles_per_day, rel=1e-3)


ONE_YEAR = {("finance",): {"life_years": 1, "capex_jpy": 1}}


@pytest.mark.parametrize(
    "more",
    [
        {("battery", "wear_jpy_per_mwh"): 0},
        {("scheme",): {"kind": "custom", "payment_jpy_per_kw_year": 100}},
        {("scheme",): {"kind": "toll", "price_jpy_per_kw_year": 100, "term_years": 2}},
    ],
)
def test_no_other_reading_where_it_makes_no_difference(more):
    """Without wear, without sharing, under an offtaker who bears no wear."""
    assert run(project(False, ONE_YEAR | more)).other_reading is None
