"""Differences of layouts are found, paired with their cause, and said in sentences."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mlsys_paper.page.compare import compare_layouts
from mlsys_paper.page.differences import explain
from mlsys_paper.pdf.model import Document, Page, Rule, Run

if TYPE_CHECKING:
    from mlsys_paper.page.differences import Difference

FIRST = Run(55.44, 700, 289.44, "Times", 9.96, "The first line of the paper")
SECOND = Run(55.44, 688.05, 289.44, "Times", 9.96, "and the second one,")
THIRD = Run(55.44, 676.09, 100, "Times", 9.96, "which ends here.")
MARK = Run(101, 680, 104, "Times", 6.97, "1")
RULE = Rule(55.44, 717.97, 541.44, 719.96)


def layout(*pages: tuple[Run | Rule, ...]) -> Document:
    return Document(
        Path("layout"),
        tuple(
            Page(
                number,
                612,
                792,
                tuple(thing for thing in things if isinstance(thing, Run)),
                tuple(thing for thing in things if isinstance(thing, Rule)),
            )
            for number, things in enumerate(pages, 1)
        ),
    )


WHOLE = layout((RULE, FIRST, SECOND, THIRD, MARK))


def only_difference(expected: Document, actual: Document, **settings: bool) -> Difference:
    (difference,) = compare_layouts(expected, actual, **settings)
    return difference


def test_equal_layouts_have_no_differences_whatever_the_painting_order() -> None:
    assert compare_layouts(WHOLE, layout((MARK, THIRD, FIRST, RULE, SECOND))) == ()
    assert explain(WHOLE, ()) == "The layouts agree.\n"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"baseline": 687.55},
            'page 1: "and the second one," expected at x 55.44, baseline 688.05, '
            "found at x 55.44, baseline 687.55: 0.50 bp too low",
        ),
        (
            {"x": 56.44, "right": 290.44},
            'page 1: "and the second one," expected at x 55.44, baseline 688.05, '
            "found at x 56.44, baseline 688.05: 1.00 bp too far right",
        ),
        (
            {"right": 289.34},
            'page 1: "and the second one," expected at x 55.44, baseline 688.05, '
            "found at x 55.44, baseline 688.05: its right end is 0.10 bp too far left",
        ),
        ({"font": "Arial"}, 'page 1: "and the second one," is in Arial, not Times'),
        ({"size": 9.46}, 'page 1: "and the second one," has size 9.46, not 9.96'),
        ({"angle": 90}, 'page 1: "and the second one," is turned by 90 degrees, not 0'),
        (
            {"text": "and a second one,"},
            'page 1: "and the second one," reads "and a second one," instead',
        ),
    ],
)
def test_a_line_that_differs_is_named_with_what_differs(
    change: dict[str, float | str], sentence: str
) -> None:
    changed = replace(SECOND, **change)
    difference = only_difference(WHOLE, layout((RULE, FIRST, changed, THIRD, MARK)))
    assert str(difference) == sentence
    assert (difference.expected, difference.actual) == (SECOND, changed)


@pytest.mark.parametrize("change", [{"x": 55.49}, {"baseline": 688.0}, {"right": 289.49}])
def test_what_is_within_the_tolerance_is_no_difference(change: dict[str, float]) -> None:
    near = layout((RULE, FIRST, replace(SECOND, **change), THIRD, MARK))
    assert compare_layouts(WHOLE, near) == ()
    assert len(compare_layouts(WHOLE, near, 0.04)) == 1


def test_colours_count_only_when_asked_for() -> None:
    grey = layout((RULE, FIRST, replace(SECOND, colour=(128, 128, 128)), THIRD, MARK))
    assert compare_layouts(WHOLE, grey) == ()
    difference = only_difference(WHOLE, grey, colours=True)
    assert str(difference) == 'page 1: "and the second one," is #808080, not black'


def test_a_line_on_another_page_is_found_there() -> None:
    before, after = layout((FIRST, SECOND), (MARK,)), layout((FIRST,), (MARK, SECOND))
    difference = only_difference(before, after)
    assert (difference.page, difference.actual_page) == (1, 2)
    assert str(difference).startswith('page 1: "and the second one," is on page 2; expected at')


def test_missing_and_extra_lines_are_named_with_their_place() -> None:
    added = Run(300, 400, 350, "Times", 9.96, "something new")
    differences = compare_layouts(layout((FIRST, THIRD)), layout((FIRST, added)))
    assert [difference.kind for difference in differences] == ["missing", "extra"]
    missing, extra = map(str, differences)
    assert missing == 'page 1: "which ends here." is missing; expected at x 55.44, baseline 676.09'
    assert extra == (
        'page 1: "something new" was not expected; '
        "it is at x 300.00, baseline 400.00, in Times 9.96"
    )


def test_short_text_is_not_looked_for_on_other_pages() -> None:
    kinds = [d.kind for d in compare_layouts(layout((MARK,), (FIRST,)), layout((), (FIRST, MARK)))]
    assert kinds == ["missing", "extra"]


def test_repeated_text_is_paired_with_the_nearest() -> None:
    ones = [replace(MARK, baseline=600 - 12 * i) for i in range(5)]
    moved = [
        replace(one, baseline=one.baseline - 1) if i == 2 else one for i, one in enumerate(ones)
    ]
    difference = only_difference(layout(tuple(ones)), layout(tuple(reversed(moved))))
    assert (difference.expected, difference.actual) == (ones[2], moved[2])


def test_rules_are_compared_by_their_edges() -> None:
    thicker = replace(RULE, top=720.5)
    difference = only_difference(layout((RULE,)), layout((thicker,)))
    assert str(difference) == (
        "page 1: the rule expected from (55.44, 717.97) to (541.44, 719.96) is "
        "from (55.44, 717.97) to (541.44, 720.50): off by 0.54 bp"
    )
    elsewhere = replace(RULE, bottom=100, top=102)
    kinds = [d.kind for d in compare_layouts(layout((RULE,)), layout((elsewhere,)))]
    assert kinds == ["missing", "extra"]


def test_pages_are_counted_and_measured() -> None:
    first, *rest = compare_layouts(layout((FIRST,), (SECOND, RULE)), layout((FIRST,)))
    assert str(first) == "expected 2 pages, found 1"
    assert [d.kind for d in rest] == ["missing", "missing"]
    first, *rest = compare_layouts(layout((FIRST,)), layout((FIRST,), (SECOND, RULE)))
    assert str(first) == "expected 1 page, found 2"
    assert [d.kind for d in rest] == ["extra", "extra"]
    other = Document(Path("a4"), (replace(layout((FIRST,)).pages[0], width=595.28, height=841.89),))
    difference = only_difference(layout((FIRST,)), other)
    assert str(difference) == "page 1: expected 612 x 792 bp, found 595.28 x 841.89"


def test_differences_come_in_the_order_of_the_expected_layout() -> None:
    down = [replace(run, baseline=run.baseline - 3) for run in (THIRD, SECOND, FIRST)]
    differences = compare_layouts(layout((FIRST, SECOND, THIRD)), layout(tuple(down)))
    assert [d.expected for d in differences] == [FIRST, SECOND, THIRD]


def test_the_account_counts_by_page_and_stops_in_time() -> None:
    lines = tuple(replace(SECOND, baseline=700 - 12 * i, text=f"line {i}") for i in range(30))
    moved = tuple(replace(line, baseline=line.baseline - 2) for line in lines)
    expected = layout(lines, (FIRST,))
    account = explain(expected, compare_layouts(expected, layout(moved, (SECOND,))), most=3)
    shown = account.splitlines()
    assert shown[0] == "32 differences; the first:"
    assert shown[1].startswith('  page 1: "line 0" expected at')
    assert shown[4] == "  ... and 29 more"
    assert "  page 1: 30 moved, of 30 runs and rules" in shown
    assert "  page 2: 1 missing, 1 extra, of 1 runs and rules" in shown
