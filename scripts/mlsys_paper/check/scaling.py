"""Whether the pages were made smaller as a whole: one fault, though every length shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mlsys_paper.check.paper import Paper
    from mlsys_paper.document.anatomy import Body

_SCALED = 0.985  # of the format's size, by type, leading and width alike
_ALIKE = 0.01  # between these three


class Scale(NamedTuple):
    """What the paper's type and lines are beside the format's, 1 for as wanted.

    Attributes:
        type: the size of the body text.
        lines: its leading.
        whole: the factor that the pages are scaled by, None where they aren't.
    """

    type: float
    lines: float
    whole: float | None


def scale_of(paper: Paper, body: Body) -> Scale:
    """Compare a paper's body text with the format."""
    form = paper.format
    type_ = min(1.0, body.size / form.body.size)
    lines = min(1.0, body.leading / form.body.leading) if body.leading else type_
    left, _, right, _ = form.text_box
    width = body.text_box.width / (right - left)
    whole = type_ < _SCALED and max(abs(type_ - lines), abs(type_ - width)) < _ALIKE
    return Scale(type_, lines, type_ if whole else None)


def is_scaled(paper: Paper) -> bool:
    """Whether the pages are scaled, so that their lengths are no faults of their own."""
    body = paper.anatomy.body
    return body is not None and scale_of(paper, body).whole is not None
