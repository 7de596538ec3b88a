"""What each round of the long-term decarbonization auction asks of a battery, and the lot it belongs to."""

from __future__ import annotations

from storage_opt.messages import Message, say
from storage_opt.records.eligibility import Bearing, Entry, Requirement, Status
from storage_opt.records.rule_book import RuleBook
from storage_opt.records.rules import RuleUse
from storage_opt.schemes.judging import Candidate, asks, at_least, requirement, stated, status_of, yes_no

KIND = "ltda"
DOUBT = {grade: order for order, grade in enumerate(("verified", "single_source", "inferred", "unverified"))}


def ltda_rounds(rules: RuleBook) -> tuple[int, ...]:
    """Return all rounds with rules, in order."""
    return tuple(sorted(int(key[0]) for key in rules.rule("ltda.bidding_year").series))


def ltda_entry(candidate: Candidate, round_: int, rules: RuleBook) -> Entry:
    """Judge one round.

    Parameters
    ----------
    candidate : Candidate
        The project.
    round_ : int
        Round, 1 is that of bidding year 2023.
    rules : RuleBook
        Dated rules; values used are recorded.
    """
    lot = ltda_lot(candidate, round_, rules)
    cap = None if lot is None else float(rules.number("ltda.lot_cap", on=None, round=round_, lot=lot))
    judged = [
        at_least(
            "minimum_power",
            candidate.plant.bid_power_mw,
            rules.use("ltda.minimum_power", on=None, round=round_),
            "battery.bid_power_mw",
            "MW",
        ),
        at_least(
            "minimum_duration",
            candidate.hours,
            rules.use("ltda.minimum_duration", on=None, round=round_),
            "battery.energy_mwh",
            "h",
        ),
        *_chemistry(candidate, round_, rules),
        _start(candidate, round_, rules),
        *_statements(candidate, round_, rules),
        *_standalone(candidate, round_, rules),
        *_no_grant(candidate, round_, rules),
        *_country(candidate, round_, rules),
        *_supply_plan(candidate, round_, rules),
    ]
    year = int(rules.number("ltda.bidding_year", on=None, round=round_))
    name = say("eligibility.entry.ltda", round=round_, year=year)
    return Entry(KIND, str(round_), name, tuple(judged), lot, cap)


def ltda_lot(candidate: Candidate, round_: int, rules: RuleBook) -> str | None:
    """Lot by kind of cell and duration.

    Returns
    -------
    str or None
        ``None``: too short for any lot, or it turns on a kind of cell that is not stated.
    """
    kinds = (candidate.compliance.kind_of_cell,) if candidate.compliance.kind_of_cell else ("li_ion", "non_li")
    lots = {_lot_of(kind, candidate.hours, round_, rules) for kind in kinds}
    return lots.pop() if len(lots) == 1 else None


def _lot_of(kind: str, hours: int, round_: int, rules: RuleBook) -> str | None:
    keys = rules.rule("ltda.lot").series
    begun = [int(from_h) for r, chemistry, from_h in keys if (r, chemistry) == (round_, kind) and int(from_h) <= hours]
    return rules.text("ltda.lot", on=None, round=round_, chemistry=kind, hours=max(begun)) if begun else None


def _chemistry(candidate: Candidate, round_: int, rules: RuleBook) -> list[Requirement]:
    """In rounds whose lots are made by kind of cell, the kind must be stated."""
    series = rules.rule("ltda.lot").series
    by_kind = {
        kind: {str(lines[-1].value) for (r, k, _), lines in series.items() if (r, k) == (round_, kind)}
        for kind in ("li_ion", "non_li")
    }
    if by_kind["li_ion"] == by_kind["non_li"]:
        return []
    kind = candidate.compliance.kind_of_cell
    hours = max(int(h) for r, _, h in series if r == round_)
    use = rules.use("ltda.lot", on=None, round=round_, chemistry=kind or "li_ion", hours=hours)
    found = None if kind is None else say(f"eligibility.cell.{kind}", chemistry=candidate.compliance.chemistry)
    status = Status.NOT_STATED if kind is None else Status.MET
    expected = say("eligibility.expected.chemistry")
    return [requirement("chemistry", status, found, expected, use, "compliance.chemistry")]


def _start(candidate: Candidate, round_: int, rules: RuleBook) -> Requirement:
    """Supply starts by the end of the fiscal year of the contract and some years more."""
    years = rules.use("ltda.start_deadline", on=None, round=round_)
    contract = rules.use("ltda.contract_year", on=None, round=round_)
    last = int(rules.number("ltda.contract_year", on=None, round=round_)) + int(float(years.value))
    start = candidate.plant.start_fiscal_year
    return requirement(
        "start_deadline",
        status_of(start <= last),
        say("eligibility.fiscal_year", year=start),
        say("eligibility.expected.start_deadline", year=last),
        years,
        "start_fiscal_year",
        reason=say("eligibility.reason.contract_year", year=contract.value),
        grade=max(years.grade, contract.grade, key=lambda grade: DOUBT[grade]),
    )


def _statements(candidate: Candidate, round_: int, rules: RuleBook) -> list[Requirement]:
    """Yes and no questions of the round, those it asks."""
    said = candidate.compliance
    questions: list[tuple[str, str, bool | None, bool]] = [
        ("new_or_replacement", "new_build", said.new_build, True),
        ("japanese_entity", "japanese_entity", said.japanese_entity, True),
        ("no_fit_fip", "fit_fip", said.fit_fip, False),
        ("no_main_auction_award", "main_auction_award", said.main_auction_award, False),
        ("connection_study", "connection_study_answer", said.connection_study_answer, True),
        ("business_plan", "business_plan", said.business_plan, True),
        ("safety_design", "safety_design", said.safety_design, True),
        ("safety_certificate", "safety_certificate", said.safety_certificate, True),
        ("wide_area_certification", "wide_area_certification", said.wide_area_certification, True),
        ("jc_star", "jc_star", said.has_jc_star, True),
        ("system_diagram", "system_diagram", said.system_diagram, True),
    ]
    return [
        stated(name, value, use, f"compliance.{key}", wanted=wanted, found=star_found(candidate, name))
        for name, key, value, wanted in questions
        if (use := _asked(rules, name, round_)) is not None
    ]


def star_found(candidate: Candidate, name: str) -> Message | None:
    """Tell the JC-STAR labels where they are given by product or by stars."""
    given = candidate.compliance.jc_star
    if name != "jc_star" or given is None or isinstance(given, bool):
        return None
    if isinstance(given, int):
        return say("eligibility.stars", stars=given)
    return say("eligibility.products", products=", ".join(given).upper() or "–")


def _asked(rules: RuleBook, name: str, round_: int) -> RuleUse | None:
    """Return the rule where the round asks for it, ``None`` where it does not or nothing is known."""
    if not asks(rules, "ltda.requirement", requirement=name, round=round_):
        return None
    use = rules.use("ltda.requirement", on=None, requirement=name, round=round_)
    return use if use.value is True else None


def _standalone(candidate: Candidate, round_: int, rules: RuleBook) -> list[Requirement]:
    """No other source behind the connection; for later rounds it is not known whether that is asked."""
    found = say("eligibility.has_solar" if candidate.has_solar else "eligibility.has_no_solar")
    if candidate.compliance.standalone is False and not candidate.has_solar:
        found = say("rules.value.no")
    key = "solar" if candidate.has_solar else "compliance.standalone"
    use = _asked(rules, "standalone", round_)
    if use is not None:
        return [stated("standalone", candidate.is_standalone, use, key, found=found)]
    if candidate.is_standalone:
        return []
    first = rules.use("ltda.requirement", on=None, requirement="standalone", round=1)
    reason = say("eligibility.reason.not_known_whether_asked")
    return [requirement("standalone", Status.NOT_STATED, found, yes_no(True), first, key, reason=reason)]


def _no_grant(candidate: Candidate, round_: int, rules: RuleBook) -> list[Requirement]:
    use = rules.use("ltda.excludes_grants", on=None, round=round_)
    if use.value is not True:
        return []
    return [stated("no_grant", candidate.compliance.grant_award, use, "compliance.grant_award", wanted=False)]


def _country(candidate: Candidate, round_: int, rules: RuleBook) -> list[Requirement]:
    """Judge cells of Japan only: the share of another country turns on all bids of the lot."""
    kind = candidate.compliance.kind_of_cell or "li_ion"
    if not asks(rules, "ltda.country_cap", round=round_, chemistry=kind):
        return []
    use = rules.use("ltda.country_cap", on=None, round=round_, chemistry=kind)
    base = rules.text("ltda.country_cap_base", on=None, round=round_)
    expected = say("eligibility.expected.country_cap", share=float(use.value))
    country, is_japanese = candidate.compliance.cell_country, candidate.compliance.is_japanese_cell
    key = "compliance.cell_country"
    if is_japanese is None:
        return [requirement("country_cap", Status.NOT_STATED, None, expected, use, key)]
    found = say("eligibility.country", country=country)
    if is_japanese:
        return [requirement("country_cap", Status.MET, found, expected, use, key)]
    reason = say("eligibility.reason.country_cap", base=say(f"eligibility.base.{base}"))
    return [
        requirement("country_cap", Status.NOT_STATED, found, expected, use, key, bearing=Bearing.OTHERS, reason=reason)
    ]


def _supply_plan(candidate: Candidate, round_: int, rules: RuleBook) -> list[Requirement]:
    """Li-ion cells of makers with a certified supply plan rank first where the round says so; no condition of entry."""
    use = _asked(rules, "certified_plan_first", round_)
    if use is None or candidate.compliance.kind_of_cell == "non_li":
        return []
    value = candidate.compliance.certified_supply_plan
    key = "compliance.certified_supply_plan"
    return [stated("certified_plan_first", value, use, key, bearing=Bearing.RANKING)]
