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


def candidate_of(plant: Plant, site: Site, compliance: Compliance) -> Candidate:
    """Gather what rounds and programmes ask of a project.

    Parameters
    ----------
    plant : Plant
        As schemes see it.
    site : Site
        Battery, connection, and a solar plant where there is one.
    compliance : Compliance
        Statements of the owner.
    """
    receiving_mw = min(site.battery.charge_power_mw, site.connection.import_limit_mw)
    return Candidate(plant, receiving_mw, site.solar is not None, compliance)
