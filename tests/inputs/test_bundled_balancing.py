"""Bundled balancing results: what they hold, and that acceptance behaves as a market does."""

from datetime import date

import numpy as np
import pytest

from storage_opt.errors import MarketDataError
from storage_opt.inputs.bundled_balancing import bundled_balancing, bundled_regimes, nearest_regime
from storage_opt.inputs.synthetic.balancing import generate_balancing
from storage_opt.inputs.synthetic.dataset import BUNDLED_SEED
from storage_opt.markets.acceptance import accepted_share
from storage_opt.markets.acceptance_fit import fit_acceptance
from storage_opt.records.awards_market import BalancingBook
from storage_opt.records.prices import AREAS, PRODUCTS

AFTER = "2026-09-01"
CAP = 10.0


@pytest.fixture(scope="module")
def after() -> dict[str, BalancingBook]:
    return {area: bundled_balancing(area, 2024, AFTER) for area in AREAS}


def curves(book: BalancingBook, product: str, prices: np.ndarray) -> np.ndarray:
    """Acceptance at each price, shape (prices, seasons, blocks)."""
    (run,) = book.of(product)
    return accepted_share(prices[:, None, None], fit_acceptance(run, CAP))


def test_products_and_blocks_follow_the_rules_of_the_date():
    blocks = {
        year: [
            (run.product, run.blocks, run.first_day, run.n_days)
            for run in bundled_balancing("tokyo", year, "delivery").runs
        ]
        for year in (2023, 2024, 2025)
    }
    assert blocks[2023] == [("rr", 8, date(2023, 4, 1), 366), ("rr_fit", 8, date(2023, 4, 1), 366)]
    assert ("rr_fit", 8, date(2024, 4, 1), 347) in blocks[2024] and ("rr_fit", 48, date(2025, 3, 14), 18) in blocks[
        2024
    ]
    assert ("composite", 8, date(2025, 4, 1), 347) in blocks[2025]
    assert ("composite", 48, date(2026, 3, 14), 18) in blocks[2025]
    assert {name for name, *_ in blocks[2024]} == set(PRODUCTS)


def test_rules_of_one_date_hold_on_every_day(after):
    for book in after.values():
        assert book.products == PRODUCTS
        assert [(run.blocks, run.n_days) for run in book.runs] == [(48, 365)] * len(PRODUCTS)


@pytest.mark.parametrize("regime", ["delivery", AFTER])
def test_the_file_holds_what_the_generator_makes(regime):
    made = generate_balancing(2023, seed=BUNDLED_SEED, rules_on=regime)[AREAS.index("shikoku")]
    read = bundled_balancing("shikoku", 2023, regime)
    assert len(read.runs) == len(made.runs) and read.is_synthetic
    for mine, theirs in zip(made.runs, read.runs, strict=True):
        assert (mine.product, mine.first_day) == (theirs.product, theirs.first_day)
        for name, array in mine.arrays.items():
            np.testing.assert_array_equal(array, theirs.arrays[name])


@pytest.mark.parametrize("regime", ["delivery", AFTER])
def test_clearing_is_possible(regime):
    caps = {"delivery": 19.51, AFTER: CAP}
    for area in AREAS:
        for run in bundled_balancing(area, 2025, regime).runs:
            assert (
                (run.award_mw <= run.offer_mw).all() and (run.offer_mw >= 0).all() and (run.requirement_mw >= 0).all()
            )
            awarded = run.award_mw > 0
            assert (np.isfinite(run.mean_jpy_per_kw_slot) == awarded).all()
            low, mean, high = (array[awarded] for array in list(run.arrays.values())[3:])
            assert (low <= mean).all() and (mean <= high).all()
            if run.product != "rr_fit" and awarded.any():
                assert high.max() <= caps[regime]


def test_acceptance_falls_with_price_from_one_to_nothing(after):
    prices = np.linspace(0.0, 12.0, 121)
    for product in ("composite", "fcr", "rr"):
        q = np.array([curves(book, product, prices) for book in after.values()])
        assert (np.diff(q, axis=1) <= 1e-12).all()
        assert (q[:, 0] > 0.99).all() and (q[:, prices > CAP] == 0.0).all()
        assert (q[:, 10] - q[:, 90] > 0.3).mean() > 0.4


def test_acceptance_differs_by_area_block_and_season(after):
    at_five = np.array([curves(after[area], "composite", np.array([5.0]))[0] for area in AREAS])
    assert at_five.shape == (9, 4, 48)
    by_area = at_five.mean(axis=(1, 2))
    assert by_area[AREAS.index("tohoku")] > 0.9 > 0.4 > by_area[AREAS.index("hokkaido")]
    tokyo = at_five[AREAS.index("tokyo")]
    assert np.ptp(tokyo.mean(axis=0)) > 0.3
    assert np.ptp(tokyo.mean(axis=1)) > 0.05


def test_the_marginal_price_differs_from_day_to_day(after):
    (run,) = after["tokyo"].of("composite")
    days = np.nanmean(run.max_jpy_per_kw_slot, axis=1)
    assert days.std() > 0.1 * days.mean()
    assert len(np.unique(run.offer_mw, axis=0)) == run.n_days


def test_prices_are_lower_and_offers_more_plentiful_after_the_reform(after):
    before = bundled_balancing("tokyo", 2024, "delivery")
    (old,), (new,) = before.of("fcr"), after["tokyo"].of("fcr")
    assert old.offer_mw.sum() * 6 < 0.05 * old.requirement_mw.sum() * 6
    assert 0.8 < new.offer_mw.sum() / new.requirement_mw.sum() < 1.1
    composite = [after[area].of("composite")[0] for area in AREAS]
    ratio = sum(run.offer_mw.sum() for run in composite) / sum(run.requirement_mw.sum() for run in composite)
    assert 1.5 < ratio < 2.5  # markets A10: 1.96
    prices = [bundled_balancing("kyushu", 2025, regime).of("composite")[0] for regime in ("delivery", AFTER)]
    assert np.nanmax(prices[0].max_jpy_per_kw_slot) == 19.51 and np.nanmax(prices[1].max_jpy_per_kw_slot) <= CAP


def test_values_by_slot_repeat_the_block():
    book = bundled_balancing("kyushu", 2024, "delivery")
    slots = book.by_slot("rr_fit", "offer_mw").reshape(-1, 48)
    early, late = book.of("rr_fit")
    assert (slots[0, :6] == early.offer_mw[0, 0]).all() and slots[0, 47] == early.offer_mw[0, 7]
    np.testing.assert_array_equal(slots[347:], late.offer_mw)
    assert np.isnan(bundled_balancing("kyushu", 2023, "delivery").by_slot("fcr", "offer_mw")).all()


def test_rules_for_an_operating_year_are_the_latest_bundled():
    assert bundled_regimes() == ("delivery", AFTER)
    assert nearest_regime(date(2028, 4, 1), bundled_regimes()) == AFTER
    assert nearest_regime(date(2026, 8, 31), bundled_regimes()) is None


def test_what_is_not_bundled_is_named_with_what_is():
    with pytest.raises(MarketDataError) as caught:
        bundled_balancing("tokyo", 2022, AFTER)
    assert "FY2023 delivery" in caught.value.text("en") and "2022 年度" in caught.value.text("ja")
