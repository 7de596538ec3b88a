"""Contracts of a run: the account of the owner and the net of each side by year, for the page, the workbook and the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storage_opt.records.contract_result import PENALTY
from storage_opt.reports.measures import Measure, Values
from storage_opt.timeline import days_of_fiscal_year

PAYERS = ("taxpayers", "capacity_contributions", "network_users", "offtaker")
MERCHANT = "merchant"

KW = Measure("contract.contracted_kw", "kw", 0, "contract")
MARGIN = Measure("margin_jpy", "jpy", 0, "contract")
OWNER = Measure("contract.owner_net_jpy", "jpy", 0, "contract")
MARKET = Measure("contract.side.market", "jpy", 0, "contract")
SUM = Measure("contract.sum", "jpy_exact", 0, "contract")
"""Always in yen, never in a multiple that would hide something."""
PAYMENT = "contract.payment."
"""Measures of fixed payments; what follows is the name of the payment."""


@dataclass(frozen=True)
class Account:
    """What contracts give and take, by year.

    Parameters
    ----------
    parts : tuple of Measure
        Contracted kW where there is any, margin, and what is added to it (negative: taken) until the owner's net is reached.
    sides : tuple of Measure
        Net of each payer; the market's is the opposite of the margin.
    years : tuple of mapping
        Values by name of the measure. [JPY], [kW]
    overall : mapping
        Mean of the years where all are whole fiscal years, else their sum (contracted kW: mean).
    """

    parts: tuple[Measure, ...]
    sides: tuple[Measure, ...]
    years: tuple[Values, ...]
    overall: Values

    @property
    def columns(self) -> tuple[Measure, ...]:
        """All of them in the order of a table: parts, owner's net, sides, market, sum of all nets."""
        return (*self.parts, OWNER, *self.sides, MARKET, SUM)

    @property
    def in_money(self) -> tuple[Measure, ...]:
        """Parts that sum to the owner's net."""
        return tuple(m for m in self.parts if m.is_amount)


def has_contracts(summary: Mapping[str, Any]) -> bool:
    """Whether a project has more than a merchant's business."""
    return bool(summary["upfront"]) or any(s["kind"] != MERCHANT for y in summary["years"] for s in y["schemes"])


def account_of(summary: Mapping[str, Any]) -> Account:
    """Lay out the contracts of a run; everything is in the summary or a sum of what is in it."""
    years = summary["years"]
    rows = tuple(map(_row, years))
    names = list(dict.fromkeys(name for row in rows for name in row))
    is_yearly = all(y["days"] == days_of_fiscal_year(y["price_year"]) for y in years)
    rows = tuple({n: row.get(n, 0.0) for n in names} for row in rows)
    overall = {n: sum(row.get(n, 0.0) for row in rows) for n in names}
    overall = {n: v / len(rows) if is_yearly or n == KW.name else v for n, v in overall.items()}
    optional = [*(n for n in names if n.startswith(PAYMENT)), *_OPTIONAL]
    used = [n for n in optional if any(row.get(n) for row in rows)]
    sides = [n for n in (f"contract.side.{p}" for p in PAYERS) if any(row.get(n) for row in rows)]
    contracted = (KW,) if any(row[KW.name] for row in rows) else ()
    return Account(
        (*contracted, MARGIN, *(Measure(n, "jpy", 0, "contract") for n in used)),
        tuple(Measure(n, "jpy", 0, "contract") for n in sides),
        rows,
        overall,
    )


_OPTIONAL = ("contract.penalty_jpy", "contract.clawback_jpy", "contract.support_jpy")


def _row(y: Mapping[str, Any]) -> dict[str, float]:
    row: dict[str, float] = {KW.name: y["contracted_kw"], MARGIN.name: y["margin_jpy"]}
    for scheme in y["schemes"]:
        for name, amount in scheme["payments_jpy"].items():
            if name != PENALTY:
                row[PAYMENT + name] = row.get(PAYMENT + name, 0.0) + amount
    row |= {"contract.penalty_jpy": -y["penalty_jpy"], "contract.clawback_jpy": -y["clawback_jpy"]}
    row |= {"contract.support_jpy": y["support_jpy"], OWNER.name: y["owner_net_jpy"]}
    for payer in PAYERS:
        paid = sum(s["net_to_owner_jpy"] for s in y["schemes"] if s["payer"] == payer)
        row[f"contract.side.{payer}"] = -paid
    row[MARKET.name] = y["market_net_jpy"]
    row[SUM.name] = sum(y[f"{side}_net_jpy"] for side in ("owner", "public", "counterparty", "market"))
    return {name: value + 0.0 for name, value in row.items()}


def dispatched_for(summary: Mapping[str, Any]) -> str:
    """Whose gain the plans maximise; the owner's where years differ only outside a contract."""
    return next((str(y["dispatched_for"]) for y in summary["years"] if y["dispatched_for"] != "owner"), "owner")


def schemes_of(summary: Mapping[str, Any]) -> list[tuple[int, list[tuple[Mapping[str, Any], Mapping[str, Any]]]]]:
    """Schemes by their place in the project: the years (year, scheme) in which each is in force."""
    years = summary["years"]
    found = []
    for place in range(len(years[0]["schemes"])):
        held = [(y, y["schemes"][place]) for y in years if is_in_force(y["schemes"][place])]
        if held:
            found.append((place, held))
    return found


def is_in_force(scheme: Mapping[str, Any]) -> bool:
    """Whether a scheme pays or shares anything in a year."""
    return bool(scheme["payments_jpy"]) or not _keeps_all(scheme["sharing"])


def shares(scheme: Mapping[str, Any]) -> bool:
    """Whether a scheme shares the margin in a year."""
    return not _keeps_all(scheme["sharing"])


def _keeps_all(curve: Mapping[str, Any]) -> bool:
    return not curve["kept_at_zero_jpy"] and all(share == 1.0 for share in curve["shares_kept"])


def monthly(y: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], str, int]]:
    """Month (``2028-04``), scheme, name and amount of every payment of an operating year, to the owner if positive. [JPY]"""
    months = months_of_fiscal_year(y["fiscal_year"])
    for scheme in y["schemes"]:
        for name, amounts in scheme["payments_by_month_jpy"].items():
            for month, amount in zip(months, amounts, strict=True):
                yield month, scheme, name, amount


def months_of_fiscal_year(fiscal_year: int) -> Sequence[str]:
    """Name the months from April.

    >>> months_of_fiscal_year(2028)[::11]
    ['2028-04', '2029-03']
    """
    return [f"{fiscal_year + (m > 12)}-{(m - 1) % 12 + 1:02d}" for m in range(4, 16)]


def label_of_scheme(outputs_project: Mapping[str, Any], place: int) -> str:
    """Round, programme, preset or name that the project file states for a scheme; empty without one."""
    stated = outputs_project.get("scheme")
    scheme = stated[place] if isinstance(stated, list) else stated
    if not isinstance(scheme, Mapping):
        return ""
    return next((str(scheme[key]) for key in ("round", "programme", "preset", "name") if scheme.get(key)), "")
