"""What is on the pages of a PDF, as plain frozen data.

All lengths are PDF points (bp, 1/72 inch), measured from the bottom left
corner of the page as the PDF's own coordinates have it. Nothing here reads a
file or computes anything that a reader of the page could not see.
"""

from __future__ import annotations

from collections.abc import Sequence  # noqa: TC003  (dataclass fields)
from dataclasses import dataclass
from pathlib import Path  # noqa: TC003
from typing import NamedTuple

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255 each."""

BLACK: Colour = (0, 0, 0)


class Box(NamedTuple):
    """A rectangle with sides parallel to the page's."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Width in bp."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in bp."""
        return self.top - self.bottom

    @property
    def middle(self) -> tuple[float, float]:
        """The centre, x and y."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def overlaps(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def contains(self, other: Box, slack: float = 0.0) -> bool:
        """Whether other lies within this box, give or take slack."""
        return (
            other.left >= self.left - slack
            and other.right <= self.right + slack
            and other.bottom >= self.bottom - slack
            and other.top <= self.top + slack
        )

    def union(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
        )


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of glyphs on one baseline in one font and size.

    Attributes:
        x: origin of the first glyph.
        baseline: height of the baseline.
        right: right edge of the ink of the last glyph.
        font: the PostScript name without the tag of a subset.
        size: the size as it appears on the page, font size times matrix.
        text: what it says; a hyphen at the end of a line is "-".
        colour: fill colour of the first glyph.
    """

    x: float
    baseline: float
    right: float
    font: str
    size: float
    text: str
    colour: Colour = BLACK


@dataclass(frozen=True, slots=True)
class Rule:
    """The box of a drawn path: a rule, a frame, a stroke of a figure.

    Attributes:
        fill: fill colour, None when the path is not filled.
        order: place in the page's painting order; later covers earlier.
    """

    left: float
    bottom: float
    right: float
    top: float
    fill: Colour | None = None
    order: int = 0

    @property
    def box(self) -> Box:
        """The same as a box."""
        return Box(self.left, self.bottom, self.right, self.top)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its size and everything that was painted on it.

    Attributes:
        number: 1 for the first page of the file.
        width: width in bp as shown, 612 for US Letter.
        height: height in bp as shown.
        runs: stretches of text in painting order.
        rules: boxes of painted paths in painting order.
    """

    number: int
    width: float
    height: float
    runs: Sequence[Run] = ()
    rules: Sequence[Rule] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """The pages of a PDF file."""

    path: Path
    pages: tuple[Page, ...]
