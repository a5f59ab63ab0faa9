"""The subcommands of mlsys-paper, one module each.

A module gives `add_parser(subparsers)`, which adds its arguments and sets
`run` as their default function, and `run(arguments) -> int`: 0 when all is
good, 1 when there are findings. What keeps it from running at all is raised
as a PaperError.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]
