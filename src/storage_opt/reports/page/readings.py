"""Wear deductible or not: both answers side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from storage_opt.reports.contracts import dispatched_for, shares
from storage_opt.reports.measures import Measure
from storage_opt.reports.numerals import Scale
from storage_opt.reports.page.frame import Frame, written

MEASURES = (
    Measure("margin_jpy", "jpy", 0, "contract"),
    Measure("cycles_per_day", "cycles_per_day", 3, "operation"),
    Measure("discharged_mwh", "mwh", 0, "operation"),
    Measure("contract.clawback_jpy", "jpy", 0, "contract"),
    Measure("contract.kept_jpy", "jpy", 0, "contract"),
    Measure("contract.owner_net_jpy", "jpy", 0, "contract"),
    Measure("wear_jpy", "jpy", 0, "contract"),
)

BY_YEAR = ("margin_jpy", "cycles_per_day", "contract.clawback_jpy", "contract.kept_jpy", "contract.owner_net_jpy")
"""Those that are also shown by year."""


def readings(frame: Frame, scale: Scale) -> dict[str, Any] | None:
    """Compare the run with the same project under the other reading; ``None`` where wear or sharing does not come into it.

    Without figures of the other reading (``rows`` empty) the page says how to get them.
    """
    shared = [s for y in frame.years for s in y["schemes"] if shares(s)]
    if (
        not shared
        or dispatched_for(frame.summary) == "offtaker"
        or not any(y["wear_jpy"] or y["merchant_wear_jpy"] for y in frame.years)
    ):
        return None
    chosen = shared[0]["sharing"]["wear_deductible"]
    heads = [frame.t(f"contract.reading.{'yes' if wear else 'no'}") for wear in (chosen, not chosen)]
    other = frame.summary["other_reading"]
    if other is None:
        return {"heads": heads, "rows": [], "years": [], "flag": "false" if chosen else "true"}
    pairs = list(zip(frame.years, other["years"], strict=True))
    columns = frame.heads(MEASURES, scale)
    means = [_mean(rows) for rows in zip(*pairs, strict=True)]
    return {
        "heads": heads,
        "flag": "",
        "rows": [
            {
                "label": head["label"],
                "unit": head["unit"],
                "means": head["means"],
                "cells": [written(_value(side, m), m, scale) for side in means],
            }
            for m, head in zip(MEASURES, columns, strict=True)
        ],
        "columns": [head for m, head in zip(MEASURES, columns, strict=True) if m.name in BY_YEAR],
        "years": [
            {
                "label": frame.t("years.short", year=y["year"], fiscal_year=y["fiscal_year"]),
                "cells": [written(_value(side, m), m, scale) for m in MEASURES if m.name in BY_YEAR for side in (y, o)],
            }
            for y, o in pairs
        ]
        if len(pairs) > 1
        else [],
    }


def _value(side: Mapping[str, Any], measure: Measure) -> float:
    """Value as in the account of the owner, where what is taken is negative."""
    value = float(side[measure.name.removeprefix("contract.")])
    return 0.0 - value if measure.name == "contract.clawback_jpy" else value


def _mean(rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    keys = [m.name.removeprefix("contract.") for m in MEASURES]
    return {key: sum(row[key] for row in rows) / len(rows) for key in keys}
