"""Write docs/reference/cli.md from the help of every command; a test checks that it is up to date.

python docs/reference/make_cli.py
"""

import os
import subprocess
import sys
from pathlib import Path

COMMANDS = (
    *(
        "",
        "run",
        "bid",
        "compare",
        "auction",
        "check",
        "report",
        "replay",
        "data",
        "data import",
        "data check",
        "data list",
        "data synth",
    ),
    *("rules", "rules list", "rules show", "rank"),
)
PAGE = Path(__file__).with_name("cli.md")


def page() -> str:
    """Return the page as it should be."""
    parts = ["# Command line\n\nMade from the help of the commands by `make_cli.py`.\n"]
    environment = os.environ | {
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "100",
        "TERMINAL_WIDTH": "100",
        "NO_COLOR": "1",
    }
    for command in COMMANDS:
        words = [sys.executable, "-m", "storage_opt", *command.split(), "--help"]
        done = subprocess.run(words, capture_output=True, text=True, check=True, env=environment)
        shown = "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())
        parts.append(f"## storage-opt {command}".rstrip() + f"\n\n```\n{shown}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
