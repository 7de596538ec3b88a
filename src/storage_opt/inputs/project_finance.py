"""The finance of a project: from the checked file to what the owner states about money."""

from __future__ import annotations

from dataclasses import dataclass

from storage_opt.errors import Fault
from storage_opt.inputs.schema import BatterySection
from storage_opt.inputs.schema_finance import (
    AggregatorSection,
    CapitalItemSection,
    CostSection,
    DebtSection,
    FinanceSection,
    GrantSection,
    GridChargesSection,
    SizedCost,
    TaxSection,
)
from storage_opt.messages import say
from storage_opt.records.finance_terms import (
    CONTINGENCY,
    AggregatorFee,
    CapitalItem,
    CostLine,
    DebtTerms,
    FinanceTerms,
    GrantTerms,
    GridChargeTerms,
    TaxTerms,
)
from storage_opt.units import KW_PER_MW, KWH_PER_MWH

PLANT = "plant"
"""Name of the item that holds what is stated for the whole plant."""

KINDS_OF_ITEM: dict[str, tuple[bool, bool, bool]] = {
    "land": (False, False, False),
    "development": (True, False, False),
    "grid_connection": (True, False, False),
    CONTINGENCY: (True, False, False),
}
"""Whether an item is depreciable, counted by a grant, and construction cost, by name; all others are all three. Land, basic design and fees
before the decision are not counted by the SII programme for co-located storage, of the connection it is unclear (facts, by analogy)."""

OWN_LINES = ("aggregator_fee", "generator_charge", "wheeling_basic", "property_tax", "business_tax")
"""Yearly costs that the program works out: no cost of the user's own has their name."""
FIXED_OM = "fixed_om"
"""Name of the cost that ``fixed_opex_jpy_per_kw_year`` states."""

SPENT = 1e-6
"""Shares of spending add up to one within this. [-]"""


@dataclass(frozen=True)
class Size:
    """What amounts per unit are multiplied by. [kW], [kWh]"""

    kw: float
    kwh: float

    def jpy(self, cost: SizedCost) -> float | None:
        """Amount of what is given; ``None`` where nothing is. [JPY]"""
        parts = [(cost.jpy, 1.0), (cost.jpy_per_kw, self.kw), (cost.jpy_per_kwh, self.kwh)]
        given = [price * size for price, size in parts if price is not None]
        return sum(given) if given else None


def finance_of(section: FinanceSection, power_mw: float, energy_mwh: float, voltage: str | None = None) -> FinanceTerms:
    """Read the finance of a plant.

    Parameters
    ----------
    section : FinanceSection
        As in the file.
    power_mw : float
        Rated discharge power. [MW]
    energy_mwh : float
        Usable stored energy at the start of life. [MWh]
    voltage : str or None
        ``high``, ``extra_high``; ``None``: extra high.

    Examples
    --------
    >>> finance_of(FinanceSection(capex_jpy_per_kwh=30_000.0, capex_jpy_per_kw=45_000.0), 50.0, 200.0).capex_jpy
    8250000000.0
    """
    size = Size(power_mw * KW_PER_MW, energy_mwh * KWH_PER_MWH)
    capital = _capital(section, size)
    construction = sum(item.amount_jpy for item in capital if item.is_construction)
    capex = sum(item.amount_jpy for item in capital)
    end = section.decommissioning
    debt = section.debt
    return FinanceTerms(
        life_years=section.life_years,
        base_fiscal_year=section.base_fiscal_year,
        capital=capital,
        costs=_costs(section, size, capex),
        aggregator=_aggregator(section.aggregator, size),
        grid_charges=_grid_charges(section.grid_charges, voltage),
        grant=_grant(section.grant),
        tax=_tax(section.tax),
        debt=None if debt is None else DebtTerms(**debt.model_dump() | {"service_jpy": tuple(debt.service_jpy or ())}),
        decommissioning_jpy=0.0
        if end is None
        else (size.jpy(end) or 0.0) + (end.share_of_construction or 0.0) * construction,
        working_capital_days=section.working_capital_days,
        augmentation_inflation=section.augmentation_inflation,
        inflation=section.inflation,
        discount_rate=section.discount_rate,
        equity_discount_rate=section.equity_discount_rate,
        public_discount_rate=section.public_discount_rate,
    )


def finance_faults(section: FinanceSection | None, battery: BatterySection) -> list[Fault]:
    """Refuse shares that do not add up, items without an amount, costs that end before they begin, and loans and grants beyond the life."""
    if section is None:
        return []
    faults = []
    items = section.items or {}
    for where, shares in [("spending", section.spending)] + [
        (f"items.{n}.spending", i.spending) for n, i in items.items()
    ]:
        if shares is not None and abs(sum(shares) - 1.0) > SPENT:
            faults.append(_not_one(f"finance.{where}", sum(shares)))
    milestones = section.grant.milestones
    if milestones is not None and abs(sum(milestones.values()) - 1.0) > SPENT:
        faults.append(_not_one("finance.grant.milestones", sum(milestones.values())))
    if milestones and max(milestones) > section.life_years:
        last, life = max(milestones), section.life_years
        faults.append(Fault(say("project.milestone_late", last=last, life=life), say("project.milestone_late.do")))
    size = Size(battery.power_mw * KW_PER_MW, battery.energy_mwh * KWH_PER_MWH)
    for name, item in items.items():
        if size.jpy(item) is None and item.share_of_construction is None:
            faults.append(_no_amount(f"finance.items.{name}"))
        if item.share_of_construction is not None and _is_construction(name, item):
            where = f"finance.items.{name}"
            faults.append(Fault(say("project.share_of_itself", where=where), say("project.share_of_itself.do")))
    if PLANT in items and _whole_plant(section, size) is not None:
        faults.append(Fault(say("project.plant_twice"), say("project.plant_twice.do")))
    taken = (*OWN_LINES, *([FIXED_OM] if section.fixed_opex_jpy_per_kw_year > 0.0 else []))
    for name, cost in (section.costs or {}).items():
        if name in taken:
            advice = say("project.cost_name.do", names=", ".join(taken))
            faults.append(Fault(say("project.cost_name", where=f"finance.costs.{name}"), advice))
        if all(
            v is None for v in (cost.jpy_per_year, cost.jpy_per_kw_year, cost.jpy_per_kwh_year, cost.share_of_capex)
        ):
            faults.append(_no_amount(f"finance.costs.{name}"))
        if cost.last_year is not None and cost.last_year < cost.first_year:
            found = say("project.cost_years", where=f"finance.costs.{name}", first=cost.first_year, last=cost.last_year)
            faults.append(Fault(found, say("project.cost_years.do")))
    if section.debt is not None and section.debt.tenor_years > section.life_years:
        tenor, life = section.debt.tenor_years, section.life_years
        faults.append(Fault(say("project.tenor", tenor=tenor, life=life), say("project.tenor.do")))
    return faults + _service_faults(section.debt)


def _service_faults(debt: DebtSection | None) -> list[Fault]:
    """Refuse a stated service that is missing, not asked for, or of another length than the tenor."""
    if debt is None:
        return []
    if (debt.repayment == "stated") != (debt.service_jpy is not None):
        return [Fault(say("project.service_stated"), say("project.service_stated.do"))]
    if debt.service_jpy is not None and len(debt.service_jpy) != debt.tenor_years:
        found = say("project.service_years", found=len(debt.service_jpy), tenor=debt.tenor_years)
        return [Fault(found, say("project.service_years.do"))]
    return []


def _not_one(where: str, found: float) -> Fault:
    return Fault(say("project.shares_not_one", where=where, found=found), say("project.shares_not_one.do"))


def _no_amount(where: str) -> Fault:
    return Fault(say("project.no_amount", where=where), say("project.no_amount.do"))


def _whole_plant(section: FinanceSection, size: Size) -> float | None:
    return size.jpy(
        SizedCost(jpy=section.capex_jpy, jpy_per_kw=section.capex_jpy_per_kw, jpy_per_kwh=section.capex_jpy_per_kwh)
    )


def _capital(section: FinanceSection, size: Size) -> tuple[CapitalItem, ...]:
    """Items in the order of the file, the whole plant first; shares of construction after what they are shares of."""
    spending = (1.0,) if section.spending is None else tuple(section.spending)
    whole = _whole_plant(section, size)
    stated = {} if whole is None else {PLANT: CapitalItemSection(jpy=whole)}
    stated |= section.items or {}
    plain = {name: _item(name, item, size.jpy(item) or 0.0, spending) for name, item in stated.items()}
    construction = sum(item.amount_jpy for item in plain.values() if item.is_construction)
    return tuple(
        _item(name, item, plain[name].amount_jpy + (item.share_of_construction or 0.0) * construction, spending)
        for name, item in stated.items()
    )


def _is_construction(name: str, item: CapitalItemSection) -> bool:
    return KINDS_OF_ITEM.get(name, (True, True, True))[2] if item.construction is None else item.construction


def _item(name: str, item: CapitalItemSection, amount_jpy: float, spending: tuple[float, ...]) -> CapitalItem:
    depreciable, eligible, _ = KINDS_OF_ITEM.get(name, (True, True, True))
    return CapitalItem(
        name,
        amount_jpy,
        spending if item.spending is None else tuple(item.spending),
        depreciable if item.depreciable is None else item.depreciable,
        eligible if item.grant_eligible is None else item.grant_eligible,
        _is_construction(name, item),
        item.inflation,
    )


def _costs(section: FinanceSection, size: Size, capex_jpy: float) -> tuple[CostLine, ...]:
    lines = []
    if section.fixed_opex_jpy_per_kw_year > 0.0:
        lines.append(CostLine(FIXED_OM, section.fixed_opex_jpy_per_kw_year * size.kw))
    for name, cost in (section.costs or {}).items():
        lines.append(CostLine(name, _yearly(cost, size, capex_jpy), cost.inflation, cost.first_year, cost.last_year))
    return tuple(lines)


def _yearly(cost: CostSection, size: Size, capex_jpy: float) -> float:
    parts = [
        (cost.jpy_per_year, 1.0),
        (cost.jpy_per_kw_year, size.kw),
        (cost.jpy_per_kwh_year, size.kwh),
        (cost.share_of_capex, capex_jpy),
    ]
    return sum(price * of for price, of in parts if price is not None)


def _aggregator(section: AggregatorSection, size: Size) -> AggregatorFee:
    return AggregatorFee(section.share_of_margin, section.jpy_per_kw_year * size.kw)


def _grid_charges(section: GridChargesSection, voltage: str | None) -> GridChargeTerms:
    demand = section.contract_demand_kw
    return GridChargeTerms(
        section.generator,
        section.generator_jpy_per_kw_month,
        None if isinstance(demand, str) else demand,
        section.wheeling_basic,
        section.wheeling_jpy_per_kw_month,
        section.loss_rate,
        voltage or "extra_high",
    )


def _grant(section: GrantSection) -> GrantTerms:
    milestones = {0: 1.0} if section.milestones is None else section.milestones
    return GrantTerms(
        tuple(sorted(milestones.items())),
        section.disposal,
        section.restricted_years,
        section.profit_return_share,
        section.profit_return_above_jpy,
    )


def _tax(section: TaxSection | None) -> TaxTerms:
    return TaxTerms() if section is None else TaxTerms(**section.model_dump())
