"""Installing completion for the shell in use: typer's way, said in the language in force."""

from __future__ import annotations

from typing import Any

import typer

from storage_opt.cli.terminal import tell
from storage_opt.errors import UsageError
from storage_opt.messages import say, text

SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")


def install(context: Any, _param: Any, value: Any) -> Any:
    """Install completion and leave; does nothing unless asked for.

    Raises
    ------
    UsageError
        The shell is none of those that completion exists for.
    """
    if not value or context.resilient_parsing:
        return value
    from typer._completion_shared import _get_shell_name, install  # no public door

    shell = value if isinstance(value, str) else _get_shell_name()
    if shell not in SHELLS:
        raise UsageError(say("cli.completion.unknown_shell", found=shell or "–", known=", ".join(SHELLS[:-1])))
    shell, path = install(shell=shell)
    tell(text("cli.completion.installed", shell=shell, path=path))
    tell(text("cli.completion.restart"))
    raise typer.Exit
