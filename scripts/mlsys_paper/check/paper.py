"""All that the rules may look at, read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mlsys_paper.document.anatomy import Anatomy, dissect
from mlsys_paper.document.divide import divide
from mlsys_paper.format import Format, current_format
from mlsys_paper.pdf.file import read_structure
from mlsys_paper.pdf.page import count_pages, read_document

if TYPE_CHECKING:
    from pathlib import Path

    from mlsys_paper.check.findings import Stage
    from mlsys_paper.document.parts import Parts
    from mlsys_paper.pdf.contents import Structure
    from mlsys_paper.pdf.model import Document
    from mlsys_paper.source.model import Source


MOST_PAGES = 200
"""More pages than these are counted, not read: every page takes time and memory."""


@dataclass(frozen=True)
class Paper:
    """A paper to be judged.

    Attributes:
        file: the PDF.
        stage: what it is submitted as.
        format: the numbers of the conference's format.
        document: what is painted on its pages.
        anatomy: its columns and lines, and the role of each line.
        parts: where main text, references, appendix begin and end.
        structure: what the file holds beside its pages.
        source: the LaTeX source, None when it was not given.
        authors: names, mails and affiliations that must not appear, the source's too.
        assumed: whether nobody said what it is submitted as, and its pages show `stage`.
        unread: how many pages follow those of `document`, and were not read.
    """

    file: Path
    stage: Stage
    format: Format
    document: Document
    anatomy: Anatomy
    parts: Parts
    structure: Structure
    source: Source | None = None
    authors: tuple[str, ...] = field(default=())
    assumed: bool = False
    unread: int = 0

    @property
    def page_count(self) -> int:
        """The pages of the file, read or not."""
        return len(self.document.pages) + self.unread


def read_paper(
    file: Path,
    stage: Stage,
    *,
    source: Source | None = None,
    authors: tuple[str, ...] = (),
) -> Paper:
    """Read a PDF into everything that the rules look at.

    Raises:
        PaperError: the file is absent, no PDF, damaged, or asks for a password.
    """
    document = read_document(file, MOST_PAGES, ink=True)
    anatomy = dissect(document)
    return Paper(
        file=file,
        stage=stage,
        format=current_format(),
        document=document,
        anatomy=anatomy,
        parts=divide(anatomy),
        structure=read_structure(file),
        source=source,
        authors=known_authors(authors, source),
        unread=count_pages(file) - len(document.pages),
    )


def known_authors(given: tuple[str, ...], source: Source | None) -> tuple[str, ...]:
    """Return what must not appear: what was given, and whom the source names."""
    if source is None:
        return given
    from mlsys_paper.source.authors import authors_named  # noqa: PLC0415  (rarely needed)

    return tuple(dict.fromkeys((*given, *authors_named(source))))


def loading(paper: Paper) -> str:
    """Return the LaTeX command that loads the style for a paper's stage."""
    options = {"camera-ready": "[accepted]", "preprint": "[preprint]"}
    return f"\\usepackage{options.get(paper.stage, '')}{{mlsys{paper.format.year}}}"
