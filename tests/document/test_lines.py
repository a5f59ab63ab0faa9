"""Runs become strips and lines as a reader's eye joins them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mlsys_paper.document.lines import flowing, joined, lines_of, strips_of
from mlsys_paper.pdf.model import Glyphs, Page, Run

GREY = (128, 128, 128)
TEXT = Run(55.44, 700, 289.44, "Times", 9.96, "A line of text that fills its column")


def strip_texts(*runs: Run) -> list[str]:
    return [strip.text for strip in strips_of(Page(1, 612, 792, runs))]


def line_texts(*runs: Run) -> list[str]:
    strips = strips_of(Page(1, 612, 792, runs))
    return [line.text for line in lines_of(1, 1, strips, Glyphs())]


def test_runs_that_follow_each_other_make_a_strip() -> None:
    italic = Run(55, 700, 80, "Times-Italic", 9.96, "Proceedings")
    upright = Run(82.5, 700, 120, "Times", 9.96, "of the")
    assert strip_texts(italic, upright) == ["Proceedings of the"]


def test_the_halves_of_a_word_with_a_ligature_make_one_word() -> None:
    assert strip_texts(
        Run(55, 700, 96.12, "Times", 9.96, "the f"), Run(90.82, 700, 150, "Times", 9.96, "irst one")
    ) == ["the first one"]


def test_small_capitals_make_one_word() -> None:
    initial = Run(55.74, 530, 64, "Times-Bold", 11.96, "R")
    rest = Run(64.97, 530, 120, "Times-Bold", 9.56, "EFERENCES")
    assert strip_texts(initial, rest) == ["REFERENCES"]


def test_an_exponent_and_what_follows_stay_in_the_strip() -> None:
    base = Run(55, 700, 60, "Times", 9.96, "x")
    exponent = Run(60.4, 703.6, 64, "Times", 6.97, "2")
    after = Run(66.5, 700, 90, "Times", 9.96, "and y")
    assert strip_texts(base, exponent, after) == ["x2 and y"]
    (strip,) = strips_of(Page(1, 612, 792, (base, exponent, after)))
    assert (strip.baseline, strip.size, strip.characters) == (700, 9.96, 6)


def test_a_large_letter_of_a_drawing_takes_no_caption_into_its_line() -> None:
    letter = Run(135, 371, 210, "Sans", 117, "B")
    caption = Run(145, 303.7, 203, "Times", 8.97, "Figure 2.")
    assert strip_texts(letter, caption) == ["B", "Figure 2."]
    assert line_texts(caption, letter) == ["B", "Figure 2."]


def test_a_wide_gap_a_new_line_and_turned_text_end_a_strip() -> None:
    beyond = replace(TEXT, x=307.44, right=541.44, text="The other column")
    below = replace(TEXT, baseline=688, text="The next line")
    turned = replace(TEXT, angle=90.0, text="Turned")
    assert strip_texts(TEXT, beyond, below, turned) == [
        TEXT.text,
        "The other column",
        "The next line",
    ]


@pytest.mark.parametrize("place", [float("nan"), float("inf")])
def test_text_that_lies_nowhere_is_left_out(place: float) -> None:
    assert strip_texts(replace(TEXT, baseline=place), TEXT) == [TEXT.text]


def test_a_grey_number_beside_a_line_is_not_part_of_it() -> None:
    number = Run(41.5, 700, 47.4, "Times", 5.98, "12", GREY)
    after = Run(290, 700, 296, "Times", 5.98, "13", GREY)
    assert strip_texts(number, TEXT, after) == ["12", TEXT.text, "13"]
    black = replace(number, colour=(0, 0, 0), x=47, right=53)
    assert strip_texts(black, TEXT) == [f"12 {TEXT.text}"]


def test_strips_on_one_baseline_make_a_line() -> None:
    number = Run(275, 669.38, 289.4, "Times", 9.96, "(1)")
    formula = Run(138, 669.38, 160, "CMMI10", 9.96, "W")
    assert line_texts(number, formula) == ["W (1)"]


def test_lines_come_from_top_to_bottom_with_their_small_print() -> None:
    upper = replace(TEXT, baseline=712, text="The upper line ends with a note.")
    mark = Run(289.6, 715.6, 292, "Times", 6.97, "1")
    assert line_texts(TEXT, mark, upper) == ["The upper line ends with a note.1", TEXT.text]


def test_small_print_by_itself_makes_lines_of_its_own() -> None:
    labels = [Run(60, 500 - 8 * i, 80, "Helvetica", 6, f"label {i}") for i in range(3)]
    assert line_texts(TEXT, *labels) == [TEXT.text, "label 0", "label 1", "label 2"]


def test_the_style_of_a_line_is_that_of_most_of_its_letters() -> None:
    bold = Run(55.44, 700, 90, "Times-Bold", 9.96, "Run in.")
    plain = Run(93, 700, 289, "Times", 9.96, "The text of the paragraph follows on the line")
    (line,) = lines_of(4, 2, strips_of(Page(4, 612, 792, (bold, plain))), Glyphs())
    assert (line.page, line.column, line.font, line.size) == (4, 2, "Times", 9.96)
    assert (line.x, line.right) == (55.44, 289)
    assert line.runs == (bold, plain)


def test_joined_puts_blanks_where_gaps_are() -> None:
    runs = [
        Run(x, 700, x + 8, "Times", 10, letter) for x, letter in ((0, "a"), (9, "b"), (20, "c"))
    ]
    assert joined(runs, Glyphs()) == "ab c"
    assert joined([], Glyphs()) == ""


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["a short re-", "quest"], ["a short", "request"]),
        (["one -", "two"], ["one -", "two"]),
        (["ends with re-"], ["ends with", "re"]),
        (["re-", "pre-", "sent"], ["represent"]),
        ([], []),
    ],
)
def test_flowing_text_has_divided_words_in_one_piece(texts: list[str], expected: list[str]) -> None:
    runs = [replace(TEXT, baseline=700 - 12 * i, text=text) for i, text in enumerate(texts)]
    lines = lines_of(1, 1, strips_of(Page(1, 612, 792, runs)), Glyphs())
    assert list(flowing(lines)) == expected
