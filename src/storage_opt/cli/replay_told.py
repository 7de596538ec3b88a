"""What ``replay`` tells: causes, figures that differ, and a verdict."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from storage_opt.cli.terminal import tell
from storage_opt.messages import text

if TYPE_CHECKING:
    from storage_opt.reports.repeat import Repeated, Value

SHOWN = 20
"""Most figures, and most cases, that are printed one by one."""
DIFFERS = 3
"""Exit code where figures differ and something that they rest on does, too."""
UNEXPLAINED = 1
"""Exit code where figures differ and nothing else does."""


@dataclass(frozen=True)
class Again:
    """A folder solved again.

    Parameters
    ----------
    kind : str
        ``run`` (a bid is one, too), ``comparison``, ``auction``.
    repeated : Repeated
        What differs.
    lines : list of str
        A sentence on each case or variant.
    same : str
        Verdict where no figure differs.
    """

    kind: str
    repeated: Repeated
    lines: list[str]
    same: str

    def as_json(self) -> dict[str, Any]:
        """Lay out for ``--json``."""
        causes, figures = self.repeated.causes, self.repeated.figures
        return {
            "schema": 1,
            "kind": self.kind,
            "same": not figures,
            "compared": self.repeated.compared,
            "causes": [asdict(cause) for cause in causes],
            "figures": [asdict(figure) for figure in figures],
        }


def exit_code(again: Again) -> int:
    """0 where all figures are the same; else by whether a cause is known."""
    if not again.repeated.figures:
        return 0
    return DIFFERS if again.repeated.causes else UNEXPLAINED


def print_again(again: Again) -> None:
    """Print causes, cases, figures that differ, and the verdict."""
    found, figures, none = again.repeated.causes, again.repeated.figures, text("replay.none")
    for cause in found:
        values = {"name": cause.name, "before": cause.before or none, "after": cause.after or none}
        tell(text(f"replay.cause.{cause.kind}", **values))
    for line in again.lines[:SHOWN]:
        tell(line)
    if len(again.lines) > SHOWN:
        tell(text("replay.more_cases", count=len(again.lines) - SHOWN))
    for figure in figures[:SHOWN]:
        tell(text("replay.figure", name=figure.name, before=_shown(figure.before), after=_shown(figure.after)))
    if len(figures) > SHOWN:
        tell(text("replay.more", count=len(figures) - SHOWN))
    if figures:
        tell(text("replay.differs" if found else "replay.unexplained", count=len(figures)))
    else:
        tell(again.same)


def _shown(value: Value) -> str:
    if value is None:
        return text("replay.none")
    if isinstance(value, bool):
        return text("replay.yes" if value else "replay.no")
    return value if isinstance(value, str) else f"{value:,.6g}" if abs(value) < 1 else f"{value:,.2f}"
