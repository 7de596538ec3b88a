"""Grants of a programme from the dated rules; every rule can be overridden."""

from __future__ import annotations

from dataclasses import dataclass

from storage_opt.records.rule_book import RuleBook
from storage_opt.schemes.capex_grant import CapexGrant
from storage_opt.timeline import fiscal_year_of, fiscal_year_start

LARGE_MW = 10.0
"""Rated power from which the SII programme counts a battery as large. [MW]"""
LAST_TOKYO_CALL = 2028
"""Last fiscal year of the yearly calls of Tokyo (rule ``grants.completion_deadline``, note)."""


@dataclass(frozen=True)
class GrantTerms:
    """What an owner states; ``None``: as the rules of the programme say.

    Parameters
    ----------
    programme : str or None
        ``sii_2025``, ``tokyo_2024`` …; ``None``: the user's own, with ``rate`` or ``grant_jpy``.
    equipment : str or None
        Class of equipment; ``None``: by rated power.
    rate, eligible_share, cap_jpy, cap_jpy_per_kw, cap_jpy_per_kwh, grant_jpy
        See ``capex_grant.CapexGrant``.
    """

    programme: str | None = None
    equipment: str | None = None
    rate: float | None = None
    eligible_share: float = 1.0
    cap_jpy: float | None = None
    cap_jpy_per_kw: float | None = None
    cap_jpy_per_kwh: float | None = None
    grant_jpy: float | None = None


def programmes(book: RuleBook) -> tuple[str, ...]:
    """Programmes for which a rate is known, by name and fiscal year of the budget.

    >>> from storage_opt.inputs.rules import rule_book
    >>> programmes(rule_book())[:4]
    ('sii_2021', 'sii_2022', 'sii_2024', 'sii_2025')
    """
    rule = book.rule("grants.rate")
    years: dict[str, set[int]] = {}
    for (name, _), lines in rule.series.items():
        years.setdefault(str(name), set()).update(
            fiscal_year_of(line.since) for line in lines if line.value is not None
        )
    if "tokyo" in years:
        years["tokyo"] = set(range(min(years["tokyo"]), LAST_TOKYO_CALL + 1))
    return tuple(f"{name}_{year}" for name in sorted(years) for year in sorted(years[name]))


def equipment_classes(book: RuleBook, programme: str) -> tuple[str, ...]:
    """Classes of equipment for which a programme has a rate in its year.

    >>> from storage_opt.inputs.rules import rule_book
    >>> equipment_classes(rule_book(), "sii_2021")
    ('below_10_mw', 'from_10_mw')
    """
    name, _, year = programme.partition("_")
    day = fiscal_year_start(int(year))
    rule = book.rule("grants.rate")
    return tuple(
        str(key[1])
        for key in rule.series
        if key[0] == name and book.has("grants.rate", on=day, programme=name, equipment=key[1])
    )


def capex_grant(book: RuleBook, terms: GrantTerms, power_mw: float) -> CapexGrant:
    """Grant of a programme.

    Parameters
    ----------
    book : RuleBook
        Dated rules; what is read from them is recorded, what the owner states is not looked up.
    terms : GrantTerms
        What the owner states; ``programme`` one of ``programmes``, or none with ``rate`` or ``grant_jpy``.
    power_mw : float
        Rated power, for the class of equipment. [MW]

    Examples
    --------
    >>> from storage_opt.inputs.rules import rule_book
    >>> grant = capex_grant(rule_book(), GrantTerms("sii_2025"), 50.0)
    >>> grant.rate, grant.cap_jpy
    (0.5, 2000000000.0)
    """
    rate, cap, cumulative = terms.rate, terms.cap_jpy, None
    if terms.programme is not None and terms.grant_jpy is None:
        name, _, year = terms.programme.partition("_")
        day = fiscal_year_start(int(year))
        equipment = terms.equipment or _class_by_size(name, power_mw)
        if rate is None:
            rate = book.number("grants.rate", on=day, programme=name, equipment=equipment)
        if cap is None:
            cap = book.number("grants.cap", on=day, programme=name, equipment=equipment)
    if terms.programme is not None:
        name, _, year = terms.programme.partition("_")
        if (name,) in book.rule("grants.cumulative_rate_max").series:
            day = fiscal_year_start(int(year))
            cumulative = book.number("grants.cumulative_rate_max", on=day, programme=name)
    return CapexGrant(
        programme=terms.programme,
        rate=0.0 if rate is None else rate,
        eligible_share=terms.eligible_share,
        cap_jpy=cap,
        cap_jpy_per_kw=terms.cap_jpy_per_kw,
        cap_jpy_per_kwh=terms.cap_jpy_per_kwh,
        grant_jpy=terms.grant_jpy,
        cumulative_rate_max=cumulative,
    )


def _class_by_size(programme: str, power_mw: float) -> str:
    if programme != "sii":
        return "standard"
    return "from_10_mw" if power_mw >= LARGE_MW else "below_10_mw"
