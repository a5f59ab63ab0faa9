"""`mlsys-paper compare`: show on real pages what a change of the style did."""

from __future__ import annotations

import argparse
import math
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys_paper.compare import html, machine, table
from mlsys_paper.compare.model import Comparison, most_changed_first
from mlsys_paper.compare.papers import PaperSource, find_papers
from mlsys_paper.compare.run import TOLERANCE, Settings, compare_papers, limits_for
from mlsys_paper.compare.styles import find_style
from mlsys_paper.errors import PaperError
from mlsys_paper.reports.delivery import deliver, progress
from mlsys_paper.sandbox.programs import sandbox_program
from mlsys_paper.tex.cache import Cache, session_cache, user_cache
from mlsys_paper.tex.installation import ENGINES, find_engine

if TYPE_CHECKING:
    from mlsys_paper.commands import Subparsers

FORMATS = ("text", "json", "html")
SECONDS = 60
MEGABYTES = 2048
ROOM = 256 << 20
"""Bytes that the disk below the cache must have: a paper's run may write as much."""


def add_parser(subparsers: Subparsers) -> None:
    """Add the arguments of the command."""
    parser = subparsers.add_parser(
        "compare",
        help="compile papers with two versions of the style and say what moved",
        description=(
            "Compile a folder of papers with two versions of the style, whatever year's style "
            "they were written for, and say paper by paper what moved, by how much, and what "
            "broke. Papers run in a sandbox; the folders are left as they are."
        ),
        epilog=(
            "Exit status: 0 nothing moved and nothing broke, 1 otherwise, also where a paper could "
            "not be compared, 2 no paper could be compared."
        ),
    )
    for name in ("before", "after"):
        parser.add_argument(
            name,
            metavar=name.upper(),
            help="a folder with a .sty and a .bst file, or a git revision of this project",
        )
    parser.add_argument(
        "folder",
        type=Path,
        metavar="FOLDER",
        help="papers, each in a folder of its own; or the folder of one paper",
    )
    parser.add_argument(
        "--tolerance",
        type=length,
        default=TOLERANCE,
        metavar="BP",
        help=f"from how far a line counts as moved, in bp (default: {TOLERANCE})",
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="write the report to a file, not to the screen"
    )
    parser.add_argument(
        "--engine",
        choices=list(ENGINES),
        help="for all papers (default: the one that each asks for, or pdflatex)",
    )
    parser.add_argument(
        "--jobs",
        type=positive,
        metavar="N",
        help="papers to compile at a time (default: one for each processor)",
    )
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help="for results, by content (default: the user's)"
    )
    parser.add_argument(
        "--seconds",
        type=positive,
        default=SECONDS,
        metavar="N",
        help=f"processor time that each TeX run may use (default: {SECONDS})",
    )
    parser.add_argument(
        "--memory",
        type=positive,
        default=MEGABYTES,
        metavar="MB",
        help=f"memory that each TeX run may use (default: {MEGABYTES})",
    )
    parser.add_argument(
        "--no-sandbox",
        action="store_true",
        help="run papers without bubblewrap: only papers that you trust like your own programs",
    )
    parser.set_defaults(run=run)


def length(text: str) -> float:
    """A tolerance."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is no length above 0 in bp")
    return value


def positive(text: str) -> int:
    """A number of something."""
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no number above 0")


def run(arguments: argparse.Namespace) -> int:
    """Compare and report; 1 when anything moved or broke.

    Raises:
        PaperError: a style or the papers can't be found, TeX isn't installed,
            or no paper could be compared.
    """
    if not arguments.no_sandbox and sandbox_program() is None:
        raise PaperError(
            "Papers run programs of their own when TeX sets them, and bubblewrap, which keeps them "
            "away from your files, is not installed or does not work here.",
            "Install bubblewrap, or insist with --no-sandbox where you trust the papers.",
        )
    styles = find_style(arguments.before), find_style(arguments.after)
    papers = find_papers(arguments.folder)
    asked = {paper.engine for paper in papers if isinstance(paper, PaperSource)}
    if arguments.engine or asked:
        # Without it, nothing can be compared; one paper's own engine costs its row.
        find_engine(arguments.engine or ("pdflatex" if "pdflatex" in asked else min(asked)))
    settings = Settings(
        cache=cache_at(arguments.cache),
        tolerance=arguments.tolerance,
        limits=replace(
            limits_for(arguments.seconds, arguments.memory), sandbox=not arguments.no_sandbox
        ),
        engine=arguments.engine,
        pictures=html.pictures_for(len(papers)) if arguments.format == "html" else 0,
        **({"jobs": arguments.jobs} if arguments.jobs else {}),
    )
    rows = []
    with progress("comparing", len(papers)) as advance:
        for row in compare_papers(papers, styles, settings):
            rows.append(row)
            advance()
    comparison = Comparison(
        before=arguments.before,
        after=arguments.after,
        tolerance=arguments.tolerance,
        papers=most_changed_first(tuple(rows)),
    )
    deliver(rendered(comparison, arguments.format), arguments.output)
    if not comparison.compared:
        raise PaperError(
            f"None of the papers in {arguments.folder} could be compared.",
            "The report says of each what is wrong.",
        )
    failed = any(row.main and row.failure for row in rows)
    return 1 if comparison.changed or failed else 0


def cache_at(folder: Path | None) -> Cache:
    """The cache in a folder, or the user's; without a place for it, one for this run.

    Raises:
        PaperError: the folder can't be written.
    """
    try:
        cache = Cache(folder) if folder else user_cache()
    except OSError as error:
        raise PaperError(
            f"{folder} can't be written: {error.strerror}.", "Choose another with --cache."
        ) from error
    if cache is not None and shutil.disk_usage(cache.folder).free < ROOM:
        print(f"{cache.folder}: the disk is full; nothing is kept of this run", file=sys.stderr)  # noqa: T201
        cache = None
    return cache or session_cache()


def rendered(comparison: Comparison, form: str) -> str:
    """The report in the format that was asked for."""
    match form:
        case "json":
            return machine.render(comparison)
        case "html":
            return html.render(comparison)
        case _:
            return table.render(comparison)
