"""The help of a command as text: in the language in force, as wide as the terminal, ended by examples.

Typer's own help cuts Japanese sentences off, as they have no blanks to break at.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from storage_opt.cli.examples import EXAMPLES
from storage_opt.cli.plain_table import table
from storage_opt.cli.terminal import cells, is_plain, width_of, wrapped
from storage_opt.messages import text

WIDTH, WIDEST = 80, 100
"""Characters of a line where no terminal says, and at most."""
INDENT = "  "
NOTHING: tuple[Any, ...] = (None, False, "", [], (), Path())
"""Defaults that are not told."""


def help_page(command: Any, ctx: Any) -> str:
    """Lay out usage, what the command does, arguments, options, commands below it, and examples."""
    width = min(width_of() or WIDTH, WIDEST)
    params = [param for param in command.get_params(ctx) if not getattr(param, "hidden", False)]
    arguments = [param for param in params if param.param_type_name == "argument"]
    options = [param for param in params if param.param_type_name != "argument"]
    below = {name: command.get_command(ctx, name) for name in getattr(command, "list_commands", lambda _: [])(ctx)}
    lines = wrapped(f"{text('cli.help.usage')} {usage(command, ctx)}", width, len(INDENT))
    lines += ["", *wrapped(INDENT + (command.help or ""), width)]
    lines += _section("arguments", [(_metavar(param), _told(param)) for param in arguments], width)
    lines += _section("options", [(_typed(param), _told(param)) for param in options], width)
    lines += _section("commands", [(name, each.help or "") for name, each in below.items()], width)
    examples = EXAMPLES.get(ctx.command_path.removeprefix("storage-opt").strip(), ())
    if examples:
        lines += ["", heading(text("cli.help.examples"))]
    for example in examples:
        lines += _continued(example, width)
    return "\n".join(lines)


def usage(command: Any, ctx: Any) -> str:
    """Name the command with what is typed after it."""
    arguments = [param for param in command.get_params(ctx) if param.param_type_name == "argument"]
    places = [_metavar(param) if param.required else f"[{_metavar(param)}]" for param in arguments]
    return " ".join(
        [ctx.command_path, "[OPTIONS]", *places, *(["COMMAND ..."] if hasattr(command, "commands") else [])]
    )


def heading(words: str) -> str:
    """Set a heading bold on a terminal, unless ``NO_COLOR`` is set."""
    return words if is_plain() or not sys.stdout.isatty() else f"\x1b[1m{words}\x1b[0m"


def _section(name: str, rows: list[tuple[str, str]], width: int) -> list[str]:
    if not rows:
        return []
    lines = table(rows, (0, 1), width - len(INDENT), whole=(0,))
    return ["", heading(text(f"cli.help.{name}")), *(INDENT + line for line in lines)]


def _continued(example: str, width: int) -> Iterator[str]:
    r"""Break a command between its options so that it can be pasted.

    >>> list(_continued("run a.yaml --out b --json", 28))
    ['  $ storage-opt run a.yaml \\', '    --out b --json']
    """
    line, room = f"{INDENT}$ storage-opt", width - 2
    for part in re.findall(r"--\S+(?: (?!--)\S+)?|\S+", example):
        if cells(line) + 1 + cells(part) > room:
            yield f"{line} \\"
            line = f"{INDENT}{INDENT}{part}"
        else:
            line = f"{line} {part}"
    yield line


def _metavar(param: Any) -> str:
    return str(param.metavar or param.name.upper())


def _typed(param: Any) -> str:
    """Option with what follows it."""
    name = ", ".join(param.opts)
    return f"{name} {param.metavar}" if param.metavar else name


def _told(param: Any) -> str:
    parts = [param.help or ""]
    if param.required:
        parts.append(text("cli.help.required"))
    elif param.default not in NOTHING and not callable(param.default):
        parts.append(text("cli.help.default", value=param.default))
    return " ".join(parts)
