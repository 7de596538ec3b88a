"""Who pays for construction: debt and equity in the same proportion in every column, with the costs of the debt itself.

Uses of column ``j`` are ``u[j] = b[j] + fee·L·[j first] + i·D[j−1] + R·[j last]``: spending net of grants, the fee at the first
drawing, interest of the year on the debt drawn before it, and the reserve account. Spending is at year end, so what is spent at time 0
bears no interest in construction. Debt pays ``s·u[j]``, equity the rest, and ``D[last] = L``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from storage_opt.errors import Fault, ProjectError
from storage_opt.messages import say

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Funding:
    """Sources and uses by construction column, the last is time 0; ``uses = drawn + equity``.

    Parameters
    ----------
    drawn_jpy, equity_jpy : ndarray
        Sources, ≥ 0. [JPY]
    fee_jpy, interest_jpy : ndarray
        Uses beside spending and reserve, ≥ 0. [JPY]
    uses_jpy : ndarray
        All uses. [JPY]
    gearing : float
        Debt over uses, 0 without uses. [-]
    """

    drawn_jpy: Array
    equity_jpy: Array
    fee_jpy: Array
    interest_jpy: Array
    uses_jpy: Array
    gearing: float


@dataclass(frozen=True)
class Construction:
    """What has to be paid before operation, and on which terms.

    Parameters
    ----------
    spending_jpy : ndarray
        By construction column, net of the grants received in it, ≥ 0. [JPY]
    interest_rate : float
        Interest during construction. [1/year]
    upfront_fee : float
        Of the loan, at the first column with spending. [-]
    """

    spending_jpy: Array
    interest_rate: float
    upfront_fee: float

    def uses(self, share: float, fee_jpy: float, reserve_jpy: float) -> tuple[Array, Array]:
        """Return uses and interest by column when debt pays a share of each; linear in spending, fee and reserve. [JPY]"""
        uses, interest = self.spending_jpy.copy(), np.zeros_like(self.spending_jpy)
        uses[self._first] += fee_jpy
        uses[-1] += reserve_jpy
        drawn = 0.0
        for column in range(len(uses)):
            interest[column] = self.interest_rate * drawn
            uses[column] += interest[column]
            drawn += share * uses[column]
        return uses, interest

    def limit_jpy(self, gearing: float, reserve_per_loan: float) -> float:
        """Loan that is a share of all uses, its own costs included: ``L = g·U₀ / (1 − g·U₁)``. [JPY]

        ``U₀``: uses without fee and reserve at the debt share ``g``; ``U₁``: those of the fee and the reserve of a loan of 1.

        Parameters
        ----------
        gearing : float
            Share ``g``. [-]
        reserve_per_loan : float
            Reserve at time 0 over the loan. [-]

        Raises
        ------
        ProjectError
            Fee and reserve take up all of the loan, whatever its size.

        Examples
        --------
        Spending of 100 at −1 and at 0; interest of 10 per cent on the 50 drawn a year before: 205 to pay, half of it debt.

        >>> Construction(np.array([100.0, 100.0]), 0.10, 0.0).limit_jpy(0.5, 0.0)
        102.5
        """
        spent, _ = self.uses(gearing, 0.0, 0.0)
        own, _ = Construction(0.0 * self.spending_jpy, self.interest_rate, 0.0).uses(gearing, 0.0, reserve_per_loan)
        fee, _ = Construction(self._fee_of_one(), self.interest_rate, 0.0).uses(gearing, 0.0, 0.0)
        left = 1.0 - gearing * float(own.sum() + fee.sum())
        if left <= 0.0:
            fault = Fault(say("finance_debt.pays_for_itself"), say("finance_debt.pays_for_itself.do"))
            raise ProjectError("finance.debt", [fault])
        return gearing * float(spent.sum()) / left

    def funding(self, loan_jpy: float, reserve_jpy: float, gearing_max: float) -> Funding:
        """Drawings of a given loan: the debt share ``s ≤ gearing_max`` with ``s·U(s) = L``, unique as ``s·U(s)`` rises with ``s``.

        Parameters
        ----------
        loan_jpy : float
            Balance at time 0, ≤ :meth:`limit_jpy` at ``gearing_max``. [JPY]
        reserve_jpy : float
            Reserve at time 0. [JPY]
        gearing_max : float
            Largest debt share. [-]

        Raises
        ------
        ValueError
            For a loan above the limit.
        """
        fee_jpy = self.upfront_fee * loan_jpy

        def too_much(share: float) -> float:
            return share * float(self.uses(share, fee_jpy, reserve_jpy)[0].sum()) / loan_jpy - 1.0

        share, excess = 0.0, too_much(gearing_max) if loan_jpy > 0.0 else 0.0
        if excess < -1e-12:
            raise ValueError(f"loan {loan_jpy} is above a share of {gearing_max} of the uses")
        if loan_jpy > 0.0:
            share = (
                gearing_max if excess <= 1e-12 else float(brentq(too_much, 0.0, gearing_max, xtol=1e-16, rtol=1e-15))
            )
        uses, interest = self.uses(share, fee_jpy, reserve_jpy)
        drawn = share * uses
        drawn[-1] = loan_jpy - float(drawn[:-1].sum())
        fee = np.zeros_like(uses)
        fee[self._first] = fee_jpy
        return Funding(drawn, uses - drawn, fee, interest, uses, share)

    @property
    def _first(self) -> int:
        """Column of the first drawing; the last if nothing is spent."""
        spent = np.flatnonzero(self.spending_jpy > 0.0)
        return int(spent[0]) if len(spent) else len(self.spending_jpy) - 1

    def _fee_of_one(self) -> Array:
        """Fee of a loan of 1 by column."""
        fee = np.zeros_like(self.spending_jpy)
        fee[self._first] = self.upfront_fee
        return fee


def net_spending_jpy(spending_jpy: Sequence[float], grants_jpy: Sequence[float]) -> Array:
    """Spending less grants of the same column, not below 0: what a grant leaves over goes to equity, not to another column. [JPY]

    Examples
    --------
    >>> net_spending_jpy([100.0, 50.0], [30.0, 80.0]).tolist()
    [70.0, 0.0]
    """
    net: Array = np.maximum(np.asarray(spending_jpy, dtype=float) - np.asarray(grants_jpy, dtype=float), 0.0)
    return net
