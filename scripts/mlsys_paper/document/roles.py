"""Tell what each line of a paper is: heading, body, caption, footnote, ...

The rules look at what any paper set in columns shows: type, place, rules on
the page, and wording where that is fixed (captions, the list of references).
None needs to know which style set the paper.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING

from mlsys_paper.document.columns import FULL, LEFT, MARGIN, RIGHT
from mlsys_paper.document.fonts import family, is_bold, is_italic, is_maths
from mlsys_paper.document.titles import is_references

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlsys_paper.document.columns import Columns
    from mlsys_paper.document.lines import Role, TextLine
    from mlsys_paper.pdf.model import Page

CAPTION = re.compile(
    r"(?:Figure|Fig\.|Table|Tab\.|Algorithm|Listing)\s*[A-Z]?[.-]?\d+(?:\.\d+)*\s*(?P<mark>[.:|]?)"
)
_BELOW = 2.5  # bp: lines that begin at one place, though punctuation may protrude
_LABELLED = re.compile(r"(?:\d{1,2}|[A-Z])(?:\.\d+)*[.:]?\s")
_THIRD_LEVEL = re.compile(r"[\dA-Z]+\.\d+\.\d+\.?\s+\S")
EQUATION_NUMBER = re.compile(r"\([A-Z]?\.?\d{1,3}(?:\.\d+)?[a-z]?\)$")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the roles rest on: size, leading (bp) and font family of the body."""

    size: float
    family: str
    leading: float


def mark_front(lines: Sequence[TextLine], columns: Columns, facts: Facts) -> list[TextLine]:
    """Mark title, authors and abstract: what lies above the columns of a first page."""
    if len(columns.edges) == 1:
        return list(lines)
    starts = [edge for edge, _ in columns.edges]
    width = columns.edges[0][1] - starts[0]
    column = [
        line.baseline
        for line in lines
        if line.column in {LEFT, RIGHT}
        and abs(line.x - starts[line.column - 1]) < 1
        and line.right - line.x > 0.6 * width
        and _is_body(line, facts)
        and not is_bold(line.font)  # names of authors
        and not _runs_on(line, lines, columns)
    ]
    top = max(column, default=0.0)
    full = [line.baseline for line in lines if line.column == FULL and line.baseline > top]
    # The abstract's last line may be too short to reach over the gutter.
    lowest = min(full, default=inf)
    floor = max(top, lowest - 1.3 * facts.leading)
    return [
        replace(line, role="front")
        if not line.role
        and line.column != MARGIN
        and line.baseline > floor
        and (
            line.column == FULL
            or line.baseline > lowest
            or abs(line.x - starts[line.column - 1]) > 1.5
            or _runs_on(line, lines, columns)
        )
        else line
        for line in lines
    ]


def _runs_on(line: TextLine, lines: Sequence[TextLine], columns: Columns) -> bool:
    """Whether it is the rest of a line that has a wide blank where the gutter is elsewhere."""
    inner = columns.edges[0][1]
    return line.column == RIGHT and any(
        other.column == LEFT
        and abs(other.baseline - line.baseline) < 0.5
        and inner + 4 < other.right < line.x + 2
        for other in lines
    )


def mark_roles(
    page: Page,
    lines: Sequence[TextLine],
    columns: Columns,
    facts: Facts,
    *,
    references: TextLine | None,
) -> tuple[list[TextLine], TextLine | None]:
    """Mark headings, body, displays, captions, footnotes and references.

    Args:
        page: the page.
        lines: its lines in reading order; a role that is set stays.
        columns: its columns.
        facts: of the body text.
        references: heading of the list of references that the page begins
            in, None where it does not.

    Returns:
        The lines with roles, and the heading of the references that the page
        ends in.
    """
    notes = _note_tops(page, lines, columns, facts)
    marked: list[TextLine] = []
    # Lines of floats side by side take turns; each goes on where its column ended.
    last: dict[int, TextLine] = {}
    for line in lines:
        if line.role:
            marked.append(line)
            continue
        previous = last.get(line.column)
        role = _role(line, previous, columns, facts, notes.get(line.column, -1.0))
        if role == "heading":
            if is_references(line.text):
                references = line
            elif references is not None and _ends_references(line, previous, references):
                references = None
        elif references is not None and role == "body":
            role = "reference"
        line = replace(line, role=role) if role else line  # noqa: PLW2901
        marked.append(line)
        last[line.column] = line
    # A paragraph may begin with such a line.
    for i in range(len(marked) - 2, -1, -1):
        line, following = marked[i], marked[i + 1]
        if not line.role and _is_paragraph(line, following, facts):
            marked[i] = replace(line, role=following.role)
    return marked, references


def _ends_references(line: TextLine, previous: TextLine | None, references: TextLine) -> bool:
    """Whether a heading is one of text, not of the list's own kind or a figure's bold label."""
    if _LABELLED.match(line.text):
        return True
    continued = previous is not None and previous.role == "heading"
    return not continued and _largest(line) > _largest(references) - 0.6


def _largest(line: TextLine) -> float:
    """Size of the largest letters, of small capitals the initials'."""
    return max(run.size for run in line.runs)


def _role(
    line: TextLine, previous: TextLine | None, columns: Columns, facts: Facts, note_top: float
) -> Role:
    if line.column == MARGIN:
        return ""
    if _is_caption(line, previous, facts):
        return "caption"
    if line.baseline < note_top:
        return "footnote"
    if _is_heading(line, previous, facts):
        return "heading"
    return _text_role(line, previous, columns, facts)


def _text_role(line: TextLine, previous: TextLine | None, columns: Columns, facts: Facts) -> Role:
    body = _is_body(line, facts)
    if _has_equation_number(line, columns) or (not body and _is_display(line, facts)):
        return "display"
    return "body" if body or _is_paragraph(line, previous, facts) else ""


def _is_paragraph(line: TextLine, beside: TextLine | None, facts: Facts) -> bool:
    """Whether a line in another font, a URL or code, stands in a paragraph's rhythm."""
    return (
        beside is not None
        and beside.role in {"body", "reference"}
        and line.column == beside.column
        and line.size > 0.8 * facts.size
        and abs(abs(beside.baseline - line.baseline) - facts.leading) < 0.3
    )


def _is_body(line: TextLine, facts: Facts) -> bool:
    return abs(line.size - facts.size) < 0.15 and family(line.font) == facts.family


def _is_caption(line: TextLine, previous: TextLine | None, facts: Facts) -> bool:
    found = CAPTION.match(line.text)
    if found:
        # "Figure 1 shows" begins sentences in small type, and lines of captions.
        if not _is_plain(line, facts) or (found["mark"] and line.size < facts.size - 0.3):
            return True
        apart = previous is None or previous.baseline - line.baseline > 1.3 * facts.leading
        if found["mark"] and apart:
            return True
    if previous is None or previous.role != "caption":
        return False
    reach = max(1.3 * max(line.size, previous.size), 1.05 * facts.leading)
    follows = 0 < previous.baseline - line.baseline < reach
    # What begins elsewhere is a row of the table, or a label.
    below = abs(line.x - previous.x) < _BELOW or line.right - line.x > previous.right - previous.x
    return follows and below and abs(line.size - previous.size) < 0.15


def _is_plain(line: TextLine, facts: Facts) -> bool:
    """Whether a line begins in the body's upright font."""
    font = line.runs[0].font
    return family(font) == facts.family and not is_bold(font) and not is_italic(font)


def _is_heading(line: TextLine, previous: TextLine | None, facts: Facts) -> bool:
    if line.size < 0.9 * facts.size or not any(letter.isalpha() for letter in line.text):
        return False
    bold = all(is_bold(run.font) for run in line.runs if any(map(str.isalpha, run.text)))
    third = is_italic(line.font) and _THIRD_LEVEL.match(line.text) is not None
    continues = (
        previous is not None
        and previous.role == "heading"
        and line.font == previous.font
        and previous.baseline - line.baseline < 1.3 * _largest(line)
    )
    apart = previous is None or previous.baseline - line.baseline > 1.2 * facts.leading
    # Headings that were moved up to the text are still larger, or say so.
    apart = apart or _largest(line) > facts.size + 1.5 or is_references(line.text)
    return continues or (apart and (bold or third))


def _has_equation_number(line: TextLine, columns: Columns) -> bool:
    if not EQUATION_NUMBER.search(line.text):
        return False
    return len(line.runs) > 1 and any(
        abs(line.right - right) < 2 and line.runs[-1].x - line.runs[-2].right > 10
        for _, right in columns.edges
    )


def _is_display(line: TextLine, facts: Facts) -> bool:
    letters = sum(len(run.text) for run in line.runs)
    maths = sum(len(run.text) for run in line.runs if is_maths(run.font))
    return line.size > 0.6 * facts.size and 2 * maths > letters


def _note_tops(
    page: Page, lines: Sequence[TextLine], columns: Columns, facts: Facts
) -> dict[int, float]:
    """Height of the rule above the footnotes, by column.

    It is short, begins at the column's edge, has no rule and no line in the
    body's size below it, and small print close below.
    """
    tops: dict[int, float] = {}
    for column, (left, right) in enumerate(columns.edges, 1 if len(columns.edges) > 1 else 0):
        here = [line for line in lines if line.column == column and not line.role]
        flat = [
            rule
            for rule in page.rules
            if rule.top - rule.bottom < 1.5 and left - 3 < rule.left < right
        ]
        for rule in flat:
            below = [line for line in here if line.baseline < rule.bottom]
            if (
                abs(rule.left - left) < 2
                and 30 < rule.right - rule.left < 0.6 * (right - left)
                and below
                and all(line.size < facts.size - 0.3 for line in below)
                and rule.bottom - below[0].baseline < 2 * facts.leading
                and not any(other.top < rule.bottom for other in flat)
            ):
                tops[column] = rule.bottom
    return tops
