"""What a division is told, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

# Files in the folder of the process that divides.
PAPER: Final = "paper.pdf"
MAIN: Final = "main.pdf"
APPENDIX: Final = "appendix.pdf"
RECORD: Final = "division.json"


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


class Stretch(NamedTuple):
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
    """

    main: tuple[int, ...]
    appendix: tuple[int, ...]
    why: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Division:
    """A paper that was divided.

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
