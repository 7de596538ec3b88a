"""Spot prices as a bidder sees them: at every gate the days whose results were out by then, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from storage_opt.markets.gates import spot_gate, spot_published
from storage_opt.records.prices import Floats, PriceYear
from storage_opt.records.rule_book import RuleBook
from storage_opt.timeline import SLOTS_PER_DAY


@dataclass(frozen=True, eq=False)
class PublishedSpot:
    """Prices of a run of days with the dated rules that say when each was published.

    Parameters
    ----------
    prices : PriceYear
        All prices; only what ``before_gate`` hands out is ever seen.
    rules : RuleBook
        ``spot.gate_close`` and ``spot.results``.
    """

    prices: PriceYear
    rules: RuleBook

    def before_gate(self, day: date) -> Floats:
        """Spot prices published before the gate of a delivery day, whole days, shape (n_known_days, 48). [JPY/MWh]

        The last row is the last day whose results were out: the day before delivery, under the rules in force since FY2019.
        """
        gate, period = spot_gate(self.rules, day), self.prices.period
        last = min(day, period.last_day)
        while last >= period.first_day and spot_published(self.rules, last) > gate:
            last -= timedelta(days=1)
        n_known = (last - period.first_day).days + 1
        return self.prices.spot_jpy_per_mwh.reshape(-1, SLOTS_PER_DAY)[:n_known].copy()
