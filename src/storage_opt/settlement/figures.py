"""Yearly and monthly figures from plan and ledger."""

from __future__ import annotations

import numpy as np

from storage_opt.assets.battery import Battery
from storage_opt.records.dispatch import Dispatch
from storage_opt.records.ledger import Ledger, is_cost
from storage_opt.records.results import MonthFigures, YearFigures
from storage_opt.settlement.offer_figures import offer_figures, reserved_share
from storage_opt.timeline import SLOT_H


def year_figures(battery: Battery, energy_mwh: float, dispatch: Dispatch, ledger: Ledger) -> YearFigures:
    """Sum plan and ledger of one modelled year.

    Parameters
    ----------
    battery : Battery
        Wear.
    energy_mwh : float
        Usable stored energy of the year, by which cycles are counted. [MWh]
    dispatch, ledger : Dispatch, Ledger
        Plan and its settlement.
    """
    cycles = dispatch.discharged_mwh / energy_mwh
    every = np.ones(dispatch.period.n_slots, dtype=bool)
    return YearFigures(
        charged_mwh=dispatch.charged_mwh,
        discharged_mwh=dispatch.discharged_mwh,
        full_equivalent_cycles=cycles,
        cycles_per_day=cycles / dispatch.period.n_days,
        revenue_jpy={s: ledger.total_jpy(s) for s in ledger.streams if not is_cost(s)},
        variable_cost_jpy={s: -ledger.total_jpy(s) for s in ledger.streams if is_cost(s)},
        margin_jpy=ledger.margin_jpy,
        wear_jpy=battery.wear_jpy_per_mwh * dispatch.discharged_mwh,
        reserved_share=reserved_share(dispatch, every),
        offers=offer_figures(dispatch, every),
        months=_month_figures(dispatch, ledger),
        solar_mwh=dispatch.solar_mwh,
        curtailed_mwh=dispatch.curtailed_mwh,
    )


def _month_figures(dispatch: Dispatch, ledger: Ledger) -> tuple[MonthFigures, ...]:
    month_of_slot = dispatch.period.slot_starts.astype("datetime64[M]")
    figures = []
    for month in np.unique(month_of_slot):
        here = month_of_slot == month
        amounts = {stream: ledger.total_jpy(stream, here) for stream in ledger.streams}
        figures.append(
            MonthFigures(
                month=str(month),
                charged_mwh=float(dispatch.charge_mw[here].sum() * SLOT_H),
                discharged_mwh=float(dispatch.discharge_mw[here].sum() * SLOT_H + dispatch.activated_mwh[here].sum()),
                revenue_jpy={s: a for s, a in amounts.items() if not is_cost(s)},
                variable_cost_jpy={s: -a for s, a in amounts.items() if is_cost(s)},
                margin_jpy=sum(amounts.values()),
                reserved_share=reserved_share(dispatch, here),
                offers=offer_figures(dispatch, here),
            )
        )
    return tuple(figures)
