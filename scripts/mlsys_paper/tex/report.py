"""What a TeX run and its bibliography program complained about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "error",
    "warning",
    "undefined",
    "overfull",
    "underfull",
    "missing-character",
    "font",
    "destination",
    "rerun",
]


@dataclass(frozen=True)
class LogFinding:
    """One thing that a run complained about.

    Attributes:
        kind: error, warning, undefined (a citation or reference), overfull or
            underfull (a box), missing-character, font (a substitution),
            destination (of a link: duplicate or absent), rerun.
        source: who says so: "TeX", "LaTeX", "LaTeX Font", "Package natbib",
            "Class article", "pdfTeX", "bibtex", "biber".
        message: one line of text, continuation lines joined.
        file: the file as TeX names it, "" when unknown.
        line: in that file (the first of a paragraph's lines), or None.
        page: when the message names one, or None.
        key: of the citation, label or bibliography entry, or "".
        amount: how far an overfull box sticks out, in TeX points, or an
            underfull box's badness.
    """

    kind: Kind
    source: str
    message: str
    file: str = ""
    line: int | None = None
    page: int | None = None
    key: str = ""
    amount: float | None = None


@dataclass(frozen=True)
class LogReport:
    """What a log says.

    Attributes:
        findings: in the order of the log.
        main_text_ends: the page, as the style's message gives it, or None.
        page_limit: the limit in the same message, or None.
        pages: of the PDF that was written, or None.
    """

    findings: tuple[LogFinding, ...] = ()
    main_text_ends: int | None = None
    page_limit: int | None = None
    pages: int | None = None

    def of_kind(self, *kinds: Kind) -> tuple[LogFinding, ...]:
        """The findings of these kinds, in order."""
        return tuple(finding for finding in self.findings if finding.kind in kinds)

    @property
    def errors(self) -> tuple[LogFinding, ...]:
        """The errors, in order."""
        return self.of_kind("error")

    @property
    def warnings(self) -> tuple[LogFinding, ...]:
        """Everything short of an error, boxes left out."""
        return self.of_kind(
            "warning", "undefined", "missing-character", "font", "destination", "rerun"
        )
