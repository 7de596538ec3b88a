"""Taxes of one project: what is income, what is deducted, what is depreciated."""

from __future__ import annotations

from collections.abc import Sequence

from storage_opt.finance.columns import Columns
from storage_opt.finance.corporate_tax import business_tax_jpy, tax_years
from storage_opt.finance.depreciation import depreciation_jpy
from storage_opt.finance.fixed_assets import FixedAsset, granted_asset
from storage_opt.finance.tax_rules import TaxRules
from storage_opt.records.finance import CashLine, Group, TaxYear
from storage_opt.records.finance_terms import FinanceTerms

INCOME: tuple[Group, ...] = ("market", "scheme")
DEDUCTED: tuple[Group, ...] = ("fixed_cost", "decommissioning")
NOTHING = TaxYear(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


class ProjectTax:
    """Taxes of a project, for any interest.

    Parameters
    ----------
    terms : FinanceTerms
        Which items are depreciated.
    rules : TaxRules
        Rates of the operating years.
    columns : Columns
        Year ends.
    capital, grants, added : sequence of CashLine
        Capital cost, grants and their return, energy added.

    Notes
    -----
    Income: market margin and scheme cash, and a grant that is not compressed, in the year that it is received (before operation: in the
    first operating year). Deducted: fixed costs, property and business tax, decommissioning, what is returned of a grant,
    depreciation, interest; fee and interest of construction in equal parts over the tenor of the loan. Energy added is an asset of its
    own from its year. Nothing is taxed before operation.
    """

    def __init__(
        self,
        terms: FinanceTerms,
        rules: TaxRules,
        columns: Columns,
        capital: Sequence[CashLine],
        grants: Sequence[CashLine],
        added: Sequence[CashLine],
    ) -> None:
        self.rules, self.columns = rules, columns
        depreciable = {item.name for item in terms.capital if item.is_depreciable}
        cost = -sum(line.total_jpy for line in capital if line.name in depreciable)
        received = [line for line in grants if line.name == "grant"]
        granted = sum(line.total_jpy for line in received)
        asset, self.grant_income_jpy = granted_asset(cost, granted, rules.compresses_grant)
        bought = [
            (time + 1, -a) for line in added for time, a in zip(columns.times, line.amounts_jpy, strict=True) if a
        ]
        self.assets = (asset, *(FixedAsset(amount, first_year=max(1, year)) for year, amount in bought))
        self.depreciation_jpy = depreciation_jpy(self.assets, rules.depreciation, columns.operation)
        self._taxed_grant = self._when_received(received, granted)

    def business_tax_jpy(self, revenue_jpy: Sequence[float], lines: Sequence[CashLine]) -> tuple[float, ...]:
        """Return business tax on revenue and by size, by operating year, ≥ 0. [JPY]"""
        income, costs = self._income(lines), self._costs(lines)
        profit = [i - c - d for i, c, d in zip(income, costs, self.depreciation_jpy, strict=True)]
        return business_tax_jpy(self.rules, revenue_jpy, profit)

    def years(
        self, lines: Sequence[CashLine], interest_jpy: Sequence[float], fee_jpy: float = 0.0, tenor: int = 1
    ) -> tuple[TaxYear, ...]:
        """Corporate tax by column for the interest of a loan.

        Parameters
        ----------
        lines : sequence of CashLine
            All lines before corporate tax and debt.
        interest_jpy : sequence of float
            By column, construction included, ≥ 0. [JPY]
        fee_jpy : float
            Of the loan. [JPY]
        tenor : int
            Operating years over which fee and interest of construction are deducted.
        """
        before = self.columns.construction
        spread = (fee_jpy + sum(interest_jpy[:before])) / tenor
        deducted = [
            paid + (spread if year <= tenor else 0.0) for year, paid in enumerate(interest_jpy[before:], start=1)
        ]
        taxed = tax_years(self.rules, self._income(lines), self._costs(lines), self.depreciation_jpy, deducted)
        return (NOTHING,) * before + taxed

    def _income(self, lines: Sequence[CashLine]) -> list[float]:
        return [a + g for a, g in zip(self._sum(lines, INCOME), self._taxed_grant, strict=True)]

    def _costs(self, lines: Sequence[CashLine]) -> list[float]:
        returned = [line for line in lines if line.group == "grant" and line.name != "grant"]
        costs = zip(self._sum(lines, DEDUCTED), self._sum(returned, ("grant",)), strict=True)
        return [-a - b for a, b in costs]

    def _sum(self, lines: Sequence[CashLine], groups: tuple[Group, ...]) -> list[float]:
        """Sum of lines by operating year. [JPY]"""
        before = self.columns.construction
        rows = [line.amounts_jpy[before:] for line in lines if line.group in groups]
        return [sum(column) for column in zip(*rows, strict=True)] if rows else [0.0] * self.columns.operation

    def _when_received(self, received: Sequence[CashLine], granted_jpy: float) -> list[float]:
        """Taxable part of the grant by operating year. [JPY]"""
        if granted_jpy == 0.0:
            return [0.0] * self.columns.operation
        share, before = self.grant_income_jpy / granted_jpy, self.columns.construction
        in_operation = self._sum(received, ("grant",))
        in_operation[0] += sum(sum(line.amounts_jpy[:before]) for line in received)
        return [share * amount for amount in in_operation]
