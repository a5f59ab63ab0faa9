"""The headings of a paper: their labels, their level, and what they announce."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mlsys_paper.document.fonts import is_bold, is_italic
from mlsys_paper.document.spacing import words_of
from mlsys_paper.document.titles import is_acknowledgements, is_appendix, is_references, squeezed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.pdf.model import Glyphs

_LABEL = re.compile(r"(?P<label>\d{1,2}(?:\.\d+)*|[A-Z](?:\.\d+)*)(?P<stop>[.:)]?)")
_SHORT: Final = 40  # characters of a title
_QUAD: Final = 0.55
"""Of the type size: space that parts a label from its title; between words it is half of that."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading.

    Attributes:
        start: index of its first line among the paper's lines.
        stop: index after its last line.
        lines: its lines.
        label: its number or letter, "3", "3.1", "A", "A.1"; "" without one.
        title: its words without the label.
        size: size of its largest letters in bp.
    """

    start: int
    stop: int
    lines: tuple[TextLine, ...]
    label: str
    title: str
    size: float

    @property
    def lettered(self) -> bool:
        """Whether its label begins with a letter."""
        return self.label[:1].isalpha()

    @property
    def number(self) -> int | None:
        """The number of a section that is numbered; None for all other headings."""
        return int(self.label) if self.label.isdecimal() else None

    @property
    def is_references(self) -> bool:
        """Whether it announces the list of references."""
        return is_references(self.text)

    @property
    def is_acknowledgements(self) -> bool:
        """Whether it announces acknowledgements."""
        return is_acknowledgements(self.text)

    @property
    def is_appendix(self) -> bool:
        """Whether its words say that an appendix begins."""
        return not self.label.count(".") and is_appendix(self.text)

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join(line.text for line in self.lines)


def find_headings(
    lines: Sequence[TextLine], glyphs: Mapping[int, Glyphs], size: float
) -> list[Heading]:
    """The headings among lines in reading order.

    Lines that have the role, and lines that say only "References",
    "Acknowledgements" or "Appendix" but are set in a way that the role doesn't know.

    Args:
        lines: the lines of a paper.
        glyphs: the glyphs of its pages, by number.
        size: of the body text, in bp.
    """
    found: list[Heading] = []
    i = 0
    while i < len(lines):
        if lines[i].role != "heading" and not _is_custom_title(lines, i, size):
            i += 1
            continue
        stop = i + 1
        while stop < len(lines) and _continues(lines[stop - 1], lines[stop], glyphs):
            stop += 1
        label, title = _label(lines[i], glyphs[lines[i].page])
        rest = " ".join(line.text for line in lines[i + 1 : stop])
        found.append(
            Heading(
                start=i,
                stop=stop,
                lines=tuple(lines[i:stop]),
                label=label,
                title=f"{title} {rest}".strip(),
                size=largest(lines[i]),
            )
        )
        i = stop
    return found


def section_size(headings: Sequence[Heading]) -> float:
    """Size of the letters of section headings in bp; 0 in a paper without sections."""
    numbered = [item for item in headings if item.number is not None]
    lettered = [item for item in headings if len(item.label) == 1]
    for labelled in (numbered, lettered):
        if labelled:
            sizes = Counter(round(item.size, 1) for item in labelled)
            return max(sizes, key=lambda size: (sizes[size], size))
    return max((item.size for item in headings), default=0.0)


def largest(line: TextLine) -> float:
    """The size of the largest letters of a line: of small capitals, their initials'."""
    return max(run.size for run in line.runs)


def run_in_heading(line: TextLine) -> str:
    """What a line begins with in bold or italic type, if other type follows; else "".

    Without a change of type: the words before a first colon or full stop, if
    they announce acknowledgements.
    """
    prefix = []
    small = 0.8 * line.size  # the mark of a footnote
    runs = [run for run in line.runs if run.size > small]
    for run in runs:
        if any(map(str.isalpha, run.text)) and not (is_bold(run.font) or is_italic(run.font)):
            break
        prefix.append(run.text)
    said = "".join(prefix).strip()
    if 0 < len(prefix) < len(runs) and (is_bold(runs[0].font) or said[-1:] in {".", ":"}):
        return said.strip(" .:\u2013\u2014")
    text = line.text.lstrip("0123456789* ") if line.role == "footnote" else line.text
    words, stop, _ = text.partition(".")
    if ":" in words or not stop:
        words, stop, _ = text.partition(":")
    told = stop and words[:1].isupper() and "acknowl" in squeezed(words)
    return words if told and is_acknowledgements(words) else ""


def _continues(above: TextLine, line: TextLine, glyphs: Mapping[int, Glyphs]) -> bool:
    return (
        line.role == above.role == "heading"
        and line.page == above.page
        and line.column == above.column
        and line.font == above.font
        and abs(largest(line) - largest(above)) < 0.6
        and 0 < above.baseline - line.baseline < 1.45 * largest(line)
        and not _label(line, glyphs[line.page])[0]
    )


def _label(line: TextLine, glyphs: Glyphs) -> tuple[str, str]:
    """The label of a heading and its words; a letter must be set apart to be a label."""
    words = list(words_of(line.runs, glyphs))
    match = _LABEL.fullmatch(words[0].text) if len(words) > 1 else None
    if match is None:
        return "", line.text
    apart = words[1].x - words[0].right > _QUAD * largest(line)
    letter = match["label"].isalpha()
    if letter and not apart and not match["stop"]:
        return "", line.text
    return match["label"], line.text[len(words[0].text) :].strip()


def _is_custom_title(lines: Sequence[TextLine], i: int, size: float) -> bool:
    """Whether a line is a title by its words, alone on its line, though not in bold type."""
    line = lines[i]
    if line.role not in {"", "body", "reference", "display"} or not line.text[:1].isupper():
        return False
    if line.size < 0.7 * size or largest(line) < 0.9 * size:
        return False
    words = line.text.rstrip()
    begins = is_appendix(words) and len(words) < _SHORT and not words.endswith(".")
    if not (begins or is_references(words) or is_acknowledgements(words)):
        return False
    apart = 1.4 * size  # a title has air on both sides, or the edge of a column
    above = lines[i - 1] if i else None
    below = lines[i + 1] if i + 1 < len(lines) else None
    return not any(
        beside is not None
        and beside.page == line.page
        and beside.column == line.column
        and 0 < abs(beside.baseline - line.baseline) < apart
        for beside in (above, below)
    )
