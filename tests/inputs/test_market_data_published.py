"""Published files, where they are at hand: every row of the tables that describe them, after an import."""

from __future__ import annotations

import csv

import numpy as np
import pyarrow.parquet as pq
import pytest

from storage_opt.inputs.importing import import_files
from storage_opt.inputs.manifests import read_rows
from storage_opt.inputs.plausibility import fit_of, implausible
from storage_opt.inputs.price_files import open_files
from storage_opt.inputs.prices import read_prices
from storage_opt.inputs.published import read_awards
from storage_opt.inputs.statistics import PriceStatistics, price_statistics
from storage_opt.records.balancing import PLACES
from storage_opt.records.prices import AREAS
from storage_opt.timeline import Period

pytestmark = pytest.mark.real_data

FILES = (
    "spot_summary_2021.csv", "spot_summary_2023.csv", "intraday_2023.csv", "202310_3-1_result.csv", "202310_3-2_result.csv",
    "202505_3-2_prompt.csv",
)  # fmt: skip

# Table "Checked facts" of the README beside the files: mean, std, min, p50, p95, max, share at 0.01, share from 30, range.
SPOT = """
2021 system 17520 13.46 9.99 0.01 9.76 30.00 80.00 1.62 5.62 16.39
2021 hokkaido 17520 13.74 10.70 0.01 9.89 31.02 80.02 1.01 6.29 17.51
2021 tohoku 17520 13.85 10.91 0.01 9.89 31.15 80.02 1.16 6.46 16.85
2021 tokyo 17520 14.27 11.36 0.01 10.06 32.36 80.02 0.44 6.76 15.80
2021 chubu 17520 14.41 10.20 0.01 10.35 31.05 80.00 1.33 6.61 17.53
2021 hokuriku 17520 14.12 9.71 0.01 10.34 30.56 80.00 1.32 6.20 17.27
2021 kansai 17520 14.05 9.64 0.01 10.35 30.32 80.00 1.32 5.94 17.16
2021 chugoku 17520 14.03 9.65 0.01 10.33 30.32 80.00 1.38 5.94 17.25
2021 shikoku 17520 14.02 9.64 0.01 10.32 30.28 80.00 1.38 5.91 17.30
2021 kyushu 17520 11.29 9.00 0.01 8.56 28.46 80.00 8.65 3.87 18.46
2023 system 17568 10.74 4.44 0.01 10.78 17.13 52.94 4.72 0.13 11.47
2023 hokkaido 17568 11.45 4.58 0.01 11.44 18.28 50.00 3.54 0.09 11.70
2023 tohoku 17568 11.33 4.39 0.01 11.37 17.66 50.00 3.31 0.10 11.07
2023 tokyo 17568 12.20 4.08 0.01 11.98 18.18 50.00 1.96 0.15 9.59
2023 chubu 17568 11.14 4.53 0.01 11.20 17.46 50.00 4.79 0.18 11.54
2023 hokuriku 17568 9.85 4.77 0.01 10.02 17.09 50.00 7.02 0.17 12.09
2023 kansai 17568 9.74 4.77 0.01 10.00 17.06 50.00 7.09 0.17 12.01
2023 chugoku 17568 9.69 4.75 0.01 10.00 17.00 50.00 7.21 0.14 12.08
2023 shikoku 17568 9.54 4.82 0.01 9.93 16.84 50.00 7.89 0.14 12.48
2023 kyushu 17568 9.14 5.00 0.01 9.81 16.52 50.00 12.40 0.09 12.92
"""
# Table of EPRX samples: blocks, with award, requirement, offer, award, weighted price, highest price.
AWARDS = """
202310_3-1_result hokkaido 248 0 0.00 0.00 0.00 nan 0.00
202310_3-1_result tokyo 248 113 0.00 283.73 167.13 0.39 0.39
202310_3-1_result kansai 248 141 412.50 282.81 206.88 9.83 52.76
202310_3-1_result kyushu 248 98 204.88 192.80 178.93 5.50 23.53
202310_3-1_result japan 248 217 991.38 1032.41 798.72 5.70 52.76
202310_3-2_result hokkaido 248 145 37.42 34.75 26.37 0.17 2.33
202310_3-2_result tokyo 248 167 407.64 807.26 529.49 1.43 171.69
202310_3-2_result kansai 248 104 208.31 471.52 218.74 1.72 80.00
202310_3-2_result kyushu 248 134 245.87 264.66 224.32 1.76 6.53
202310_3-2_result japan 248 245 1777.88 2693.37 1533.73 1.35 171.69
202505_3-2_prompt hokkaido 1488 445 12.30 199.34 15.79 0.41 6.17
202505_3-2_prompt tokyo 1488 941 222.18 720.45 224.31 3.23 97.00
202505_3-2_prompt kansai 1488 460 128.08 311.10 108.23 0.54 75.00
202505_3-2_prompt kyushu 1488 945 206.26 399.75 192.44 1.24 197.00
202505_3-2_prompt japan 1488 1344 912.00 2754.58 893.00 1.43 200.00
"""
ROUNDING = 0.00551
"""Figures were rounded to three decimals and then to two, so that 11.44489 stands as 11.45."""


def rows_of(table: str) -> list[list[str]]:
    return [line.split() for line in table.strip().splitlines()]


@pytest.fixture(scope="module")
def imported(real_data, tmp_path_factory):
    out = tmp_path_factory.mktemp("data") / "sets"
    import_files([real_data / name for name in FILES], out)
    return out


def spot_series(folder, year: int) -> dict[str, np.ndarray]:
    table = pq.read_table(folder / f"jepx_spot_FY{year}.parquet")
    prices = table.column("spot_jpy_per_kwh").to_numpy().reshape(9, -1)
    system = table.column("system_jpy_per_kwh").to_numpy().reshape(9, -1)
    assert (system == system[0]).all()
    return {"system": system[0], **dict(zip(AREAS, prices, strict=True))}


@pytest.mark.parametrize("row", rows_of(SPOT), ids=lambda row: "-".join(row[:2]))
def test_spot(imported, row):
    year, series, slots, *figures = row
    s = price_statistics(spot_series(imported, int(year))[series], Period.of_fiscal_year(int(year)))
    assert s.slots == int(slots)
    mine = (s.mean, s.std, s.low, s.p50, s.p95, s.high, s.floor_pct, s.spike_pct, s.spread)
    assert mine == pytest.approx([float(figure) for figure in figures], abs=ROUNDING)


@pytest.mark.parametrize("year", [2021, 2023])
def test_every_published_statistic_of_a_year(real_data, imported, year):
    path = real_data.parent / "facts" / "stats" / "jepx_spot_by_fy_area.csv"
    if not path.is_file():
        pytest.skip("no table of published statistics beside the files")
    names = {
        "mean": "mean", "std": "std", "low": "min", "p5": "p5", "p50": "p50", "p95": "p95", "high": "max",
        "floor_pct": "share_001", "spike_pct": "share_ge30", "spread": "spread", "tb2h": "tb4slots", "tb4h": "tb8slots",
        "ac1": "ac1", "ac7": "ac7", "ac_slot": "ac_slot_day", "weekend": "weekend_ratio",
    }  # fmt: skip
    assert {"slots", *names} == set(PriceStatistics.__dataclass_fields__)
    with path.open(encoding="utf-8") as file:
        told = {row["area"]: row for row in csv.DictReader(file) if row["fy"] == str(year)}
    series = spot_series(imported, year)
    assert told.keys() == series.keys()
    for name, prices in series.items():
        s = price_statistics(prices, Period.of_fiscal_year(year))
        for ours, theirs in names.items():
            assert getattr(s, ours) == pytest.approx(float(told[name][theirs]), abs=5.01e-4), (name, ours)


def test_intraday(imported):
    prices = pq.read_table(imported / "jepx_intraday_FY2023.parquet")
    mean = prices.column("intraday_jpy_per_kwh").to_numpy()
    assert (mean.size, round(mean.mean(), 2), mean.min(), mean.max()) == (17568, 11.70, 0.01, 50.16)
    assert prices.column("intraday_trades").to_numpy().min() > 0


@pytest.mark.parametrize("row", rows_of(AWARDS), ids=lambda row: "-".join(row[:2]))
def test_awards(real_data, row):
    name, place, blocks, with_award, *figures = row
    (awards,) = read_awards([real_data / f"{name}.csv"])
    i = PLACES.index(place)
    assert awards.award_mw.shape[1] == int(blocks)
    assert (awards.award_mw[i] > 0).sum() == int(with_award)
    price = awards.volume_weighted_price()[i]
    highest = np.nan_to_num(awards.max_award_jpy_per_kw_slot[i]).max()
    mine = [x[i].mean() for x in (awards.requirement_mw, awards.offer_mw, awards.award_mw)]
    expected = [float(figure) for figure in figures]
    assert [*mine, price, highest] == pytest.approx(expected, abs=ROUNDING, nan_ok=True)


def test_imported_awards_are_those_of_the_file(real_data, imported):
    for name, product, month in (("202310_3-1_result", "rr", "202310"), ("202505_3-2_prompt", "rr_fit", "202505")):
        (awards,) = read_awards([real_data / f"{name}.csv"])
        table = pq.read_table(imported / f"eprx_{product}_{month}.parquet").to_pandas()
        price = table[f"{product}_jpy_per_kw_slot"].to_numpy().reshape(9, -1)
        np.testing.assert_array_equal(price, awards.by_slot(awards.mean_award_jpy_per_kw_slot)[:9])
        share = table[f"{product}_acceptance"].to_numpy().reshape(9, -1)
        np.testing.assert_array_equal(share, awards.by_slot(awards.acceptance())[:9])
        assert ((share == 0) == np.isnan(price)).all()


def test_every_file_has_its_row(imported):
    rows = read_rows(imported)
    assert {row["source_file"]: row["rows"] for row in rows} == {
        "spot_summary_2021.csv": 9 * 17520,
        "spot_summary_2023.csv": 9 * 17568,
        "intraday_2023.csv": 17568,
        "202310_3-1_result.csv": 9 * 31 * 48,
        "202310_3-2_result.csv": 9 * 31 * 48,
        "202505_3-2_prompt.csv": 9 * 31 * 48,
    }
    assert not any(row["synthetic"] for row in rows)


def test_spot_and_intraday_of_a_year_from_the_imported_folder(imported):
    book = read_prices(
        [imported], area="tokyo", fiscal_years=[2023], needed=("spot_jpy_per_kwh", "intraday_jpy_per_kwh")
    )
    (year,) = book.years
    difference = (year.intraday_jpy_per_mwh - 1000 * spot_series(imported, 2023)["system"]) / 1000
    assert (round(difference.mean(), 2), round(difference.std(), 2)) == (0.96, 2.17)
    assert [warning.values["column"] for warning in book.warnings] == [
        "rr_jpy_per_kw_slot",
        "rr_fit_jpy_per_kw_slot",
    ]


def test_part_of_a_year_in_cp932(real_data, tmp_path):
    import_files([real_data / "spot_summary_2023_part_cp932.csv"], tmp_path / "sets")
    (row,) = read_rows(tmp_path / "sets")
    assert (row["rows"], row["first_day"], row["last_day"]) == (9 * 10992, "2023-04-01", "2023-11-15")


@pytest.mark.parametrize("year", [2021, 2023])
def test_plausibility_of_good_and_spoilt_years(real_data, year):
    (file,), _ = open_files([real_data / f"spot_summary_{year}.csv"])
    system, areas = file.source.levels()
    fit = fit_of(system, areas)
    assert fit.correlation > 0.96
    assert 0.84 < fit.inside < 0.94
    assert min(fit.equal) > 0.5
    assert implausible("f", AREAS, system, areas) == []
    windows = [slice(i, i + 28 * 48) for i in range(0, system.size - 28 * 48 + 1, 28 * 48)]
    assert all(implausible("f", AREAS, system[w], areas[:, w]) == [] for w in windows)
    mixed = np.random.default_rng(1).permutation(system)
    assert [f.message.name for f in implausible("f", AREAS, mixed, areas)] == ["published.system_implausible"]
    assert [f.message.name for f in implausible("f", AREAS, np.roll(system, 1), areas)] == [
        "published.system_implausible"
    ]
    for area in range(9):
        moved = areas.copy()
        moved[area] = np.roll(moved[area], 1)
        (fault,) = implausible("f", AREAS, system, moved)
        assert f"{AREAS[area]} equals another area in" in fault.text("en")
        assert "moved back by 1 slot(s)" in fault.text("en")
