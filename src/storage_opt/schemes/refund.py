"""The refund of other-market profit (他市場収益の還付) of the long-term decarbonization auction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from storage_opt.records.sharing import SharingCurve
from storage_opt.schemes.annuity import capital_recovery

RefundRates: TypeAlias = tuple[float, float, float]
"""Share returned of each yen up to T1, from T1 to T2, above T2. [-]"""


@dataclass(frozen=True)
class Thresholds:
    """Yearly profits at which the refund rate falls.

    Parameters
    ----------
    first_jpy : float
        T1: the return (事業報酬) in the bid. [JPY/year]
    second_jpy : float
        T2: contract price less main-auction price, times contracted kW; at least T1. [JPY/year]
    """

    first_jpy: float
    second_jpy: float


def return_in_bid_jpy(bid_capital_jpy: float, rate: float, years: int) -> float:
    """Yearly return in a bid of level payments: ``(CRF(w, N) − 1/N) × capital``. [JPY/year]

    Parameters
    ----------
    bid_capital_jpy : float
        Capital in the bid. [JPY]
    rate : float
        Pre-tax return ``w``. [-]
    years : int
        Years of support ``N``.

    References
    ----------
    Modelling default: how the guideline spreads the return over the years is not known.

    Examples
    --------
    >>> round(return_in_bid_jpy(1e9, 0.05, 20))
    30242587
    """
    return (capital_recovery(rate, years) - 1.0 / years) * bid_capital_jpy


def bid_capital_jpy(
    capex_jpy: float, *, contingency: float, decommission_share: float, rate: float, years: int
) -> float:
    """Capital in a bid: construction and connection, contingency, and decommissioning at the end of support, discounted. [JPY]

    Parameters
    ----------
    capex_jpy : float
        Capital cost without contingency. [JPY]
    contingency, decommission_share : float
        Shares of ``capex_jpy``. [-]
    rate : float
        Pre-tax return that discounts decommissioning. [-]
    years : int
        Years of support.

    Examples
    --------
    >>> round(bid_capital_jpy(1e9, contingency=0.1, decommission_share=0.05, rate=0.05, years=20))
    1118844474
    """
    return capex_jpy * (1.0 + contingency + decommission_share * (1.0 + rate) ** -years)


def thresholds(
    return_jpy: float, price_jpy_per_kw_year: float, main_auction_jpy_per_kw_year: float, contracted_kw: int
) -> Thresholds:
    """T1 and T2 of one operating year.

    Parameters
    ----------
    return_jpy : float
        Return in the bid. [JPY/year]
    price_jpy_per_kw_year : float
        Contract price as awarded, not indexed. [JPY/kW/year]
    main_auction_jpy_per_kw_year : float
        Main-auction price of the area and operating year. [JPY/kW/year]
    contracted_kw : int
        Contracted capacity. [kW]

    Examples
    --------
    >>> thresholds(12_000.0 * 45_000, 60_000.0, 15_111.0, 45_000)
    Thresholds(first_jpy=540000000.0, second_jpy=2020005000.0)
    """
    second = (price_jpy_per_kw_year - main_auction_jpy_per_kw_year) * contracted_kw
    return Thresholds(return_jpy, max(return_jpy, second))


def kept_after_refund(at: Thresholds, rates: RefundRates) -> SharingCurve:
    """``K``: profit less refund. Below zero nothing is refunded and nothing shared; slices of no width fall away.

    Parameters
    ----------
    at : Thresholds
        T1 ≥ 0 and T2 ≥ T1.
    rates : tuple of float
        Refund rate of each slice. [-]

    Examples
    --------
    >>> kept_after_refund(Thresholds(540e6, 540e6), (0.95, 0.90, 0.85)).edges_jpy
    (0.0, 540000000.0)
    """
    edges, shares = [0.0], [1.0]
    for end, rate in zip((at.first_jpy, at.second_jpy), rates[:2], strict=True):
        if end > edges[-1]:
            edges.append(end)
            shares.append(1.0 - rate)
    return SharingCurve(tuple(edges), (*shares, 1.0 - rates[2]))
