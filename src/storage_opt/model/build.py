"""The optimization problem on one page."""

from __future__ import annotations

from storage_opt.assets.connection import Site
from storage_opt.markets.balancing import BalancingMarket
from storage_opt.markets.intraday import IntradayMarket
from storage_opt.markets.spot import SpotMarket
from storage_opt.markets.wheeling import WheelingCharge
from storage_opt.model.balancing import add_balancing
from storage_opt.model.connection import add_connection, add_connection_limits
from storage_opt.model.horizon import new_model
from storage_opt.model.intraday import add_intraday
from storage_opt.model.objective import add_objective
from storage_opt.model.spot import add_spot
from storage_opt.model.stacking import Form, add_stacking
from storage_opt.model.storage import add_balance, add_budgets, add_storage
from storage_opt.model.wear import add_wear
from storage_opt.model.wheeling import add_wheeling
from storage_opt.records.formulation import Formulation


def build_model(
    site: Site,
    spot: SpotMarket,
    *,
    balancing: BalancingMarket | None = None,
    intraday: IntradayMarket | None = None,
    wheeling: WheelingCharge | None = None,
    n_days: int = 1,
    with_modes: bool = True,
    form: Form = "tight",
) -> Formulation:
    """State the problem for ``n_days`` consecutive days, in the order of docs/model/formulation.md.

    Parameters
    ----------
    site : Site
        Battery, connection, solar plant; limits by slot and energy by year are parameters of the model, not read here.
    spot : SpotMarket
        The day-ahead energy market.
    balancing : BalancingMarket, optional
        Products under the rules of these days.
    intraday : IntradayMarket, optional
        The second energy market.
    wheeling : WheelingCharge, optional
        Energy part of the grid charge on charging.
    n_days : int
        1 for the day that is stamped to a year; more for the model of record in tests and small studies.
    with_modes : bool
        Whether a binary forbids to charge and discharge in one slot. May be left out where doing both
        never pays (``model.modes.modes_needed``); always needed with balancing products.
    form : {'tight', 'plain'}
        How the rows of the mode are written; both have the same whole-number plans.
    """
    m = new_model(n_days)
    add_storage(m)
    add_connection(m, site)
    if intraday is not None:
        add_intraday(m, intraday)
    add_spot(m, site, spot)
    if balancing is not None:
        add_balancing(m, site.battery, balancing)
    if wheeling is not None:
        add_wheeling(m, site, wheeling)
    add_connection_limits(m, site)
    add_balance(m, site.battery)
    add_stacking(m, site.battery, balancing, with_modes=with_modes, form=form)
    add_budgets(m, site.battery)
    add_wear(m, site.battery)
    add_objective(m)
    return Formulation(m, n_days, m.parameters_by_name, m.links, m.terms, m.totals)
