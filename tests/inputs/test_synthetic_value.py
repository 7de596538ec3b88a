"""The value of a battery on generated prices against its value on the JEPX prices of the same year."""

import json

import pytest

from storage_opt.cli import _run

# Optimum on the JEPX spot file of FY2023: 1 MW, 4 MWh, round trip 0.86, empty at both ends of the year, wear 2,000 JPY/MWh, no fee. [JPY]
ON_JEPX_PRICES = {"tokyo": 6_199_266, "kyushu": 11_580_765, "hokkaido": 8_744_708}


@pytest.mark.parametrize("area", ON_JEPX_PRICES)
def test_four_hour_battery_is_worth_what_it_is_on_real_prices(area, capsys):
    settings = (
        *("prices.fiscal_years=[2023]", "battery.round_trip_efficiency=0.86", "battery.soe_initial_mwh=0"),
        *("battery.soe_final_mwh=0", "battery.wear_jpy_per_mwh=2000", "markets.spot.fee_jpy_per_kwh=0"),
    )
    plant = ["run", "--power-mw", "1", "--energy-mwh", "4", "--area", area, "--set", "prices.source=bundled:synthetic"]
    assert _run([*plant, *(word for s in settings for word in ("--set", s)), "--json"]) == 0
    objective = json.loads(capsys.readouterr().out)["solve"]["objective_jpy"]
    assert objective == pytest.approx(ON_JEPX_PRICES[area], rel=0.10)
