"""Charts of an auction as plotly JSON: supply curves by lot, variants side by side, shares by area and by country."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from storage_opt.messages import text
from storage_opt.records.auction import Award, Lot
from storage_opt.records.round import Auction, RoundResult, Share
from storage_opt.reports.auction.words import share_text
from storage_opt.reports.comparison.bars import axis_of, layout_of, short
from storage_opt.reports.figures import RULE, Chart, marked, paper
from storage_opt.reports.numerals import number
from storage_opt.reports.streams import BLUE, GREEN, GREY, INK, ORANGE, PAPER
from storage_opt.studies.round_figures import UNSTATED
from storage_opt.units import KW_PER_MW

LOOKS = {
    "lot": (BLUE, ""),
    "pool": (BLUE, "."),
    "separate": (BLUE, "-"),
    "fill": (GREEN, "/"),
    "country": (ORANGE, "x"),
    "lost": (GREY, ""),
}
"""Colour and hatching of bids by what became of them."""
SHARE_LOOKS = (
    (BLUE, ""), (GREEN, "/"), (ORANGE, "x"), ("#6b4f9e", "."), ("#1b8a8f", "-"), ("#b3476b", "+"), ("#a07d12", "\\"),
    ("#7d5a3c", "|"), ("#55658c", ""), (GREY, "/"),
)  # fmt: skip
PANELS = (
    ("awarded_mw", "mw", 1.0, 0),
    ("average_price_jpy_per_kw_year", "jpy_per_kw_year", 1.0, 0),
    ("public_cost_jpy_per_kw_year", "jpy_per_kw_year", 1.0, 0),
    ("shifted_mwh", "gwh_per_year", 1_000.0, 1),
)
"""Figure, unit, divisor and digits of the panels in which variants stand side by side."""
GAP, RAISED_PX = 0.05, 20
"""Between panels, and how much higher the label of synthetic prices stands than their titles. [-], [px]"""
MOST_OUTLINED = 60
"""Up to so many bids are parted by lines; bars of more are as narrow as a line, which would hide them."""


def charts(auction: Auction, language: str) -> dict[str, Chart]:
    """All charts of the page by the id of their place."""
    drawn = {
        curve_id(place, lot.name): _supply(result, lot, language)
        for place, result in enumerate(auction.results)
        for lot in curve_lots(result)
    }
    if len(auction.results) > 1:
        drawn["chart-variants"] = _variants(auction.results, language)
    for kind, place in (("area", "chart-areas"), ("country", "chart-countries")):
        if any(share.name != UNSTATED for result in auction.results for share in _of(result, kind)):
            drawn[place] = _shares(auction.results, kind, language)
    if not auction.is_synthetic:
        return drawn
    label = text("reports.label.synthetic", language)
    raised_px = {"chart-variants": RAISED_PX}
    return {place: marked(chart, label, raised_px=raised_px.get(place, 0)) for place, chart in drawn.items()}


def curve_id(place: int, lot: str) -> str:
    """Id of the supply curve of a lot in a variant."""
    return f"curve-{place}-{lot}"


def curve_lots(result: RoundResult) -> list[Lot]:
    """Lots in which a battery bids."""
    return [
        lot
        for lot in result.clearing.rules.lots
        if any(a.bid.lot == lot.name and a.bid.source == "battery" for a in _open(result.clearing.awards))
    ]


def fate(award: Award) -> str:
    """Say what became of a bid, in a word that the chart has a look for."""
    if award.awarded:
        return award.stage or "lot"
    return "country" if award.reason_code == "country" else "lost"


def _open(awards: Sequence[Award]) -> list[Award]:
    return [award for award in awards if award.bid.barred is None]


def _supply(result: RoundResult, lot: Lot, language: str) -> Chart:
    """Bids of a lot as bars as wide as they are large, from the lowest price to the highest; those with priority first."""
    bids = sorted(
        (award for award in _open(result.clearing.awards) if award.bid.lot == lot.name),
        key=lambda a: (lot.priority_first and not a.bid.has_priority, a.bid.price_jpy_per_kw_year, a.bid.bid_id),
    )
    unit = text(f"round_page.unit.{'place' if result.replay else 'jpy_per_kw_year'}", language)
    places, upto = {}, 0.0
    for award in bids:
        places[award.bid.bid_id] = upto + award.bid.offered_kw / KW_PER_MW / 2.0
        upto += award.bid.offered_kw / KW_PER_MW
    traces = []
    for name, (colour, hatch) in LOOKS.items():
        group = [award for award in bids if fate(award) == name]
        if group:
            traces.append(
                {
                    "type": "bar",
                    "name": text(f"round_page.fate.{name}", language),
                    "x": [round(places[a.bid.bid_id], 4) for a in group],
                    "width": [round(a.bid.offered_kw / KW_PER_MW, 4) for a in group],
                    "y": [round(a.bid.price_jpy_per_kw_year, 2) for a in group],
                    "customdata": [
                        [
                            short(a.bid.bid_id),
                            number(a.bid.offered_kw / KW_PER_MW, 1),
                            number(a.bid.price_jpy_per_kw_year, 0),
                        ]
                        for a in group
                    ],
                    "hovertemplate": f"%{{customdata[0]}}<br>%{{customdata[1]}} MW · %{{customdata[2]}} {unit}<extra></extra>",
                    "marker": {
                        "color": colour,
                        "line": {"color": PAPER, "width": int(len(bids) <= MOST_OUTLINED)},
                        "pattern": {"shape": hatch, "fgcolor": PAPER, "size": 5, "fillmode": "overlay"},
                    },
                }
            )
    layout: dict[str, Any] = paper(language) | {
        "height": 320,
        "barmode": "overlay",
        "bargap": 0,
        "annotations": [],
        "shapes": [],
        "xaxis": axis_of(text("round_page.axis.cumulative", language)) | {"range": [0.0, max(upto, 1.0) * 1.02]},
        "yaxis": axis_of(unit) | {"rangemode": "tozero"},
    }
    layout["margin"] = layout["margin"] | {"l": 72, "b": 52}
    if lot.cap_kw is not None:
        cap = lot.cap_kw / KW_PER_MW
        line = {"type": "line", "x0": cap, "x1": cap, "yref": "paper", "y0": 0, "y1": 1}
        layout["shapes"] = [line | {"line": {"color": INK, "width": 2, "dash": "dash"}}]
        label = text("round_page.cap", language, mw=number(cap, 0))
        layout["annotations"] = [
            {"text": label, "x": cap, "y": 1, "yref": "paper", "xanchor": "left", "yanchor": "top", "xshift": 4}
            | {"showarrow": False, "font": {"size": 12}}
        ]
        layout["xaxis"]["range"] = [0.0, max(upto, cap) * 1.02]
    return {"data": traces, "layout": layout}


def _names(results: Sequence[RoundResult]) -> list[str]:
    return [f"{at}: {short(result.name)}" for at, result in enumerate(results, start=1)]


def _variants(results: Sequence[RoundResult], language: str) -> Chart:
    """Panels beside each other, one bar per variant."""
    layout: dict[str, Any] = layout_of(len(results), language, top_px=30 + RAISED_PX) | {
        "showlegend": False,
        "bargap": 0.4,
    }
    width, traces = (1.0 - GAP * (len(PANELS) - 1)) / len(PANELS), []
    for at, (name, unit_name, divisor, decimals) in enumerate(PANELS):
        unit = text(f"round_page.unit.{unit_name}", language)
        values = [None if (v := getattr(r.figures, name)) is None else v / divisor for r in results]
        axis, start = "" if at == 0 else str(at + 1), at * (width + GAP)
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "y": _names(results),
                "x": [None if value is None else round(value, 6) for value in values],
                "customdata": [number(value, decimals) for value in values],
                "hovertemplate": f"%{{y}}<br>%{{customdata}} {unit}<extra></extra>",
                "marker": {"color": (BLUE, GREY, ORANGE, GREEN)[at]},
                "xaxis": f"x{axis}",
            }
        )
        layout[f"xaxis{axis}"] = axis_of(unit) | {"domain": [start, start + width], "nticks": 4}
        layout["annotations"].append(
            {"text": f"<b>{text(f'round_page.panel.{name}', language)}</b>", "showarrow": False, "xref": "paper"}
            | {"yref": "paper", "x": start, "y": 1.0, "xanchor": "left", "yanchor": "bottom", "yshift": 6}
            | {"font": {"size": 12}}
        )
    return {"data": traces, "layout": layout}


def _shares(results: Sequence[RoundResult], kind: str, language: str) -> Chart:
    """One bar per variant, stacked to the MW of batteries awarded."""
    names = list(dict.fromkeys(share.name for result in results for share in _of(result, kind)))
    traces = []
    for at, name in enumerate(names):
        colour, hatch = SHARE_LOOKS[at % len(SHARE_LOOKS)]
        kw = [next((s.awarded_kw for s in _of(result, kind) if s.name == name), 0) for result in results]
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": share_text(name, kind, language),
                "y": _names(results),
                "x": [round(value / KW_PER_MW, 3) for value in kw],
                "hovertemplate": "%{y}<br>%{x:,.1f} MW<extra>%{fullData.name}</extra>",
                "marker": {
                    "color": colour,
                    "pattern": {"shape": hatch, "fgcolor": PAPER, "size": 5, "fillmode": "overlay"},
                },
            }
        )
    layout = layout_of(len(results), language) | {"barmode": "stack", "bargap": 0.4}
    layout["legend"] = layout["legend"] | {"traceorder": "normal"}
    axis = axis_of(text("round_page.unit.mw", language)) | {"gridcolor": RULE}
    return {"data": traces, "layout": layout | {"xaxis": axis}}


def _of(result: RoundResult, kind: str) -> tuple[Share, ...]:
    return result.by_area if kind == "area" else result.by_country
