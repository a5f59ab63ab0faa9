"""Reports made by hand, for the tests of their renderings."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from mlsys_paper.check.findings import Finding, PaperReport, Place
from mlsys_paper.pdf.model import Box
from mlsys_paper.version import Made

FACTS = {
    "pages": 12,
    "main_text_ends": 11,
    "columns": 2,
    "body_font": "Times",
    "body_size": 9.96,
    "leading": 11.96,
    "text_box": (55.4, 74.9, 541.4, 724.9),
    "gutter": 18.0,
}
LIMIT = Finding(
    "page-limit", "error", "call", "Main text ends on page 11; the limit is 10.", "Shorten it.", 11
)
OUT = Finding(
    "margins",
    "error",
    "call",
    "A line sticks out by 7.2 bp.",
    "Let it break.",
    3,
    Box(55, 300, 300, 312),
)
OUT_TOO = Finding(
    "margins",
    "warning",
    "call",
    "A line sticks out by 0.9 bp.",
    "Let it break.",
    5,
    Box(55, 90, 299, 99),
)
UNKNOWN = Finding(
    "gutter", "unchecked", "call", "could not check: it has one column", "Look at it."
)
SOURCE = Finding(
    "source-lengths",
    "warning",
    "guide",
    "\\vspace{-3pt} tightens.",
    "Take it out.",
    file="s/a.tex",
    line=7,
    also=(Place(file="s/a.tex", line=9), Place(file="s/b.tex", line=2)),
)
NAMED = Finding("anonymous-text", "error", "call", "It holds a name.", "Take it out.", 4)

MADE = Made("2024.1", 2024, datetime(2024, 1, 31, 12, 30, tzinfo=UTC))

CLEAN = PaperReport(Path("clean.pdf"), "submission", facts=FACTS)
WRONG = PaperReport(
    Path("wrong.pdf"), "submission", facts=FACTS, findings=(UNKNOWN, OUT, OUT_TOO, LIMIT, SOURCE)
)
BETTER = PaperReport(Path("better.pdf"), "submission", facts=FACTS, findings=(OUT_TOO,))
FAILED = PaperReport(
    Path("torn.pdf"), "submission", failure="it is encrypted", remedy="Export it without."
)


def many(number: int) -> PaperReport:
    """A report with so many findings of one rule."""
    findings = tuple(
        Finding("margins", "error", "call", f"Line {i} sticks out.", "Let it break.", i)
        for i in range(1, number + 1)
    )
    return PaperReport(Path("many.pdf"), "submission", findings=findings)
