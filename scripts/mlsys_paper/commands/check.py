"""`mlsys-paper check`: say whether papers meet the call, where they don't, and how to mend it."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from mlsys_paper.check.batch import Outcome, Task, check_all
from mlsys_paper.check.catalogue import RULES
from mlsys_paper.check.findings import STAGES, PaperReport
from mlsys_paper.check.kept import Kept
from mlsys_paper.check.submissions import matched, read_submissions, title_finding
from mlsys_paper.commands import build
from mlsys_paper.errors import PaperError
from mlsys_paper.reports import formats, html
from mlsys_paper.reports.delivery import deliver, progress
from mlsys_paper.sandbox.worker import default_workers
from mlsys_paper.settings import Settings, known, read_settings, without_ignored
from mlsys_paper.tex.cache import user_cache
from mlsys_paper.tex.installation import ENGINES
from mlsys_paper.tex.sources import SOURCE_SUFFIXES, find_main, walk
from mlsys_paper.version import made_now
from mlsys_paper.words import printable_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mlsys_paper.check.submissions import Matched
    from mlsys_paper.commands import Subparsers

COULD_NOT_CHECK: Final = 2
_WATCHED: Final = 0.5  # s between looks at the sources
_IDS: Final = frozenset(rule.id for rule in RULES)


def add_parser(subparsers: Subparsers) -> None:
    """Add the arguments of the command."""
    parser = subparsers.add_parser(
        "check",
        help="check papers against the call for papers",
        description=(
            "Check papers against the call for papers: what is wrong, on which page, and how to "
            "mend it. Without a file, in the folder of a paper, the paper is built and checked "
            "with its sources. `mlsys-paper rules` prints the rules."
        ),
        epilog=(
            "Exit status: 0 no error, 1 at least one error, 2 a file could not be checked; "
            "the others are checked all the same. A file .mlsys-paper.toml beside the paper, or "
            "[tool.mlsys-paper] in pyproject.toml, holds stage, names, select and ignore."
        ),
    )
    parser.add_argument(
        "papers",
        nargs="*",
        type=Path,
        metavar="PAPER",
        help="a PDF; a folder: all PDFs in it and in its folders; or a .tex file, which is built",
    )
    what = parser.add_argument_group("what is checked")
    what.add_argument(
        "--stage",
        choices=STAGES,
        help="what the papers are checked as (default: submission, and an appendix by itself as "
        "one)",
    )
    what.add_argument(
        "--source",
        type=Path,
        metavar="TEX",
        help="the main file of the LaTeX source of the one PDF, to be read as well; the authors "
        "that it names must not appear either",
    )
    what.add_argument(
        "--authors",
        type=Path,
        metavar="FILE",
        help="names, mails, affiliations that must not appear, one a line; # begins a comment",
    )
    what.add_argument(
        "--select", action="append", default=[], metavar="RULES", help="report these rules alone"
    )
    what.add_argument(
        "--ignore",
        action="append",
        default=[],
        metavar="RULES",
        help="leave out these rules; how many findings that are is said. Of several papers, errors "
        "that rest on the call stay",
    )
    what.add_argument("--engine", choices=list(ENGINES), default="pdflatex", help="for a .tex file")
    what.add_argument(
        "--watch", action="store_true", help="build and check the paper again on every save"
    )
    _add_output(parser)
    _add_chairs(parser)
    parser.set_defaults(run=run)


def _add_output(parser: argparse.ArgumentParser) -> None:
    output = parser.add_argument_group("what comes of it")
    output.add_argument(
        "--format",
        choices=formats.FORMATS,
        help="default: what --output's name ends in, else text",
    )
    output.add_argument(
        "--output", type=Path, metavar="FILE", help="write the report to a file, not to the screen"
    )
    output.add_argument(
        "-q", "--quiet", action="store_true", help="say nothing of papers without findings"
    )
    output.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="of the text"
    )
    output.add_argument(
        "--jobs",
        type=positive,
        metavar="N",
        help="papers to check at a time (default: one for each processor)",
    )


def _add_chairs(parser: argparse.ArgumentParser) -> None:
    chairs = parser.add_argument_group("for chairs")
    chairs.add_argument(
        "--submissions",
        type=Path,
        metavar="FILE",
        help="the export of OpenReview or HotCRP, CSV or JSON: each paper is checked for its own "
        "authors' names and compared with its title; missing and surplus files are named",
    )
    chairs.add_argument(
        "--reports", type=Path, metavar="FOLDER", help="write a report for each paper, to be mailed"
    )
    chairs.add_argument(
        "--resume",
        action="store_true",
        help="take up what an earlier run has checked; results are kept by content",
    )


def positive(text: str) -> int:
    """A number of jobs."""
    with contextlib.suppress(ValueError):
        if int(text) > 0:
            return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no number above 0")


def run(arguments: argparse.Namespace) -> int:
    """Check the papers and report; 1 when one has errors, 2 when one could not be checked."""
    main = source_of(arguments)
    if arguments.watch:
        if main is None:
            raise PaperError("--watch needs a paper's source.", "Name its main .tex file.")
        return watch(arguments, main)
    return once(arguments, main)


def source_of(arguments: argparse.Namespace) -> Path | None:
    """Return the paper that is to be built: a .tex file, or the one of this folder.

    Raises:
        PaperError: there is nothing here to check.
    """
    papers: list[Path] = arguments.papers
    if not papers:
        with contextlib.suppress(PaperError):
            return find_main(Path())
        arguments.papers = papers = [Path()]
        return None
    sources = [path for path in papers if path.suffix.lower() in SOURCE_SUFFIXES]
    if not sources:
        return None
    if len(papers) > 1:
        raise PaperError(
            f"{printable_path(sources[0])} is a LaTeX source, and there are {len(papers)} papers.",
            "Check it by itself, or name its PDF.",
        )
    return find_main(sources[0])


def watch(arguments: argparse.Namespace, main: Path) -> int:
    """Build and check a paper again whenever one of its files is saved, until interrupted."""
    seen: object = None
    while True:
        now = saved(main.parent)
        if now != seen:
            with contextlib.suppress(OSError):
                seen = now
            once(arguments, main)
            sys.stdout.write(f"watching {printable_path(main.parent.absolute())}\n")
            sys.stdout.flush()
            seen = saved(main.parent)
        time.sleep(_WATCHED)


def saved(folder: Path) -> dict[Path, int]:
    """Return when each source of a folder was saved."""
    found = {}
    for path in walk(folder):
        if path.suffix.lower() in {".tex", ".bib", ".sty", ".bst", ".cls", ".toml"}:
            with contextlib.suppress(OSError):
                found[path] = path.stat().st_mtime_ns
    return found


def once(arguments: argparse.Namespace, main: Path | None) -> int:
    """Build the paper if it is to be built, check what there is, and report."""
    built = 0
    if main is not None:
        result = build.built(main, arguments.engine, main.parent)
        if not arguments.quiet or result.errors:
            to = sys.stderr if arguments.format or arguments.output else sys.stdout
            to.write("".join(f"{line}\n" for line in build.account(result)))
        if result.pdf is None:
            return 1
        built = 1 if result.errors else 0
        arguments = argparse.Namespace(**vars(arguments))
        arguments.papers, arguments.source = [Path(result.pdf)], main
    return max(built, checked(arguments))


@dataclass(frozen=True)
class Wishes:
    """What the options and the settings beside the paper wish of a run.

    Attributes:
        settings: of both.
        authors: names that must not appear in any paper.
        of_many: whether these are the papers of others.
    """

    settings: Settings
    authors: tuple[str, ...]
    of_many: bool


def checked(arguments: argparse.Namespace) -> int:
    """Check PDFs and report."""
    papers = list(dict.fromkeys(found_papers(arguments.papers)))
    if arguments.source and len(papers) != 1:
        raise PaperError(
            f"--source belongs to one PDF, and there are {len(papers)}.",
            "Check each paper with its source by itself.",
        )
    if arguments.output:
        spare(
            (*papers, arguments.source, arguments.authors, arguments.submissions), arguments.output
        )
    wishes = wishes_of(arguments, papers)
    files = [paper for paper in papers if not is_folder(paper)]
    whose = (
        matched(files, read_submissions(arguments.submissions)) if arguments.submissions else None
    )
    name = arguments.format or (formats.format_of(arguments.output) if arguments.output else "text")
    pictures = html.pictures_for(len(papers)) if name == "html" else 0
    pictures = html.MOST_PICTURES if arguments.reports else pictures
    tasks = [task_of(file, arguments, wishes, whose, pictures) for file in files]
    outcomes = {paper: Outcome(no_pdf(paper)) for paper in papers if is_folder(paper)}
    outcomes |= outcomes_of(tasks, arguments)
    in_order = [judged(outcomes[paper], wishes, whose) for paper in papers]
    report(in_order, name, arguments)
    if whose:
        say_whose(whose)
    return status([outcome.report for outcome in in_order])


def wishes_of(arguments: argparse.Namespace, papers: Sequence[Path]) -> Wishes:
    """Return what the options wish; what they leave open, the settings beside one paper say."""
    of_many = len(papers) > 1 or arguments.submissions is not None
    beside = (arguments.source or papers[0]).parent if papers else Path()
    settings = Settings() if of_many else read_settings(beside, _IDS)
    ignore, select = listed(arguments.ignore), listed(arguments.select)
    known("--ignore", ignore, _IDS)
    known("--select", select, _IDS)
    settings = replace(
        settings,
        stage=arguments.stage or settings.stage,
        ignore={**settings.ignore, **dict.fromkeys(ignore, "--ignore")},
        select=select or settings.select,
    )
    authors = read_authors(arguments.authors) if arguments.authors else ()
    return Wishes(settings, (*authors, *settings.names), of_many)


def listed(values: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of an option that may be given several times, each time with several ids."""
    ids = (part.strip() for value in values for part in value.split(","))
    return tuple(dict.fromkeys(part for part in ids if part))


def task_of(
    file: Path,
    arguments: argparse.Namespace,
    wishes: Wishes,
    whose: Matched | None,
    pictures: int,
) -> Task:
    """Return how a file is to be checked."""
    own = whose.of_file.get(file) if whose else None
    stage = wishes.settings.stage or (own.stage if own else None)
    authors = (*wishes.authors, *(own.authors if own else ()))
    return Task(file, stage, arguments.source, tuple(dict.fromkeys(authors)), pictures)


def outcomes_of(tasks: Sequence[Task], arguments: argparse.Namespace) -> dict[Path, Outcome]:
    """Check files; with --resume, those alone that no earlier run has checked."""
    outcomes: dict[Path, Outcome] = {}
    kept = kept_results() if arguments.resume and not arguments.source else None
    if kept:
        for task in tasks:
            if outcome := kept.find(task):
                outcomes[task.file] = outcome
    waiting = [task for task in tasks if task.file not in outcomes]
    with progress("checking", 0 if arguments.quiet else len(waiting)) as advance:
        for index, outcome in check_all(waiting, jobs=arguments.jobs or default_workers()):
            outcomes[waiting[index].file] = outcome
            if kept:
                kept.keep(waiting[index], outcome)
            advance()
    return outcomes


def kept_results() -> Kept | None:
    """Return where results are kept: this user's cache, None when it can't be written."""
    cache = user_cache()
    return Kept(cache.folder / "checks") if cache else None


def judged(outcome: Outcome, wishes: Wishes, whose: Matched | None) -> Outcome:
    """Return what came of a file with its title compared, and without what is ignored."""
    found = outcome.report
    own = whose.of_file.get(found.file) if whose else None
    if own and not found.failure:
        found = replace(found, findings=(*found.findings, *title_finding(found, own)))
    return replace(outcome, report=without_ignored(found, wishes.settings, of_many=wishes.of_many))


def say_whose(whose: Matched) -> None:
    """Name submissions without a file, and files without a submission."""
    for one in whose.missing:
        title = f", {one.title}" if one.title else ""
        sys.stderr.write(f"missing: submission {one.number}{title} has no file\n")
    for file in whose.surplus:
        sys.stderr.write(f"surplus: {printable_path(file)} is of no submission\n")


def report(outcomes: Sequence[Outcome], name: str, arguments: argparse.Namespace) -> None:
    """Print or write the report, and one for each paper where that is wished."""
    made = made_now()
    to_terminal = arguments.output is None and sys.stdout.isatty()
    color = arguments.color == "always" or (
        arguments.color == "auto" and to_terminal and "NO_COLOR" not in os.environ
    )
    look = formats.Look(
        width=shutil.get_terminal_size().columns if to_terminal else 0,
        color=color,
        quiet=arguments.quiet,
        sources=arguments.source.parent if arguments.source else None,
        signed=arguments.output is not None,
    )
    if arguments.reports:
        places = write_reports(outcomes, arguments.reports, look)
        start = arguments.output.parent if arguments.output else Path()
        links = {
            file: quote(Path(os.path.relpath(place, start)).as_posix())
            for file, place in places.items()
        }
        look = replace(look, links=links)
    small = [replace(one, previews=()) for one in outcomes] if len(outcomes) > 1 else outcomes
    shown = small if arguments.reports and name == "html" else outcomes
    deliver(formats.rendered(name, shown, made, look), arguments.output)
    if arguments.output and not arguments.quiet:
        sys.stderr.write(f"{printable_path(arguments.output)}: a report, as {name}\n")


def write_reports(
    outcomes: Iterable[Outcome], folder: Path, look: formats.Look
) -> dict[Path, Path]:
    """Write an HTML report for each paper into a folder; return where each file's report is.

    Raises:
        PaperError: the folder can't be written, or holds another file of that name.
    """
    made = made_now()
    places: dict[Path, Path] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PaperError(
            f"{printable_path(folder)} can't be made: {error.strerror}.", "Choose another folder."
        ) from error
    for outcome in outcomes:
        stem = outcome.report.file.stem or "paper"
        place, number = folder / f"{stem}.html", 2
        while place in places.values():
            place, number = folder / f"{stem}-{number}.html", number + 1
        places[outcome.report.file] = place
        formats.spare(place)
        deliver(formats.rendered("html", [outcome], made, look), place)
    return places


def spare(inputs: Iterable[Path | None], output: Path) -> None:
    """Let no report take the place of what is checked, or of anything but a report.

    Raises:
        PaperError: it would.
    """
    place = output.resolve()
    if place.is_file() and any(place == file.resolve() for file in inputs if file):
        raise PaperError(
            f"{output} is what is checked; the report would take its place.",
            "Choose another place with --output.",
        )
    formats.spare(output)


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


def no_pdf(folder: Path) -> PaperReport:
    """Return the report of a folder without PDFs."""
    return PaperReport(
        folder,
        "submission",
        failure="there is no PDF in this folder",
        remedy="Name a folder that holds PDFs.",
    )


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
    listed_names = (re.split(r"(?:^|\s)#", line)[0].strip() for line in lines)
    return tuple(dict.fromkeys(line for line in listed_names if line))


def status(reports: Sequence[PaperReport]) -> int:
    """The exit status that the papers make."""
    if any(report.failure for report in reports):
        return COULD_NOT_CHECK
    return 0 if all(report.ok for report in reports) else 1
