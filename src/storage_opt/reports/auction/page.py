"""``auction.html``: one file that opens offline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

import yaml
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from storage_opt.messages import text
from storage_opt.records.auction import Award
from storage_opt.records.round import Auction, RoundResult
from storage_opt.reports.auction.charts import charts, curve_id, curve_lots
from storage_opt.reports.auction.figures import GROUPS, NEEDS, ONLY_WITH_VALUES, Column, figure_text, signed, unit_text
from storage_opt.reports.auction.outputs import AuctionOutputs
from storage_opt.reports.auction.tables import priced_at
from storage_opt.reports.auction.words import lot_text, share_text, source_text
from storage_opt.reports.numerals import amount, number
from storage_opt.reports.sight import Sight, captured
from storage_opt.reports.template import template
from storage_opt.units import KW_PER_MW

MOST_FILES = 3
"""So many price files are named on the first screen."""
OPEN_NOTES = 12
"""So many warnings are shown at once; more of them open on a click."""


def render(outputs: AuctionOutputs, language: str) -> str:
    """Make the page.

    Parameters
    ----------
    outputs : AuctionOutputs
        Content of the output folder.
    language : str
        ``en`` or ``ja``.

    Returns
    -------
    str
        HTML with everything in it; a content security policy forbids the browser any request.
    """

    def t(name: str, /, **values: object) -> str:
        return text(f"round_page.{name}", language, **values)

    def shared(name: str, /, **values: object) -> str:
        return text(f"reports.{name}", language, **values)

    auction, summary = outputs.auction, outputs.summary
    return template("auction.html").render(
        t=t,
        shared=shared,
        lang=language,
        plotly=Markup(get_plotlyjs()),
        head=_head(outputs, language),
        groups=_groups(outputs, language),
        names=[result.name for result in auction.results],
        rounds=[
            _round(place, result, told, language)
            for place, (result, told) in enumerate(zip(auction.results, summary["rounds"], strict=True))
        ],
        facts=_notes(outputs, "facts", language),
        warnings=_notes(outputs, "warnings", language),
        open_notes=OPEN_NOTES,
        definitions=[
            (figure_text(c.name, language), text(f"round_page.figure.{c.name}.means", language))
            for columns in _shown(outputs).values()
            for c in columns
        ],
        basis=_basis(outputs),
        charts=charts(auction, language),
    )


def _head(outputs: AuctionOutputs, language: str) -> dict[str, Any]:
    auction, first = outputs.auction, outputs.auction.results[0]
    return {
        "name": auction.name,
        "round": first.clearing.rules.round,
        "count": len(auction.results),
        "candidates": len(first.priced),
        "given": len(first.clearing.awards) - len(first.priced),
        "is_synthetic": auction.is_synthetic,
        "question": text(f"round_page.question.{'replay' if first.replay else 'cost'}", language),
        "is_replay": bool(first.replay),
        "prices": _prices(outputs, language),
        "sights": _sights(auction, language),
        "over_cost": first.figures.over_cost,
        "failed": outputs.summary["counts"]["failed"],
        "first": first.name,
        "sentences": sentences(first, language),
    }


def _prices(outputs: AuctionOutputs, language: str) -> str:
    """Name the price files; empty where no plant is operated."""
    files = [PurePath(source["name"]).name for source in outputs.manifest["prices"]]
    if len(files) > MOST_FILES:
        shown = text("reports.join", language).join(files[:MOST_FILES])
        return text("round_page.prices.more", language, files=shown, more=len(files) - MOST_FILES)
    return text("round_page.prices", language, files=text("reports.join", language).join(files)) if files else ""


def _sights(auction: Auction, language: str) -> list[Sight]:
    """Label what the plans behind the bids knew; none where all bids are given."""
    found: dict[tuple[str, float | None], Sight] = {}
    for result in auction.results:
        if not result.priced:
            continue
        if result.foresight != "perfect":
            sight = Sight("rolling", text("foresight.badges.rolling", language), "")
        elif result.capture_ratio is not None:
            sight = captured(result.capture_ratio, language)
        else:
            names = ("reports.label.perfect", "reports.label.perfect.text")
            sight = Sight("perfect", *(text(name, language) for name in names))
        found.setdefault((sight.kind, result.capture_ratio), sight)
    return list(found.values())


def sentences(result: RoundResult, language: str) -> list[str]:
    """Say who wins, what it costs, and what it does."""
    figures = result.figures

    def told_of(name: str, /, **values: object) -> str:
        return text(f"round_page.sentence.{name}", language, **values)

    told = [
        told_of(
            "replay",
            ours=number(row.replayed_mw, 0),
            published=number(row.published_mw, 0),
            error=signed(row.error_mw, 0),
            basis=text(f"round_page.role.{row.basis}", language),
        )
        for row in result.replay
        if row.key == "storage"
    ]
    told += [
        told_of(
            "awards_barred" if figures.barred else "awards",
            bids=figures.bids,
            awards=figures.awards,
            offered=number(figures.offered_mw, 0),
            awarded=number(figures.awarded_mw, 0),
            barred=figures.barred,
        )
    ]
    if figures.average_price_jpy_per_kw_year is not None:
        told.append(
            told_of(
                "price",
                price=number(figures.average_price_jpy_per_kw_year, 0),
                yearly=amount(figures.yearly_jpy, language),
            )
        )
        public = number(figures.public_cost_jpy_per_kw_year, 0)
        told.append(told_of("public", npv=amount(figures.public_cost_npv_jpy, language), per_kw=public))
    if result.priced and figures.awarded_mwh:
        told.append(
            told_of("shifted", mwh=number(figures.awarded_mwh, 0), shifted=number(figures.shifted_mwh / 1_000.0, 1))
        )
    if result.clearing.rules.target_kw is not None:
        name = "short" if figures.short_mw else "met"
        target = number(result.clearing.rules.target_kw / KW_PER_MW, 0)
        all_mw = number(figures.all_sources_awarded_mw, 0)
        told.append(told_of(name, target=target, awarded=all_mw, short=number(figures.short_mw, 0)))
    return told


def _groups(outputs: AuctionOutputs, language: str) -> list[dict[str, Any]]:
    """Tables of figures, one row per variant, with the change to the first."""
    rounds = outputs.summary["rounds"]
    return [
        {
            "name": group,
            "columns": [
                {
                    "label": figure_text(c.name, language),
                    "unit": unit_text(c, language),
                    "means": text(f"round_page.figure.{c.name}.means", language),
                }
                for c in columns
            ],
            "rows": [
                {
                    "number": at,
                    "name": told["name"],
                    "cells": [
                        {
                            "name": c.name,
                            "raw": "" if told["figures"][c.name] is None else repr(told["figures"][c.name]),
                            "text": c.written(told["figures"][c.name]),
                            "change": c.change((told["difference"] or {}).get(c.name)),
                        }
                        for c in columns
                    ],
                }
                for at, told in enumerate(rounds, start=1)
            ],
        }
        for group, columns in _shown(outputs).items()
    ]


def _shown(outputs: AuctionOutputs) -> dict[str, list[Column]]:
    """Columns by group, without groups and figures that no variant has."""
    figures = [told["figures"] for told in outputs.summary["rounds"]]

    def has(name: str) -> bool:
        return any(found[name] is not None for found in figures)

    return {
        group: [c for c in columns if c.name not in ONLY_WITH_VALUES or any(found[c.name] for found in figures)]
        for group, columns in GROUPS.items()
        if any(has(name) for name in NEEDS.get(group, ("bids",)))
    }


def _round(place: int, result: RoundResult, told: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {
        "place": place,
        "name": result.name,
        "round": told["round"],
        "rules": _rules(told["rules"], language),
        "lots": [
            *(
                (lot_text(name, language), _total(lot["cap_mw"], lot, has_prices=not result.replay))
                for name, lot in told["lots"].items()
            ),
            (
                text("round_page.pool", language),
                _total(told["pool"]["target_mw"], told["pool"], has_prices=not result.replay),
            ),
        ],
        "sources": [
            {
                "name": source_text(name, language),
                "cells": [number(total[key], 1) for key in ("offered_mw", "awarded_mw")]
                + [number(total[key], 0) for key in ("bids", "awards")],
            }
            for name, total in told["by_source"].items()
        ],
        "curves": [
            {"id": curve_id(place, lot.name), "name": lot_text(lot.name, language)} for lot in curve_lots(result)
        ],
        "reasons": [
            {
                "text": text(f"round.code.{reason['code']}", language),
                "awarded": reason["awarded"],
                "bids": number(reason["bids"], 0),
                "mw": number(reason["offered_mw"], 1),
            }
            for reason in told["reasons"]
        ],
        "priority_first": result.clearing.rules.priority_first,
        "replay": [
            (
                row.name.text(language),
                *(number(mw, 1) for mw in (row.replayed_mw, row.published_mw)),
                signed(row.error_mw, 1),
                text(f"round_page.role.{row.basis}", language),
            )
            for row in result.replay
        ],
        "areas": _shares(told["by_area"], "area", language),
        "countries": _shares(told["by_country"], "country", language),
        "bids": [_bid(result, award, language) for award in result.clearing.awards],
        "without_plant": number(result.figures.without_plant_mw, 1)
        if result.figures.without_plant_mw and not result.replay
        else "",
    }


def _total(most_mw: float | None, total: Mapping[str, Any], *, has_prices: bool) -> list[str]:
    """Cells of a lot, or of all bids that count for the target."""
    return [
        number(most_mw, 0),
        *(number(total[key], 1) for key in ("offered_mw", "awarded_mw")),
        *(number(total[key], 0) for key in ("bids", "awards")),
        *(number(total[f"{key}_jpy_per_kw_year"], 0) for key in ("last_awarded", "first_rejected") if has_prices),
    ]


def _rules(rules: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """Rules as they were applied, in words and figures."""
    yes_no = {True: text("rules.value.yes", language), False: text("rules.value.no", language)}
    share = rules["country_share"]
    shown = ", ".join(f"{kind} {100 * value:g} %" for kind, value in share.items()) or "–"
    told = [
        ("target", "–" if rules["target_mw"] is None else f"{number(rules['target_mw'], 0)} MW"),
        ("country_share", shown),
        ("fill_stage", yes_no[bool(rules["fill_stage"])]),
        ("lot_crossing", yes_no[bool(rules["lot_crossing_included"])]),
    ]
    if share:
        told.insert(2, ("country_base", text(f"round_page.base.{rules['country_base']}", language)))
    if rules["monitoring"] is not None:
        told.append(("monitoring", f"× {rules['monitoring']['factor']:g}"))
    return [(text(f"round_page.rule.{name}", language), value) for name, value in told]


def _shares(shares: list[dict[str, Any]], kind: str, language: str) -> list[tuple[str, str, str]]:
    return [
        (share_text(s["name"], kind, language), number(s["awarded_mw"], 1), f"{100 * s['share']:.1f}%") for s in shares
    ]


def _bid(result: RoundResult, award: Award, language: str) -> dict[str, Any]:
    bid, priced = award.bid, result.priced.get(award.bid.bid_id)
    figures = None if priced is None else priced.figures
    irr = None if figures is None or figures.project_irr is None else figures.project_irr * 100.0
    return {
        "id": bid.bid_id,
        "lot": "–" if bid.lot is None else lot_text(bid.lot, language),
        "area": "–" if bid.area is None else share_text(bid.area, "area", language),
        "country": "–" if bid.cell_country is None else share_text(bid.cell_country.lower(), "country", language),
        "mw": number(bid.offered_kw / KW_PER_MW, 1),
        "price": number(priced_at(bid), 0) if not result.replay else "–",
        "cost": number(None if figures is None else figures.cost_based_jpy_per_kw_year, 0),
        "irr": number(irr, 2),
        "awarded": award.awarded,
        "reason": award.reason.text(language),
        "failure": None if priced is None or priced.failure is None else priced.failure[language],
    }


def _notes(outputs: AuctionOutputs, kind: str, language: str) -> list[dict[str, Any]]:
    results = outputs.auction.results
    found: dict[str, tuple[str, list[bool]]] = {}
    for place, result in enumerate(results):
        for told in getattr(result, kind):
            entry = found.setdefault(told["en"], (told[language], [False] * len(results)))
            entry[1][place] = True
    return [{"text": shown, "uses": uses, "of": _of_rounds(uses, language)} for shown, uses in found.values()]


def _of_rounds(uses: Sequence[bool], language: str) -> str:
    """Name the variants that a sentence is about; empty for all of them."""
    if all(uses):
        return ""
    return text("round_page.of_rounds", language, rounds=", ".join(str(at) for at, used in enumerate(uses, 1) if used))


def _basis(outputs: AuctionOutputs) -> dict[str, Any]:
    manifest = outputs.manifest
    return {
        "versions": manifest["versions"],
        "platform": manifest["platform"],
        "round": outputs.source or yaml.safe_dump(manifest["round"], allow_unicode=True, sort_keys=False),
        "files": [manifest["round_file"], *manifest["tables"], *manifest["prices"], *manifest["rule_files"]],
        "seconds": {name: number(seconds, 1) for name, seconds in manifest["seconds"].items()},
        "solved": outputs.summary["counts"]["solved"],
        "resumed": outputs.summary["counts"]["resumed"],
    }
