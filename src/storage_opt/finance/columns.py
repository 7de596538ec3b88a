"""The columns of a cash flow: fiscal years of construction, then of operation."""

from __future__ import annotations

from dataclasses import dataclass

from storage_opt.records.finance_terms import FinanceTerms


@dataclass(frozen=True)
class Columns:
    """Year ends, counted from the start of operation.

    Parameters
    ----------
    start_fiscal_year : int
        First operating year; it starts at t = 0 and ends at t = 1.
    construction, operation : int
        Fiscal years of each; construction ends at t = 0.

    Examples
    --------
    >>> columns = Columns(2028, 2, 3)
    >>> columns.times, columns.fiscal_years
    ((-1, 0, 1, 2, 3), (2026, 2027, 2028, 2029, 2030))
    """

    start_fiscal_year: int
    construction: int
    operation: int

    @property
    def times(self) -> tuple[int, ...]:
        """Year ends. [year]"""
        return tuple(range(1 - self.construction, self.operation + 1))

    @property
    def fiscal_years(self) -> tuple[int, ...]:
        """Fiscal year of each column."""
        return tuple(self.start_fiscal_year + time - 1 for time in self.times)

    def at(self, time: int) -> int:
        """Place of a year end."""
        return time - 1 + self.construction

    def row(self, amounts: dict[int, float]) -> tuple[float, ...]:
        """Amounts by year end as a row; those beyond the columns are a fault of the caller.

        Raises
        ------
        ValueError
            An amount falls outside.
        """
        outside = [time for time in amounts if time not in self.times]
        if outside:
            raise ValueError(f"year ends {outside} are not among {self.times[0]} to {self.times[-1]}")
        return tuple(amounts.get(time, 0.0) for time in self.times)


def columns_of(terms: FinanceTerms, start_fiscal_year: int, operated_years: int) -> Columns:
    """Columns that hold every year of spending, every milestone of a grant, and the years operated."""
    spending = max((len(item.spending) for item in terms.capital), default=1)
    earliest = min((time for time, _ in terms.grant.milestones), default=0)
    return Columns(start_fiscal_year, max(spending, 1 - earliest, 1), operated_years)
