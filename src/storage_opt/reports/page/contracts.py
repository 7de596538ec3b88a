"""The contracts of a project on the page: terms, who pays and who gets what, the other reading of wear, public cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from storage_opt.messages import text
from storage_opt.reports.contracts import (
    Account,
    account_of,
    dispatched_for,
    has_contracts,
    label_of_scheme,
    monthly,
    months_of_fiscal_year,
    schemes_of,
    shares,
)
from storage_opt.reports.figures import Chart
from storage_opt.reports.kept_chart import keeps_something, kept_chart
from storage_opt.reports.measures import PERCENT
from storage_opt.reports.numerals import Scale, amount, amount_apart, number, scale_of
from storage_opt.reports.page.curve import curve_table
from storage_opt.reports.page.frame import Cell, Frame
from storage_opt.reports.page.readings import readings
from storage_opt.units import KW_PER_MW


def contracts(frame: Frame) -> dict[str, Any] | None:
    """Lay out the section; ``None`` without contracts."""
    if not has_contracts(frame.summary):
        return None
    account = account_of(frame.summary)
    scale = account_scale(account, frame)
    return {
        "upfront": upfront(frame),
        "schemes": schemes(frame, scale),
        "account": account_table(frame, account, scale),
        "has_curve": chart(frame) is not None,
        "readings": readings(frame, scale),
        "public": public(frame),
        "months": months(frame),
    }


def account_scale(account: Account, frame: Frame) -> Scale:
    """Multiple of yen of everything about contracts: a margin of a few million is read beside payments of billions."""
    names = [m.name for m in account.columns if m.is_amount]
    scale = scale_of((row.get(name) or 0.0 for row in account.years for name in names), frame.language)
    return replace(scale, decimals=max(2, scale.decimals)) if scale.unit == "million_jpy" else scale


def sharing_years(frame: Frame) -> list[Mapping[str, Any]]:
    """Years in which the margin is shared."""
    return [y for y in frame.years if any(map(shares, y["schemes"]))]


def chart(frame: Frame) -> Chart | None:
    """Draw what is kept against the margin; ``None`` where all or nothing of it is."""
    years = sharing_years(frame)
    if not years or not any(map(keeps_something, years)):
        return None
    scale = account_scale(account_of(frame.summary), frame)
    return kept_chart(years, [frame.year_label(y) for y in years], scale, frame.language)


def upfront(frame: Frame) -> list[dict[str, str]]:
    """Amounts before operation."""
    return [
        {
            "label": text(f"contract.payment.{p['name']}", frame.language),
            "payer": payer_name(frame, p["payer"]),
            "amount": amount(p["amount_jpy"], frame.language),
            "raw": repr(p["amount_jpy"]),
        }
        for p in frame.summary["upfront"]
    ]


def payer_name(frame: Frame, payer: str) -> str:
    """Name the other side."""
    return frame.t(f"contract.payer.{payer}")


def scheme_name(frame: Frame, kind: str, place: int) -> str:
    """Name a scheme, with its round, programme or own name."""
    stated = label_of_scheme(frame.outputs.manifest["project"], place)
    name = frame.t(f"contract.scheme.{kind}")
    if kind == "ltda" and stated:
        return frame.t("contract.round", scheme=name, round=stated)
    return f"{name} ({stated})" if stated else name


def schemes(frame: Frame, scale: Scale) -> list[dict[str, Any]]:
    """Terms of every scheme that is in force in some year."""
    return [_scheme(frame, place, held, scale) for place, held in schemes_of(frame.summary)]


def _scheme(
    frame: Frame, place: int, held: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], scale: Scale
) -> dict[str, Any]:
    (first, terms), (last, _) = held[0], held[-1]
    t = frame.t
    facts = [
        (t("contract.payer"), payer_name(frame, terms["payer"])),
        (
            t("contract.in_force"),
            t(
                "contract.in_force.years",
                first=first["fiscal_year"],
                last=last["fiscal_year"],
                count=len(held),
                all=len(frame.years),
            ),
        ),
    ]
    kw = terms["contracted_kw"]
    if kw:
        share = number(PERCENT * kw / (KW_PER_MW * frame.summary["power_mw"]), 2)
        facts.append((t("contract.contracted"), t("contract.contracted.kw", kw=number(kw, 0), share=share)))
    for name in terms["payments_jpy"]:
        label = text(f"contract.payment.{name}", frame.language)
        facts.append((label[:1].upper() + label[1:], _paid(frame, name, held)))
    sharing = [(y, s) for y, s in held if shares(s)]
    if sharing and dispatched_for(frame.summary) != "offtaker":
        wear = sharing[0][1]["sharing"]["wear_deductible"]
        facts.append((t("contract.wear"), t("contract.wear.yes" if wear else "contract.wear.no")))
    return {
        "title": scheme_name(frame, terms["kind"], place),
        "facts": facts,
        "curve": curve_table(frame, sharing, scale) if sharing else None,
    }


def _paid(frame: Frame, name: str, held: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> str:
    """Write a yearly payment of the first and, where it changes, of the last year, with its price per contracted kW."""

    def one(y: Mapping[str, Any], s: Mapping[str, Any]) -> str:
        jpy, kw = s["payments_jpy"].get(name, 0.0), s["contracted_kw"]
        per_kw = frame.t("contract.paid.per_kw", price=number(jpy / kw, 0)) if kw else ""
        return frame.t("contract.paid", amount=amount(jpy, frame.language), year=y["fiscal_year"], per_kw=per_kw)

    amounts = {s["payments_jpy"].get(name, 0.0) for _, s in held}
    shown = [held[0]] if len(amounts) == 1 else [held[0], held[-1]]
    return frame.t("join").join(one(y, s) for y, s in shown)


def account_table(frame: Frame, account: Account, scale: Scale) -> dict[str, Any]:
    """Give the owner's account and the net of each side: a row for each year, the mean of several years first."""
    rows = [
        {
            "label": frame.t("years.short", year=y["year"], fiscal_year=y["fiscal_year"]),
            "cells": frame.cells(account.columns, row, scale),
        }
        for y, row in zip(frame.years, account.years, strict=True)
    ]
    overall = None
    if len(rows) > 1:
        label = frame.t("years.mean" if frame.measures.is_yearly else "years.total")
        overall = {"label": label, "cells": frame.cells(account.columns, account.overall, scale)}
    return {
        "columns": frame.heads(account.columns, scale),
        "n_own": len(account.parts) + 1,
        "n_sides": len(account.sides) + 2,
        "rows": rows if overall is None else [overall, *rows],
        "has_overall": overall is not None,
    }


def public(frame: Frame) -> list[Cell]:
    """Public cost, system value lost, surplus absorbed."""
    found, years = frame.summary["public"], frame.years
    systems = [y["system"] for y in years if y["system"] is not None]
    merchant = sum(y["merchant_margin_jpy"] for y in years)
    lost = 0.0 if found is None else found["lost_margin_jpy"]
    shown: list[tuple[str, str, str, float | None]] = []
    if found is not None:
        per_mwh = frame.t("unit.jpy_per_kwh")
        rate = number(PERCENT * found["rate"], 1)
        cost, cost_unit = amount_apart(found["cost_npv_jpy"], frame.language)
        lost_shown, lost_unit = amount_apart(lost, frame.language)
        shown = [
            (
                "cost_npv",
                cost,
                frame.t("contract.public.at", amount=cost_unit, rate=rate),
                found["cost_npv_jpy"],
            ),
            (
                "per_kw",
                _whole(found["cost_jpy_per_contracted_kw_year"]),
                frame.t("unit.jpy_per_kw_year"),
                found["cost_jpy_per_contracted_kw_year"],
            ),
            (
                "per_discharged",
                _per_kwh(found["cost_jpy_per_mwh_discharged"]),
                per_mwh,
                found["cost_jpy_per_mwh_discharged"],
            ),
            ("per_shifted", _per_kwh(found["cost_jpy_per_mwh_shifted"]), per_mwh, found["cost_jpy_per_mwh_shifted"]),
            (
                "lost",
                lost_shown,
                frame.t("contract.public.of_merchant", amount=lost_unit, share=number(PERCENT * lost / merchant, 1))
                if merchant > 0
                else lost_unit,
                lost,
            ),
        ]
    if systems:
        absorbed = sum(s["surplus_absorbed_mwh"] for s in systems) / len(systems)
        hours = number(sum(s["surplus_hours"] for s in systems) / len(systems), 0)
        shown.append(("surplus", number(absorbed, 0), frame.t("contract.public.surplus_hours", hours=hours), absorbed))
    return [
        {
            "label": frame.t(f"contract.public.{name}"),
            "means": frame.t(f"contract.public.{name}.means"),
            "value": value,
            "unit": unit,
            "raw": "" if raw is None else repr(raw),
        }
        for name, value, unit, raw in shown
    ]


def _whole(value: float | None) -> str:
    return number(value, 0)


def _per_kwh(jpy_per_mwh: float | None) -> str:
    return number(None if jpy_per_mwh is None else jpy_per_mwh / KW_PER_MW, 1)


def months(frame: Frame) -> dict[str, Any] | None:
    """Lay out the payments of the first year that has any, by month, in whole yen."""
    year = next((y for y in frame.years if any(True for _ in monthly(y))), None)
    if year is None:
        return None
    names = [(p, s["kind"], n) for p, s in enumerate(year["schemes"]) for n in s["payments_by_month_jpy"]]
    amounts = [year["schemes"][place]["payments_by_month_jpy"][name] for place, _, name in names]
    return {
        "fiscal_year": year["fiscal_year"],
        "heads": [
            {"scheme": scheme_name(frame, kind, place), "payment": text(f"contract.payment.{name}", frame.language)}
            for place, kind, name in names
        ],
        "rows": [
            {"label": month, "cells": [number(jpy, 0) for jpy in by_month]}
            for month, by_month in zip(
                months_of_fiscal_year(year["fiscal_year"]), zip(*amounts, strict=True), strict=True
            )
        ],
        "total": [number(sum(by_payment), 0) for by_payment in amounts],
    }
