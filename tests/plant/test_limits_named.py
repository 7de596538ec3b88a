"""When no plan exists, every limit of every part of the plant has a name in both languages."""

import numpy as np
import pytest
from plants import Case, solved

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection
from storage_opt.errors import InfeasibleError
from storage_opt.markets.balancing import BalancingMarket, Product
from storage_opt.markets.intraday import IntradayMarket
from storage_opt.markets.spot import SpotMarket
from storage_opt.markets.wheeling import WheelingCharge
from storage_opt.messages import catalogue
from storage_opt.model import build_model
from storage_opt.solve.compile import compile_day
from storage_opt.studies.year import limit_name

PRODUCT = Product("composite", 6, 3.0, 1.0, None, 0.0)
BATTERY = Battery(2.0, 2.0, 1.0, 0.9, 0.9, auxiliary_mw=0.1, max_cycles_per_day=1.0, max_cycles_per_year=300.0)
EVERYTHING = Case(BATTERY, np.zeros(48), sun=np.ones(48))


@pytest.mark.parametrize("form", ["tight", "plain"])
@pytest.mark.parametrize("while_charging", [False, True])
def test_every_family_has_a_name(form, while_charging):
    market = BalancingMarket((PRODUCT,), backing_slots=2, reserve_while_charging=while_charging)
    built = build_model(
        EVERYTHING.site, SpotMarket(40.0), balancing=market, intraday=IntradayMarket(100.0, 1.0),
        wheeling=WheelingCharge(1000.0, 0.1), form=form,
    )  # fmt: skip
    day = compile_day(built)
    balances = {"storage.balance_soe", "stacking.link_need"}  # equations, never dropped
    rows = {name.partition("[")[0] for name in day.rows} - balances
    columns = {name.partition("[")[0] for name, whole in zip(day.columns, day.is_integer, strict=True) if not whole}
    for family in rows | columns:
        for language in ("en", "ja"):
            assert limit_name(family).name in catalogue(language), family
            assert limit_name(family).text(language)


def test_a_plant_that_cannot_reach_its_end_names_the_import_limit():
    """No import and a sun of 0.1 MWh cannot store 1 MWh."""
    battery = Battery(2.0, 2.0, 2.0, 1.0, 1.0, soe_initial_mwh=0.0, soe_final_mwh=1.0)
    sun = np.zeros(48)
    sun[24] = 0.2
    with pytest.raises(InfeasibleError) as raised:
        solved(Case(battery, np.full(48, 1000.0), connection=Connection(import_limit_mw=0.0), sun=sun))
    assert "charging power from the grid" in raised.value.text("en")
