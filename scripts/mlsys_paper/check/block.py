"""Where a page's text block and columns are, beside where the format puts them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlsys_paper.document.columns import FULL, LEAST, LEFT, PROTRUDING, RIGHT, edge, known_columns
from mlsys_paper.document.lines import LONG, has_gap
from mlsys_paper.pdf.model import Box

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.document.anatomy import PageText
    from mlsys_paper.document.lines import Role, TextLine
    from mlsys_paper.format import Format
    from mlsys_paper.pdf.model import Page

FLOWING: tuple[Role, ...] = ("body", "reference")
"""Lines that are set to the width of their column."""

Edges = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Block:
    """The text block of a page, lengths in bp.

    Attributes:
        box: the block.
        columns: left and right edge of each column, one or two.
    """

    box: Box
    columns: tuple[Edges, ...]

    @property
    def gutter(self) -> float:
        """Space between two columns, 0 where there is one."""
        return self.columns[1][0] - self.columns[0][1] if len(self.columns) == 2 else 0.0


def wanted_block(page: Page, columns: int, form: Format) -> Block:
    """Where the format puts the block: measured from the upper left corner, as TeX does.

    A sheet of another size is its own fault and doesn't displace the text.
    """
    here = page.sheet
    left, bottom, right, top = form.text_box
    dx, dy = here.left, here.top - form.paper[1]
    box = Box(left + dx, bottom + dy, right + dx, top + dy)
    two, one = known_columns(here, form)
    return Block(box, (two if columns == 2 else one).edges)


def measured_columns(paper: Paper) -> dict[int, tuple[Edges, ...]]:
    """The edges of each page's columns, by the lines of the page; pages without text left out.

    A column counts as narrower than the format's only where no page of the
    paper fills it, and the other column isn't narrower on the same side: lists
    and quotations stand back from the edges.
    """
    wanted = {
        text.page.number: wanted_block(text.page, len(text.columns.edges), paper.format).columns
        for text in paper.anatomy.pages
    }
    edges = {}
    for text in paper.anatomy.pages:
        number = text.page.number
        lines = [column_lines(text, column) for column in _columns(wanted[number])]
        if all(len(here) >= LEAST for here in lines):
            edges[number] = tuple(
                (
                    edge([line.x for line in here], left, -1),
                    edge([line.right for line in here], right, 1),
                )
                for here, (left, right) in zip(lines, wanted[number], strict=True)
            )
    return {
        number: tuple(
            (
                _believed(edges, wanted, number, column, 0),
                _believed(edges, wanted, number, column, 1),
            )
            for column in range(len(here))
        )
        for number, here in edges.items()
    }


def _columns(edges: tuple[Edges, ...]) -> tuple[int, ...]:
    return (LEFT, RIGHT) if len(edges) == 2 else (FULL,)


def _believed(
    edges: Mapping[int, tuple[Edges, ...]],
    wanted: Mapping[int, tuple[Edges, ...]],
    page: int,
    column: int,
    side: int,
) -> float:
    """A column's edge where the page's lines have it, unless they are only set in there.

    Set in on all pages, the column is narrower: it is as wide as on the page that
    fills it best.
    """

    def outward(number: int) -> float:
        distance = edges[number][column][side] - wanted[number][column][side]
        return distance if side else -distance

    alike = [number for number in edges if len(edges[number]) == len(edges[page])]
    furthest = max(map(outward, alike))
    if outward(page) > -PROTRUDING:
        out = outward(page)
    elif (
        furthest < -PROTRUDING
        and len(edges[page]) == 2
        and not _is_set_in(edges, wanted, page, side)
    ):
        out = furthest
    else:
        out = 0.0
    return wanted[page][column][side] + (out if side else -out)


def _is_set_in(
    edges: Mapping[int, tuple[Edges, ...]],
    wanted: Mapping[int, tuple[Edges, ...]],
    page: int,
    side: int,
) -> bool:
    """Whether both columns of a page stand back alike on one side, and reach out on none."""

    def outward(column: int, side: int) -> float:
        distance = edges[page][column][side] - wanted[page][column][side]
        return distance if side else -distance

    one, other = outward(0, side), outward(1, side)
    inside = all(outward(column, 1 - side) < PROTRUDING for column in (0, 1))
    return inside and max(one, other) < -PROTRUDING and abs(one - other) < 1


def column_lines(text: PageText, column: int) -> list[TextLine]:
    """The lines of running text in a column that are long enough to tell its width."""
    return [
        line
        for line in text.lines
        if line.column == column
        and line.role in FLOWING
        and line.characters >= LONG
        and not has_gap(line)
    ]


def main_pages(paper: Paper) -> Counter[int]:
    """Return how many lines of running text of the main part stand on each page."""
    return Counter(line.page for line in paper.parts.lines("main") if line.role == "body")
