"""Captions stand where the author guide puts them."""

from __future__ import annotations

import re
from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from mlsys_paper.check.findings import Problem
from mlsys_paper.check.rule import Rule, always
from mlsys_paper.check.wording import quoted
from mlsys_paper.page.columns import FULL, RIGHT
from mlsys_paper.page.margins import MARGIN_ROLES
from mlsys_paper.page.model import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.page.anatomy import PageText
    from mlsys_paper.page.lines import TextLine

_KIND = re.compile(r"(?P<kind>Fig|Tab)[a-z]*\.?\s*[A-Z]?[.-]?\d")
_NEAR: Final = 36.0  # bp between a caption and what it belongs to
_ASIDE: Final = 15.0  # bp within a line of a caption: two captions side by side
_OVERLAP: Final = 4.0  # bp; letters descend into what is below
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
        texts = [_Item("text", line.box) for line in page.lines if line.role in _TEXT]
        names = [_Item("caption", caption.box, caption) for caption in captions]
        for caption in captions:
            column = _column(caption, [*objects, *texts, *names])
            where = _place(column, caption)
            if where == "above" and caption.kind == "Fig":
                yield _problem(caption, "above its figure; a figure's caption goes below it")
            if where == "below" and caption.kind == "Tab":
                yield _problem(caption, "below its table; a table's caption goes above it")


_TEXT = frozenset({"body", "heading", "reference", "footnote", "front"})


def _problem(caption: _Caption, where: str) -> Problem:
    first = caption.lines[0]
    return Problem(
        message=f"The caption {quoted(first.text, 60)} on page {first.page} stands {where}.",
        remedy="In the source, put \\caption below \\includegraphics in a figure, and above "
        "the tabular in a table.",
        page=first.page,
        box=caption.box,
    )


def _captions(page: PageText) -> Iterator[_Caption]:
    """Captions of figures and tables; those that stand side by side are left out."""
    group: list[TextLine] = []
    for line in [*(line for line in page.lines if line.role == "caption"), None]:
        continues = (
            bool(group)
            and line is not None
            and line.column == group[-1].column
            and not _KIND.match(line.text)
            and 0 < group[-1].baseline - line.baseline < 2 * line.size
        )
        if group and not continues:
            match = _KIND.match(group[0].text)
            if match and not any(_has_gap(other) for other in group):
                left, right = _edges(page, group[0])
                box = reduce(Box.union, (other.box for other in group))
                yield _Caption(match["kind"], box, tuple(group), left, right)
            group = []
        if line is not None:
            group.append(line)


def _has_gap(line: TextLine) -> bool:
    return any(run.x - before.right > _ASIDE for before, run in pairwise(line.runs))


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
    heads = [line.box.bottom for line in texts if line.role in {"head", "front"}]
    floor = min(heads, default=page.page.height)
    for image in page.page.images:
        yield image.box
    for rule in page.page.rules:
        box = rule.box
        flat = box.height < 2
        if flat and box.width < _NOTE_RULE and any(0 < box.bottom - n.top < 12 for n in notes):
            continue
        within = flat and any(line.box.contains(box, 2) for line in texts)
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
        if item.box.left < caption.right - 5
        and item.box.right > caption.left + 5
        and (item.caption is not None or not item.box.contains(caption.box))
    ]
    found: list[_Item] = []
    for item in sorted(beside, key=lambda item: (-item.box.top, -item.box.height)):
        if found and found[-1].what == item.what == "object":
            found[-1] = _Item("object", found[-1].box.union(item.box))
        else:
            found.append(item)
    return found


def _place(column: Sequence[_Item], caption: _Caption) -> Literal["above", "below", ""]:
    """Whether a caption stands above or below what it belongs to; "" where that can't be told.

    Between two texts, captions and objects take turns: what comes first tells.
    """
    at = next(i for i, item in enumerate(column) if item.caption is caption)
    first = last = at
    while first > 0 and column[first - 1].what != "text":
        first -= 1
    while last + 1 < len(column) and column[last + 1].what != "text":
        last += 1
    stack = column[first : last + 1]
    takes_turns = all(one.what != two.what for one, two in pairwise(stack))
    if len(stack) % 2 or not takes_turns or not _is_close(stack):
        return ""
    over = column[first - 1] if first else None
    under = column[last + 1] if last + 1 < len(column) else None
    if stack[0].what == "caption":
        # Close below text: the caption of a figure that is text, such as a prompt.
        of_text = over is not None and _gap(over, stack[0]) < _gap(stack[0], stack[1])
        return "" if of_text else "above"
    of_text = under is not None and _gap(stack[-1], under) < _gap(stack[-2], stack[-1])
    return "" if of_text else "below"


def _is_close(stack: Sequence[_Item]) -> bool:
    """Whether each caption is near to its object."""
    pairs = zip(stack[::2], stack[1::2], strict=True)
    return all(-_OVERLAP < _gap(one, two) < _NEAR for one, two in pairs)


def _gap(above: _Item, below: _Item) -> float:
    return above.box.bottom - below.box.top


RULES: tuple[Rule, ...] = (
    Rule(
        id="caption-position",
        severity=always("warning"),
        basis="\\caption goes below a figure and above a table.",
        decides="Looks at what stands in a caption's column between two stretches of text: "
        "captions take turns with pictures, drawings and rows of tables, and what comes first "
        "tells. Captions side by side, mixed stacks and algorithms are left alone.",
        check=_caption_position,
    ),
)
