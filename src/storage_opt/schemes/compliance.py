"""What an owner states about a project besides its technical data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Chemistry = Literal[
    "lfp", "nmc", "nca", "lmo", "lto", "li_ion",
    "nas", "redox_flow", "sodium_ion", "lead_acid", "nickel_metal_hydride", "zinc", "non_li",
]  # fmt: skip
ControlProduct = Literal["bms", "pcs", "ems", "other"]
Enforcement = Literal["enforce", "warn", "ignore"]
Voltage = Literal["low", "high", "extra_high"]
LI_ION = frozenset({"lfp", "nmc", "nca", "lmo", "lto", "li_ion"})
"""Cells that the auction counts as lithium-ion."""
STAR_PRODUCTS = ("bms", "pcs", "ems")
"""Control products that every battery has and that need a JC-STAR label."""
JAPAN = frozenset({"jp", "jpn", "japan", "日本"})


@dataclass(frozen=True)
class Compliance:
    """Statements of the owner; ``None``: not stated. Meanings of the keys: docs/reference/eligibility.md.

    Parameters
    ----------
    chemistry : str or None
        Kind of cell.
    cell_country : str or None
        Country in which the cells are made.
    jc_star : bool, int, tuple of str or None
        Whether all main control products carry at least one star, or how many stars all of them carry, or which carry one.
    voltage : str or None
        Voltage of the connection; no rule known asks for one.
    """

    chemistry: Chemistry | None = None
    cell_country: str | None = None
    jc_star: bool | int | tuple[ControlProduct, ...] | None = None
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

    @property
    def kind_of_cell(self) -> Literal["li_ion", "non_li"] | None:
        """Whether the auction counts the cells as lithium-ion.

        >>> Compliance(chemistry="nas").kind_of_cell
        'non_li'
        """
        if self.chemistry is None:
            return None
        return "li_ion" if self.chemistry in LI_ION else "non_li"

    @property
    def is_japanese_cell(self) -> bool | None:
        """Whether the cells are made in Japan."""
        return None if self.cell_country is None else self.cell_country.strip().lower() in JAPAN

    @property
    def has_jc_star(self) -> bool | None:
        """Whether all main control products carry at least one star.

        >>> Compliance(jc_star=("bms", "pcs")).has_jc_star, Compliance(jc_star=1).has_jc_star
        (False, True)
        """
        if self.jc_star is None or isinstance(self.jc_star, bool):
            return self.jc_star
        if isinstance(self.jc_star, int):
            return self.jc_star >= 1
        return set(STAR_PRODUCTS) <= set(self.jc_star)

    @property
    def has_safety_proof(self) -> bool | None:
        """Whether there is a third party's certificate or a proof against thermal propagation."""
        either = (self.safety_certificate, self.thermal_propagation_proof)
        if any(either):
            return True
        return False if self.safety_certificate is False and self.thermal_propagation_proof is False else None
