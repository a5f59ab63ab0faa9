"""Space within figures above their captions, and between captions and the text below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from mlsys_paper.document.columns import FULL
from mlsys_paper.document.seen import is_seen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.document.anatomy import PageText
    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.pdf.model import Box

_REACH: Final = 60.0  # bp above a caption in which its figure ends
_OVERLAP: Final = 6.0  # bp that a figure may reach below the top of its caption
_CAPTION_LINE: Final = 12.5  # bp: the leading of a caption in smaller type
_OWN: Final = ("", "float", "display")
"""Roles of lines that may belong to a figure."""


class FloatGap(NamedTuple):
    """Space at a figure's caption.

    Attributes:
        caption: its lines.
        above: from the lowest ink of the figure to that of the caption, None
            where no figure ends above it.
        below: from the caption's last baseline to that of the text below, None
            where no text follows.
    """

    caption: tuple[TextLine, ...]
    above: float | None
    below: float | None


def float_gaps(paper: Paper) -> Iterator[FloatGap]:
    """The space around every figure's caption."""
    for text in paper.anatomy.pages:
        pictures = [image.shown for image in text.page.images]
        pictures += [rule.shown for rule in text.page.rules if rule.alpha]
        for caption in captions_of(text):
            if caption[0].text.startswith("Fig"):
                yield FloatGap(caption, _above(text, caption[0], pictures), _below(text, caption))


def continues_caption(line: TextLine, above: TextLine) -> bool:
    """Whether a line goes on with the caption above; it may begin with "Table 1" all the same."""
    distance = above.baseline - line.baseline
    return line.column == above.column and 0 < distance < max(1.4 * line.size, _CAPTION_LINE)


def captions_of(text: PageText) -> Iterator[tuple[TextLine, ...]]:
    """Yield the captions of a page, each as its lines."""
    current: list[TextLine] = []
    for line in text.lines:
        if line.role == "caption" and (not current or continues_caption(line, current[-1])):
            current.append(line)
            continue
        if current:
            yield tuple(current)
        current = [line] if line.role == "caption" else []
    if current:
        yield tuple(current)


def _above(text: PageText, first: TextLine, pictures: Sequence[Box]) -> float | None:
    top = first.box.top
    own = [
        line.box
        for line in text.lines
        if line.role in _OWN
        and line.column == first.column
        and line.baseline > first.baseline + 2
        and is_seen(text.page, line)
    ]
    bottoms = [
        box.bottom
        for box in (*pictures, *own)
        if box.left < first.right
        and box.right > first.x
        and top - _OVERLAP < box.bottom < top + _REACH
    ]
    return min(bottoms) - top if bottoms else None


def _below(text: PageText, caption: Sequence[TextLine]) -> float | None:
    last = caption[-1]
    beside = [
        line
        for line in text.lines
        if (line.column == last.column or FULL in (line.column, last.column))
        and line not in caption
    ]
    left, right = min(line.x for line in caption), max(line.right for line in caption)
    for line in beside:
        level = line.baseline > last.baseline - 2 and line.baseline < caption[0].box.top
        overlaps = line.box.top > last.box.bottom and line.box.bottom < caption[0].box.top
        if level or (overlaps and (line.right < left or line.x > right)):
            return None  # text flows around the figure
    under = [line for line in beside if line.baseline < last.baseline]
    following = max(under, key=lambda line: line.baseline, default=None)
    if following is None or following.role != "body":
        return None
    return last.baseline - following.baseline
