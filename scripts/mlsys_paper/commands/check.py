"""`mlsys-paper check`: say whether papers meet the call, where they don't, and how to mend it."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys_paper.check.batch import Outcome, Task, check_all
from mlsys_paper.check.findings import STAGES, PaperReport
from mlsys_paper.errors import PaperError
from mlsys_paper.reports import github, html, machine, text
from mlsys_paper.reports.delivery import deliver, progress
from mlsys_paper.sandbox.worker import default_workers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mlsys_paper.commands import Subparsers

FORMATS = ("text", "json", "html", "github")
COULD_NOT_CHECK = 2


def add_parser(subparsers: Subparsers) -> None:
    """Add the arguments of the command."""
    parser = subparsers.add_parser(
        "check",
        help="check PDFs against the call for papers",
        description=(
            "Check PDFs against the call for papers: what is wrong, on which page, and how to "
            "mend it. `mlsys-paper rules` prints the rules."
        ),
        epilog=(
            "Exit status: 0 no error, 1 at least one error, 2 a file could not be checked; "
            "the others are checked all the same."
        ),
    )
    parser.add_argument(
        "papers",
        nargs="+",
        type=Path,
        metavar="PDF",
        help="a PDF, or a folder: all PDFs in it and in its folders",
    )
    parser.add_argument(
        "--stage",
        choices=STAGES,
        help="what the papers are checked as (default: submission, and an appendix by itself as "
        "one)",
    )
    parser.add_argument(
        "--source",
        type=Path,
        metavar="TEX",
        help="the main file of the LaTeX source of the one PDF, to be read as well; the authors "
        "that it names must not appear either",
    )
    parser.add_argument(
        "--authors",
        type=Path,
        metavar="FILE",
        help="names, mails, affiliations that must not appear, one a line; # begins a comment",
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="write the report to a file, not to the screen"
    )
    parser.add_argument(
        "--jobs",
        type=positive,
        metavar="N",
        help="papers to check at a time (default: one for each processor)",
    )
    parser.set_defaults(run=run)


def positive(text: str) -> int:
    """A number of jobs."""
    with contextlib.suppress(ValueError):
        if int(text) > 0:
            return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no number above 0")


def run(arguments: argparse.Namespace) -> int:
    """Check the papers and report; 1 when one has errors, 2 when one could not be checked."""
    papers = list(dict.fromkeys(found_papers(arguments.papers)))
    if arguments.source and len(papers) != 1:
        raise PaperError(
            f"--source belongs to one PDF, and there are {len(papers)}.",
            "Check each paper with its source by itself.",
        )
    if arguments.output:
        spare((*papers, arguments.source, arguments.authors), arguments.output)
    authors = read_authors(arguments.authors) if arguments.authors else ()
    pictures = html.pictures_for(len(papers)) if arguments.format == "html" else 0
    tasks = [
        Task(paper, arguments.stage, arguments.source, authors, pictures)
        for paper in papers
        if not is_folder(paper)
    ]
    outcomes = {
        paper: Outcome(
            PaperReport(
                paper,
                arguments.stage or "submission",
                failure="there is no PDF in this folder",
                remedy="Name a folder that holds PDFs.",
            )
        )
        for paper in papers
        if is_folder(paper)
    }
    with progress("checking", len(tasks)) as advance:
        for index, outcome in check_all(tasks, jobs=arguments.jobs or default_workers()):
            outcomes[tasks[index].file] = outcome
            advance()
    in_order = [outcomes[paper] for paper in papers]
    deliver(rendered(in_order, arguments), arguments.output)
    return status([outcome.report for outcome in in_order])


def spare(inputs: Iterable[Path | None], output: Path) -> None:
    """Let no report take the place of what is checked.

    Raises:
        PaperError: it would.
    """
    place = output.resolve()
    if place.is_file() and any(place == file.resolve() for file in inputs if file):
        raise PaperError(
            f"{output} is what is checked; the report would take its place.",
            "Choose another place with --output.",
        )


def found_papers(paths: Sequence[Path]) -> Iterator[Path]:
    """Files as they are; for a folder the PDFs below it, itself when there is none."""
    for path in paths:
        if not is_folder(path):
            yield path
            continue
        found = sorted(
            file for file in path.rglob("*") if file.suffix.lower() == ".pdf" and file.is_file()
        )
        yield from found or [path]


def is_folder(path: Path) -> bool:
    """Whether it is one; where the system lets nobody look, the check of the file says so."""
    try:
        return path.is_dir()
    except OSError:
        return False


def read_authors(file: Path) -> tuple[str, ...]:
    """What a file lists, one a line, without blank lines and comments.

    Raises:
        PaperError: it can't be read.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise PaperError(
            f"{file} can't be read: {error.strerror}.", "Name a text file with one name a line."
        ) from error
    except UnicodeDecodeError as error:
        raise PaperError(f"{file} is no UTF-8 text.", "Save it as UTF-8.") from error
    # "C#" is no comment.
    listed = (re.split(r"(?:^|\s)#", line)[0].strip() for line in lines)
    return tuple(dict.fromkeys(line for line in listed if line))


def rendered(outcomes: Sequence[Outcome], arguments: argparse.Namespace) -> str:
    """The report in the format that was asked for."""
    reports = [outcome.report for outcome in outcomes]
    match arguments.format:
        case "json":
            return machine.render(reports)
        case "html":
            return html.render(outcomes)
        case "github":
            return github.render(reports, arguments.source.parent if arguments.source else None)
        case _:
            to_terminal = arguments.output is None and sys.stdout.isatty()
            width = shutil.get_terminal_size().columns if to_terminal else 0
            return text.render(reports, width, color=to_terminal and "NO_COLOR" not in os.environ)


def status(reports: Sequence[PaperReport]) -> int:
    """The exit status that the papers make."""
    if any(report.failure for report in reports):
        return COULD_NOT_CHECK
    return 0 if all(report.ok for report in reports) else 1
