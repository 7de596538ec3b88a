"""How every command is registered: its help speaks the language in force."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from storage_opt.cli.completion import install
from storage_opt.cli.help_page import help_page
from storage_opt.messages import text

Function = Callable[..., Any]
COMPLETION = {"install_completion": "cli.completion.install", "show_completion": "cli.completion.show"}


class Command(TyperCommand):
    """A command with our own help."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        formatter.write(help_page(self, ctx))

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option ``--help``."""
        return _spoken(super().get_help_option(ctx))


class Group(TyperGroup):
    """A group of commands, likewise."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        formatter.write(help_page(self, ctx))

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option ``--help``."""
        return _spoken(super().get_help_option(ctx))

    def get_params(self, ctx: Any) -> Any:
        """Return the options; those that typer adds for the shell would speak its English."""
        found = super().get_params(ctx)
        for param in found:
            if param.name in COMPLETION and isinstance(param, TyperOption):
                param.help = text(COMPLETION[param.name])
                if param.name == "install_completion":
                    param.callback = install
        return found


def command(app: typer.Typer, name: str, help_: str) -> Callable[[Function], Function]:
    """Register a function as a command."""
    return app.command(name, cls=Command, help=help_)


def group(help_: str, *, completes: bool = False) -> typer.Typer:
    """Make an application or a group that shows its help when nothing is asked of it."""
    return typer.Typer(
        cls=Group, help=help_, no_args_is_help=True, add_completion=completes, pretty_exceptions_enable=False
    )


def _spoken(option: Any) -> Any:
    if option is not None:
        option.help = text("cli.help.help")
    return option
