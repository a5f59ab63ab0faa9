"""A layout as text comes back as it was, and says what can't be read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mlsys_paper.errors import PaperError
from mlsys_paper.layouts.compare import compare
from mlsys_paper.layouts.measure import measure
from mlsys_paper.layouts.model import Layout, Line, Mark, Piece
from mlsys_paper.layouts.record import read_layout, write_layout
from mlsys_paper.pdf.model import Document, Glyphs, Page, Rule, Run
from mlsys_paper.pdf.page import read_document

if TYPE_CHECKING:
    from conftest import CompileTex

BLACK = (0, 0, 0)
LAYOUT = Layout(
    sizes=((612.0, 792.0), (595.28, 841.89)),
    main_text_ends=1,
    lines=(
        Line(1, 1, 55.44, 691.06, 289.42, 9.96, "Times", "requests well | enough", "body", BLACK),
        Line(
            *(1, 2, 307.44, 679.1, 372.09, 11.96, "Times", "1 FIRST", "heading"),
            pieces=(
                Piece(307.44, 679.1, 330.0, 11.96, "Times", "1 F", BLACK),
                Piece(331.0, 679.1, 372.09, 9.56, "Times", "IRST", (0, 20, 115)),
            ),
        ),
        Line(1, -1, 40.0, 679.1, 46.0, 5.98, "", "12", "line number", BLACK),
        Line(2, 0, 10.0, 200.0, 20.5, 9.0, "Times", r"no\font \u200b", "", (1, 2, 3), 90.0),
    ),
    marks=(Mark(1, 55.44, 717.97, 541.44, 719.96), Mark(2, 1.0, 2.0, 3.0, 4.0, "picture")),
)
TEXT = r"""
main text ends on page 1
page 1: 612 x 792
rule               55.44  717.97  541.44  719.96
left  body         55.44  691.06  289.42   9.96 Times | requests well | enough
right heading     307.44  679.10  372.09  11.96 Times | 1 FIRST
      +             0.00    0.00   22.56  11.96 Times | 1 F
      +            23.56    0.00   64.65   9.56 Times #001473 | IRST
margin line-number   40.00  679.10   46.00   5.98 - | 12
page 2: 595.28 x 841.89
picture             1.00    2.00    3.00    4.00
full  other        10.00  200.00   20.50   9.00 Times #010203 @90 | no\font \u200b
""".lstrip("\n")


def test_a_layout_is_a_row_for_each_line_that_a_reader_sees() -> None:
    assert write_layout(LAYOUT) == TEXT


def test_a_layout_comes_back_as_it_was() -> None:
    assert read_layout(TEXT) == LAYOUT


def test_a_line_that_moves_as_a_whole_differs_in_one_row() -> None:
    line = LAYOUT.lines[1]
    lower = line._replace(
        baseline=line.baseline - 0.5,
        pieces=tuple(piece._replace(baseline=piece.baseline - 0.5) for piece in line.pieces),
    )
    moved = write_layout(Layout(LAYOUT.sizes, 1, (LAYOUT.lines[0], lower), LAYOUT.marks))
    assert len(set(moved.splitlines()) - set(TEXT.splitlines())) == 1


def test_colours_that_were_not_recorded_stay_unknown() -> None:
    lines = tuple(
        line._replace(
            colour=None, pieces=tuple(piece._replace(colour=None) for piece in line.pieces)
        )
        for line in LAYOUT.lines
    )
    layout = Layout(LAYOUT.sizes, None, lines, ())
    text = write_layout(layout)
    assert text.startswith("colours are not recorded\npage 1")
    assert read_layout(text) == layout


@pytest.mark.parametrize(
    "row",
    [
        "rule 1 2 3",
        "rule a b c d",
        "stroke 1 2 3 4",
        "left body 1 2 3 4 Times text without a bar",
        "left body 1 2 nan 4 Times | text",
        "rule 1 2 3 inf",
        "page one: 1 x 2",
        "page 3: 1 x 2",
        "      + 0 0 1 1 Times | a piece of no line",
    ],
)
def test_a_row_that_cannot_be_read_is_named(row: str) -> None:
    with pytest.raises(PaperError, match=r"golden\.txt, line 2: no line of a layout"):
        read_layout(f"page 1: 612 x 792\n{row}\n", Path("golden.txt"))


def test_a_line_before_the_first_page_is_named() -> None:
    for row in (TEXT.splitlines()[2], TEXT.splitlines()[3]):
        with pytest.raises(PaperError, match="line 1"):
            read_layout(row)
    with pytest.raises(PaperError, match="has no page"):
        read_layout("")


def test_the_layout_of_a_pdf_comes_back_from_its_text(compile_tex: CompileTex) -> None:
    text = r"""\documentclass[twocolumn]{article}\usepackage{graphicx}\begin{document}
    \section{First} A page with $x^2$. \rotatebox{90}{Turned} \rule{1in}{2pt} \[ \int x = \sum_i \]
    \newpage On the right. \end{document}"""
    compiled = compile_tex(text)
    assert compiled.pdf is not None
    document = read_document(compiled.pdf)
    layout = measure(document)
    assert read_layout(write_layout(layout)) == layout
    on_lines = sum(len(line.parts) for line in layout.lines)
    assert on_lines == sum(len(page.runs) for page in document.pages)
    turned = [line for line in layout.lines if line.angle]
    assert [line.text for line in turned] == ["Turned"]
    assert not compare(layout, layout, 0).changed


def test_columns_are_known_on_a_page_too_empty_to_show_them() -> None:
    runs = (
        Run(55.44, 700, 200, "Times", 9.96, "on the left"),
        Run(307.44, 700, 400, "Times", 9.96, "on the right"),
        Run(55.44, 600, 540, "Times", 9.96, "over both columns, from the left to the right"),
    )
    page = Page(1, 612, 792, runs, (Rule(1, 2, 3, 4),), Glyphs())
    layout = measure(Document(Path("x"), (page,)))
    found = {line.text: line.column for line in layout.lines}
    assert found["on the left"] == 1
    assert found["on the right"] == 2
    assert [column for text, column in found.items() if "over" in text] == [0]
