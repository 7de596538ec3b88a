"""Debt service by operating year: sculpted to the cash that covers it, or level."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.records.finance_terms import DebtTerms

Array = NDArray[np.float64]


@dataclass(frozen=True)
class CfadsSplit:
    """Cash flow available for debt service (CFADS) by column of the cash flow; construction columns are not read.

    Parameters
    ----------
    total_jpy : sequence of float
        After operating cost and tax, before debt. [JPY]
    contracted_jpy : sequence of float
        Cash that contracts fix, before any cost; the part of the total that counts as contracted is this, at most the total. [JPY]
    """

    total_jpy: Sequence[float]
    contracted_jpy: Sequence[float]


def target_service(total_jpy: Array, contracted_jpy: Array, terms: DebtTerms) -> Array:
    """Service that the ratios allow: ``contracted / dscr_contracted + merchant / dscr_merchant``. [JPY]

    ``contracted = min(max(contracted cash, 0), max(total, 0))`` and ``merchant = max(total, 0) − contracted``: costs and tax are
    borne by merchant cash first. No service in a year without cash.

    Parameters
    ----------
    total_jpy, contracted_jpy : ndarray
        Of the operating years with service. [JPY]
    terms : DebtTerms
        Ratios.

    Examples
    --------
    >>> terms = DebtTerms("sculpted", 0.02, 2, 0.8, dscr_contracted=1.25, dscr_merchant=2.0)
    >>> target_service(np.array([150.0, 80.0, -5.0]), np.array([100.0, 100.0, 100.0]), terms).tolist()
    [105.0, 64.0, 0.0]
    """
    total = np.maximum(total_jpy, 0.0)
    contracted = np.clip(contracted_jpy, 0.0, total)
    return contracted / terms.dscr_contracted + (total - contracted) / terms.dscr_merchant


def balances(service_jpy: Array, rate: float) -> Array:
    """Debt at the year ends 0 … tenor that the service repays: ``B[t−1] = (B[t] + service[t]) / (1 + i)``, ``B[tenor] = 0``. [JPY]

    Counted backward, so that the last one is 0 to the digit and the first is the present value of the service.

    Examples
    --------
    >>> [round(b, 9) for b in balances(np.array([110.0, 121.0]), 0.10).tolist()]
    [200.0, 110.0, 0.0]
    """
    left = np.zeros(len(service_jpy) + 1)
    for year in range(len(service_jpy), 0, -1):
        left[year - 1] = (left[year] + service_jpy[year - 1]) / (1.0 + rate)
    return left


def sculpted_service(target_jpy: Array, rate: float) -> Array:
    """Service of the largest loan that needs no more than the target in any year and never owes more than at the start. [JPY]

    Where the target of a year is less than the interest, the rest of the interest is added to the loan (principal below 0), but may
    not raise the debt above the loan (a choice of this program). With targets paid in full, ``B[t] ≤ B[0]`` if and only if
    ``B[0] ≤ Σ target[k]·(1+i)^(t−k) / ((1+i)^t − 1)``, ``k = 1 … t``. The loan is the least of these and of the present value of all
    targets; where one of the former binds, targets are paid in full from the first year until the loan is repaid, before the tenor ends.

    Parameters
    ----------
    target_jpy : ndarray
        Largest service of each year, ≥ 0. [JPY]
    rate : float
        Interest, ≥ 0. [1/year]

    Examples
    --------
    Without cash in the second year its interest of 4.55 is added.

    >>> [round(b, 2) for b in balances(sculpted_service(np.array([10.0, 0.0, 55.0]), 0.10), 0.10).tolist()]
    [50.41, 45.45, 50.0, 0.0]

    Without cash in the first year nothing is lent.

    >>> sculpted_service(np.array([0.0, 50.0]), 0.10).tolist()
    [0.0, 0.0]
    """
    loan, paid = float(balances(target_jpy, rate)[0]), 0.0
    full = loan
    for year, target in enumerate(target_jpy, start=1):
        paid = paid * (1.0 + rate) + float(target)
        if rate > 0.0:
            loan = min(loan, paid / float(np.expm1(year * np.log1p(rate))))
    if loan == full:
        return target_jpy
    service, owed = np.zeros_like(target_jpy), loan
    for year, target in enumerate(target_jpy):
        service[year] = min(float(target), owed * (1.0 + rate))
        owed = owed * (1.0 + rate) - service[year]
    return service


def stated_service(terms: DebtTerms) -> Array:
    """Service as the owner states it; what a tenor cut short leaves unpaid falls due in its last year. [JPY]

    Examples
    --------
    >>> terms = DebtTerms("stated", 0.10, 2, 1.0, service_jpy=(10.0, 10.0, 110.0))
    >>> [round(s, 9) for s in stated_service(terms).tolist()]
    [10.0, 110.0]
    """
    stated = np.asarray(terms.service_jpy, dtype=float)
    service = stated[: terms.tenor_years].copy()
    service[-1] += balances(stated, terms.interest_rate)[terms.tenor_years]
    return service


def reserve_targets(service_jpy: Array, months: float) -> Array:
    """Reserve account at the year ends 0 … tenor: service of the next ``months``, each year's in equal parts; 0 after the last. [JPY]

    Examples
    --------
    >>> reserve_targets(np.array([100.0, 80.0]), 6.0).tolist()
    [50.0, 40.0, 0.0]
    >>> reserve_targets(np.array([100.0, 80.0]), 18.0).tolist()
    [140.0, 80.0, 0.0]
    """
    held = np.zeros(len(service_jpy) + 1)
    for ahead in range(min(math.ceil(months / 12.0), len(service_jpy))):
        held[: len(service_jpy) - ahead] += min(1.0, months / 12.0 - ahead) * service_jpy[ahead:]
    return held
