"""Limits of the battery and its connection that contradict each other."""

from __future__ import annotations

from storage_opt.errors import Fault
from storage_opt.inputs.schema import ProjectFile
from storage_opt.messages import say


def impossible(checked: ProjectFile) -> list[Fault]:
    """Limits that contradict each other, found before any solver runs."""
    b, c = checked.battery, checked.connection
    faults = []
    split = (b.charge_efficiency is not None, b.discharge_efficiency is not None)
    if any(split) and b.round_trip_efficiency is not None:
        faults.append(Fault(say("project.two_efficiencies"), say("project.two_efficiencies.do")))
    elif any(split) and not all(split):
        faults.append(Fault(say("project.half_efficiency"), say("project.two_efficiencies.do")))
    if b.soe_min_mwh > b.energy_mwh:
        faults.append(_beyond("soe_min_mwh", b.soe_min_mwh, 0.0, b.energy_mwh))
    else:
        for key, value in (("soe_initial_mwh", b.soe_initial_mwh), ("soe_final_mwh", b.soe_final_mwh)):
            if value is not None and not isinstance(value, str) and not b.soe_min_mwh <= value <= b.energy_mwh:
                faults.append(_beyond(key, value, b.soe_min_mwh, b.energy_mwh))
    if c.import_limit_mw is not None and c.import_limit_mw < b.auxiliary_mw:
        faults.append(
            Fault(
                say("project.import_below_own_load", limit=c.import_limit_mw, load=b.auxiliary_mw),
                say("project.import_below_own_load.do"),
            )
        )
    return faults


def _beyond(key: str, value: float, low: float, high: float) -> Fault:
    return Fault(
        say("project.soe_beyond", key=f"battery.{key}", value=value, low=low, high=high), say("project.soe_beyond.do")
    )
