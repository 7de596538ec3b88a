"""What a reader must know about a contract year, said once for all kinds."""

from __future__ import annotations

from storage_opt.messages import Message, say
from storage_opt.schemes.indexation import Indexation
from storage_opt.schemes.term import Term


def outside_term(kind: str, term: Term, start_fiscal_year: int, fiscal_year: int) -> tuple[Message, ...]:
    """Say in years before a contract that it has not begun."""
    first = term.first_year(start_fiscal_year)
    return (say("contract.note.not_begun", scheme=kind, year=fiscal_year, first=first),) if fiscal_year < first else ()


def price_assumed(published_year: int, fiscal_year: int) -> tuple[Message, ...]:
    """Name the result taken where a delivery year has none."""
    if published_year == fiscal_year:
        return ()
    return (say("contract.note.price_assumed", year=fiscal_year, known=published_year),)


def carried_on(indexation: Indexation, fiscal_year: int) -> tuple[Message, ...]:
    """Name the series that end before a year."""
    items = indexation.items_carried_on(fiscal_year)
    return (say("contract.note.index_carried_on", year=fiscal_year, items=", ".join(items)),) if items else ()
