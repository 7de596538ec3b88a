"""The command line: one file per command; language, errors and exit codes here."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

from storage_opt.cli.terminal import tell
from storage_opt.errors import StorageOptError
from storage_opt.messages import LANGUAGES, set_language, text

TERMINATED = 143
STOPPED = (130, TERMINATED)
"""Exit codes after Ctrl-C and after SIGTERM, as shells have them."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and leave with its exit code (INTERFACE section 1).

    Sums over a year are too short for several threads of the algebra library: they would wait for each other most of the time, and for
    the other cases of a study. So it gets one, unless the environment says otherwise; numpy is not loaded yet here.
    """
    for library in ("OPENBLAS", "MKL", "OMP"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    argv = list(sys.argv[1:] if arguments is None else arguments)
    set_language(_asked_language(argv))
    signal.signal(signal.SIGTERM, _terminated)
    code = _run(argv)
    if code in STOPPED:
        # HiGHS may abort in its own clean-up at exit after a cancelled solve; ours is done, so leave without it.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output has left (`| head`): nothing more to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _run(argv: list[str]) -> int:
    from storage_opt.cli.app import make_app

    try:
        code = make_app()(argv, prog_name="storage-opt", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except SystemExit as exit_:
        if isinstance(
            exit_.__context__, BrokenPipeError
        ):  # met while printing: the library that reads the options makes it a fault
            return 0
        return exit_.code if isinstance(exit_.code, int) else 0
    except StorageOptError as error:
        tell(error.text(), err=True)
        if "--debug" in argv:
            raise
        return error.exit_code
    except Exception as error:
        from storage_opt.cli.usage import WRONG_USAGE, UsageError, told

        if isinstance(error, UsageError):
            tell(told(error), err=True)
            return WRONG_USAGE
        if "--debug" in argv:
            raise
        tell(text("cli.fault", kind=type(error).__name__, error=error), err=True)
        return 1


def _asked_language(argv: list[str]) -> str | None:
    """Language asked for with ``--lang``, read before anything else so that even the help speaks it."""
    for position, word in enumerate(argv):
        value = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and position + 1 < len(argv):
            value = argv[position + 1]
        if value in LANGUAGES:
            return value
    return None


def _terminated(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Leave through the ``finally`` blocks, so that nothing half-written stays."""
    raise SystemExit(TERMINATED)
