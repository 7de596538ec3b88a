"""Walks under contracts, by hand: which slice is assumed, when it is settled, and what the dispatcher feels."""

from dataclasses import dataclass

import pytest

from storage_opt.records.sharing import SharingCurve
from storage_opt.studies.incentive import Incentive
from storage_opt.studies.walk_slices import NEVER_JPY_PER_MWH, walk_in_slices, wear_felt

WEAR = 10.0
LTDA = SharingCurve((0.0, 1000.0), (1.0, 0.05, 0.10))


@dataclass
class Money:
    margin_jpy: float
    discharged_mwh: float


@dataclass
class Fake:
    """A walk that earns and moves what its felt wear says."""

    ledger: Money
    dispatch: Money


def walker(by_felt):
    """Walks by felt wear: margin and MWh; those asked for are noted."""
    asked = []

    def walk(felt):
        asked.append(felt)
        margin, mwh = by_felt[felt]
        return Fake(Money(margin, 0.0), Money(0.0, mwh))

    return walk, asked


def test_without_a_contract_the_walk_is_a_merchants():
    walk, asked = walker({10.0: (500.0, 3.0)})
    found = walk_in_slices(walk, None, WEAR)
    assert found.walked is found.merchant and found.piece is None and found.is_settled
    assert (asked, found.walks, found.wear_felt_jpy_per_mwh) == ([10.0], 1, 10.0)


def test_the_year_is_walked_again_until_it_ends_in_the_slice_assumed():
    """A merchant ends at 1,500 (share 0.10, wear felt 100); that walk ends at 800 (0.05, felt 200); that one stays at 700."""
    walk, asked = walker({10.0: (1500.0, 9.0), 100.0: (800.0, 4.0), 200.0: (700.0, 3.0)})
    found = walk_in_slices(walk, Incentive(LTDA), WEAR)
    assert asked == [10.0, 100.0, 200.0] and found.is_settled and found.walks == 3
    assert found.walked.ledger.margin_jpy == 700.0 and found.piece == 1
    assert found.merchant.ledger.margin_jpy == 1500.0 and found.wear_felt_jpy_per_mwh == 200.0


def test_a_circle_is_told_and_the_walk_worth_most_to_the_dispatcher_taken():
    """At 0.10 it ends below the edge, at 0.05 above it. Kept less wear: 0.05·900 − 10·4 = 5; 50 + 0.10·100 − 10·9 = −30; merchant −130."""
    walk, asked = walker({10.0: (1300.0, 21.0), 100.0: (900.0, 4.0), 200.0: (1100.0, 9.0)})
    found = walk_in_slices(walk, Incentive(LTDA), WEAR)
    assert asked == [10.0, 100.0, 200.0] and not found.is_settled
    assert found.walked.ledger.margin_jpy == 900.0 and found.piece == 1


def test_deductible_wear_is_shared_like_margin_so_a_merchants_walk_is_settled_at_once():
    walk, asked = walker({10.0: (1500.0, 9.0)})
    found = walk_in_slices(walk, Incentive(LTDA, wear_in_base=True), WEAR)
    assert asked == [10.0] and found.is_settled and found.piece == 2  # 1,500 − 90 lies above the edge
    walk, _ = walker({10.0: (1080.0, 9.0)})
    assert walk_in_slices(walk, Incentive(LTDA, wear_in_base=True), WEAR).piece == 1  # 990 does not


@pytest.mark.parametrize(
    ("incentive", "felt"),
    [
        (Incentive(SharingCurve((), (0.25,))), 40.0),
        (Incentive(SharingCurve((), (0.25,)), wear_in_base=True), 10.0),
        (Incentive(SharingCurve((), (0.25,)), counts_wear=False), 0.0),
        (Incentive(SharingCurve((), (0.0,))), NEVER_JPY_PER_MWH),
        (Incentive(SharingCurve((), (0.0,)), wear_in_base=True), 0.0),
        (Incentive(SharingCurve((), (0.0,)), counts_wear=False), 0.0),
    ],
)
def test_wear_as_the_dispatcher_feels_it(incentive, felt):
    assert wear_felt(incentive, 0, WEAR) == felt


def test_without_wear_a_flat_slice_takes_the_greatest_margin():
    assert wear_felt(Incentive(SharingCurve((), (0.0,))), 0, 0.0) == 0.0
