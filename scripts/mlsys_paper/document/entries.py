"""The list of references: where it stands, and where each entry begins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mlsys_paper.document.columns import RIGHT
from mlsys_paper.document.prose import prose_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
_REMARK: Final = 6  # lines of text from which on it is more than a remark on the list
_SENTENCE: Final = 12  # words
_LONG_ENTRY: Final = 45  # words
_GLUE = re.compile(
    r"\b(?:the|of|to|and|is|are|this|that|for|in|with|a|an|be|we|our|it|as|on|by|from|not|have"
    r"|has|can|will|which|all|should|must|do|if|or|at|was|were|their|its|than|when|but|so|no)\b"
)
_NAMES = re.compile(
    r"(?:\[[^\]]{1,80}\]|\d{1,3}\.)?\s*"
    r"(?:(?:[a-z]{1,4}[ '\u2019]){0,3}[^\W\d_][\w\u2019'\u00a8\u00b4\u00b8`-]+,? (?:[A-Z]\.)"
    r"|(?:[A-Z]\.[ -]?)+ ?[A-Z][\w'-]+[,. ])"
)
"""An entry's beginning: "Plass, M.", "van der Berg, A." or "M. F. Plass,", perhaps with a label."""


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


def prose_among(
    lines: Sequence[TextLine], columns: Mapping[int, Columns], leading: float
) -> list[int]:
    """Return the indices of lines of running text that stand behind a heading of references.

    An entry begins with names and has a year; a paragraph of text does neither,
    whether it is set as one, as an entry, or under a heading that says more. A
    few lines of it are a remark on the list.
    """
    index = {id(line): i for i, line in enumerate(lines)}
    text = [line for line in lines if line.role in TEXT_ROLES]
    found: list[int] = []
    goes_on = False
    for entry in entries_of(text, columns, leading):
        for paragraph in _paragraphs(entry, leading):
            said = prose_of(paragraph).text
            # What is too short to tell, as the last lines of a paragraph, is like what precedes.
            entry_like = _NAMES.match(said) or _YEAR.search(said)
            goes_on = is_running_text(said) or (goes_on and not entry_like)
            if goes_on:
                found += [index[id(line)] for line in paragraph]
    return found if len(found) >= _REMARK else []


def _paragraphs(lines: Sequence[TextLine], leading: float) -> Iterator[list[TextLine]]:
    """Stretches of lines without space between them."""
    held: list[TextLine] = []
    for line in lines:
        if held and _is_apart(held[-1], line, leading):
            yield held
            held = []
        held.append(line)
    if held:
        yield held


def is_running_text(text: str) -> bool:
    """Return whether a paragraph behind a heading of references is text and no entry."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    glue = len(_GLUE.findall(text.casefold()))
    if len(words) < _SENTENCE or 6 * glue < len(words):
        return False
    names = _NAMES.match(text)
    if names is None:
        return _YEAR.search(text) is None or len(words) >= _LONG_ENTRY
    # Nobody's title is as long as this.
    return len(words) >= 2 * _LONG_ENTRY and 5 * glue >= len(words)


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
