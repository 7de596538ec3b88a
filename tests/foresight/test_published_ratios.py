"""Published prices walked from the project file."""

import pytest
from foresight_projects import BASE, write_project

from storage_opt.inputs.project import read_project
from storage_opt.records.rolled import capture_ratio
from storage_opt.studies.run import run


@pytest.mark.parametrize(("forecaster", "ratio"), [("mean_28_days_by_day_type", 0.605), ("mean_28_days", 0.599)])
def test_tokyo_2023_captures_three_fifths(tmp_path, real_data, forecaster, ratio):
    """1 MW, 4 MWh, wear 2,000 JPY/MWh, no fee, the whole year; from its second month on the walk gives 0.59 (docs/model/rolling.md)."""
    battery = {
        "power_mw": 1,
        "energy_mwh": 4,
        "soe_initial_mwh": 0,
        "round_trip_efficiency": 0.86,
        "wear_jpy_per_mwh": 2000,
    }
    prices = {"source": str(real_data / "spot_summary_2023.csv")}
    keys = {"area": "tokyo", "battery": battery, "prices": prices, "rolling": {"forecaster": forecaster}}
    year = run(read_project(write_project(tmp_path, **(BASE | keys)))).years[0]
    perfect, known, forecast, settled = (stage.net_jpy for stage in year.rolled.stages)
    assert perfect >= known > 0.999 * perfect and known > forecast == settled
    assert perfect == pytest.approx(6.20e6, rel=0.01) and capture_ratio([year.rolled]) == pytest.approx(
        ratio, abs=0.005
    )
