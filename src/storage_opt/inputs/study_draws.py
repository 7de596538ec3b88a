"""The draws that a study asks for: from the checked file to distributions, senseless ones refused."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from storage_opt.errors import Fault
from storage_opt.inputs.project_faults import where_of
from storage_opt.inputs.schema_draws import DrawsSection, FactorSection, PriceYearsSection
from storage_opt.inputs.yaml_file import YamlFile
from storage_opt.messages import say
from storage_opt.records.bid import Target
from storage_opt.records.distributions import Distribution, Listed, Lognormal, Triangular
from storage_opt.records.draws import FACTORS, FIGURES, REQUIRED, DrawsAsk, PriceYearsAsk, RequiredAsk

TOGETHER = 1e-6
"""Probabilities add up to one within this. [-]"""
KINDS = (("low", "mode", "high"), ("mean", "sigma"), ("values",))
"""Keys of the distributions: triangular, lognormal, one of several values."""


def draws_of(section: DrawsSection) -> DrawsAsk:
    """Read what is to be drawn; the section has no faults."""
    years, required = section.price_years, section.required
    ask = None
    if required is not None:
        ((metric, value),) = required.target.items()
        ask = RequiredAsk(required.solve_for, Target(metric, value))
    shown = ("project_irr", "public_cost_npv_jpy", "min_dscr", *([REQUIRED] if ask else []))
    return DrawsAsk(
        count=section.count,
        seed=section.seed,
        price_years=None
        if years is None
        else PriceYearsAsk(None if years.from_ is None else tuple(sorted(years.from_)), years.block_years),
        factors={name: _distribution(given) for name in FACTORS if (given := getattr(section, name)) is not None},
        delay_years=None
        if section.delay_years is None
        else Listed({float(y): p for y, p in section.delay_years.items()}),
        is_loan_planned=section.loan == "as_planned",
        required=ask,
        figures=shown if section.figures is None else tuple(dict.fromkeys(section.figures)),
    )


def draws_faults(section: DrawsSection, source: YamlFile) -> list[Fault]:
    """Find distributions that are none, years that make no block, figures that nobody knows, and draws of nothing.

    Parameters
    ----------
    section : DrawsSection
        As in the file.
    source : YamlFile
        For lines.
    """
    faults, drawn = [], [name for name in FACTORS if getattr(section, name) is not None]
    for name in drawn:
        faults += _factor_faults(getattr(section, name), ("draws", name), source)
    if section.price_years is not None:
        faults += _year_faults(section.price_years, source)
    shares = section.delay_years
    if shares is not None and abs(sum(shares.values()) - 1.0) > TOGETHER:
        where = where_of(("draws", "delay_years"), source)
        found = say("draws.delay_shares", where=where, found=sum(shares.values()))
        faults.append(Fault(found, say("draws.delay_shares.do")))
    if not drawn and section.price_years is None and shares is None:
        faults.append(Fault(say("draws.nothing", where=where_of(("draws",), source)), say("draws.nothing.do")))
    known = [*FIGURES, *([REQUIRED] if section.required is not None else [])]
    for place, figure in enumerate(section.figures or []):
        if figure not in known:
            where = where_of(("draws", "figures", place), source)
            near = difflib.get_close_matches(figure, known, n=1, cutoff=0.0)
            found = say("draws.unknown_figure", where=where, found=figure)
            faults.append(Fault(found, say("project.unknown_key.near", near=near[0])))
    if section.required is not None:
        ((metric, value),) = section.required.target.items()
        if "irr" in metric and value <= -1.0:
            where = where_of(("draws", "required", "target"), source)
            faults.append(Fault(say("draws.no_target", where=where, found=value)))
    return faults


def _distribution(given: FactorSection) -> Distribution:
    if given.low is not None and given.mode is not None and given.high is not None:
        return Triangular(given.low, given.mode, given.high)
    if given.mean is not None and given.sigma is not None:
        return Lognormal(given.mean, given.sigma)
    assert given.values is not None, "a factor has one distribution"
    each = 1.0 / len(given.values)
    shares: dict[float, float] = {}
    for value in given.values:
        shares[value] = shares.get(value, 0.0) + each
    return Listed(shares)


def _factor_faults(given: FactorSection, place: tuple[str, ...], source: YamlFile) -> list[Fault]:
    where = where_of(place, source)
    stated = {key for keys in KINDS for key in keys if getattr(given, key) is not None}
    if stated not in [set(keys) for keys in KINDS]:
        found = say("draws.no_distribution", where=where, found=", ".join(sorted(stated)) or "–")
        return [Fault(found, say("draws.no_distribution.do"))]
    low, mode, high = given.low, given.mode, given.high
    if low is not None and mode is not None and high is not None and (not low <= mode <= high or low == high):
        found = say("draws.unsorted", where=where, low=low, mode=mode, high=high)
        return [Fault(found, say("draws.unsorted.do"))]
    least = min([0.0 if given.low is None else given.low] if given.values is None else given.values)
    if place[-1] == "capex" and least == 0.0 and given.mean is None:
        return [Fault(say("draws.free_plant", where=where), say("draws.free_plant.do"))]
    return []


def _year_faults(given: PriceYearsSection, source: YamlFile) -> list[Fault]:
    if given.from_ is None:
        return []
    years: Sequence[int] = sorted(given.from_)
    where = where_of(("draws", "price_years", "from"), source)
    if doubled := sorted({year for year in years if years.count(year) > 1}):
        found = say("draws.doubled_year", where=where, found=", ".join(map(str, doubled)))
        return [Fault(found, say("draws.doubled_year.do"))]
    return block_faults(years, given.block_years, source)


def block_faults(years: Sequence[int], block_years: int, source: YamlFile) -> list[Fault]:
    """Refuse blocks that are longer than the years there are, or that would span a gap."""
    where = where_of(("draws", "price_years", "block_years"), source)
    listed = ", ".join(map(str, years))
    if block_years > len(years):
        found = say("draws.long_block", where=where, found=block_years, count=len(years), years=listed)
        return [Fault(found, say("draws.long_block.do"))]
    if block_years > 1 and list(years) != list(range(years[0], years[0] + len(years))):
        return [Fault(say("draws.gap", where=where, found=block_years, years=listed), say("draws.gap.do"))]
    return []
