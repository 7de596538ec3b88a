"""Names of lots, areas, countries and sources for readers."""

from __future__ import annotations

from storage_opt.messages import catalogue, text
from storage_opt.studies.round_figures import UNSTATED


def lot_text(lot: str, language: str) -> str:
    """Name a lot; one that the catalogue does not know stands as it is."""
    for name in (f"eligibility.lot.{lot}", f"auction.lot_name.{lot}"):
        if name in catalogue(language):
            return text(name, language)
    return lot


def share_text(name: str, kind: str, language: str) -> str:
    """Name an area, or a country where it is known."""
    if name == UNSTATED:
        return text("round_page.not_stated", language)
    return _known(f"cli.area.{name}" if kind == "area" else f"round_page.country.{name}", name, language)


def source_text(source: str, language: str) -> str:
    """Name a source."""
    return _known(f"auction.source.{source}", source, language)


def _known(name: str, otherwise: str, language: str) -> str:
    return text(name, language) if name in catalogue(language) else otherwise
