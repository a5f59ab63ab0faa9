"""Measure the layout of a document that was read from a PDF."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING

from mlsys_paper.document.anatomy import dissect
from mlsys_paper.document.divide import divide
from mlsys_paper.document.lines import lines_of, strip_of, strips_of
from mlsys_paper.document.margins import MARGIN_ROLES
from mlsys_paper.errors import PaperError
from mlsys_paper.layouts.model import Layout, Line, Mark, Piece
from mlsys_paper.pdf.page import count_pages, read_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from mlsys_paper.document.anatomy import Anatomy
    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.pdf.model import Box, Document, Glyphs, Page, Run

MOST_PAGES = 200
MOST_LINES = 50_000
MOST_MARKS = 2_000
"""Marks of a page beyond which they count as one, all together."""

_WIDE = 1.2  # of the size: a gap that no line of text has


def measure_pdf(pdf: Path) -> Layout:
    """Measure the layout of a PDF.

    Raises:
        PaperError: it can't be read, or is too long.
    """
    pages = count_pages(pdf)
    if pages > MOST_PAGES:
        raise PaperError(f"it has {pages} pages, more than {MOST_PAGES}")
    layout = measure(read_document(pdf))
    if len(layout.lines) > MOST_LINES:
        raise PaperError(f"it has more than {MOST_LINES} lines")
    return layout


def measure(document: Document) -> Layout:
    """Measure where the lines and marks of a document lie, rounded to 0.01 bp."""
    anatomy = dissect(document)
    parts = divide(anatomy)
    references = {id(line) for line in parts.lines("references")}
    lines: list[Line] = []
    for page, text in zip(document.pages, _lines_by_page(document, anatomy), strict=True):
        lines += [
            _line(line, "reference" if id(line) in references and line.role != "heading" else "")
            for line in text
        ]
        lines += _left_over(page, text)
    return Layout(
        sizes=tuple((round(page.width, 2), round(page.height, 2)) for page in document.pages),
        main_text_ends=parts.main_text_ends,
        lines=tuple(line for line in lines if _is_finite(line)),
        marks=tuple(_marks(document)),
    )


def _lines_by_page(document: Document, anatomy: Anatomy) -> Iterator[tuple[TextLine, ...]]:
    """Yield the lines of each page; where there is no running text, as if in one column."""
    for page, text in zip(document.pages, anatomy.pages, strict=True):
        lines = text.lines
        if anatomy.body is None and not lines:
            lines = tuple(lines_of(page.number, 0, strips_of(page), page.glyphs))
        yield lines if len(text.columns.edges) > 1 else tuple(_halved(page, lines))


def _halved(page: Page, lines: Sequence[TextLine]) -> Iterator[TextLine]:
    """Yield lines that don't go across the gutter of a page too empty to show its columns."""
    middle = (page.sheet.left + page.sheet.right) / 2
    parts = [part for line in lines for part in _parted(line, middle, page.glyphs)]
    if not any(part.x > middle and part.role not in MARGIN_ROLES for part in parts):
        yield from lines
        return
    for part in parts:
        if part.right < middle:
            yield replace(part, column=1)
        else:
            yield replace(part, column=2) if part.x > middle else part


def _parted(line: TextLine, middle: float, glyphs: Glyphs) -> list[TextLine]:
    """A line in two, if it has a wide gap in the middle of the page."""
    left = [run for run in line.runs if run.x < middle]
    right = [run for run in line.runs if run.x >= middle]
    if not left or not right:
        return [line]
    end, start = max(run.right for run in left), min(run.x for run in right)
    if end > middle or start - end < _WIDE * line.size:
        return [line]
    return [
        replace(whole, column=line.column, role=line.role)
        for runs in (left, right)
        for strip in [strip_of(runs, glyphs)]
        for whole in lines_of(line.page, line.column, [strip], glyphs)
    ]


def _line(line: TextLine, role: str) -> Line:
    runs = sorted(line.runs, key=lambda run: run.x)
    pieces = tuple(_piece(run) for run in runs)
    whole = pieces[0] if len(pieces) == 1 else None
    return Line(
        page=line.page,
        column=line.column,
        x=min(piece.x for piece in pieces),
        baseline=round(line.baseline, 2),
        right=max(piece.right for piece in pieces),
        size=round(line.size, 2),
        font=_name(line.font),
        text=whole.text if whole else printable(line.text),
        role=role or line.role,
        colour=whole.colour if whole else None,
        angle=whole.angle if whole else 0.0,
        pieces=() if whole else pieces,
    )


def _piece(run: Run) -> Piece:
    return Piece(
        x=round(run.x, 2),
        baseline=round(run.baseline, 2),
        right=round(run.right, 2),
        size=round(run.size, 2),
        font=_name(run.font),
        text=printable(run.text),
        colour=run.colour,
        angle=round(run.angle, 2),
    )


def _name(font: str) -> str:
    """A font's name without blanks, so that it can stand among other words."""
    return printable(font).replace(" ", "_")


def _left_over(page: Page, lines: tuple[TextLine, ...]) -> Iterator[Line]:
    """Yield what is on no line as lines of their own: text that is turned, for example."""
    on_lines = {id(run) for line in lines for run in line.runs}
    for run in page.runs:
        if id(run) not in on_lines:
            yield Line(page.number, 0, *_piece(run)[:6], "", run.colour, round(run.angle, 2))


def _is_finite(line: Line) -> bool:
    places = (number for piece in line.parts for number in (*piece[:4], piece.angle))
    return all(map(isfinite, (line.x, line.baseline, line.right, line.size, *places)))


def printable(text: str) -> str:
    r"""Return a text whose other letters are escaped: `\x1b`, `\u200b`."""
    if text.isprintable():
        return text
    return "".join(
        letter
        if letter.isprintable()
        else letter.encode("unicode_escape", "surrogatepass").decode("ascii")
        for letter in text
    )


def _marks(document: Document) -> Iterator[Mark]:
    """Yield the marks of all pages; too many of a page are one mark around them all."""
    for page in document.pages:
        marks = [Mark(page.number, *_rounded(rule.shown)) for rule in page.rules]
        marks += [Mark(page.number, *_rounded(image.shown), "picture") for image in page.images]
        marks = [mark for mark in marks if all(map(isfinite, mark.box))]
        if len(marks) > MOST_MARKS:
            left, bottom, right, top = zip(*(mark.box for mark in marks), strict=True)
            marks = [Mark(page.number, min(left), min(bottom), max(right), max(top), "picture")]
        yield from marks


def _rounded(box: Box) -> tuple[float, float, float, float]:
    left, bottom, right, top = (round(side, 2) for side in box)
    return left, bottom, right, top
