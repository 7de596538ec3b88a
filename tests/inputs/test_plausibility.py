"""Columns that do not belong together: random order, moved, rotated; and what passes."""

from __future__ import annotations

import numpy as np
import pytest
from published_files import bundled_year, jepx_year_text

from storage_opt.errors import MarketDataError
from storage_opt.inputs.plausibility import fit_of, implausible
from storage_opt.inputs.prices import read_prices
from storage_opt.records.prices import AREAS


def names(system: np.ndarray | None, areas: np.ndarray) -> list[str]:
    return [fault.message.name for fault in implausible("f.csv", AREAS, system, areas)]


def year(days: int = 366) -> tuple[np.ndarray, np.ndarray]:
    areas = bundled_year()[:, : 48 * days].copy()
    return np.median(areas, axis=0), areas


def test_figures_by_hand():
    areas = np.array([[1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 5.0, 6.0]])
    fit = fit_of(np.array([1.0, 9.0, 4.0, 5.0]), areas)
    assert fit.slots == 4
    assert fit.inside == 0.75
    assert fit.equal == (0.5, 0.5)
    assert fit.correlation == pytest.approx(np.corrcoef([1, 9, 4, 5], [1, 2, 4, 5])[0, 1])


@pytest.mark.parametrize("days", [366, 300, 60, 28])
def test_good_file_passes(days):
    assert names(*year(days)) == []


@pytest.mark.parametrize("days", [366, 60, 28])
def test_system_price_in_random_order(days):
    system, areas = year(days)
    np.random.default_rng(3).shuffle(system)
    assert names(system, areas) == ["published.system_implausible"]


@pytest.mark.parametrize("area", range(9))
@pytest.mark.parametrize("slots", [1, -2, 48, 336, 5000])
def test_area_moved_in_a_year(area, slots):
    system, areas = year()
    areas[area] = np.roll(areas[area], slots)
    text = implausible("f.csv", AREAS, system, areas)[-1].text("en")
    assert f"{AREAS[area]} equals another area" in text
    assert (f"if moved back by {slots} slot(s)" in text) == (abs(slots) <= 672)


@pytest.mark.parametrize("slots", [1, 48])
def test_area_moved_in_a_month(slots):
    system, areas = year(30)
    areas[5] = np.roll(areas[5], slots)
    assert "published.area_implausible" in names(system, areas)


def test_area_in_random_order():
    system, areas = year()
    np.random.default_rng(3).shuffle(areas[2])
    assert names(system, areas) == ["published.area_implausible"]


def test_without_a_system_price_the_areas_are_still_measured():
    _, areas = year()
    assert names(None, areas) == []
    areas[0] = np.roll(areas[0], 48)
    assert names(None, areas) == ["published.area_implausible"]


def test_what_it_cannot_see():
    system, areas = year()
    exchanged = areas[[0, 1, 5, 3, 4, 2, 6, 7, 8]]
    assert names(system, exchanged) == []
    few_days = areas.copy()
    few_days[2, 480:960] = np.roll(few_days[2, 480:960], 48)
    assert names(system, few_days) == []
    short_system, short = year(27)
    assert names(np.random.default_rng(3).permutation(short_system), short) == []


def test_accepted_only_when_asked_for_and_then_said(tmp_path):
    path = tmp_path / "spot_summary_2023.csv"
    path.write_text(jepx_year_text(lambda system, areas: np.random.default_rng(1).shuffle(system)), encoding="cp932")
    with pytest.raises(MarketDataError, match="does not belong to the area prices"):
        read_prices([path], area="tokyo")
    book = read_prices([path], area="tokyo", accept_implausible=True)
    (warning,) = book.warnings
    assert "Used although implausible" in warning.text("en")
    assert "correlation with their mean" in warning.text("en")
    np.testing.assert_allclose(book.years[0].spot_jpy_per_mwh, 1000 * bundled_year()[2])
