"""Contracts at the settled margin of a year."""

from __future__ import annotations

from collections.abc import Sequence

from storage_opt.records.contract import ContractYear
from storage_opt.records.contract_result import SchemeYear


def settled(contracts: Sequence[ContractYear], margin_jpy: float, wear_jpy: float) -> tuple[SchemeYear, ...]:
    """Read every sharing curve at the settled base.

    Parameters
    ----------
    contracts : sequence of ContractYear
        Schemes in the order of the project.
    margin_jpy : float
        Market margin of the ledger. [JPY]
    wear_jpy : float
        Shadow cost of ageing, deducted first where a scheme says so. [JPY]

    Examples
    --------
    >>> from storage_opt.records.sharing import SharingCurve
    >>> half = ContractYear("custom", "taxpayers", sharing=SharingCurve((0.0,), (1.0, 0.5)), wear_deductible=True)
    >>> [(year.base_jpy, year.clawback_jpy) for year in settled([half], 100.0, 20.0)]
    [(80.0, 40.0)]
    """
    return tuple(SchemeYear(c, margin_jpy - wear_jpy if c.wear_deductible else margin_jpy) for c in contracts)
