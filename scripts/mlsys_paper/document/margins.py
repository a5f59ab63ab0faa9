"""Find what lies around the text: running heads, page numbers, line numbers."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mlsys_paper.document.columns import MARGIN
from mlsys_paper.document.roles import CAPTION
from mlsys_paper.document.seen import is_seen
from mlsys_paper.pdf.model import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mlsys_paper.document.columns import Columns
    from mlsys_paper.document.lines import Role, TextLine
    from mlsys_paper.pdf.model import Page, Rule

MARGIN_ROLES: Final = ("head", "folio", "line number")

_FOLIO = re.compile(
    r"[-\u2013\u2014\s]*(?:page\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/)\s*\d+)?[-\u2013\u2014\s]*",
    re.I,
)


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
    on_sheet = {page.number: _on_sheet(page, lines[page.number]) for page in pages}
    lowest = {
        n: min((line.baseline for i in here if (line := lines[n][i]).column != MARGIN), default=0.0)
        for n, here in on_sheet.items()
    }
    beside = {
        (n, i): round(line.x / 10)
        for n, here in lines.items()
        for i, line in enumerate(here)
        # An algorithm's number may stand on one baseline with a ruler's.
        if line.column == MARGIN and line.text.replace(" ", "").isdecimal()
    }
    # A ruler goes on below the last line of a short page; a folio is alone in its place.
    rulers = Counter((n, x) for (n, _), x in beside.items())
    numbers = [
        (n, i)
        for (n, i), x in beside.items()
        if lines[n][i].baseline > lowest[n] - 5 or rulers[n, x] >= 5
    ]
    if len(numbers) >= 5:  # fewer may be anything that sticks out
        for n, i in numbers:
            roles[n][i] = "line number"
    left = {n: [i for i in here if i not in roles[n]] for n, here in on_sheet.items()}
    tops = {n: _top(lines[n], here) for n, here in left.items()}
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
        folio = _folio(page, here, [i for i in left[page.number] if i not in own])
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


def _on_sheet(page: Page, lines: Sequence[TextLine]) -> list[int]:
    """Indices of the lines that the sheet shows: a figure that is cut goes on beyond its edges."""
    sheet = page.area or Box(0, 0, page.width, page.height)
    return [
        i
        for i, line in enumerate(lines)
        if sheet.bottom <= line.baseline <= sheet.top
        and line.x < sheet.right
        and line.right > sheet.left
        and is_seen(page, line)
    ]


def _top(lines: Sequence[TextLine], left: Sequence[int]) -> list[int]:
    """Indices of the lines on the highest baseline, of those that are left."""
    highest = max((lines[i].baseline for i in left), default=0.0)
    return [i for i in left if lines[i].baseline > highest - 1]


def _over_rule(line: TextLine, rules: Iterable[Rule], columns: Columns) -> bool:
    """Whether a rule as wide as the text lies closely below a line."""
    if CAPTION.match(line.text):
        return False
    width = columns.right - columns.left
    return any(
        0 < line.baseline - rule.top < 8
        and rule.top - rule.bottom < 3
        and rule.right - rule.left > 0.9 * width
        for rule in rules
    )


def _folio(page: Page, lines: Sequence[TextLine], left: Sequence[int]) -> int | None:
    """Index of the page number at the foot: alone below all other lines that are left."""
    lowest = min(left, key=lambda i: lines[i].baseline, default=None)
    if lowest is None or not _FOLIO.fullmatch(lines[lowest].text):
        return None
    line = lines[lowest]
    sheet = page.sheet
    above = min((lines[i].baseline for i in left if i != lowest), default=sheet.top)
    foot = line.baseline < sheet.bottom + 0.12 * sheet.height
    return lowest if foot and above - line.baseline > 1.4 * line.size else None
