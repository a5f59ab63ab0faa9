"""Lines of text that have a number beside them: of lineno's kind, the style's, or a ruler."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from mlsys_paper.document.columns import FULL, LEFT, MARGIN, RIGHT
from mlsys_paper.document.fonts import is_typewriter

if TYPE_CHECKING:
    from mlsys_paper.document.anatomy import PageText
    from mlsys_paper.document.lines import TextLine

_BESIDE: Final = 6.5
"""bp between baselines; a ruler is off the lines by half a line at most."""


def plain_lines(page: PageText) -> list[TextLine]:
    """The lines of a page that line numbers count: text, but no code, floats and notes."""
    return [
        line
        for line in page.lines
        if line.role in {"body", "reference"}
        and line.column != MARGIN
        and not is_typewriter(line.font)
    ]


def numbered_lines(page: PageText) -> list[TextLine]:
    """Lines of text with a number in the outer margin beside them.

    The numbers of a listing stand beside code, and in the right column
    between the columns.
    """
    numbers = [line for line in page.lines if line.role == "line number"]
    middle = (page.columns.left + page.columns.right) / 2
    left = sorted(line.baseline for line in numbers if line.right < page.columns.left + 1)
    right = sorted(line.baseline for line in numbers if line.x > middle + 30)
    beside = {LEFT: left, RIGHT: right, FULL: sorted(left + right)}
    return [line for line in plain_lines(page) if _near(line.baseline, beside[line.column])]


def _near(height: float, heights: list[float]) -> bool:
    i = bisect_left(heights, height)
    return any(abs(height - other) < _BESIDE for other in heights[max(i - 1, 0) : i + 1])
