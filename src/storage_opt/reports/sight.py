"""What the prices of a result were known by, as a label: a bound, a share of it, or a walk on forecasts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storage_opt.messages import text
from storage_opt.records.foresight import KNOWN
from storage_opt.reports.numerals import NOTHING, number

PERCENT = 100.0


@dataclass(frozen=True)
class Sight:
    """A label with its sentence.

    Parameters
    ----------
    kind : str
        ``perfect``, ``captured``, ``known`` or ``rolling``.
    label, means : str
        In the language of the page.
    """

    kind: str
    label: str
    means: str

    @property
    def badge(self) -> str:
        """Class of the label on pages: only what no plan can exceed is an upper bound."""
        return "upper" if self.kind in ("perfect", KNOWN) else "walked"


def kind_of(summary: Mapping[str, Any]) -> str:
    """Say what the plans of a result knew; folders of earlier versions knew all."""
    if summary.get("rolling"):
        return "known" if summary["rolling"]["forecaster"] == KNOWN else "rolling"
    return "captured" if summary.get("capture_ratio") else "perfect"


def sight_of(summary: Mapping[str, Any], language: str) -> Sight:
    """Label a result."""
    kind = kind_of(summary)
    if kind == "perfect":
        has_offers = any(year["offers"] for year in summary["years"])
        means = text(f"reports.label.perfect.{'expected' if has_offers else 'text'}", language)
        return Sight(kind, text("reports.label.perfect", language), means)
    if kind == "captured":
        return captured(summary["capture_ratio"]["value"], language)
    walk = summary["rolling"]
    means = text(f"foresight.badge.{kind}.text", language, choice=choice_text(walk, language))
    if kind == "rolling" and walk["capture_ratio"] is not None:
        join = "" if language == "ja" else " "
        means += join + text("foresight.badge.rolling.ratio", language, ratio=share_text(walk["capture_ratio"]))
    return Sight(kind, text(f"foresight.badge.{kind}", language), means)


def captured(ratio: float, language: str) -> Sight:
    """Label perfect foresight that was cut."""
    shown = share_text(ratio)
    means = text("foresight.badge.captured.text", language, ratio=shown)
    return Sight("captured", text("foresight.badge.captured", language, ratio=shown), means)


def choice_text(walk: Mapping[str, Any], language: str) -> str:
    """Name forecaster, windows and bids of a walk."""
    return text(
        "foresight.choice",
        language,
        forecaster=text(f"foresight.forecaster.{walk['forecaster']}", language),
        days=1 + walk["look_ahead_days"],
        bids=text(f"foresight.bids.{walk['bids']}", language),
    )


def share_text(share: float | None) -> str:
    """Write a share.

    >>> share_text(0.6214), share_text(-0.05), share_text(-1e-9), share_text(None)
    ('62.1%', '−5.0%', '0.0%', '–')
    """
    return NOTHING if share is None else number(PERCENT * share, 1) + "%"
