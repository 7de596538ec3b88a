"""Random small rounds against the second clearing, which tries every set of bids."""

import random
from collections import Counter

import pytest
from auction_rounds import random_bids, random_rules
from auction_truth import Round

from storage_opt.auction.clearing import clear

SEEN: Counter[str] = Counter()
N_ROUNDS = 500


@pytest.mark.parametrize("batch", range(10))
def test_a_random_round_is_cleared_as_by_brute_force(batch):
    for number in range(batch, N_ROUNDS, 10):
        rng = random.Random(number)
        rules = random_rules(rng)
        bids, seed = random_bids(rng, rules), rng.randint(0, 3)
        clearing = clear(bids, rules, seed)
        ours = {award.bid.bid_id: award.stage for award in clearing.awards if award.awarded}
        assert ours == Round(bids, rules, seed).cleared(), number
        assert all((award.stage is not None) == award.awarded for award in clearing.awards)
        assert all(award.reason.text("en") and award.reason.text("ja") for award in clearing.awards)
        SEEN.update(award.reason_code for award in clearing.awards)


def test_the_random_rounds_meet_every_way_to_win_and_to_lose():
    if sum(SEEN.values()) < N_ROUNDS:
        pytest.skip("the rounds were not cleared in this process")
    won = {f"{step}_{how}" for step in ("cap", "target", "fill") for how in ("within", "crossing", "tie_won")}
    lost = {f"{step}_{how}" for step in ("cap", "target", "fill") for how in ("beyond", "no_room", "tie_lost")}
    assert set(SEEN) == won | lost | {"country", "barred"}
    assert min(SEEN.values()) >= 3
