"""Where intraday prices come from: the bundled set or the price files; scaled with spot, and on record."""

import json
from datetime import date, timedelta

import numpy as np
import pyarrow.parquet as pq
import pytest

from storage_opt.cli import _run
from storage_opt.errors import MarketDataError
from storage_opt.inputs.bundled import bundled_file
from storage_opt.inputs.bundled_intraday import bundled_intraday
from storage_opt.inputs.project import read_project
from storage_opt.messages import set_language
from storage_opt.studies.run import run
from storage_opt.timeline import Period


def published(year):
    return pq.read_table(bundled_file("intraday", year)).column("intraday_jpy_per_kwh").to_numpy()


def test_days_of_the_bundled_series_and_the_turn_of_the_year():
    prices, files = bundled_intraday(Period(date(2024, 3, 31), 2))
    expected = np.concatenate([published(2023)[-48:], published(2024)[:48]]) * 1000.0
    assert prices == pytest.approx(expected)
    assert [file.name for file in files] == ["bundled:intraday_FY2023.parquet", "bundled:intraday_FY2024.parquet"]
    assert all(file.is_synthetic and len(file.sha256) == 64 for file in files)
    with pytest.raises(MarketDataError) as raised:
        bundled_intraday(Period(date(2027, 4, 1), 1))
    assert "2027" in raised.value.text("en")


def project(tmp_path, *more, source="bundled:synthetic"):
    days = [date(2024, 4, 1) + timedelta(days=k) for k in range(3)]
    rows = [f"{d}T{k // 2:02}:{k % 2 * 30:02},{8 + 4 * (k > 30)}" for d in days for k in range(48)]
    (tmp_path / "spot.csv").write_text("\n".join(["slot_start,spot_jpy_per_kwh", *rows]) + "\n")
    path = tmp_path / "project.yaml"
    path.write_text(
        "battery: {power_mw: 2, energy_mwh: 4, wear_jpy_per_mwh: 500}\n"
        f"markets: {{spot: {{fee_jpy_per_kwh: 0.04}}, intraday: {{fee_jpy_per_kwh: 0.1, limit_mw: 1, source: '{source}'}}}}\n"
        "prices: {source: spot.csv}\n"
    )
    return read_project(path, more)


def test_a_run_uses_the_bundled_prices_scaled_and_says_so(tmp_path):
    one = run(project(tmp_path))
    (year,) = one.years
    assert year.prices.intraday_jpy_per_mwh == pytest.approx(1000.0 * published(2024)[:144])
    assert one.is_synthetic
    assert [source.name for source in one.sources][-1] == "bundled:intraday_FY2024.parquet"
    assert {"spot", "intraday"} <= set(year.figures.revenue_jpy)
    assert {"spot_fee", "intraday_fee"} <= set(year.figures.variable_cost_jpy)
    doubled = run(project(tmp_path, "prices.scale=2", "markets.spot.fee_jpy_per_kwh=0.08", "battery.wear_jpy_per_mwh=1000",
                          "markets.intraday.fee_jpy_per_kwh=0.2"))  # fmt: skip
    assert doubled.years[0].outcome.objective_jpy == pytest.approx(2.0 * year.outcome.objective_jpy, rel=1e-9)


def test_intraday_prices_of_the_price_files(tmp_path):
    """Spot 8 all day and 12 from slot 31 on; intraday 3 dearer: bought at spot, sold intraday, 1 MW in every slot, and no other way.

    A position of 1 MW that the plant could take earns 0.5 × (3,000 − 40 − 100) = 1,430 a slot on top of the battery's own arbitrage; with
    the limit of 1 MW all of the battery's sales go intraday or none: the value per slot is the same 1,430 either way.
    """
    alone = project(tmp_path, "markets.intraday=null")
    rows = (tmp_path / "spot.csv").read_text().splitlines()
    dearer = [f"{row},{float(row.split(',')[1]) + 3}" for row in rows[1:]]
    (tmp_path / "spot.csv").write_text("\n".join([f"{rows[0]},intraday_jpy_per_kwh", *dearer]) + "\n")
    without = run(alone).years[0].outcome.objective_jpy
    path = tmp_path / "project.yaml"
    with_it = run(read_project(path, ["markets.intraday.source=prices"])).years[0]
    assert with_it.prices.intraday_jpy_per_mwh == pytest.approx(with_it.prices.spot_jpy_per_mwh + 3_000.0)
    assert with_it.dispatch.intraday_mw == pytest.approx(np.ones(144))
    assert with_it.outcome.objective_jpy > without + 144 * 1_350.0
    (tmp_path / "spot.csv").write_text(
        "\n".join([f"{rows[0]},intraday_jpy_per_kwh", *dearer[:-1], rows[-1] + ","]) + "\n"
    )
    with pytest.raises(MarketDataError) as raised:
        run(read_project(path, ["markets.intraday.source=prices"]))
    assert "intraday_jpy_per_kwh" in raised.value.text("en")


def test_price_files_without_intraday_prices_are_refused(tmp_path):
    with pytest.raises(MarketDataError) as raised:
        run(project(tmp_path, source="prices"))
    assert "intraday_jpy_per_kwh" in raised.value.text("en")


@pytest.fixture
def in_japanese():
    set_language("ja")
    yield
    set_language(None)


def test_files_of_a_run_show_the_market_and_the_sun(tmp_path, capsys, in_japanese):
    project(tmp_path)
    sun = ["slot_start,solar_mw"]
    sun += [
        f"{date(2024, 4, 1) + timedelta(days=d)}T{k // 2:02}:{k % 2 * 30:02},{2.0 * (18 <= k < 30)}"
        for d in range(3)
        for k in range(48)
    ]
    (tmp_path / "sun.csv").write_text("\n".join(sun) + "\n")
    out = tmp_path / "out"
    given = ["run", str(tmp_path / "project.yaml"), "--out", str(out)]
    keys = ["solar.capacity_mw=2", "solar.source=sun.csv", "connection.export_limit_mw=1.5"]
    assert _run([*given, *(part for key in keys for part in ("--set", key))]) == 0
    capsys.readouterr()
    assert _run(["check", *given[1:2], *(part for key in keys for part in ("--set", key))]) == 0
    assert _run(["check", *given[1:2], "--set", "solar.capacity_mw=1", "--set", "solar.source=sun.csv"]) == 3
    assert "solar_mw" in capsys.readouterr().err
    table = pq.read_table(out / "dispatch.parquet").to_pandas()
    assert {"intraday_mw", "intraday_jpy_per_kwh", "solar_mw", "solar_curtailed_mw"} <= set(table.columns)
    available = table.solar_mw + table.solar_curtailed_mw
    assert available.tolist() == pytest.approx(([0.0] * 18 + [2.0] * 12 + [0.0] * 18) * 3)
    flows = table.discharge_mw - table.charge_mw + table.solar_mw
    assert table.net_export_mw.tolist() == pytest.approx(flows.tolist())
    summary = json.loads((out / "summary.json").read_text())
    (year,) = summary["years"]
    assert year["solar_mwh"] + year["curtailed_mwh"] == pytest.approx(36.0)
    assert {"spot", "intraday"} <= set(year["revenue_jpy"])
    manifest = json.loads((out / "manifest.json").read_text())
    assert [entry["layout"] for entry in manifest["prices"]] == ["canonical_csv", "canonical_parquet", "solar_csv"]
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "時間前市場収入" in page and "太陽光電力量" in page
