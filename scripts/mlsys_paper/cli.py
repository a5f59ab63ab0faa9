"""The command line: the subcommands, and the one place where errors become exits."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import signal
import sys
from typing import TYPE_CHECKING

import shtab

from mlsys_paper import commands
from mlsys_paper.errors import PaperError, refusal
from mlsys_paper.version import version
from mlsys_paper.words import printable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

DESCRIPTION = "Build, check and compare papers set with the MLSys 2024 style."
COULD_NOT_RUN = 2
INTERRUPTED = 128 + signal.SIGINT
# What a shell makes of a program whose reader has gone away.
BROKEN_PIPE = 128 + 13
DEBUG = "MLSYS_PAPER_DEBUG"


def entry_point() -> None:
    """The installed command."""
    sys.exit(main())


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit status.

    0: good. 1: findings. 2: could not run. 130: interrupted. 141: whoever
    read the output has gone away.
    """
    try:
        arguments = parser().parse_args(argv)
        status = int(arguments.run(arguments))
        sys.stdout.flush()
    except SystemExit as end:  # argparse has said what is wrong, or has helped
        return end.code if isinstance(end.code, int) else COULD_NOT_RUN
    except PaperError as error:
        return say(f"mlsys-paper: {error}", COULD_NOT_RUN)
    except KeyboardInterrupt:
        return say("mlsys-paper: interrupted", INTERRUPTED)
    except BrokenPipeError:
        # The interpreter flushes once more on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        return say(unexpected(error), COULD_NOT_RUN)
    return status


def say(message: str, status: int) -> int:
    """Print a message where messages belong, and pass the status on."""
    sys.stderr.write(f"{message}\n")
    return status


def unexpected(error: Exception) -> str:
    """What a user gets to see of an error that nobody foresaw, or that no program can help."""
    if told := refusal(error):
        return f"mlsys-paper: {printable(told.what)}\n  {told.remedy}"
    return (
        f"mlsys-paper: this is a fault of the program, not of your paper: "
        f"{type(error).__name__}: {error}. "
        f"Please report it, with the command that you gave and what it prints when {DEBUG}=1 is "
        f"set in the environment. Nothing of your paper was changed."
    )


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    result = argparse.ArgumentParser(
        prog="mlsys-paper",
        description=DESCRIPTION,
        epilog="Exit status: 0 good, 1 findings, 2 could not run.",
    )
    result.add_argument("--version", action=PrintVersion, nargs=0, help="print the version")
    shtab.add_argument_to(result, "--print-completion", help="print completion for a shell")
    subparsers = result.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in command_modules():
        module.add_parser(subparsers)
    return result


class PrintVersion(argparse.Action):
    """Prints the version, which is read only when somebody asks for it."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print it and end."""
        sys.stdout.write(f"mlsys-paper {version()}\n")
        parser.exit()


def command_modules() -> list[ModuleType]:
    """The modules of the subcommands, in alphabetical order."""
    names = sorted(info.name for info in pkgutil.iter_modules(commands.__path__))
    return [importlib.import_module(f"{commands.__name__}.{name}") for name in names]
