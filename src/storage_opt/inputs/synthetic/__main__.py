"""``python -m storage_opt.inputs.synthetic``: rebuild the bundled data set, or check them with ``--check``.

A tool for those who develop the package; its few words are English only. Exit codes: 0 done, 1 the check found a
difference, 3 the bundled files cannot be found.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from storage_opt.errors import StorageOptError
from storage_opt.inputs.bundled import MANIFEST, market_data_folder
from storage_opt.inputs.synthetic.dataset import bundled_parts, differing, write_bundled


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tool; return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m storage_opt.inputs.synthetic",
        description="Rebuild the bundled synthetic data set, bit for bit the same values on any machine.",
    )
    parser.add_argument("--check", action="store_true", help="rebuild in memory and compare with the manifest")
    parser.add_argument("--folder", type=Path, help="market_data folder (default: the one of this installation)")
    chosen = parser.parse_args(arguments)
    try:
        folder = chosen.folder or market_data_folder()
    except StorageOptError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return check(folder) if chosen.check else rebuild(folder)


def rebuild(folder: Path) -> int:
    """Write files and manifest, and say which."""
    for path in write_bundled(folder):
        print(f"wrote {path.relative_to(folder)} ({path.stat().st_size:,} bytes)")
    return 0


def check(folder: Path) -> int:
    """Compare what the generator makes with what the manifest states and the files hold."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    wrong = differing(bundled_parts(), manifest, folder)
    for line in wrong:
        print(f"differs: {line}", file=sys.stderr)
    if not wrong:
        print(f"{len(manifest['files'])} files agree with the generator")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
