"""Colours and hatching of streams and products: neither alone is needed to tell bars apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from storage_opt.records.prices import PRODUCTS
from storage_opt.reports.measures import Values

INK, PAPER, BLUE, ORANGE, GREY, GREEN = "#1d2733", "#ffffff", "#2463a6", "#c2611b", "#8b95a1", "#2c7a5b"

PRODUCT_LOOKS = {
    "composite": ("#6b4f9e", ""),
    "rr_fit": ("#1b8a8f", "."),
    "fcr": ("#b3476b", "-"),
    "fcr_offline": ("#7d5a3c", "|"),
    "s_frr": ("#4f7f2f", "+"),
    "frr": ("#a07d12", "/"),
    "rr": ("#55658c", "\\"),
}
"""Colour and hatching of each product."""
STREAM_LOOKS = {
    "revenue.spot": (BLUE, ""),
    "revenue.intraday": ("#3a8fb7", "x"),
    "cost.reserve_shortfall_fee": ("#7a1f1f", "x"),
    "cost.spot_fee": (ORANGE, "/"),
    "cost.intraday_fee": ("#a8385d", "\\"),
    "cost.wheeling": (GREY, "+"),
    "cost.balancing_fee": ("#d08a5b", "."),
    "revenue.imbalance": ("#7b5ea7", "-"),
    "cost.forecast_shortfall": ("#9aa7b3", "x"),
}

Marker = dict[str, Any]


def look_of(name: str) -> Marker:
    """Marker of the bars of a stream, by the name of its measure; called energy is hatched on white."""
    stream = name.partition(".")[2]
    product = stream.removesuffix("_activation")
    if product in PRODUCTS and product != stream:
        colour = PRODUCT_LOOKS[product][0]
        return {
            "color": colour,
            "line": {"color": colour, "width": 1},
            "pattern": {"shape": "x", "bgcolor": PAPER, "size": 5, "fillmode": "replace"},
        }
    colour, hatch = PRODUCT_LOOKS[product] if product in PRODUCTS else STREAM_LOOKS[name]
    return _marker(colour, hatch, 5)


def offer_look(product: str) -> Marker:
    """Marker of the bars of a product's offers: lighter than what is delivered."""
    return _marker(*PRODUCT_LOOKS[product], 4) | {"opacity": 0.55}


def colour_of(name: str) -> str:
    """Colour of a stream in a list, by the name of its measure."""
    colour: str = look_of(name)["color"]
    return colour


def in_chart(row: Values) -> dict[str, float | None]:
    """Put the exchange's fees of all products into one, as they are too small to tell apart."""
    shown: dict[str, float | None] = {}
    for name, value in row.items():
        product = name.removeprefix("cost.").removesuffix("_fee")
        if name.startswith("cost.") and product in PRODUCTS:
            shown["cost.balancing_fee"] = (shown.get("cost.balancing_fee") or 0.0) + (value or 0.0)
        else:
            shown[name] = value
    return shown


def _marker(colour: str, hatch: str, size: int) -> Marker:
    pattern: Mapping[str, Any] = {"shape": hatch, "fgcolor": PAPER, "size": size, "fillmode": "overlay"}
    return {"color": colour, "pattern": pattern}
