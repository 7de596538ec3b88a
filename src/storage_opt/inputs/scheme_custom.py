"""A scheme of the user's own."""

from __future__ import annotations

from itertools import pairwise

from storage_opt.errors import Fault
from storage_opt.inputs.project_indexation import index_items
from storage_opt.inputs.schema_schemes import CustomSection
from storage_opt.inputs.scheme_context import SchemeContext, derating_of, needs_area
from storage_opt.messages import say
from storage_opt.schemes.custom import Custom
from storage_opt.schemes.indexation import Indexation
from storage_opt.schemes.term import Term


def custom_of(section: CustomSection, where: str, context: SchemeContext, faults: list[Fault]) -> Custom | None:
    """Build the scheme, or tell what is wrong with it."""
    sharing, plant = section.sharing, context.plant
    if section.derating == "official":
        needs_area(context, where, faults, derating=None)
    derating = derating_of(section.derating, where, context, faults, table_year=None)
    per_kw = [value for value in (sharing.edges_jpy_per_kw, sharing.floor_jpy_per_kw) if value is not None]
    in_all = [value for value in (sharing.edges_jpy, sharing.floor_jpy) if value is not None]
    edges = (sharing.edges_jpy_per_kw if per_kw else sharing.edges_jpy) or []
    reasons = []
    if per_kw and in_all:
        reasons.append(say("scheme.edges.both"))
    if any(after <= before for before, after in pairwise(edges)):
        reasons.append(say("scheme.edges.falling"))
    if len(sharing.kept_shares) != len(edges) + 1:
        reasons.append(say("scheme.edges.count", edges=len(edges), shares=len(sharing.kept_shares)))
    faults += [
        Fault(say("scheme.edges", where=f"{where}.sharing", reason=reason), say("scheme.edges.do"))
        for reason in reasons
    ]
    term = Term(section.term_years, section.start, not_before=section.first_fiscal_year)
    first = term.first_year(plant.start_fiscal_year) if context.start_is_known else None
    items = index_items(section.indexation, where, first, faults)
    if derating is None:
        return None
    return Custom(
        name=section.name,
        payment_jpy_per_kw_year=section.payment_jpy_per_kw_year,
        edges=tuple(edges),
        kept_shares=tuple(sharing.kept_shares),
        edges_are_per_kw=bool(per_kw),
        floor=sharing.floor_jpy_per_kw if per_kw else sharing.floor_jpy,
        wear_deductible=section.wear_deductible,
        derating=derating,
        term=term,
        indexation=Indexation(items, section.indexation.base_fiscal_year),
        payer=section.payer,
        dispatcher=section.dispatcher,
        offer_duty=section.offer_duty,
    )
