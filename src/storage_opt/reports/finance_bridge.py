"""From the margin under perfect foresight to what equity receives: the mean operating year, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storage_opt.reports.finance import Money

OTHER = ("grant", "augmentation", "decommissioning", "working_capital")
"""Cash of operating years beside markets, contracts and fixed costs."""


@dataclass(frozen=True)
class Step:
    """One step of a bridge.

    Parameters
    ----------
    name : str
        ``finance.bridge.NAME`` of the catalogue.
    amount_jpy : float
        What the step adds; of a level, what is reached. [JPY]
    is_level : bool
        Whether it is a level reached, not a step.
    is_cash : bool
        Whether anybody pays it: wear is a shadow cost.
    """

    name: str
    amount_jpy: float
    is_level: bool = False
    is_cash: bool = True


def bridge(money: Money, years: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Bridge of the mean operating year.

    Wear steers the dispatch and is no cash, so the step that takes it off is undone by the one that follows it. Capital cost,
    grants before operation and equity paid in fall before operation and are in no operating year.

    Parameters
    ----------
    money : Money
        Cash flow.
    years : sequence of mapping
        Years of the summary, for wear.

    Returns
    -------
    tuple of Step
        Levels equal the sums of the steps before them; the last one is the mean of the cash flow of equity. [JPY/year]
    """
    n = len(years)

    def mean(*groups: str) -> float:
        return sum(money.sums(*groups)[money.construction :]) / n

    wear = sum(y["wear_jpy"] for y in years) / n
    margin, contract, fixed = mean("market"), mean("scheme"), mean("fixed_cost")
    other = {group: mean(group) for group in OTHER}
    tax, debt = mean("tax"), mean("debt")
    steps = [Step("margin", margin, is_level=True)]
    if wear:
        steps += [
            Step("wear", -wear, is_cash=False),
            Step("after_wear", margin - wear, is_level=True),
            Step("wear_back", wear, is_cash=False),
        ]
    steps += [Step("contract", contract), Step("after_contract", margin + contract, is_level=True)]
    steps += [Step("fixed_cost", fixed), Step("after_fixed", margin + contract + fixed, is_level=True)]
    steps += [Step(f"group.{group}", amount) for group, amount in other.items() if amount]
    steps += [Step("tax", tax), Step("debt", debt)] if money.has_debt else [Step("tax", tax)]
    reached = margin + contract + fixed + sum(other.values()) + tax + debt
    return (*steps, Step("after_debt" if money.has_debt else "after_tax", reached, is_level=True))


def life(money: Money) -> tuple[Step, ...]:
    """Totals of all groups over construction and operation, and what is left to equity, undiscounted. [JPY]"""
    sums = {group: sum(money.sums(group)) for group in money.groups}
    return (
        *(Step(f"group.{group}", amount) for group, amount in sums.items()),
        Step("equity", sum(sums.values()), True),
    )
