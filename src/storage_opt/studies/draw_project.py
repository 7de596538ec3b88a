"""A project as one draw makes it: keys of the file, so that everything that hangs on them follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from storage_opt.inputs.project import Project
from storage_opt.inputs.revise import scale_capex
from storage_opt.records.draws import Drawn
from storage_opt.schemes.base import Plant
from storage_opt.schemes.capex_grant import CapexGrant
from storage_opt.schemes.ltda import Ltda
from storage_opt.schemes.refund import bid_capital_jpy

LEAST_AVAILABILITY = 0.01
"""An outage beyond this is cut: a plant that is never there has no plan. [-]"""


@dataclass(frozen=True)
class PlannedCase:
    """A case without draws, and what was fixed before anything was drawn.

    Parameters
    ----------
    project : Project
        The case.
    first_fiscal_year : int
        First operating year as planned.
    fixed : mapping of int to mapping
        Keys of schemes, by place, that a drawn capital cost does not move: the capital in the bid, and the most that a grant pays.
    service_jpy : tuple of float or None
        Debt service by operating year of the loan as planned; ``None``: each draw sizes its own loan. [JPY]
    """

    project: Project
    first_fiscal_year: int
    fixed: Mapping[int, Mapping[str, float]] = field(default_factory=dict)
    service_jpy: tuple[float, ...] | None = None


def fixed_by_plan(project: Project, plant: Plant, *, grants: bool = True) -> dict[int, dict[str, float]]:
    """Keys of schemes that were settled with the planned capital cost.

    A bid states the capital from which its refund threshold comes, and a grant is decided with an amount that later cost does not raise.

    Parameters
    ----------
    project : Project
        The case.
    plant : Plant
        As planned.
    grants : bool
        Whether grants have a limit; not where the rate of the grant itself is searched.
    """
    fixed: dict[int, dict[str, float]] = {}
    for place, scheme in enumerate(project.schemes):
        if isinstance(scheme, Ltda):
            part = scheme.return_in_bid
            if part.stated_jpy_per_kw_year is None and part.bid_capital_jpy is None and plant.capex_jpy is not None:
                assert scheme.term.years is not None, "the rules of a round fix a term"
                capital = bid_capital_jpy(
                    plant.capex_jpy,
                    contingency=part.contingency,
                    decommission_share=part.decommission_share,
                    rate=part.rate,
                    years=scheme.term.years,
                )
                fixed[place] = {"bid_capital_jpy": capital}
        if grants and isinstance(scheme, CapexGrant) and scheme.grant_jpy is None:
            fixed[place] = {"cap_jpy": scheme.amount_jpy(plant)}
    return fixed


def drawn_content(case: PlannedCase, drawn: Drawn) -> dict[str, Any]:
    """Lay out the project file of a draw.

    Parameters
    ----------
    case : PlannedCase
        As planned.
    drawn : Drawn
        What was drawn.

    Notes
    -----
    A factor on outage multiplies ``1 − availability``, kept at 0.01 or more; faded shares are kept at 1 or less. A delay leaves spending
    where it was, so years without spending are added at its end; costs keep their price level, and a trend of prices its calendar.
    """
    content = deepcopy(dict(case.project.echo))
    battery = content["battery"]
    if drawn.fade != 1.0:
        for key in ("calendar_fade_per_year", "cycle_fade_per_cycle"):
            if key in battery:
                battery[key] = min(1.0, drawn.fade * battery[key])
    if drawn.outage != 1.0:
        out = drawn.outage * (1.0 - case.project.site.battery.availability)
        battery["availability"] = max(LEAST_AVAILABILITY, 1.0 - out)
    _draw_prices(content, drawn)
    _draw_acceptance(content, drawn)
    _draw_money(content, case, drawn)
    if drawn.delay_years:
        content["start_fiscal_year"] = case.first_fiscal_year + drawn.delay_years
    return content


def _draw_prices(content: dict[str, Any], drawn: Drawn) -> None:
    prices = dict(content.get("prices") or {})
    if drawn.price_years is not None:
        prices["sequence"] = list(drawn.price_years)
    if drawn.delay_years and prices.get("trend"):
        prices["scale"] = prices.get("scale", 1.0) * (1.0 + prices["trend"]) ** drawn.delay_years
    content["prices"] = prices


def _draw_acceptance(content: dict[str, Any], drawn: Drawn) -> None:
    balancing = (content.get("markets") or {}).get("balancing")
    if drawn.acceptance == 1.0 or not balancing:
        return
    stated = dict(balancing.get("acceptance") or {})
    if stated.get("kind") != "certain":
        balancing["acceptance"] = stated | {"factor": drawn.acceptance * stated.get("factor", 1.0)}


def _draw_money(content: dict[str, Any], case: PlannedCase, drawn: Drawn) -> None:
    finance = content["finance"]
    if drawn.capex != 1.0:
        scale_capex(finance, drawn.capex)
        _fix_schemes(content, case.fixed)
    if case.service_jpy is not None:
        finance["debt"] = {**finance["debt"], "repayment": "stated", "service_jpy": list(case.service_jpy)}
    if drawn.delay_years:
        later = [0.0] * drawn.delay_years
        finance["spending"] = [*_spending(finance), *later]
        for item in (finance.get("items") or {}).values():
            if item.get("spending") is not None:
                item["spending"] = [*item["spending"], *later]
        if finance.get("base_fiscal_year") is None:
            finance["base_fiscal_year"] = case.first_fiscal_year


def _spending(finance: Mapping[str, Any]) -> Sequence[float]:
    stated: Sequence[float] | None = finance.get("spending")
    return [1.0] if stated is None else stated


def _fix_schemes(content: dict[str, Any], fixed: Mapping[int, Mapping[str, float]]) -> None:
    stated = content.get("scheme")
    sections: list[dict[str, Any]] = stated if isinstance(stated, list) else [stated or {}]
    for place, keys in fixed.items():
        sections[place].update(keys)
