"""The sheet of a bid: the answer, what it rests on, how it moves."""

from __future__ import annotations

from storage_opt.reports.bid import BidText
from storage_opt.reports.page.frame import Frame
from storage_opt.reports.sheet import Sheet, digits
from storage_opt.reports.texts import texts

FIGURES = ("hours", "energy_mwh", "added_mwh", "contracted_kw", "capex_jpy", "value", "short_years")


def fill_bid(sheet: Sheet, frame: Frame) -> None:
    """Write the answer of a bid as numbers in the unit of its variable; amounts in yen.

    The cost-based price is a live formula over its parts.
    """
    bid = frame.summary["bid"]
    words = BidText(bid, frame.language)
    sheet.widths(44, 18, 18, 18, 18, 18, 18, 18)
    sheet.add([words.variable], "title")
    sheet.add([words.asked, bid["value"], words.unit], _look(bid["variable"]))
    if words.whole_yen is not None:
        sheet.add([words.t("whole_yen"), float(words.whole_yen.replace(",", ""))], digits(0))
    sheet.add([])
    if bid["cost_based"] is not None:
        _cost_based(sheet, words)
    sheet.add([words.t("market")], "head")
    for name in ("margin", "refund", "kept", "payment"):
        sheet.add([words.t(name), bid["market"][f"{name}_jpy"], frame.t("unit.jpy")], digits(0))
    sheet.add([])
    if bid["sensitivity"]:
        sheet.add([words.t("sensitivity"), words.t("lower"), None, words.t("higher")], "head")
        for step in bid["sensitivity"]:
            row = [words.t(f"step.{step['name']}"), step["low"], step["low_value"], step["high"], step["high_value"]]
            sheet.add(row, _look(bid["variable"]))
        sheet.add([])
    for which in ("durations", "holding"):
        if bid[which]:
            sheet.add([words.t(which)], "head")
            heads = words.point_heads()
            heads[5] = f"{words.t('variable.capex_jpy')}, {frame.t('unit.jpy')}"
            sheet.add(heads, "head")
            looks = ["", "0", "0.0", "0.0", digits(0), digits(0), _look(bid["variable"]), "0"]
            for point in bid[which]:
                figures = [point[name] if point["energy_mwh"] else None for name in FIGURES]
                sheet.add([words.point_name(point), *figures], looks)
            sheet.add([])
    for note in texts(frame.outputs, "bid", frame.language):
        sheet.add([note])
    sheet.add([words.counts])


def _cost_based(sheet: Sheet, words: BidText) -> None:
    """Parts of the price that costs allow; the price follows them."""
    price = words.bid["cost_based"]
    sheet.add([words.t("cost_based", round=price["round"])], "head")
    first = sheet.row + 1
    labels = [label for label, _ in words.cost_lines()]
    for label, name in zip(labels, ("capital_charge_jpy", "fixed_om_jpy", "property_tax_jpy"), strict=False):
        sheet.add([label, price[name]], digits(0))
    sheet.add([words.t("column.kw"), price["contracted_kw"]], digits(0))
    sheet.put_formula(1, f"=SUM(B{first}:B{first + 2})/B{first + 3}", price["jpy_per_kw_year"], digits(2))
    sheet.add([words.t("cost_based", round=price["round"])])
    if words.bid["round_ceiling"] is None:
        sheet.add([words.t("round_ceiling"), words.t("unknown")])
    else:
        sheet.add([words.t("round_ceiling"), words.bid["round_ceiling"]], digits(0))
    sheet.add([])


def _look(variable: str) -> str:
    """Choose the number format of a variable."""
    return {"grant_rate": "0.0%", "energy_mwh": "0.0"}.get(variable, digits(0))
