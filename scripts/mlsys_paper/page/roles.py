"""Tell what each line of a paper is: heading, body, caption, footnote, ...

The rules look at what any paper set in columns shows: type, place, rules on
the page, and wording where that is fixed (captions, the list of references).
None needs to know which style set the paper.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING, Final

from mlsys_paper.page.columns import FULL, LEFT, MARGIN, RIGHT
from mlsys_paper.page.lines import LONG, joined_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mlsys_paper.page.columns import Columns
    from mlsys_paper.page.lines import Role, TextLine
    from mlsys_paper.page.model import Glyphs, Page, Rule

MARGIN_ROLES: Final = ("head", "folio", "line number")

_FOLIO = re.compile(
    r"[-\u2013\u2014\s]*(?:page\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/)\s*\d+)?[-\u2013\u2014\s]*",
    re.I,
)
_CAPTION = re.compile(
    r"(?:Figure|Fig\.|Table|Tab\.|Algorithm|Listing)\s*[A-Z]?[.-]?\d+(?:\.\d+)*\s*(?P<mark>[.:|]?)"
)
_REFERENCES = re.compile(
    r"(?:[\dA-Z]{1,2}\.?\s+)?"
    r"(?:references|bibliography|literature|references cited|works cited)\s*",
    re.I,
)
_THIRD_LEVEL = re.compile(r"[\dA-Z]+\.\d+\.\d+\.?\s+\S")
_EQUATION_NUMBER = re.compile(r"\([A-Z]?\.?\d{1,3}(?:\.\d+)?[a-z]?\)$")
_RELATION = re.compile(r"[=<>\u2208\u2190-\u21ff\u223c\u2248\u2260-\u226b\u2282-\u228b]")
_BOLD = re.compile(r"bold|-bd|medi|demi|black|heavy|cmbx|cmb10|sfbx|lmroman\w*-bold|-b$", re.I)
_ITALIC = re.compile(r"ital|slant|obli|cmti|cmsl|-it$|kursiv", re.I)
_MATHS = re.compile(
    r"CM(?:MI|SY|EX|BSY|MIB|R)\d|MS[AB]M|EU[FRS][BM]|StandardSymL|Symbol|rtxmi|txsy|LatinModernMath|Math",
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the roles rest on: size, leading (bp) and font family of the body."""

    size: float
    family: str
    leading: float


def family(font: str) -> str:
    """The part of a font's name that its regular and bold have in common."""
    name = font.split("-", maxsplit=1)[0].split(",", maxsplit=1)[0]
    return re.sub(r"(?:PS)?(?:MT)?\d*$", "", name)


def is_bold(font: str) -> bool:
    """Whether a font is bold, by its name."""
    return bool(_BOLD.search(font))


def is_italic(font: str) -> bool:
    """Whether a font leans, by its name."""
    return bool(_ITALIC.search(font))


def is_maths(font: str) -> bool:
    """Whether a font is one of TeX's for mathematics, by its name."""
    return bool(_MATHS.match(font))


# Head, folio, line numbers


def mark_margins(
    pages: Sequence[Page], lines: Mapping[int, Sequence[TextLine]], columns: Mapping[int, Columns]
) -> dict[int, list[TextLine]]:
    """Mark running heads, page numbers and line numbers.

    Args:
        pages: the pages.
        lines: the lines of each page, by its number.
        columns: the columns of each page, by its number.

    Returns:
        The lines of each page with these roles set.
    """
    roles: dict[int, dict[int, Role]] = {page.number: {} for page in pages}
    lowest = {
        n: min((line.baseline for line in here if line.column != MARGIN), default=0.0)
        for n, here in lines.items()
    }
    numbers = [
        (n, i)
        for n, here in lines.items()
        for i, line in enumerate(here)
        if line.column == MARGIN and line.text.isdecimal() and line.baseline > lowest[n] - 5
    ]
    if len(numbers) >= 5:  # fewer may be anything that sticks out
        for n, i in numbers:
            roles[n][i] = "line number"
    tops = {page.number: _top(lines[page.number], roles[page.number]) for page in pages}
    said = Counter(
        (round(lines[n][i].baseline), _wording(lines[n][i].text))
        for n, top in tops.items()
        for i in top
    )
    for page in pages:
        here, own = lines[page.number], roles[page.number]
        for i in tops[page.number]:
            line = here[i]
            repeated = said[round(line.baseline), _wording(line.text)] > 1
            if repeated or _over_rule(line, page.rules, columns[page.number]):
                own[i] = "folio" if _FOLIO.fullmatch(line.text) else "head"
        folio = _folio(page, here, own)
        if folio is not None:
            own[folio] = "folio"
    return {
        n: [
            replace(line, role=roles[n][i]) if i in roles[n] else line
            for i, line in enumerate(here)
        ]
        for n, here in lines.items()
    }


def _wording(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _top(lines: Sequence[TextLine], roles: Mapping[int, Role]) -> list[int]:
    """Indices of the lines on the highest baseline."""
    left = [i for i, line in enumerate(lines) if i not in roles]
    highest = max((lines[i].baseline for i in left), default=0.0)
    return [i for i in left if lines[i].baseline > highest - 1]


def _over_rule(line: TextLine, rules: Iterable[Rule], columns: Columns) -> bool:
    """Whether a rule as wide as the text lies closely below a line."""
    if _CAPTION.match(line.text):
        return False
    width = columns.right - columns.left
    return any(
        0 < line.baseline - rule.top < 8
        and rule.top - rule.bottom < 3
        and rule.right - rule.left > 0.9 * width
        for rule in rules
    )


def _folio(page: Page, lines: Sequence[TextLine], roles: Mapping[int, Role]) -> int | None:
    """Index of the page number at the foot: alone below all other lines."""
    left = [i for i, line in enumerate(lines) if i not in roles]
    lowest = min(left, key=lambda i: lines[i].baseline, default=None)
    if lowest is None or not _FOLIO.fullmatch(lines[lowest].text):
        return None
    line = lines[lowest]
    above = min((lines[i].baseline for i in left if i != lowest), default=page.height)
    foot = line.baseline < 0.12 * page.height
    return lowest if foot and above - line.baseline > 1.4 * line.size else None


# The first page


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
    ]
    top = max(column, default=0.0)
    full = [line.baseline for line in lines if line.column == FULL and line.baseline > top]
    # The abstract's last line may be too short to reach over the gutter.
    floor = max(top, min(full, default=inf) - 1.3 * facts.leading)
    return [
        replace(line, role="front")
        if not line.role
        and line.column != MARGIN
        and line.baseline > floor
        and (line.column == FULL or abs(line.x - starts[line.column - 1]) > 1.5)
        else line
        for line in lines
    ]


# Everything else


def mark_roles(
    page: Page, lines: Sequence[TextLine], columns: Columns, facts: Facts, *, references: bool
) -> tuple[list[TextLine], bool]:
    """Mark headings, body, displays, captions, footnotes and references.

    Args:
        page: the page.
        lines: its lines in reading order; a role that is set stays.
        columns: its columns.
        facts: of the body text.
        references: whether the page begins within the list of references.

    Returns:
        The lines with roles, and whether the page ends within the references.
    """
    notes = _note_tops(page, lines, columns, facts)
    marked: list[TextLine] = []
    previous: TextLine | None = None
    for line in lines:
        if line.role:
            marked.append(line)
            continue
        if previous is not None and previous.column != line.column:
            previous = None
        role = _role(line, previous, columns, facts, notes.get(line.column, -1.0))
        if role == "heading":
            continued = previous is not None and previous.role == "heading"
            references = _REFERENCES.fullmatch(line.text) is not None or (references and continued)
        elif references and role == "body":
            role = "reference"
        line = replace(line, role=role) if role else line  # noqa: PLW2901
        marked.append(line)
        previous = line
    # A paragraph may begin with such a line.
    for i in range(len(marked) - 2, -1, -1):
        line, following = marked[i], marked[i + 1]
        if not line.role and _is_paragraph(line, following, facts):
            marked[i] = replace(line, role=following.role)
    return marked, references


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
    found = _CAPTION.match(line.text)
    if found:
        if line.size < facts.size - 0.3 or not _is_plain(line, facts):
            return True
        apart = previous is None or previous.baseline - line.baseline > 1.3 * facts.leading
        return bool(found["mark"]) and apart
    if previous is None or previous.role != "caption":
        return False
    follows = 0 < previous.baseline - line.baseline < 1.3 * max(line.size, previous.size)
    return follows and abs(line.size - previous.size) < 0.15


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
        and previous.baseline - line.baseline < 1.3 * max(run.size for run in line.runs)
    )
    apart = previous is None or previous.baseline - line.baseline > 1.2 * facts.leading
    return continues or (apart and (bold or third))


def _has_equation_number(line: TextLine, columns: Columns) -> bool:
    if not _EQUATION_NUMBER.search(line.text):
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


# Displays


def merge_displays(
    lines: Sequence[TextLine], columns: Columns, facts: Facts, glyphs: Glyphs
) -> list[TextLine]:
    """Join the parts of a displayed formula: a fraction's numerator, limits of sums.

    A part joins the nearest line of the formula, the one that has the
    relation sign or the equation's number.
    """
    mains = [line for line in lines if line.role == "display" and _is_main(line, facts)]
    parts: dict[int, list[TextLine]] = {}
    kept = []
    for line in lines:
        home = None if line in mains else _home(line, mains, columns, facts)
        if home is None:
            kept.append(line)
        else:
            parts.setdefault(id(home), []).append(line)
    return [
        joined_lines(line, parts[id(line)], glyphs) if id(line) in parts else line for line in kept
    ]


def _home(
    line: TextLine, mains: Sequence[TextLine], columns: Columns, facts: Facts
) -> TextLine | None:
    """The formula that a line is a part of, if any."""
    reach = 1.6
    if line.role != "display":
        # Formulas in the text's font look like text, but are short and set in.
        left = columns.edges[max(line.column - 1, 0)][0]
        if line.role not in {"", "body"} or line.characters >= LONG or line.x < left + 10:
            return None
        reach = 1.0 if line.size > 0.85 * facts.size else 1.9
    near = [
        main
        for main in mains
        if main.column == line.column
        and abs(main.baseline - line.baseline) < reach * facts.size
        and main.x - facts.size < line.x < main.right + 3 * facts.size
    ]
    return min(near, key=lambda main: abs(main.baseline - line.baseline), default=None)


def _is_main(line: TextLine, facts: Facts) -> bool:
    if _EQUATION_NUMBER.search(line.text):
        return True
    return line.size > 0.85 * facts.size and bool(_RELATION.search(line.text))
