"""What sticks out of the text block of a page, or into the space between its columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import itemgetter
from typing import TYPE_CHECKING, Literal

from mlsys_paper.document.columns import FULL, LEFT, MARGIN, RIGHT
from mlsys_paper.document.lines import LONG, is_grey_number, is_number
from mlsys_paper.document.margins import MARGIN_ROLES
from mlsys_paper.document.seen import seen_box
from mlsys_paper.pdf.model import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlsys_paper.check.block import Block
    from mlsys_paper.document.anatomy import PageText
    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.pdf.model import Page, Rule

Side = Literal["left", "right", "top", "bottom", "gutter"]
Kind = Literal["text", "image", "drawing"]

_SLACK = {"text": 4.0, "image": 4.0, "drawing": 6.0}
"""What may stick out sideways, in bp. Text: microtype lets punctuation protrude
by 3, the eye forgives one more. Drawings: the box of a path has room for sharp
corners and broad ends that it may not have."""

_ABOVE = 2.0  # bp: ink of letters that are higher than TeX holds them to be
_BELOW_BASELINE = 2.0  # bp: a column's last baseline is the same on every page
_BELOW_INK = 2.0  # bp, beside what may descend below the last baseline
_BESIDE = 4.0  # bp: lines of two columns are beside each other, but not on one baseline
_FULL_WIDTH = 0.92  # of the block: passages that span both columns (cuted, multicol)
_RAGGED = 60.0  # bp that lines of a column end before its edge
_SET_IN = 46.0  # bp from the column's edge: further in than any list's lines
_CAPTION = 40.0  # bp between a figure and its caption
_WHITE = 250  # of 255: lighter than this is not seen on paper
_COLUMN_ROLES = ("body", "reference", "heading", "caption", "footnote")
_WORDS = 8  # characters at a column's edge that are text, not a part of a formula
_FLOWING = ("body", "reference", "heading")
_STAMP = "arXiv:"  # put on the first page by the archive, not by the authors


@dataclass(frozen=True, slots=True)
class Item:
    """Something painted that has a place: a line's ink, an image, a path.

    Attributes:
        kind: what it is.
        box: what is seen of it, in bp.
        line: the line of text, None for turned text and pictures.
        words: what a line says.
    """

    kind: Kind
    box: Box
    line: TextLine | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Overshoot:
    """How far something sticks out.

    Attributes:
        side: where.
        amount: by how much, in bp.
        item: what.
    """

    side: Side
    amount: float
    item: Item


def overshoots(
    text: PageText, block: Block, depth: float, *, badges: bool = False
) -> Iterator[Overshoot]:
    """What sticks out of a page's block or into its gutter by more than typesetting does.

    Running heads, page numbers, line numbers and what the block stands on
    (grounds, frames of the page) are left out.

    Args:
        text: the page.
        block: where its text block is.
        depth: how far the last line may descend below the block, in bp.
        badges: whether badges may stand in the right half of the head.
    """
    page = text.page
    items = [*_text_items(text), *_turned(page), *_pictures(page, block)]
    columns = _column_lines(text) if len(block.columns) == 2 else []
    for item in items:
        if item.box.width <= 0 or item.box.height <= 0 or not item.box.overlaps(page.sheet):
            continue
        if not (badges and _is_in_head(item, block)):
            yield from _outside(item, block, depth)
        amount = _in_gutter(item, block, columns, text)
        if amount > _SLACK[item.kind]:
            yield Overshoot("gutter", amount, item)


def _is_in_head(item: Item, block: Block) -> bool:
    """Whether it stands above the block, in its right half."""
    box, around = item.box, block.box
    right_half = around.middle[0] < box.left and box.right < around.right + _SLACK["drawing"]
    return right_half and box.bottom > around.top - _ABOVE


def _outside(item: Item, block: Block, depth: float) -> Iterator[Overshoot]:
    box, around = item.box, block.box
    slack = _SLACK[item.kind]
    if around.left - box.left > slack:
        yield Overshoot("left", around.left - box.left, item)
    if box.right - around.right > slack:
        yield Overshoot("right", box.right - around.right, item)
    if box.top - around.top > max(_ABOVE, slack if item.kind == "drawing" else 0.0):
        yield Overshoot("top", box.top - around.top, item)
    line = item.line
    if line is not None and line.role in _COLUMN_ROLES:
        below = around.bottom - line.baseline
        if below > _BELOW_BASELINE:
            yield Overshoot("bottom", below, item)
            return
    below = around.bottom - box.bottom
    if below > depth + _BELOW_INK + (slack - _SLACK["text"]):
        yield Overshoot("bottom", below, item)


def _text_items(text: PageText) -> Iterator[Item]:
    for line in text.lines:
        if line.role in MARGIN_ROLES:
            continue
        # A note in the margin may stand on one baseline with a line number.
        runs = [run for run in line.runs if not (line.column == MARGIN and is_grey_number(run))]
        seen = [(run, box) for run in runs if (box := seen_box(text.page, run)) is not None]
        if seen:
            box = reduce(Box.union, (box for _, box in seen))
            yield Item("text", box, line, " ".join(run.text for run, _ in seen))


def _turned(page: Page) -> Iterator[Item]:
    """Text on tables and figures that were turned by a right angle; not watermarks."""
    for run in page.runs:
        if is_number(run):  # of a line, most likely
            continue
        if run.angle and abs(run.angle) % 90 < 0.1 and not run.text.startswith(_STAMP):
            box = seen_box(page, run)
            if box is not None:
                yield Item("text", box)


def _pictures(page: Page, block: Block) -> Iterator[Item]:
    """Images and paths, but for grounds and for the rules of heads and feet."""
    for image in page.images:
        if not image.shown.contains(block.box, 1.0):
            yield Item("image", image.shown)
    for rule in page.rules:
        if not _is_ground(rule, block):
            yield Item("drawing", rule.shown)


def _is_ground(rule: Rule, block: Block) -> bool:
    """Whether a path is no drawing: unseen, the paper's colour, or a rule of head or foot."""
    box, around = rule.shown, block.box
    if rule.alpha == 0 or box.contains(around, 1.0):
        return True
    if (rule.fill is not None and min(rule.fill) > _WHITE) or (
        rule.outline is not None and min(rule.outline) > _WHITE
    ):
        return True
    outside = box.bottom > around.top or box.top < around.bottom
    return outside and box.height < 4 and box.width > 0.9 * around.width


def _column_lines(text: PageText) -> list[TextLine]:
    """Lines that prove that there are columns at their height."""
    return [
        line
        for line in text.lines
        if line.column in {LEFT, RIGHT}
        and line.role in _COLUMN_ROLES
        and line.characters >= LONG
        and abs(line.x - text.columns.edges[line.column - 1][0]) < 1.5
        and line.right > text.columns.edges[line.column - 1][1] - _RAGGED
        and line.role != "caption"
    ]


def _in_gutter(item: Item, block: Block, columns: Sequence[TextLine], text: PageText) -> float:
    """How far an item reaches into the gutter from its column, 0 if it may.

    A float of the full width may span both, and so may the title. What lies
    beside a column's text, in its midst or at a caption of one column belongs
    to that column.
    """
    if len(block.columns) != 2:
        return 0.0
    (_, inner), (second, right) = block.columns
    box, line = item.box, item.line
    if line is not None and line.role == "front":
        return 0.0
    middle = (inner + second) / 2
    column = LEFT if (box.left + box.right) / 2 < middle else RIGHT
    if line is not None and line.column in {LEFT, RIGHT}:
        column = line.column
    elif box.left < inner - 20:
        column = LEFT
    amount = box.right - inner if column == LEFT else second - box.left
    if amount <= 0 or box.left > second + 2 or box.right < inner - 2:
        return 0.0
    if box.left > block.columns[0][0] + _SET_IN and box.right > (second + right) / 2:
        return 0.0  # begins in the midst of one column and fills the other: a box of its own
    width = right - block.columns[0][0]
    evidence = _beside(item, columns) or _within_column(item, column, columns, width)
    if line is not None and line.column != FULL and line.role in {*_COLUMN_ROLES, "display"}:
        evidence = (evidence or _follows(line, columns)) and not _goes_on(line, text)
    else:
        evidence = evidence or _with_caption(item, column, text, width)
    return min(amount, right - inner) if evidence else 0.0


def _goes_on(line: TextLine, text: PageText) -> bool:
    """Whether a formula goes on in the other column: one of the full width (cuted).

    Text at its height there tells that it runs into that column.
    """
    if line.role != "display":
        return False
    across = [other for other in text.lines if other.column not in {line.column, MARGIN}]
    edges = text.columns.edges
    for other in across:
        begins = other.column in {LEFT, RIGHT} and abs(other.x - edges[other.column - 1][0]) < 1.5
        text_there = other.characters >= (_WORDS if begins else LONG) and other.role in _FLOWING
        if text_there and abs(other.baseline - line.baseline) < line.size:
            return False
    return any(
        other.role in {"display", ""} and abs(other.baseline - line.baseline) < line.size
        for other in across
    )


def _beside(item: Item, columns: Sequence[TextLine]) -> bool:
    """Whether a column's text stands at the height of an item that is no ground of both."""
    box = item.box
    reach = _BESIDE if item.kind == "text" else -_BESIDE / 2
    beside = [
        line
        for line in columns
        if line is not item.line
        and box.bottom - reach < line.box.top
        and line.box.bottom < box.top + reach
    ]
    over = {
        line.column for line in beside if line.x < box.right - 20 and box.left < line.right - 20
    }
    return bool(beside) and not (item.kind != "text" and over == {LEFT, RIGHT})


def _within_column(item: Item, column: int, columns: Sequence[TextLine], width: float) -> bool:
    """Whether a column's text goes on above and below an item; what spans both is no part of it."""
    if item.box.width > _FULL_WIDTH * width:
        return False
    own = [line.box for line in columns if line.column == column]
    return any(box.bottom > item.box.top - 2 for box in own) and any(
        box.top < item.box.bottom + 2 for box in own
    )


def _follows(line: TextLine, columns: Sequence[TextLine]) -> bool:
    """Whether a line stands in the rhythm of its column's text, and not in a float above it."""
    return any(
        other.column == line.column
        and other is not line
        and other.role in _FLOWING
        and abs(other.baseline - line.baseline) < 1.3 * max(other.size, line.size)
        for other in columns
    )


def _with_caption(item: Item, column: int, text: PageText, width: float) -> bool:
    """Whether the nearest caption is one of the item's column: below figures, above all else.

    What spans both columns has its caption where it likes.
    """
    box = item.box
    if item.kind == "text" or box.width > _FULL_WIDTH * width:
        return False
    near = [
        (
            box.bottom - line.box.top if line.text.startswith("Fig") else line.box.bottom - box.top,
            line,
        )
        for line in text.lines
        if line.role == "caption"
        and line.x < box.right
        and box.left < line.right
        and not _is_centred_at(line, box, text)
    ]
    beside = [(distance, line) for distance, line in near if -_BESIDE < distance < _CAPTION]
    if not beside or any(line.column == FULL for _, line in beside):
        return False
    nearest = min(beside, key=itemgetter(0))
    # Floats of both columns side by side: what reaches into the other one covers its float.
    return nearest[1].column == column or any(
        distance < nearest[0] + 2 and line.column == column for distance, line in beside
    )


def _is_centred_at(caption: TextLine, box: Box, text: PageText) -> bool:
    """Whether a caption stands in the middle of an item rather than of a column."""
    if caption.column == FULL:
        return False
    left, right = text.columns.edges[caption.column - 1]
    middle = (caption.x + caption.right) / 2
    return abs(middle - (box.left + box.right) / 2) < abs(middle - (left + right) / 2) - 1
