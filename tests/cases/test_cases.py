"""Small cases worked out by hand: each folder holds the arithmetic (README.md) and the case (case.yaml).

A case goes the way of a user: a project file, a price table in the canonical layout, ``run``. ``prices`` gives the price of the slots
named, in JPY/kWh, and the price ``elsewhere``; ``variants`` change some keys, or the prices, and say what comes out then.
"""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
import yaml

from storage_opt.inputs.project import read_project
from storage_opt.studies.run import run

FOLDER = Path(__file__).parent
FIGURES = ("margin_jpy", "wear_jpy", "charged_mwh", "discharged_mwh", "full_equivalent_cycles")
PLANS = ("charge_mw", "discharge_mw", "soe_mwh")


def cases() -> dict[str, tuple[Path, dict, dict]]:
    """Every case and variant: folder, case, what the variant changes."""
    found = {}
    for path in sorted(FOLDER.glob("*/case.yaml")):
        case = yaml.safe_load(path.read_text(encoding="utf-8"))
        name = path.parent.name
        found[name] = (path.parent, case, {})
        for variant in case.get("variants", []):
            found[f"{name}: {variant['name']}"] = (path.parent, case, variant)
    return found


CASES = cases()


def price_table(prices: dict) -> str:
    """Half-hourly prices in the canonical layout."""
    lines = ["slot_start,spot_jpy_per_kwh"]
    first: date = prices["first_day"]
    for number, priced in enumerate(prices["days"]):
        slots = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30)]
        assert set(priced) <= set(slots)
        day = first + timedelta(days=number)
        lines += [f"{day}T{slot},{priced.get(slot, prices['elsewhere'])}" for slot in slots]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", CASES)
def test_by_hand(name, tmp_path):
    _folder, case, variant = CASES[name]
    (tmp_path / "project.yaml").write_text(yaml.safe_dump(case["project"]), encoding="utf-8")
    (tmp_path / "prices.csv").write_text(price_table(variant.get("prices", case["prices"])), encoding="utf-8")
    project = read_project(tmp_path / "project.yaml", ["prices.source=prices.csv", *variant.get("set", [])])
    (year,) = run(project).years
    expected = dict(variant.get("expected") if variant else case["expected"])

    assert year.outcome.status == expected.pop("status", "optimal")
    assert year.outcome.objective_jpy == pytest.approx(expected.pop("objective_jpy"), rel=1e-9, abs=1e-6)
    assert year.outcome.bound_jpy >= year.outcome.objective_jpy - 1e-6
    if "integers" in expected:
        assert year.outcome.integers == expected.pop("integers")
    for figure in FIGURES:
        if figure in expected:
            assert getattr(year.figures, figure) == pytest.approx(expected.pop(figure), rel=1e-9, abs=1e-6), figure
    if "revenue_spot_jpy" in expected:
        assert year.figures.revenue_jpy["spot"] == pytest.approx(expected.pop("revenue_spot_jpy"))
    if "spot_fee_jpy" in expected:
        assert year.figures.variable_cost_jpy["spot_fee"] == pytest.approx(expected.pop("spot_fee_jpy"))
    if "months_jpy" in expected:
        months = {month.month: month.margin_jpy for month in year.figures.months}
        assert months == pytest.approx(expected.pop("months_jpy"))
    starts = [str(start)[5:].replace("T", " ") for start in year.dispatch.period.slot_starts]
    for plan in PLANS:
        for slot, power in expected.pop(plan, {}).items():
            found = getattr(year.dispatch, plan)[starts.index(slot)]
            assert found == pytest.approx(power, abs=1e-7), (plan, slot)
    assert not expected, f"the test does not look at {expected}"


@pytest.mark.parametrize("folder", sorted({folder for folder, _, _ in CASES.values()}), ids=lambda folder: folder.name)
def test_the_arithmetic_names_what_is_expected(folder):
    """Each objective stands in bold in the README."""
    case = yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8"))
    told = (folder / "README.md").read_text(encoding="utf-8").replace("−", "-").replace(",", "").replace("\n", " ")
    for run_ in [case, *case.get("variants", [])]:
        objective = run_["expected"]["objective_jpy"]
        assert any(f"{objective:.{digits}f} JPY" in told for digits in (0, 2)), objective


def test_no_pieces_of_a_day_are_lost():
    """The table that the cases are fed from has 48 rows a day."""
    table = price_table({"first_day": date(2024, 2, 29), "elsewhere": 1.0, "days": [{"23:30": 2.0}, {}]})
    prices = np.array([float(line.split(",")[1]) for line in table.splitlines()[1:]])
    assert prices.tolist() == [1.0] * 47 + [2.0] + [1.0] * 48
