"""What moved is counted and said: lines in place, the first that isn't, marks, pages."""

from __future__ import annotations

import time
from typing import Any

import pytest

from mlsys_paper.compare.model import Movement, Share
from mlsys_paper.comparison.layout import Layout, Line, Mark
from mlsys_paper.comparison.moves import compare

FIRST = Line(1, 1, 55.44, 700.0, 289.4, 9.96, "Times", "The first line of the paper", False)
SECOND = FIRST._replace(baseline=688.05, text="and the second one, which is as long")
RIGHT = SECOND._replace(column=2, x=307.44, right=541.4, text="a line of the right column")
NEXT = FIRST._replace(page=2, text="a line of the second page")
ENTRY = NEXT._replace(baseline=600.0, text="Quill, A. A title. 2021.", reference=True)
RULE = Mark(1, 55.44, 717.97, 541.44, 719.96)
ALL = (FIRST, SECOND, RIGHT, NEXT, ENTRY)


def layout(
    *lines: Line, marks: tuple[Mark, ...] = (RULE,), pages: int = 2, ends: int = 1
) -> Layout:
    return Layout(pages, ((612.0, 792.0),) * pages, ends, lines, marks)


def moved(*lines: Line, **settings: Any) -> Movement:
    return compare(layout(*ALL), layout(*lines, **settings))


def sentence(movement: Movement) -> str:
    assert movement.first
    return movement.first.sentence


def test_equal_layouts_have_nothing_to_tell() -> None:
    found = moved(*ALL)
    assert not found.changed
    assert (found.body, found.references, found.marks) == (Share(4, 4), Share(1, 1), Share(1, 1))
    assert (found.first, found.first_reference, found.pages, found.within) == (None, None, (), 0)


@pytest.mark.parametrize(
    ("change", "kind", "said"),
    [
        ({"baseline": 687.05}, "moved", "is 1.00 bp lower"),
        ({"baseline": 690.05}, "moved", "is 2.00 bp higher"),
        ({"x": 56.44, "right": 290.4}, "moved", "is 1.00 bp to the right"),
        ({"right": 291.4}, "changed", "is 2.00 bp wider"),
        ({"font": "Arial"}, "changed", "is in Arial, not Times"),
        ({"size": 8.97}, "changed", "is of size 8.97, not 9.96"),
        ({"column": 2, "x": 307.44, "right": 541.4}, "elsewhere", "is in the right column"),
        ({"page": 2, "baseline": 500.0}, "elsewhere", "is on page 2"),
        ({"text": "and a second one"}, "changed", "now reads \u201cand a second one\u201d"),
    ],
)
def test_a_line_that_moved_is_named_with_page_and_distance(
    change: dict[str, Any], kind: str, said: str
) -> None:
    found = moved(FIRST, SECOND._replace(**change), *ALL[2:])
    assert found.changed
    assert found.body == Share(3, 4)
    assert found.references == Share(1, 1)
    assert found.first
    assert found.first.kind == kind
    assert sentence(found) == f"page 1: \u201c{SECOND.text}\u201d {said}"
    assert set(found.pages) == {1, change.get("page", 1)}


def test_lines_that_are_gone_or_new_count_against_the_share() -> None:
    found = moved(FIRST, *ALL[2:])
    assert sentence(found) == f"page 1: \u201c{SECOND.text}\u201d is gone"
    assert found.body == Share(3, 4)
    found = moved(*ALL, SECOND._replace(baseline=400.0, text="more"))
    assert sentence(found) == "page 1: \u201cmore\u201d is new"
    assert found.body == Share(4, 5)


def test_body_and_references_are_told_apart() -> None:
    found = moved(*ALL[:-1], ENTRY._replace(baseline=596.0))
    assert (found.body, found.references) == (Share(4, 4), Share(0, 1))
    assert found.first == found.first_reference
    found = moved(*ALL[:3], NEXT._replace(baseline=699.0), ENTRY._replace(baseline=596.0))
    assert "second page" in sentence(found)
    assert found.first_reference
    assert "Quill" in found.first_reference.sentence


def test_the_first_line_is_the_first_that_a_reader_meets() -> None:
    lower = [line._replace(baseline=line.baseline - 3) for line in (ENTRY, RIGHT, SECOND)]
    found = moved(*reversed(lower), FIRST, NEXT)
    assert SECOND.text in sentence(found)
    assert found.pages == (1, 2)


@pytest.mark.parametrize(("shift", "counts"), [(0.45, False), (72 / 72.27 / 2, True), (0.5, True)])
def test_half_a_point_counts_be_it_tex_or_pdf(shift: float, counts: bool) -> None:
    found = moved(FIRST, SECOND._replace(baseline=SECOND.baseline + shift), *ALL[2:])
    assert found.changed == counts
    assert found.within == (not counts)
    assert found.most_within == pytest.approx(0 if counts else shift)


def test_the_tolerance_can_be_chosen() -> None:
    near = layout(FIRST, SECOND._replace(baseline=688.15), *ALL[2:])
    assert not compare(layout(*ALL), near, 0.2).changed
    assert compare(layout(*ALL), near, 0.1).changed
    far = layout(FIRST, SECOND._replace(baseline=668.05), *ALL[2:])
    assert not compare(layout(*ALL), far, 30).changed


def test_repeated_lines_are_paired_in_their_order() -> None:
    ones = [FIRST._replace(baseline=700.0 - 12 * i, text="1") for i in range(9)]
    after = [
        one._replace(baseline=one.baseline - 2) if i == 4 else one for i, one in enumerate(ones)
    ]
    found = compare(layout(*ones), layout(*reversed(after)))
    assert found.body == Share(8, 9)
    assert sentence(found) == "page 1: \u201c1\u201d is 2.00 bp lower"


def test_blanks_within_a_line_are_no_difference() -> None:
    assert not moved(FIRST._replace(text="The firstline of the pap er"), *ALL[1:]).changed


def test_rules_and_pictures_count_without_any_text() -> None:
    found = moved(*ALL, marks=(RULE._replace(top=721.0),))
    assert found.changed
    assert (found.marks, found.pages, found.first) == (Share(0, 1), (1,), None)
    assert moved(*ALL, marks=()).marks == Share(0, 1)
    assert moved(*ALL, marks=(RULE, RULE._replace(page=2))).pages == (2,)


def test_pages_that_come_or_go_or_have_another_size_are_a_difference() -> None:
    found = moved(*ALL, pages=3)
    assert found.changed
    assert (found.page_counts, found.pages) == ((2, 3), (3,))
    one, two = layout(*ALL), layout(*ALL)
    wider = Layout(2, (two.sizes[0], (595.3, 841.9)), 1, two.lines, two.marks)
    assert compare(one, wider).pages == (2,)


def test_where_the_main_text_ends_is_told() -> None:
    assert moved(*ALL, ends=2).main_text_ends == (1, 2)


def test_a_layout_made_to_be_slow_is_not() -> None:
    lines = [FIRST._replace(text="x", baseline=700.0) for _ in range(20_000)]
    elsewhere = [line._replace(baseline=100.0) for line in lines]
    start = time.process_time()
    assert compare(layout(*lines), layout(*elsewhere)).body == Share(0, 20_000)
    assert compare(layout(*lines), layout(*lines)).body == Share(20_000, 20_000)
    assert time.process_time() - start < 10
