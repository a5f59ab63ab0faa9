"""Compile papers with both styles, several at a time, and compare what came out."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys_paper.compare.model import PaperComparison, Side
from mlsys_paper.compare.papers import NoPaper
from mlsys_paper.compare.reading import layout_of, pictures_of
from mlsys_paper.compare.styles import CONFERENCE
from mlsys_paper.compare.swap import as_authors_say, missing_figures, swapped
from mlsys_paper.errors import PaperError
from mlsys_paper.layouts.compare import compare
from mlsys_paper.layouts.model import NUMBERS
from mlsys_paper.sandbox.programs import Limits, ending
from mlsys_paper.sandbox.worker import default_workers
from mlsys_paper.tex.compile import compile_document
from mlsys_paper.words import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from mlsys_paper.compare.papers import PaperSource
    from mlsys_paper.compare.styles import StyleFiles
    from mlsys_paper.tex.cache import Cache
    from mlsys_paper.tex.log import LogFinding, LogReport

MOST_KEPT = 200
"""Complaints of a kind from one log."""
LONGEST = 300
TOLERANCE = 0.5
"""From how far, in bp, a line counts as moved."""
# Places in PDFs are rounded, and half a TeX point, which is 0.498 bp, is meant as well.
_SLACK = 0.02
LINE = re.compile(r" ?\b(?:on|at) (?:input )?lines? \d+(?:--\d+)?\.?| on page \d+")


@dataclass(frozen=True)
class Settings:
    """How to compare.

    Attributes:
        cache: of results, by content.
        tolerance: from how far a line counts as moved, in bp.
        limits: for each program that runs.
        jobs: papers at a time.
        engine: that compiles all papers; None for the one that each asks for.
        pictures: pages of a paper that are drawn.
    """

    cache: Cache
    tolerance: float = TOLERANCE
    limits: Limits = field(default_factory=lambda: limits_for(60))
    jobs: int = field(default_factory=default_workers)
    engine: str | None = None
    pictures: int = 0


def limits_for(seconds: int, megabytes: int = 2048) -> Limits:
    """Limits for one program: processor time, four times that by the clock, and memory."""
    return Limits(
        cpu_seconds=seconds,
        wall_seconds=4.0 * seconds,
        memory_bytes=megabytes << 20,
        file_bytes=128 << 20,
        scratch_bytes=512 << 20,
    )


def compare_papers(
    papers: Sequence[PaperSource | NoPaper],
    styles: tuple[StyleFiles, StyleFiles],
    settings: Settings,
) -> Iterator[PaperComparison]:
    """Compare each paper, set with the style before and the style after.

    Yields:
        The rows in the order in which they are done.

    """
    pool = ThreadPoolExecutor(settings.jobs)
    try:
        waiting = [pool.submit(compare_paper, paper, styles, settings) for paper in papers]
        for done in as_completed(waiting):
            yield done.result()
    except BaseException:
        # Nobody waits for what a paper would do in its last minute.
        with ending():
            pool.shutdown(cancel_futures=True)
        raise
    pool.shutdown()


def compare_paper(
    paper: PaperSource | NoPaper, styles: tuple[StyleFiles, StyleFiles], settings: Settings
) -> PaperComparison:
    """Compare one paper; whatever is wrong with it is said in its row."""
    if isinstance(paper, NoPaper):
        return PaperComparison(printable(paper.name), failure=printable(paper.reason))
    try:
        return compared(paper, styles, settings)
    except Exception as error:  # the other papers are to be compared all the same
        fault = f"this is a fault of the program: {type(error).__name__}: {error}"
        return PaperComparison(printable(paper.name), failure=printable(fault), fault=True)


def compared(
    paper: PaperSource, styles: tuple[StyleFiles, StyleFiles], settings: Settings
) -> PaperComparison:
    """The row of a paper."""
    engine = settings.engine or paper.engine
    row = PaperComparison(
        name=printable(paper.name),
        main=printable(paper.main.relative_to(paper.folder).as_posix()),
        style=paper.style,
        options=printable(paper.options),
        engine=engine,
    )
    (before, old), (after, new) = (compiled(paper, style, engine, settings) for style in styles)
    row = replace(
        row,
        before=before,
        after=after,
        new_errors=only_in(after.errors, before.errors, complaint),
        new_warnings=only_in(after.warnings, before.warnings, complaint),
        new_overfull=only_in(after.overfull, before.overfull, place),
    )
    if old is None or new is None:
        return row if before.pdf or after.pdf else replace(row, failure="neither style gives a PDF")
    try:
        was, is_now = (layout_of(pdf, settings.cache) for pdf in (old, new))
    except PaperError as error:
        return replace(row, failure=error.what)
    movement = compare(was, is_now, still(settings.tolerance), leave_out=NUMBERS)
    pages = movement.pages[: settings.pictures]
    drawn = pictures_of(old, new, pages)
    return replace(row, movement=movement, pictures=drawn)


def still(tolerance: float) -> float:
    """How far off a line is that doesn't count as moved, if from `tolerance` on it does."""
    return tolerance - min(_SLACK, tolerance / 10)


def compiled(
    paper: PaperSource, style: StyleFiles, engine: str, settings: Settings
) -> tuple[Side, Path | None]:
    """A paper set with a style: how it went, and the PDF."""
    steps: list[str] = []
    with tempfile.TemporaryDirectory(prefix="mlsys-paper-") as scratch:
        try:
            swapped(paper, style).copy_to(Path(scratch))
            document = compile_document(
                Path(scratch, paper.main.name),
                engine=engine,
                limits=settings.limits,
                cache=settings.cache.folder,
                progress=steps.append,
            )
        except PaperError as error:
            return Side(errors=(printable(error.what),)), None
        except OSError as error:
            said = f"{error.filename} can't be read: {error.strerror}"
            return Side(errors=(printable(said),)), None
    log = document.log
    side = Side(
        pdf=document.pdf is not None,
        errors=kept(log.errors),
        warnings=kept(log.of_kind("warning", "undefined", "missing-character", "font")),
        overfull=overfull(log),
        pages=log.pages if document.pdf else None,
        missing_figures=tuple(map(printable, missing_figures(document.log_text))),
        reused=not steps,
    )
    return side, document.pdf


def kept(findings: Iterable[LogFinding]) -> tuple[str, ...]:
    """Complaints as texts, the first of them."""
    return tuple(told(finding) for finding in findings)[:MOST_KEPT]


def told(finding: LogFinding) -> str:
    """A complaint with its place; a log may hold what no text should."""
    place = f"{finding.file}:{finding.line}: " if finding.file and finding.line else ""
    return printable(as_authors_say(f"{place}{finding.message}"))[:LONGEST]


def overfull(log: LogReport) -> tuple[str, ...]:
    """Boxes that stick out, with place and amount."""
    found = []
    for box in log.of_kind("overfull")[:MOST_KEPT]:
        way = "too high" if "\\vbox" in box.message else "too wide"
        place = f"{box.file}:{box.line}: " if box.file and box.line else ""
        found.append(printable(as_authors_say(f"{place}{box.amount or 0:.1f} pt {way}")))
    return tuple(found)


def only_in(
    after: Sequence[str], before: Sequence[str], essence: Callable[[str], str]
) -> tuple[str, ...]:
    """The complaints of one log whose like the other lacks."""
    known = Counter(map(essence, before))
    new = []
    for text in after:
        if known[essence(text)]:
            known[essence(text)] -= 1
        else:
            new.append(text)
    return tuple(new)


def complaint(text: str) -> str:
    """A complaint without what changes with the layout, and without the style's name."""
    return re.sub(r"\d+\.\d+ ?pt|(?<=:)\d+(?=:)", "", CONFERENCE.sub("STYLE", LINE.sub("", text)))


def place(text: str) -> str:
    """An overfull box without its amount."""
    return re.sub(r"\d+\.\d pt", "", text)
