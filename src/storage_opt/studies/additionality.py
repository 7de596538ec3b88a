"""Would it be built without support? Merchant returns against a hurdle, and the grant that closes the gap."""

from __future__ import annotations

from collections.abc import Sequence

from storage_opt.finance.measures import npv
from storage_opt.records.study import Solved
from storage_opt.records.study_answers import Additionality, MerchantCase, Supported, Verdict
from storage_opt.studies.plants import PlantCase, merchant_of
from storage_opt.units import KW_PER_MW


def additionality(plants: Sequence[Sequence[PlantCase]], hurdle: float) -> Additionality:
    """Hold every plant against the hurdle.

    Parameters
    ----------
    plants : sequence of sequence of PlantCase
        Cases by plant; those without capital cost are left out.
    hurdle : float
        Project rate of return after tax, without debt. [1/year]

    Notes
    -----
    A project reaches the hurdle where its present value at that rate is not negative: that is defined also where a rate of return
    has no value.
    """
    return Additionality(hurdle, tuple(_plant(plant, hurdle) for plant in plants if plant[0].has_capital))


def _plant(plant: Sequence[PlantCase], hurdle: float) -> MerchantCase:
    merchant = merchant_of(plant)
    solved = None if merchant is None else merchant.solved
    own: float | None = None
    needed: float | None = None
    per_kw: float | None = None
    share: float | None = None
    if merchant is not None and solved is not None:
        money = merchant.refinanced(solved)
        own, needed = money.npv_at(hurdle), money.grant_to_reach(hurdle)
        if needed is not None:
            per_kw = needed / (KW_PER_MW * solved.figures.power_mw)
            share = needed / (solved.figures.capex_jpy or float("nan"))
    return MerchantCase(
        name=plant[0].name if merchant is None else merchant.name,
        has_merchant=solved is not None,
        project_irr=None if solved is None else solved.figures.project_irr,
        npv_at_hurdle_jpy=own,
        grant_needed_jpy=needed,
        grant_needed_jpy_per_kw=per_kw,
        grant_needed_share=share,
        supported=tuple(
            _supported(case.name, case.solved, own, hurdle)
            for case in plant
            if not case.is_merchant and case.solved is not None
        ),
    )


def _supported(name: str, solved: Solved, merchant_npv_jpy: float | None, hurdle: float) -> Supported:
    flow = solved.kept["summary"]["finance"]["cash_flow"]
    value = npv(flow["project_jpy"], flow["times"], hurdle)
    verdict: Verdict
    if merchant_npv_jpy is None:
        verdict = "merchant_fails"
    elif merchant_npv_jpy >= 0.0:
        verdict = "built_anyway"
    else:
        verdict = "additional" if value >= 0.0 else "not_enough"
    return Supported(name, solved.figures.project_irr, value, verdict)
