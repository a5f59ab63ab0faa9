"""Stretches of running text: lines of one column that follow each other."""

from __future__ import annotations

from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from mlsys_paper.document.columns import FULL, PROTRUDING
from mlsys_paper.document.fonts import family, is_maths
from mlsys_paper.document.lines import LONG, has_gap
from mlsys_paper.document.roles import CAPTION
from mlsys_paper.document.seen import is_included, is_seen
from mlsys_paper.pdf.model import Box

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.document.anatomy import Body, PageText
    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.pdf.model import Rule

_FLUSH = 1.5  # bp from the column's edges
_LEAST_SIZE = 5.9  # bp; what is smaller is no running text
_NEAR_CAPTION = 30.0  # bp between the text in a float and its caption
_APART = 3.0  # of the size: paragraphs of one stretch
_MARK = 0.8  # of the size: a footnote's mark
_WORDS = 4
_SET_IN = 46.0  # bp from the column's edges: quotes, and lists within lists
_OWN = 0.1  # of a line's letters
_LEADED = 4.0  # bp of its first or last line that a frame may leave out
_FRAME = 3.0  # bp: what is broader is a rectangle
_INSIDE = 24.0  # bp from a frame's rules to the text in it
SHORTEST = 3
"""Lines that make a stretch; fewer may be anything."""


class Pair(NamedTuple):
    """Two lines that follow each other in a paragraph or between two.

    Attributes:
        above: the upper one.
        below: the lower one.
        distance: of their baselines in bp.
    """

    above: TextLine
    below: TextLine
    distance: float


def text_pairs(paper: Paper) -> Iterator[Pair]:
    """Successive lines of body text that begin at the left edge of their column.

    Parts of a line that are read as two, and what stands side by side, are left
    out: their baselines are closer than any leading.
    """
    body = paper.anatomy.body
    if body is None:
        return
    for text in paper.anatomy.pages:
        for above, below in pairwise(text.lines):
            distance = above.baseline - below.baseline
            if (
                above.role == below.role == "body"
                and above.column == below.column
                and abs(above.x - below.x) < _FLUSH
                and above.size == below.size == body.size
                and distance > 0.7 * above.size
                and above.characters >= LONG
            ):
                yield Pair(above, below, distance)


def small_stretches(paper: Paper, limit: float) -> Iterator[list[TextLine]]:
    """Yield main text in type smaller than a limit (bp): justified lines, also in quotes and lists.

    Captions, footnotes, tables, algorithms and text in frames have roles of
    their own; text in a float without a frame is known by its caption.
    """
    body = paper.anatomy.body
    if body is None:
        return
    main = {id(line) for line in paper.parts.lines("main", "acknowledgements")}
    for text in paper.anatomy.pages:
        for column in range(len(text.columns.edges)):
            stretch: list[TextLine] = []
            for line in _of_column(text, column):
                small = id(line) in main and _is_small(text, line, body, limit)
                last = stretch[-1] if stretch else None
                if last and (
                    not small
                    or abs(last.size - line.size) > 0.1
                    or last.baseline - line.baseline > _APART * line.size
                ):
                    yield from _outside_floats(text, stretch)
                    stretch = []
                if small:
                    stretch.append(line)
            yield from _outside_floats(text, stretch)


def _of_column(text: PageText, column: int) -> list[TextLine]:
    number = column + 1 if len(text.columns.edges) > 1 else FULL
    return [line for line in text.lines if line.column == number]


def _is_small(text: PageText, line: TextLine, body: Body, limit: float) -> bool:
    left, right = text.columns.edges[max(line.column - 1, 0)]
    return (
        line.role in {"", "body"}
        and _LEAST_SIZE < line.size < limit
        and family(line.font) == family(body.font)
        and left - _FLUSH < line.x < left + _SET_IN
        and line.right < right + _FLUSH
        and not has_gap(line)
        and not is_included(text.page, line)
        and is_seen(text.page, line)
    )


def _is_justified(text: PageText, stretch: list[TextLine]) -> bool:
    """Whether most lines end at one place, close to the column's edge, and are sentences."""
    _, right = text.columns.edges[max(stretch[0].column - 1, 0)]
    furthest = sorted(line.right for line in stretch)[-2]
    there = [line for line in stretch if abs(line.right - furthest) < PROTRUDING]
    words = sum(len(line.text.split()) for line in there)
    return (
        furthest > right - _SET_IN
        and 2 * len(there) >= len(stretch)
        and words > _WORDS * len(there)
    )


def _is_framed(text: PageText, stretch: list[TextLine]) -> bool:
    """Whether a rectangle lies around the lines, or a rule along both of their sides."""
    box = reduce(Box.union, (line.box for line in stretch))
    sides = set()
    for rule in text.page.rules:
        shown = rule.shown
        if shown.bottom > box.bottom + _LEADED or shown.top < box.top - _LEADED:
            continue
        if shown.width > _FRAME:
            if shown.left <= box.left and shown.right >= box.right and not _is_ground(text, rule):
                return True
        elif 0 < box.left - shown.right < _INSIDE:
            sides.add("left")
        elif 0 < shown.left - box.right < _INSIDE + _SET_IN:
            sides.add("right")
    return len(sides) == 2


def _is_ground(text: PageText, rule: Rule) -> bool:
    """Whether a rule covers the page, or a column of it, as a ground."""
    return rule.shown.height > 0.9 * text.page.sheet.height


def _outside_floats(text: PageText, stretch: list[TextLine]) -> Iterator[list[TextLine]]:
    """The stretch, unless it is short, beside a caption, or a note without its rule."""
    if len(stretch) < SHORTEST or not _is_justified(text, stretch) or _is_framed(text, stretch):
        return
    first, last = stretch[0], stretch[-1]
    others = [line for line in text.lines if line.column == first.column]
    captions = [line for line in others if line.role == "caption" or CAPTION.match(line.text)]
    if any(
        0 < caption.baseline - first.baseline < _NEAR_CAPTION
        or 0 < last.baseline - caption.baseline < _NEAR_CAPTION
        for caption in captions
    ):
        return
    foot = not any(
        line.role in {"body", "heading"} and line.baseline < last.baseline for line in others
    )
    if foot and first.runs[0].size < _MARK * first.size:
        return
    yield stretch


def _names_alone(line: TextLine, body: Body) -> bool:
    """Whether text of the body's family stands among names in another one, as of functions."""
    own = sum(len(run.text) for run in line.runs if family(run.font) == family(body.font))
    return own > _OWN * len(line.text)


def foreign_lines(paper: Paper) -> dict[str, list[TextLine]]:
    """Lines of the main text that fill their column in another family than the body's, by family.

    Both ends must lie at the column's edges, as justified text does and
    listings don't.
    """
    body = paper.anatomy.body
    found: dict[str, list[TextLine]] = {}
    main = {id(line) for line in paper.parts.lines("main", "acknowledgements")}
    for text in paper.anatomy.pages:
        for line in text.lines:
            left, right = text.columns.edges[max(line.column - 1, 0)]
            if (
                body is not None
                and id(line) in main
                and line.role in {"", "body"}
                and line.size > _LEAST_SIZE
                and family(line.font) != family(body.font)
                and not is_maths(line.font)
                and not _names_alone(line, body)
                and abs(line.x - left) < _FLUSH
                and abs(line.right - right) < _FLUSH
            ):
                found.setdefault(family(line.font), []).append(line)
    return found
