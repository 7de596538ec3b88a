"""One draw: what it holds hangs on its number alone; price years come in blocks, each year as often."""

from collections import Counter
from itertools import pairwise

import pytest

from storage_opt.records.distributions import Listed, Triangular
from storage_opt.records.draws import DrawsAsk, PriceYearsAsk
from storage_opt.studies.draw import drawn

YEARS = (2021, 2022, 2023, 2024)
FACTOR = Triangular(0.5, 1.0, 2.0)
ALL = DrawsAsk(
    10, 1, PriceYearsAsk(None, 3), dict.fromkeys(("capex", "fade", "outage", "acceptance"), FACTOR), Listed({0: 0.5, 2: 0.5})
)  # fmt: skip


def test_a_quantity_is_the_same_whatever_else_is_drawn_and_however_often():
    whole = drawn(ALL, 7, YEARS, 20)
    for name in ALL.factors:
        alone = drawn(DrawsAsk(5_000, 1, factors={name: FACTOR}), 7, YEARS, 20)
        assert getattr(alone, name) == getattr(whole, name) != 1.0
        others = [getattr(alone, other) for other in ALL.factors if other != name]
        assert others == [1.0, 1.0, 1.0] and alone.price_years is None and alone.delay_years == 0
    assert len({getattr(whole, name) for name in ALL.factors}) == 4
    assert drawn(ALL, 8, YEARS, 20) != whole != drawn(DrawsAsk(10, 2, factors=ALL.factors), 7, YEARS, 20)


def test_a_plant_that_lives_longer_meets_the_same_years_first():
    short, long = (drawn(ALL, 3, YEARS, life).price_years for life in (7, 20))
    assert len(short) == 7 and len(long) == 20 and long[:7] == short


@pytest.mark.parametrize("block", [1, 2, 3, 4])
def test_years_of_a_block_follow_each_other_and_each_comes_as_often(block):
    """12 years are whole blocks; after 2024 comes 2021. 2,000 draws of each place: a share of 1/4 within four standard errors."""
    ask = DrawsAsk(1, 1, PriceYearsAsk(None, block))
    sequences = [drawn(ask, number, YEARS, 12).price_years for number in range(1, 2_001)]
    after = {2021: 2022, 2022: 2023, 2023: 2024, 2024: 2021}
    for years in sequences:
        for at in range(0, 12, block):
            part = years[at : at + block]
            assert all(after[a] == b for a, b in pairwise(part))
    for place in range(12):
        counts = Counter(years[place] for years in sequences)
        assert all(abs(counts[year] - 500) < 4 * (2000 * 0.25 * 0.75) ** 0.5 for year in YEARS)
    joints = [(years[at - 1], years[at]) for years in sequences for at in range(block, 12, block)]
    following = sum(after[a] == b for a, b in joints) / max(1, len(joints))
    if joints:
        assert following == pytest.approx(0.25, abs=4 * (0.1875 / len(joints)) ** 0.5)


def test_blocks_are_cut_at_the_end_of_life():
    years = drawn(DrawsAsk(1, 1, PriceYearsAsk(None, 4)), 1, YEARS, 6).price_years
    assert len(years) == 6 and set(years[:4]) == set(YEARS)
