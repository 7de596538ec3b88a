"""What holds for every band of floor, ceiling, shares and caps, and for every contract for difference."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage_opt.schemes.abroad.amounts import YearlyAmount
from storage_opt.schemes.abroad.cap_and_floor import CapAndFloor
from storage_opt.schemes.abroad.cfd import Cfd
from storage_opt.schemes.abroad.sharing import Band, band_curve, support_jpy
from storage_opt.schemes.abroad.terms import Terms
from storage_opt.schemes.base import OperatingYear, Plant
from storage_opt.schemes.term import Term

YEN = st.integers(0, 500).map(float)
SHARE = st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.9, 1.0])
CAP = st.one_of(YEN, st.just(math.inf))
MARGINS = st.floats(-600.0, 2000.0)


@st.composite
def bands(draw):
    floor = draw(YEN)
    ceiling = draw(st.one_of(YEN.map(lambda more: floor + more), st.just(math.inf)))
    return Band(floor, ceiling, draw(SHARE), draw(SHARE), draw(CAP), draw(CAP), draw(YEN))


def by_steps(band: Band, margin: float) -> float:
    """Support written out case by case, apart from the formula of the package."""
    net = margin - band.deducted_jpy
    if net < band.floor_jpy:
        shortfall = band.floor_jpy if net < 0 else band.floor_jpy - net
        return min(shortfall * band.support_share, band.support_cap_jpy)
    if net > band.ceiling_jpy:
        return -min((net - band.ceiling_jpy) * band.return_share, band.return_cap_jpy)
    return 0.0


@given(bands(), MARGINS)
def test_owner_and_payer_share_the_margin(band, margin):
    owner, payer = band_curve(band).kept_jpy(margin), -by_steps(band, margin)
    assert owner + payer == pytest.approx(margin, abs=1e-6)
    assert support_jpy(band, margin) == pytest.approx(-payer, abs=1e-9)


@given(bands())
def test_curve_is_continuous_and_rises_by_no_more_than_the_margin(band):
    curve = band_curve(band)
    assert all(0.0 <= share <= 1.0 for share in curve.shares)
    for edge, before, after in zip(curve.edges_jpy, curve.pieces, curve.pieces[1:], strict=False):
        assert before.kept_jpy(edge) == pytest.approx(after.kept_jpy(edge), abs=1e-6)


@given(bands(), MARGINS, MARGINS)
def test_caps_bind_and_a_loss_is_never_made_good(band, margin, other):
    curve = band_curve(band)
    assert -band.return_cap_jpy - 1e-6 <= curve.transfer_jpy(margin) <= band.support_cap_jpy + 1e-6
    low, high = sorted((margin, other))
    assert curve.kept_jpy(low) <= curve.kept_jpy(high) + 1e-6
    if high < 0:
        assert curve.transfer_jpy(low) == pytest.approx(curve.transfer_jpy(high), abs=1e-6)


PLANT = Plant(None, 1.0, 1.0, 8.0, 1.0, 2028, 25, None)
NOW = OperatingYear(1, 2028, 8.0)


@given(YEN, YEN, SHARE, SHARE, MARGINS)
def test_cap_and_floor_is_its_formula(floor, more, phi, gamma, margin):
    scheme = CapAndFloor(Terms("network_users", Term(25)), YearlyAmount(floor), YearlyAmount(floor + more), phi, gamma)
    expected = margin + phi * max(0.0, floor - max(margin, 0.0)) - gamma * max(0.0, margin - floor - more)
    assert scheme.year(PLANT, NOW).sharing.kept_jpy(margin) == pytest.approx(expected, abs=1e-6)


@given(st.integers(0, 500), st.integers(0, 500), SHARE, st.booleans(), st.floats(-6e5, 2e6))
def test_cfd_is_strike_less_reference(strike, yardstick, own_share, is_two_way, margin):
    scheme = Cfd(Terms("network_users", Term(10)), float(strike), (float(yardstick),), own_share, is_two_way)
    year = scheme.year(PLANT, NOW)
    difference = 1000.0 * strike - (1.0 - own_share) * 1000.0 * yardstick - own_share * margin
    expected = difference if is_two_way else max(0.0, difference)
    owner = year.sharing.kept_jpy(margin) + sum(payment.amount_jpy for payment in year.payments)
    assert owner == pytest.approx(margin + expected, abs=1.0)  # the fixed part is in whole yen
