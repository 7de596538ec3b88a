"""Pictures of the model: each family of rows, each term of the objective, on a day of two slots, as text.

A change of the model shows as a change of a file, which a reviewer can read. Draw them anew with

    python tests/math/pictures.py

Parameters keep their names, numbers of the battery are put in: charging efficiency 0.9, discharging efficiency 0.8,
self-discharge 0.01 a slot, own load 0.5 MW, power 10 MW out and 8 MW in, wear 1,500 JPY/MWh, fee 40 JPY/MWh. Pictures of other parts
have their name behind the family: intraday fee 100 JPY/MWh, 3 MW; wheeling 2,000 × 0.15 JPY/MWh; composite in one block of two slots that
must be sustained for 1 h, a tenth called; rr_fit by slot for 0.5 h; solar plant 20 MW.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyomo.environ as pyo
from pyomo.core.expr.visitor import identify_mutable_parameters
from pyomo.repn import generate_standard_repn

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.assets.solar import SolarPlant
from storage_opt.markets import balancing as products
from storage_opt.markets.balancing import BalancingMarket, Product
from storage_opt.markets.intraday import IntradayMarket
from storage_opt.markets.spot import SpotMarket
from storage_opt.markets.wheeling import WheelingCharge
from storage_opt.model import balancing as offers
from storage_opt.model import build_model, horizon

FOLDER = Path(__file__).parent
SLOTS = 2
SPOT = SpotMarket(fee_jpy_per_mwh=40.0)
INTRADAY = IntradayMarket(fee_jpy_per_mwh=100.0, limit_mw=3.0)
WHEELING = WheelingCharge(rate_jpy_per_mwh=2000.0, billed_share=0.15)
LONG = Product("composite", 2, 1.0, 1.0, 19.51, 0.06)
"""One block is the day of two slots, one call may last the whole of it."""
SHORT = Product("rr_fit", 1, 0.5, 1.0, 7.21, 0.06)
CALLED = {"composite": 0.1}
SUN = SolarPlant(20.0)


def battery(auxiliary_mw: float) -> Battery:
    return Battery(
        10.0, 8.0, 40.0, 0.9, 0.8, self_discharge_per_day=1.0 - 0.99**48, auxiliary_mw=auxiliary_mw,
        wear_jpy_per_mwh=1500.0, max_cycles_per_day=1.1, max_cycles_per_year=250.0,
    )  # fmt: skip


@contextmanager
def days_of_two_slots() -> Iterator[None]:
    """Shorten the day of the model; everything else stays as it is."""
    kept = horizon.SLOTS_PER_DAY
    rooms = (horizon, products, offers)
    for room in rooms:
        room.SLOTS_PER_DAY = SLOTS
    try:
        yield
    finally:
        for room in rooms:
            room.SLOTS_PER_DAY = kept


def draw() -> dict[str, str]:
    """Every picture by file name."""
    pictures = {**_battery_and_spot(), **_other_parts()}
    return {f"{name}.lp": text for name, text in pictures.items()}


OTHER_PARTS: Mapping[str, tuple[Mapping[str, Any], tuple[str, ...]]] = {
    "tight": (
        {"balancing": (LONG, SHORT)},
        ("headroom", "hull_charge", "hull_discharge", "backing_start", "backing_end"),
    ),
    "plain": ({"balancing": (LONG, SHORT), "form": "plain"}, ("headroom", "headroom_mode")),
    "while_charging": ({"balancing": (LONG, SHORT), "reserve_while_charging": True}, ("headroom",)),
    "run_of_2": ({"balancing": (SHORT,), "backing_slots": 2}, ("backing_run", "link_need")),
    "offers": ({"balancing": (LONG,)}, ("limit_offer", "offer_most", "offer_least")),
    "called": ({"balancing": (LONG,)}, ("balance_soe", "limit_cycles_of_day")),
    "intraday": ({"intraday": INTRADAY}, ("limit_position_sold", "limit_position_bought", "link_sold", "link_bought")),
    "solar": (
        {"solar": SUN, "wheeling": WHEELING, "intraday": INTRADAY, "balancing": (SHORT,)},
        (
            *("limit_solar", "limit_export", "limit_import", "link_drawn", "link_sold", "link_bought"),
            *("limit_position_sold", "limit_position_bought"),
        ),
    ),
}
"""Rows that other parts of the plant add or change: name of the picture, what is built, families shown."""

OTHER_TERMS = {
    "composite": ({"balancing": (LONG,)}, ("composite", "composite_fee", "composite_activation", "wear")),
    "intraday": ({"intraday": INTRADAY}, ("spot", "spot_fee", "intraday", "intraday_fee")),
    "wheeling": ({"wheeling": WHEELING}, ("wheeling",)),
    "solar": ({"solar": SUN, "wheeling": WHEELING}, ("spot", "wheeling")),
}


def _built(balancing: tuple[Product, ...] = (), solar: SolarPlant | None = None, **given: Any) -> Any:
    """Model of a day with other parts; a store of 6 MWh, so that one slot can fill it."""
    small = replace(battery(0.5), energy_mwh=6.0)
    rules = {key: given.pop(key) for key in ("reserve_while_charging", "backing_slots") if key in given}
    market = BalancingMarket(balancing, activation=CALLED, **rules) if balancing else None
    return build_model(Site(small, Connection(), solar), SPOT, balancing=market, **given)


def _other_parts() -> dict[str, str]:
    """Balancing, intraday, wheeling and solar: the rows and terms that they add or change."""
    pictures = {}
    with days_of_two_slots():
        for name, (parts, families) in OTHER_PARTS.items():
            model = _built(**parts).model
            by_name = {rows.local_name: rows for rows in model.component_objects(pyo.Constraint, descend_into=True)}
            for family in families:
                rows = by_name[family]
                pictures[f"{family}_{name}"] = _page(rows.doc, [_row(rows[i]) for i in rows])
        for name, (parts, terms) in OTHER_TERMS.items():
            built = _built(**parts)  # the expressions do not keep their model alive
            for term in terms:
                shown = f"term_{term}" if term.startswith(name) else f"term_{term}_with_{name}"
                sign = "maximize" if built.terms[term].sign > 0 else "minimize"
                pictures[shown] = _page(sign, [f"{term}: {_sum(built.terms[term].expression)}"])
        for name in ("offers", "solar"):
            built = _built(**OTHER_PARTS[name][0])
            variables = built.model.component_data_objects(pyo.Var, descend_into=True)
            pictures[f"variables_{name}"] = _page(
                "bounds declared with the variables", [_variable(v) for v in variables]
            )
    return pictures


def _battery_and_spot() -> dict[str, str]:
    """Everything of a battery that trades at spot alone."""
    with days_of_two_slots():
        with_load = build_model(Site(battery(0.5), Connection()), SPOT, n_days=2)
        one_day = build_model(Site(battery(0.5), Connection()), SPOT)
        without_load = build_model(Site(battery(0.0), Connection()), SPOT)
    pictures = {}
    for family in one_day.model.component_objects(pyo.Constraint, descend_into=True):
        # Daily budgets are shown for two days: each has its own row.
        formulation = with_load if family.local_name == "limit_cycles_of_day" else one_day
        rows = formulation.model.find_component(family.name)
        pictures[family.local_name] = _page(rows.doc, [_row(rows[i]) for i in rows])
    for name, term in one_day.terms.items():
        sign = "maximize" if term.sign > 0 else "minimize"
        pictures[f"term_{name}"] = _page(f"{sign}, with own load", [f"{name}: {_sum(term.expression)}"])
    fee = without_load.terms["spot_fee"].expression
    pictures["term_spot_fee_without_own_load"] = _page("minimize", [f"spot_fee: {_sum(fee)}"])
    for name, total in one_day.totals.items():
        pictures[name] = _page("left side of a row over all days", [f"{name}: {_sum(total)}"])
    objective = one_day.model.objective
    sense = "maximize" if objective.sense == pyo.maximize else "minimize"
    pictures["objective"] = _page(f"{sense} the signed sum of the terms", [f"objective: {_sum(objective.expr)}"])
    links = [
        f"{name}: {link.before.name} of a day = {link.after.name} of the day before"
        for name, link in one_day.links.items()
    ]
    pictures["links"] = _page("what a day hands to the next", links)
    variables = one_day.model.component_data_objects(pyo.Var, descend_into=True)
    pictures["variables"] = _page("bounds declared with the variables", [_variable(v) for v in variables])
    return pictures


def _page(doc: str, lines: list[str]) -> str:
    return "\n".join([f"\\ {doc}", *lines, ""])


def _row(row: Any) -> str:
    left = generate_standard_repn(row.body, compute_values=False)
    low, up = (None if side is None else side - left.constant for side in (row.lower, row.upper))
    name = f"{row.parent_component().local_name}[{row.index()}]"
    if row.equality:
        return f"{name}: {_linear(left)} = {_number(up)}"
    return f"{name}: {_linear(left)} " + (f"<= {_number(up)}" if low is None else f">= {_number(low)}")


def _sum(expression: Any) -> str:
    parts = generate_standard_repn(expression, compute_values=False)
    constant = _number(parts.constant)
    return _linear(parts) + ("" if constant == "0" else f" + ({constant})")


def _linear(parts: Any) -> str:
    assert parts.nonlinear_expr is None
    assert not parts.quadratic_vars
    terms = sorted(zip(map(_variable_name, parts.linear_vars), map(_number, parts.linear_coefs), strict=True))
    return " ".join(f"{_signed(coefficient)} {name}" for name, coefficient in terms if coefficient != "0")


def _signed(coefficient: str) -> str:
    if "[" in coefficient or "_" in coefficient:
        return f"+ ({coefficient})"
    return f"- {coefficient.removeprefix('-')}" if coefficient.startswith("-") else f"+ {coefficient}"


def _number(expression: Any) -> str:
    """A number that is affine in named parameters, as ``base + slope·name``."""
    if isinstance(expression, int | float):
        return f"{expression:.9g}"
    involved = list(identify_mutable_parameters(expression))
    base = pyo.value(expression)
    slopes: Mapping[str, float] = {data.name: _slope(expression, data, base) for data in involved}
    texts = [f"{base:.9g}"] if base or not slopes else []
    texts += [
        name if slope == 1 else f"-{name}" if slope == -1 else f"{slope:.9g} {name}" for name, slope in slopes.items()
    ]
    return " + ".join(texts)


def _slope(expression: Any, data: Any, base: float) -> float:
    data.set_value(1.0)
    slope = pyo.value(expression) - base
    data.set_value(0.0)
    return slope


def _variable_name(variable: Any) -> str:
    return variable.name.removeprefix("storage.").removeprefix("spot.")


def _variable(variable: Any) -> str:
    low = "-inf" if variable.lb is None else f"{variable.lb:.9g}"
    up = "inf" if variable.ub is None else f"{variable.ub:.9g}"
    kind = "binary" if variable.is_binary() else "integer" if variable.is_integer() else "real"
    return f"{low} <= {_variable_name(variable)} <= {up}, {kind}"


if __name__ == "__main__":
    for path in FOLDER.glob("*.lp"):
        path.unlink()
    for file_name, text in draw().items():
        (FOLDER / file_name).write_text(text, encoding="utf-8")
