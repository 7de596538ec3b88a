"""Offers at the best prices of the acceptance curves, replayed on the days that the curves were made from."""

import numpy as np
import pytest

from storage_opt.inputs.bundled_balancing import bundled_balancing
from storage_opt.markets.acceptance import accepted_share
from storage_opt.markets.acceptance_fit import fit_acceptance
from storage_opt.markets.offer_prices import best_prices

FEE = 0.06


def expected_and_counted(area, product, cap):
    """Yearly availability income of 1 kW offered in every block: by the curve, and where the block's highest award was no lower. [JPY]"""
    (run,) = bundled_balancing(area, 2023, "2026-09-01").of(product)
    curve = fit_acceptance(run, cap)
    lowest = np.zeros(np.shape(curve.lowest_jpy_per_kw_slot))
    (price,) = best_prices(lambda p: accepted_share(p, curve), lowest, curve.cap_jpy_per_kw_slot, FEE, np.zeros(1))
    bid, share = price[run.seasons], accepted_share(price, curve)[run.seasons]
    won = bid <= np.nan_to_num(np.minimum(run.max_jpy_per_kw_slot, np.inf if cap is None else cap), nan=-1.0)
    return bid, run, float((bid * share).sum()), float((bid * won).sum())


@pytest.mark.parametrize(("product", "cap"), [("composite", 10.0), ("rr_fit", None)])
@pytest.mark.parametrize("area", ["tokyo", "kyushu", "hokkaido"])
def test_best_prices_earn_most_of_what_is_expected(area, product, cap):
    """Short of all of it, as the best price lies where the curve errs upwards; the documented range with a little room."""
    _, _, expected, counted = expected_and_counted(area, product, cap)
    assert 0.88 <= counted / expected <= 1.0


@pytest.mark.parametrize("area", ["tokyo", "kyushu", "hokkaido"])
def test_no_price_is_bid_that_nobody_was_paid(area):
    bid, run, _, _ = expected_and_counted(area, "rr_fit", None)
    assert bid.max() <= np.nanmax(run.max_jpy_per_kw_slot)
