"""A layout, and what differs between two: frozen data.

Lengths are in bp from the bottom left corner of the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from mlsys_paper.pdf.model import Box

if TYPE_CHECKING:
    from mlsys_paper.pdf.model import Colour

COLUMNS = {-1: "margin", 0: "full", 1: "left", 2: "right"}
"""The columns of a page, by the number that a line of text has for its own."""

NUMBERS = frozenset({"line number", "folio"})
"""Roles of lines that say nothing of where the text lies."""


class Piece(NamedTuple):
    """A stretch of a line in one type.

    Attributes:
        x: where its first letter starts.
        baseline: height of its baseline.
        right: right edge of its last letter's ink.
        size: size of the type.
        font: PostScript name of the font.
        text: what it says, in printable letters.
        colour: of the letters; None where it was not recorded.
        angle: direction of the baseline in degrees, 0 for ordinary text.
    """

    x: float
    baseline: float
    right: float
    size: float
    font: str
    text: str
    colour: Colour | None = None
    angle: float = 0.0


class Line(NamedTuple):
    """A line of text.

    Attributes:
        page: number of its page.
        column: 1 for the left, 2 for the right one, 0 for the full width, -1 for the margins.
        x: where its first letter starts.
        baseline: height of its baseline.
        right: right edge of its last letter's ink.
        size: of most of its letters.
        font: of most of its letters.
        text: what it says, in printable letters.
        role: what it is, as `document.lines.Role` has it.
        colour: of its letters; None where it was not recorded, and when it has pieces.
        angle: direction of the baseline in degrees, 0 for ordinary text.
        pieces: what it consists of when it is not set in one go; () otherwise.
    """

    page: int
    column: int
    x: float
    baseline: float
    right: float
    size: float
    font: str
    text: str
    role: str = "body"
    colour: Colour | None = None
    angle: float = 0.0
    pieces: tuple[Piece, ...] = ()

    @property
    def reference(self) -> bool:
        """Whether it belongs to the list of references."""
        return self.role == "reference"

    @property
    def box(self) -> Box:
        """What text of its size takes up there."""
        low, high = self.baseline - 0.25 * self.size, self.baseline + 0.75 * self.size
        return Box(self.x, low, self.right, high)

    @property
    def parts(self) -> tuple[Piece, ...]:
        """Its pieces; a line in one type is one piece."""
        whole = (self.x, self.baseline, self.right, self.size, self.font, self.text)
        return self.pieces or (Piece(*whole, self.colour, self.angle),)


class Mark(NamedTuple):
    """A rule, a stroke of a drawing or a picture: its page and box."""

    page: int
    left: float
    bottom: float
    right: float
    top: float
    kind: Literal["rule", "picture"] = "rule"

    @property
    def box(self) -> Box:
        """Where it lies."""
        return Box(*self[1:5])


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the lines and marks of a document lie.

    Attributes:
        sizes: width and height of each page.
        main_text_ends: page with the last line of main text; None where it can't be told.
        lines: in reading order.
        marks: in painting order.
    """

    sizes: tuple[tuple[float, float], ...]
    main_text_ends: int | None
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self.sizes)


MoveKind = Literal["moved", "elsewhere", "changed", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Move:
    """A line of text that isn't where or as it was.

    Attributes:
        kind: "moved" (on its page and in its column), "elsewhere" (on another
            page or in another column), "changed" (words, type or width at its
            place), "gone" or "new".
        before: the line as it was, None for a new one.
        after: as it is, None for one that is gone.
        sentence: what happened, with page, line and distance.
    """

    kind: MoveKind
    before: Line | None
    after: Line | None
    sentence: str

    @property
    def line(self) -> Line:
        """The line before, or the one after where there was none."""
        line = self.before or self.after
        assert line is not None  # noqa: S101  (a move has at least one)
        return line


@dataclass(frozen=True, slots=True)
class MarkMove:
    """A mark that isn't where it was; one side is None when it is gone or new."""

    before: Mark | None
    after: Mark | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Share:
    """How many lines are at the same page and place, of how many."""

    same: int = 0
    total: int = 0

    @property
    def fraction(self) -> float:
        """The share, 1 when there are no lines."""
        return self.same / self.total if self.total else 1.0


@dataclass(frozen=True, slots=True)
class Movement:
    """What differs between two layouts.

    Attributes:
        body: lines outside of the references; heads count, line numbers and folios may not.
        references: lines of the list of references.
        first: the first line that isn't where it was, in reading order.
        first_reference: the first one of the references.
        marks: rules, strokes and pictures at the same page and place.
        pages: the pages with a difference, before or after.
        main_text_ends: page where the main text ends, before and after.
        page_counts: before and after.
        sizes: widths and heights of the pages, of the longer document.
        within: lines that are off, but within the tolerance.
        most_within: how far the farthest of them is off.
        moves: all lines that aren't where they were, in reading order.
        mark_moves: all marks that aren't where they were.
    """

    body: Share
    references: Share
    first: Move | None
    first_reference: Move | None
    marks: Share
    pages: tuple[int, ...]
    main_text_ends: tuple[int | None, int | None]
    page_counts: tuple[int, int]
    sizes: tuple[tuple[float, float], ...] = ()
    within: int = 0
    most_within: float = 0.0
    moves: tuple[Move, ...] = ()
    mark_moves: tuple[MarkMove, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything moved."""
        return bool(self.pages) or self.page_counts[0] != self.page_counts[1]

    @property
    def lines(self) -> Share:
        """All lines together."""
        body, references = self.body, self.references
        return Share(body.same + references.same, body.total + references.total)
