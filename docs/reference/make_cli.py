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
        "explore",
        "data",
        "data import",
        "data check",
        "data list",
        "data synth",
    ),
    *("rules", "rules list", "rules show", "rank"),
)
PAGE = Path(__file__).with_name("cli.md")
HEAD = """# Command line

* **Language**: `--lang ja|en`, by default that of the locale (`LC_ALL`, `LC_MESSAGES`, `LANG`); help, tables, warnings, faults and
  reports follow it.
* **Completion**: `storage-opt --install-completion` for bash, zsh, fish or PowerShell, once; Tab then offers commands, options, areas,
  variables of `--solve-for`, metrics of `--target`, names of rules, and files.
  `--show-completion` prints the script for those who keep their own.
* **Width**: on a terminal nothing is wider than it: sentences break between words, tables that are too wide go on below with their
  first column repeated. In a pipe each sentence and each row keeps its line, unless `COLUMNS` is set.
* **Colour** only on a terminal, and not a single escape sequence with `NO_COLOR=1`.
* **Scripts**: `--json` prints JSON and nothing else on stdout; faults and progress go to stderr.
* **Exit codes**: 0 done, 2 wrong usage, 3 the input is wrong, 4 no feasible plan, 5 the target cannot be reached, 1 a fault of the
  program; 130 after Ctrl-C.

What follows is made from the help of the commands by `make_cli.py`.
"""


def page() -> str:
    """Return the page as it should be."""
    parts = [HEAD]
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
