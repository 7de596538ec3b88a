"""Fixtures that several rooms share."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

for library in ("OPENBLAS", "MKL", "OMP"):  # as the command line does, before numpy is loaded
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

os.environ.pop("COLUMNS", None)  # how wide the window is that starts the tests is nothing to them

collect_ignore = ["mutations.py"]  # run by hand: it breaks copies of the package on purpose
REPOSITORY = Path(__file__).resolve().parents[1]
sys.path += [str(REPOSITORY / "tests" / name) for name in ("browser", "explore")]
pytest_plugins = ["browser_pages"]  # the browser and what it opens


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder with published files, which may not be redistributed; skips where there is none."""
    given = os.environ.get("STORAGE_OPT_REAL_DATA")
    folder = Path(given) if given else REPOSITORY.parent / "shared" / "market_data"
    if not (folder / "spot_summary_2023.csv").is_file():
        pytest.skip("no published price files; set STORAGE_OPT_REAL_DATA to a folder that holds spot_summary_2023.csv")
    return folder
