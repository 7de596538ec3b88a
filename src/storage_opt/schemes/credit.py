"""What a scheme credits a plant with, in kW: its bid power times a de-rating factor for its hours of full output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from storage_opt.messages import Message, say
from storage_opt.records.rule_book import RuleBook
from storage_opt.records.rules import Grade, RuleUse
from storage_opt.schemes.area_price import published_year
from storage_opt.schemes.base import OperatingYear, Plant
from storage_opt.schemes.derating import contracted_kw
from storage_opt.schemes.derating_table import RULE, MonthlyFactors, monthly_factors
from storage_opt.timeline import fiscal_year_start
from storage_opt.units import KW_PER_MW


class Derating(Protocol):
    """A rule that turns bid power and hours into credited kW."""

    def credited_kw(self, bid_power_mw: float, hours: int, fiscal_year: int) -> int:
        """Credited capacity; 0 where so few hours are credited nothing. [kW]"""

    def notes(self, fiscal_year: int) -> tuple[Message, ...]:
        """Say what a reader must know about the factors of that year."""


@dataclass(frozen=True)
class FixedDerating:
    """One factor for every duration, 1 for no de-rating.

    >>> FixedDerating(0.9).credited_kw(50.0, 6, 2030)
    45000
    """

    factor: float = 1.0

    def credited_kw(self, bid_power_mw: float, hours: int, fiscal_year: int) -> int:
        """``factor × power``, rounded to the nearest kW. [kW]"""
        del hours, fiscal_year
        return contracted_kw([self.factor] * 12, bid_power_mw * KW_PER_MW)

    def notes(self, fiscal_year: int) -> tuple[Message, ...]:
        """None."""
        del fiscal_year
        return ()


@dataclass(frozen=True)
class TableDerating:
    """The user's own factors by whole hours; between two rows and beyond the last the lower row counts, below the first nothing.

    >>> TableDerating({2: 0.5, 4: 1.0}).credited_kw(10.0, 3, 2030), TableDerating({2: 0.5}).credited_kw(10.0, 1, 2030)
    (5000, 0)
    """

    factors: Mapping[int, float]

    def credited_kw(self, bid_power_mw: float, hours: int, fiscal_year: int) -> int:
        """Factor of the row × power, rounded to the nearest kW. [kW]"""
        del fiscal_year
        rows = [h for h in self.factors if h <= hours]
        return contracted_kw([self.factors[max(rows)]] * 12, bid_power_mw * KW_PER_MW) if rows else 0

    def notes(self, fiscal_year: int) -> tuple[Message, ...]:
        """None."""
        del fiscal_year
        return ()


@dataclass(frozen=True)
class OfficialDerating:
    """The monthly table of an area (調整係数, 純揚水・蓄電池) of a delivery year.

    Parameters
    ----------
    book : RuleBook
        Dated rules; values used are recorded, one of another year than asked for as assumed.
    area : str
        Area of the grid.
    table_year : int or None
        Delivery year of the table; ``None``: that of the year asked for, or the nearest published one.
    """

    book: RuleBook
    area: str
    table_year: int | None = None

    def factors(self, hours: int, fiscal_year: int) -> MonthlyFactors:
        """Twelve factors; raises ``NoRuleInForceError`` for fewer hours than the table holds."""
        wanted = fiscal_year if self.table_year is None else self.table_year
        known = self._published(wanted)
        day = fiscal_year_start(known)
        found = monthly_factors(self.book, self.area, hours, day)
        if known != wanted:
            self._record_assumed(hours, wanted, known, found)
        return found

    def credited_kw(self, bid_power_mw: float, hours: int, fiscal_year: int) -> int:
        """Mean over twelve months of factor × power, rounded to the nearest kW; 0 below the hours tabulated. [kW]"""
        wanted = fiscal_year if self.table_year is None else self.table_year
        if hours < self.fewest_hours(wanted):
            return 0
        return contracted_kw(self.factors(hours, fiscal_year).factors, bid_power_mw * KW_PER_MW)

    def fewest_hours(self, fiscal_year: int) -> int:
        """Shortest duration that the table credits. [h]"""
        day = fiscal_year_start(self._published(fiscal_year))
        return int(self.book.number("derating.hours_tabulated", bound="low", on=day))

    def notes(self, fiscal_year: int) -> tuple[Message, ...]:
        """Name the table taken where the year has none."""
        wanted = fiscal_year if self.table_year is None else self.table_year
        known = self._published(wanted)
        return () if known == wanted else (say("contract.note.derating_assumed", year=wanted, known=known),)

    def _published(self, wanted: int) -> int:
        return published_year(self.book, RULE, wanted, area=self.area, hours=3, month=4)

    def _record_assumed(self, hours: int, wanted: int, known: int, found: MonthlyFactors) -> None:
        rule = self.book.rule(RULE)
        line = rule.on(fiscal_year_start(known), area=self.area, hours=3, month=4)
        self.book.record(
            RuleUse(
                name=RULE,
                unit=rule.unit,
                index={"area": self.area, "hours": hours, "month": "mean"},
                on=fiscal_year_start(wanted),
                since=line.since,
                value=round(found.mean, 6),
                reference=line.reference,
                grade=line.grade if all(found.is_official) else Grade.EXTRAPOLATED,
                note=line.note,
                is_assumed=True,
                file=rule.file,
                description=rule.description,
            )
        )


@dataclass(frozen=True)
class Credit:
    """Capacity under contract and capacity credited in a year.

    Parameters
    ----------
    contracted_kw : int
        Fixed at the bid, with the energy at the start of life. [kW]
    credited_kw : int
        By the hours of that year's energy. [kW]
    notes : tuple of Message
        Shortfall, and assumed factors.
    """

    contracted_kw: int
    credited_kw: int
    notes: tuple[Message, ...] = ()

    @property
    def is_short(self) -> bool:
        """Whether the plant no longer gives what was contracted."""
        return self.credited_kw < self.contracted_kw


def credit(derating: Derating, plant: Plant, now: OperatingYear, table_year: int) -> Credit:
    """Capacity of a plant under contract and in an operating year.

    Parameters
    ----------
    derating : Derating
        What hours count for.
    plant : Plant
        As bid; its hours at the start of life fix the contracted capacity.
    now : OperatingYear
        Year with its energy.
    table_year : int
        Fiscal year whose factors count.

    Examples
    --------
    >>> plant = Plant("tokyo", 10.0, 10.0, 40.0, 1.0, 2028, 20, None)
    >>> credit(TableDerating({3: 0.5, 4: 0.7}), plant, OperatingYear(2, 2029, 39.0), 2029).credited_kw
    5000
    """
    hours, hours_now = plant.hours(), plant.hours(now.energy_mwh)
    contracted = derating.credited_kw(plant.bid_power_mw, hours, table_year)
    credited = contracted if hours_now >= hours else derating.credited_kw(plant.bid_power_mw, hours_now, table_year)
    found = Credit(contracted, credited, derating.notes(table_year))
    if not found.is_short:
        return found
    short = say(
        "contract.note.shortfall",
        year=now.fiscal_year,
        hours=hours_now,
        bid_hours=hours,
        credited=credited,
        contracted=contracted,
    )
    return replace(found, notes=(*found.notes, short))
