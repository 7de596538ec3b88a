"""Published figures of spot arbitrage on real prices of fiscal year 2023, beside ours.

Six cases, published with the first request for this program (price file: JEPX spot summary 2023, not redistributed): 1 MW each
way, round trip 0.86 split evenly, empty at both ends of the year, wear 2,000 JPY/MWh, no fee. The objective is unique. The revenue is
not where the optimum is degenerate: then plans of the same objective differ in revenue, and the rule of ties takes the greatest. The
interval of revenue over all optimal plans is found here by linear programmes of their own (HiGHS called directly): the published
figure must lie in it, and ours must be its upper end.
"""

from dataclasses import dataclass

import highspy
import numpy as np
import pytest
from scipy import sparse

from storage_opt.inputs.project import read_project
from storage_opt.studies.run import run

PUBLISHED = {
    ("tokyo", 2): (3866491.006, 5295717.489),
    ("tokyo", 4): (6199266.135, 8627691.938),
    ("tokyo", 8): (8248701.869, 11645969.138),
    ("kyushu", 4): (11580764.897, 14541276.545),
    ("kyushu", 6): (14752952.368, 18593658.990),
    ("hokkaido", 4): (8744707.822, 11254651.415),
}
"""Area and MWh: objective and revenue. [JPY]"""

DEGENERATE = {("tokyo", 4), ("tokyo", 8), ("hokkaido", 4)}
"""Where optimal plans differ in revenue by more than a yen."""

ETA, WEAR, SLOT_H = 0.86**0.5, 2000.0, 0.5
ON_FACE_JPY = 1e-6


@dataclass
class Face:
    """Optimum, and least and greatest revenue and discharge among the optimal plans."""

    objective: float
    revenue: tuple[float, float]
    discharged_mwh: tuple[float, float]


def optimal_face(price: np.ndarray, energy_mwh: float) -> Face:
    """Linear programme over charge, discharge, state of energy; then the same with the objective held at its optimum."""
    n = len(price)
    one, back = sparse.identity(n), sparse.diags_array(np.ones(n - 1), offsets=-1)
    balance = sparse.hstack([-SLOT_H * ETA * one, SLOT_H / ETA * one, one - back]).tocsr()
    upper = np.concatenate([np.ones(2 * n), np.full(n - 1, energy_mwh), [0.0]])
    revenue = np.concatenate([-SLOT_H * price, SLOT_H * price, np.zeros(n)])
    discharged = np.concatenate([np.zeros(n), np.full(n, SLOT_H), np.zeros(n)])
    objective = revenue - WEAR * discharged
    zeros, places = np.zeros(n), np.arange(3 * n, dtype=np.int32)
    none = np.zeros(0)
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    h.setOptionValue("threads", 1)
    h.passModel(
        3 * n, n, balance.nnz, 0, int(highspy.MatrixFormat.kRowwise), 0, int(highspy.ObjSense.kMaximize), 0.0, objective,
        np.zeros(3 * n), upper, zeros, zeros, balance.indptr.astype(np.int32), balance.indices.astype(np.int32), balance.data,
        none.astype(np.int32), none.astype(np.int32), none, np.zeros(3 * n, dtype=np.int32),
    )  # fmt: skip

    def best(gain: np.ndarray) -> float:
        h.changeColsCost(3 * n, places, gain)
        h.run()
        assert h.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return float(gain @ np.array(h.getSolution().col_value))

    optimum = best(objective)
    used = np.flatnonzero(objective).astype(np.int32)
    h.addRow(optimum - ON_FACE_JPY, highspy.kHighsInf, len(used), used, objective[used])
    return Face(optimum, (-best(-revenue), best(revenue)), (-best(-discharged), best(discharged)))


@pytest.fixture(scope="module")
def solved(real_data):
    """Ours and the face of each case."""
    found = {}
    for area, energy in PUBLISHED:
        battery = {
            "power_mw": 1, "energy_mwh": energy, "round_trip_efficiency": 0.86, "soe_initial_mwh": 0, "wear_jpy_per_mwh": WEAR
        }  # fmt: skip
        options = {
            ("area",): area,
            ("battery",): battery,
            ("markets",): {"spot": {"fee_jpy_per_kwh": 0}},
            ("prices",): {"source": str(real_data / "spot_summary_2023.csv"), "fiscal_years": [2023]},
        }
        (ours,) = run(read_project(None, [], options)).years
        found[area, energy] = ours, optimal_face(ours.prices.spot_jpy_per_mwh, energy)
    return found


@pytest.mark.parametrize("case", PUBLISHED)
def test_objective(solved, case):
    ours, face = solved[case]
    assert ours.outcome.objective_jpy == pytest.approx(PUBLISHED[case][0], rel=1e-9)
    assert ours.outcome.objective_jpy == pytest.approx(face.objective, rel=1e-11)
    assert ours.outcome.relative_gap < 1e-12


@pytest.mark.parametrize("case", PUBLISHED)
def test_published_revenue_is_that_of_an_optimal_plan_and_ours_is_the_greatest(solved, case):
    ours, face = solved[case]
    published, (least, greatest) = PUBLISHED[case][1], face.revenue
    # The figures are published to 0.001; the face is held to 1e-6 JPY, which is worth at most some 1e-2 JPY of revenue.
    assert least - 0.01 <= published <= greatest + 0.01
    assert ours.figures.revenue_jpy["spot"] == pytest.approx(greatest, abs=0.01)
    assert (greatest - least > 1.0) == (case in DEGENERATE)


@pytest.mark.parametrize("case", PUBLISHED)
def test_cycles_follow_from_the_same_choice(solved, case):
    """Margin less wear is fixed, so the plan of the greatest revenue is the one that discharges most."""
    ours, face = solved[case]
    assert ours.figures.discharged_mwh == pytest.approx(face.discharged_mwh[1], abs=1e-4)
    spread = face.revenue[1] - face.revenue[0]
    assert WEAR * (face.discharged_mwh[1] - face.discharged_mwh[0]) == pytest.approx(spread, abs=0.05)
    assert ours.figures.cycles_per_day == pytest.approx(face.discharged_mwh[1] / case[1] / 366, abs=1e-9)
