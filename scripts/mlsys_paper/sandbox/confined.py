"""Run a module of this package in a process of its own, in the sandbox and under its limits."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mlsys_paper.sandbox.programs import Completed, Limits, run
from mlsys_paper.words import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

FAILURE: Final = "failure.txt"
"""Where a module says why it failed, in the folder that it may write."""


def run_module(module: str, arguments: Sequence[str], folder: Path, limits: Limits) -> Completed:
    """Run a module, by its name in the package, in a folder that it may write."""
    package = Path(__file__).resolve().parents[1]
    modules = [package.parent, *(Path(place).absolute() for place in sys.path if place)]
    places = {*modules, *map(Path, (sys.prefix, sys.base_prefix))}
    # An environment may be a link, and its interpreter a link into another place.
    places |= {place.resolve() for place in places}
    places.add(Path(sys.executable).resolve().parent.parent)
    return run(
        [sys.executable, "-m", f"{package.name}.{module}", *arguments],
        folder=folder,
        environment={
            "PYTHONPATH": os.pathsep.join(map(str, modules)),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        readable=sorted(place for place in places if place.exists() and place != Path("/")),
        limits=limits,
    )


def reason(folder: Path, done: Completed, limits: Limits) -> str:
    """Why a module failed: in its words, or the limit that it met."""
    said = folder / FAILURE
    if said.is_file() and not said.is_symlink() and said.stat().st_size < 10_000:
        return printable(said.read_text("utf-8", "replace")).removeprefix("paper.pdf: ")
    if done.stopped == "processor time":
        return f"it takes more than {limits.cpu_seconds} s of processor time to read"
    if done.stopped:
        return f"it takes too much {done.stopped} to read"
    last = done.output.strip().splitlines()[-1:]
    return printable(" ".join(["what reads it crashed", *last]))
