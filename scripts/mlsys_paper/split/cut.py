r"""Find the pages of the appendix: where the style marked \appendix, or where it reads like one.

A page goes to one part whole. A page that has something of both parts is no
place for a cut: hiding what belongs to the other part would leave it in the
file, and taking it out of the page's content would touch the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from mlsys_paper.check.divide import divide
from mlsys_paper.check.wording import quoted
from mlsys_paper.split.model import Cut, page_ranges
from mlsys_paper.errors import PaperError
from mlsys_paper.page.columns import FULL, MARGIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlsys_paper.check.parts import PartName, Parts
    from mlsys_paper.split.model import Marker, Stretch
    from mlsys_paper.page.anatomy import Anatomy
    from mlsys_paper.page.lines import TextLine

Side = Literal["main", "appendix"]

_SLACK: Final = 4.0
"""bp; the last line before the marker may have no letter below its baseline."""
_BESIDE: Final = ("caption", "float", "display", "footnote")
"""Roles of lines that may stand above the place where TeX met them."""
_NAME_IT: Final = "or name the appendix's first page with --page N."


class _Line(NamedTuple):
    line: TextLine
    name: PartName


def find_cut(anatomy: Anatomy, marker: Marker | None) -> Cut:
    """The pages of the two parts.

    Raises:
        PaperError: there is no appendix, nothing else, or no page where it can be cut.
    """
    reading = _read(anatomy, marker)
    if reading is None:
        raise PaperError(
            "no appendix was found in it, so there is nothing to divide."
            if marker is None
            else r"nothing stands behind its \appendix, so there is nothing to divide.",
            "Upload it as it is; if it has an appendix, name its first page with --page N.",
        )
    main, appendix = _pages(anatomy, reading)
    begins = f"The appendix begins on page {reading.first.page} with {_said(reading.first)}"
    why = (
        f"{begins}, which reads like its first heading."
        if marker is None
        else rf"{begins}, where the paper says \appendix."
    )
    return Cut(main, appendix, why, tuple(_notes(reading, marker)))


def cut_at(stretch: Stretch, anatomy: Anatomy, marker: Marker | None) -> Cut:
    """The cut that the author asks for.

    Args:
        stretch: pages of the appendix; a last page of 0 is the paper's last.
        anatomy: the paper.
        marker: what the style says.

    Raises:
        PaperError: the paper doesn't have these pages, or has no others.
    """
    count = len(anatomy.pages)
    first, last = stretch.first, stretch.last or count
    if not 1 <= first <= last <= count:
        raise PaperError(
            f"it has {count} page{'s' if count > 1 else ''}, and --page names "
            f"{page_ranges(tuple(dict.fromkeys((first, stretch.last or first))))}.",
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
    sides: list[Side]
    first: TextLine
    heading: TextLine | None

    def pages(self) -> dict[int, set[Side]]:
        """The parts that pages have something of."""
        found: dict[int, set[Side]] = {}
        for (line, _), side in zip(self.lines, self.sides, strict=True):
            found.setdefault(line.page, set()).add(side)
        return found

    def of(self, side: Side) -> Iterator[_Line]:
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


def _sides(lines: Sequence[_Line], start: int, *, trusted: bool) -> list[Side]:
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
    sides: list[Side] = []
    top = lines[start].line
    for i, (line, name) in enumerate(lines):
        side: Side = "main" if i < start else "appendix"
        if trusted and name in {"main", "appendix"}:
            side = name
        elif i < start and line.role in _BESIDE and line.page == top.page:
            side = _side_of_float(lines, i, start)
        elif i >= start and not listed and name in {"references", "acknowledgements"}:
            side = "main"
        sides.append(side)
    return sides


def _side_of_float(lines: Sequence[_Line], i: int, start: int) -> Side:
    """A float above the appendix's first line is the appendix's where no text stands above."""
    page = lines[i].line.page
    above = (line for line, _ in lines[:start] if line.page == page)
    return "appendix" if all(line.role in _BESIDE for line in above) else "main"


def _pages(anatomy: Anatomy, reading: _Reading) -> tuple[tuple[int, ...], tuple[int, ...]]:
    found = reading.pages()
    parts: dict[Side, list[int]] = {"main": [], "appendix": []}
    current: Side = "main"
    for page in anatomy.pages:
        number = page.page.number
        here = found.get(number, {current})  # a page without text goes with the one before
        if len(here) > 1:
            raise _shared(number, reading)
        (current,) = here
        parts[current].append(number)
    if not parts["main"]:
        raise PaperError(
            "all of it is an appendix, so there is nothing to divide.",
            "Upload it as it is; if it has a main part, name the appendix's first page with "
            "--page N.",
        )
    first, last = parts["appendix"][0], parts["appendix"][-1]
    for line, name in reading.of("main"):
        if first < line.page < last and name not in {"references", "acknowledgements"}:
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
            rf"Put \clearpage before \appendix and compile it again, {_NAME_IT}",
        )
    turn = next(line for line, _ in reading.of("main") if line.page == number)
    return PaperError(
        f"it cannot be cut between two pages: page {number} has something of the appendix, and "
        f"of the main part {_said(turn)}.",
        r"Put \clearpage where the appendix ends and compile it again, or name the pages of the "
        "appendix with --page N-M.",
    )


def _notes(reading: _Reading, marker: Marker | None) -> Iterator[str]:
    heading = reading.heading
    if marker is not None and heading is not None and heading.page != reading.first.page:
        yield (
            f"By its headings, the appendix would begin on page {heading.page} with "
            f"{_said(heading)}."
        )
