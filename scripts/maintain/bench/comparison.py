"""Measure what comparing two styles costs on each paper, with and without the cache.

Each paper is compared three times in a round, in a cache that is empty at
first: with two styles that the cache doesn't know, after a change to one of
them, and with the same two again. The styles differ by a comment, so that no
time goes into pictures of differences. Times are by the clock, in seconds, one
paper at a time: the sandbox would hide the processor time of what runs in it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from maintain.bench.style import Spread
from mlsys_paper.compare.papers import PaperSource, find_papers
from mlsys_paper.compare.run import Settings, compare_paper
from mlsys_paper.compare.styles import find_style
from mlsys_paper.errors import PaperError
from mlsys_paper.tex.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlsys_paper.compare.styles import StyleFiles

WAYS = ("no cache", "one side", "both sides")
"""What the cache holds of the two sides, as the report calls it: neither, one, both."""


@dataclass(frozen=True)
class Timing:
    """What comparing one paper takes, in seconds, by what the cache holds.

    Attributes:
        paper: the name of its folder.
        pages: of its PDF.
        times: in the order of `WAYS`.
        ratios: of each time to the one without a cache, in the same round.
    """

    paper: str
    pages: int
    times: tuple[Spread, ...]
    ratios: tuple[Spread, ...]


def commented(style: StyleFiles, comment: str) -> StyleFiles:
    """The style with a comment at its end: another content, the same pages."""
    name = f"{style.name}.sty"
    return replace(
        style, files={**style.files, name: style.files[name] + f"% {comment}\n".encode()}
    )


def seconds_for(
    paper: PaperSource, style: StyleFiles, cache: Path, reused: tuple[bool, bool], changes: str
) -> tuple[float, int]:
    """Compare a paper; the time, and the number of its pages.

    Raises:
        PaperError: it can't be compared, or the cache did otherwise than expected.
    """
    start = time.monotonic()
    row = compare_paper(paper, (style, commented(style, changes)), Settings(Cache(cache)))
    seconds = time.monotonic() - start
    if row.movement is None:
        said = row.failure or "it has no PDF"
        raise PaperError(f"{paper.name} can't be measured: {said}", "Leave it out.")
    if (row.before.reused, row.after.reused) != reused:
        raise PaperError(f"{paper.name}: the cache held something else than it should.")
    return seconds, row.before.pages or 0


def measure(paper: PaperSource, style: StyleFiles, rounds: int) -> Timing:
    """Compare one paper in each way, in turns."""
    times: list[list[float]] = [[] for _ in WAYS]
    pages = 0
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="mlsys-bench-") as cache:
            states = (
                ((False, False), "changed"),
                ((True, False), "changed again"),
                ((True, True), "changed again"),
            )
            for column, (reused, changes) in zip(times, states, strict=True):
                seconds, pages = seconds_for(paper, style, Path(cache), reused, changes)
                column.append(seconds)
    ratios = [[own / cold for own, cold in zip(column, times[0], strict=True)] for column in times]
    return Timing(
        paper.name, pages, tuple(map(Spread.of, times)), tuple(Spread.of(each) for each in ratios)
    )


def table(timings: Sequence[Timing]) -> str:
    """The timings as a table, each figure a median with its range."""
    width = max(len(timing.paper) for timing in timings)
    head = "".join(f"  {way:>10} {'range':>13} {'ratio':>5}" for way in WAYS)
    lines = [f"{'':{width}}  pages{head}"]
    for timing in timings:
        cells = "".join(
            f"  {spent.median:10.2f} {spent.least:6.2f}-{spent.most:<6.2f} {ratio.median:5.2f}"
            for spent, ratio in zip(timing.times, timing.ratios, strict=True)
        )
        lines.append(f"{timing.paper:{width}}  {timing.pages:5}{cells}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="nox -s bench -- compare",
        description="Measure what comparing two styles costs on each paper.",
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often each paper is compared")
    parser.add_argument("--style", default="mlsys2024style", help="the folder of the style")
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=Path("tests/compare/papers"),
        help="papers, each in a folder of its own",
    )
    options = parser.parse_args(arguments)
    try:
        if options.rounds < 1:
            raise PaperError("At least one round has to be run.")
        style = find_style(options.style)
        papers = [each for each in find_papers(options.folder) if isinstance(each, PaperSource)]
        if not papers:
            raise PaperError(f"{options.folder} holds no paper that could be compared.")
        timings = [measure(paper, style, options.rounds) for paper in papers]
    except PaperError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(
        f"Comparison, seconds a paper by the clock, median of {options.rounds}, by what the cache "
        f"holds\n{table(timings)}\n\n"
    )
    return 0
