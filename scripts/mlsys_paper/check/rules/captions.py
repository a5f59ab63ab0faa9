"""Captions stand where the author guide puts them."""

from __future__ import annotations

import re
from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

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
_NOTE_RULE: Final = 90.0  # bp; the rule above footnotes is shorter


class _Caption(NamedTuple):
    """A caption with the edges of its column."""

    kind: str
    box: Box
    lines: tuple[TextLine, ...]
    left: float
    right: float


class _Beside(NamedTuple):
    """What is next above or below a caption, and how far away."""

    what: str
    distance: float
    box: Box | None = None


def _caption_position(paper: Paper) -> Iterator[Problem]:
    for page in paper.anatomy.pages:
        captions = list(_captions(page))
        if not captions:
            continue
        objects = list(_objects(page))
        texts = [line.box for line in page.lines if line.role in _TEXT]
        for caption in captions:
            others = [other for other in captions if other is not caption]
            above = _next(caption, objects, texts, others, below=False)
            below = _next(caption, objects, texts, others, below=True)
            if caption.kind == "Fig" and _stands_over(caption, above, below, others):
                yield _problem(caption, "above its figure; a figure's caption goes below it")
            if caption.kind == "Tab" and _stands_under(caption, above, below, others):
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


def _next(
    caption: _Caption,
    objects: Sequence[Box],
    texts: Sequence[Box],
    others: Sequence[_Caption],
    *,
    below: bool,
) -> _Beside:
    """The nearest thing above or below a caption in its column."""
    found = _Beside("nothing", float("inf"))
    named = [("object", box) for box in objects]
    named += [("text", box) for box in texts]
    named += [("caption", other.box) for other in others]
    for what, box in named:
        if box.right <= caption.box.left or caption.box.right <= box.left:
            continue
        distance = caption.box.bottom - box.top if below else box.bottom - caption.box.top
        if box.contains(caption.box) or distance < -2:
            continue
        if distance < found.distance:
            found = _Beside(what, distance, box)
    return found


def _stands_over(
    caption: _Caption, above: _Beside, below: _Beside, others: Sequence[_Caption]
) -> bool:
    """Whether a figure is below its caption: below only, and no other caption's figure."""
    if below.what != "object" or below.distance > _NEAR:
        return False
    if above.what == "object" and above.distance < _NEAR:
        return False
    if above.what == "text" and above.distance < below.distance:
        return False  # a figure of text, such as a prompt
    if above.what == "nothing":
        return True
    under = [
        other for other in others if other.box.top < caption.box.bottom and _over(other, caption)
    ]
    claimed = any(other.kind == "Fig" for other in under)
    return not claimed


def _stands_under(
    caption: _Caption, above: _Beside, below: _Beside, others: Sequence[_Caption]
) -> bool:
    """Whether a table is above its caption: above only, and no other caption's table."""
    if above.what != "object" or above.distance > _NEAR:
        return False
    if below.distance < above.distance or (below.what == "object" and below.distance < _NEAR):
        return False
    over = [
        other for other in others if other.box.bottom > caption.box.top and _over(other, caption)
    ]
    return not over or below.what == "nothing"


def _over(one: _Caption, other: _Caption) -> bool:
    return one.left < other.right and other.left < one.right


RULES: tuple[Rule, ...] = (
    Rule(
        id="caption-position",
        severity=always("warning"),
        basis="\\caption goes below a figure and above a table.",
        decides="Looks at what is next to a caption in its column: pictures, rules, labels and "
        "rows on one side, text or the edge of the column on the other. Captions with "
        "something on both sides, captions side by side, and algorithms are left alone.",
        check=_caption_position,
    ),
)
