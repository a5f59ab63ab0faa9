"""Measure what the checker costs, beside what reads the same glyphs and does nothing with them.

Each paper is read in turns by the checker, by a plain loop that asks PDFium
for every glyph's box, font, size and colour, and by pdfplumber where that is
installed. Times are processor time of this process, in seconds a paper; the
first round, which fills caches, is not counted. Then the command's workers
check two hundred papers, two at a time, and tell what they needed.
"""

from __future__ import annotations

import argparse
import ctypes
import importlib.util
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as c

from maintain.bench.style import PAPER, STYLE_TITLE
from maintain.release import CHECKOUT, STYLE_LINE
from mlsys_paper.check.batch import Task, check_all
from mlsys_paper.check.run import check_file
from mlsys_paper.errors import PaperError
from mlsys_paper.tex.compile import compile_document

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PAPERS = 200
JOBS = 2
# So many parts make twelve pages.
PARTS = 30


def glyphs_by_pdfium(pdf: Path) -> int:
    """Ask PDFium for every glyph's box, font, size and colour; returns how many there were."""
    document = pypdfium2.PdfDocument(pdf)
    count = 0
    left, bottom, right, top = (ctypes.c_double() for _ in range(4))
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    name, flags = ctypes.create_string_buffer(256), ctypes.c_int()
    for page in document:
        text = page.get_textpage()
        for i in range(text.count_chars()):
            c.FPDFText_GetUnicode(text, i)
            c.FPDFText_GetCharBox(text, i, left, right, bottom, top)
            c.FPDFText_GetFontInfo(text, i, name, len(name), flags)
            c.FPDFText_GetFontSize(text, i)
            c.FPDFText_GetFillColor(text, i, red, green, blue, alpha)
            count += 1
        text.close()
        page.close()
    document.close()
    return count


def glyphs_by_pdfplumber(pdf: Path) -> int:
    """Have pdfplumber extract every glyph; returns how many there were."""
    import pdfplumber  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

    with pdfplumber.open(pdf) as document:
        return sum(len(page.chars) for page in document.pages)


def check(pdf: Path) -> int:
    """Check a paper; returns the number of its pages.

    Raises:
        PaperError: it can't be checked.
    """
    report = check_file(pdf, "submission")
    if report.failure:
        raise PaperError(f"{pdf}: {report.failure}", report.remedy)
    pages = report.facts["pages"]
    return pages if isinstance(pages, int) else 0


@dataclass(frozen=True)
class Reader:
    """Something that reads a paper, under the name that the report gives it."""

    name: str
    read: Callable[[Path], int]


def readers() -> list[Reader]:
    """The checker, the plain loop, and pdfplumber where it is installed."""
    found = [Reader("the checker", check), Reader("PDFium, every glyph", glyphs_by_pdfium)]
    if importlib.util.find_spec("pdfplumber"):
        found.append(Reader("pdfplumber, every glyph", glyphs_by_pdfplumber))
    return found


def times_of(readers: Sequence[Reader], pdf: Path, rounds: int) -> list[list[float]]:
    """Processor seconds of each reader in each round, the readers in turns."""
    times: list[list[float]] = [[] for _ in readers]
    for turn in range(rounds + 1):
        for reader, column in zip(readers, times, strict=True):
            start = time.process_time()
            reader.read(pdf)
            if turn:
                column.append(time.process_time() - start)
    return times


def table(name: str, pages: int, readers: Sequence[Reader], times: list[list[float]]) -> str:
    """The times of one paper; ratios are to the plain loop over PDFium."""
    loop = statistics.median(times[1])
    lines = [f"{name}, {pages} pages, processor time in seconds, median of {len(times[0])}"]
    for reader, column in zip(readers, times, strict=True):
        median = statistics.median(column)
        lines.append(
            f"  {reader.name:24} {median:6.3f}  {min(column):6.3f}-{max(column):.3f}"
            f"  {median / loop:6.2f} times PDFium"
        )
    return "\n".join(lines)


def batch(pdfs: Sequence[Path], papers: int = PAPERS, jobs: int = JOBS) -> str:
    """What it takes the command's workers to check many papers."""
    tasks = [Task(pdfs[i % len(pdfs)], "submission") for i in range(papers)]
    start = time.monotonic()
    outcomes = [outcome for _, outcome in check_all(tasks, jobs=jobs)]
    seconds = time.monotonic() - start
    cpu = statistics.mean(outcome.cpu_seconds for outcome in outcomes)
    peak = max(outcome.peak_bytes for outcome in outcomes)
    failed = sum(bool(outcome.report.failure) for outcome in outcomes)
    return (
        f"{papers} papers with {jobs} jobs: {seconds:.1f} s by the clock, {cpu:.3f} s of processor "
        f"time and {peak / 1e6:.0f} MB at most a worker"
        + (f"; {failed} could not be checked" if failed else "")
    )


def twelve_pages(folder: Path) -> Path:
    """A paper of twelve pages in the style.

    Raises:
        PaperError: it doesn't compile.
    """
    text = PAPER.replace("\\partnumber<24", f"\\partnumber<{PARTS}")
    text %= {"packages": STYLE_LINE, "title": STYLE_TITLE}
    pdf = compile_document(text=text, inputs=(CHECKOUT / "mlsys2024style",)).pdf
    if pdf is None:
        raise PaperError("The paper that is measured does not compile.", "Mend the style first.")
    copy = folder / "twelve-pages.pdf"
    copy.write_bytes(pdf.read_bytes())
    return copy


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="nox -s bench -- check", description="Measure what checking a paper costs."
    )
    parser.add_argument("--rounds", type=int, default=7, help="how often each paper is read")
    parser.add_argument("--papers", type=int, default=PAPERS, help="how many to check at last")
    parser.add_argument("pdfs", nargs="*", type=Path, metavar="PDF", help="papers to measure on")
    options = parser.parse_args(arguments)
    try:
        if min(options.rounds, options.papers) < 1:
            raise PaperError("At least one round has to be run, on at least one paper.")
        with tempfile.TemporaryDirectory(prefix="mlsys-bench-") as scratch:
            pdfs = options.pdfs or [twelve_pages(Path(scratch))]
            found = readers()
            for pdf in pdfs:
                pages = check(pdf)
                times = times_of(found, pdf, options.rounds)
                sys.stdout.write(f"{table(pdf.name, pages, found, times)}\n\n")
                sys.stdout.flush()
            sys.stdout.write(f"{batch(pdfs, options.papers)}\n")
    except PaperError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0
