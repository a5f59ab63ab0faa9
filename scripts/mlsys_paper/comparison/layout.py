"""What is compared of a PDF: its lines of text and its marks, as plain data.

Lengths are in bp from the bottom left of the page. A layout goes through JSON,
because another process reads the PDF: it was made by a paper that nobody
vouches for.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

from mlsys_paper.check.parts import divide
from mlsys_paper.check.records import printable
from mlsys_paper.errors import PaperError
from mlsys_paper.page.anatomy import dissect
from mlsys_paper.page.model import Box
from mlsys_paper.page.reader import count_pages, read_document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mlsys_paper.page.model import Document

MOST_PAGES = 200
MOST_LINES = 50_000
MOST_MARKS = 2_000
"""Marks of a page beyond which they count as one, all together."""
LEFT_OUT = frozenset({"line number", "folio"})


class Line(NamedTuple):
    """A line of text.

    Attributes:
        page: number of its page.
        column: 1 for the left, 2 for the right one, 0 for the full width.
        x: where its first letter starts.
        baseline: height of its baseline.
        right: where its last letter ends.
        size: of most of its letters.
        font: of most of its letters.
        text: what it says.
        reference: whether it belongs to the list of references.
    """

    page: int
    column: int
    x: float
    baseline: float
    right: float
    size: float
    font: str
    text: str
    reference: bool

    @property
    def box(self) -> Box:
        """What text of its size takes up there."""
        low, high = self.baseline - 0.25 * self.size, self.baseline + 0.75 * self.size
        return Box(self.x, low, self.right, high)


class Mark(NamedTuple):
    """A rule, a stroke of a drawing or a picture: its page and box."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Layout:
    """What is compared of a document.

    Attributes:
        pages: how many there are.
        sizes: their widths and heights.
        main_text_ends: page with the last line of main text; None where it can't be told.
        lines: in reading order.
        marks: in painting order.
    """

    pages: int
    sizes: tuple[tuple[float, float], ...]
    main_text_ends: int | None
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]


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


def record_of(layout: Layout) -> dict[str, Any]:
    """A layout in JSON's types."""
    return {
        "pages": layout.pages,
        "sizes": layout.sizes,
        "main_text_ends": layout.main_text_ends,
        "lines": layout.lines,
        "marks": layout.marks,
    }


def layout_from(record: dict[str, Any]) -> Layout:
    """The layout that a record was made of.

    Raises:
        KeyError, TypeError, ValueError: it is no such record.
    """
    ends = record["main_text_ends"]
    return Layout(
        pages=int(record["pages"]),
        sizes=tuple((float(width), float(height)) for width, height in record["sizes"]),
        main_text_ends=None if ends is None else int(ends),
        lines=tuple(_line(*row) for row in record["lines"]),
        marks=tuple(Mark(int(page), *map(float, sides)) for page, *sides in record["marks"]),
    )


def _line(page: Any, column: Any, *rest: Any) -> Line:
    x, baseline, right, size, font, text, reference = rest
    return Line(
        page=int(page),
        column=int(column),
        x=float(x),
        baseline=float(baseline),
        right=float(right),
        size=float(size),
        font=printable(font),
        text=printable(text),
        reference=bool(reference),
    )
