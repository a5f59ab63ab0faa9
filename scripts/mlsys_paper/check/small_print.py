"""Sizes of references, footnotes and captions, and text too small to read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from mlsys_paper.check.around_floats import captions_of
from mlsys_paper.document.columns import FULL, MARGIN
from mlsys_paper.document.fonts import family, is_maths
from mlsys_paper.document.lines import LONG
from mlsys_paper.document.margins import MARGIN_ROLES
from mlsys_paper.document.seen import is_included, is_seen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.document.anatomy import PageText
    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.pdf.model import Box

_SCALED = 0.985  # of the format's size
_VISIBLE = 1.0  # bp: smaller type is a hidden message, which has a rule of its own
_LETTERS = 12  # on a page: a table of a few marks may be small
_DRAWING = 6  # paths near a label that make a drawing
_NEAR = 25.0  # bp from a label to the paths of its drawing
_FLAT = 2.0  # bp: rules of tables are no drawing


class PartSize(NamedTuple):
    """What a kind of small print is set in.

    Attributes:
        name: of the kind, in the plural.
        size: of most letters, in bp.
        wanted: the style's, in proportion to the body's.
        lines: the lines of that size.
    """

    name: str
    size: float
    wanted: float
    lines: list[TextLine]


def part_sizes(paper: Paper) -> Iterator[PartSize]:
    """Yield the sizes of references and footnotes; what there is none of is left out."""
    references = [
        line for line in paper.parts.lines("references") if line.role in {"reference", "body", ""}
    ]
    kinds = (
        ("references", references, "normalsize"),
        ("footnotes", list(paper.anatomy.lines("footnote")), "footnotesize"),
    )
    for name, lines, size in kinds:
        found = _usual_size(paper, lines)
        if found:
            here = [line for line in lines if line.size == found]
            yield PartSize(name, found, _wanted(paper, size), here)


def caption_sizes(paper: Paper) -> Iterator[PartSize]:
    """Yield the size of each caption, those within included figures left out."""
    for text in paper.anatomy.pages:
        for caption in captions_of(text):
            if any(is_included(text.page, line) for line in caption):
                continue
            size = _usual_size(paper, caption)
            if size:
                yield PartSize("captions", size, _wanted(paper, "small"), list(caption))


def _wanted(paper: Paper, size: str) -> float:
    """A size of the format; a body that is too small, or a page scaled down, is said once."""
    body = paper.anatomy.body
    scale = body.size / paper.format.body.size if body else 1.0
    scale = scale if scale < _SCALED else 1.0
    return scale * paper.format.sizes[size].size


def _usual_size(paper: Paper, lines: Sequence[TextLine]) -> float:
    """The size of most letters in the body's font, 0 where there are too few."""
    body = paper.anatomy.body
    letters: Counter[float] = Counter()
    for line in lines:
        if body and line.characters >= LONG and family(line.font) == family(body.font):
            letters[line.size] += line.characters
    return letters.most_common(1)[0][0] if letters else 0.0


def tiny_text(paper: Paper, least: float) -> Iterator[tuple[int, list[TextLine]]]:
    """Page by page, the lines of text and of tables in type below a size in bp."""
    for text in paper.anatomy.pages:
        found = [
            line
            for line in text.lines
            if _VISIBLE < line.size < least
            and line.role not in MARGIN_ROLES
            and line.column != MARGIN
            and not all(is_maths(run.font) for run in line.runs)
            and not is_included(text.page, line)
            and is_seen(text.page, line)
        ]
        if not found:
            continue
        figures = [*_figures(text), *(image.shown for image in text.page.images)]
        found = [
            line
            for line in found
            if not any(_is_within(line.box, figure) for figure in figures)
            and not _is_in_drawing(line.box, text)
        ]
        if sum(letter.isalpha() for line in found for letter in line.text) >= _LETTERS:
            yield text.page.number, found


def _is_within(box: Box, figure: Box) -> bool:
    x, y = box.middle
    return figure.left < x < figure.right and figure.bottom < y < figure.top


def _figures(text: PageText) -> Iterator[Box]:
    """From the captions of figures up to the text or the float above them."""
    for caption in text.lines:
        if caption.role != "caption" or not caption.text.startswith("Fig"):
            continue
        beside = [
            line
            for line in text.lines
            if line.column == caption.column or FULL in (line.column, caption.column)
        ]
        above = [
            line.box.bottom
            for line in beside
            if line.role in _TEXT and line.baseline > caption.baseline + 1
        ]
        edges = text.columns.edges
        left, right = edges[0][0], edges[-1][1]
        if caption.column != FULL:
            left, right = edges[caption.column - 1]
        top = min(above, default=text.page.sheet.top)
        yield caption.box._replace(left=left - 20, right=right + 20, top=top)


_TEXT = ("body", "heading", "reference", "caption", "footnote", "front")


def _is_in_drawing(box: Box, text: PageText) -> bool:
    """Whether paths that are no rules of a table lie around a label."""
    around = box._replace(
        left=box.left - _NEAR,
        bottom=box.bottom - _NEAR,
        right=box.right + _NEAR,
        top=box.top + _NEAR,
    )
    count = 0
    for rule in text.page.rules:
        shown = rule.shown
        drawn = (shown.height > _FLAT and shown.width > _FLAT) or rule.fill is None
        if drawn and shown.overlaps(around):
            count += 1
            if count == _DRAWING:
                return True
    return False
