"""One draw of all quantities that a study asks for."""

from __future__ import annotations

import math
from collections.abc import Sequence

from storage_opt.records.draws import FACTORS, Drawn, DrawsAsk
from storage_opt.studies.draw_streams import uniforms


def drawn(ask: DrawsAsk, number: int, years: Sequence[int], life_years: int) -> Drawn:
    """Draw once; quantities are independent of each other.

    Parameters
    ----------
    ask : DrawsAsk
        Distributions.
    number : int
        Of the draw, from 1.
    years : sequence of int
        Fiscal years of prices to draw from, in order.
    life_years : int
        Operating years that need prices. [year]
    """

    def one(name: str) -> float:
        return uniforms(ask.seed, number, name, 1)[0]

    factors = {name: ask.factors[name].at(one(name)) for name in FACTORS if name in ask.factors}
    return Drawn(
        number,
        None if ask.price_years is None else price_years(ask, number, years, life_years),
        delay_years=0 if ask.delay_years is None else int(ask.delay_years.at(one("delay_years"))),
        **factors,
    )


def price_years(ask: DrawsAsk, number: int, years: Sequence[int], life_years: int) -> tuple[int, ...]:
    """Blocks of consecutive years, one after the other, cut at the end of life.

    Each block begins with any of the years, all as likely; after the last year comes the first again, so that every year is drawn
    equally often.
    """
    assert ask.price_years is not None
    block = ask.price_years.block_years
    starts = [int(u * len(years)) for u in uniforms(ask.seed, number, "price_years", math.ceil(life_years / block))]
    in_turn = [years[(start + step) % len(years)] for start in starts for step in range(block)]
    return tuple(in_turn[:life_years])
