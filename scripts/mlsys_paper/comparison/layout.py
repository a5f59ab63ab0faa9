"""What is compared of a PDF: its lines of text and its marks, as plain data.

Lengths are in bp from the bottom left of the page. A layout goes through JSON,
because another process reads the PDF: it was made by a paper that nobody
vouches for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from mlsys_paper.pdf.model import Box
from mlsys_paper.words import printable

LAYOUT = "layout.json"
SIDES = ("before", "after")
OVERLAY = "overlay"
"""What the process that reads and draws calls its files."""


def picture_name(page: int, kind: str) -> str:
    """The name of a picture's file."""
    return f"{page}-{kind}.png"


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
