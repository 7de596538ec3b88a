"""The round file: what is wrong is told together, before anything is solved."""

import pytest
import yaml
from small_round import BASE, ROWS, write_round

from storage_opt.cli import _run
from storage_opt.errors import RoundError
from storage_opt.inputs.round import is_round, read_round
from storage_opt.inputs.study import is_study
from storage_opt.studies.round_jobs import JobMaker

POPULATION = {
    "count": 2, "area": "kyushu", "power_mw": 50, "hours": 6, "chemistry": "li_ion", "capex": {"set": "B"},
    "connection_jpy_per_kw": 0,
}  # fmt: skip


def told(path) -> list[str]:
    with pytest.raises(RoundError) as error:
        JobMaker(read_round(path)).jobs()
    return [fault.text("en") for fault in error.value.faults]


WRONG = {
    "unknown key": ({"seeds": 1}, [" * seeds (line 28): unknown key.\n   Did you mean seed?"]),
    "no bids": ({"projects": None}, [" * no bids. Expected bids, others, projects or population.\n   Add bids: FILE.csv, projects: FILE.csv or population, or give --bids FILE.csv."]),
    "no base": ({"base": None}, [" * base: missing. Candidates need what they have in common: efficiencies, costs of operation, prices.\n   Add base: PROJECT.yaml, or write the project in place."]),
    "no target": ({"target": None}, [" * target: missing. Expected what every candidate wants to reach.\n   Add target: {project_irr: VALUE}; a candidate may state a value of its own."]),
    "ours": ({"contract": {"round": 3}}, [" * contract.round (line 29): the round sets it.\n   Remove round: kind and round come from the file, the price is what is found."]),
    "contract": ({"contract": {"refund_rate": [0.9]}}, [" * contract: refund_rate (line 29): unknown key.\n   Did you mean refund_rates?"]),
    "no such table": ({"bids": "none.csv"}, [" * none.csv: cannot be read (No such file or directory)."]),
    "lot of others": ({"others": [{"source": "ldes", "offered_mw": 1, "lot": "x"}]}, [" * others.0.lot (line 31): the round has no lot x.\n   Lots of the round: li_ion, non_li, pumped_and_ldes."]),
    "name twice": ({"variants": [{"name": "a"}, {"name": "a"}]}, [" * two variants are called «a». Expected a name of its own for each."]),
    "set of a name": ({"variants": [{"name": "a", "set": {"name": "b"}}]}, [" * «a»: name: a variant cannot set it.\n   Variants change all keys but name and variants."]),
    "wrong rule": ({"rules": {"target": 5}}, [" * rules (line 22): target: unknown key.\n   Did you mean target_mw?"]),
    "not published": ({"round": 4, "bids": "published"}, [" * no result of round 4 is published. Known: 1, 2, 3.\n   Give a file of bids, or a population from which bids are drawn."]),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_wrong_rounds_are_told(name, tmp_path):
    keys, expected = WRONG[name]
    found = told(write_round(tmp_path, **keys))
    assert found == expected


def test_faults_of_a_population_are_told_together(tmp_path):
    wrong = {"capex": {"set": "B", "jpy_per_kw": 5}, "hours": {"low": 8, "high": 6}, "area": {}, "power_mw": 0}
    found = told(write_round(tmp_path, projects=None, population=POPULATION | wrong))
    assert [line.split(":")[0].split(" (")[0] for line in found] == [
        " * population.capex",
        " * population.power_mw",
        " * population.hours",
        " * population.area",
    ]
    twice = told(write_round(tmp_path, projects=None, population=[POPULATION, POPULATION]))
    assert twice[0].startswith(" * two populations are called candidate.")


def test_faults_of_candidates_are_told_once_with_their_names(tmp_path):
    base = {**BASE, "battery": {**BASE["battery"], "wear_jpy_per_mwh": -1}}
    (fault,) = told(write_round(tmp_path, base=base))
    assert fault.startswith(" * all 4 cases: battery.wear_jpy_per_mwh")
    for wrong in ({"finance": "cheap"}, {"battery": [1]}, {"finance": {"items": [1]}}):
        (text,) = told(write_round(tmp_path, base=BASE | wrong))
        assert text.startswith(" * all 4 cases: ") and "Expected a section with keys." in text
    (text,) = told(write_round(tmp_path, base={**BASE, "finance": {"public_discount_rate": "low"}}))
    assert "public_discount_rate" in text
    short = told(write_round(tmp_path, (*ROWS, "short,kyushu,40,1,li_ion,japan,1,1,0,0.02")))
    assert len(short) == 1 and "«short»" in short[0]
    missing = told(write_round(tmp_path, base={**BASE, "prices": {"source": "none.csv"}}))
    assert len(missing) == 1 and "all 4 cases" in missing[0]


def test_bids_and_candidates_may_not_share_a_name(tmp_path):
    (tmp_path / "bids.csv").write_text("bid_id,lot,offered_kw,price_jpy_per_kw_year\ncheap,li_ion,1000,5\n")
    found = told(write_round(tmp_path, bids="bids.csv"))
    assert found == [" * two bids are called cheap. Expected a name of its own for each bid."]


def test_a_round_is_no_study(tmp_path):
    content = yaml.safe_load(write_round(tmp_path).read_text())
    assert is_round(content) and not is_round({"battery": {}, "round": 4, "bids": "x"})
    assert not is_round({"base": "x.yaml", "cases": []}) and is_study({"base": "x.yaml", "cases": []})


def test_check_lists_the_variants(tmp_path, capsys):
    path = write_round(tmp_path, variants=[{"name": "a"}, {"name": "b", "set": {"seed": 2}}])
    assert _run(["check", str(path), "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "a: round 4, 0 given bids, 4 candidates" in shown and "no fault found" in shown
    assert _run(["check", str(path), "--json"]) == 0
    assert _run(["check", str(write_round(tmp_path, target=None)), "--lang", "en"]) == 3
    assert "target: missing" in capsys.readouterr().err
