"""Columns are found page by page, with what pages really hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mlsys_paper.document.columns import (
    FULL,
    LEFT,
    MARGIN,
    RIGHT,
    Columns,
    find_columns,
    mode,
    place_strips,
)
from mlsys_paper.document.lines import strips_of
from mlsys_paper.pdf.model import Page, Run

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = "Some words of a line of text"
TWO = Columns(((55.44, 289.44), (307.44, 541.44)))


def run(x: float, baseline: float, right: float, text: str = WORDS, size: float = 9.96) -> Run:
    return Run(x, baseline, right, "Times", size, text)


def column(x: float, right: float, count: int = 50, top: float = 715) -> list[Run]:
    """Justified lines; each fourth ends early, each fifth is set in."""
    return [
        run(x + 20 * (i % 5 == 4), top - 11.96 * i, right - 60 * (i % 4 == 3)) for i in range(count)
    ]


def two_columns(count: int = 50, top: float = 715) -> list[Run]:
    return column(55.44, 289.44, count, top) + column(307.44, 541.44, count, top)


def columns_of(*pages: Sequence[Run]) -> list[Columns]:
    sheets = [Page(number, 612, 792, runs) for number, runs in enumerate(pages, 1)]
    strips = {sheet.number: strips_of(sheet) for sheet in sheets}
    found = find_columns(sheets, strips, 9.96)
    return [found[sheet.number] for sheet in sheets]


def test_two_columns_have_their_edges_and_gutter() -> None:
    (columns,) = columns_of(two_columns())
    assert columns == TWO
    assert columns.gutter == pytest.approx(18)
    assert (columns.left, columns.right) == (55.44, 541.44)


def test_lines_of_the_full_width_do_not_hide_the_gutter() -> None:
    abstract = [run(75, 715 - 11.96 * i, 521) for i in range(12)]
    table = [
        run(80 + 100 * k, 500 - 11 * i, 120 + 100 * k, "0.123") for i in range(9) for k in range(4)
    ]
    assert columns_of(abstract + two_columns(15, 400) + table) == [TWO]


def test_a_page_with_one_filled_column_follows_the_others() -> None:
    assert columns_of(two_columns(), column(55.44, 289.44, 10)) == [TWO, TWO]


def test_a_page_without_text_follows_the_others() -> None:
    assert columns_of(two_columns(), [], two_columns()) == [TWO, TWO, TWO]


def test_one_column_is_found_beside_two() -> None:
    one = column(55.44, 541.44)
    assert columns_of(two_columns(), one) == [TWO, Columns(((55.44, 541.44),))]
    assert columns_of(one) == [Columns(((55.44, 541.44),))]


def test_without_any_text_the_columns_are_the_formats() -> None:
    assert columns_of([]) == [TWO]


def test_known_columns_are_not_guessed_from_a_few_lines() -> None:
    assert columns_of(column(75, 281, 4, 300)) == [TWO]  # a list, an abstract
    wide = [run(60 + 170 * k, 600 - 12 * i, 200 + 170 * k) for i in range(9) for k in range(3)]
    one = column(55.44, 541.44)
    (_, table, _) = columns_of(two_columns(), wide, one)
    assert table == Columns(((55.44, 541.44),))  # rows of a table, before a page of one column
    assert columns_of(two_columns(), wide) == [TWO, TWO]


def test_columns_of_another_layout_are_found() -> None:
    others = column(54, 294) + column(318, 558)
    assert columns_of(others, others) == [Columns(((54, 294), (318, 558)))] * 2


def test_strips_are_sorted_into_columns_and_margins() -> None:
    runs = {
        LEFT: [run(55.44, 700, 289), run(55.44, 600, 320, "An overfull line of the left column")],
        RIGHT: [run(307.44, 700, 541), run(400, 580, 410, "mid")],
        FULL: [run(75, 500, 521), run(250, 480, 347, "centred")],
        MARGIN: [
            run(27, 700, 42, "001"),
            run(549, 700, 556, "2"),
            run(294, 640, 300, "3", 5.98),
        ],
    }
    page = Page(1, 612, 792, [one for group in runs.values() for one in group])
    placed = place_strips(page, strips_of(page), TWO)
    for code, expected in runs.items():
        inside = [strip.runs[0] for where, strips in placed for strip in strips if where == code]
        assert sorted(inside, key=lambda r: -r.baseline) == sorted(
            expected, key=lambda r: -r.baseline
        )
    margins = [strips for where, strips in placed if where == MARGIN]
    assert [len(strips) for strips in margins] == [1, 1, 1]


@pytest.mark.parametrize(
    ("number", "line"), [((47, 53), (55.44, 289)), ((299, 305), (307.44, 541))]
)
def test_a_black_number_close_to_a_line_is_divided_from_it(
    number: tuple[float, float], line: tuple[float, float]
) -> None:
    page = Page(
        1, 612, 792, (run(number[0], 700, number[1], "12", 5.98), run(line[0], 700, line[1]))
    )
    texts = {
        code: [strip.text for strip in strips]
        for code, strips in place_strips(page, strips_of(page), TWO)
    }
    assert texts[MARGIN] == ["12"]
    assert [WORDS] in texts.values()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([11.95, 11.96, 11.96, 11.95, 17.9, 23.8], 11.955),
        ([10.0], 10.0),
        ([9.74, 9.76, 9.75, 9.26, 14], 9.75),
    ],
)
def test_the_mode_is_the_middle_of_the_fullest_place(values: list[float], expected: float) -> None:
    assert mode(values, 0.05) == pytest.approx(expected, abs=0.006)


def test_text_that_leaves_the_right_column_empty_is_in_the_left_one() -> None:
    (columns,) = columns_of(column(55.44, 289.44, 12, 715))
    assert columns.edges[0] == TWO.edges[0]
    assert len(columns.edges) == 2
    (narrow,) = columns_of(column(200, 400, 12, 715))
    assert len(narrow.edges) == 1
