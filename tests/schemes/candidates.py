"""Projects for tests of eligibility: one that has everything, changed in one thing at a time."""

from dataclasses import replace

from storage_opt.schemes.base import Plant
from storage_opt.schemes.compliance import Compliance
from storage_opt.schemes.judging import Candidate

EVERYTHING = Compliance(
    chemistry="lfp", cell_country="jp", jc_star=True, voltage="extra_high", certified_supply_plan=True,
    wide_area_certification=True, safety_design=True, safety_certificate=True, thermal_propagation_proof=True,
    system_diagram=True, business_plan=True, connection_study_answer=True, japanese_entity=True, new_build=True,
    standalone=True, fit_fip=False, main_auction_award=False, ltda_award=False, grant_award=False,
    direct_connection=True, active_in_japan=True, grid_operator=False, market_participation=True, gx_league=True,
    supply_chain_gx_statement=True, growth_and_wage_plan=True, accident_record=True, maintenance_plan=True,
    cyber_security=True, spare_parts=True, fire_law=True, office_in_tokyo=True, shortage_feed_in=True,
)  # fmt: skip


def candidate(
    power_mw=30.0, hours=6.0, *, area="tokyo", start=2028, receiving_mw=None, solar=False, efficiency=0.9, said=None, **compliance
):  # fmt: skip
    """Plant with a given AC duration at its bid power, and a project that states everything but what is changed."""
    plant = Plant(area, power_mw, power_mw, power_mw * hours / efficiency, efficiency, start, 20, None)
    stated = EVERYTHING if said is None else said
    return Candidate(plant, power_mw if receiving_mw is None else receiving_mw, solar, replace(stated, **compliance))


def statuses(entry):
    """Status of each requirement by name."""
    return {r.name: str(r.status) for r in entry.requirements}
