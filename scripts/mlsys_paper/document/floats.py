"""Mark what lies in floats and frames, by captions, rules and boxes on the page.

Rows of tables and lines of algorithms may look like body text. They lie
between rules of one width that begin next to a caption, or inside a frame.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.pdf.model import Box, Page, Rule

_NEAR = 30.0  # bp between a caption and the rule of its float
_MOST = 2000  # frames of a page that are looked at; drawings have more paths


def mark_floats(page: Page, lines: Sequence[TextLine]) -> list[TextLine]:
    """Give the lines that lie in tables, algorithms and frames the role "float".

    Args:
        page: the page.
        lines: its lines with the other roles, in reading order.
    """
    regions = [*_ruled(page.rules, lines), *_frames(page)]
    return [
        replace(line, role="float")
        if line.role in {"", "body", "display", "heading", "reference"}
        and line.column >= 0
        and any(_is_inside(line, region) for region in regions)
        else line
        for line in lines
    ]


def _is_inside(line: TextLine, region: Box) -> bool:
    middle = (line.box.left + line.box.right) / 2
    return region.left < middle < region.right and region.bottom < line.baseline + 2 < region.top


def _frames(page: Page) -> Iterable[Box]:
    """Frames and pictures that are large enough to hold text, but are not the page's ground."""
    boxes = [rule.box for rule in page.rules[:_MOST]] + [image.box for image in page.images[:_MOST]]
    return [
        box
        for box in boxes
        if box.width > 30 and box.height > 20 and box.height < 0.7 * page.height
    ]


def _ruled(rules: Sequence[Rule], lines: Sequence[TextLine]) -> Iterable[Box]:
    """The stretches of rules that begin next to a caption."""
    flat = [rule.box for rule in rules if rule.top - rule.bottom < 2 and rule.box.width > 30]
    captions = [line for line in lines if line.role == "caption"]
    stops = [line for line in lines if line.role in {"caption", "heading"}]
    for caption in captions:
        for below in (True, False):
            near = [box for box in flat if _is_beside(box, caption, below=below)]
            for first in near:
                yield _stretch(first, flat, stops, below=below)


def _is_beside(box: Box, caption: TextLine, *, below: bool) -> bool:
    distance = caption.baseline - box.top if below else box.bottom - caption.baseline
    return 0 < distance < _NEAR and box.left < caption.right and caption.x < box.right


def _stretch(first: Box, flat: Sequence[Box], stops: Sequence[TextLine], *, below: bool) -> Box:
    """From a rule over all rules of its width to the last before another float."""
    alike = [
        box for box in flat if abs(box.left - first.left) < 2 and abs(box.right - first.right) < 2
    ]
    side = 1 if below else -1
    region = first
    for box in sorted(alike, key=lambda box: -side * box.top):
        if side * (first.top - box.top) <= 0:
            continue
        wider = region.union(box)
        if any(_is_inside(line, wider) for line in stops):
            break
        region = wider
    return region
