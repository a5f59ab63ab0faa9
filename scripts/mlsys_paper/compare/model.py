"""What a comparison found: frozen data that every report renders. Lengths in bp."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from mlsys_paper.comparison.layout import Line

Verdict = Literal["broke", "moved", "unread", "mended", "same", "skipped"]
"""broke: it has errors that it hadn't, or no PDF any more. moved: lines or marks
lie elsewhere. unread: both PDFs are there, but can't be compared. mended: there
is a PDF where there was none. skipped: neither side gives a PDF, or the folder
holds no paper of the conference. same: nothing of all that."""

CHANGED: tuple[Verdict, ...] = ("broke", "moved", "unread", "mended")
"""The verdicts that make the whole run end with 1."""

MoveKind = Literal["moved", "elsewhere", "changed", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Move:
    """A line of text that isn't where it was.

    Attributes:
        kind: "moved" (on its page and in its column), "elsewhere" (on another
            page or in another column), "changed" (words, font, size or width at
            its place), "gone" or "new".
        before: the line as it was, None for a new one.
        after: as it is, None for one that is gone.
        sentence: what happened, with page, line and distance.
    """

    kind: MoveKind
    before: Line | None
    after: Line | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Share:
    """How many lines are at the same page and place, of how many."""

    same: int = 0
    total: int = 0

    @property
    def fraction(self) -> float:
        """The share, 1 when there are no lines."""
        return self.same / self.total if self.total else 1.0


@dataclass(frozen=True, slots=True)
class Movement:
    """What moved in a paper.

    Attributes:
        body: lines outside of the references; heads count, folios and line numbers don't.
        references: lines of the list of references.
        first: the first line that isn't where it was, in reading order.
        first_reference: the first one of the references.
        marks: rules, strokes and pictures at the same page and place.
        pages: the pages with a difference, before or after.
        main_text_ends: page where the main text ends, before and after.
        page_counts: before and after.
        sizes: widths and heights of the pages, of the longer document.
        within: lines that are off, but within the tolerance.
        most_within: how far the farthest of them is off.
    """

    body: Share
    references: Share
    first: Move | None
    first_reference: Move | None
    marks: Share
    pages: tuple[int, ...]
    main_text_ends: tuple[int | None, int | None]
    page_counts: tuple[int, int]
    sizes: tuple[tuple[float, float], ...] = ()
    within: int = 0
    most_within: float = 0.0

    @property
    def changed(self) -> bool:
        """Whether anything moved."""
        return bool(self.pages) or self.page_counts[0] != self.page_counts[1]

    @property
    def lines(self) -> Share:
        """All lines together."""
        body, references = self.body, self.references
        return Share(body.same + references.same, body.total + references.total)


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
