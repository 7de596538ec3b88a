"""Rank grant applications by a user's own weights under a budget.

The points by which METI scores applications are not published: no score is invented here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum


@dataclass(frozen=True)
class Applicant:
    """One project that asks for a grant.

    Parameters
    ----------
    name : str
        Of the project.
    grant_jpy : float
        Grant asked for. [JPY]
    power_kw : float
        Rated power. [kW]
    points : mapping of str to float
        The user's own points by criterion, more is better. [-]
    """

    name: str
    grant_jpy: float
    power_kw: float
    points: Mapping[str, float]

    @property
    def grant_jpy_per_kw(self) -> float:
        """Grant asked for per rated power. [JPY/kW]"""
        return self.grant_jpy / self.power_kw


@dataclass(frozen=True)
class Ranked:
    """An applicant in the order of scores.

    Parameters
    ----------
    applicant : Applicant
        The project.
    score : float
        Sum of weight × points. [-]
    is_awarded : bool
        Whether the grant fits into what is left of the budget.
    left_jpy : float
        Budget left after this applicant. [JPY]
    """

    applicant: Applicant
    score: float
    is_awarded: bool
    left_jpy: float


def rank(applicants: Sequence[Applicant], weights: Mapping[str, float], budget_jpy: float) -> tuple[Ranked, ...]:
    """Award by descending score until the budget is used.

    Parameters
    ----------
    applicants : sequence of Applicant
        Each with points for every weighted criterion.
    weights : mapping of str to float
        The user's own, by criterion; criteria without a weight do not count.
    budget_jpy : float
        Sum of grants at most. [JPY]

    Returns
    -------
    tuple of Ranked
        In order of score; equal scores by lower grant per kW, then by name.

    Raises
    ------
    ValueError
        No weights, or an applicant without points for one of them.

    Notes
    -----
    An applicant whose grant no longer fits is passed over and the next one is looked at. This is greedy: another choice might use more
    of the budget, but none prefers a lower score to a higher one that fits.

    Examples
    --------
    >>> a, b = Applicant("A", 60.0, 1.0, {"local": 3.0}), Applicant("B", 50.0, 1.0, {"local": 2.0})
    >>> [(r.applicant.name, r.score, r.is_awarded) for r in rank([b, a], {"local": 2.0}, 100.0)]
    [('A', 6.0, True), ('B', 4.0, False)]
    """
    if not weights:
        raise ValueError("no weights given")
    for applicant in applicants:
        if missing := weights.keys() - applicant.points.keys():
            raise ValueError(f"{applicant.name} has no points for {', '.join(sorted(missing))}")
    scored = [(_score(applicant, weights), applicant) for applicant in applicants]
    scored.sort(key=lambda pair: (-pair[0], pair[1].grant_jpy_per_kw, pair[1].name))
    ranked, left = [], budget_jpy
    for score, applicant in scored:
        fits = applicant.grant_jpy <= left
        left -= applicant.grant_jpy if fits else 0.0
        ranked.append(Ranked(applicant, score, fits, left))
    return tuple(ranked)


def _score(applicant: Applicant, weights: Mapping[str, float]) -> float:
    """Sum of weight × points; rounded so that equal sums are equal. [-]"""
    return round(fsum(weight * applicant.points[name] for name, weight in weights.items()), 9)
