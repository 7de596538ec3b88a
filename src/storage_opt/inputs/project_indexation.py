"""Indexation of a contract price: from the checked section to cost items."""

from __future__ import annotations

from storage_opt.errors import Fault
from storage_opt.inputs.schema_schemes import IndexationSection, SeriesSection
from storage_opt.messages import say
from storage_opt.schemes.indexation import CostItem, PriceIndex

SERIES = ("rate", "rates", "levels")
CPI = "cpi"


def index_items(
    section: IndexationSection, where: str, base_fiscal_year: int | None, faults: list[Fault]
) -> tuple[CostItem, ...]:
    """Cost items that an indexation follows; none where it follows nothing.

    Parameters
    ----------
    section : IndexationSection
        As in the file.
    where : str
        Place of the scheme in the file.
    base_fiscal_year : int or None
        Year of the price level of the bid, unless the section states it; ``None``: not known yet.
    faults : list of Fault
        Gets what is wrong.
    """
    place = f"{where}.indexation"
    base = base_fiscal_year if section.base_fiscal_year is None else section.base_fiscal_year
    useful = {"none": (), "cpi": SERIES, "items": ("items",)}[section.kind]
    given = [*_given(section), *(["items"] if section.items else [])]
    expected = ", ".join(useful) or "–"
    faults += [
        Fault(
            say("scheme.index_kind", where=place, key=key, kind=section.kind, expected=expected),
            say("scheme.index_kind.do"),
        )
        for key in given
        if key not in useful
    ]
    if useful and not any(key in useful for key in given):
        faults.append(
            Fault(
                say("scheme.index_empty", where=place, kind=section.kind, expected=expected),
                say("scheme.index_empty.do"),
            )
        )
        return ()
    if section.kind == "cpi":
        return (CostItem(CPI, 1.0, _index(section, place, base, faults)),)
    items = []
    for position, item in enumerate(section.items):
        at = f"{place}.items.{position}"
        if not _given(item):
            faults.append(
                Fault(
                    say("scheme.index_empty", where=at, kind=section.kind, expected=", ".join(SERIES)),
                    say("scheme.index_empty.do"),
                )
            )
        items.append(CostItem(item.name, item.weight, _index(item, at, base, faults)))
    total = sum(item.weight for item in items)
    if total > 1.0 + 1e-9:
        faults.append(Fault(say("scheme.index_weights", where=place, total=total), say("scheme.index_weights.do")))
    return tuple(items) if section.kind == "items" else ()


def _given(section: SeriesSection) -> list[str]:
    return [key for key in SERIES if getattr(section, key) not in (None, {})]


def _index(section: SeriesSection, where: str, base: int | None, faults: list[Fault]) -> PriceIndex:
    if len(_given(section)) > 1:
        faults.append(Fault(say("scheme.index_twice", where=where), say("scheme.index_twice.do")))
    first = min(section.levels, default=None)
    if first is not None and base is not None and first > base:
        faults.append(
            Fault(say("scheme.index_base", where=where, first=first, base=base), say("scheme.index_base.do", base=base))
        )
    return PriceIndex(section.rate or 0.0, section.rates, section.levels)
