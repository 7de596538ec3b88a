"""From perfect foresight to what is kept: the mean operating year, step by step, after wear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from storage_opt.reports.finance_bridge import Step

LEVELS = ("perfect", "known", "forecast", "settled")
BEFORE = {"known": "horizon", "forecast": "errors", "settled": "recourse"}
"""Step that leads down to each level."""


def rolling_bridge(years: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Bridge of the mean operating year of a run that was walked.

    Parameters
    ----------
    years : sequence of mapping
        Years of the summary, each with ``rolling``.

    Returns
    -------
    tuple of Step
        Levels are margin less wear; the last one is the mean of what is kept of it, the objective. [JPY/year]
    """
    n = len(years)
    net = {
        name: sum(
            stage["margin_less_wear_jpy"] for y in years for stage in y["rolling"]["stages"] if stage["name"] == name
        )
        / n
        for name in LEVELS
        if all(any(stage["name"] == name for stage in y["rolling"]["stages"]) for y in years)
    }
    steps, reached = list[Step](), 0.0
    for name, level in net.items():
        if steps:
            steps.append(Step(BEFORE[name], level - reached, is_cash=False))
        steps.append(Step(name, level, is_level=True))
        reached = level
    kept = sum(y["rolling"]["kept_less_wear_jpy"] for y in years) / n
    return (*steps, Step("contract", kept - reached), Step("kept", kept, is_level=True))
