"""What moved is counted and said: lines in place, the first that isn't, marks, pages."""

from __future__ import annotations

import time
from typing import Any

import pytest

from mlsys_paper.compare.run import still
from mlsys_paper.layouts.compare import TOLERANCE, compare
from mlsys_paper.layouts.model import NUMBERS, Layout, Line, Mark, Movement, Piece, Share

FIRST = Line(
    1, 1, 55.44, 700.0, 289.4, 9.96, "Times", "The first line of the paper", colour=(0, 0, 0)
)
SECOND = FIRST._replace(baseline=688.05, text="and the second one, which is as long")
RIGHT = SECOND._replace(column=2, x=307.44, right=541.4, text="a line of the right column")
NEXT = FIRST._replace(page=2, text="a line of the second page")
ENTRY = NEXT._replace(baseline=600.0, text="Quill, A. A title. 2021.", role="reference")
RULE = Mark(1, 55.44, 717.97, 541.44, 719.96)
ALL = (FIRST, SECOND, RIGHT, NEXT, ENTRY)


def layout(
    *lines: Line, marks: tuple[Mark, ...] = (RULE,), pages: int = 2, ends: int = 1
) -> Layout:
    return Layout(((612.0, 792.0),) * pages, ends, lines, marks)


def moved(*lines: Line, **settings: Any) -> Movement:
    return compare(layout(*ALL), layout(*lines, **settings), still(0.5))


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
        ({"colour": (0, 20, 115)}, "changed", "is #001473, not black"),
        ({"angle": 90.0}, "changed", "is turned by 90 degrees, not 0"),
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
    assert not compare(layout(*ALL), near, still(0.2)).changed
    assert compare(layout(*ALL), near, still(0.1)).changed
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
    wider = Layout((two.sizes[0], (595.3, 841.9)), 1, two.lines, two.marks)
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


# Recorded layouts -------------------------------------------------------------------

NUMBER = Line(1, -1, 40.0, 700.0, 46.0, 5.98, "Times", "1", "line number")
SPLIT = FIRST._replace(
    colour=None,
    pieces=(
        Piece(55.44, 700.0, 150.0, 9.96, "Times", "The first line", (0, 0, 0)),
        Piece(152.0, 700.0, 289.4, 9.96, "Times-Italic", "of the paper", (0, 0, 0)),
    ),
)


def said(before: tuple[Line, ...], after: tuple[Line, ...], **settings: Any) -> list[str]:
    found = compare(layout(*before), layout(*after), **settings)
    return [move.sentence.partition("\N{RIGHT DOUBLE QUOTATION MARK} ")[2] for move in found.moves]


@pytest.mark.parametrize(
    ("name", "amount"), [("x", 0.06), ("baseline", 0.06), ("right", 0.06), ("size", 0.016)]
)
def test_a_recorded_place_may_be_off_by_a_twentieth_of_a_point(name: str, amount: float) -> None:
    for line in (FIRST, SPLIT):
        off = line._replace(**{name: getattr(line, name) + amount})
        if line.pieces:
            last = line.pieces[-1]
            off = line._replace(
                pieces=(line.pieces[0], last._replace(**{name: getattr(last, name) + amount}))
            )
        assert len(said((line,), (off,))) == 1
        near = line._replace(x=line.x + TOLERANCE, baseline=line.baseline - TOLERANCE)
        if not line.pieces:
            assert said((line,), (near,)) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"font": "Times"}, "is changed within: “of the paper” is in Times, not Times-Italic"),
        ({"x": 152.5}, "is changed within: “of the paper” is 0.50 bp to the right"),
        ({"baseline": 701.0}, "is changed within: “of the paper” is 1.00 bp higher"),
        ({"colour": (255, 0, 0)}, "is changed within: “of the paper” is #ff0000, not black"),
        ({"colour": None}, None),
    ],
)
def test_a_piece_within_a_line_is_named(change: dict[str, Any], sentence: str | None) -> None:
    other = SPLIT._replace(pieces=(SPLIT.pieces[0], SPLIT.pieces[1]._replace(**change)))
    assert said((SPLIT,), (other,)) == ([sentence] if sentence else [])


def test_how_pieces_were_grouped_into_lines_does_not_matter() -> None:
    apart = tuple(Line(1, 1, *piece[:6], "body", piece.colour) for piece in SPLIT.pieces)
    assert said((SPLIT,), apart) == []
    assert said(apart, (SPLIT,)) == []


def test_where_a_line_was_split_within_one_type_does_not_matter() -> None:
    parts = (
        Piece(55.44, 700.0, 150.0, 9.96, "Times", "The first line", (0, 0, 0)),
        Piece(152.0, 700.0, 289.4, 9.96, "Times", "of the paper", (0, 0, 0)),
    )
    halves = FIRST._replace(colour=None, pieces=parts)
    assert said((FIRST,), (halves,)) == []
    slanted = (parts[0], parts[1]._replace(font="Times-Italic"))
    assert len(said((FIRST,), (halves._replace(pieces=slanted),))) == 1


def test_numbers_can_be_left_out() -> None:
    assert said((FIRST,), (FIRST, NUMBER)) == ["is new"]
    assert said((FIRST,), (FIRST, NUMBER), leave_out=NUMBERS) == []


def test_a_rule_is_named_with_what_became_of_it() -> None:
    def became(*marks: Mark) -> list[str]:
        found = compare(layout(FIRST), layout(FIRST, marks=marks))
        return [move.sentence for move in found.mark_moves]

    lower = RULE._replace(bottom=RULE.bottom - 0.5, top=RULE.top - 0.5)
    assert became(lower) == ["page 1: the rule at (55.44, 717.97) is 0.50 bp lower"]
    wider = RULE._replace(right=RULE.right + 2)
    assert became(wider) == ["page 1: the rule at (55.44, 717.97) is 2.00 bp wider"]
    assert became() == ["page 1: the rule at (55.44, 717.97) is gone"]
    far = RULE._replace(bottom=100.0, top=102.0)
    assert [sentence[-6:] for sentence in became(RULE, far)] == ["is new"]
    assert len(became(RULE._replace(kind="picture"))) == 2
