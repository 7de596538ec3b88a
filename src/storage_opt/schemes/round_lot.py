"""The lot of a round that a battery belongs to, from its kind of cell and its hours."""

from __future__ import annotations

from dataclasses import dataclass

from storage_opt.records.rule_book import RuleBook

BATTERY = "battery"


def is_battery(source: str) -> bool:
    """Whether a source is a battery, whatever its hours or kind of cell.

    >>> [is_battery(source) for source in ("battery", "battery_from_6_h", "pumped_hydro")]
    [True, True, False]
    """
    return source == BATTERY or source.startswith(f"{BATTERY}_")


@dataclass(frozen=True)
class LotFinder:
    """Lots of one round.

    Parameters
    ----------
    rules : RuleBook
        Dated rules; values used are recorded.
    round : int
        1 to 4.
    names : tuple of str
        All lots of the round, those of other technologies included.
    minimum_hours : int or None
        Shortest duration that an experiment admits; ``None``: that of the rules.

    Examples
    --------
    >>> from storage_opt.inputs.rules import rule_book
    >>> lots = LotFinder(rule_book(), 4, ("li_ion", "non_li"))
    >>> lots.of("battery", "li_ion", 6.0), lots.of("battery", "li_ion", 3.0), lots.of("nuclear", None, None)
    ('li_ion', None, None)
    >>> LotFinder(rule_book(), 4, ("li_ion",), minimum_hours=3).of("battery", "li_ion", 3.0)
    'li_ion'
    """

    rules: RuleBook
    round: int
    names: tuple[str, ...]
    minimum_hours: int | None = None

    @property
    def shortest_h(self) -> int:
        """Shortest duration that may enter. [h]"""
        if self.minimum_hours is not None:
            return self.minimum_hours
        return int(self.rules.number("ltda.minimum_duration", on=None, round=self.round))

    def of(self, source: str, chemistry: str | None, hours: float | None) -> str | None:
        """Lot of a battery; ``None`` for other sources, too few hours, or where it turns on what is not stated."""
        if source != BATTERY:
            return None
        kinds = ("li_ion", "non_li") if chemistry is None else (chemistry,)
        lots = {self._lot(kind, hours) for kind in kinds}
        return lots.pop() if len(lots) == 1 else None

    def _lot(self, chemistry: str, hours: float | None) -> str | None:
        keys = self.rules.rule("ltda.lot").series
        begun = sorted(int(h) for r, kind, h in keys if (r, kind) == (self.round, chemistry))
        if hours is None:
            return None if len(begun) != 1 else self._named(chemistry, begun[0])
        whole = int(hours + 1e-9)
        if self.minimum_hours is not None and self.minimum_hours <= whole < begun[0]:
            whole = begun[0]  # an experiment with a shorter duration knows the shortest lot
        fitting = [h for h in begun if h <= whole]
        return self._named(chemistry, fitting[-1]) if fitting else None

    def _named(self, chemistry: str, hours: int) -> str:
        return self.rules.text("ltda.lot", on=None, round=self.round, chemistry=chemistry, hours=hours)
