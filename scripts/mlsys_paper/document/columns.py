"""Find the columns of pages, and which column each strip lies in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from operator import itemgetter
from statistics import median
from typing import TYPE_CHECKING

from mlsys_paper.document.lines import LONG, Strip, is_number, strip_of
from mlsys_paper.format import current_format

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.format import Format
    from mlsys_paper.pdf.model import Box, Page

MARGIN, FULL, LEFT, RIGHT = -1, 0, 1, 2
"""Where a strip can lie, see `TextLine.column`."""
LEAST = 5
"""Lines at an edge; fewer may have met there by chance."""
PROTRUDING = 3.5
"""bp that microtype may let a line protrude by."""

_FEW = 15  # lines of a column that is almost empty
_TOGETHER = 1.5  # half bp: lines that end at one place
_THERE = 0.7  # bp from the edge that the format has
_LIST = 19.93  # bp that lists, quotations and the abstract are set in
_SIZE = 0.15  # bp: lines of the body's size
_CENTRED = 12.0  # bp from the page's middle: names, with marks that stand apart
_SET_IN = 45.0  # bp from the column's edge: further in than any list's lines


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


def known_columns(sheet: Box, form: Format) -> tuple[Columns, Columns]:
    """Return where the format puts two columns and one, on a sheet that TeX begins top left."""
    left, _, right, _ = form.text_box
    dx = sheet.left
    two = tuple((round(start + dx, 2), round(end + dx, 2)) for start, end in form.columns)
    return Columns(two), Columns(((round(left + dx, 2), round(right + dx, 2)),))


def edge(places: Sequence[float], wanted: float, side: int) -> float:
    """Return where lines begin (side -1) or end (1): the wanted place unless many say otherwise.

    Punctuation that protrudes (microtype) must not look like an edge further
    out, nor list items like one further in.
    """
    counts = Counter(round(2 * place) for place in places)

    def together(step: int) -> int:
        return counts[step] + max(counts[step - 1], counts[step + 1])

    def middle(step: int) -> float:
        near = sorted(place for place in places if abs(2 * place - step) <= _TOGETHER)
        return near[len(near) // 2]

    far = [step for step in counts if side * (step / 2 - wanted) > PROTRUDING]
    furthest = max(far, key=together, default=None)
    if furthest is not None and together(furthest) >= max(LEAST, 0.2 * len(places)):
        return middle(furthest)
    there = sum(abs(place - wanted) < _THERE for place in places)
    usual = max(counts, key=together, default=0)
    # Of a few lines that protrude, one at the edge tells.
    fewest = 1 if side * (usual / 2 - wanted) > 0 and len(places) < _FEW else 2
    # The items of a list begin at one place, its other lines at another.
    share = 0.6 if side < 0 and usual / 2 > wanted else 0.3
    few = together(usual) < max(LEAST, share * len(places))
    if few or there >= max(fewest, 0.08 * len(places)):
        return wanted
    return middle(usual)


def find_columns(
    pages: Sequence[Page], strips: Mapping[int, Sequence[Strip]], body_size: float
) -> dict[int, Columns]:
    """Return the columns of every page.

    The format's columns are known: a paper whose long strips begin and end
    where they do, or that has too few to tell, has them. Other layouts are
    found from the strips.

    Only long strips in about the size of the body text count. Each page says
    by itself whether it has one column or two; a page with too little text to
    say follows the others.

    Args:
        pages: the pages.
        strips: the strips of each page, by its number.
        body_size: size of the body text in bp.

    Returns:
        The columns by number of the page.
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
    two = _two_columns(doubles, long) if doubles else None
    one = _one_column([strip for n in singles for strip in long[n]])
    known = {page.number: known_columns(page.sheet, current_format()) for page in pages}
    if _fits(long, doubles, singles, known):
        return _as_known(pages, long, known, body_size)
    usually_two = len(doubles) >= len(singles) and bool(doubles)
    found = {}
    for page in pages:
        middle = middles[page.number]
        double = usually_two if middle is None else bool(middle)
        columns = two if double else one
        whole = Columns(((page.sheet.left, page.sheet.right),))
        found[page.number] = columns or two or one or whole
    return found


_Known = tuple[Columns, Columns]


def _fits(
    long: Mapping[int, Sequence[Strip]],
    doubles: Mapping[int, float],
    singles: Collection[int],
    known: Mapping[int, _Known],
) -> bool:
    """Whether a paper has the format's columns, or too little text to tell.

    A third of the pages that tell is enough: the others may be full of tables.
    """
    told = [*doubles, *singles]
    if not told:
        return all(_are_within(long[n], known[n]) for n in long)
    fitting = 0
    for n in told:
        middle = doubles.get(n)
        if len(long[n]) < LEAST:
            fitting += _are_within(long[n], known[n])
            continue
        if middle is None:
            sides = [(long[n], known[n][1].edges[0])]
        else:
            left = [strip for strip in long[n] if strip.right < middle]
            right = [strip for strip in long[n] if strip.x > middle]
            sides = list(zip((left, right), known[n][0].edges, strict=True))
        fitting += all(_has_edges(strips, edges) for strips, edges in sides)
    return 3 * fitting >= len(told)


def _has_edges(strips: Sequence[Strip], edges: tuple[float, float]) -> bool:
    """Whether many strips begin and end at the edges of a column, or no others at one place."""
    begin = edge([strip.x for strip in strips], edges[0], -1)
    end = edge([strip.right for strip in strips], edges[1], 1)
    set_in = begin - edges[0], edges[1] - end
    quoted = all(abs(distance - _LIST) < 1 for distance in set_in)
    return quoted or all(abs(distance) < PROTRUDING for distance in set_in)


def _are_within(strips: Sequence[Strip], known: _Known) -> bool:
    """Whether some strips could lie in the known columns: few begin or end anywhere else."""
    two, one = known
    places = [*two.edges, *one.edges]
    outside = [
        strip
        for strip in strips
        if not any(
            left - PROTRUDING < strip.x and strip.right < right + PROTRUDING
            for left, right in places
        )
    ]
    at_edge = [
        strip
        for strip in strips
        if any(
            min(abs(strip.x - left), abs(strip.x - left - _LIST), abs(strip.right - right)) < 1
            for left, right in places
        )
    ]
    return len(strips) < 3 or (len(outside) < 3 and 5 * len(at_edge) >= len(strips))


def _as_known(
    pages: Sequence[Page],
    long: Mapping[int, Sequence[Strip]],
    known: Mapping[int, _Known],
    body_size: float,
) -> dict[int, Columns]:
    """Say of each page of a paper in the known layout whether it has two columns or one."""
    single = {
        page.number: _is_single(long[page.number], known[page.number], body_size) for page in pages
    }
    numbers = [page.number for page in pages]
    sure = [n for n in numbers if single[n] is not None]
    found = {}
    for n in numbers:
        here = single[n]
        if here is None:
            beside = [
                max((m for m in sure if m < n), default=None),
                min((m for m in sure if m > n), default=None),
            ]
            here = any(single[m] for m in beside if m is not None)
        found[n] = known[n][1 if here else 0]
    return found


def _is_single(strips: Sequence[Strip], known: _Known, body_size: float) -> bool | None:
    """Whether a page has one column, None where its lines don't tell.

    Lines of one column lie across the gutter and begin or end at the text
    block's edges, as the lines of an abstract don't; lines of two end where a
    column ends, or begin where the right one begins. Cells of wide tables do
    neither; where many end or begin within the gutter, there is none.
    """
    two, one = known
    (left, right), (inner, second) = one.edges[0], (two.edges[0][1], two.edges[1][0])
    across = filling = within = 0
    # All of a page may be a quotation; the abstract stands above columns.
    quoted = not any(abs(strip.x - start) < 1 for strip in strips for start in (left, second))
    for strip in strips:
        if strip.x < inner - 6 and strip.right > second + 6:
            whole = any(
                abs(strip.x - left - indent) < 1 or abs(strip.right - right + indent) < 1
                for indent in (0, _LIST if quoted else 0)
            )
            across += whole and abs(strip.size - body_size) < _SIZE
        else:
            within += inner + PROTRUDING < strip.right < second + 6
            filling += any(
                start - 1 < strip.x
                and strip.right < end + PROTRUDING
                and strip.right - strip.x > 0.7 * (end - start)
                and (abs(strip.right - end) < PROTRUDING or abs(strip.x - start) < reach)
                for (start, end), reach in zip(two.edges, (0, 1), strict=True)
            )
    if filling >= 3 and filling >= across:
        return False
    if across > filling and (across >= 2 or not filling):
        return True
    if within >= LEAST and not filling:
        return True
    return None


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
    off = abs(strip.x + strip.right - columns.left - right) / 2
    centred = off < 2 or (off < _CENTRED and strip.x > columns.left + _SET_IN)
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
