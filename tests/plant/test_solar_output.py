"""Output of the sun: geometry, clouds, the user's own table, and the keys of the project file."""

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from storage_opt.assets.solar import SolarArray, SolarPlant
from storage_opt.assets.sun import output_mw
from storage_opt.errors import MarketDataError, ProjectError
from storage_opt.inputs.project import read_project
from storage_opt.inputs.solar import SolarChoice
from storage_opt.inputs.solar_file import read_solar
from storage_opt.inputs.sun import solar_output_mw
from storage_opt.messages import language
from storage_opt.timeline import Period

TOKYO = SolarArray(10.0, 35.9, 139.6)
MIDSUMMER, MIDWINTER = Period(date(2023, 6, 21), 1), Period(date(2023, 12, 22), 1)
CLEAR = np.ones(1)


def clear_day(period, **changes):
    array = SolarArray(**{**vars(TOKYO), **changes})
    return output_mw(array, 100.0, period, CLEAR)


def test_the_sun_stands_where_geometry_puts_it():
    """Flat modules under a clear sky: Haurwitz 1098·cos z·exp(−0.057/cos z) W/m² at z = 35.9° − 23.45° at solar noon of midsummer.

    cos 12.45° = 0.97648; 1098 × 0.97648 × exp(−0.05837) = 1011.4 W/m². 10 MW × 1.0114 × 0.86 = 8.698 MW. Solar noon at 139.6° E is 11:42
    and 1 to 2 minutes of the equation of time; slot 23 (11:45 in its middle) is at most 0.3 % away.
    """
    flat = clear_day(MIDSUMMER, tilt_deg=0.0)
    assert flat.max() == pytest.approx(8.698, rel=3e-3)
    assert int(np.argmax(flat)) == 23
    lit = np.flatnonzero(flat > 0.0)
    assert (lit[0], lit[-1]) == (9, 37)  # sunrise 4:25, sunset 18:59 at Saitama, without refraction 4:29 and 18:55
    assert clear_day(MIDWINTER, tilt_deg=0.0).sum() < 0.5 * flat.sum()


def test_slope_and_direction():
    south, flat = clear_day(MIDWINTER, tilt_deg=30.0), clear_day(MIDWINTER, tilt_deg=0.0)
    assert south.sum() > 1.3 * flat.sum()
    east, west = (clear_day(MIDSUMMER, tilt_deg=30.0, azimuth_deg=azimuth) for azimuth in (90.0, 270.0))
    assert int(np.argmax(east)) < 23 < int(np.argmax(west))
    assert east.sum() == pytest.approx(west.sum(), rel=0.02)


def test_clouds_capacity_and_losses():
    clear = clear_day(MIDSUMMER)
    assert output_mw(TOKYO, 100.0, MIDSUMMER, np.zeros(1)).max() == 0.0
    assert 0.35 * clear.sum() < output_mw(TOKYO, 100.0, MIDSUMMER, np.array([0.5])).sum() < 0.5 * clear.sum() * 1.05
    assert output_mw(TOKYO, 4.0, MIDSUMMER, CLEAR) == pytest.approx(np.minimum(clear, 4.0))
    assert clear_day(MIDSUMMER, losses=0.5) == pytest.approx(clear * 0.5 / 0.86, abs=1e-3)


def test_the_generated_sky_is_seeded_and_that_of_the_prices():
    plant, period = SolarPlant(10.0, TOKYO), Period(date(2024, 3, 20), 20)
    one, files = solar_output_mw(plant, SolarChoice(None, 2023), "tokyo", period)
    assert files == []
    again, _ = solar_output_mw(plant, SolarChoice(None, 2023), None, period)  # Saitama is the nearest place
    other, _ = solar_output_mw(plant, SolarChoice(None, 2024), "tokyo", period)
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    # Across 1 April each day has the clouds of its own fiscal year.
    later, _ = solar_output_mw(plant, SolarChoice(None, 2023), "tokyo", Period(date(2024, 4, 1), 8))
    assert np.array_equal(one[12 * 48 :], later)


def test_sunny_days_are_the_cheap_days_of_the_bundled_prices():
    from storage_opt.inputs.bundled import bundled_file
    from storage_opt.inputs.prices import read_prices

    year = read_prices([bundled_file("spot", 2024)], area="kyushu").years[0]
    plant = SolarPlant(10.0, SolarArray(10.0, 32.8, 130.7))
    output, _ = solar_output_mw(plant, SolarChoice(None, 2023), "kyushu", year.period)
    share = output.mean() / 10.0
    assert 0.12 < share < 0.17
    midday = year.spot_jpy_per_mwh.reshape(-1, 48)[:, 20:28].mean(axis=1)
    spring = year.period.months[::48] == 5
    sunny = output.reshape(-1, 48).sum(axis=1)
    assert np.corrcoef(sunny[spring], midday[spring])[0, 1] < -0.3


PERIOD = Period(date(2023, 4, 1), 2)


def rows():
    moments = [f"{start}" for start in PERIOD.slot_starts]
    return [[moment, f"{0.1 * (k % 48):.1f}"] for k, moment in enumerate(moments)]


def written(tmp_path: Path, table, header="slot_start,solar_mw"):
    path = tmp_path / "sun.csv"
    path.write_text("\n".join([header, *(",".join(row) for row in table)]) + "\n", encoding="utf-8")
    return path


def test_the_users_own_table(tmp_path):
    expected = np.tile(np.arange(48) / 10, 2)
    output, source = read_solar(written(tmp_path, rows()), "tokyo", PERIOD, 5.0)
    assert output == pytest.approx(expected)
    assert (source.layout, source.rows, source.is_synthetic) == ("solar_csv", 96, False)
    # Other days, other areas and other columns are left out; the order of rows does not matter.
    more = [[*row, "tokyo", "1"] for row in rows()] + [[*row, "kyushu", "2"] for row in rows()]
    more += [["2023-04-03T00:00", "9.9", "tokyo", "1"]]
    path = written(tmp_path, more[::-1], "slot_start,solar_mw,area,spot_jpy_per_kwh")
    assert read_solar(path, "tokyo", PERIOD, 5.0)[0] == pytest.approx(expected)
    table = pa.table({"slot_start": PERIOD.slot_starts.astype("datetime64[ms]"), "solar_mw": expected})
    pq.write_table(table, tmp_path / "sun.parquet")
    output, source = read_solar(tmp_path / "sun.parquet", None, PERIOD, 5.0)
    assert output == pytest.approx(expected)
    assert source.layout == "solar_parquet"


def test_every_fault_of_a_table_is_told_at_once(tmp_path):
    table = rows()
    table[3][1], table[4][1], table[5][1], table[6][1] = "-1", "5.1", "much", ""
    table[7][0] = "yesterday"
    table[8][0] = "2023-04-01T04:10"
    table[10] = table[9]
    with pytest.raises(MarketDataError) as raised, language("en"):
        read_solar(written(tmp_path, table), None, PERIOD, 5.0)
    told = raised.value.text("en")
    assert "4 values of column solar_mw" in told and "row 5 (2023-04-01 01:30): '-1'" in told and "'much'" in told
    assert "1 starts of slots in column slot_start cannot be read" in told and "'yesterday'" in told
    assert "not on a half hour" in told and "04:10" in told
    assert "given twice" in told
    assert "no output in 3 slots" in told and "2023-04-01 03:30" in told and "2023-04-01 05:00" in told
    with pytest.raises(MarketDataError, match=r"sun\.csv"):
        read_solar(written(tmp_path, rows(), "slot_start,output"), None, PERIOD, 5.0)
    with pytest.raises(MarketDataError, match=r"none\.csv"):
        read_solar(tmp_path / "none.csv", None, PERIOD, 5.0)


def project(tmp_path, solar, *more, area="area: tokyo"):
    path = tmp_path / "project.yaml"
    path.write_text(f"{area}\nbattery: {{power_mw: 1, energy_mwh: 4}}\nsolar: {solar}\n", encoding="utf-8")
    return read_project(path, more)


def test_keys_of_the_project_file(tmp_path):
    plain = project(tmp_path, "{capacity_mw: 20}")
    assert plain.site.solar == SolarPlant(20.0, SolarArray(20.0, 35.9, 139.6, 20.0, 180.0, 0.14))
    assert plain.solar == SolarChoice(None, 2023)
    assert any(fact.name == "solar.default_losses" for fact in plain.unverified_facts)
    own = project(
        tmp_path,
        "{capacity_mw: 20, dc_mw: 26, tilt_deg: 30, azimuth_deg: 170, latitude_deg: 33, longitude_deg: 131, losses: 0.1}",
    )
    assert own.site.solar == SolarPlant(20.0, SolarArray(26.0, 33.0, 131.0, 30.0, 170.0, 0.1))
    assert not any(fact.name == "solar.default_losses" for fact in own.unverified_facts)
    file = project(tmp_path, "{capacity_mw: 20, source: sun.csv}")
    assert (file.site.solar, file.solar.path) == (SolarPlant(20.0), tmp_path / "sun.csv")
    assert project(tmp_path, "null").solar is None


@pytest.mark.parametrize(
    ("solar", "area", "told"),
    [
        ("{capacity_mw: -1}", "area: tokyo", "solar.capacity_mw"),
        ("{source: synthetic}", "area: tokyo", "solar.capacity_mw (line 3): missing"),
        ("{capacity_mw: 1, tilt: 20}", "area: tokyo", "Did you mean tilt_deg?"),
        ("{capacity_mw: 1}", "name: x", "neither area nor place"),
        ("{capacity_mw: 1, latitude_deg: 33}", "name: x", "only one of them"),
        ("{capacity_mw: 1, source: sun.csv, tilt_deg: 20, seed: 1}", "area: tokyo", "solar.seed, solar.tilt_deg"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path, solar, area, told):
    with pytest.raises(ProjectError) as raised:
        project(tmp_path, solar, area=area)
    shown = raised.value.text("en")
    assert told in shown or told.replace(" (line 3)", "") in shown
