"""What builders of schemes see of the project, and what they all need."""

from __future__ import annotations

from dataclasses import dataclass

from storage_opt.errors import Fault
from storage_opt.inputs.schema_schemes import Derating as DeratingKey
from storage_opt.messages import say
from storage_opt.records.rule_book import RuleBook
from storage_opt.schemes.base import Plant
from storage_opt.schemes.credit import Derating, FixedDerating, OfficialDerating, TableDerating


@dataclass(frozen=True)
class SchemeContext:
    """What builders of schemes see of the project.

    Parameters
    ----------
    plant : Plant
        As bid; its ``start_fiscal_year`` counts only where ``start_is_known``.
    start_is_known : bool
        Whether the project states its first operating year.
    rules : RuleBook
        Dated rules.
    availability : float
        Of the battery. [-]
    inflation : float
        Of fixed costs. [1/year]
    fixed_opex_jpy_per_year : float or None
        Fixed operating cost; ``None``: not stated. [JPY/year]
    """

    plant: Plant
    start_is_known: bool
    rules: RuleBook
    availability: float = 1.0
    inflation: float = 0.0
    fixed_opex_jpy_per_year: float | None = None


def needs_area(context: SchemeContext, where: str, faults: list[Fault], **own: object) -> None:
    """Refuse a project without area, unless it states everything itself that is looked up by area."""
    if context.plant.area is not None or all(value is not None for value in own.values()):
        return
    keys = ", ".join(f"{where}.{key}" for key in own)
    faults.append(Fault(say("scheme.no_area", where=where), say("scheme.no_area.do", keys=keys)))


def own_derating(key: DeratingKey) -> DeratingKey | None:
    """Return what the user states instead of the official table, if anything."""
    return None if key == "official" else key


def derating_of(
    key: DeratingKey, where: str, context: SchemeContext, faults: list[Fault], *, table_year: int | None
) -> Derating | None:
    """De-rating as the file asks for it; ``None`` where it cannot be.

    Parameters
    ----------
    key : str, float or dict
        As in the file.
    where : str
        Place of the scheme in the file.
    context : SchemeContext
        Project; its hours at the bid are held against the shortest duration that is credited.
    faults : list of Fault
        Gets what is wrong.
    table_year : int or None
        Delivery year of the official table; ``None``: that of each year asked for.
    """
    plant = context.plant
    if plant.bid_power_mw <= 0.0:
        load = plant.power_mw - plant.bid_power_mw
        faults.append(Fault(say("scheme.no_bid_power", load=load, power=plant.power_mw), say("scheme.no_bid_power.do")))
        return None
    if key == "official":
        if plant.area is None:
            return None
        official = OfficialDerating(context.rules, plant.area, table_year)
        _long_enough(
            official.fewest_hours(plant.start_fiscal_year if table_year is None else table_year), where, plant, faults
        )
        return official
    if isinstance(key, dict):
        _long_enough(min(key, default=0), where, plant, faults)
        return TableDerating(key)
    return FixedDerating(1.0 if key == "none" else float(key))


def _long_enough(low: int, where: str, plant: Plant, faults: list[Fault]) -> None:
    hours = plant.hours()
    if hours < low:
        faults.append(
            Fault(
                say(
                    "scheme.too_few_hours",
                    where=where,
                    energy=plant.energy_mwh,
                    hours=hours,
                    power=plant.bid_power_mw,
                    low=low,
                ),
                say("scheme.too_few_hours.do"),
            )
        )


def by_month(stated: float | list[float]) -> tuple[float, ...]:
    """Twelve values from April: as stated, or a yearly one spread evenly."""
    return tuple(stated) if isinstance(stated, list) else (stated / 12,) * 12
