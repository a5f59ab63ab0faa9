"""Whether the checker saw all of the paper; what it did not see has not passed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mlsys_paper.check.rule import CouldNotCheck, Rule, always

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.check.findings import Problem
    from mlsys_paper.check.paper import Paper

ENOUGH: Final = 15
"""Lines of running text from which on a paper's layout is judged."""


def has_enough(paper: Paper) -> bool:
    """Return whether a paper has enough running text for its layout to be judged."""
    return paper.anatomy.body is not None and paper.anatomy.body.lines >= ENOUGH


def check_readable(paper: Paper) -> Iterator[Problem]:
    """Say which pages no rule has seen."""
    read = len(paper.document.pages)
    if paper.unread:
        raise CouldNotCheck(
            f"the file has {paper.page_count} pages; the first {read} were read, "
            f"and nothing is known of the others"
        )
    if not read:
        raise CouldNotCheck("the file has no pages")
    if not any(page.runs for page in paper.document.pages):
        raise CouldNotCheck(
            "no page has text that a program can read: the pages are pictures, or the text was "
            "turned into outlines"
        )
    body = paper.anatomy.body
    lines = body.lines if body else 0
    if not has_enough(paper):
        few = (
            f"{lines} line{'s' if lines > 1 else ''} of running text"
            if lines
            else ("no running text")
        )
        raise CouldNotCheck(
            f"too little text to measure: with {few}, columns, type and spacing tell nothing"
        )
    yield from ()


RULES: tuple[Rule, ...] = (
    Rule(
        id="readable",
        severity=always("warning"),
        basis="call",
        sentence=(
            "Submitted papers will be in a 2-column format and can be up to 10 pages long, not "
            "including references."
        ),
        decides=(
            "Says so when the rules could not see the whole paper: of a file with more than 200 "
            "pages the first 200 are read, and pages without text (scans, outlines) show no "
            f"columns, sizes or names. Fewer than {ENOUGH} lines of running text tell nothing of "
            "the layout: that is said here, once. It finds nothing else."
        ),
        check=check_readable,
    ),
)
