"""What is known when: from the checked file to facts of the owner, and what cannot be walked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from storage_opt.errors import Fault
from storage_opt.inputs.project_faults import where_of
from storage_opt.inputs.schema import ProjectFile
from storage_opt.inputs.schema_rolling import CaptureRatioSection, RollingSection
from storage_opt.inputs.yaml_file import YamlFile
from storage_opt.messages import Message, say
from storage_opt.records.foresight import KNOWN, STATED, CaptureRatio, RollingChoice
from storage_opt.units import jpy_per_kwh, jpy_per_mwh


def rolling_of(checked: ProjectFile, folder: Path, unverified: list[Message]) -> RollingChoice:
    """Read how a year is walked; a forecast file alone stands for ``forecaster: stated``.

    ``unverified`` gets the distance of imbalance prices where it counts and is not stated.
    """
    section, default = checked.rolling or RollingSection(), RollingChoice()
    stated, is_rolling = section.imbalance, checked.foresight == "rolling"
    shortage, surplus = default.shortage_above_spot_jpy_per_mwh, default.surplus_below_spot_jpy_per_mwh
    if stated is not None:
        shortage = jpy_per_mwh(stated.shortage_above_spot_jpy_per_kwh)
        surplus = jpy_per_mwh(stated.surplus_below_spot_jpy_per_kwh)
    elif is_rolling and _may_miss(checked):
        unverified.append(say("foresight.default_imbalance", value=jpy_per_kwh(shortage)))
    guard = default.intraday_guard_jpy_per_mwh
    if section.intraday_guard_jpy_per_kwh is not None:
        guard = jpy_per_mwh(section.intraday_guard_jpy_per_kwh)
    elif is_rolling and checked.markets.intraday is not None:
        unverified.append(say("foresight.default_guard", value=jpy_per_kwh(guard)))
    file = None if section.forecast_file is None else folder / section.forecast_file
    return RollingChoice(
        forecaster=section.forecaster or (RollingChoice.forecaster if file is None else "stated"),
        look_ahead_days=section.look_ahead_days,
        terminal=section.terminal,
        bids=section.bids,
        forecast_file=file,
        refit_days=section.refit_days,
        warm_up=section.warm_up,
        shortage_above_spot_jpy_per_mwh=shortage,
        surplus_below_spot_jpy_per_mwh=surplus,
        awards=section.awards,
        awards_seed=section.awards_seed,
        intraday_guard_jpy_per_mwh=guard,
        scenarios=section.scenarios,
        price_bins=section.price_bins,
        cvar_alpha=default.cvar_alpha if section.risk is None else section.risk.cvar_alpha,
        risk_weight=default.risk_weight if section.risk is None else section.risk.weight,
    )


def _may_miss(checked: ProjectFile) -> bool:
    """Whether what is sold may not be delivered: bids with limits, or reserve that comes on top of what was sold."""
    balancing, section = checked.markets.balancing, checked.rolling
    has_limits = section is not None and section.bids != "quantity"
    return has_limits or (balancing is not None and bool(balancing.products))


def capture_ratio_of(given: float | CaptureRatioSection | None) -> CaptureRatio | None:
    """Read the ratio, a number or a section."""
    if given is None:
        return None
    if not isinstance(given, CaptureRatioSection):
        return CaptureRatio(given)
    return CaptureRatio(
        given.value, given.area, tuple(given.fiscal_years), given.hours, given.forecaster, given.bids, given.source
    )


def foresight_faults(checked: ProjectFile, source: YamlFile) -> list[Fault]:
    """Find keys that contradict each other, and what a walk does not cover."""
    faults = []
    section = checked.rolling
    if section is not None:
        if (section.forecast_file is not None) and section.forecaster not in (None, STATED):
            where = where_of(("rolling", "forecast_file"), source)
            fault = say("foresight.file_unused", where=where, forecaster=section.forecaster)
            faults.append(Fault(fault, say("foresight.file_unused.do")))
        if section.forecast_file is None and section.forecaster == STATED:
            where = where_of(("rolling", "forecaster"), source)
            faults.append(Fault(say("foresight.no_file", where=where), say("foresight.no_file.do")))
        if section.imbalance is not None and not _may_miss(checked):
            where = where_of(("rolling", "imbalance"), source)
            faults.append(Fault(say("foresight.imbalance_unused", where=where), say("foresight.imbalance_unused.do")))
        if section.risk is not None and section.bids != "scenarios":
            where = where_of(("rolling", "risk"), source)
            faults.append(Fault(say("foresight.risk_unused", where=where), say("foresight.risk_unused.do")))
        if section.bids == "scenarios" and section.forecaster == KNOWN:
            where = where_of(("rolling", "forecaster"), source)
            faults.append(Fault(say("foresight.known_scenarios", where=where), say("foresight.known_scenarios.do")))
    if checked.foresight == "perfect":
        return faults
    if checked.capture_ratio is not None:
        where = where_of(("capture_ratio",), source)
        faults.append(Fault(say("foresight.both", where=where), say("foresight.both.do")))
    for key, what in _not_walked(checked):
        fault = say("foresight.not_covered", where=where_of(key, source), what=say(f"foresight.what.{what}"))
        faults.append(Fault(fault, say("foresight.not_covered.do")))
    return faults


def _not_walked(checked: ProjectFile) -> Iterator[tuple[tuple[str, ...], str]]:
    """Keys of what a walk does not cover, and the name of each."""
    battery = checked.battery
    if checked.solar is not None:
        yield ("solar",), "solar"
    if battery.auxiliary_mw and checked.rolling is not None and checked.rolling.bids != "quantity":
        yield ("battery", "auxiliary_mw"), "own_load_beside_limits"
    if checked.rolling is None or checked.rolling.bids != "scenarios":
        return
    markets = checked.markets
    if markets.intraday is not None:
        yield ("markets", "intraday"), "beside_scenarios"
    if markets.balancing is not None and markets.balancing.products:
        yield ("markets", "balancing"), "beside_scenarios"
    for key in ("max_cycles_per_day", "max_cycles_per_year"):
        if getattr(battery, key) is not None:
            yield ("battery", key), "beside_scenarios"
