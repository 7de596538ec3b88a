"""What a capex grant asks of a battery: the national programme (``sii``) and that of Tokyo, by fiscal year of the budget."""

from __future__ import annotations

from datetime import date

from storage_opt.errors import UsageError
from storage_opt.messages import Message, say
from storage_opt.records.eligibility import Entry, Requirement, Status
from storage_opt.records.rule_book import RuleBook
from storage_opt.records.rules import RuleUse
from storage_opt.schemes.eligibility_ltda import star_found
from storage_opt.schemes.judging import Candidate, asks, at_least, requirement, stated
from storage_opt.timeline import fiscal_year_of, fiscal_year_start
from storage_opt.units import KW_PER_MW

KIND = "capex_grant"
TEPCO_AREA = "tokyo"
LABELS = {"safety_certificate": "safety_proof"}
"""The national programme takes a proof against thermal propagation in place of the certificate."""
EXPECTED = {"tepco_area": say(f"cli.area.{TEPCO_AREA}")}


def split_programme(key: str, rules: RuleBook) -> tuple[str, int]:
    """Programme and fiscal year of its budget from ``sii_2025``; raises ``UsageError`` for others.

    >>> from storage_opt.inputs.rules import rule_book
    >>> split_programme("sii_2025", rule_book())
    ('sii', 2025)
    """
    name, _, year = key.rpartition("_")
    if year.isdigit() and len(year) == 4 and asks(rules, "grants.minimum_power", programme=name):
        first = rules.rule("grants.minimum_power").lines(programme=name)[0].since
        if fiscal_year_start(int(year)) >= first:
            return name, int(year)
    raise UsageError(say("eligibility.unknown_programme", found=key, known=", ".join(latest_programmes(rules))))


def latest_programmes(rules: RuleBook) -> tuple[str, ...]:
    """Return each programme with the latest fiscal year for which a budget is known.

    >>> from storage_opt.inputs.rules import rule_book
    >>> latest_programmes(rule_book())
    ('sii_2025', 'tokyo_2025')
    """
    rule = rules.rule("grants.budget")
    names = sorted(str(key[0]) for key in rule.series)
    return tuple(f"{name}_{fiscal_year_of(rule.latest(programme=name).since)}" for name in names)


def grant_entry(candidate: Candidate, key: str, rules: RuleBook) -> Entry:
    """Judge one call of a programme.

    Parameters
    ----------
    candidate : Candidate
        The project.
    key : str
        Programme and fiscal year of its budget, ``sii_2025``.
    rules : RuleBook
        Dated rules; values used are recorded.

    Raises
    ------
    UsageError
        No such programme.
    """
    programme, year = split_programme(key, rules)
    day = fiscal_year_start(year)
    size = rules.use("grants.minimum_power", on=day, programme=programme)
    by_receiving = programme == "sii"
    power_mw = candidate.receiving_power_mw if by_receiving else candidate.plant.power_mw
    judged = [
        at_least(
            "minimum_receiving_power" if by_receiving else "minimum_power",
            power_mw * KW_PER_MW,
            size,
            "battery.charge_power_mw" if by_receiving else "battery.power_mw",
            "kW",
        ),
        *_call(programme, day, size, rules),
        *_statements(candidate, programme, day, rules),
        *_no_ltda(candidate, programme, day, rules),
    ]
    return Entry(KIND, key, say(f"eligibility.entry.{programme}", year=year), tuple(judged))


def _call(programme: str, day: date, size: RuleUse, rules: RuleBook) -> list[Requirement]:
    """Name the call as not known where no rate is known for its year."""
    rule = rules.rule("grants.rate")
    kinds = [key[1] for key in rule.series if key[0] == programme]
    if any(rules.has("grants.rate", on=day, programme=programme, equipment=kind) for kind in kinds):
        return []
    reason = say("eligibility.reason.no_call")
    expected = say("eligibility.expected.call")
    return [requirement("call", Status.NOT_STATED, None, expected, size, "scheme.programme", reason=reason)]


def _statements(candidate: Candidate, programme: str, day: date, rules: RuleBook) -> list[Requirement]:
    """Yes and no questions of the programme that are known on the day."""
    said, area = candidate.compliance, candidate.plant.area
    sells = True if said.market_participation is None else said.market_participation
    sold = say("eligibility.sells_at_spot") if said.market_participation is None else None
    solar = say("eligibility.has_solar" if candidate.has_solar else "eligibility.has_no_solar")
    alone = None if said.standalone is False and not candidate.has_solar else solar
    where = None if area is None else say(f"cli.area.{area}")
    questions: list[tuple[str, str, bool | None, bool, Message | None]] = [
        ("tepco_area", "area", None if area is None else area == TEPCO_AREA, True, where),
        ("office_in_tokyo", "compliance.office_in_tokyo", said.office_in_tokyo, True, None),
        ("direct_connection", "compliance.direct_connection", said.direct_connection, True, None),
        ("standalone", "compliance.standalone", candidate.is_standalone, True, alone),
        ("active_in_japan", "compliance.active_in_japan", said.active_in_japan, True, None),
        ("no_grid_operator", "compliance.grid_operator", said.grid_operator, False, None),
        ("no_fit_fip", "compliance.fit_fip", said.fit_fip, False, None),
        ("shortage_feed_in", "compliance.shortage_feed_in", said.shortage_feed_in, True, None),
        ("market_participation", "compliance.market_participation", sells, True, sold),
        ("gx_league", "compliance.gx_league", said.gx_league, True, None),
        ("supply_chain_gx_statement", "compliance.supply_chain_gx_statement", said.supply_chain_gx_statement, True, None),
        ("growth_and_wage_plan", "compliance.growth_and_wage_plan", said.growth_and_wage_plan, True, None),
        ("wide_area_certification", "compliance.wide_area_certification", said.wide_area_certification, True, None),
        ("safety_certificate", "compliance.safety_certificate", said.has_safety_proof, True, None),
        ("accident_record", "compliance.accident_record", said.accident_record, True, None),
        ("maintenance_plan", "compliance.maintenance_plan", said.maintenance_plan, True, None),
        ("cyber_security", "compliance.cyber_security", said.cyber_security, True, None),
        ("jc_star", "compliance.jc_star", said.has_jc_star, True, star_found(candidate, "jc_star")),
        ("spare_parts", "compliance.spare_parts", said.spare_parts, True, None),
        ("fire_law", "compliance.fire_law", said.fire_law, True, None),
    ]  # fmt: skip
    return [
        stated(LABELS.get(name, name), value, use, key, wanted=wanted, found=found, expected=EXPECTED.get(name))
        for name, key, value, wanted, found in questions
        if (use := _asked(rules, programme, name, day)) is not None
    ]


def _asked(rules: RuleBook, programme: str, name: str, day: date) -> RuleUse | None:
    """Return the rule where the programme asks for it on the day, ``None`` where it does not or nothing is known."""
    rule = "grants.requirement"
    if not asks(rules, rule, programme=programme, requirement=name):
        return None
    if not rules.has(rule, on=day, programme=programme, requirement=name):
        return None
    use = rules.use(rule, on=day, programme=programme, requirement=name)
    return use if use.value is True else None


def _no_ltda(candidate: Candidate, programme: str, day: date, rules: RuleBook) -> list[Requirement]:
    """Judge a contract of the long-term auction where the programme does not allow one beside it."""
    name = "grants.ltda_allowed"
    if not asks(rules, name, programme=programme) or not rules.has(name, on=day, programme=programme):
        return []
    use = rules.use(name, on=day, programme=programme)
    if use.value is not False:
        return []
    return [stated("no_ltda_award", candidate.compliance.ltda_award, use, "compliance.ltda_award", wanted=False)]
