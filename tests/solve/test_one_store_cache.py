"""Machine code is kept where it can be written, and told apart by the sources."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from storage_opt.solve.one_store import jit


def test_cache_folder_follows_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "here"))
    assert jit.cache_folder() == tmp_path / "here" / f"one_store-{jit.sources_digest()}"
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    assert jit.cache_folder() == tmp_path / "user" / "storage-opt" / f"one_store-{jit.sources_digest()}"


def test_without_a_writable_folder_there_is_no_cache(monkeypatch, tmp_path):
    not_a_folder = tmp_path / "file"
    not_a_folder.write_text("")
    for name in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(not_a_folder))
    monkeypatch.setattr(jit.tempfile, "gettempdir", lambda: str(not_a_folder))
    assert jit.cache_folder() is None
    monkeypatch.setattr(jit, "_FOLDER", None)
    assert jit.compiled(lambda a: a + 1)(2) == 3


def test_numba_is_imported_on_first_use_only():
    code = "import sys, storage_opt.solve.one_store; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_all_compiled_files_enter_the_digest():
    folder = Path(jit.__file__).parent
    assert not [path for path in folder.rglob("*.py") if path.parent != folder]
