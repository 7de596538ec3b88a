"""A candidate of a round as a project of its own."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from storage_opt.inputs.project import DEFAULT_ROUND_TRIP_EFFICIENCY
from storage_opt.records.round import RoundCandidate

OF_BASE = ("bid_power_mw", "bid_hours", "charge_power_mw", "soe_min_mwh", "soe_initial_mwh", "soe_final_mwh")
"""Keys of the battery that hang on its size: the base may state none of them in MW or MWh, but the words and zeros among them stay."""
SECTIONS = ("battery", "finance", "compliance")
CAPEX = ("capex_jpy", "capex_jpy_per_kw", "capex_jpy_per_kwh")
SURELY = 1.0 + 1e-12
"""So that whole hours are not lost to rounding. [-]"""


def project_content(
    base: Mapping[str, Any],
    candidate: RoundCandidate,
    round_: int,
    contract: Mapping[str, Any],
    beside: Sequence[Mapping[str, Any]],
    price_jpy_per_kw_year: float = 0.0,
) -> dict[str, Any]:
    """Put a candidate into the base project.

    Parameters
    ----------
    base : mapping
        Keys that all candidates share. Its size, area, capital cost and schemes do not count, but for items that are shares of
        construction cost.
    candidate : RoundCandidate
        What differs.
    round_ : int
        Round of the contract.
    contract, beside : mapping, sequence of mapping
        Keys of the contract that the round changes, and schemes that stack on it.
    price_jpy_per_kw_year : float
        Contract price. [JPY/kW/year]

    Returns
    -------
    dict
        Content of a project file. Stored energy is such that the hours are AC hours at rated power; both efficiencies are taken from the
        base.
    """
    content = deepcopy(dict(base))
    stated = {name: content[name] for name in SECTIONS if content.get(name) is not None}
    wrong = {name: section for name, section in stated.items() if not isinstance(section, dict)}
    battery, finance, compliance = ({} if name in wrong else dict(stated.get(name, {})) for name in SECTIONS)
    battery = {key: value for key, value in battery.items() if key not in OF_BASE or not value or value == "free"}
    battery["power_mw"] = candidate.power_mw
    battery["energy_mwh"] = candidate.power_mw * candidate.hours / _discharge_efficiency(battery) * SURELY
    finance = {key: value for key, value in finance.items() if key not in CAPEX}
    items = finance.get("items")
    shares = {name: item for name, item in items.items() if _is_share(item)} if isinstance(items, dict) else {}
    own = {
        "plant": {"jpy_per_kw": candidate.capex_jpy_per_kw, "jpy_per_kwh": candidate.capex_jpy_per_kwh},
        "grid_connection": {"jpy_per_kw": candidate.connection_jpy_per_kw},
        **shares,
    }
    finance["items"] = own if items is None or isinstance(items, dict) else items  # the schema tells what is wrong
    compliance = compliance | {
        "chemistry": candidate.chemistry,
        "cell_country": candidate.cell_country,
        "certified_supply_plan": candidate.certified_plan,
    }
    ltda = {**contract, "kind": "ltda", "round": round_, "price_jpy_per_kw_year": price_jpy_per_kw_year}
    return content | {
        "name": candidate.candidate_id,
        "area": candidate.area,
        "battery": battery,
        "finance": finance,
        "compliance": compliance,
        "scheme": [ltda, *(dict(scheme) for scheme in beside)] if beside else ltda,
        "eligibility": "warn",
        **wrong,
    }


def _discharge_efficiency(battery: Mapping[str, Any]) -> float:
    """Return what the schema will make of the base; a value that it refuses is refused there."""
    stated, round_trip = battery.get("discharge_efficiency"), battery.get("round_trip_efficiency")
    if isinstance(stated, int | float) and stated > 0.0:
        return float(stated)
    if isinstance(round_trip, int | float) and round_trip > 0.0:
        return math.sqrt(round_trip)
    return math.sqrt(DEFAULT_ROUND_TRIP_EFFICIENCY)


def _is_share(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and item.get("share_of_construction") is not None
        and not any(item.get(key) is not None for key in ("jpy", "jpy_per_kw", "jpy_per_kwh"))
    )
