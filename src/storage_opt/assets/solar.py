"""A solar plant behind the same connection: how large it is, where it stands and how it is mounted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SolarArray:
    """Modules on fixed racks.

    Parameters
    ----------
    dc_mw : float
        Power of the modules under standard test conditions. [MW]
    latitude_deg, longitude_deg : float
        Place; north and east are positive. [°]
    tilt_deg : float
        Slope of the modules, 0 is flat. [°]
    azimuth_deg : float
        Direction the modules face, clockwise from north: 180 is south. [°]
    losses : float
        Share of the modules' power lost before the connection point: heat, dirt, wires, inverters. [-]
    """

    dc_mw: float
    latitude_deg: float
    longitude_deg: float
    tilt_deg: float = 20.0
    azimuth_deg: float = 180.0
    losses: float = 0.14


@dataclass(frozen=True)
class SolarPlant:
    """A solar plant that shares the connection and can be curtailed at no cost.

    Parameters
    ----------
    capacity_mw : float
        Largest AC output at the connection point. [MW]
    array : SolarArray or None
        From which the output is computed; ``None``: the output by slot is given.
    """

    capacity_mw: float
    array: SolarArray | None = None
