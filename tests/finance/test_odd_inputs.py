"""Wrong and odd finance through the commands: exit code, a message with its place, and no folder left behind."""

import pytest
import yaml

from storage_opt.cli import _run
from storage_opt.messages import set_language

LOAN = {"interest_rate": 0.02, "tenor_years": 2, "gearing_max": 0.7}
BASE = {
    "area": "tokyo",
    "start_fiscal_year": 2028,
    "battery": {"power_mw": 10, "energy_mwh": 20},
    "prices": {"source": "bundled:synthetic", "fiscal_years": [2023]},
}


@pytest.fixture(autouse=True)
def in_english():
    set_language("en")
    yield
    set_language(None)


def project(folder, finance, **more):
    path = folder / "project.yaml"
    path.write_text(yaml.safe_dump(BASE | more | {"finance": finance}))
    return str(path)


def block(**keys):
    return {"life_years": 3, "capex_jpy_per_kwh": 20_000} | keys


REFUSED = [
    (block(capex_jpy_per_kwh=-1), "finance.capex_jpy_per_kwh (line", "at least 0"),
    (block(capex_jpy_per_kwh="cheap"), "found 'cheap'", "Expected a number"),
    (block(capex_per_kwh=1), "finance.capex_per_kwh (line", "Did you mean capex_jpy_per_kwh?"),
    (block(capex_jpy_per_kwh=1e308), "finance.capex_jpy_per_kwh (line", "at most"),
    (block(debt=LOAN | {"tenor_years": 5}), "finance.debt.tenor_years is 5", "runs for 3 years"),
    (block(debt=LOAN | {"gearing_max": 1.01}), "finance.debt.gearing_max", "at most 1"),
    (block(debt=LOAN | {"dscr_merchant": 0.9}), "finance.debt.dscr_merchant (line", "at least 1"),
    (block(debt={"gearing_max": 0.7}), "finance.debt.interest_rate", "finance.debt.tenor_years"),
    (block(tax={"rate": 1.0}), "finance.tax.rate (line", "at most 0.8"),
    (block(tax={"company": "kabushiki"}), "finance.tax.company (line", "above_100_million, tokyo_above_100_million"),
    (block(grant={"milestones": {0: 0.5, 9: 0.5}}), "finance.grant.milestones", "runs for 3 years"),
    (block(discount_rate=-0.99), "finance.discount_rate (line", "at least -0.5"),
    (block(inflation=1e300), "finance.inflation (line", "at most 1"),
    (block(inflation=float("nan")), "finance.inflation (line", "a finite number"),
    (block(spending=[1.5, -0.5]), "finance.spending.0", "finance.spending.1"),
    (block(life_years=0), "finance.life_years (line", "at least 1"),
    ([1], "finance (line", "a section with keys"),
]


@pytest.mark.parametrize("command", ["run", "check"])
@pytest.mark.parametrize(("finance", "place", "told"), REFUSED)
def test_wrong_finance_ends_with_3_and_its_place(tmp_path, capsys, command, finance, place, told):
    out = ["--out", str(tmp_path / "out")] if command == "run" else []
    assert _run([command, project(tmp_path, finance), *out]) == 3
    shown = " ".join(capsys.readouterr().err.split())
    assert place in shown and told in shown
    assert "Traceback" not in shown and "problem(s) in" in shown
    assert [p.name for p in tmp_path.iterdir()] == ["project.yaml"]


WRONG_IN_THE_RUN = [
    (
        {"debt": LOAN | {"repayment": "annuity", "gearing_max": 1.0, "reserve_months": 24}}, 2028,
        "whole loan", "Lower upfront_fee, reserve_months",
    ),
    (
        {"tax": {"company": "power_business_up_to_100_million"}}, 2024,
        "no value for it on 1 April 2024", "state finance.tax.rate",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "start", "found", "advice"), WRONG_IN_THE_RUN)
def test_what_only_the_run_can_know_ends_with_3_and_leaves_nothing(tmp_path, capsys, keys, start, found, advice):
    path = project(tmp_path, block(**keys), start_fiscal_year=start)
    assert _run(["run", path, "--out", str(tmp_path / "out")]) == 3
    shown = " ".join(capsys.readouterr().err.split())
    assert found in shown and advice in shown and "Traceback" not in shown
    assert [p.name for p in tmp_path.iterdir()] == ["project.yaml"]


@pytest.mark.parametrize(
    "keys",
    [
        {"debt": LOAN | {"gearing_max": 1.0}},
        {"debt": LOAN | {"interest_rate": 0.5, "dscr_contracted": 1, "dscr_merchant": 1}, "tax": {"rate": 0.8}},
        {"capex_jpy_per_kwh": 0},
        {"discount_rate": -0.5, "inflation": 1.0, "debt": LOAN | {"gearing_max": 0.0}},
        {"tax": {"loss_years": 0, "useful_life_years": 2, "losses": "immediate"}, "grant": {"milestones": {3: 1}}},
    ],
)
def test_odd_but_possible_finance_is_run(tmp_path, capsys, keys):
    path = project(tmp_path, block(**keys))
    assert _run(["run", path, "--out", str(tmp_path / "out")]) == 0
    assert "Traceback" not in capsys.readouterr().err
    assert (tmp_path / "out" / "summary.json").is_file()
