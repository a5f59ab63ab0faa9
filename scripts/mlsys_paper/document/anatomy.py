"""What a paper is made of: its columns, its lines in reading order, its body.

The one entry point for callers who want text: `dissect` takes a document
apart and says of each line what it is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from mlsys_paper.document.columns import (
    FULL,
    LEAST,
    LEFT,
    MARGIN,
    PROTRUDING,
    Columns,
    find_columns,
    known_columns,
    mode,
    place_strips,
    widened,
)
from mlsys_paper.document.displays import merge_displays
from mlsys_paper.document.floats import mark_floats
from mlsys_paper.document.fonts import family, is_times
from mlsys_paper.document.lines import LONG, Role, Strip, TextLine, lines_of, strips_of
from mlsys_paper.document.margins import MARGIN_ROLES, mark_margins
from mlsys_paper.document.roles import Facts, mark_front, mark_roles
from mlsys_paper.format import current_format
from mlsys_paper.pdf.model import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mlsys_paper.pdf.model import Document, Page


_NOTE_RULE: Final = 57.6  # bp
_BODY: Final = 0.15  # bp: type of the body's size
_MUCH: Final = 3  # times as many characters as the body has: another type is the body's
_ONE_LINE: Final = 1.5  # of the size: paragraphs of one line may be as far apart
_LITTLE: Final = 1500  # characters: of less text the format's type is believed
_COLUMN_ROLES: Final = ("body", "reference", "heading", "footnote")
"""Lines that begin and end columns where TeX wants columns to begin and end."""


@dataclass(frozen=True, slots=True)
class Body:
    """The body text of a paper: the most frequent values over its long lines.

    Attributes:
        font: the PostScript name of the font.
        size: size in bp.
        leading: distance of baselines in bp; 0 when no two lines follow
            each other.
        columns: how many columns most pages have.
        text_box: left and right edge of the text, an ascent above the first
            and a descent below the last baseline of a full column.
        gutter: space between the columns in bp; 0 for one column.
        first_baseline: of a full column, in bp.
        last_baseline: of a full column, in bp.
        lines: how many lines these facts rest on.
    """

    font: str
    size: float
    leading: float
    columns: int
    text_box: Box
    gutter: float
    first_baseline: float
    last_baseline: float
    lines: int


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page.

    Attributes:
        page: the page.
        columns: its columns.
        lines: in reading order, column by column; what lies in the margins
            (head, folio, line numbers) last.
    """

    page: Page
    columns: Columns
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class Anatomy:
    """A document taken apart.

    Attributes:
        body: facts of the body text; None for a document without text.
        pages: the pages with their lines.
    """

    body: Body | None
    pages: tuple[PageText, ...]

    def lines(self, *roles: Role) -> Iterator[TextLine]:
        """All lines, or those of the given roles, in reading order."""
        for page in self.pages:
            for line in page.lines:
                if not roles or line.role in roles:
                    yield line


def dissect(document: Document) -> Anatomy:
    """Find columns, lines and body text of a document, and each line's role."""
    pages = document.pages
    strips = {page.number: strips_of(page) for page in pages}
    font, size = _main_type(pages, strips)
    if not size:
        empty = (PageText(page, Columns(((0.0, page.width),)), ()) for page in pages)
        return Anatomy(None, tuple(empty))
    columns = find_columns(pages, strips, size)
    lines: dict[int, list[TextLine]] = {}
    for page in pages:
        placed = place_strips(page, strips[page.number], columns[page.number])
        lines[page.number] = widened(
            [
                line
                for column, inside in placed
                for line in lines_of(page.number, column, inside, page.glyphs)
            ]
        )
    lines = mark_margins(pages, lines, columns)
    leading = _leading(lines, columns, font, size)
    facts = Facts(size=size, family=family(font), leading=leading or 1.2 * size)
    texts = []
    references = None
    for page in pages:
        here = lines[page.number]
        if page is pages[0]:
            here = mark_front(here, columns[page.number], facts)
        ordered, references = mark_roles(
            page, reading_order(here), columns[page.number], facts, references=references
        )
        ordered = mark_floats(page, ordered)
        ordered = merge_displays(ordered, columns[page.number], facts, page.glyphs)
        texts.append(PageText(page, columns[page.number], tuple(ordered)))
    return Anatomy(_body(texts, font, size, leading), tuple(texts))


def _main_type(pages: Sequence[Page], strips: Mapping[int, Sequence[Strip]]) -> tuple[str, float]:
    """Font and size of most characters of long strips, or of those in the format's body type.

    In a short paper most letters may be those of the note, of captions or of a
    table. So the body type is asked for first, and another one believed only
    where it sets several times as much.
    """
    counts: Counter[tuple[str, float]] = Counter()
    short: Counter[tuple[str, float]] = Counter()
    for page in pages:
        floors = _note_floors(page)
        for strip in strips[page.number]:
            if any(left - 1 < strip.x < right and strip.baseline < y for left, right, y in floors):
                continue
            (counts if strip.characters >= LONG else short)[strip.font, strip.size] += (
                strip.characters
            )
    counts = counts or short
    if not counts:
        return "", 0.0
    wanted = current_format().body.size
    known = {type_: n for type_, n in counts.items() if abs(type_[1] - wanted) < _BODY}
    usual, most = counts.most_common(1)[0]
    if known:
        best = max(known, key=lambda type_: (is_times(type_[0]), known[type_]))
        if is_times(best[0]) and (_MUCH * known[best] >= most or most < _LITTLE):
            return best
    return usual


def _note_floors(page: Page) -> list[tuple[float, float, float]]:
    """Columns of a page that have a note, by the format's rule above it: left, right, height."""
    two, _ = known_columns(page.sheet, current_format())
    return [
        (left, right, rule.bottom)
        for left, right in two.edges
        for rule in page.rules
        if abs(rule.left - left) < 1
        and abs(rule.right - rule.left - _NOTE_RULE) < 1
        and rule.top - rule.bottom < 1.5
    ]


def _leading(
    pages: Mapping[int, Sequence[TextLine]],
    columns: Mapping[int, Columns],
    font: str,
    size: float,
) -> float:
    """Return the most frequent distance of successive body lines, 0 where none can be told.

    A line that fills its column goes on below. Where no lines do, paragraphs of
    one line each may be all there is, and a large distance tells nothing.
    """
    distances, within = [], []
    for number, lines in pages.items():
        edges = columns[number].edges
        for above, below in pairwise(lines):
            alike = above.font == below.font == font and above.size == below.size == size
            if alike and above.column == below.column and not above.role and not below.role:
                distance = above.baseline - below.baseline
                long = min(above.characters, below.characters) >= LONG
                if long and 0.7 * size < distance < 2.5 * size:
                    distances.append(distance)
                    if any(abs(above.right - right) < PROTRUDING for _, right in edges):
                        within.append(distance)
    if len(within) >= LEAST:
        return mode(within, 0.05)
    usual = mode(distances, 0.05) if distances else 0.0
    return usual if usual < _ONE_LINE * size else 0.0


def reading_order(lines: Sequence[TextLine]) -> list[TextLine]:
    """Sort the lines of a page as they are read.

    Lines of the full width divide the page into bands, unless they stand
    beside lines of a column (a line that is too long, a figure's label); in
    each band the left column comes before the right one.
    """
    front = [line for line in lines if line.role == "front"]
    outside = [line for line in lines if line.role in MARGIN_ROLES or line.column == MARGIN]
    inside = [line for line in lines if line.role not in (*MARGIN_ROLES, "front")]
    inside = [line for line in inside if line.column != MARGIN]
    beside = [(line.box.bottom, line.box.top) for line in inside if line.column != FULL]
    heights = sorted(
        line.baseline
        for line in inside
        if line.column == FULL
        and not any(low < line.box.top and line.box.bottom < high for low, high in beside)
    )
    top_down = sorted(front, key=lambda line: (-line.baseline, line.x))

    def place(line: TextLine) -> tuple[int, int, float]:
        # Bands from the bottom have even numbers, the lines between them odd ones.
        below = bisect_left(heights, line.baseline)
        band = 2 * below
        if line.column == FULL and below < len(heights) and heights[below] == line.baseline:
            band += 1
        return -band, max(line.column, LEFT), -line.baseline

    return [*top_down, *sorted(inside, key=place), *outside]


def _body(texts: Sequence[PageText], font: str, size: float, leading: float) -> Body | None:
    """The facts of the body text, from the lines that are body text."""
    tops, bottoms, count = [], [], 0
    for text in texts:
        count += sum(line.role in {"body", "reference"} for line in text.lines)
        heights = [line.baseline for line in text.lines if line.role in _COLUMN_ROLES]
        if heights:
            tops.append(max(heights))
            bottoms.append(min(heights))
    if not tops:
        return None
    numbers = Counter(len(text.columns.edges) for text in texts)
    usual = numbers.most_common(1)[0][0]
    columns = next(text.columns for text in texts if len(text.columns.edges) == usual)
    first, last = _extreme(tops, highest=True), _extreme(bottoms, highest=False)
    return Body(
        font=font,
        size=size,
        leading=leading,
        columns=usual,
        text_box=Box(
            columns.left,
            round(last - 0.2 * size, 2),
            columns.right,
            round(first + size, 2),
        ),
        gutter=round(columns.gutter, 2),
        first_baseline=first,
        last_baseline=last,
        lines=count,
    )


def _extreme(heights: Sequence[float], *, highest: bool) -> float:
    """Where full columns begin or end: the outermost place that two pages share."""
    outward = sorted(heights, reverse=highest)
    shared = ((one + two) / 2 for one, two in pairwise(outward) if abs(one - two) < 0.1)
    return round(next(shared, outward[0]), 2)
