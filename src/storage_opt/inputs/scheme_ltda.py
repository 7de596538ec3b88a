"""The LTDA contract of a project."""

from __future__ import annotations

from storage_opt.errors import Fault
from storage_opt.inputs.project_indexation import index_items
from storage_opt.inputs.schema_schemes import LtdaSection
from storage_opt.inputs.scheme_context import SchemeContext, by_month, derating_of, needs_area, own_derating
from storage_opt.messages import say
from storage_opt.schemes.ltda import Ltda, no_return_fault
from storage_opt.schemes.ltda_round import LtdaTerms, bidding_day, ltda
from storage_opt.schemes.penalties import Failures


def ltda_of(section: LtdaSection, where: str, context: SchemeContext, faults: list[Fault]) -> Ltda | None:
    """Build the contract, or tell what is wrong with it."""
    book, day = context.rules, bidding_day(context.rules, section.round)
    needs_area(
        context,
        where,
        faults,
        main_auction_jpy_per_kw_year=section.main_auction_jpy_per_kw_year,
        derating=own_derating(section.derating),
    )
    most = book.number("ltda_price.contingency_max", on=day, round=section.round) if section.contingency else 1.0
    if section.contingency > most:
        faults.append(
            Fault(
                say(
                    "scheme.contingency",
                    where=f"{where}.contingency",
                    found=section.contingency,
                    most=most,
                    round=section.round,
                ),
                say("scheme.contingency.do"),
            )
        )
    if section.return_jpy_per_kw_year is None and section.bid_capital_jpy is None and context.plant.capex_jpy is None:
        faults.append(no_return_fault(where))
    table_year = None
    if section.derating == "official":
        table_year = int(book.number("ltda_contract.derating_year", on=day, round=section.round))
    derating = derating_of(section.derating, where, context, faults, table_year=table_year)
    items = index_items(section.indexation, where, day.year, faults)
    if derating is None or (context.plant.area is None and section.main_auction_jpy_per_kw_year is None):
        return None
    rates = section.refund_rates
    return ltda(
        book,
        section.round,
        context.plant.area,
        LtdaTerms(
            price_jpy_per_kw_year=section.price_jpy_per_kw_year,
            return_jpy_per_kw_year=section.return_jpy_per_kw_year,
            bid_capital_jpy=section.bid_capital_jpy,
            contingency=section.contingency,
            decommission_share=section.decommission_share,
            wacc=section.wacc,
            refund_rates=None if rates is None else (rates[0], rates[1], rates[2]),
            main_auction_jpy_per_kw_year=section.main_auction_jpy_per_kw_year,
            derating=derating,
            term_years=section.term_years,
            start=section.start,
            first_fiscal_year=section.first_fiscal_year,
            index_items=items,
            base_fiscal_year=section.indexation.base_fiscal_year,
            failures=Failures(by_month(section.outage_slots), by_month(section.undelivered_mwh)),
            wear_deductible=section.wear_deductible,
            offer_duty=section.offer_duty,
            grants_allowed=section.grants_allowed,
        ),
    )
