"""Run a page: files that it shows are written, commands that it shows are run, and what they print is what it shows.

* A block of YAML whose first line is ``# NAME`` is saved under that name.
* In a block ``console`` a line that begins with ``$`` is a command, lines that begin with ``>`` continue it, all others are what it prints;
  ``…`` stands for any lines or, within a line, for any characters.
* A block ``sh`` is not run.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ANYTHING = "…"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.S | re.M)
NAMED = re.compile(r"# ([\w.-]+\.(?:yaml|csv))\n")
MASKS = (
    (re.compile(r"\d[\d.,]* s\b"), "# s"),  # times
    (re.compile(r"\bgap -?[\d.]+e[+-]\d+"), "gap #"),  # rounding of the machine
    (re.compile(r"\bkey [0-9a-f]{12}"), "key #"),  # holds the editions of packages
)


@dataclass
class Step:
    """A command of a page and what it should print."""

    command: str
    expected: list[str]


def blocks(page: str) -> list[tuple[str, str]]:
    """Kind and text of each block, in order."""
    return BLOCK.findall(page)


def steps(block: str) -> list[Step]:
    found: list[Step] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(Step(line[2:], []))
        elif line.startswith("> ") or line == ">":
            found[-1].command += "\n" + line[2:]
        else:
            found[-1].expected.append(line)
    return found


def run_page(page: str, folder: Path) -> int:
    """Run every command of a page in a folder; returns how many there were."""
    count = 0
    for kind, text in blocks(page):
        named = NAMED.match(text)
        if named and kind in ("yaml", "csv"):
            (folder / named[1]).write_text(text, encoding="utf-8")
        for step in steps(text) if kind == "console" else ():
            shown = printed(step.command, folder)
            assert matches(step.expected, shown), f"$ {step.command}\n" + "\n".join(shown)
            count += 1
    return count


def printed(command: str, folder: Path) -> list[str]:
    """What a command prints on both streams, in a shell that knows ``storage-opt`` and ``python``."""
    tools = folder / ".tools"
    tools.mkdir(exist_ok=True)
    for name, words in (("storage-opt", "-m storage_opt "), ("python", "")):
        (tools / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {words}"$@"\n')
        (tools / name).chmod(0o755)
    kept = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LANG", "LC_MESSAGES")}
    environment = {**kept, "PATH": f"{tools}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.stdout.splitlines()


def plain(lines: list[str]) -> list[str]:
    """Lines without blanks at their ends, without empty lines, times and noise masked."""
    kept = []
    for line in lines:
        line = line.strip()
        for pattern, mask in MASKS:
            line = pattern.sub(mask, line)
        if line:
            kept.append(line)
    return kept


def matches(expected: list[str], shown: list[str]) -> bool:
    """Whether what was printed is what the page shows."""
    parts = []
    for line in plain(expected):
        if line == ANYTHING:
            parts.append(r"(?:.*\n)*?")
        else:
            in_line = ".*".join(map(re.escape, line.split(ANYTHING))) if ANYTHING in line else re.escape(line)
            parts.append(in_line + r"\n")
    return re.fullmatch("".join(parts), "".join(f"{line}\n" for line in plain(shown))) is not None
