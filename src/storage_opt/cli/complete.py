"""Words that a shell may offer after an option; file names are offered by the shell itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable

Completion = Callable[[str], list[str]]


def areas(incomplete: str) -> list[str]:
    """Market areas.

    >>> areas("ky")
    ['kyushu']
    """
    from storage_opt.records.prices import AREAS

    return _beginning(incomplete, AREAS)


def variables(incomplete: str) -> list[str]:
    """Variables that ``--solve-for`` can ask for."""
    from storage_opt.studies.bid_variables import VARIABLES

    return _beginning(incomplete, VARIABLES)


def metrics(incomplete: str) -> list[str]:
    """Metrics that ``--target`` can name, up to their value."""
    from storage_opt.studies.bid_variables import METRICS

    return _beginning(incomplete, (f"{metric}=" for metric in METRICS))


def rule_names(incomplete: str) -> list[str]:
    """Names of dated rules."""
    from storage_opt.inputs.rules import rule_library

    return _beginning(incomplete, rule_library())


def gap_rules(incomplete: str) -> list[str]:
    """Ways to treat slots without a price."""
    from storage_opt.inputs.price_fill import GAP_RULES

    return _beginning(incomplete, GAP_RULES)


def grades(incomplete: str) -> list[str]:
    """Grades of dated rules."""
    from storage_opt.inputs.rule_lines import GRADES

    return _beginning(incomplete, GRADES)


def words(*known: str) -> Completion:
    """Offer some fixed words.

    >>> words("html", "xlsx")("h")
    ['html']
    """
    return lambda incomplete: _beginning(incomplete, known)


def _beginning(incomplete: str, known: Iterable[str]) -> list[str]:
    return [word for word in known if word.startswith(incomplete)]


LANGUAGE = words("ja", "en")
EXECUTOR = words("local", "local:", "dask://")
FORESIGHT = words("perfect", "rolling")
