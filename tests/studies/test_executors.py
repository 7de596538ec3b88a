"""The same numbers on one worker, several, or a cluster; a lost worker loses nothing, and a job that kills its worker fails alone."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import fleet
import pyarrow.parquet as pq
import pytest
from small_study import BASE, margin_by_hand, write_prices, write_study

from storage_opt.errors import ClusterError, UsageError
from storage_opt.inputs.study import read_study
from storage_opt.records.study import Answer, Failed
from storage_opt.reports.comparison.kept import kept_of
from storage_opt.studies import batch_work, executors
from storage_opt.studies.batch_run import BatchRun
from storage_opt.studies.batch_work import Edition
from storage_opt.studies.batches import Job, batches_of
from storage_opt.studies.compare import compare
from storage_opt.studies.executors import Dask, Local
from storage_opt.studies.parts import PartStore, read_parts


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed", reason="dask is not installed (extra cluster)")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as made:
        yield made


def dask_of(cluster) -> Dask:
    return Dask(cluster.scheduler_address.removeprefix("tcp://"))


def energies(count: int) -> list[float]:
    return [20.0 + 0.1 * n for n in range(count)]


def jobs_of(folder: Path, count: int, **marks: Path) -> list:
    write_prices(folder)
    jobs = []
    for n, energy in enumerate(energies(count)):
        ask = {"mark": str(marks[f"at_{n}"])} if f"at_{n}" in marks else {}
        content = {**BASE, "battery": {**BASE["battery"], "energy_mwh": energy}}
        jobs.append(fleet.job(f"case {n}", content, folder, **ask))
    return jobs


def margins(run: BatchRun, jobs: list) -> list[float]:
    return [run.outcomes[job.key].figures["margin_jpy"] for job in jobs]


def test_two_hundred_cases_are_the_same_on_one_two_and_four_workers_and_on_a_cluster(tmp_path, cluster):
    """Fifty energies by two costs of wear by two levels of prices."""
    axes = {"battery.energy_mwh": energies(50), "battery.wear_jpy_per_mwh": [0, 1000], "prices.scale": [1.0, 1.1]}
    study = read_study(write_study(tmp_path, axes=axes))
    assert len(study.cases) == 200
    places = {"one": Local(1), "two": Local(2), "four": Local(4), "cluster": dask_of(cluster)}
    found = {name: compare(study, nothing, executor=place) for name, place in places.items()}
    assert [f.workers for f in found.values()] == [1, 2, 4, 2]
    for comparison in found.values():
        assert comparison.exit_code == 0
        for row, reference in zip(comparison.rows, found["one"].rows, strict=True):
            figures, known = row.solved.figures, reference.solved.figures
            assert figures == known  # to the last bit
            assert row.solved.operated == reference.solved.operated
    margins = [row.solved.figures.margin_jpy for row in found["one"].rows[::4]]
    assert margins == pytest.approx([margin_by_hand(energy) for energy in energies(50)], rel=1e-9)


def nothing(_result):
    return {}


@pytest.mark.parametrize("workers", [2, 3])
def test_a_worker_that_is_lost_loses_nothing(tmp_path, workers):
    """Job 7 kills its process once: the batches that were lost with it are solved again, every other is solved once."""
    mark = tmp_path / "mark"
    jobs = jobs_of(tmp_path, 20, at_7=mark)
    run = BatchRun(fleet.fatal_once, Local(workers))
    run.solve(jobs, "compare.progress.solve")
    assert mark.read_bytes() == b"x"
    assert margins(run, jobs) == pytest.approx([margin_by_hand(energy) for energy in energies(20)], rel=1e-9)
    assert len(run.seconds) == 20 and run.most_workers == workers and run.peak_memory_mb > 50


def test_a_job_that_kills_every_worker_fails_alone(tmp_path):
    """Batches of three: the other two of its batch are solved, and so is everything else."""
    mark = tmp_path / "mark"
    jobs = jobs_of(tmp_path, 18, at_7=mark)
    run = BatchRun(fleet.fatal, Local(2))
    run.solve(jobs, "compare.progress.solve", size=3)
    assert mark.read_bytes() == b"xxx"  # with the others, again with the others, alone
    (lost,) = [outcome for outcome in run.outcomes.values() if isinstance(outcome, Failed)]
    assert lost.key == jobs[7].key and lost.exit_code == 1 and not lost.is_final and "tried alone" in lost.texts["en"]
    assert sum(isinstance(outcome, Answer) for outcome in run.outcomes.values()) == 17


def test_a_lost_dask_worker_loses_nothing(tmp_path):
    """One of two workers is killed by a job, and comes back; the scheduler gives its batches to others."""
    distributed = pytest.importorskip("distributed", reason="dask is not installed (extra cluster)")
    mark = tmp_path / "mark"
    jobs = jobs_of(tmp_path, 12, at_3=mark)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as made:
        run = BatchRun(fleet.fatal_once, dask_of(made))
        run.solve(jobs, "compare.progress.solve")
    assert mark.read_bytes() == b"x"
    assert margins(run, jobs) == pytest.approx([margin_by_hand(energy) for energy in energies(12)], rel=1e-9)


def test_a_scheduler_that_is_lost_is_told_and_what_is_finished_is_kept(tmp_path):
    distributed = pytest.importorskip("distributed", reason="dask is not installed (extra cluster)")
    jobs, store = jobs_of(tmp_path, 30), PartStore(tmp_path / "parts")
    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as made:

        def stop(message):
            if message.name == "compare.progress.done":
                made.close()

        run = BatchRun(fleet.margin, dask_of(made), store, tell=stop)
        with pytest.raises(ClusterError, match="--resume"):
            run.solve(jobs, "compare.progress.solve")
    kept = len(read_parts([store.folder]))
    assert 1 <= kept < 30
    again = BatchRun(fleet.margin, Local(1), earlier=(store.folder,))
    again.solve(jobs, "compare.progress.solve")
    assert len(again.resumed) == kept and len(again.outcomes) == 30


def test_a_cluster_that_is_not_there_or_not_fit_is_refused(tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed", reason="dask is not installed (extra cluster)")
    with distributed.LocalCluster(n_workers=1, threads_per_worker=2, dashboard_address=":0") as made:
        with pytest.raises(UsageError, match=r"has 2 threads.*--nthreads 1"):
            BatchRun(fleet.margin, dask_of(made)).solve(jobs_of(tmp_path, 1), "compare.progress.solve")
        address = dask_of(made)
    monkeypatch.setattr(executors, "PATIENCE_S", 2.0)
    with pytest.raises(UsageError, match="no scheduler answers"):
        BatchRun(fleet.margin, address).solve(jobs_of(tmp_path, 1), "compare.progress.solve")


def test_a_worker_of_another_edition_or_with_other_files_fails_its_jobs(tmp_path, monkeypatch):
    jobs = jobs_of(tmp_path, 2)
    (batch,) = batches_of(jobs, 2)
    done = batch_work.solve_batch(batch, fleet.margin, Edition("0.0.0", "other")).done
    assert all("another edition" in d.outcome.texts["en"] and not d.outcome.is_final for d in done)
    told = batch_work.solve_job(fleet.job("x", BASE, tmp_path), fleet.margin, batch_work.Bench())
    assert isinstance(told.outcome, Answer)
    wrong = Job("x", "k", BASE, tmp_path, checksums=("0" * 64,))
    told = batch_work.solve_job(wrong, fleet.margin, batch_work.Bench())
    assert told.outcome.exit_code == 3 and "not the one that the command checked" in told.outcome.texts["en"]


def test_batches_hang_on_the_jobs_alone(tmp_path):
    jobs = jobs_of(tmp_path, 70)
    batches = batches_of(jobs)
    assert [len(batch.jobs) for batch in batches] == [3] * 23 + [1]
    assert [job.name for batch in batches for job in batch.jobs] == [job.name for job in jobs]
    assert batches_of([*jobs, jobs[0]]) == batches and batches_of(jobs[:32])[0].jobs == (jobs[0],)
    assert batches_of([]) == () and batches_of(jobs, 1000)[0].jobs == tuple(jobs)
    assert len({batch.key for batch in batches}) == 24 and batches_of(jobs[::-1])[0].key != batches[0].key


def test_what_is_final_is_kept_of_every_job_of_a_batch(tmp_path):
    store, jobs = PartStore(tmp_path / "parts"), jobs_of(tmp_path, 5)
    run = BatchRun(fleet.margin, Local(1), store)
    run.solve(jobs, "compare.progress.solve", size=3)
    assert read_parts([store.folder]) == run.outcomes and len(run.outcomes) == 5
    assert {path.stem for path in store.folder.iterdir()} == {batch.key for batch in batches_of(jobs, 3)}


def test_only_what_is_final_is_kept(tmp_path):
    """No plan exists: taken up again. A worker that died, or a fault: tried again."""
    store, jobs = PartStore(tmp_path / "parts"), jobs_of(tmp_path, 2, at_1=tmp_path / "mark")
    none = {**BASE, "battery": {**BASE["battery"], "soe_final_mwh": 20}, "connection": {"import_limit_mw": 0}}
    jobs.append(fleet.job("none", none, tmp_path))
    first = BatchRun(fleet.fatal, Local(2), store)
    first.solve(jobs, "compare.progress.solve", size=1)
    assert set(read_parts([store.folder])) == {jobs[0].key, jobs[2].key}
    again = BatchRun(fleet.margin, Local(1), earlier=(store.folder,))
    again.solve(jobs, "compare.progress.solve", size=1)
    assert again.resumed == {jobs[0].key, jobs[2].key} and len(again.seconds) == 1
    assert again.outcomes[jobs[2].key].exit_code == 4 and isinstance(again.outcomes[jobs[1].key], Answer)
    assert set(again.parts()) == {batch.key for batch in batches_of(jobs, 1)}


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for worker processes in /proc")
@pytest.mark.parametrize("victim", ["driver", "worker"])
def test_a_study_whose_driver_or_worker_is_killed_gives_the_same_results(tmp_path, victim):
    """kill -9 midway, then --resume: the same bytes as a study that was never disturbed."""
    axes = {"battery.energy_mwh": energies(25), "battery.wear_jpy_per_mwh": [0, 1000]}
    study = write_study(tmp_path, axes=axes)
    words = [sys.executable, "-m", "storage_opt", "compare", str(study), "--executor", "local:2"]
    quiet = tmp_path / "quiet"
    subprocess.run([*words, "--out", str(quiet)], check=True, capture_output=True)
    out, parts = tmp_path / "out", tmp_path / ".out.parts"
    process = subprocess.Popen([*words, "--out", str(out)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    for _ in range(3000):
        if len(list(parts.glob("*.parquet"))) >= 2 or process.poll() is not None:
            break
        time.sleep(0.01)
    assert process.poll() is None, "the study ended before it could be disturbed"
    workers = children_of(process.pid)
    assert workers
    os.kill(process.pid if victim == "driver" else workers[0], signal.SIGKILL)
    process.communicate(timeout=60)
    if victim == "worker":
        assert process.returncode == 0
    else:
        assert process.returncode == -signal.SIGKILL and not out.exists()
        kept = len(list(parts.glob("*.parquet")))
        assert 2 <= kept < 25
        done = subprocess.run([*words, "--out", str(out), "--resume", "--json"], capture_output=True, check=True)
        assert 2 <= int(done.stdout.split(b'"resumed": ')[1].split(b",")[0]) < 50
    for name in ("results.parquet", "years.parquet"):
        assert pq.read_table(out / name).equals(pq.read_table(quiet / name))
    assert (out / "results.parquet").read_bytes() == (quiet / "results.parquet").read_bytes()


def children_of(pid: int) -> list[int]:
    """Worker processes of a command: those that Python spawned for a pool."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                status, line = (entry / "status").read_text(), (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if f"PPid:\t{pid}\n" in status and b"spawn_main" in line:
                found.append(int(entry.name))
    return found


def test_the_report_layout_is_the_same_from_any_worker(tmp_path, cluster):
    study = read_study(write_study(tmp_path))
    one, far = compare(study, kept_of), compare(study, kept_of, executor=dask_of(cluster))
    for here, there in zip(one.rows, far.rows, strict=True):
        mine, other = dict(here.solved.kept), dict(there.solved.kept)
        for kept in (mine, other):
            kept["summary"] = {key: value for key, value in kept["summary"].items() if key != "solve"}
        assert mine == other
