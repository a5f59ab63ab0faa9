"""Read what is compared of a PDF."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from mlsys_paper.comparison.layout import Layout, Line, Mark
from mlsys_paper.document.anatomy import dissect
from mlsys_paper.document.divide import divide
from mlsys_paper.errors import PaperError
from mlsys_paper.pdf.model import Box
from mlsys_paper.pdf.page import count_pages, read_document
from mlsys_paper.words import printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mlsys_paper.pdf.model import Document

MOST_PAGES = 200
MOST_LINES = 50_000
MOST_MARKS = 2_000
"""Marks of a page beyond which they count as one, all together."""
LEFT_OUT = frozenset({"line number", "folio"})


def read_layout(pdf: Path) -> Layout:
    """Read a PDF.

    Raises:
        PaperError: it can't be read, or is too long.
    """
    pages = count_pages(pdf)
    if pages > MOST_PAGES:
        raise PaperError(f"it has {pages} pages, more than {MOST_PAGES}")
    document = read_document(pdf)
    anatomy = dissect(document)
    parts = divide(anatomy)
    references = {id(line) for line in parts.lines("references")}
    lines = [
        Line(
            line.page,
            line.column,
            round(line.x, 3),
            round(line.baseline, 3),
            round(line.right, 3),
            round(line.size, 3),
            line.font,
            printable(line.text),
            id(line) in references,
        )
        for line in anatomy.lines()
        if line.role not in LEFT_OUT
        and all(map(isfinite, (line.x, line.baseline, line.right, line.size)))
    ]
    if len(lines) > MOST_LINES:
        raise PaperError(f"it has more than {MOST_LINES} lines")
    return Layout(
        pages=pages,
        sizes=tuple((page.width, page.height) for page in document.pages),
        main_text_ends=parts.main_text_ends,
        lines=tuple(lines),
        marks=tuple(marks_of(document)),
    )


def marks_of(document: Document) -> Iterator[Mark]:
    """The marks of all pages; a drawing of many strokes is one mark with its page's others."""
    for page in document.pages:
        boxes = [rule.shown for rule in page.rules]
        boxes += [image.shown for image in page.images]
        boxes = [box for box in boxes if all(map(isfinite, box))]
        if len(boxes) > MOST_MARKS:
            left, bottom, right, top = zip(*boxes, strict=True)
            boxes = [Box(min(left), min(bottom), max(right), max(top))]
        for box in boxes:
            yield Mark(page.number, *(round(side, 3) for side in box))
