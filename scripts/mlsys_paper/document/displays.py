"""Put the parts of displayed formulas together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mlsys_paper.document.lines import LONG, joined_lines
from mlsys_paper.document.roles import EQUATION_NUMBER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlsys_paper.document.columns import Columns
    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.document.roles import Facts
    from mlsys_paper.pdf.model import Glyphs

_RELATION = re.compile(r"[=<>\u2208\u2190-\u21ff\u223c\u2248\u2260-\u226b\u2282-\u228b]")


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
        and main.x - 3 * facts.size < line.x < main.right + 3 * facts.size
    ]
    return min(near, key=lambda main: abs(main.baseline - line.baseline), default=None)


def _is_main(line: TextLine, facts: Facts) -> bool:
    if EQUATION_NUMBER.search(line.text):
        return True
    return line.size > 0.85 * facts.size and bool(_RELATION.search(line.text))
