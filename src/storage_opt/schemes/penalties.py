"""Penalties of a capacity contract: outage beyond what is allowed, and energy not delivered when supply is tight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage_opt.units import KWH_PER_MWH


@dataclass(frozen=True)
class PenaltyRules:
    """What a contract says; every default is unverified.

    Parameters
    ----------
    allowed_slots : float
        Slots of full outage in a year without penalty, partial outage weighted by kW. [slot/year]
    per_slot : float
        Share of the yearly amount charged for each slot beyond. [-]
    tight_hours : float
        Hours Z that divide the yearly amount in the penalty of energy not delivered. [h/year]
    month_cap, year_cap : float
        Penalties at most, as shares of the yearly amount. [-]

    References
    ----------
    Rules ``ltda_contract.outage_slots``, ``outage_penalty``, ``tight_hours``, ``penalty_cap``.
    """

    allowed_slots: float = 8640.0
    per_slot: float = 0.000125
    tight_hours: float = 30.0
    month_cap: float = 0.183
    year_cap: float = 1.10


@dataclass(frozen=True)
class Failures:
    """What the owner expects to fail in each year of the contract, April to March.

    Parameters
    ----------
    outage_slots : tuple of float
        Slots of full outage by month. [slot]
    undelivered_mwh : tuple of float
        Energy not delivered in tight slots by month. [MWh]
    """

    outage_slots: tuple[float, ...] = (0.0,) * 12
    undelivered_mwh: tuple[float, ...] = (0.0,) * 12

    @property
    def is_none(self) -> bool:
        """Whether nothing fails."""
        return not any(self.outage_slots) and not any(self.undelivered_mwh)


def monthly_penalties(
    failures: Failures, rules: PenaltyRules, yearly_jpy: float, contracted_kw: int
) -> tuple[float, ...]:
    """Penalties of one contract year by month, within both caps.

    Parameters
    ----------
    failures : Failures
        Outage and energy not delivered.
    rules : PenaltyRules
        Rates and caps.
    yearly_jpy : float
        Contract amount of the year. [JPY]
    contracted_kw : int
        Contracted capacity. [kW]

    Returns
    -------
    tuple of float
        April to March, not negative. [JPY]

    Notes
    -----
    Outage is counted from April; slots are charged in the month in which they exceed the yearly allowance. A month is cut at
    its cap, and what exceeds the yearly cap is cut from the last months.

    Examples
    --------
    720 slots in every month exhaust the allowance; a hundred more in March cost 1.25 % of the yearly amount.

    >>> fails = Failures((720.0,) * 11 + (820.0,))
    >>> round(sum(monthly_penalties(fails, PenaltyRules(), 1_000_000.0, 100)), 6)
    12500.0
    """
    beyond = _beyond_allowance(failures.outage_slots, rules.allowed_slots)
    per_mwh = yearly_jpy * KWH_PER_MWH / (contracted_kw * rules.tight_hours) if contracted_kw else 0.0
    charged: list[float] = []
    left = rules.year_cap * yearly_jpy
    for slots, mwh in zip(beyond, failures.undelivered_mwh, strict=True):
        due = slots * rules.per_slot * yearly_jpy + mwh * per_mwh
        month = min(due, rules.month_cap * yearly_jpy, left)
        left -= month
        charged.append(month)
    return tuple(charged)


def _beyond_allowance(slots: Sequence[float], allowed: float) -> list[float]:
    total, beyond = 0.0, []
    for month in slots:
        before, total = total, total + month
        beyond.append(max(0.0, total - allowed) - max(0.0, before - allowed))
    return beyond
