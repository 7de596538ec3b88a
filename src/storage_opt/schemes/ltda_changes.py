"""What a user changes in the award rules of a round: taken key by key, with every fault kept."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from storage_opt.errors import Fault, RoundError
from storage_opt.messages import say
from storage_opt.units import KW_PER_MW

KEYS = (
    *(
        "lot_caps_mw",
        "target_mw",
        "country_share",
        "country_base",
        "country_stage",
        "fill_stage",
        "fill_priority_first",
    ),
    *("priority_first", "lot_crossing_included", "target_crossing_included", "lot_ties", "target_ties", "monitoring"),
)
MONITORING_KEYS = ("factor", "reference_jpy_per_kw_year")
NONE = (None, "none")
"""Ways to write that there is no limit or no rule."""


class Changes:
    """Changes of the award rules.

    Parameters
    ----------
    given : mapping of str to object
        By key; a key that is absent leaves the rule as it is.
    """

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given
        self.faults: list[Fault] = []
        for key in given:
            self._known(str(key), KEYS)

    def refuse_if_wrong(self, round_: int, more: Sequence[Fault] = ()) -> None:
        """Raise one ``RoundError`` with all faults, if there are any."""
        if self.faults or more:
            raise RoundError(str(say("auction.rules_of", round=round_)), [*self.faults, *more])

    def missing(self, key: str, options: Sequence[str]) -> str:
        """Note a key that no rule answers; its first option stands in until the faults are told."""
        self._wrong(key, "–", say("auction.one_of", options=", ".join(options)))
        return options[0]

    def states(self, key: str) -> bool:
        """Whether the user states a key."""
        return key in self.given

    def flag(self, key: str, by_rule: Callable[[], bool]) -> bool:
        """Yes or no."""
        if key not in self.given:
            return by_rule()
        if not isinstance(self.given[key], bool):
            self._wrong(key, self.given[key], say("auction.yes_or_no"))
        return bool(self.given[key])

    def word(self, key: str, options: Sequence[str], by_rule: Callable[[], str]) -> str:
        """One of some words."""
        if key not in self.given:
            return by_rule()
        if self.given[key] not in options:
            self._wrong(key, self.given[key], say("auction.one_of", options=", ".join(options)))
            return options[0]
        return str(self.given[key])

    def kw(self, key: str, by_rule: Callable[[], float], *, least: float) -> int | None:
        """Megawatts as whole kilowatts; ``none``: no limit."""
        value: float | None = by_rule() if key not in self.given else self._megawatts(key, self.given[key], least)
        return None if value is None else round(value * KW_PER_MW)

    def caps(self, storage: Sequence[str], own: Sequence[str], others: Sequence[str]) -> dict[str, float | None]:
        """Caps that are changed, by lot; one figure stands for all storage lots. [MW]"""
        given = self.given.get("lot_caps_mw", {})
        if not isinstance(given, Mapping):
            return dict.fromkeys(storage, self._megawatts("lot_caps_mw", given, 0.0))
        known = tuple(dict.fromkeys((*own, *others)))
        return {
            str(lot): self._megawatts(f"lot_caps_mw.{lot}", cap, 0.0)
            for lot, cap in given.items()
            if self._known(str(lot), known, "lot_caps_mw.")
        }

    def shares(self, key: str, kinds: Sequence[str], by_rule: Callable[[], dict[str, float]]) -> dict[str, float]:
        """Shares above 0, at most 1, by kind of cell; one figure stands for all kinds, ``none`` for no rule."""
        if key not in self.given:
            return by_rule()
        given = self.given[key]
        by_kind = given if isinstance(given, Mapping) else dict.fromkeys(kinds, given)
        shares = {}
        for kind, share in by_kind.items():
            where = f"{key}.{kind}" if isinstance(given, Mapping) else key
            if not self._known(str(kind), kinds, f"{key}.") or share in NONE:
                continue
            if not _is_number(share) or not 0.0 < share <= 1.0:
                self._wrong(where, share, say("auction.share"))
                if isinstance(given, Mapping):
                    continue
                break
            shares[str(kind)] = float(share)
        return shares

    def monitoring(self, key: str) -> tuple[float | None, dict[str, float]] | None:
        """Factor (``None``: as the rule says) and references of a monitoring of prices; ``None``: none."""
        given = self.given.get(key)
        if given in NONE:
            return None
        if not isinstance(given, Mapping) or not isinstance(given.get("reference_jpy_per_kw_year"), Mapping):
            self._wrong(key, given, say("auction.monitoring"))
            return None
        for name in given:
            self._known(str(name), MONITORING_KEYS, f"{key}.")
        factor = given.get("factor")
        if factor is not None and (not _is_number(factor) or factor <= 0.0):
            self._wrong(f"{key}.factor", factor, say("auction.above_zero"))
        reference = given["reference_jpy_per_kw_year"]
        for item, value in reference.items():
            if not _is_number(value) or value < 0.0:
                self._wrong(f"{key}.reference_jpy_per_kw_year.{item}", value, say("auction.at_least", least=0.0))
        return factor, dict(reference)

    def _megawatts(self, key: str, value: Any, least: float) -> float | None:
        if value in NONE:
            return None
        if not _is_number(value) or value < least:
            self._wrong(key, value, say("auction.at_least_or_none", least=least))
            return least
        return float(value)

    def _known(self, name: str, known: Sequence[str], above: str = "") -> bool:
        if name in known:
            return True
        near = difflib.get_close_matches(name, known, n=1)
        do = say("project.unknown_key.near", near=near[0]) if near else say("project.known", keys=", ".join(known))
        self.faults.append(Fault(say("project.unknown_key", where=above + name), do))
        return False

    def _wrong(self, key: str, found: object, expected: object) -> None:
        message = say("auction.change", key=key, found=found, expected=expected)
        self.faults.append(Fault(message, say("auction.change.do", key=key)))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
