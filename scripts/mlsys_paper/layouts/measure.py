"""Measure the layout of a document that was read from a PDF."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from mlsys_paper.document.anatomy import dissect
from mlsys_paper.document.divide import divide
from mlsys_paper.document.lines import lines_of, strips_of
from mlsys_paper.errors import PaperError
from mlsys_paper.layouts.model import Layout, Line, Mark, Piece
from mlsys_paper.pdf.page import count_pages, read_document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mlsys_paper.document.anatomy import Anatomy
    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.pdf.model import Box, Document, Page, Run

MOST_PAGES = 200
MOST_LINES = 50_000
MOST_MARKS = 2_000
"""Marks of a page beyond which they count as one, all together."""


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
        if anatomy.body is None and not text.lines:
            yield tuple(lines_of(page.number, 0, strips_of(page), page.glyphs))
        else:
            yield text.lines


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
