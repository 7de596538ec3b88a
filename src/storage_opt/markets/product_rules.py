"""What a balancing product asks for on a day, gathered from the dated rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from storage_opt.records.rule_book import RuleBook

MINUTES_PER_HOUR = 60.0


@dataclass(frozen=True)
class ProductRules:
    """Rules of one balancing product in force on one delivery day.

    Parameters
    ----------
    product : str
        One of ``records.rules.PRODUCTS``.
    on : datetime.date
        Delivery day for which they hold.
    block_h : float
        Length of a block, for which one offer holds. [h]
    blocks_per_day : int
        Blocks in a day.
    duration_h : float
        Time for which the awarded capacity must be sustained; 0: none set; composite: of its longest component. [h]
    minimum_mw : float
        Smallest offer. [MW]
    price_cap_jpy_per_kw_slot : float
        Availability price above which settlement cuts; ``inf``: no cap. [JPY per kW and 30-minute slot]
    fee_jpy_per_kw_slot : float
        Fee of the exchange on the awarded capacity, without tax. [JPY per kW and 30-minute slot]
    procurement : str
        ``weekly`` or ``day_ahead``.
    gate_close : str or None
        Last moment an offer may change (``D-1 14:00``); ``None`` where no source was found.
    """

    product: str
    on: date
    block_h: float
    blocks_per_day: int
    duration_h: float
    minimum_mw: float
    price_cap_jpy_per_kw_slot: float
    fee_jpy_per_kw_slot: float
    procurement: str
    gate_close: str | None


def product_rules(book: RuleBook, product: str, on: date) -> ProductRules:
    """Ask the book for everything a model of the product needs; each value is recorded as used.

    Parameters
    ----------
    book : RuleBook
        Dated rules.
    product : str
        One of ``records.rules.PRODUCTS``.
    on : datetime.date
        Delivery day.

    Returns
    -------
    ProductRules
        Rules in force on that day.

    Raises
    ------
    NoRuleInForceError
        The product was not traded on that day, or a value is not known for it.

    Examples
    --------
    >>> from storage_opt.inputs.rules import rule_book
    >>> rules = product_rules(rule_book(), "composite", date(2026, 3, 13))
    >>> rules.block_h, rules.price_cap_jpy_per_kw_slot, rules.procurement
    (3.0, 19.51, 'weekly')
    """
    gate = book.text("balancing.gate_close", on=on) if book.has("balancing.gate_close", on=on) else None
    return ProductRules(
        product=product,
        on=on,
        block_h=book.number("balancing.block", product=product, on=on) / MINUTES_PER_HOUR,
        blocks_per_day=int(book.number("balancing.blocks_per_day", product=product, on=on)),
        duration_h=book.number("balancing.duration", product=product, on=on) / MINUTES_PER_HOUR,
        minimum_mw=book.number("balancing.minimum_bid", product=product, on=on),
        price_cap_jpy_per_kw_slot=book.number("balancing.price_cap", product=product, on=on),
        fee_jpy_per_kw_slot=book.number("balancing.fee", on=on),
        procurement=book.text("balancing.procurement", product=product, on=on),
        gate_close=gate,
    )
