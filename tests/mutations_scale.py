"""Ways to lose, double or mix up cases; see ``mutations.py``."""

SCALE = [
    ("sequence is ignored", "studies/life.py", "if sequence is None:", "if sequence is not None:"),
    ("sequence out of order", "studies/life.py", "known[year] for year in sequence", "known[year] for year in sorted(sequence)"),
    ("batches by backward order", "studies/batches.py", "unique = list(first.values())", "unique = list(first.values())[::-1]"),
    ("doubled jobs stay", "studies/batches.py", "first.setdefault(job.key, job)", "first.setdefault(job.key + str(len(first)), job)"),
    ("batch key without jobs", "studies/batches.py", "json.dumps([job.key for job in jobs])", "json.dumps(len(jobs))"),
    ("lost batch is lost", "studies/batch_pool.py", "again.add(batch.key)\n                waiting.append(batch)", "again.add(batch.key)"),
    ("lost twice is lost", "studies/batch_pool.py", "alone.append(batch)", "pass"),
    ("culprit passes", "studies/batch_pool.py", "is_lost = result is None", "is_lost = False"),
    ("edition unchecked", "studies/batch_work.py", "(mine := edition()) != asked", "(mine := edition()) is None"),
    ("files unchecked", "studies/batch_work.py", "if not set(read) <= set(known):", "if not set(read):"),
    ("no plan is tried again", "studies/batch_work.py", "isinstance(error, InfeasibleError | UnreachableError)", "False"),
    ("faults are final", "studies/batch_run.py", "isinstance(outcome, Answer) or outcome.is_final", "True"),
    ("unreadable is taken up", "studies/batch_run.py", "solved again\n            return False", "solved again\n            return True"),
    ("nothing is taken up", "studies/batch_run.py", "self._can_read(known):", "not self._can_read(known):"),
    ("parts hold one job", "studies/batch_run.py", "self.store.put(batch.key, kept)", "self.store.put(batch.key, kept[:1])"),
    ("parts of any schema", "studies/parts.py", ".get(MARK) != str(SCHEMA).encode()", ".get(MARK) is None"),
    ("figures all float", "studies/parts.py", "FIGURE + name: outcome.figures.get(name) for", "FIGURE + name: (None if outcome.figures.get(name) is None else float(outcome.figures[name])) for"),
    ("prices of another area", "studies/bench.py", "        project.area,\n", ""),
    ("days of other markets", "studies/bench.py", "repr((project.spot, project.markets))", "str()"),
    ("plans under a limit", "studies/bench.py", "if project.solve.time_limit_s is None else None", "if True else None"),
    ("times in the results", "reports/comparison/tables.py", '("build_s", "solve_s", "total_s", "seconds", "peak_memory_mb")', '("build_s",)'),
]  # fmt: skip
"""Name, file, what stands there, what it is broken to."""
