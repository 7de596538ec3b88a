"""What the batteries of a cleared round come to: capacity, price, public cost, energy shifted, returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import median

from storage_opt.records.auction import Award, Bid, Clearing
from storage_opt.records.round import PricedBid, RoundFigures, Share
from storage_opt.schemes.round_lot import is_battery
from storage_opt.units import KW_PER_MW

UNSTATED = "not_stated"
"""Area or country of bids that name none."""


def round_figures(
    clearing: Clearing, priced: Mapping[str, PricedBid], rate: float, term_years: int, *, has_prices: bool = True
) -> RoundFigures:
    """Sum the batteries of a round.

    Parameters
    ----------
    clearing : Clearing
        Who is awarded.
    priced : mapping of str to PricedBid
        Candidates by the id of their bid, at contract prices.
    rate : float
        Public discount rate; payments count at year ends. [1/year]
    term_years : int
        Payment years of bids without a plant.
    has_prices : bool
        Whether given prices are yen; else nothing is said of money.

    Notes
    -----
    Of a plant, ``cost = Σ (payments − penalties − refunds) (1 + r)^−year + grants``; of a bid without a plant payments alone are known:
    ``price × kW × Σ (1 + r)^−year`` over the term. ``kW-years`` are discounted likewise.
    """
    batteries = [award for award in clearing.awards if is_battery(award.bid.source)]
    won = [award for award in batteries if award.awarded]
    plants = [p for award in won if (p := priced.get(award.bid.bid_id)) is not None and p.figures is not None]
    of_plants = [p.figures for p in plants if p.figures is not None]
    given = [award for award in won if award.bid.bid_id not in priced]
    annuity = sum((1.0 + rate) ** -year for year in range(1, term_years + 1))
    kw = sum(a.awarded_kw for a in won)
    yearly = sum(a.price_jpy_per_kw_year * a.awarded_kw for a in won) if has_prices else 0.0
    cost_of_plants = sum(f.public_cost_npv_jpy for f in of_plants)
    paid = annuity * sum(a.price_jpy_per_kw_year * a.awarded_kw for a in given) if has_prices else 0.0
    cost = cost_of_plants + paid
    kw_years = sum(f.contracted_kw_years for f in of_plants) + annuity * sum(a.awarded_kw for a in given)
    shifted = sum(f.shifted_mwh_npv for f in of_plants)
    returns = [f.project_irr for f in of_plants if f.project_irr is not None]
    return RoundFigures(
        bids=len(batteries),
        barred=sum(award.bid.barred is not None for award in batteries),
        awards=len(won),
        offered_mw=sum(a.bid.offered_kw for a in batteries if a.bid.barred is None) / KW_PER_MW,
        awarded_mw=kw / KW_PER_MW,
        awarded_power_mw=sum(p.candidate.power_mw for p in plants),
        awarded_mwh=sum(f.energy_mwh for f in of_plants),
        without_plant_mw=sum(award.awarded_kw for award in given) / KW_PER_MW,
        average_price_jpy_per_kw_year=yearly / kw if kw and has_prices else None,
        yearly_jpy=yearly,
        public_cost_npv_jpy=cost,
        public_cost_jpy_per_kw_year=cost / kw_years if kw_years and has_prices else None,
        public_cost_jpy_per_mwh_shifted=cost_of_plants / shifted if shifted else None,
        refund_jpy=sum(f.refund_jpy for f in of_plants),
        margin_jpy=sum(f.margin_jpy for f in of_plants),
        shifted_mwh=sum(f.shifted_mwh for f in of_plants),
        irr_min=min(returns, default=None),
        irr_median=median(returns) if returns else None,
        irr_max=max(returns, default=None),
        over_cost=sum(p.is_over_cost for p in plants),
        area_hhi=_hhi(won, lambda bid: bid.area),
        country_hhi=_hhi(won, lambda bid: bid.cell_country),
        all_sources_awarded_mw=clearing.pool.awarded_kw / KW_PER_MW,
        short_mw=clearing.short_kw / KW_PER_MW,
    )


def shares(clearing: Clearing, of: Callable[[Bid], str | None]) -> tuple[Share, ...]:
    """Awards of batteries by area, country or lot, the largest first; those that name none at the end."""
    won = [award for award in clearing.awards if award.awarded and is_battery(award.bid.source)]
    return tuple(
        sorted(
            (Share(name, kw, kw / sum(a.awarded_kw for a in won)) for name, kw in _by(won, of).items()),
            key=lambda share: (share.name == UNSTATED, -share.awarded_kw, share.name),
        )
    )


def _by(awards: Sequence[Award], of: Callable[[Bid], str | None]) -> dict[str, int]:
    found: dict[str, int] = {}
    for award in awards:
        name = of(award.bid)
        key = UNSTATED if name is None else name.strip().lower()
        found[key] = found.get(key, 0) + award.awarded_kw
    return found


def _hhi(awards: Sequence[Award], of: Callable[[Bid], str | None]) -> float | None:
    """Sum of squared shares; ``None`` where nothing is awarded or some award names none."""
    by = _by(awards, of)
    total = sum(by.values())
    return None if not total or UNSTATED in by else sum((kw / total) ** 2 for kw in by.values())
