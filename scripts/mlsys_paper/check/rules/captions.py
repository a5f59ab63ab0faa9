"""Captions stand where the author guide puts them."""

from __future__ import annotations

import re
from functools import reduce
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, Final, NamedTuple

from mlsys_paper.check.around_floats import continues_caption
from mlsys_paper.check.findings import Problem
from mlsys_paper.check.rule import Rule, always
from mlsys_paper.document.columns import FULL, RIGHT
from mlsys_paper.document.margins import MARGIN_ROLES
from mlsys_paper.pdf.model import Box
from mlsys_paper.words import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.document.anatomy import PageText
    from mlsys_paper.document.lines import TextLine

_KIND = re.compile(r"(?P<kind>Fig|Tab)[a-z]*\.?\s*[A-Z]?[.-]?\d")
_NEAR: Final = 36.0  # bp between a caption and what it belongs to
_ASIDE: Final = 15.0  # bp within a line of a caption: two captions side by side
_ROW: Final = 20.0  # bp; strips of the page in which rules look for lines of text
_MOST: Final = 2000  # paths and pictures of a page that are looked at; plots have more
_NOTE_RULE: Final = 90.0  # bp; the rule above footnotes is shorter


class _Caption(NamedTuple):
    """A caption of a figure or table, "Fig" or "Tab", with the edges of its column."""

    kind: str
    box: Box
    lines: tuple[TextLine, ...]
    left: float
    right: float


class _Item(NamedTuple):
    """Something in a column, from top to bottom: "text", "object" or a caption."""

    what: str
    box: Box
    caption: _Caption | None = None


def _caption_position(paper: Paper) -> Iterator[Problem]:
    for page in paper.anatomy.pages:
        captions = list(_captions(page))
        if not captions:
            continue
        objects = [_Item("object", box) for box in _objects(page)]
        texts = [
            _Item("object" if _is_label(page, line) else "text", line.box)
            for line in page.lines
            if line.role in _TEXT or line.role == "display"
        ]
        names = [_Item("caption", caption.box, caption) for caption in captions]
        for caption in captions:
            column = _column(caption, [*objects, *texts, *names])
            if _is_misplaced(column, caption):
                yield _problem(caption)


_TEXT = frozenset({"body", "heading", "reference", "footnote", "front"})


def _problem(caption: _Caption) -> Problem:
    first = caption.lines[0]
    figure = caption.kind == "Fig"
    where = (
        "above its figure; a figure's caption goes below it"
        if figure
        else "below its table; a table's caption goes above it"
    )
    return Problem(
        message=f"The caption {quoted(first.text, 60)} stands {where}.",
        remedy="In the source, put \\caption below \\includegraphics."
        if figure
        else "In the source, put \\caption above the tabular.",
        page=first.page,
        box=caption.box,
    )


def _captions(page: PageText) -> Iterator[_Caption]:
    """Captions of figures and tables, each with the part of the page that is its own.

    That is its column, or where others stand beside it, what is above and below it.
    """
    groups: list[list[TextLine]] = []
    for line in page.lines:
        if line.role != "caption":
            continue
        if groups and continues_caption(line, groups[-1][-1]):
            groups[-1].append(line)
        else:
            groups.append([line])
    boxes = [reduce(Box.union, (line.box for line in group)) for group in groups]
    for group, box in zip(groups, boxes, strict=True):
        match = _KIND.match(group[0].text)
        if not match or any(_has_gap(line) for line in group):
            continue
        left, right = _edges(page, group[0])
        if any(_is_beside(other, box) and left < other.middle[0] < right for other in boxes):
            left, right = max(left, box.left - _ASIDE), min(right, box.right + _ASIDE)
        yield _Caption(match["kind"], box, tuple(group), left, right)


def _is_beside(one: Box, other: Box) -> bool:
    apart = one.right < other.left or other.right < one.left
    return apart and one.bottom < other.top and other.bottom < one.top


def _has_gap(line: TextLine) -> bool:
    return any(run.x - before.right > _ASIDE for before, run in pairwise(line.runs))


def _is_label(page: PageText, line: TextLine) -> bool:
    """Whether a line in the body's type names the ticks of an axis: far apart, and indented."""
    left, _ = _edges(page, line)
    return line.role == "body" and line.x > left + _ASIDE and _has_gap(line)


def _edges(page: PageText, line: TextLine) -> tuple[float, float]:
    edges = page.columns.edges
    if line.column == FULL or len(edges) == 1:
        return page.columns.left, page.columns.right
    return edges[1] if line.column == RIGHT else edges[0]


def _objects(page: PageText) -> Iterator[Box]:
    """What floats are made of: pictures, painted paths, labels, rows of tables.

    Without rules that belong to text: of notes, heads, fractions, underlines.
    """
    texts = [line for line in page.lines if line.role in _TEXT or line.role in MARGIN_ROLES]
    notes = [line.box for line in texts if line.role == "footnote"]
    formulas = [line.box for line in page.lines if line.role == "display"]
    heads = [line.box.bottom for line in texts if line.role in {"head", "front"}]
    floor = min(heads, default=page.page.sheet.top)
    rows: dict[int, list[Box]] = {}
    for line in texts:
        for row in range(int(line.box.bottom // _ROW) - 1, int(line.box.top // _ROW) + 2):
            rows.setdefault(row, []).append(line.box)
    for image in page.page.images[:_MOST]:
        yield image.box
    for rule in page.page.rules[:_MOST]:
        box = rule.box
        flat = box.height < 2
        if flat and box.width < _NOTE_RULE and any(0 < box.bottom - n.top < 12 for n in notes):
            continue
        within = flat and any(
            text.contains(box, 2) for text in rows.get(int(box.bottom // _ROW), ())
        )
        within = within or (flat and any(formula.overlaps(box) for formula in formulas))
        whole = box.height > 0.7 * page.page.height
        if not (within or whole or box.bottom > floor - 10 or rule.fill == (255, 255, 255)):
            yield box
    for line in page.lines:
        if line.role in {"", "float"} and line.column >= 0:
            yield line.box


def _column(caption: _Caption, items: Sequence[_Item]) -> list[_Item]:
    """What stands in a caption's column, from top to bottom; successive objects make one."""
    beside = [
        item
        for item in items
        if item.caption is caption  # wherever it may stick out to
        or (
            item.box.left < caption.right - 5
            and item.box.right > caption.left + 5
            and (item.caption is not None or not item.box.contains(caption.box))
        )
    ]
    found: list[_Item] = []
    for item in sorted(beside, key=lambda item: (-item.box.top, -item.box.height)):
        if found and found[-1].what == item.what == "object":
            found[-1] = _Item("object", found[-1].box.union(item.box))
        else:
            found.append(item)
    return found


def _is_misplaced(column: Sequence[_Item], caption: _Caption) -> bool:
    """Whether what a caption names stands on the wrong side of it, and only there.

    In a stack of figures, or of tables, that take turns with their captions,
    each caption has something on both sides; there the one at the end tells.
    """
    at = next(i for i, item in enumerate(column) if item.caption is caption)
    if _is_alone(column, at):
        return True
    side = -1 if caption.kind == "Fig" else 1
    if not 0 <= at - side < len(column) or column[at - side].what != "object":
        return False
    end = at
    while 0 <= end + 2 * side < len(column) and column[end + side].what == "object":
        following = column[end + 2 * side]
        if following.caption is None or following.caption.kind != caption.kind:
            return False
        end += 2 * side
        if _is_alone(column, end):
            return True
    return False


def _is_alone(column: Sequence[_Item], at: int) -> bool:
    """Whether the caption at an index has an object on the wrong side, and none on the right."""
    caption = column[at].caption
    above = column[at - 1] if at else None
    below = column[at + 1] if at + 1 < len(column) else None
    up = _gap(above, column[at]) if above else inf
    down = _gap(column[at], below) if below else inf
    over = above is not None and above.what == "object" and up < _NEAR
    under = below is not None and below.what == "object" and down < _NEAR
    if caption is None or over == under:
        return False
    # Text that is closer than the object may be the figure or the table itself.
    if caption.kind == "Fig":
        return under and not (above is not None and above.what == "text" and up < down)
    return over and not (below is not None and below.what == "text" and down < up)


def _gap(above: _Item, below: _Item) -> float:
    return above.box.bottom - below.box.top


RULES: tuple[Rule, ...] = (
    Rule(
        id="caption-position",
        of_style=True,
        severity=always("warning"),
        basis="guide",
        sentence="\\caption goes below a figure and above a table.",
        decides="Looks at what is next to a caption in its column: a picture, a drawing or rows "
        "of a table on the wrong side, and none on the right one. In a stack of figures or of "
        "tables the caption at its end tells. Captions side by side and algorithms are left "
        "alone.",
        check=_caption_position,
    ),
)
