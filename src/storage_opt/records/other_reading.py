"""What a project would do and keep if wear counted the other way in its contracts."""

from __future__ import annotations

from dataclasses import dataclass

from storage_opt.records.contract_result import YearContracts


@dataclass(frozen=True)
class ReadingYear:
    """One operating year under the other reading.

    Parameters
    ----------
    year : int
        Operating year, 1 is the first.
    discharged_mwh : float
        AC energy delivered. [MWh]
    cycles_per_day : float
        Full equivalent cycles per day. [1/day]
    contracts : YearContracts
        Margin and wear of the plan, and what contracts give and take at them.
    """

    year: int
    discharged_mwh: float
    cycles_per_day: float
    contracts: YearContracts


@dataclass(frozen=True)
class OtherReading:
    """All years of a project with ``wear_deductible`` turned round in every scheme that shares the margin.

    Parameters
    ----------
    wear_deductible : bool
        The reading of these figures: the one that the project did not choose.
    years : tuple of ReadingYear
        In order.
    solves : int
        Problems solved for them.
    seconds : float
        Time taken. [s]
    """

    wear_deductible: bool
    years: tuple[ReadingYear, ...]
    solves: int
    seconds: float
