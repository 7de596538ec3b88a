"""The capacity market of a project."""

from __future__ import annotations

from storage_opt.errors import Fault
from storage_opt.inputs.schema_schemes import CapacityMarketSection
from storage_opt.inputs.scheme_context import SchemeContext, derating_of, needs_area, own_derating
from storage_opt.messages import say
from storage_opt.schemes.capacity_market import FIRST_DELIVERY_YEAR, CapacityMarket
from storage_opt.schemes.term import Term


def capacity_market_of(
    section: CapacityMarketSection, where: str, context: SchemeContext, faults: list[Fault]
) -> CapacityMarket | None:
    """Build the contracts, or tell what is wrong with them."""
    first, last = section.first_fiscal_year, section.last_fiscal_year
    if first is not None and last is not None and last < first:
        faults.append(
            Fault(say("scheme.years_backwards", where=where, first=first, last=last), say("scheme.years_backwards.do"))
        )
    needs_area(
        context,
        where,
        faults,
        price_jpy_per_kw_year=section.price_jpy_per_kw_year,
        derating=own_derating(section.derating),
    )
    derating = derating_of(section.derating, where, context, faults, table_year=None)
    if derating is None:
        return None
    earliest = max(FIRST_DELIVERY_YEAR, FIRST_DELIVERY_YEAR if first is None else first)
    return CapacityMarket(
        area=context.plant.area,
        derating=derating,
        term=Term(None, not_before=earliest, not_after=last),
        rules=context.rules,
        price_jpy_per_kw_year=section.price_jpy_per_kw_year,
        transition_deduction=section.transition_deduction,
    )
