"""Divide a paper into its parts, as `Parts` has them.

Parts begin at headings: by custom ones know them by their words, an appendix
also by letters for numbers. Everything after the references that is no
appendix counts as main text again. So do floats: TeX prints a float where it
finds room, and one that drifted behind the references takes up a page all the
same. A float is the appendix's if it stands in it; beside references, or in
the column where an appendix begins, it is the appendix's if only the appendix
mentions it.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

from mlsys_paper.document.columns import MARGIN
from mlsys_paper.document.drift import mark_thanks, place_floats, place_notes
from mlsys_paper.document.entries import bare_list, is_list, prose_among
from mlsys_paper.document.headings import find_headings, run_in_heading, section_size
from mlsys_paper.document.margins import MARGIN_ROLES
from mlsys_paper.document.parts import Part, Parts
from mlsys_paper.document.titles import is_acknowledgements, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mlsys_paper.document.anatomy import Anatomy
    from mlsys_paper.document.columns import Columns
    from mlsys_paper.document.headings import Heading
    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.document.parts import PartName

_NOTE = re.compile(
    r"donotdistribute|bytheauthors?|correspondenceto|anonymousinstitution|equalcontribution"
    r"|preliminarywork|proceedingsofthe|^preprint"
)
"""What the note of the first page says, squeezed: affiliations, correspondence, notice."""
_THANKS = re.compile(
    r"thank|grateful|gratitude|indebted|support|fund|grant|award|sponsor|appreciate|we acknowledge"
    r"|omitted|removed|withheld|suppressed|hidden|anonym|blind",
    re.I,
)
_THANKS_WITHIN: Final = 8  # lines of a paragraph that is acknowledgements
_LEVEL: Final = 0.6  # bp; headings that differ by less are of one level


class _Paper(NamedTuple):
    """What the division of a paper rests on."""

    lines: Sequence[TextLine]
    columns: Mapping[int, Columns]
    headings: Sequence[Heading]
    section: float
    leading: float

    def is_section(self, heading: Heading) -> bool:
        """Whether a heading is as large as those of sections."""
        return heading.size > self.section - _LEVEL


class _Start(NamedTuple):
    """The beginning of a part, with the lines of its heading."""

    name: PartName
    heading: tuple[TextLine, ...] = ()


def divide(anatomy: Anatomy) -> Parts:
    """Find the parts of a paper."""
    body = anatomy.body
    lines = [
        line
        for line in anatomy.lines()
        if line.role not in MARGIN_ROLES and not (line.column == MARGIN and line.text.isdecimal())
    ]
    if body is None or not lines:
        return Parts(())
    glyphs = {page.page.number: page.page.glyphs for page in anatomy.pages}
    headings = find_headings(lines, glyphs, body.size)
    paper = _Paper(
        lines=lines,
        columns={page.page.number: page.columns for page in anatomy.pages},
        headings=headings,
        section=section_size(headings),
        leading=body.leading or 1.2 * body.size,
    )
    starts = _starts(paper)
    names = _carried(starts, len(lines))
    for i in _front(paper):
        names[i] = "front"
    _mark_prose(paper, starts, names)
    place_notes(lines, names)
    mark_thanks(lines, names)
    place_floats(lines, names)
    return Parts(tuple(_parts(lines, names, starts)), paper.section)


def _parts(
    lines: Sequence[TextLine], names: Sequence[PartName], starts: Mapping[int, _Start]
) -> Iterator[Part]:
    """Stretches of one name; the note at the foot of the first page joins the front matter."""
    front = tuple(line for line, name in zip(lines, names, strict=True) if name == "front")
    if front:
        yield Part("front", front)
    held: list[TextLine] = []
    heading: tuple[TextLine, ...] = ()
    current: PartName = "main"
    for i, (line, name) in enumerate(zip(lines, names, strict=True)):
        if name == "front":
            continue
        begins = i in starts and starts[i].name == name
        if held and (name != current or begins):
            yield Part(current, tuple(held), heading)
            held, heading = [], ()
        if begins:
            heading = starts[i].heading
        current = name
        held.append(line)
    if held:
        yield Part(current, tuple(held), heading)


def _carried(starts: Mapping[int, _Start], count: int) -> list[PartName]:
    names: list[PartName] = []
    current: PartName = "main"
    for i in range(count):
        current = starts[i].name if i in starts else current
        names.append(current)
    return names


def _mark_prose(paper: _Paper, starts: Mapping[int, _Start], names: list[PartName]) -> None:
    """Text behind a heading of references belongs to what stands before the list."""
    for i, start in starts.items():
        if start.name == "references":
            first = i + len(start.heading)
            stop = min((k for k in starts if k > i), default=len(paper.lines))
            before: PartName = "appendix" if "appendix" in names[:i] else "main"
            for k in prose_among(paper.lines[first:stop], paper.columns, paper.leading):
                names[first + k] = before


def _starts(paper: _Paper) -> dict[int, _Start]:
    """Where parts begin, by index of their first lines."""
    references = _references(paper)
    appendix = _appendix(paper, min(references, default=len(paper.lines)))
    at_heading = {heading.start: heading for heading in paper.headings}
    run_ins = _run_ins(paper.lines)
    text: PartName = "main"
    current: PartName = "main"
    run_in = False
    starts: dict[int, _Start] = {}
    for i in sorted({*at_heading, *references, *run_ins}):
        heading = at_heading.get(i)
        name = current
        if i in references:
            name = "references"
        elif i == appendix:
            name = text = "appendix"
        elif (heading and heading.is_acknowledgements) or run_ins.get(i):
            name, run_in = "acknowledgements", heading is None
        elif heading is None:
            name = text if run_in and current == "acknowledgements" else current
        elif current == "acknowledgements" or (
            current == "references" and (heading.label or paper.is_section(heading))
        ):
            name = text
        else:
            continue
        if name != current or i in references:
            starts[i] = _Start(name, references.get(i) or (heading.lines if heading else ()))
        current = name
    return starts


def _references(paper: _Paper) -> dict[int, tuple[TextLine, ...]]:
    """Where lists of references begin, with the lines of their headings."""
    found: dict[int, tuple[TextLine, ...]] = {}
    for k, heading in enumerate(paper.headings):
        if not heading.is_references or "." in heading.label:
            continue
        ends = (other.start for other in paper.headings[k + 1 :] if paper.is_section(other))
        stretch = paper.lines[heading.stop : next(ends, len(paper.lines))]
        titled = heading.lines[0].role == "heading" and paper.is_section(heading)
        if (titled and not heading.label) or is_list(stretch, paper.columns):
            found[heading.start] = heading.lines
    if not found:
        first = bare_list(paper.lines, paper.columns)
        above = next((item for item in paper.headings if item.stop == first), None)
        if above is not None and not above.label:
            return {above.start: above.lines}
        if first is not None:
            return {first: ()}
    return found


def _appendix(paper: _Paper, references: int) -> int | None:
    """Where the appendix begins: at its title, or at a section with a letter for a number."""
    last = 0
    for k, heading in enumerate(paper.headings):
        behind = heading.start > references
        if heading.number is not None and paper.is_section(heading) and not behind:
            last = max(last, heading.number)
        if heading.is_appendix:
            if behind or (paper.is_section(heading) and not heading.number):
                return heading.start
            if heading.number and not _goes_on(paper, k, heading.number):
                return heading.start
        elif _is_lettered(paper, heading, behind=behind, first=k == 0) and not _goes_on(
            paper, k, last
        ):
            return heading.start
    return None


def _is_lettered(paper: _Paper, heading: Heading, *, behind: bool, first: bool) -> bool:
    """Whether a heading may be an appendix's first by its letter.

    Before the references it must be an A, and no paper with an abstract
    begins with it.
    """
    if not heading.lettered:
        return False
    if behind:
        return paper.is_section(heading) or "." in heading.label
    abstract = any(squeezed(line.text) == "abstract" for line in paper.lines[: heading.start])
    return heading.label == "A" and paper.is_section(heading) and not (first and abstract)


def _goes_on(paper: _Paper, k: int, last: int) -> bool:
    """Whether numbered sections go on behind the heading with index k."""
    return any(
        item.number == last + 1 and paper.is_section(item) for item in paper.headings[k + 1 :]
    )


def _run_ins(lines: Sequence[TextLine]) -> dict[int, bool]:
    """Lines that begin with a heading of their own, and whether it is acknowledgements."""
    found = {}
    for i, line in enumerate(lines):
        if line.role in {"body", "", "reference"}:
            said = run_in_heading(line)
            if said[:1].isupper():
                # A protocol has acknowledgements, too.
                text = " ".join(other.text for other in lines[i : i + _THANKS_WITHIN])
                thanks = _THANKS.search(text.partition(said)[2]) is not None
                found[i] = is_acknowledgements(said) and thanks
    return found


def _front(paper: _Paper) -> list[int]:
    """Title, authors and abstract, and the note at the foot of the first column."""
    lines = paper.lines
    front = [i for i, line in enumerate(lines) if line.role == "front"]
    title = paper.headings[0] if paper.headings else None
    if not front and title and title.start == 0 and title.size > paper.section + 1:
        front = list(range(title.stop))
    page = lines[0].page
    notes = [i for i, line in enumerate(lines) if line.role == "footnote" and line.page == page]
    first = [i for i in notes if lines[i].column == lines[notes[0]].column]
    said = [i for i in first if _NOTE.search(squeezed(lines[i].text))]
    if not said:
        return front
    # The notice ends the note, or the line that its last paragraph ends on;
    # ordinary footnotes come after it, and begin with an indentation.
    left = min(lines[i].x for i in first)
    after = takewhile(lambda i: lines[i].x < left + 3, (i for i in first if i > said[-1]))
    return [*front, *(i for i in first if i <= said[-1]), *after]
