"""The compliance of a project: from the checked file to the facts that rounds and programmes ask for."""

from __future__ import annotations

from storage_opt.assets.connection import Site
from storage_opt.inputs.schema_compliance import ComplianceSection
from storage_opt.schemes.base import Plant
from storage_opt.schemes.compliance import Compliance
from storage_opt.schemes.judging import Candidate


def compliance_of(section: ComplianceSection | None) -> Compliance:
    """Statements of the owner; without the section nothing is stated."""
    if section is None:
        return Compliance()
    stated = section.model_dump()
    if isinstance(stated["jc_star"], list):
        stated["jc_star"] = tuple(stated["jc_star"])
    return Compliance(**stated)


def candidate_of(
    site: Site,
    compliance: Compliance,
    *,
    area: str | None,
    start_fiscal_year: int,
    bid_power_mw: float | None = None,
) -> Candidate:
    """Gather what rounds and programmes ask of a project.

    Parameters
    ----------
    site : Site
        Battery, connection, and a solar plant where there is one.
    compliance : Compliance
        Statements of the owner.
    area : str or None
        Area of the grid; ``None``: not stated.
    start_fiscal_year : int
        First operating year.
    bid_power_mw : float, optional
        Power offered to capacity schemes; default: rated power less own load. [MW]
    """
    battery = site.battery
    plant = Plant(
        area=area,
        power_mw=battery.power_mw,
        bid_power_mw=battery.power_mw - battery.auxiliary_mw if bid_power_mw is None else bid_power_mw,
        energy_mwh=battery.energy_mwh,
        discharge_efficiency=battery.discharge_efficiency,
        start_fiscal_year=start_fiscal_year,
        life_years=1,
        capex_jpy=None,
    )
    receiving_mw = min(battery.charge_power_mw, site.connection.import_limit_mw)
    return Candidate(plant, receiving_mw, site.solar is not None, compliance)
