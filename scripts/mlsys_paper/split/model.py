"""What a split is asked for, and what it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from mlsys_paper.pdf.model import Box

PartName = Literal["main", "appendix"]

WITHIN_PAGE: Final = "--within-page"
COMMAND: Final = "{split}"
"""In a remedy: the command with the paper's path, which the process doesn't know."""


class Marker(NamedTuple):
    r"""Where \appendix stood, as the style wrote it into the PDF.

    Attributes:
        page: number of the page.
        x: left edge of the column in bp.
        y: height in bp: the text before it lies above, the appendix below.
    """

    page: int
    x: float
    y: float


class PageRange(NamedTuple):
    """Pages that follow each other, first and last."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Cut:
    """Which pages go where.

    Attributes:
        main: pages of the main part.
        appendix: pages of the appendix.
        why: what the cut rests on, a sentence.
        notes: what the author should know beside, a sentence each.
        shared: lines of the pages that are cut in two, as `Half` has them.
    """

    main: tuple[int, ...]
    appendix: tuple[int, ...]
    why: str
    notes: tuple[str, ...] = ()
    shared: dict[int, tuple[tuple[Box, PartName | None], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SplitResult:
    """A paper that was split.

    Attributes:
        cut: where.
        links_across: links from one part to the other, which are plain text now.
        links_nowhere: links to places that the paper doesn't have, likewise.
        main: the PDF of the main part.
        appendix: the PDF of the appendix.
    """

    cut: Cut
    links_across: int
    links_nowhere: int
    main: bytes
    appendix: bytes


def page_ranges(pages: tuple[int, ...]) -> str:
    """Numbers of pages in words: "page 3", "pages 1 to 9 and 12"."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and runs[-1][1] == page - 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    said = [f"{first}" if first == last else f"{first} to {last}" for first, last in runs]
    return f"page{'s' if len(pages) > 1 else ''} {' and '.join(said)}"
