"""Publishers' files beyond the spot price: what stands in them is what is read, in whatever dress they come."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from price_tables import JEPX_HEADER, jepx_rows, prices_of, spot
from published_files import (
    PRELIMINARY,
    SUPPLY_20,
    SUPPLY_22,
    award,
    eprx_rows,
    imbalance_price,
    imbalance_rows,
    intraday_price,
    intraday_rows,
    put,
    resource_rows,
    supply_rows,
)

from storage_opt.errors import MarketDataError
from storage_opt.inputs.price_files import open_files
from storage_opt.inputs.prices import read_prices
from storage_opt.inputs.published import read_awards, read_awards_by_resource, read_imbalance, read_supply
from storage_opt.records.prices import AREAS, PRODUCTS

STYLES = [{}, {"encoding": "utf-8", "line_end": "\n"}, {"encoding": "utf-8-sig"}, {"line_end": "\r"}]
IDS = ["cp932 CRLF", "UTF-8 LF", "BOM", "CR"]


def layout_of(path) -> str:
    (file,), faults = open_files([path])
    assert not faults
    return file.source.layout


@pytest.mark.parametrize(
    "rows, layout",
    [
        (jepx_rows(), "jepx_spot"),
        (intraday_rows(), "jepx_intraday"),
        (eprx_rows(), "eprx_result"),
        (eprx_rows(status=PRELIMINARY, blocks=48), "eprx_result"),
        (resource_rows(), "eprx_by_resource"),
        (supply_rows(), "supply"),
        (imbalance_rows(), "imbalance"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("style", STYLES, ids=IDS)
def test_recognised_by_the_header_whatever_the_name(tmp_path, rows, layout, style):
    assert layout_of(put(tmp_path / "x.csv", rows, **style)) == layout


def test_old_spot_layout_with_other_columns(tmp_path):
    header = [
        "年月日",
        *JEPX_HEADER[1:],
        "スポット・時間前平均価格(円/kWh)",
        "α上限値×スポット・時間前平均価格(円/kWh)",
    ]
    rows = [header, *([*row, "1.5", "2.5"] for row in jepx_rows()[1:])]
    np.testing.assert_array_equal(spot(read_prices([put(tmp_path / "x.csv", rows)], area="tokyo")), prices_of(1, 2))


@pytest.mark.parametrize("style", STYLES, ids=IDS)
@pytest.mark.parametrize("date_style", ["%Y/%m/%d", "%Y-%m-%d", "%Y%m%d"])
def test_intraday_mean_price(tmp_path, style, date_style):
    rows = intraday_rows(n_days=2, date_style=date_style)
    paths = [put(tmp_path / "s.csv", jepx_rows(n_days=2)), put(tmp_path / "i.csv", rows, **style)]
    (year,) = read_prices(paths, area="kyushu").years
    expected = [1000 * intraday_price(day, slot) for day in range(2) for slot in range(48)]
    np.testing.assert_allclose(year.intraday_jpy_per_mwh, expected, rtol=1e-12)


def test_older_intraday_volume_unit(tmp_path):
    rows = intraday_rows()
    kwh = open_files([put(tmp_path / "new.csv", rows)])[0][0].source.rows("intraday_volume_mwh", None, None).values
    rows[0][7] = "約定量合計（ＭＷｈ／ｈ）"
    rows = [rows[0], *([*row[:7], "500", row[8]] for row in rows[1:])]
    mwh_per_h = (
        open_files([put(tmp_path / "old.csv", rows)])[0][0].source.rows("intraday_volume_mwh", None, None).values
    )
    np.testing.assert_array_equal(kwh, np.full(48, 250.0))
    np.testing.assert_array_equal(mwh_per_h, kwh)


@pytest.mark.parametrize("style", STYLES, ids=IDS)
@pytest.mark.parametrize("blocks", [8, 48])
@pytest.mark.parametrize("status", ["確報値", "速報値"])
@pytest.mark.parametrize("end", [True, False], ids=["E", "no E"])
def test_awards_by_area(tmp_path, style, blocks, status, end):
    path = put(tmp_path / "x.csv", eprx_rows(n_days=2, status=status, blocks=blocks, end=end), **style)
    (awards,) = read_awards([path])
    assert (awards.product, awards.blocks_per_day, awards.first_day) == ("rr_fit", blocks, date(2025, 4, 1))
    assert awards.status == ("final" if status == "確報値" else "preliminary")
    for area in range(9):
        expected = [award(day, block, area) for day in range(2) for block in range(blocks)]
        mw, price = np.array(expected).T
        np.testing.assert_array_equal(awards.award_mw[area], mw)
        np.testing.assert_array_equal(awards.mean_award_jpy_per_kw_slot[area], np.where(mw > 0, price, np.nan))
        np.testing.assert_allclose(awards.max_award_jpy_per_kw_slot[area], np.where(mw > 0, price + 0.5, np.nan))
        np.testing.assert_allclose(awards.min_award_jpy_per_kw_slot[area], np.where(mw > 0, price - 0.5, np.nan))
        np.testing.assert_array_equal(awards.offer_mw[area], 2 * mw + 5)
        np.testing.assert_array_equal(awards.acceptance()[area], mw / (2 * mw + 5))
    np.testing.assert_array_equal(awards.requirement_mw[-1], np.full(2 * blocks, 63.0))
    assert np.isnan(awards.volume_weighted_price()[0])


@pytest.mark.parametrize(
    "name, product",
    [
        ("一次調整力", "fcr"),
        ("二次調整力1", "s_frr"),
        ("二次調整力２", "frr"),
        ("三次調整力①", "rr"),
        ("三次調整力2", "rr_fit"),
        ("複合商品", "composite"),
        ("一次オフライン", "fcr_offline"),
    ],
)
def test_every_product_has_its_name(tmp_path, name, product):
    rows = eprx_rows(product=name)
    (awards,) = read_awards([put(tmp_path / "x.csv", rows, encoding="utf-8")])
    assert awards.product == product
    assert product in PRODUCTS


def test_products_are_never_added(tmp_path):
    names = {"composite": "複合商品", "rr": "三次調整力1", "fcr": "一次調整力"}
    paths = [put(tmp_path / f"{ours}.csv", eprx_rows(product=theirs)) for ours, theirs in names.items()]
    apart = read_awards(paths)
    assert [awards.product for awards in apart] == list(names)
    assert {awards.award_mw.sum() for awards in apart} == {read_awards(paths[:1])[0].award_mw.sum()}


def test_daily_file_of_2021_with_keys_of_blocks_only(tmp_path):
    rows = eprx_rows("2021-04-01", daily=True)
    assert rows[3][0] == "B01"
    (awards,) = read_awards([put(tmp_path / "x.csv", rows)])
    assert awards.first_day == date(2021, 4, 1)
    assert awards.award_mw.shape == (10, 8)


def test_awards_by_resource(tmp_path):
    (awards,) = read_awards_by_resource([put(tmp_path / "x.csv", resource_rows(n_days=2))])
    assert awards.columns == ("thermal", "hydro", "battery", "vpp", "total")
    np.testing.assert_array_equal(awards.award_mw[2], np.full(96, 30.0))
    np.testing.assert_array_equal(awards.mean_award_jpy_per_kw_slot[2, :2], [3.0, 3.01])


def test_results_of_one_area_by_day_and_block(tmp_path):
    (awards,) = read_awards([put(tmp_path / "x.csv", eprx_rows(n_days=3))])
    run = awards.run_of("tokyo")
    assert (run.product, run.n_days, run.blocks, run.last_day) == ("rr_fit", 3, 8, date(2025, 4, 3))
    assert (run.award_mw[1, 2], run.mean_jpy_per_kw_slot[1, 2]) == award(1, 2, 2)


def test_price_of_zero_with_a_volume_is_a_price(tmp_path):
    rows = eprx_rows(status=PRELIMINARY)
    for row in rows[3:]:
        if row[0] == "20250401B01" and "価格" in row[1] and "TSO" not in row[1]:
            row[4] = "0"
    (awards,) = read_awards([put(tmp_path / "x.csv", rows)])
    assert awards.mean_award_jpy_per_kw_slot[2, 0] == 0.0
    assert np.isnan(awards.mean_award_jpy_per_kw_slot[0, 0])


@pytest.mark.parametrize("header", [SUPPLY_20, SUPPLY_22], ids=["20", "22"])
@pytest.mark.parametrize("label", ["start", "24:00", "0:00 of the next day", "0:00 of the same day"])
@pytest.mark.parametrize("style", STYLES, ids=IDS)
def test_supply_and_demand(tmp_path, header, label, style):
    path = put(tmp_path / "eria_jukyu_202504_09.csv", supply_rows(n_days=2, header=header, label=label), **style)
    record = read_supply(path)
    assert (record.area, record.period.first_day, record.period.n_days) == ("kyushu", date(2025, 4, 1), 2)
    at = np.array([100 * day + slot for day in range(2) for slot in range(48)])
    np.testing.assert_array_equal(record.demand_mw, 2000 + at)
    np.testing.assert_array_equal(record.supply_mw["battery"], -(1000 * header.index("蓄電池") + at))
    np.testing.assert_array_equal(record.supply_mw["total"], 1000 * header.index("合計") + at)
    assert ("thermal_curtailed" in record.supply_mw) == (len(header) == 22)


def test_supply_with_wide_letters_and_future_slots(tmp_path):
    rows = supply_rows(n_days=3)
    rows[1] = [name.replace("(", "（").replace(")", "）").replace("LNG", "ＬＮＧ") for name in rows[1]]
    rows[98:] = [[*row[:2], *[""] * 18] for row in rows[98:]]
    record = read_supply(put(tmp_path / "x.csv", rows), "tokyo")
    assert (record.area, record.period.n_days) == ("tokyo", 2)
    assert record.supply_mw["lng"][0] == 4000


@pytest.mark.parametrize("style", STYLES, ids=IDS)
@pytest.mark.parametrize("preamble", [4, 1, 0])
def test_imbalance_prices(tmp_path, style, preamble):
    rows = imbalance_rows(n_days=2)
    path = put(tmp_path / "x.csv", rows[4 - preamble :], **style)
    record = read_imbalance(path)
    for area in range(9):
        expected = [imbalance_price(day, slot, area) for day in range(2) for slot in range(48)]
        np.testing.assert_array_equal(record.price_jpy_per_kwh[area], expected)
    paths = [put(tmp_path / "s.csv", jepx_rows("2025-04-01", 2)), path]
    (year,) = read_prices(paths, area="tokyo").years
    np.testing.assert_allclose(year.imbalance_jpy_per_mwh, 1000 * record.price_jpy_per_kwh[AREAS.index("tokyo")])


def test_files_without_prices_are_told_apart(tmp_path):
    paths = [
        put(tmp_path / "spot.csv", jepx_rows("2025-04-01")),
        put(tmp_path / "supply.csv", supply_rows()),
        put(tmp_path / "rt.csv", resource_rows()),
    ]
    with pytest.raises(MarketDataError) as caught:
        read_prices(paths, area="tokyo")
    text = caught.value.text("en")
    assert "supply.csv: recognised as area supply and demand" in text
    assert "rt.csv: recognised as EPRX results by kind of resource" in text
    with pytest.raises(MarketDataError, match="Expected EPRX results by area"):
        read_awards(paths[:1])
