"""The choice among equal bids against every set of them."""

import itertools
import random

import highspy
import pytest

from storage_opt.auction import ties
from storage_opt.auction.ties import Candidate, combination
from storage_opt.errors import NoPlanError


def by_trying(candidates, gap, rooms, may_cross):
    """Best set; sets are tried in the order in which the first candidates come first."""
    best = None
    for chosen in itertools.product((True, False), repeat=len(candidates)):
        taken = list(itertools.compress(candidates, chosen))
        kw = sum(c.kw for c in taken)
        if any(sum(c.kw for c in taken if c.group == g) > room for g, room in enumerate(rooms)):
            continue
        if not may_cross and kw > gap:
            continue
        value = (1, -kw) if may_cross and kw >= gap else (0, kw)
        if best is None or value > best[0]:
            best = (value, list(chosen))
    return best[1]


@pytest.mark.parametrize("unit", [1, 7, 1000])
def test_the_choice_is_the_best_of_all_sets(unit):
    crossed = limited = 0
    for number in range(150):
        rng = random.Random(f"{unit}:{number}")
        rooms = [rng.randint(0, 60) for _ in range(rng.randint(0, 2))]
        sizes = rng.choice([range(1, 31), (10, 20, 30)])
        candidates = [
            Candidate(unit * rng.choice(sizes), rng.choice([None, *range(len(rooms))]))
            for _ in range(rng.randint(2, 9))
        ]
        rooms = [room * unit + rng.randrange(unit) for room in rooms]  # country limits are no round figures
        gap = rng.randint(1, sum(c.kw for c in candidates))
        may_cross = rng.random() < 0.7
        chosen = combination(candidates, gap, rooms, may_cross=may_cross)
        assert chosen == by_trying(candidates, gap, rooms, may_cross), (unit, number)
        kw = sum(c.kw for c, is_taken in zip(candidates, chosen, strict=True) if is_taken)
        crossed += kw > gap
        limited += may_cross and kw < gap
    assert min(crossed, limited) > 10


def test_odd_sizes_of_real_plants_are_combined_to_the_kilowatt():
    # 2^14 sets of five-digit sizes, all tried.
    rng = random.Random(5)
    candidates = [Candidate(rng.randint(20_000, 90_000)) for _ in range(14)]
    assert combination(candidates, 400_001, [], may_cross=True) == by_trying(candidates, 400_001, [], True)


def test_many_equal_bids_of_one_size_are_one_variable():
    chosen = combination([Candidate(30_000)] * 300, 4_000_000, [], may_cross=True)
    assert chosen == [True] * 134 + [False] * 166


def test_a_choice_that_the_solver_has_but_did_not_prove_is_no_choice(monkeypatch):
    stopped = highspy.HighsModelStatus.kTimeLimit
    monkeypatch.setattr(ties._QuietHighs, "getModelStatus", lambda self: stopped)
    with pytest.raises(NoPlanError, match="2"):
        combination([Candidate(10), Candidate(20)], 15, [], may_cross=True)


def test_no_time_gives_no_choice(monkeypatch):
    monkeypatch.setattr(ties, "TIME_LIMIT_S", 0.0)
    rng = random.Random(1)
    candidates = [Candidate(rng.randint(20_000, 90_000), rng.choice([0, 1])) for _ in range(30)]
    with pytest.raises(NoPlanError, match="30"):
        combination(candidates, 700_000, [300_001, 350_003], may_cross=True)
