"""The list of references: where it stands, and where each entry begins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mlsys_paper.document.columns import RIGHT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mlsys_paper.document.columns import Columns
    from mlsys_paper.document.lines import TextLine

TEXT_ROLES: Final = frozenset({"", "body", "reference", "display"})
"""Roles that lines of entries can have; "" where an address stands in a font of its own."""

_FLUSH: Final = (
    4.0  # bp from the column's edge: microtype protrudes, hanging lines are set in by 10
)
_DEEPEST: Final = 60.0
_LABEL = re.compile(r"\[(?:\d{1,3}|[A-Z][\w+]*\d{2}[a-z]?)\]|\d{1,3}\.\s")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_FEW: Final = 4  # entries; as many make a list without a heading
_PROSE: Final = (
    5  # lines of one paragraph, all at the column's edge: no entry with a hanging indent
)


def indent(line: TextLine, columns: Mapping[int, Columns]) -> float:
    """How far a line is set in from the left edge of its column, in bp."""
    edges = columns[line.page].edges
    left = edges[1][0] if line.column == RIGHT and len(edges) > 1 else edges[0][0]
    return line.x - left


def is_list(lines: Sequence[TextLine], columns: Mapping[int, Columns]) -> bool:
    """Whether lines look like entries: hanging indents or labels, and years."""
    text = [line for line in lines if line.role in TEXT_ROLES][:60]
    if not any(_YEAR.search(line.text) for line in text):
        return False
    labels = sum(_LABEL.match(line.text) is not None for line in text)
    deep = sum(_FLUSH < indent(line, columns) < _DEEPEST for line in text)
    return labels > 1 or 5 * deep >= len(text)


def entries_of(
    lines: Sequence[TextLine], columns: Mapping[int, Columns], leading: float
) -> list[tuple[TextLine, ...]]:
    """Divide a list of references into entries.

    Args:
        lines: of the list in reading order, floats and headings left out.
        columns: of each page, by its number.
        leading: distance of baselines in bp.

    Returns:
        The lines of each entry. Entries begin at labels, if the first line has
        one; else at the column's edge, if others are set in; else after space.
    """
    labelled = bool(lines) and _LABEL.match(lines[0].text) is not None
    hangs = _hangs(lines, columns)
    entries: list[list[TextLine]] = []
    previous: TextLine | None = None
    for line in lines:
        if labelled:
            begins = _LABEL.match(line.text) is not None
        elif hangs:
            begins = indent(line, columns) < _FLUSH
        else:
            begins = previous is not None and _is_apart(previous, line, leading)
        if begins or not entries:
            entries.append([])
        entries[-1].append(line)
        previous = line
    return [tuple(entry) for entry in entries]


def bare_list(lines: Sequence[TextLine], columns: Mapping[int, Columns]) -> int | None:
    """Index of the first line of a list of references that no known title announces.

    The last stretch of at least four paragraphs of which each has a year and
    all lines but the first set in.
    """
    groups: list[list[int]] = []
    for i, line in enumerate(lines):
        if line.role not in TEXT_ROLES:
            continue
        if not groups or indent(line, columns) < _FLUSH or _LABEL.match(line.text):
            groups.append([])
        groups[-1].append(i)
    found, run = None, []
    for group in [*groups, []]:
        if group and _is_entry([lines[i] for i in group], columns):
            run.append(group)
            continue
        if len(run) >= _FEW and 2 * sum(len(entry) > 1 for entry in run) > len(run):
            found = run[0][0]
        run = []
    return found


def prose_in(
    lines: Sequence[TextLine], columns: Mapping[int, Columns], leading: float
) -> int | None:
    """Index of the first line of a paragraph of text in a list of references, if there is one.

    Only a list with hanging indents tells: a paragraph has no line set in.
    """
    text = [(i, line) for i, line in enumerate(lines) if line.role in TEXT_ROLES]
    run: list[tuple[int, TextLine]] = []
    for i, line in text:
        follows = bool(run) and not _is_apart(run[-1][1], line, leading)
        if indent(line, columns) >= _FLUSH or _LABEL.match(line.text):
            run = []
            continue
        run = [*run, (i, line)] if follows else [(i, line)]
        years = sum(_YEAR.search(other.text) is not None for _, other in run)
        if len(run) >= _PROSE and 3 * years < len(run):
            before = [other for k, other in text if k < run[0][0]]
            return run[0][0] if _hangs(before, columns) else None
    return None


def _is_entry(lines: Sequence[TextLine], columns: Mapping[int, Columns]) -> bool:
    first, *others = lines
    set_in = all(_FLUSH < indent(line, columns) < _DEEPEST for line in others)
    years = [_YEAR.search(line.text) for line in lines]
    return set_in and any(years) and first.text[:1] != "\u2022"


def _hangs(lines: Sequence[TextLine], columns: Mapping[int, Columns]) -> bool:
    """Whether a good part of lines is set in, as entries with hanging indents are."""
    deep = sum(_FLUSH < indent(line, columns) < _DEEPEST for line in lines)
    return 5 * deep >= len(lines) > deep > 0


def _is_apart(above: TextLine, line: TextLine, leading: float) -> bool:
    if (above.page, above.column) != (line.page, line.column):
        return above.text.rstrip().endswith(".")
    return above.baseline - line.baseline > 1.25 * leading
