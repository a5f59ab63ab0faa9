"""The texts of a paper: what is read in one go, without what stands between."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mlsys_paper.document.prose import Prose, prose_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.document.parts import PartName

_FLOWING = ("body", "display", "reference")


class Stream(NamedTuple):
    """A stretch of text that belongs together.

    Attributes:
        part: the part of the paper that it is in.
        prose: a section's text, or a footnote, a caption, a heading, a float.
    """

    part: PartName
    prose: Prose


def streams_of(paper: Paper, leave_out: Collection[int] = ()) -> Iterator[Stream]:
    """The texts of a paper, part by part; sentences go on across columns and floats.

    Args:
        paper: the paper.
        leave_out: identities of lines to pass over.
    """
    for part in paper.parts.parts:
        flowing: list[TextLine] = []
        other: list[TextLine] = []
        for line in part.lines:
            if id(line) in leave_out:
                continue
            if line.role in _FLOWING:
                flowing.append(line)
                continue
            if other and not _goes_on(other, line):
                yield Stream(part.name, prose_of(other))
                other = []
            if line.role == "heading" and flowing:
                yield Stream(part.name, prose_of(flowing))
                flowing = []
            other.append(line)
        for rest in (flowing, other):
            if rest:
                yield Stream(part.name, prose_of(rest))


def _goes_on(lines: Sequence[TextLine], line: TextLine) -> bool:
    """Whether a line belongs to the footnote, caption or float of the lines before."""
    last = lines[-1]
    if line.role != last.role:
        return False
    # A footnote begins with its raised mark.
    first = line.runs[0]
    mark = first.size < 0.8 * line.size and first.baseline > line.baseline + 1
    return not (line.role == "footnote" and mark)
