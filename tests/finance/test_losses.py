"""Losses carried forward: cases by hand, and a ledger of single yen written another way."""

from collections import deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage_opt.finance.losses import LossRules, offset_losses

few = settings(derandomize=True, max_examples=150, deadline=None, database=None)


def used(income, **rules):
    return [year.loss_used_jpy for year in offset_losses(income, LossRules(**rules))]


def test_half_of_the_income_may_be_offset():
    years = offset_losses([-100.0, 80.0, 80.0, 80.0], LossRules(share=0.5))
    assert [(y.loss_used_jpy, y.loss_left_jpy, y.taxable_jpy) for y in years] == [
        (0.0, 100.0, 0.0),
        (40.0, 60.0, 40.0),
        (40.0, 20.0, 40.0),
        (20.0, 0.0, 60.0),
    ]


def test_a_loss_lapses_after_its_years():
    # ten years after the year of the loss it may be used for the last time, in the eleventh no more
    assert used([-100.0, *[0.0] * 9, 30.0, 100.0]) == [0.0] * 10 + [30.0, 0.0]
    left = [year.loss_left_jpy for year in offset_losses([-100.0, *[0.0] * 9, 30.0, 100.0], LossRules())]
    assert left == [100.0] * 10 + [0.0, 0.0]


def test_the_oldest_loss_goes_first():
    # by year 3 the 50 of year 0 lapse; used first, they leave all of the younger 70 for year 4
    assert used([-50.0, -70.0, 50.0, 0.0, 70.0], years=3) == [0.0, 0.0, 50.0, 0.0, 70.0]


def test_a_loss_brings_tax_back_at_once_in_a_taxed_group():
    years = offset_losses([-100.0, 150.0], LossRules("immediate"))
    assert [(y.loss_used_jpy, y.loss_left_jpy, y.taxable_jpy) for y in years] == [(0.0, 0.0, -100.0), (0.0, 0.0, 150.0)]


def test_without_years_a_loss_is_lost():
    assert used([-100.0, 150.0], years=0) == [0.0, 0.0]


def ledger(income, years, share):
    """Yen by yen: each lost yen is a ticket with its year; a ticket too old is thrown away before the year begins."""
    tickets, rows = deque(), []
    for year, amount in enumerate(income):
        while tickets and year - tickets[0] > years:
            tickets.popleft()
        spent = []
        while tickets and (len(spent) + 1) <= max(0, amount) * share:
            spent.append(tickets.popleft())
        tickets.extend([year] * max(0, -amount))
        rows.append((len(spent), sum(year + 1 - born <= years for born in tickets), [year - born for born in spent]))
    return rows


@few
@given(
    st.lists(st.integers(-30, 30).map(lambda n: 2 * n), min_size=1, max_size=25),
    st.integers(0, 12),
    st.sampled_from([0.0, 0.5, 1.0]),
)
def test_offsets_are_those_of_a_ledger_of_single_yen(income, years, share):
    found = offset_losses(income, LossRules("carry_forward", years, share))
    expected = ledger(income, years, share)
    assert [(y.loss_used_jpy, y.loss_left_jpy) for y in found] == [(spent, left) for spent, left, _ in expected]
    assert max((age for *_, ages in expected for age in ages), default=0) <= years


@few
@given(st.lists(st.floats(-1e10, 1e10), min_size=1, max_size=25), st.integers(0, 12), st.floats(0.0, 1.0))
def test_no_more_is_used_than_was_lost_in_the_years_allowed(income, years, share):
    found = offset_losses(income, LossRules("carry_forward", years, share))
    for now, (amount, year) in enumerate(zip(income, found, strict=True)):
        assert 0.0 <= year.loss_used_jpy <= max(0.0, amount) * share
        assert year.taxable_jpy == pytest.approx(max(0.0, amount) - year.loss_used_jpy, abs=1e-6)
        assert year.taxable_jpy >= 0.0
        young = -sum(min(0.0, past) for past in income[max(0, now - years) : now])
        assert year.loss_used_jpy <= young * (1 + 1e-12) + 1e-3
        lost = -sum(min(0.0, past) for past in income[: now + 1])
        assert sum(y.loss_used_jpy for y in found[: now + 1]) + year.loss_left_jpy <= lost * (1 + 1e-12) + 1e-3
