r"""Find the pages of the appendix: where the style marked \appendix, or where it reads like one.

A page goes to one part whole, unless the author wants a page that has something
of both parts to be cut in two: then each part has its lines of it.
"""

from __future__ import annotations

import re
from itertools import takewhile, zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

from mlsys_paper.document.columns import FULL, MARGIN
from mlsys_paper.document.divide import divide
from mlsys_paper.document.roles import CAPTION
from mlsys_paper.errors import PaperError
from mlsys_paper.split.model import COMMAND, Cut, page_ranges
from mlsys_paper.words import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlsys_paper.document.anatomy import Anatomy
    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.document.parts import PartName as LinePart
    from mlsys_paper.document.parts import Parts
    from mlsys_paper.pdf.model import Box
    from mlsys_paper.split.model import Marker, PageRange, PartName

_SLACK: Final = 4.0
"""bp; the last line before the marker may have no letter below its baseline."""
_SMALL: Final = 0.8
"""Of a line's size: the marks of footnotes."""
_BESIDE: Final = ("caption", "float", "display", "footnote")
"""Roles of lines that may stand above the place where TeX met them."""
_NAME_IT: Final = f"or name the appendix's first page with `{COMMAND} --page N`."
_CUT_IT: Final = (
    f"or have the page cut in two with `{COMMAND} --within-page`, "
    "or name the appendix's pages with --page N or --page N-M."
)
_NEAR: Final = 2
"""Pages from the last mention of a float to the float, at most, where it drifted."""


class _Line(NamedTuple):
    line: TextLine
    name: LinePart


def find_cut(anatomy: Anatomy, marker: Marker | None, *, within_page: bool = False) -> Cut:
    """Find the pages of the two parts.

    Args:
        anatomy: the paper.
        marker: what the style says.
        within_page: whether a page that both parts share is cut in two.

    Raises:
        PaperError: there is no appendix, nothing else, or no page where it can be cut.
    """
    reading = _read(anatomy, marker)
    if reading is None:
        raise PaperError(
            "no appendix was found in it, so there is nothing to split."
            if marker is None
            else r"nothing stands behind its \appendix, so there is nothing to split.",
            "Upload it as it is; if it has an appendix, name its first page with "
            f"`{COMMAND} --page N`.",
        )
    main, appendix = _pages(anatomy, reading, within_page=within_page)
    begins = f"The appendix begins on page {reading.first.page} with {_said(reading.first)}"
    why = (
        f"{begins}, which reads like its first heading."
        if marker is None
        else rf"{begins}, where the paper says \appendix."
    )
    shared = {number: _boxes(anatomy, reading, number) for number in set(main) & set(appendix)}
    return Cut(main, appendix, why, tuple(_notes(reading, marker, sorted(shared))), shared)


def _boxes(
    anatomy: Anatomy, reading: _Reading, number: int
) -> tuple[tuple[Box, PartName | None], ...]:
    """The lines of a page and their parts; the running head and the page number are both parts'."""
    page = next(page for page in anatomy.pages if page.page.number == number)
    outside = [(line.box, None) for line in page.lines if line.role in {"head", "folio"}]
    inside = [
        (line.box, part)
        for (line, _), part in zip(reading.lines, reading.sides, strict=True)
        if line.page == number
    ]
    return (*outside, *inside)


def cut_at(wanted: PageRange, anatomy: Anatomy, marker: Marker | None) -> Cut:
    """The cut that the author asks for.

    Args:
        wanted: pages of the appendix; a last page of 0 is the paper's last.
        anatomy: the paper.
        marker: what the style says.

    Raises:
        PaperError: the paper doesn't have these pages, or has no others.
    """
    count = len(anatomy.pages)
    first, last = wanted.first, wanted.last or count
    if not 1 <= first <= last <= count:
        raise PaperError(
            f"it has {count} page{'s' if count > 1 else ''}, and --page names "
            f"{page_ranges(tuple(dict.fromkeys((first, wanted.last or first))))}.",
            "Count from 1 at the first page of the file.",
        )
    appendix = tuple(range(first, last + 1))
    main = tuple(page for page in range(1, count + 1) if not first <= page <= last)
    if not main:
        raise PaperError("nothing is left for the main part.", "Name a later page with --page N.")
    reading = _read(anatomy, marker)
    shared = [page for page, sides in reading.pages().items() if len(sides) > 1] if reading else []
    notes = tuple(
        f"Page {page} seems to have something of both parts; it is in the "
        f"{'appendix' if first <= page <= last else 'main part'} alone."
        for page in shared
    )
    return Cut(main, appendix, "It is cut where --page says.", notes)


def _read(anatomy: Anatomy, marker: Marker | None) -> _Reading | None:
    """Say of each line which part it belongs to; None where no appendix is found."""
    parts = divide(anatomy)
    lines = [_Line(line, part.name) for part in parts.parts for line in part.lines]
    # The parts hold some lines out of the order of reading.
    places = {id(line): i for i, line in enumerate(anatomy.lines())}
    lines.sort(key=lambda item: places[id(item.line)])
    by_heading = _by_heading(parts, lines)
    start = by_heading if marker is None else _behind(lines, marker, anatomy)
    if start is None:
        return None
    heading = None if by_heading is None else lines[by_heading].line
    first = lines[start].line
    same = heading is not None and heading.page == first.page
    sides = _sides(lines, start, trusted=marker is None or same)
    return _Reading(lines, sides, first, heading)


class _Reading(NamedTuple):
    """The lines of a paper in the order of reading, and the part of each.

    Attributes:
        lines: the lines.
        sides: their parts.
        first: the appendix's first line.
        heading: the first line of the appendix by the headings alone.
    """

    lines: list[_Line]
    sides: list[PartName]
    first: TextLine
    heading: TextLine | None

    def pages(self) -> dict[int, set[PartName]]:
        """The parts that pages have something of."""
        found: dict[int, set[PartName]] = {}
        for (line, _), side in zip(self.lines, self.sides, strict=True):
            found.setdefault(line.page, set()).add(side)
        return found

    def of(self, side: PartName) -> Iterator[_Line]:
        """The lines of a part."""
        for item, here in zip(self.lines, self.sides, strict=True):
            if here == side:
                yield item


def _said(line: TextLine) -> str:
    return quoted(line.text, 60)


def _by_heading(parts: Parts, lines: Sequence[_Line]) -> int | None:
    """Index of the appendix's first line by its heading, above which a float may stand."""
    found = parts.named("appendix")
    for part in ([part for part in found if part.heading] or found)[:1]:
        first = (part.heading or part.lines)[0]
        return next((i for i, (line, _) in enumerate(lines) if line is first), None)
    return None


def _behind(lines: Sequence[_Line], marker: Marker, anatomy: Anatomy) -> int | None:
    """Index of the first line of text behind the marker."""
    columns = {page.page.number: page.columns for page in anatomy.pages}
    edges = columns[marker.page].edges if marker.page in columns else ()
    column = next(
        (k for k, edge in enumerate(edges, 1) if marker.x < edge[1] - _SLACK), len(edges) or 1
    )
    for i, (line, _) in enumerate(lines):
        if line.page < marker.page or line.role in _BESIDE:
            continue
        below = line.baseline < marker.y - _SLACK
        if line.page > marker.page or (below if len(edges) < 2 else False):
            return i
        if line.column in {FULL, MARGIN, column}:
            if below:
                return i
        elif line.column > column:
            return i
    return None


def _sides(lines: Sequence[_Line], start: int, *, trusted: bool) -> list[PartName]:
    """The part that each line belongs to.

    Lists of references before the appendix are the paper's, and those behind
    it are then the appendix's own. A list that only comes behind the appendix
    is the paper's, with the acknowledgements before it.

    Args:
        lines: the lines in reading order.
        start: index of the appendix's first.
        trusted: whether names of lines rest on the same beginning of the appendix.
    """
    listed = any(name == "references" for _, name in lines[:start])
    sides: list[PartName] = []
    top = lines[start].line
    leads = _floats_lead(lines, start)
    for i, (line, name) in enumerate(lines):
        side: PartName = "main" if i < start else "appendix"
        if leads and i < start and line.page == top.page:
            side = "appendix"
        elif trusted and name in {"main", "appendix"}:
            side = name
        elif i < start and line.role in _BESIDE and line.page == top.page:
            side = _side_of_float(lines, i, start)
        elif i >= start and not listed and name in {"references", "acknowledgements"}:
            side = "main"
        sides.append(side)
    for i, (line, _) in enumerate(lines):
        if line.page == top.page and line.role == "footnote":
            sides[i] = _side_of_note(lines, sides, i) or sides[i]
    return sides


def _floats_lead(lines: Sequence[_Line], start: int) -> bool:
    """Whether nothing but the appendix's own floats stands above its beginning on its page.

    A float that only the main text mentions, shortly before, drifted there from it.
    """
    top = lines[start].line
    above = [line for line, _ in lines[:start] if line.page == top.page]
    if not above or any(line.role not in {"caption", "float", "display", ""} for line in above):
        return False
    found = [match for match in (CAPTION.match(line.text) for line in above) if match]
    labels = [match[0] for match in found]
    return bool(labels) and not any(_drifted(lines, start, label) for label in labels)


def _drifted(lines: Sequence[_Line], start: int, label: str) -> bool:
    last = max(_mentions(lines[:start], label), default=0)
    return lines[start].line.page - last <= _NEAR and not any(_mentions(lines[start:], label))


def _mentions(lines: Sequence[_Line], label: str) -> Iterator[int]:
    """The pages whose text refers to a float."""
    kind, number = re.match(r"([A-Za-z]+)\W*(.*?)\W*$", label).groups()  # type: ignore[union-attr]
    mention = re.compile(rf"{kind[:3]}[a-z]*\.?\s*{re.escape(number)}(?![\d.]*\d)")
    said = [line for line, _ in lines if line.role not in {"caption", "float"}]
    for line, following in zip_longest(said, said[1:]):
        # A line may end between the word and the number.
        text = f"{line.text} {following.text if following else ''}"
        if any(match.start() < len(line.text) for match in mention.finditer(text)):
            yield line.page


def _side_of_note(lines: Sequence[_Line], sides: Sequence[PartName], i: int) -> PartName | None:
    """The part of the text that has the mark of a footnote; None where that can't be told."""
    page = lines[i].line.page
    notes = takewhile(lambda item: item.line.role == "footnote", reversed(lines[: i + 1]))
    marks = (_marks(line) for line, _ in notes)
    mark = next((found[0] for found in marks if found), None)
    holders = {
        side
        for (line, _), side in zip(lines, sides, strict=True)
        if line.page == page and line.role != "footnote" and mark in _marks(line)
    }
    return holders.pop() if mark and len(holders) == 1 else None


def _marks(line: TextLine) -> list[str]:
    """The small numbers and signs in a line, as marks of footnotes are."""
    return [run.text.strip() for run in line.runs if run.size < _SMALL * line.size]


def _side_of_float(lines: Sequence[_Line], i: int, start: int) -> PartName:
    """A float above the appendix's first line is the appendix's where no text stands above."""
    page = lines[i].line.page
    above = (line for line, _ in lines[:start] if line.page == page)
    return "appendix" if all(line.role in _BESIDE for line in above) else "main"


def _pages(
    anatomy: Anatomy, reading: _Reading, *, within_page: bool
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    found = reading.pages()
    parts: dict[PartName, list[int]] = {"main": [], "appendix": []}
    current: PartName = "main"
    for page in anatomy.pages:
        number = page.page.number
        here = found.get(number, {current})  # a page without text goes with the one before
        if len(here) > 1 and not within_page:
            raise _shared(number, reading)
        for name in here:
            parts[name].append(number)
        if number in found:
            current = next(
                side
                for (line, _), side in reversed([*zip(reading.lines, reading.sides, strict=True)])
                if line.page == number
            )
    if not parts["main"]:
        raise PaperError(
            "all of it is an appendix, so there is nothing to split.",
            "Upload it as it is; if it has a main part, name the appendix's first page with "
            "--page N.",
        )
    first, last = parts["appendix"][0], parts["appendix"][-1]
    for line, own in reading.of("main"):
        if first < line.page < last and own not in {"references", "acknowledgements"}:
            raise PaperError(
                f"it is not clear where it can be cut: page {line.page} stands in the appendix "
                f"and seems to belong to the main text, with {_said(line)}.",
                r"Have the floats of the main text printed before the appendix, with \clearpage "
                rf"before \appendix, {_NAME_IT}",
            )
    return tuple(parts["main"]), tuple(parts["appendix"])


def _shared(number: int, reading: _Reading) -> PaperError:
    """What is wrong with a page that has something of both parts."""
    if number == reading.first.page:
        return PaperError(
            f"it cannot be cut between two pages: the appendix begins on page {number} with "
            f"{_said(reading.first)}, and something of the main part stands there as well.",
            rf"Put \clearpage before \appendix and compile it again, {_CUT_IT}",
        )
    turn = next(line for line, _ in reading.of("main") if line.page == number)
    return PaperError(
        f"it cannot be cut between two pages: page {number} has something of the appendix, and "
        f"of the main part {_said(turn)}.",
        rf"Put \clearpage where the appendix ends and compile it again, {_CUT_IT}",
    )


def _notes(reading: _Reading, marker: Marker | None, shared: Sequence[int]) -> Iterator[str]:
    for number in shared:
        yield f"Page {number} is cut in two: each part has its own of it. Look at both."
    yield from _notes_on_floats(reading)
    heading = reading.heading
    if marker is not None and heading is not None and heading.page != reading.first.page:
        yield (
            f"By its headings, the appendix would begin on page {heading.page} with "
            f"{_said(heading)}."
        )


def _notes_on_floats(reading: _Reading) -> Iterator[str]:
    """Name the floats near the appendix's beginning that only the main text mentions."""
    appendix, main = [*reading.of("appendix")], [*reading.of("main")]
    near = (line for line, _ in appendix if line.page <= reading.first.page + 1)
    for match in filter(None, (CAPTION.match(line.text) for line in near)):
        if any(_mentions(main, match[0])) and not any(_mentions(appendix, match[0])):
            yield (
                f"{match[0].rstrip('.: ')} is in the appendix, and only the main text mentions it; "
                r"if it belongs there, put \clearpage before \appendix."
            )
