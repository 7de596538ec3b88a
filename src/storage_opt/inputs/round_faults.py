"""What in a round file does not fit together."""

from __future__ import annotations

from pydantic import ValidationError

from storage_opt.errors import Fault
from storage_opt.inputs.project_faults import schema_faults, where_of
from storage_opt.inputs.schema_round import PopulationSection, RoundFile, SpreadSection
from storage_opt.inputs.schema_schemes import LtdaSection
from storage_opt.inputs.yaml_file import YamlFile
from storage_opt.messages import say

OURS = ("kind", "round", "price_jpy_per_kw_year")
"""Keys of the contract that the round sets."""


def content_faults(asked: RoundFile, source: YamlFile, *, has_bids: bool) -> list[Fault]:
    """Find keys that are missing, that nothing uses, or that contradict each other.

    Parameters
    ----------
    asked : RoundFile
        One variant.
    source : YamlFile
        The file, for lines.
    has_bids : bool
        Whether bids come from a table or are published.
    """
    faults = []
    populations = [asked.population] if isinstance(asked.population, PopulationSection) else list(asked.population)
    has_candidates = bool(populations or asked.projects)
    if not has_candidates and not has_bids and not asked.others:
        faults.append(Fault(say("round.no_bids"), say("round.no_bids.do")))
    if has_candidates and asked.base is None:
        faults.append(Fault(say("round.no_base"), say("round.no_base.do")))
    if has_candidates and not asked.target:
        faults.append(Fault(say("round.no_target"), say("round.no_target.do")))
    for key in OURS:
        if key in asked.contract:
            where = where_of(("contract", key), source)
            faults.append(Fault(say("round.contract_key", where=where), say("round.contract_key.do", key=key)))
    faults += _contract_faults(asked, source)
    is_list = isinstance(asked.population, list)
    names = [population.name for population in populations]
    for place, population in enumerate(populations):
        above: tuple[str | int, ...] = ("population", place) if is_list else ("population",)
        faults += _population_faults(population, above, source)
        if names.count(population.name) > 1 and names.index(population.name) == place:
            faults.append(Fault(say("round.doubled_population", name=population.name)))
    return faults


def _contract_faults(asked: RoundFile, source: YamlFile) -> list[Fault]:
    """Find what is wrong with keys of the contract by themselves."""
    stated = {key: value for key, value in asked.contract.items() if key not in OURS}
    ours = {"kind": "ltda", "round": asked.round, "price_jpy_per_kw_year": 0.0}
    try:
        LtdaSection.model_validate(ours | stated)
    except ValidationError as error:
        lines = {place[1:]: line for place, line in source.lines.items() if place[0] == "contract" and place[1:]}
        found = schema_faults(error, YamlFile(dict(stated), lines), LtdaSection)
        return [Fault(say("study.fault_of", subject="contract", fault=f.message), f.advice) for f in found]
    return []


def _population_faults(population: PopulationSection, above: tuple[str | int, ...], source: YamlFile) -> list[Fault]:
    faults = []
    capex = population.capex
    own = (capex.jpy_per_kw is not None, capex.jpy_per_kwh is not None)
    if (capex.set is None) != all(own) or (capex.set is not None and any(own)):
        faults.append(Fault(say("round.capex", where=where_of((*above, "capex"), source)), say("round.capex.do")))
    spreads = {
        ("power_mw",): population.power_mw,
        ("hours",): population.hours,
        ("connection_jpy_per_kw",): population.connection_jpy_per_kw,
        ("target",): population.target,
        ("capex", "factor"): capex.factor,
        ("capex", "jpy_per_kw"): capex.jpy_per_kw,
        ("capex", "jpy_per_kwh"): capex.jpy_per_kwh,
    }
    for key, spread in spreads.items():
        where = where_of((*above, *key), source)
        if isinstance(spread, SpreadSection):
            mode = spread.low if spread.mode is None else spread.mode
            if not spread.low <= mode <= spread.high:
                told = {"low": spread.low, "high": spread.high, "mode": "–" if spread.mode is None else spread.mode}
                faults.append(Fault(say("round.spread", where=where, **told), say("round.spread.do")))
        elif isinstance(spread, dict) and not spread:
            faults.append(Fault(say("round.no_values", where=where)))
        if key in (("power_mw",), ("hours",)) and _least(spread) <= 0.0:
            faults.append(Fault(say("round.not_positive", where=where)))
    empty = [name for name in ("area", "chemistry", "cell_country") if getattr(population, name) == {}]
    return [*faults, *(Fault(say("round.no_values", where=where_of((*above, name), source))) for name in empty)]


def _least(spread: object) -> float:
    """Return the smallest value that can be drawn; 1 where there is none."""
    if isinstance(spread, SpreadSection):
        return spread.low
    if isinstance(spread, dict):
        return min(spread, default=1.0)
    return float(spread) if isinstance(spread, int | float) else 1.0
