"""Trade against scenarios: quantities are chosen before a scenario is known, deliveries after."""

from storage_opt.solve.two_stage.final import mean_value
from storage_opt.solve.two_stage.records import TwoStage, TwoStagePlan
from storage_opt.solve.two_stage.solved import solve_two_stage
from storage_opt.solve.two_stage.worth import evpi, expected_value_result, vss, wait_and_see

__all__ = [
    "TwoStage",
    "TwoStagePlan",
    "evpi",
    "expected_value_result",
    "mean_value",
    "solve_two_stage",
    "vss",
    "wait_and_see",
]
