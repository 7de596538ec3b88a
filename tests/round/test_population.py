"""Candidates from a generator: the same seed gives the same projects, and what one experiment changes moves nothing else."""

from dataclasses import asdict

import pytest

from storage_opt.inputs.rules import rule_book
from storage_opt.inputs.schema_round import PopulationSection
from storage_opt.studies.population import chosen, drawn, population, together, uniform

SECTION = {
    "name": "p",
    "count": 40,
    "seed": 7,
    "area": {"kyushu": 3, "tokyo": 1},
    "power_mw": {30.0: 1, 50.0: 2},
    "hours": {6.0: 8, 8.0: 2},
    "chemistry": {"li_ion": 4, "non_li": 1},
    "cell_country": {"china": 6, "japan": 4},
    "capex": {"set": "B", "factor": {"low": 0.8, "mode": 1.0, "high": 1.3}},
    "connection_jpy_per_kw": {"low": 2000, "high": 20000},
    "target": {"low": 0.03, "high": 0.06},
    "certified_plan": 0.3,
}


def drawn_from(**changes):
    return population(PopulationSection.model_validate(SECTION | changes), rule_book())


def test_the_same_seed_gives_the_same_candidates_and_another_gives_others():
    first = drawn_from()
    assert drawn_from() == first and drawn_from(seed=8) != first
    assert [c.candidate_id for c in first[:2]] == ["p-001", "p-002"]


def test_more_candidates_leave_the_first_as_they_are():
    assert drawn_from(count=60)[:40] == drawn_from()


@pytest.mark.parametrize(
    ("key", "value", "moved"),
    [
        ("hours", 3, {"hours"}),
        ("area", "tohoku", {"area"}),
        ("power_mw", {"low": 30, "high": 100}, {"power_mw"}),
        ("chemistry", "non_li", {"chemistry"}),
        ("cell_country", None, {"cell_country"}),
        ("capex", {"set": "A"}, {"capex_jpy_per_kw", "capex_jpy_per_kwh"}),
        ("connection_jpy_per_kw", 0, {"connection_jpy_per_kw"}),
        ("target", None, {"target"}),
        ("certified_plan", 1, {"certified_plan"}),
    ],
)
def test_a_distribution_moves_its_own_quantity_and_no_other(key, value, moved):
    for before, after in zip(drawn_from(), drawn_from(**{key: value}), strict=True):
        changed = {name for name, found in asdict(after).items() if found != asdict(before)[name]}
        assert changed <= moved
    assert drawn_from() != drawn_from(**{key: value})


def test_quantities_of_a_candidate_are_drawn_apart():
    """Independent streams: two quantities drawn alike have no common order."""
    values = [(uniform(1, "p", n, "a"), uniform(1, "p", n, "b")) for n in range(2000)]
    a, b = (sum(v) / 2000 for v in zip(*values, strict=True))
    covariance = sum((x - a) * (y - b) for x, y in values) / 2000
    assert abs(a - 0.5) < 0.02 and abs(b - 0.5) < 0.02 and abs(covariance * 12) < 0.06


def test_distributions_by_hand():
    assert drawn(4.0, 0.7) == 4.0
    shares = [chosen({"x": 1.0, "y": 3.0}, (n + 0.5) / 400) for n in range(400)]
    assert shares.count("x") == 100
    section = PopulationSection.model_validate(SECTION)
    factor = section.capex.factor
    values = [drawn(factor, (n + 0.5) / 1000) for n in range(1000)]
    assert values == sorted(values) and 0.8 < values[0] < values[-1] < 1.3
    assert sum(values) / 1000 == pytest.approx((0.8 + 1.0 + 1.3) / 3, abs=1e-4)  # mean of a triangle
    assert sum(v < 1.0 for v in values) / 1000 == pytest.approx(0.2 / 0.5, abs=1e-3)


def test_costs_come_from_the_cost_set_or_are_the_users_own():
    book = rule_book()
    b = population(PopulationSection.model_validate(SECTION | {"capex": {"set": "B"}}), book)[0]
    assert (b.capex_jpy_per_kw, b.capex_jpy_per_kwh) == (45_000.0, 30_000.0)
    assert {use.name for use in book.used} == {"cost_sets.per_kw", "cost_sets.per_kwh"}
    for candidate in drawn_from():  # one factor on both
        assert candidate.capex_jpy_per_kw / 45_000 == pytest.approx(candidate.capex_jpy_per_kwh / 30_000)
        assert 0.8 < candidate.capex_jpy_per_kw / 45_000 < 1.3
    own = {"factor": 2, "jpy_per_kw": 100, "jpy_per_kwh": {"low": 10, "high": 20}}
    for candidate in drawn_from(capex=own):
        assert candidate.capex_jpy_per_kw == 200.0 and 20.0 <= candidate.capex_jpy_per_kwh <= 40.0


def test_populations_with_other_names_differ_and_follow_each_other():
    sections = [PopulationSection.model_validate(SECTION | {"name": name, "count": 3}) for name in ("a", "b")]
    a1, _, _, b1, *_ = together(sections, rule_book())
    assert (a1.candidate_id, b1.candidate_id) == ("a-001", "b-001")
    assert a1.connection_jpy_per_kw != b1.connection_jpy_per_kw
