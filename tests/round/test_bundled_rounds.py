"""The rounds of the repository: no fault, assumptions named as such, and each runs from end to end."""

from pathlib import Path

import pytest
import yaml

from storage_opt.inputs.round import read_round
from storage_opt.inputs.yaml_file import read_yaml
from storage_opt.studies.round import auction
from storage_opt.studies.round_jobs import JobMaker

ROUNDS = Path(__file__).parents[2] / "configs" / "rounds"
CANDIDATES = {
    "round_1": [0], "round_2": [0], "round_3": [0], "round_4": [54] * 2, "six_hours": [20] * 4, "lot_caps": [54] * 3,
    "country_share": [54] * 4, "clawback": [16] * 4, "grants": [16] * 3,
}  # fmt: skip
FEW = 2
"""Candidates of each population that the tests price."""


def test_every_round_of_the_repository_is_tested():
    assert set(CANDIDATES) == {path.stem for path in ROUNDS.glob("*.yaml")}


@pytest.mark.parametrize("name", CANDIDATES)
def test_bundled_rounds_have_no_fault_and_name_their_assumptions(name):
    path = ROUNDS / f"{name}.yaml"
    jobs = JobMaker(read_round(path)).jobs()
    assert [len(of_variant) for of_variant in jobs] == CANDIDATES[name]
    assert "not facts" in read_yaml(path).raw.decode().lower()


@pytest.mark.parametrize("name", [name for name, counts in CANDIDATES.items() if counts[0]])
def test_bundled_rounds_run(name, tmp_path):
    """As written, but two candidates of each population, one price year and one year of life."""
    content = read_yaml(ROUNDS / f"{name}.yaml").content
    base = dict(read_yaml(ROUNDS.parent / "round_candidate.yaml").content)
    base["prices"] = base["prices"] | {"fiscal_years": [2024]}
    base["finance"] = base["finance"] | {"life_years": 1}
    several = content["population"] if isinstance(content["population"], list) else [content["population"]]
    few = [population | {"count": FEW} for population in several]
    content = content | {"base": base, "population": few if isinstance(content["population"], list) else few[0]}
    path = tmp_path / "round.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    found = auction(read_round(path))
    assert found.exit_code == 0 and len(found.results) == len(CANDIDATES[name])
    for result in found.results:
        assert result.figures.bids == FEW * len(several) and result.figures.awards > 0
        for priced in result.priced.values():
            figures = priced.figures
            wanted = priced.candidate.target
            assert figures.attained == pytest.approx(wanted, abs=1e-6) or figures.price_jpy_per_kw_year == 0.0
            paid = (figures.payment_jpy - figures.refund_jpy) / 1.04
            if figures.grant_jpy == 0.0:
                assert figures.public_cost_npv_jpy == pytest.approx(paid, abs=2.0)
            else:  # most of the grant is returned by a plant that is given up after a year
                assert paid < figures.public_cost_npv_jpy < paid + figures.grant_jpy


def test_replayed_rounds_award_what_was_published_up_to_the_size_of_a_bid():
    """Only what was no input: storage in rounds 1 and 2. Without the fill stage both fail; round 3 turns on the country rule."""
    for name, published, size in (("round_1", 1669.0, 10.0), ("round_2", 1730.6, 30.0)):
        round_ = read_round(ROUNDS / f"{name}.yaml")
        (result,) = auction(round_).results
        rows = {row.key: row for row in result.replay}
        assert rows["storage"].published_mw == pytest.approx(published, abs=0.1)
        assert abs(rows["storage"].error_mw) <= size and rows["storage"].basis == "rules"
    (third,) = auction(read_round(ROUNDS / "round_3.yaml")).results
    assert third.figures.short_mw > 0.0
    assert any(award.reason_code == "country" for award in third.clearing.awards)
