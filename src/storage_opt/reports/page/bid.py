"""The section of a bid on the page."""

from __future__ import annotations

from typing import Any

from storage_opt.reports.bid import BidText
from storage_opt.reports.numerals import number
from storage_opt.reports.page.frame import Frame
from storage_opt.reports.texts import texts


def bid(frame: Frame) -> dict[str, Any] | None:
    """Lay out the answer of a bid; ``None`` for a run that asked for nothing."""
    asked = frame.summary["bid"]
    if asked is None:
        return None
    words = BidText(asked, frame.language)
    return {
        "title": words.t("title"),
        "sentence": words.answer,
        "label": words.variable,
        "asked": words.asked,
        "answer": words.whole_yen or words.value(asked["value"]),
        "unit_of_answer": "" if words.is_amount else words.unit,
        "raw": asked["value"],
        "exact": "" if words.whole_yen is None else words.t("exact", value=number(asked["value"], 2)),
        "cost": words.cost_lines(),
        "cost_label": words.t("cost"),
        "steps": words.step_rows(),
        "steps_label": words.t("sensitivity"),
        "steps_heads": [words.t(name) for name in ("assumption", "lower", "higher")],
        "heads": words.point_heads(),
        "unit": words.unit,
        "durations": words.point_rows("durations"),
        "durations_label": words.t("durations"),
        "holding": words.point_rows("holding"),
        "holding_label": words.t("holding"),
        "holding_note": words.t("holding.note"),
        "notes": texts(frame.outputs, "bid", frame.language),
        "counts": words.counts,
    }
