"""Jobs of a study, solved once each: taken from earlier runs, kept as they finish, told as they go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from storage_opt.messages import Message, say
from storage_opt.records.study import Failed, Solved
from storage_opt.studies.case_pool import solve_all
from storage_opt.studies.case_work import Done, Job, LayOut
from storage_opt.studies.parts import PartStore, read_part

Tell = Callable[[Message], None]


class CaseRun:
    """Solves jobs, and remembers what came of them by key.

    Parameters
    ----------
    lay_out : callable
        Says what reports keep of a run.
    workers : int
        Processes; no figure depends on it.
    store : PartStore or None
        Keeps each case as it finishes.
    earlier : sequence of Path
        Folders with cases that earlier runs finished.
    tell : callable
        Is told what happens.

    Attributes
    ----------
    outcomes : dict of str to Solved or Failed
        By key.
    resumed : set of str
        Keys taken from an earlier run.
    seconds : list of float
        Of every case solved now. [s]
    most_workers : int
        Processes that solved at once.
    """

    def __init__(
        self, lay_out: LayOut, workers: int, store: PartStore | None, earlier: Sequence[Path], tell: Tell
    ) -> None:
        self.lay_out, self.workers, self.store = lay_out, workers, store
        self.earlier, self.tell = earlier, tell
        self.outcomes: dict[str, Solved | Failed] = {}
        self.resumed: set[str] = set()
        self.seconds: list[float] = []
        self.most_workers = 0

    def take_up(self, keys: Sequence[str]) -> None:
        """Look for results of earlier runs."""
        for key in keys:
            if key not in self.outcomes and (part := read_part(key, self.earlier)) is not None:
                self.outcomes[key] = part
                self.resumed.add(key)

    def solve(self, jobs: Sequence[Job], progress: str) -> None:
        """Solve every job that has no result yet; ``progress`` names what is told before."""
        unique: dict[str, Job] = {}
        for job in jobs:
            if job.key not in self.outcomes:
                unique.setdefault(job.key, job)
        waiting, done = list(unique.values()), 0

        def finished(job: Job, result: Done) -> None:
            nonlocal done
            done += 1
            self.outcomes[job.key] = result.outcome
            self.seconds.append(result.seconds)
            if self.store is not None and isinstance(result.outcome, Solved):
                self.store.put(result.outcome)
            self.tell(say("compare.progress.done", done=done, count=len(waiting), name=job.name))

        if waiting:
            workers = min(self.workers, len(waiting))
            self.most_workers = max(self.most_workers, workers)
            self.tell(say(progress, count=len(waiting), workers=workers))
        solve_all(waiting, self.lay_out, self.workers, finished)
