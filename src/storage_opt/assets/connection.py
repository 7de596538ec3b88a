"""The connection to the grid and what it leaves of the battery's power in each slot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.assets.battery import Battery
from storage_opt.assets.solar import SolarPlant
from storage_opt.timeline import Period


@dataclass(frozen=True)
class ChargingBan:
    """Hours in which the grid operator forbids charging (早期連系追加対策 and the like).

    Parameters
    ----------
    months : tuple of int
        Calendar months 1 to 12.
    hours : tuple of int
        Hours 0 to 23; hour 16 bans the two slots from 16:00 to 17:00.
    """

    months: tuple[int, ...]
    hours: tuple[int, ...]


@dataclass(frozen=True)
class Connection:
    """Limits at the connection point.

    Parameters
    ----------
    export_limit_mw, import_limit_mw : float
        Largest net power to and from the grid, auxiliary load included. [MW]
    no_charge : tuple of ChargingBan
        Windows without charging.
    """

    export_limit_mw: float = np.inf
    import_limit_mw: float = np.inf
    no_charge: tuple[ChargingBan, ...] = ()


@dataclass(frozen=True)
class Site:
    """A battery behind its connection, with a solar plant where there is one."""

    battery: Battery
    connection: Connection
    solar: SolarPlant | None = None


def charge_limit_mw(site: Site, period: Period) -> NDArray[np.float64]:
    """Largest charging power of the battery in each slot, shape (n_slots,). [MW]

    Without a solar plant all of it comes from the grid; with one, the grid's part has a limit of its own.
    """
    if site.solar is None:
        return grid_charge_limit_mw(site, period)
    return np.full(period.n_slots, site.battery.charge_power_mw * site.battery.availability)


def grid_charge_limit_mw(site: Site, period: Period) -> NDArray[np.float64]:
    """Largest charging power that may come from the grid in each slot, shape (n_slots,). [MW]

    Own load takes its part of the import limit first; charging bans set the limit to zero.
    """
    battery, connection = site.battery, site.connection
    room = connection.import_limit_mw - battery.auxiliary_mw
    limit = max(0.0, min(battery.charge_power_mw * battery.availability, room))
    limits = np.full(period.n_slots, limit)
    for ban in connection.no_charge:
        limits[np.isin(period.months, ban.months) & np.isin(period.hours, ban.hours)] = 0.0
    return limits


def discharge_limit_mw(site: Site, period: Period) -> NDArray[np.float64]:
    """Largest discharging power of the battery in each slot, shape (n_slots,). [MW]

    Own load is fed behind the meter, so it adds to what the export limit lets through.
    """
    battery, connection = site.battery, site.connection
    room = connection.export_limit_mw + battery.auxiliary_mw
    return np.full(period.n_slots, min(battery.power_mw * battery.availability, room))


def export_room_mw(site: Site, period: Period, solar_available_mw: NDArray[np.float64]) -> NDArray[np.float64]:
    """Most that battery and solar plant together may deliver, own load included, shape (n_slots,). [MW]

    The export limit with the own load that is fed behind the meter; never more than both can give, so that it is a number.

    Parameters
    ----------
    site : Site
        Battery, connection.
    period : Period
        Days.
    solar_available_mw : ndarray, shape (n_slots,)
        Output of the solar plant before curtailment. [MW]
    """
    room = site.connection.export_limit_mw + site.battery.auxiliary_mw
    return np.minimum(room, discharge_limit_mw(site, period) + solar_available_mw)
