"""The solar plant of a project: from the checked file to facts of the owner."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from storage_opt.assets.solar import SolarArray, SolarPlant
from storage_opt.errors import Fault
from storage_opt.inputs.schema_solar import SYNTHETIC, SolarSection
from storage_opt.messages import Message, say
from storage_opt.records.prices import AREAS

DEFAULT_LOSSES = 0.14
"""Modelling default, the one of NREL's PVWatts; heat is in it, as no temperature is modelled: named in the result when used."""


@dataclass(frozen=True)
class SolarChoice:
    """Where the output of the solar plant comes from.

    Parameters
    ----------
    path : Path or None
        The user's own table; ``None``: computed from the plant's array under a generated sky.
    seed : int
        Of the clouds.
    """

    path: Path | None
    seed: int


def solar_of(
    section: SolarSection, area: str | None, folder: Path, unverified: list[Message]
) -> tuple[SolarPlant, SolarChoice]:
    """Make plant and choice from a checked section; ``unverified`` gets the defaults that stand for unverified facts."""
    if section.source != SYNTHETIC:
        return SolarPlant(section.capacity_mw), SolarChoice(folder / section.source, section.seed)
    from storage_opt.inputs.synthetic.solar import LOCATIONS  # pvlib takes half a second: only with a solar plant

    latitude, longitude = (0.0, 0.0) if area is None else LOCATIONS[AREAS.index(area)]
    losses = section.losses
    if losses is None:
        losses = DEFAULT_LOSSES
        unverified.append(say("solar.default_losses", value=losses))
    array = SolarArray(
        dc_mw=section.capacity_mw if section.dc_mw is None else section.dc_mw,
        latitude_deg=latitude if section.latitude_deg is None else section.latitude_deg,
        longitude_deg=longitude if section.longitude_deg is None else section.longitude_deg,
        tilt_deg=section.tilt_deg,
        azimuth_deg=section.azimuth_deg,
        losses=losses,
    )
    return SolarPlant(section.capacity_mw, array), SolarChoice(None, section.seed)


def solar_faults(section: SolarSection | None, area: str | None) -> list[Fault]:
    """Find what a solar plant cannot be: without a place, or with an array whose output is given."""
    if section is None:
        return []
    faults = []
    given = (section.latitude_deg, section.longitude_deg)
    if (given[0] is None) != (given[1] is None):
        faults.append(Fault(say("solar.half_place"), say("solar.half_place.do")))
    elif section.source == SYNTHETIC and area is None and given[0] is None:
        faults.append(Fault(say("solar.no_place"), say("solar.no_place.do")))
    if section.source != SYNTHETIC:
        of_array = {"dc_mw", "tilt_deg", "azimuth_deg", "latitude_deg", "longitude_deg", "losses", "seed"}
        if unused := sorted(of_array & section.model_fields_set):
            faults.append(
                Fault(say("solar.unused", keys=", ".join(f"solar.{key}" for key in unused)), say("solar.unused.do"))
            )
    return faults
