"""Candidates of a round from a seeded generator: each quantity of each candidate has a stream of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TypeVar, cast

import numpy as np

from storage_opt.inputs.schema_round import PopulationSection, SpreadSection
from storage_opt.records.round import RoundCandidate
from storage_opt.records.rule_book import RuleBook

T = TypeVar("T", str, float)
MARK_BITS = 8
"""Bytes of the checksum that a stream is seeded with."""


def population(section: PopulationSection, book: RuleBook) -> tuple[RoundCandidate, ...]:
    """Draw the candidates of one population.

    Parameters
    ----------
    section : PopulationSection
        Number, seed and distributions.
    book : RuleBook
        Dated rules; gives the cost sets, which are recorded as used.

    Returns
    -------
    tuple of RoundCandidate
        ``NAME-001``, ``NAME-002``, … A candidate is the same whatever the number of candidates, and each of its quantities whatever the
        distributions of the others: only then do experiments compare the same projects.
    """
    return tuple(_candidate(section, number, book) for number in range(1, section.count + 1))


def uniform(seed: int, population_name: str, number: int, quantity: str) -> float:
    """Draw from [0, 1), dependent on nothing but the arguments.

    >>> uniform(1, "a", 1, "hours") == uniform(1, "a", 1, "hours") != uniform(1, "a", 1, "area")
    True
    """
    told = hashlib.sha256(f"{population_name}\n{quantity}".encode()).digest()[:MARK_BITS]
    sequence = np.random.SeedSequence([seed, number, int.from_bytes(told, "big")])
    return float(np.random.Generator(np.random.PCG64(sequence)).random())


def drawn(spread: float | SpreadSection | Mapping[float, float], u: float) -> float:
    """Value of a distribution at which a share ``u`` lies below.

    Examples
    --------
    >>> from storage_opt.inputs.schema_round import SpreadSection
    >>> drawn(7.0, 0.3), drawn(SpreadSection(low=0.0, high=10.0), 0.25), drawn({6.0: 4.0, 8.0: 1.0}, 0.8)
    (7.0, 2.5, 8.0)
    >>> drawn(SpreadSection(low=0.0, mode=5.0, high=10.0), 0.5), drawn(SpreadSection(low=0.0, mode=0.0, high=10.0), 0.75)
    (5.0, 5.0)
    """
    if isinstance(spread, Mapping):
        return chosen(spread, u)
    if not isinstance(spread, SpreadSection):
        return spread
    low, high, mode = spread.low, spread.high, spread.mode
    if mode is None or high == low:
        return low + u * (high - low)
    below = (mode - low) / (high - low)
    if u < below:
        return float(low + np.sqrt(u * (high - low) * (mode - low)))
    return float(high - np.sqrt((1.0 - u) * (high - low) * (high - mode)))


def chosen(weights: Mapping[T, float], u: float) -> T:
    """Value whose share of the weights, in the order given, holds ``u``.

    >>> [chosen({"china": 6.0, "korea": 2.0, "japan": 2.0}, u) for u in (0.0, 0.59, 0.6, 0.99)]
    ['china', 'china', 'korea', 'japan']
    """
    values, total = list(weights), sum(weights.values())
    for value, upto in zip(values, accumulate(weights.values()), strict=True):
        if u < upto / total:
            return value
    return values[-1]


def _candidate(section: PopulationSection, number: int, book: RuleBook) -> RoundCandidate:
    def u(quantity: str) -> float:
        return uniform(section.seed, section.name, number, quantity)

    def word(of: str | Mapping[str, float], quantity: str) -> str:
        return of if isinstance(of, str) else chosen(of, u(quantity))

    per_kw, per_kwh = _capex(section, u("capex_per_kw"), u("capex_per_kwh"), u("capex"), book)
    return RoundCandidate(
        candidate_id=f"{section.name}-{number:03d}",
        area=word(cast("str | dict[str, float]", section.area), "area"),
        power_mw=drawn(section.power_mw, u("power")),
        hours=drawn(section.hours, u("hours")),
        chemistry="li_ion"
        if word(cast("str | dict[str, float]", section.chemistry), "chemistry") == "li_ion"
        else "non_li",
        capex_jpy_per_kw=per_kw,
        capex_jpy_per_kwh=per_kwh,
        connection_jpy_per_kw=drawn(section.connection_jpy_per_kw, u("connection")),
        target=None if section.target is None else drawn(section.target, u("target")),
        cell_country=None if section.cell_country is None else word(section.cell_country, "cell_country"),
        certified_plan=None if section.certified_plan is None else u("certified_plan") < section.certified_plan,
    )


def _capex(section: PopulationSection, u_kw: float, u_kwh: float, u: float, book: RuleBook) -> tuple[float, float]:
    """Capital cost per kW and per kWh. [JPY/kW], [JPY/kWh]"""
    capex = section.capex
    factor = drawn(capex.factor, u)
    if capex.set is not None:
        per_kw, per_kwh = (book.number(f"cost_sets.{of}", on=None, set=capex.set) for of in ("per_kw", "per_kwh"))
        return factor * per_kw, factor * per_kwh
    assert capex.jpy_per_kw is not None and capex.jpy_per_kwh is not None, "the door asks for one of the two ways"
    return factor * drawn(capex.jpy_per_kw, u_kw), factor * drawn(capex.jpy_per_kwh, u_kwh)


def together(populations: Sequence[PopulationSection], book: RuleBook) -> tuple[RoundCandidate, ...]:
    """Draw several populations, one after the other."""
    return tuple(candidate for section in populations for candidate in population(section, book))
