"""What a comparison of cases holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from storage_opt.records.case_figures import CaseFigures, MeanDay
from storage_opt.records.finance import OperatedYear
from storage_opt.records.study_answers import Additionality, EqualBudget, Sweep

if TYPE_CHECKING:
    from storage_opt.records.draw_results import DrawnStudy


@dataclass(frozen=True)
class Answer:
    """What a worker gives back of a job, and what is kept for a later run.

    Parameters
    ----------
    key : str
        Checksum of the job.
    figures : mapping of str to float, int or None
        Scalars: a column each.
    detail : mapping
        The rest, as JSON with finite numbers.
    """

    key: str
    figures: Mapping[str, float | int | None]
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class Solved:
    """A finished case, as it is kept for a later run.

    Parameters
    ----------
    key : str
        Checksum of the case.
    figures : CaseFigures
        Figures.
    mean_day : MeanDay
        Average day.
    operated : tuple of OperatedYear
        What each operating year brings to a cash flow, so that other money can be laid on the same dispatch.
    kept : mapping
        What reports keep of the run: summary, texts, rules, sources; JSON.
    """

    key: str
    figures: CaseFigures
    mean_day: MeanDay
    operated: tuple[OperatedYear, ...]
    kept: Mapping[str, Any]


@dataclass(frozen=True)
class Failed:
    """A case without a result.

    Parameters
    ----------
    key : str
        Checksum of the case.
    exit_code : int
        What a run of the case alone would have returned.
    texts : mapping of str to str
        What went wrong, by language.
    is_final : bool
        Whether trying again is useless: no plan exists, or the target cannot be reached.
    """

    key: str
    exit_code: int
    texts: Mapping[str, str]
    is_final: bool = False


@dataclass(frozen=True)
class CaseRow:
    """One row of a comparison.

    Parameters
    ----------
    name : str
        Name of the case.
    axes : mapping of str to str
        Name of the value by key of the axis.
    project : mapping
        The project with everything that the study sets.
    outcome : Solved or Failed
        What came of it.
    difference : mapping of str to float or None
        Figures less those of the reference; empty where either has none.
    is_resumed : bool
        Whether an earlier run had solved it.
    place : str
        Folder from which paths of the project count, as seen from that of the study.
    """

    name: str
    axes: Mapping[str, str]
    project: Mapping[str, Any]
    outcome: Solved | Failed
    difference: Mapping[str, float | None]
    is_resumed: bool
    place: str = "."

    @property
    def solved(self) -> Solved | None:
        """The result, if there is one."""
        return self.outcome if isinstance(self.outcome, Solved) else None


@dataclass(frozen=True)
class Comparison:
    """All cases of a study.

    Parameters
    ----------
    name, reference : str
        Name of the study, and of the case that differences are taken to.
    rows : tuple of CaseRow
        In the order of the study.
    workers : int
        Processes that solved.
    seconds : mapping of str to float
        ``check``, ``solve``, ``total``; ``cases``: sum over the cases solved now. [s]
    additionality : Additionality or None
        Merchant returns against the hurdle; ``None``: not asked for.
    equal_budget : EqualBudget or None
        Grants of the same public value; ``None``: not asked for.
    sweep : Sweep or None
        Unverified facts varied; ``None``: not asked for.
    varied : tuple of Solved
        Cases solved for the sweep, which have no row.
    peak_memory_mb : float or None
        Largest resident memory of any process that solved. [MB]
    parts : mapping of str to bytes
        Finished batches by name, for a later run.
    draws : DrawnStudy or None
        Cases drawn again and again; ``None``: not asked for.
    """

    name: str
    reference: str
    rows: tuple[CaseRow, ...]
    workers: int
    seconds: Mapping[str, float]
    additionality: Additionality | None = None
    equal_budget: EqualBudget | None = None
    sweep: Sweep | None = None
    varied: tuple[Solved, ...] = ()
    peak_memory_mb: float | None = None
    parts: Mapping[str, bytes] = field(default_factory=dict)
    draws: DrawnStudy | None = None

    @property
    def all_solved(self) -> tuple[Solved, ...]:
        """Every result, each once, those of the sweep included."""
        found = {row.solved.key: row.solved for row in self.rows if row.solved is not None}
        return tuple((found | {solved.key: solved for solved in self.varied}).values())

    @property
    def exit_code(self) -> int:
        """0, or the code of the first case that failed, else of the first draw."""
        code = next((row.outcome.exit_code for row in self.rows if isinstance(row.outcome, Failed)), 0)
        return code or (0 if self.draws is None else self.draws.exit_code)
