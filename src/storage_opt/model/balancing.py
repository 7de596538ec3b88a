"""Balancing products: offers by block, the same for every product."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from storage_opt.assets.battery import Battery
from storage_opt.markets.balancing import BalancingMarket, Product
from storage_opt.model.face import show_face
from storage_opt.model.horizon import add_parameter
from storage_opt.records.formulation import Term
from storage_opt.timeline import SLOT_H, SLOTS_PER_DAY


def add_balancing(m: Any, battery: Battery, market: BalancingMarket) -> None:
    """Add one block for each product, all alike."""
    for product in market.products:
        _add_product(m, battery, market, product)


def _add_product(m: Any, battery: Battery, market: BalancingMarket, product: Product) -> None:
    """Add block ``<product>``: offers ``r[l, b]`` (MW) at price level ``l`` in block ``b``, with their flags ``y[l, b]``.

    Parameters by slot, one for each level: ``<product>_<l>_acceptance`` q; ``…_availability_jpy_per_mw`` 1000·π·q of the slot and
    ``…_fee_jpy_per_mw`` 1000·fee·q; ``…_activation_jpy_per_mw`` Δ·α·q·(activation price); ``…_limit_mw`` the largest offer.
    """
    name, levels = product.name, range(market.levels)
    m.add_component(name, pyo.Block())
    b = getattr(m, name)
    n_blocks = len(m.DAYS) * product.n_blocks
    b.OFFERS = pyo.Set(initialize=[(level, block) for level in levels for block in range(n_blocks)], dimen=2)
    b.offer_mw = pyo.Var(b.OFFERS, domain=pyo.NonNegativeReals)
    b.is_offered = pyo.Var(b.OFFERS, domain=pyo.Binary)
    of_level = [{key: add_parameter(m, f"{name}_{level}_{key}", m.T) for key in _BY_SLOT} for level in levels]
    share, to_stored = market.activated_share(product), 1.0 / battery.discharge_efficiency

    def offered(t: int) -> Any:
        return pyo.quicksum(b.offer_mw[level, product.block_of(t)] for level in levels)

    def backing(t: int, end: int) -> Any:
        hours = product.backing_h(t % SLOTS_PER_DAY)[end]
        return hours * to_stored * offered(t) if hours else 0.0

    def activated(t: int) -> Any:
        block = product.block_of(t)
        return pyo.quicksum(
            SLOT_H * share * of_level[level]["acceptance"][t] * b.offer_mw[level, block] for level in levels
        )

    show_face(
        m,
        b,
        reserve_up_mw=offered,
        backing_start_mwh=lambda t: backing(t, 0),
        backing_end_mwh=lambda t: backing(t, 1),
        **({"activated_mwh": activated} if share else {}),
    )
    _add_minimum(b, product, of_level)
    terms = [(name, +1, "availability_jpy_per_mw"), (f"{name}_fee", -1, "fee_jpy_per_mw")]
    if share:
        terms.append((f"{name}_activation", +1, "activation_jpy_per_mw"))
    for term, sign, key in terms:
        amount = pyo.quicksum(
            of_level[level][key][t] * b.offer_mw[level, product.block_of(t)] for level in levels for t in m.T
        )
        m.terms[term] = Term(sign, amount)


_BY_SLOT = ("acceptance", "availability_jpy_per_mw", "fee_jpy_per_mw", "activation_jpy_per_mw", "limit_mw")


def _add_minimum(b: Any, product: Product, of_level: list[dict[str, Any]]) -> None:
    """Let an offer be nothing, or between the smallest bid and the limit of its block."""

    def limit(level: int, block: int) -> Any:
        return of_level[level]["limit_mw"][block * product.block_slots]

    @b.Constraint(b.OFFERS, doc="r ≤ r_max")
    def limit_offer(b: Any, level: int, block: int) -> Any:
        return b.offer_mw[level, block] <= limit(level, block)

    @b.Constraint(b.OFFERS, doc="r ≤ r_max·y")
    def offer_most(b: Any, level: int, block: int) -> Any:
        return b.offer_mw[level, block] <= limit(level, block) * b.is_offered[level, block]

    @b.Constraint(b.OFFERS, doc="r ≥ r_min·y")
    def offer_least(b: Any, level: int, block: int) -> Any:
        return b.offer_mw[level, block] >= product.min_bid_mw * b.is_offered[level, block]
