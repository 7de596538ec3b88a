"""A bid in words and figures, for the terminal, the page and the workbook; everything comes from ``summary.json``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storage_opt.messages import text
from storage_opt.reports.numerals import NOTHING, amount, in_percent, number
from storage_opt.units import JPY_PER_MILLION

PERCENT = 100.0
RATES = ("project_irr", "project_irr_pre_tax", "equity_irr")
PRICES = ("ltda_price_jpy_per_kw_year", "capacity_price_jpy_per_kw_year", "toll_jpy_per_kw_year")


@dataclass(frozen=True)
class BidText:
    """Writes the figures of one bid.

    Parameters
    ----------
    bid : mapping
        ``summary["bid"]``.
    language : str
        ``en`` or ``ja``.
    """

    bid: Mapping[str, Any]
    language: str

    def t(self, name: str, **values: object) -> str:
        """Text ``bid.NAME``."""
        return text(f"bid.{name}", self.language, **values)

    @property
    def variable(self) -> str:
        """Name of what was solved for."""
        return self.t(f"variable.{self.bid['variable']}")

    @property
    def unit(self) -> str:
        """Its unit."""
        return self.t(f"unit.{self.bid['variable']}")

    def value(self, value: float | None) -> str:
        """Write a value of the variable, without unit.

        Prices in whole yen, rates in per cent, amounts in the largest multiple that they fill.
        """
        name = self.bid["variable"]
        if value is None:
            return self.t("not_reached")
        if name in PRICES:
            return number(value, 0)
        if name == "grant_rate":
            return in_percent(value, 1, self.language)
        if name == "energy_mwh":
            return number(value, 1)
        return amount(value, self.language)

    @property
    def value_with_unit(self) -> str:
        """Answer as a reader says it."""
        shown = self.value(self.bid["value"])
        return shown if self.is_amount or self.bid["value"] is None else f"{shown} {self.unit}"

    @property
    def is_amount(self) -> bool:
        """Whether the variable is an amount, which is written with its multiple of yen."""
        return self.bid["variable"] in ("grant_jpy", "capex_jpy")

    @property
    def whole_yen(self) -> str | None:
        """Price rounded up to whole yen, as a form takes it; ``None`` where it is no price."""
        value = self.bid["value"]
        if value is None or self.bid["variable"] not in PRICES:
            return None
        return number(_whole(value), 0)

    def metric(self, value: float | None, name: str) -> str:
        """Write a value of a metric."""
        if value is None:
            return NOTHING
        if name in RATES:
            return in_percent(value, 2, self.language)
        return number(value, 3) if name == "min_dscr" else amount(value, self.language)

    @property
    def asked(self) -> str:
        """Target in words."""
        ((name, value),) = self.bid["target"].items()
        return self.t("required", metric=self.t(f"metric.{name}"), target=self.metric(value, name))

    @property
    def answer(self) -> str:
        """Answer in one or two sentences: the value (prices in whole yen) and its distance from the cost-based price."""
        ((name, value),) = self.bid["target"].items()
        found, price = self.bid["value"], self.bid["cost_based"]
        aim = self.t(f"aim.{name}", target=self.metric(value, name))
        said = self.t(f"answer.{self.bid['variable']}", aim=aim, value=self.whole_yen or self.value(found))
        if price is None or self.bid["variable"] != "ltda_price_jpy_per_kw_year":
            return said
        cost = price["jpy_per_kw_year"]
        return said + self.t(
            "answer.above" if found > cost else "answer.within",
            round=price["round"],
            cost=number(cost, 0),
            distance=number(abs(_whole(found) - round(cost)), 0),
        )

    def cost_lines(self) -> list[tuple[str, str]]:
        """Parts of the cost-based price per contracted kW, and the price; empty without LTDA."""
        price = self.bid["cost_based"]
        if price is None:
            return []
        kw = price["contracted_kw"]
        charge = self.t(
            "capital_charge",
            capital=amount(price["capital_jpy"], self.language),
            recovery=number(price["capital_recovery"], 5),
            rate=in_percent(price["return_rate"], 1, self.language),
            years=price["years"],
        )
        return [
            (charge, number(price["capital_charge_jpy"] / kw, 0)),
            (self.t("fixed_om"), number(price["fixed_om_jpy"] / kw, 0)),
            (self.t("property_tax"), number(price["property_tax_jpy"] / kw, 0)),
            (self.t("cost_based", round=price["round"]), number(price["jpy_per_kw_year"], 0)),
            (
                self.t("round_ceiling"),
                self.t("unknown") if self.bid["round_ceiling"] is None else number(self.bid["round_ceiling"], 0),
            ),
        ]

    def market_lines(self) -> list[tuple[str, str]]:
        """Market revenue that the bid counts on, mean per year."""
        market = self.bid["market"]
        return [
            (self.t(name), amount(market[f"{name}_jpy"], self.language))
            for name in ("margin", "refund", "kept", "payment")
        ]

    def step_rows(self) -> list[dict[str, Any]]:
        """Sensitivity, with places of bars from 0 to 100 for a chart without script."""
        steps = self.bid["sensitivity"]
        ends = [v for s in steps for v in (s["low_value"], s["high_value"]) if v is not None]
        low, high = min([*ends, self.bid["value"]], default=0.0), max([*ends, self.bid["value"]], default=1.0)
        span = (high - low) or 1.0

        def place(value: float) -> float:
            return PERCENT * (value - low) / span

        rows = []
        for step in steps:
            pair = [v for v in (step["low_value"], step["high_value"]) if v is not None]
            rows.append(
                {
                    "name": self.t(f"step.{step['name']}"),
                    "low": step["low"],
                    "high": step["high"],
                    "low_value": self.value(step["low_value"]),
                    "high_value": self.value(step["high_value"]),
                    "start": round(place(min([*pair, self.bid["value"]])), 2),
                    "length": round(place(max([*pair, self.bid["value"]])) - place(min([*pair, self.bid["value"]])), 2),
                    "base": round(place(self.bid["value"]), 2),
                }
            )
        return rows

    def point_heads(self) -> list[str]:
        """Columns of a frontier."""
        return [
            self.t(f"column.{name}") for name in ("name", "hours", "energy", "added", "kw", "capex", "value", "short")
        ]

    def point_rows(self, which: str) -> list[list[str]]:
        """Rows of a frontier: ``durations`` or ``holding``."""
        return [
            [self.point_name(point), *[NOTHING] * 5, self.t("not_possible"), NOTHING]
            if not point["energy_mwh"]
            else [
                self.point_name(point),
                f"{point['hours']}",
                number(point["energy_mwh"], 1),
                number(point["added_mwh"], 1),
                number(point["contracted_kw"], 0),
                number(point["capex_jpy"] / JPY_PER_MILLION, 0),
                self.value(point["value"]),
                f"{point['short_years']}",
            ]
            for point in self.bid[which]
        ]

    def point_name(self, point: Mapping[str, Any]) -> str:
        """Name of a point: its hours, or its surplus of energy and how energy is added."""
        if not point["way"]:
            return self.t("hours", hours=point["name"])
        return self.t(f"way.{point['way']}", surplus=point["name"])

    @property
    def counts(self) -> str:
        """What it took."""
        counts = {name: self.bid[name] for name in ("evaluations", "solves", "recalled", "seconds")}
        return self.t("counts", **counts)


def _whole(price: float) -> float:
    """Round up to whole yen, but for what floating point adds."""
    return float(math.ceil(price - 1e-9))
