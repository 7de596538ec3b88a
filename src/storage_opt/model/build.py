"""The optimization problem on one page."""

from __future__ import annotations

from storage_opt.assets.connection import Site
from storage_opt.markets.spot import SpotMarket
from storage_opt.model.horizon import new_model
from storage_opt.model.objective import add_objective
from storage_opt.model.spot import add_spot
from storage_opt.model.storage import add_storage
from storage_opt.model.wear import add_wear
from storage_opt.records.formulation import Formulation


def build_model(site: Site, spot: SpotMarket, *, n_days: int = 1, with_modes: bool = True) -> Formulation:
    """State the problem for ``n_days`` consecutive days, in the order of docs/model/formulation.md.

    Parameters
    ----------
    site : Site
        Battery and connection; limits by slot and energy by year are parameters of the model, not read here.
    spot : SpotMarket
        The energy market.
    n_days : int
        1 for the day that is stamped to a year; more for the model of record in tests and small studies.
    with_modes : bool
        Whether a binary forbids to charge and discharge in one slot. May be left out where doing both
        never pays (``model.modes.modes_needed``).
    """
    m = new_model(n_days)
    add_storage(m, site.battery, with_modes=with_modes)
    add_spot(m, site.battery, spot)
    add_wear(m, site.battery)
    add_objective(m)
    return Formulation(m, n_days, m.parameters_by_name, m.links, m.terms, m.totals)
