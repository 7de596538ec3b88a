"""What the capacity market asks of a battery as a stable source (安定電源)."""

from __future__ import annotations

from storage_opt.messages import Message, say
from storage_opt.records.eligibility import Entry, Requirement, Status
from storage_opt.records.rule_book import RuleBook
from storage_opt.records.rules import Grade
from storage_opt.schemes.derating import contracted_kw
from storage_opt.schemes.derating_table import RULE as DERATING
from storage_opt.schemes.derating_table import monthly_factors
from storage_opt.schemes.judging import TOLERANCE, Candidate, amount, at_least, requirement, status_of
from storage_opt.timeline import fiscal_year_of, fiscal_year_start
from storage_opt.units import KW_PER_MW

KIND = "capacity_market"


def capacity_market_entry(candidate: Candidate, rules: RuleBook) -> Entry:
    """Judge the capacity market for the delivery year in which the project starts.

    Parameters
    ----------
    candidate : Candidate
        The project.
    rules : RuleBook
        Dated rules; values used are recorded.
    """
    year = candidate.plant.start_fiscal_year
    hours = rules.use("capacity_market.minimum_duration", on=None)
    shortest_h = float(hours.value) if isinstance(hours.value, int | float) else 0.0
    judged = (
        requirement(
            "delivery_year",
            status_of(fiscal_year_start(year) >= hours.since),
            say("eligibility.fiscal_year", year=year),
            say("eligibility.expected.delivery_year", year=fiscal_year_of(hours.since)),
            hours,
            "start_fiscal_year",
        ),
        at_least("minimum_duration", candidate.hours, hours, "battery.energy_mwh", "h"),
        _expected_capacity(candidate, shortest_h, rules),
    )
    return Entry(KIND, str(year), say("eligibility.entry.capacity_market", year=year), judged)


def _expected_capacity(candidate: Candidate, shortest_h: float, rules: RuleBook) -> Requirement:
    """Power times the mean de-rating factor (調整係数) of area and duration."""
    use = rules.use("capacity_market.minimum_power", on=None)
    least_kw = rules.number("capacity_market.minimum_power", on=None)
    expected = say("eligibility.at_least", amount=amount(least_kw, "kW"))
    name, key = "expected_capacity", "battery.bid_power_mw"
    area = candidate.plant.area
    if area is None:
        return requirement(name, Status.NOT_STATED, None, expected, use, "area", reason=_why("no_area"))
    if candidate.hours < shortest_h:
        return requirement(name, Status.NOT_STATED, None, expected, use, key, reason=_why("too_short"))
    day = fiscal_year_start(candidate.plant.start_fiscal_year)
    reason = None
    if not rules.has(DERATING, area=area, hours=4, month=4, on=day):
        day = rules.rule(DERATING).latest(area=area, hours=4, month=4).since
        reason = say("eligibility.reason.derating_year", year=fiscal_year_of(day))
    monthly = monthly_factors(rules, area, candidate.hours, day)
    kw = contracted_kw(monthly.factors, candidate.plant.bid_power_mw * KW_PER_MW)
    grade = use.grade if all(monthly.is_official) else Grade.EXTRAPOLATED
    status = status_of(kw >= least_kw - TOLERANCE)
    return requirement(name, status, amount(kw, "kW"), expected, use, key, reason=reason, grade=grade)


def _why(name: str) -> Message:
    return say(f"eligibility.reason.{name}")
