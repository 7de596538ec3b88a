"""What a project is judged by, as plain functions of flows at year ends. A measure without a value is ``None``.

Times are year ends from the start of operation: construction …, −1, 0; operation 1, 2, …. Present values are at time 0.
The internal rate of return has a page of its own, :mod:`storage_opt.finance.irr`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from storage_opt.units import KWH_PER_MWH


def npv(flows: Sequence[float], times: Sequence[int], rate: float) -> float:
    """Net present value at the start of operation: ``Σ flow[t] · (1 + rate)^−t``; spending before time 0 bears interest. [JPY]

    Parameters
    ----------
    flows : sequence of float
        At year ends; to the owner positive. [JPY]
    times : sequence of int
        Of the flows. [year]
    rate : float
        Above −1. [1/year]

    Examples
    --------
    >>> round(npv([-100.0, 55.0, 121.0], [0, 1, 2], 0.10), 9)
    50.0
    >>> npv([-100.0, -100.0], [-1, 0], 0.10)
    -210.0
    """
    if rate <= -1.0:
        raise ValueError(f"rate {rate} is not above -1")
    return float(sum(flow * (1.0 + rate) ** -time for flow, time in zip(flows, times, strict=True)))


def payback_years(flows: Sequence[float], times: Sequence[int]) -> float | None:
    """Undiscounted time from which the cumulated cash is never negative again, linear within the year. [year]

    ``time[k−1] + (−C[k−1]) / (C[k] − C[k−1])`` for the last column ``k`` with ``C[k−1] < 0 ≤ C[k]``, ``C`` the cumulated flows. A cost at
    the end that makes the sum negative for a while postpones it; the first time if the cumulated cash is never negative.

    Parameters
    ----------
    flows : sequence of float
        At year ends; to the owner positive. [JPY]
    times : sequence of int
        Of the flows, counted from the start of operation, rising. [year]

    Returns
    -------
    float or None
        ``None`` if the cumulated cash is negative at the end, or if there is none. May be below 0: a grant before operation.

    Examples
    --------
    >>> payback_years([-100.0, 40.0, 40.0, 40.0], [0, 1, 2, 3])
    2.5
    >>> payback_years([-100.0, 120.0, -30.0, 20.0], [0, 1, 2, 3]), payback_years([-100.0, 90.0], [0, 1])
    (2.5, None)
    """
    cumulated = np.cumsum(np.asarray(flows, dtype=float))
    if len(cumulated) != len(times):
        raise ValueError(f"{len(cumulated)} flows at {len(times)} times")
    if not len(cumulated):
        return None
    negative = np.flatnonzero(cumulated < -1e-12 * np.sum(np.abs(flows)))
    if not len(negative):
        return float(times[0])
    last = int(negative[-1])
    if last == len(cumulated) - 1:
        return None
    missing, gained = -cumulated[last], cumulated[last + 1] - cumulated[last]
    return float(times[last] + (times[last + 1] - times[last]) * min(1.0, missing / gained))


def lcos_jpy_per_kwh(
    costs_jpy: Sequence[float], discharged_mwh: Sequence[float], times: Sequence[int], rate: float
) -> float | None:
    """Levelised cost of storage: ``Σ cost[t] · (1 + r)^−t / Σ discharged[t] · (1 + r)^−t``. [JPY/kWh]

    The price of discharged energy at which revenue of energy alone would pay all costs at the rate ``r``, before tax.

    Parameters
    ----------
    costs_jpy : sequence of float
        Investment, fixed costs, charging energy, added energy, decommissioning less what is sold at the end, ≥ 0 in sum. Grants are
        not deducted and payments of schemes are left out: a cost of the plant, not of its owner. [JPY]
    discharged_mwh : sequence of float
        AC energy, 0 in construction. [MWh]
    times : sequence of int
        Year ends of both. [year]
    rate : float
        Discount rate of the project. [1/year]

    Returns
    -------
    float or None
        ``None`` without discharged energy.

    References
    ----------
    Schmidt, Melchior, Hawkes, Staffell: Projecting the Future Levelized Cost of Electricity Storage Technologies, Joule 3 (2019), eq. 1.

    Examples
    --------
    1,000 to build, 100 a year for charging and upkeep, 10 kWh a year for two years at no interest: 1,200 / 20.

    >>> lcos_jpy_per_kwh([1000.0, 100.0, 100.0], [0.0, 0.01, 0.01], [0, 1, 2], 0.0)
    60.0
    """
    energy_kwh = npv(discharged_mwh, times, rate) * KWH_PER_MWH
    return npv(costs_jpy, times, rate) / energy_kwh if energy_kwh > 0.0 else None


def dscr(available_jpy: float, service_jpy: float) -> float | None:
    """Debt service cover ratio of one year: cash flow available for debt service over interest and principal. [-]

    Parameters
    ----------
    available_jpy : float
        CFADS: after operating cost and tax, before debt; the reserve account is not counted. [JPY]
    service_jpy : float
        Interest and principal, ≥ 0. [JPY]

    Returns
    -------
    float or None
        ``None`` without service; negative when cash is.

    Examples
    --------
    >>> dscr(130.0, 100.0), dscr(130.0, 0.0)
    (1.3, None)
    """
    return available_jpy / service_jpy if service_jpy > 0.0 else None


def llcr(available_jpy: Sequence[float], rate: float, debt_jpy: float) -> float | None:
    """Loan life cover ratio at the start of operation: ``Σ CFADS[t] · (1 + i)^−t / loan``, ``t = 1 … tenor``. [-]

    Parameters
    ----------
    available_jpy : sequence of float
        CFADS of the operating years 1 to the tenor, at year ends; no later year. [JPY]
    rate : float
        Interest rate of the loan. [1/year]
    debt_jpy : float
        Loan at time 0, ≥ 0. [JPY]

    Returns
    -------
    float or None
        ``None`` without a loan.

    Examples
    --------
    >>> round(llcr([110.0, 121.0], 0.10, 160.0), 9)
    1.25
    """
    return npv(available_jpy, range(1, len(available_jpy) + 1), rate) / debt_jpy if debt_jpy > 0.0 else None
