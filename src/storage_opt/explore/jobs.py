"""Runs in processes of their own, one after the other: the same command as on the terminal."""

from __future__ import annotations

import glob
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from storage_opt.explore.order import Order

State = Literal["waiting", "running", "done", "failed", "stopped"]

PATIENCE_S = 5.0
"""How long a process that was told to stop may clean up. [s]"""
OURS = Path(__file__).resolve().parents[2]
"""Where this package lies: the run is of the same version, whatever folder it starts in."""
ENDED: tuple[State, ...] = ("done", "failed", "stopped")


@dataclass(eq=False)
class Job:
    """One run.

    Parameters
    ----------
    number : int
        Stands for it in addresses.
    order : Order
        What was asked for.
    language : str
        Language of its texts and reports.
    """

    number: int
    order: Order
    language: str
    state: State = "waiting"
    told: str = ""
    """What the command said on standard error: faults, if it failed."""
    exit_code: int | None = None
    started: float | None = None
    seconds: float = 0.0
    process: subprocess.Popen[bytes] | None = None
    folder: Path | None = None
    is_stopping: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def elapsed_s(self) -> float:
        """Time since it began, or that it took. [s]"""
        return self.seconds if self.started is None or self.state in ENDED else time.monotonic() - self.started

    def progress(self) -> str:
        """Return the last step that the run has told of."""
        folder = self.folder
        if folder is None:
            return ""
        try:
            lines = (folder / "progress.txt").read_text(encoding="utf-8").splitlines()
        except OSError:  # nothing told yet, or just ended
            return ""
        return lines[-1] if lines else ""


class Runner:
    """Works off jobs one by one in a thread.

    Parameters
    ----------
    root : Path
        Where results go.
    files : Path
        Folder from which relative paths in projects count.
    """

    def __init__(self, root: Path, files: Path) -> None:
        self.root, self.files = root.resolve(), files.resolve()
        self.jobs: list[Job] = []
        self._changed = threading.Condition()
        self._is_closed = False
        self._thread = threading.Thread(target=self._work, name="runs", daemon=True)
        self._thread.start()

    @property
    def taken(self) -> frozenset[str]:
        """Names of runs that have not ended."""
        return frozenset(job.order.name for job in self.jobs if job.state not in ENDED)

    def add(self, order: Order, language: str) -> Job:
        """Put a run at the end of the queue."""
        with self._changed:
            job = Job(len(self.jobs) + 1, order, language)
            self.jobs.append(job)
            self._changed.notify()
        return job

    def job(self, number: int) -> Job | None:
        """Return the run of an address."""
        return self.jobs[number - 1] if 0 < number <= len(self.jobs) else None

    def stop(self, job: Job) -> None:
        """End a run; its folder does not appear."""
        with job.lock:
            if job.state in ENDED:
                return
            job.is_stopping = True
            if job.state == "waiting":
                job.state = "stopped"
            elif job.process is not None:
                _signal(job.process, signal.SIGTERM)
                threading.Thread(target=_kill_later, args=(job.process,), daemon=True).start()

    def close(self) -> None:
        """Stop all runs and wait until they are gone."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        for job in self.jobs:
            self.stop(job)
        self._thread.join(2 * PATIENCE_S)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._is_closed or self._next() is not None)
                if self._is_closed:
                    return
                job = self._next()
            if job is not None:
                self._run(job)

    def _next(self) -> Job | None:
        return next((job for job in self.jobs if job.state == "waiting"), None)

    def _run(self, job: Job) -> None:
        folder = Path(tempfile.mkdtemp(prefix="storage-opt-explore."))
        try:
            with (folder / "stderr.txt").open("wb") as stderr:
                if not self._start(job, folder, stderr.fileno()) or job.process is None:
                    return
                code = job.process.wait()
            told = (folder / "stderr.txt").read_text(encoding="utf-8", errors="replace").strip()
            with job.lock:
                job.seconds, job.exit_code, job.told = job.elapsed_s, code, told
                job.state = "done" if code == 0 else "stopped" if job.is_stopping else "failed"
        except OSError as error:  # no process, or no room for its files: told as the run's own fault
            job.told, job.state = str(error), "failed"
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            for left in self.root.glob(f".{glob.escape(job.order.name)}.*.partial"):  # of a run that was killed
                shutil.rmtree(left, ignore_errors=True)

    def _start(self, job: Job, folder: Path, stderr: int) -> bool:
        """Start the process, unless the run was stopped before its turn came."""
        project = f"{job.order.name}.yaml"
        (folder / project).write_text(job.order.project, encoding="utf-8")
        settings = [word for line in job.order.overrides for word in ("--set", line)]
        words = [sys.executable, "-m", "storage_opt", "run", project, "--files", str(self.files), *settings]
        words += ["--out", str(self.root / job.order.name), "--lang", job.language]
        told_whole = {
            name: value for name, value in os.environ.items() if name != "COLUMNS"
        }  # the page breaks lines itself
        environment = told_whole | {
            "STORAGE_OPT_PROGRESS": str(folder / "progress.txt"),
            "PYTHONIOENCODING": "utf-8",
            "PYTHONPATH": os.pathsep.join([str(OURS), *filter(None, [os.environ.get("PYTHONPATH")])]),
        }
        with job.lock:
            if job.state != "waiting":
                return False
            job.process = subprocess.Popen(
                words,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                start_new_session=True,
            )
            job.folder, job.started, job.state = folder, time.monotonic(), "running"
        return True


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Tell the process and all that it started."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        process.terminate()
        return
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:  # ended in the meantime
        return


def _kill_later(process: subprocess.Popen[bytes]) -> None:
    """Take a process away that does not end by itself."""
    try:
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        _signal(process, signal.SIGKILL)
