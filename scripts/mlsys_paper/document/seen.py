"""What is seen of text on the page: not what has no ink, nor what a clipping path cuts away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.pdf.model import Box, Page, Run

_WHITE: Final = 250  # of 255: lighter than this is not seen on paper
_INVISIBLE: Final = (3, 7)  # rendering modes of text without ink


def seen_box(page: Page, run: Run) -> Box | None:
    """Return what is seen of a run, None where nothing is."""
    if min(run.colour) > _WHITE:
        return None
    if not run.stop:
        return run.box
    style = page.glyphs.styles[page.glyphs.style[run.start]]
    if style.alpha == 0 or style.mode in _INVISIBLE:
        return None
    if style.clip is None:
        return run.box
    return run.box.intersection(style.clip) if style.clip.overlaps(run.box) else None


def is_cut_away(page: Page, run: Run) -> bool:
    """Whether a clipping path leaves nothing of a run."""
    if not run.stop:
        return False
    clip = page.glyphs.styles[page.glyphs.style[run.start]].clip
    return clip is not None and not clip.overlaps(run.box)


def is_seen(page: Page, line: TextLine) -> bool:
    """Whether a clipping path leaves anything of a line."""
    return not all(is_cut_away(page, run) for run in line.runs)


def is_included(page: Page, line: TextLine) -> bool:
    """Whether a line is part of an included figure, as the file has it."""
    return all(
        run.stop > 0 and page.glyphs.styles[page.glyphs.style[run.start]].nested
        for run in line.runs
    )
