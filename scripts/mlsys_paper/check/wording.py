"""Phrases that messages have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mlsys_paper.words import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlsys_paper.check.findings import Stage
    from mlsys_paper.check.paper import Paper

_OPTIONS: Final[dict[Stage, str]] = {"camera-ready": "[accepted]", "preprint": "[preprint]"}


def on_pages(numbers: Sequence[int]) -> str:
    """Numbers of pages: "page 3", "pages 1, 2 and 5", the first of many."""
    return f"page{'s' if len(numbers) > 1 else ''} {listed([str(n) for n in numbers])}"


def shortened(text: str, most: int = 120) -> str:
    """A text on one line, its end left out when it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 3]}..."


def quoted(text: str, most: int = 90) -> str:
    """Words of the paper in quotation marks, their end left out when they are long."""
    return f"\u201c{shortened(text, most)}\u201d"


def loading(paper: Paper) -> str:
    """The LaTeX command that loads the style for a paper's stage."""
    return f"\\usepackage{_OPTIONS.get(paper.stage, '')}{{mlsys{paper.format.year}}}"
