"""What a comparison found: frozen data that every report renders. Lengths in bp."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from mlsys_paper.layouts.model import Movement

Verdict = Literal["broke", "moved", "unread", "mended", "same", "skipped"]
"""broke: it has errors that it hadn't, or no PDF any more. moved: lines or marks
lie elsewhere. unread: both PDFs are there, but can't be compared. mended: there
is a PDF where there was none. skipped: neither side gives a PDF, or the folder
holds no paper of the conference. same: nothing of all that."""

SIDES = ("before", "after")
OVERLAY = "overlay"
"""The pictures of a page."""


CHANGED: tuple[Verdict, ...] = ("broke", "moved", "unread", "mended")
"""The verdicts that make the whole run end with 1."""


@dataclass(frozen=True, slots=True)
class Side:
    """How a paper compiled with one of the styles.

    Attributes:
        pdf: whether a PDF came out.
        errors: what TeX, BibTeX or a limit complained about.
        warnings: other complaints.
        overfull: boxes that stick out, with file, line and amount.
        pages: of the PDF.
        missing_figures: the figures that frames were drawn for.
        reused: whether it came from the cache.
    """

    pdf: bool = False
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    overfull: tuple[str, ...] = ()
    pages: int | None = None
    missing_figures: tuple[str, ...] = ()
    reused: bool = False


@dataclass(frozen=True, slots=True)
class PagePictures:
    """PNG files of a page: before, after, both in one; b"" for what there isn't."""

    page: int
    before: bytes
    after: bytes
    overlay: bytes


@dataclass(frozen=True, slots=True)
class PaperComparison:
    """One row of a comparison.

    Attributes:
        name: of the paper's folder.
        main: its main file, relative to the folder; "" when there is none.
        style: the style that its authors load.
        options: that they load it with.
        engine: that compiled it.
        before: how it compiled with the style before.
        after: how it compiled with the style after.
        new_errors: errors that only the style after has.
        new_warnings: warnings that only the style after has.
        new_overfull: overfull boxes that only the style after has.
        movement: what moved; None unless both sides have a PDF that can be read.
        failure: why it could not be compared; "" when it was.
        pictures: of pages with a difference.
        fault: whether the program failed, not the paper.
    """

    name: str
    main: str = ""
    style: str = ""
    options: str = ""
    engine: str = ""
    before: Side = Side()
    after: Side = Side()
    new_errors: tuple[str, ...] = ()
    new_warnings: tuple[str, ...] = ()
    new_overfull: tuple[str, ...] = ()
    movement: Movement | None = None
    failure: str = ""
    pictures: tuple[PagePictures, ...] = ()
    fault: bool = False

    @property
    def verdict(self) -> Verdict:
        """How it fared, in a word."""
        if self.fault:
            return "unread"
        if self.before.pdf and (not self.after.pdf or self.new_errors):
            return "broke"
        if self.movement is not None:
            return "moved" if self.movement.changed else "same"
        if self.after.pdf:
            return "unread" if self.before.pdf else "mended"
        return "skipped"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A whole run.

    Attributes:
        before: how the user named the style before.
        after: how the user named the style after.
        tolerance: from how far a line counts as moved.
        papers: the most changed first.
    """

    before: str
    after: str
    tolerance: float
    papers: tuple[PaperComparison, ...]

    @property
    def changed(self) -> bool:
        """Whether anything moved or broke."""
        return any(paper.verdict in CHANGED for paper in self.papers)

    @property
    def compared(self) -> bool:
        """Whether at least one paper gave something to compare."""
        return any(paper.verdict != "skipped" for paper in self.papers)


_ORDER: tuple[Verdict, ...] = ("broke", "unread", "moved", "mended", "skipped", "same")


def most_changed_first(papers: tuple[PaperComparison, ...]) -> tuple[PaperComparison, ...]:
    """Papers that broke, then by the share of lines that moved, then what is new in their logs."""

    def rank(paper: PaperComparison) -> tuple[int, float, int, int, str]:
        movement = paper.movement
        return (
            _ORDER.index(paper.verdict),
            movement.lines.fraction if movement else 0.0,
            movement.marks.same - movement.marks.total if movement else 0,
            -len(paper.new_warnings) - len(paper.new_overfull),
            paper.name,
        )

    return tuple(sorted(papers, key=rank))
