"""The text of lines as sentences, with the way back from a phrase to its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.pdf.model import Box


class Phrase(NamedTuple):
    """A stretch of text that was looked for.

    Attributes:
        text: as printed, with line ends mended.
        match: the match itself.
        lines: the lines that it touches.
    """

    text: str
    match: re.Match[str]
    lines: tuple[TextLine, ...]

    @property
    def page(self) -> int:
        """The page that it begins on."""
        return self.lines[0].page

    @property
    def box(self) -> Box:
        """Around the lines of it that stand on its first page and in its first column.

        Whole lines: where a phrase begins within a line is of no use to those
        who look for it.
        """
        first = self.lines[0]
        here = [
            line.box
            for line in self.lines
            if line.page == first.page and line.column == first.column
        ]
        box = here[0]
        for other in here[1:]:
            box = box.union(other)
        return box


@dataclass(frozen=True)
class Prose:
    """Lines joined to text: words that were divided at line ends are whole again.

    Attributes:
        text: the text, one blank between lines.
        lines: the lines.
        starts: where each line starts in the text.
    """

    text: str
    lines: tuple[TextLine, ...]
    starts: tuple[int, ...]

    def find(self, pattern: re.Pattern[str]) -> Iterator[Phrase]:
        """The matches of a pattern, in the text's order."""
        for match in pattern.finditer(self.text):
            yield self.phrase(match)

    def phrase(self, match: re.Match[str]) -> Phrase:
        """A match in this text, with its lines."""
        return Phrase(match[0], match, self.lines_between(*match.span()))

    def lines_between(self, start: int, end: int) -> tuple[TextLine, ...]:
        """The lines that the text between two places touches, one at least."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        last = max(bisect_right(self.starts, max(end - 1, start)) - 1, first)
        return self.lines[first : last + 1]


def prose_of(lines: Iterable[TextLine]) -> Prose:
    """Join lines in the order given; empty ones are left out."""
    parts: list[str] = []
    starts: list[int] = []
    kept: list[TextLine] = []
    length = 0
    for line in lines:
        if not line.text.strip():
            continue
        if parts:
            divided = re.search(r"[A-Za-z]-$", parts[-1]) and line.text[:1].islower()
            if divided:
                parts[-1] = parts[-1][:-1]
                length -= 1
            else:
                parts.append(" ")
                length += 1
        starts.append(length)
        kept.append(line)
        parts.append(line.text)
        length += len(line.text)
    return Prose("".join(parts), tuple(kept), tuple(starts))
