"""What an owner states about a project: the ``compliance`` section, each key true, false or null for not stated."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from storage_opt.inputs.schema_base import Section
from storage_opt.schemes.compliance import Chemistry, ControlProduct, Voltage


class ComplianceSection(Section):
    """See ``schemes.compliance.Compliance`` for meanings."""

    chemistry: Chemistry | None = None
    cell_country: Annotated[str, Field(min_length=1)] | None = None
    jc_star: bool | Annotated[int, Field(ge=0, le=4)] | list[ControlProduct] | None = None
    voltage: Voltage | None = None
    certified_supply_plan: bool | None = None
    wide_area_certification: bool | None = None
    safety_design: bool | None = None
    safety_certificate: bool | None = None
    thermal_propagation_proof: bool | None = None
    system_diagram: bool | None = None
    business_plan: bool | None = None
    connection_study_answer: bool | None = None
    japanese_entity: bool | None = None
    new_build: bool | None = None
    standalone: bool | None = None
    fit_fip: bool | None = None
    main_auction_award: bool | None = None
    ltda_award: bool | None = None
    grant_award: bool | None = None
    direct_connection: bool | None = None
    active_in_japan: bool | None = None
    grid_operator: bool | None = None
    market_participation: bool | None = None
    gx_league: bool | None = None
    supply_chain_gx_statement: bool | None = None
    growth_and_wage_plan: bool | None = None
    accident_record: bool | None = None
    maintenance_plan: bool | None = None
    cyber_security: bool | None = None
    spare_parts: bool | None = None
    fire_law: bool | None = None
    office_in_tokyo: bool | None = None
    shortage_feed_in: bool | None = None
