"""Find the columns of pages, and which column each strip lies in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from operator import itemgetter
from statistics import median
from typing import TYPE_CHECKING

from mlsys_paper.document.lines import LONG, Strip, is_number, strip_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.pdf.model import Box, Page

MARGIN, FULL, LEFT, RIGHT = -1, 0, 1, 2
"""Where a strip can lie, see `TextLine.column`."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a page: left and right edges in bp, from the left."""

    edges: tuple[tuple[float, float], ...]

    @property
    def gutter(self) -> float:
        """Width between the two columns; 0 for one column."""
        return min((b[0] - a[1] for a, b in pairwise(self.edges)), default=0.0)

    @property
    def left(self) -> float:
        """Left edge of the text."""
        return self.edges[0][0]

    @property
    def right(self) -> float:
        """Right edge of the text."""
        return self.edges[-1][1]


def find_columns(
    pages: Sequence[Page], strips: Mapping[int, Sequence[Strip]], body_size: float
) -> dict[int, Columns]:
    """The columns of every page.

    Only long strips in about the size of the body text count. Each page says
    by itself whether it has one column or two; a page with too little text to
    say follows the others. The edges are the most frequent ones in the paper;
    text too short for a right column has the left one's edges, mirrored.

    Args:
        pages: the pages.
        strips: the strips of each page, by its number.
        body_size: size of the body text in bp.

    Returns:
        The columns by number of the page; one of the page's width where there
        is no text at all.
    """
    long = {
        page.number: [
            strip
            for strip in strips[page.number]
            if strip.characters >= LONG and 0.85 * body_size < strip.size < 1.1 * body_size
        ]
        for page in pages
    }
    middles = {page.number: _middle(long[page.number], page.sheet) for page in pages}
    doubles = {n: middle for n, middle in middles.items() if middle}
    singles = {n for n, middle in middles.items() if middle == 0.0}
    usually_two = len(doubles) >= len(singles) and bool(doubles)
    two = _two_columns(doubles, long) if doubles else None
    one = _one_column([strip for n in singles for strip in long[n]])
    if two is None and one is None:
        two = _mirrored([strip for page in pages for strip in long[page.number]], pages[0].sheet)
        usually_two = two is not None
    found = {}
    for page in pages:
        middle = middles[page.number]
        double = usually_two if middle is None else bool(middle)
        columns = two if double else one
        whole = Columns(((page.sheet.left, page.sheet.right),))
        found[page.number] = columns or two or one or whole
    return found


def _middle(strips: Sequence[Strip], sheet: Box) -> float | None:
    """Where the gutter lies, 0 for a page of one column, None if it can't be told."""
    width, edge = sheet.width, sheet.left
    cells = int(width) + 2
    change = [0] * (cells + 1)
    for strip in strips:
        change[max(0, min(cells, int(strip.x - edge)))] += 1
        change[max(0, min(cells, int(strip.right - edge) + 1))] -= 1
    cover = list(accumulate(change))
    first, last = int(0.3 * width), int(0.7 * width)
    crossing = min(cover[first:last], default=0)
    stretch = _longest([i for i in range(first, last) if cover[i] == crossing])
    if stretch is None:
        return None
    middle = edge + sum(stretch) / 2 + 0.5
    left = sum(strip.right < middle for strip in strips)
    right = sum(strip.x > middle for strip in strips)
    if min(left, right) >= 3 and crossing <= 0.5 * (left + right):
        return middle
    if crossing >= 3 and crossing > left + right:
        return 0.0
    return None


def _longest(cells: Sequence[int]) -> tuple[int, int] | None:
    """First and last of the longest stretch of successive integers."""
    best: tuple[int, int] | None = None
    start = None
    for i, cell in enumerate(cells):
        if i == 0 or cells[i - 1] != cell - 1:
            start = cell
        assert start is not None  # noqa: S101  (set at the first cell)
        if best is None or cell - start > best[1] - best[0]:
            best = (start, cell)
    return best


def _two_columns(middles: Mapping[int, float], strips: Mapping[int, Sequence[Strip]]) -> Columns:
    left = [s for n, middle in middles.items() for s in strips[n] if s.right < middle]
    right = [s for n, middle in middles.items() for s in strips[n] if s.x > middle]
    return Columns((_edges(left), _edges(right)))


def _mirrored(strips: Sequence[Strip], sheet: Box) -> Columns | None:
    """Two columns, of which only the left one has text; None when it is not so."""
    if len(strips) < 3 or any(strip.right > sheet.middle[0] for strip in strips):
        return None
    left, right = _edges(strips)
    both = sheet.left + sheet.right
    return Columns(((left, right), (both - right, both - left)))


def _one_column(strips: Sequence[Strip]) -> Columns | None:
    return Columns((_edges(strips),)) if strips else None


def _edges(strips: Sequence[Strip]) -> tuple[float, float]:
    return _left_edge([s.x for s in strips]), mode([s.right for s in strips], 0.5)


def _left_edge(starts: Sequence[float]) -> float:
    """Where lines begin that are not set back; in a paper full of lists most are.

    Close to the usual place it may be that of letters centred in wide cells.
    """
    least = max(3, len(starts) // 12)
    counts = Counter(round(start) for start in starts)
    usual = mode(starts, 0.5)
    outer = [start for start in starts if start < usual - 5 and counts[round(start)] >= least]
    return mode([start for start in outer if start < min(outer) + 3], 0.5) if outer else usual


def mode(values: Iterable[float], step: float) -> float:
    """The most frequent value, where values less than a step apart count as one.

    Returns:
        The median of the values around the fullest place, to 0.01.
    """
    values = list(values)
    counts = Counter(round(value / step) for value in values)
    # A peak may straddle two steps.
    best = max(counts, key=lambda k: (counts[k] + max(counts[k - 1], counts[k + 1]), counts[k]))
    return round(median(v for v in values if abs(v / step - best) <= 1.0), 2)


def place_strips(
    page: Page, strips: Sequence[Strip], columns: Columns
) -> list[tuple[int, list[Strip]]]:
    """Sort the strips of a page by the column that they lie in.

    A number beside a column and the line that it stands at are divided.

    Returns:
        Columns with their strips; each side's margin for itself, so that
        what lies left and right of the text does not make one line.
    """
    placed: dict[tuple[int, int], list[Strip]] = {}
    for whole in strips:
        for strip in _divided(whole, columns, page):
            column = _column(strip, columns)
            side = 0 if column != MARGIN else sum(strip.x > edge for edge, _ in columns.edges)
            placed.setdefault((column, side), []).append(strip)
    return [(column, inside) for (column, _), inside in sorted(placed.items(), key=itemgetter(0))]


def _divided(strip: Strip, columns: Columns, page: Page) -> Sequence[Strip]:
    if any(left - 4 < strip.x and strip.right < right + 4 for left, right in columns.edges):
        return (strip,)
    for i, (run, following) in enumerate(pairwise(strip.runs), 1):
        enters = is_number(run) and any(
            run.right < left - 1.5 and following.x > left - 4 for left, _ in columns.edges
        )
        leaves = is_number(following) and any(
            run.right < right + 4 and following.x > right + 1.5 for _, right in columns.edges
        )
        if enters or leaves:
            parts = strip.runs[:i], strip.runs[i:]
            return [strip_of(part, page.glyphs) for part in parts]
    return (strip,)


def _column(strip: Strip, columns: Columns) -> int:
    if strip.right < columns.left - 1 or strip.x > columns.right + 1:
        return MARGIN
    if len(columns.edges) == 1:
        return FULL
    (_, inner), (second, right) = columns.edges
    # lineno's numbers of the right column reach over the gutter.
    number = inner < strip.right and all(map(is_number, strip.runs))
    if strip.x > inner + (-6 if number else 1) and strip.right < second - 1:
        return MARGIN
    middle = (inner + second) / 2
    if strip.right <= middle:
        return LEFT
    if strip.x >= middle:
        return RIGHT
    # Across the gutter: a line of the full width, or one that is too long.
    centred = abs(strip.x + strip.right - columns.left - right) < 4
    reaches = strip.right > second + 0.15 * (right - second)
    return FULL if centred or reaches else LEFT


def widened(lines: Sequence[TextLine]) -> list[TextLine]:
    """Give the short last line of a paragraph of the full width its paragraph's column.

    By itself it looks like a line of the left column.
    """
    wide = sorted((line for line in lines if line.column == FULL), key=lambda line: -line.baseline)

    def belongs(line: TextLine) -> bool:
        return line.column == LEFT and any(
            abs(line.x - above.x) < 1
            and line.font == above.font
            and line.size == above.size
            and 0 < above.baseline - line.baseline < 1.35 * line.size
            for above in wide
        )

    return [replace(line, column=FULL) if belongs(line) else line for line in lines]
