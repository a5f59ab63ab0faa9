"""What a change did is told in a sentence, and in less than a screen for each document."""

from __future__ import annotations

from typing import Any

import pytest

from mlsys_paper.layouts.compare import compare
from mlsys_paper.layouts.model import Layout, Line, Mark
from mlsys_paper.layouts.summary import change_of, report, summary

RULE = Mark(1, 55.44, 717.97, 541.44, 719.96)


def line(baseline: float, role: str = "body", **facts: Any) -> Line:
    text = facts.pop("text", f"{role} at {baseline:g}")
    return Line(1, 1, 55.44, baseline, 289.4, 9.96, "Times", text, role)._replace(**facts)


def layout(*lines: Line, pages: int = 1, marks: tuple[Mark, ...] = (RULE,)) -> Layout:
    return Layout(((612.0, 792.0),) * pages, 1, lines, marks)


SECTION = line(650.0, "heading", size=11.96, text="1 FIRST")
SUBSECTION = line(550.0, "heading", text="1.1 Second")
COLUMN = (
    *(line(700.0 - 12 * i) for i in range(3)),
    SECTION,
    *(line(630.0 - 12 * i) for i in range(5)),
    SUBSECTION,
    *(line(530.0 - 12 * i) for i in range(5)),
)


def lower(lines: tuple[Line, ...], below: float, by: float) -> tuple[Line, ...]:
    return tuple(
        each._replace(baseline=each.baseline - by) if each.baseline <= below else each
        for each in lines
    )


def told(after: Layout, before: Layout | None = None) -> str:
    change = change_of("paper", after, compare(before or layout(*COLUMN), after))
    return summary([change])


@pytest.mark.parametrize(
    ("below", "sentence"),
    [
        (650, "section headings and everything below them are 0.50 bp lower (12 lines)"),
        (640, "everything below section headings is 0.50 bp lower (11 lines)"),
        (550, "subsection headings and everything below them are 0.50 bp lower (6 lines)"),
        (540, "everything below subsection headings is 0.50 bp lower (5 lines)"),
        (690, "everything below paragraphs or list items is 0.50 bp lower (14 lines)"),
        (710, "what begins a column, and everything below it, is 0.50 bp lower (15 lines)"),
    ],
)
def test_lines_that_follow_are_told_with_what_they_follow(below: float, sentence: str) -> None:
    moved = layout(*lower(COLUMN, below, 0.5))
    assert told(moved) == f"1 document changed; {sentence}; page breaks moved in none"


def test_each_space_that_grew_is_told_though_all_below_moved_by_more() -> None:
    moved = layout(*lower(lower(COLUMN, 650, 0.5), 545, 1.0))
    found = told(moved)
    assert "section headings and everything below them are 0.50 bp lower (7 lines)" in found
    assert "everything below subsection headings is 1.00 bp lower (5 lines)" in found


def test_space_that_stretches_back_is_no_change_of_its_own() -> None:
    moved = lower(COLUMN, 650, 0.5)
    moved = tuple(
        each._replace(baseline=each.baseline + 0.3) if each.baseline < 560 else each
        for each in moved
    )
    assert told(layout(*moved)) == (
        "1 document changed; section headings and everything below them are 0.50 bp lower "
        "(12 lines); page breaks moved in none"
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"x": 57.44, "right": 291.4}, "1 line is 2.00 bp further right"),
        ({"size": 8.97}, "1 line is of size 8.97, not 9.96"),
        ({"font": "Arial"}, "1 line is in Arial, not Times"),
        ({"right": 291.4}, "1 line is of another width"),
        ({"text": "other words"}, "1 line is broken elsewhere or reworded"),
    ],
)
def test_what_else_became_of_lines_is_counted(change: dict[str, Any], sentence: str) -> None:
    assert sentence in told(layout(COLUMN[0]._replace(**change), *COLUMN[1:]))


def test_page_breaks_marks_and_documents_are_counted() -> None:
    last = COLUMN[-1]._replace(page=2, baseline=700.0)
    after = layout(*COLUMN[:-1], last, pages=2, marks=(RULE._replace(top=721.0),))
    one = change_of("one", after, compare(layout(*COLUMN), after))
    two = change_of("two", layout(*COLUMN[1:]), compare(layout(*COLUMN), layout(*COLUMN[1:])))
    assert summary([one, two]) == (
        "2 documents changed; 1 line is on another page; 1 line is gone; "
        "1 rule or picture moved; page breaks moved in 1"
    )
    assert summary([]) == "no document changed"
    assert "It has 2 pages, not 1." in "\n".join(report(one))


def test_a_document_takes_less_than_a_screen() -> None:
    lines = tuple(line(700.0 - i, text=f"line {i}") for i in range(600))
    after = tuple(
        each._replace(baseline=each.baseline - i / 7, size=9 + i / 100)
        for i, each in enumerate(lines)
    )
    change = change_of("long", layout(*after), compare(layout(*lines), layout(*after)))
    rows = list(report(change))
    assert len(rows) < 24
    assert rows[-1].endswith("more")
    assert "more kinds of change" in rows[0]
