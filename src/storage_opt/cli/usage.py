"""Wrong usage in the words of the catalogue; the library that reads the options knows English only."""

from __future__ import annotations

import difflib
import re
from typing import Any

import typer

from storage_opt.messages import text

UsageError: type[Exception] = next(c for c in typer.BadParameter.__mro__ if c.__name__ == "UsageError")
"""What typer raises at wrong usage; typer does not export it."""
WRONG_USAGE = 2
KINDS = ("integer", "number")
"""Kinds of value that typer names when it cannot read one."""


def told(error: Any) -> str:
    """Say what is wrong with the options; where nothing was asked at all, the help."""
    name = type(error).__name__
    if name == "NoArgsIsHelpError":
        return str(error.message)
    lines = [_sentence(name, error)]
    if error.ctx is not None:
        lines.append(text("cli.usage.help", command=error.ctx.command_path))
    return "\n".join(lines)


def _sentence(name: str, error: Any) -> str:
    quoted = re.search(r"'([^']*)'", error.message)
    if name == "NoSuchOption":
        near = difflib.get_close_matches(error.option_name, error.possibilities or _options(error.ctx), n=1)
        key = "cli.usage.no_option_near" if near else "cli.usage.no_option"
        return text(key, found=error.option_name, near="".join(near))
    if name == "MissingParameter":
        return text("cli.usage.missing", where=_where(error.param))
    if name == "BadParameter" and error.param is not None:
        kind = next((kind for kind in KINDS if kind in error.message), "other")
        return text(f"cli.usage.value.{kind}", where=_where(error.param))
    if name == "BadOptionUsage":
        return text("cli.usage.no_value", where=error.option_name)
    if name == "UsageError" and error.message.startswith("No such command") and quoted:
        commands = sorted(error.ctx.command.commands)
        near = difflib.get_close_matches(quoted[1], commands, n=1)
        return text("cli.usage.no_command", found=quoted[1], known=", ".join(near or commands))
    if "unexpected extra argument" in error.message:
        return text("cli.usage.extra", found=error.message.partition("(")[2].partition("(")[2].rstrip(")"))
    return text("cli.usage.other", message=error.format_message())


def _where(param: Any) -> str:
    """Name a parameter as it is typed.

    Options by their long form, arguments by what stands for them in the help.
    """
    if param is None:
        return "?"
    options = [option for option in param.opts if option.startswith("--")]
    return str(options[0] if options else param.metavar or param.name)


def _options(ctx: Any) -> list[str]:
    return [] if ctx is None else [option for param in ctx.command.params for option in param.opts]
