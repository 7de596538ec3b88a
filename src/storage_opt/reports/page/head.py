"""The first screen: what was run, what it earns, how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from storage_opt.messages import text
from storage_opt.records.prices import PRODUCTS
from storage_opt.reports.contracts import dispatched_for, has_contracts, shares
from storage_opt.reports.numerals import amount, number, percent, size
from storage_opt.reports.page.finance import finance_answer
from storage_opt.reports.page.frame import Cell, Frame
from storage_opt.reports.page.owner import contract_answer, owner
from storage_opt.reports.page.streams import answer
from storage_opt.reports.sight import share_text, sight_of

TILES = ("margin_per_kw", "reserved_share", "spread", "cycles_per_day", "discharged_mwh")
"""Measures beside the margin on the first screen, those that the run has."""


RECURSION = "recursion"
"""Word in the steps of a year that the exact recursion solved (``solve.exact``)."""


def head(frame: Frame) -> dict[str, Any]:
    """Title, facts, margin and proof."""
    summary, measures, t = frame.summary, frame.measures, frame.t
    margin = measures.overall["margin_jpy"] or 0.0
    return {
        "name": summary["name"],
        "area": text(f"cli.area.{summary['area'] or 'unnamed'}", frame.language),
        "plant": t("head.plant", power=size(summary["power_mw"]), energy=size(frame.years[0]["energy_mwh"])),
        "period": period(frame),
        "method": t(
            "head.method.rolling" if summary.get("rolling") else "head.method",
            markets=_markets(frame),
            solver=t("head.solver.recursion") if summary.get("rolling") else _solver(frame),
        ),
        "answer": (contract_answer(frame) if has_contracts(summary) else answer(frame)) + finance_answer(frame),
        "owner": owner(frame) if has_contracts(summary) else None,
        "is_synthetic": summary["is_synthetic"],
        "is_yearly": measures.is_yearly,
        "sight": sight_of(summary, frame.language),
        "margin": amount(margin, frame.language),
        "margin_raw": margin,
        "margin_in_unit": number(margin / frame.scale.factor, frame.scale.decimals),
        "unit": t(f"unit.{frame.scale.unit}"),
        "margin_label": t("head.margin_yearly" if measures.is_yearly else "head.margin_total"),
        "margin_detail": _margin_detail(frame),
        "status": summary["solve"]["status"],
        "status_label": t(f"status.{summary['solve']['status']}"),
        "status_text": status(frame),
    }


def tiles(frame: Frame) -> list[Cell]:
    """Key figures beside the margin: mean of the years, or all of them together; the gap of the proof, or what a walk captured, last."""
    by_name = {m.name: m for m in frame.measures.of_year}
    shown = [by_name[name] for name in TILES if name in by_name]
    tiles = []
    for m in shown:
        value = frame.measures.overall[m.name]
        tiles.append(
            {
                "label": frame.t(f"measure.{m.name}"),
                "means": frame.t(f"measure.{m.name}.means"),
                "value": number(value, m.decimals),
                "unit": frame.t(f"unit.{m.unit}"),
                "raw": "" if value is None else repr(value),
            }
        )
    gap = frame.summary["solve"]["relative_gap"]
    proof = {
        "label": frame.t("head.gap"),
        "means": frame.t("term.gap.means"),
        "value": percent(gap),
        "unit": "",
        "raw": repr(gap),
    }
    walk = frame.summary.get("rolling")
    if not walk:
        return [*tiles, proof]
    ratio = walk["capture_ratio"]
    captured = {
        "label": text("foresight.ratio", frame.language),
        "means": text("foresight.ratio.means", frame.language),
        "value": share_text(ratio),
        "unit": "",
        "raw": "" if ratio is None else repr(ratio),
    }
    return [*tiles, captured]


def status(frame: Frame) -> str:
    """Say in plain words what is proven."""
    proof, n = frame.summary["solve"], len(frame.years)
    served = dispatched_for(frame.summary)
    return frame.t(
        _status_name(frame.summary, served),
        value=frame.t(_what_is_proven(frame)),
        span=frame.t("value.span" if n > 1 else "value.span_one", count=n),
        objective=amount(proof["objective_jpy"], frame.language),
        bound=amount(proof["bound_jpy"], frame.language),
        gap=_gap_text(proof),
        distance=amount(proof["bound_jpy"] - proof["objective_jpy"], frame.language),
    )


def _gap_text(proof: Mapping[str, Any]) -> str:
    """Write the gap of a proof; of a walk it is a share that matters."""
    return share_text(proof["relative_gap"]) if proof["status"] == "rolled" else percent(proof["relative_gap"])


def _status_name(summary: Mapping[str, Any], served: str) -> str:
    """Name the sentence on what is proven."""
    status = summary["solve"]["status"]
    if summary.get("capture_ratio") and status != "relaxed":
        return "status.captured.text"
    if served == "owner" or status in ("relaxed", "rolled"):
        return f"status.{status}.text"
    return f"status.served.{served}"


def _what_is_proven(frame: Frame) -> str:
    """Name what the objective is: the margin, or what is kept of it, with or without wear."""
    kept = "kept" if any(map(shares, (s for y in frame.years for s in y["schemes"]))) else "margin"
    return f"value.{kept}_less_wear" if frame.measures.overall["wear_jpy"] else f"value.{kept}"


def period(frame: Frame) -> str:
    """Name the fiscal years, or the days where these are not whole years."""
    first, last, t = frame.years[0], frame.years[-1], frame.t
    if frame.measures.is_yearly:
        prices = t("join").join(str(year) for year in sorted({y["price_year"] for y in frame.years}))
        name = "head.period_one" if first is last else "head.period_years"
        return t(name, first=first["fiscal_year"], last=last["fiscal_year"], prices=prices)
    spans = []
    for year in frame.years:
        start = date.fromisoformat(year["first_day"])
        spans.append(t("head.span", first=start, last=start + timedelta(days=year["days"] - 1), days=year["days"]))
    return t("head.period_days", spans=t("join").join(spans))


def _margin_detail(frame: Frame) -> str:
    per_kw = number(frame.measures.overall["margin_per_kw"], 0)
    if not frame.measures.is_yearly:
        return frame.t("head.detail_total", per_kw=per_kw, days=sum(y["days"] for y in frame.years))
    margins = [y["margin_jpy"] for y in frame.years]
    if len(margins) == 1:
        return frame.t("head.detail_one", per_kw=per_kw)
    lowest, highest = (amount(margin, frame.language) for margin in (min(margins), max(margins)))
    return frame.t("head.detail_years", per_kw=per_kw, count=len(margins), lowest=lowest, highest=highest)


def _markets(frame: Frame) -> str:
    """Name the markets traded in, with the products offered."""
    streams = {m.name.removeprefix("revenue.") for m in frame.measures.of_year if m.name.startswith("revenue.")}
    names = [frame.t("market.spot")]
    if "intraday" in streams:
        names.append(frame.t("market.intraday"))
    products = [frame.product(name) for name in PRODUCTS if name in streams]
    if products:
        names.append(frame.t("market.balancing", products=frame.t("join").join(products)))
    return frame.t("market.join").join(names)


def _solver(frame: Frame) -> str:
    """Name what solved the years: the exact recursion, HiGHS, or one of them in each year."""
    highs = frame.t("head.solver.highs", version=frame.outputs.manifest["versions"]["highspy"])
    recursion = frame.t("head.solver.recursion")
    by_recursion = [all(RECURSION in step for step in year["steps"]) for year in frame.outputs.manifest["problems"]]
    if all(by_recursion):
        return recursion
    return frame.t("head.solver.both", first=recursion, second=highs) if any(by_recursion) else highs
