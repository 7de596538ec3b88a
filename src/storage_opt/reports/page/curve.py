"""A sharing curve as a table of its slices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from storage_opt.records.sharing import SharingCurve
from storage_opt.reports.measures import PERCENT
from storage_opt.reports.numerals import NOTHING, Scale, number
from storage_opt.reports.page.frame import Frame

Held = Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]

MOST_NAMED = 3
"""Years with another curve that are named."""
LTDA_EDGES = {1: "T1", 2: "T2"}
"""Names of the edges of a refund by slices, by position; the first edge is zero."""


def curve_table(frame: Frame, held: Held, scale: Scale) -> dict[str, Any]:
    """Lay out the slices of the first year in which a scheme shares, and say whether later years differ."""
    year, scheme = held[0]
    sharing = scheme["sharing"]
    curve = SharingCurve(tuple(sharing["edges_jpy"]), tuple(sharing["shares_kept"]), sharing["kept_at_zero_jpy"])
    kw = scheme["contracted_kw"]
    is_ltda = scheme["kind"] == "ltda" and len(curve.edges_jpy) == len(LTDA_EDGES) + 1
    names = {at: f"{name} = " for at, name in LTDA_EDGES.items()} if is_ltda else {}

    def edge(at: int) -> str:
        jpy = curve.edges_jpy[at]
        return f"{names.get(at, '')}{number(jpy / scale.factor, scale.decimals)}"

    last = len(curve.edges_jpy)
    rows = [
        {
            "high": edge(at) if at < last else frame.t("contract.curve.beyond"),
            "per_kw": number(curve.edges_jpy[at] / kw, 0) if at < last and kw else NOTHING,
            "kept": number(PERCENT * share, 1),
            "taken": number(PERCENT * (1.0 - share), 1),
            "at_high": number(curve.kept_jpy(curve.edges_jpy[at]) / scale.factor, scale.decimals)
            if at < last
            else NOTHING,
        }
        for at, share in enumerate(curve.shares)
    ]
    changed = [b[0]["fiscal_year"] for a, b in pairwise(held) if a[1]["sharing"] != b[1]["sharing"]]
    note = ""
    if changed:
        first = frame.t("join").join(str(y) for y in changed[:MOST_NAMED])
        more = "" if len(changed) <= MOST_NAMED else frame.t("contract.curve.more", count=len(changed) - MOST_NAMED)
        note = frame.t("contract.curve.changes", year=year["fiscal_year"], years=first + more)
    return {"rows": rows, "unit": frame.t(f"unit.{scale.unit}"), "year": year["fiscal_year"], "note": note}
