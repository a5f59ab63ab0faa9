"""The parts of a paper: front matter, main text, acknowledgements, references, appendix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.document.lines import TextLine

PartName = Literal["front", "main", "acknowledgements", "references", "appendix"]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a paper in reading order.

    Attributes:
        name: what it is; a paper may have several parts of a name (main text
            that goes on after the references is "main" again).
        lines: its lines in reading order with its heading, but without heads,
            folios and line numbers.
        heading: the lines of the heading that begins it; () for front and main
            text that begin without one.
    """

    name: PartName
    lines: tuple[TextLine, ...]
    heading: tuple[TextLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a paper in reading order.

    Attributes:
        parts: the parts.
        section_size: size of the letters of section headings in bp, 0 without sections.
    """

    parts: tuple[Part, ...]
    section_size: float = 0.0

    def named(self, name: PartName) -> tuple[Part, ...]:
        """The parts of a name."""
        return tuple(part for part in self.parts if part.name == name)

    def lines(self, *names: PartName) -> Iterator[TextLine]:
        """The lines of the parts with these names, in reading order."""
        for part in self.parts:
            if part.name in names:
                yield from part.lines

    @property
    def main_text_ends(self) -> int | None:
        """Page with the last line of main text, floats among it; None without main text.

        What comes after the references and before an appendix counts as well.
        """
        return max((line.page for line in self.lines("main")), default=None)
