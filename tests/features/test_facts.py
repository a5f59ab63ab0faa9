"""Each fact of the format by its name, measured on the features' pages.

The numbers are the style's own, read from its tables; that these stay what
they are is what the recorded and the reference layouts are for.
"""

from __future__ import annotations

import functools
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from edition import RECORDED, recorded_style
from mlsys_paper.document.anatomy import Anatomy, dissect
from mlsys_paper.format import BP_PER_PT, read_format
from style.papers import (
    LINK_COLOUR,
    MODES,
    colours_of,
    folios,
    head_rules,
    line_numbers,
    pages,
    running_head,
    squeeze,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.tex.compile import CompiledDocument

    Feature = Callable[[str, str], CompiledDocument]

FORMAT = read_format(recorded_style()[f"{RECORDED.name}.sty"])
NEAR = 0.06
"""bp: what the rounding of the page model and of the PDF may add up to."""


@functools.cache
def _anatomy(compiled: CompiledDocument) -> Anatomy:
    return dissect(pages(compiled))


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def anatomy(feature: Feature, mode: str) -> Callable[[str], Anatomy]:
    return lambda name: _anatomy(feature(name, mode))


def plain(text: str) -> str:
    """A text without blanks and capitals, which small capitals and kerns make uncertain."""
    return "".join(text.split()).casefold()


def line(anatomy: Anatomy, text: str) -> TextLine:
    """The first line that begins with a text."""
    for found in anatomy.lines():
        if plain(found.text).startswith(plain(text)):
            return found
    raise AssertionError(f"no line begins with {text!r}: {[line.text for line in anatomy.lines()]}")


def below(anatomy: Anatomy, upper: str, lower: str) -> float:
    """The distance between the baselines of two lines in bp."""
    return line(anatomy, upper).baseline - line(anatomy, lower).baseline


# The page -------------------------------------------------------------------------


def test_the_sheet_is_letter(anatomy: Callable[[str], Anatomy]) -> None:
    for text in anatomy("columns").pages:
        assert (text.page.width, text.page.height) == pytest.approx(FORMAT.paper, abs=0.01)


def test_text_stands_in_two_columns_a_gutter_apart(anatomy: Callable[[str], Anatomy]) -> None:
    body = anatomy("columns").body
    assert body is not None
    assert body.columns == 2
    assert body.gutter == pytest.approx(FORMAT.gutter, abs=NEAR)
    for text in anatomy("columns").pages:
        for found, wanted in zip(text.columns.edges, FORMAT.columns, strict=True):
            assert found == pytest.approx(wanted, abs=NEAR)


def test_columns_begin_and_end_at_the_text_block(anatomy: Callable[[str], Anatomy]) -> None:
    (_, second) = anatomy("columns").pages
    baselines = [line.baseline for line in second.lines if line.column == 1]
    assert max(baselines) == pytest.approx(FORMAT.first_baseline, abs=NEAR)
    assert 0 <= min(baselines) - FORMAT.last_baseline < FORMAT.body.leading


def test_the_body_is_times_in_its_size_and_leading(anatomy: Callable[[str], Anatomy]) -> None:
    body = anatomy("columns").body
    assert body is not None
    assert body.font == "NimbusRomNo9L-Regu"
    assert body.size == pytest.approx(FORMAT.body.size, abs=0.01)
    assert body.leading == pytest.approx(FORMAT.body.leading, abs=0.02)


def test_paragraphs_are_a_parskip_apart_and_not_indented(
    anatomy: Callable[[str], Anatomy],
) -> None:
    (_, second) = anatomy("columns").pages
    starts = [
        (above, below)
        for above, below in pairwise([line for line in second.lines if line.role == "body"])
        if above.right < FORMAT.columns[0][1] - 5
    ]
    assert starts
    for above, start in starts:
        if above.column == start.column and start.role == "body":
            assert start.x == pytest.approx(FORMAT.columns[start.column - 1][0], abs=0.4)
    distances = {
        round(above.baseline - start.baseline, 1)
        for above, start in starts
        if above.column == start.column
    }
    wanted = FORMAT.body.leading + FORMAT.lengths["parskip"]
    assert min(distances) == pytest.approx(wanted, abs=0.2)


# Heads and feet -------------------------------------------------------------------


def test_the_running_head_stands_over_its_rule_from_the_second_page_on(
    feature: Feature, mode: str
) -> None:
    first, second = pages(feature("columns", mode)).pages
    assert not running_head(first)
    assert running_head(second) == "Predictive Placement"
    (head,) = [run for run in second.runs if run.baseline > FORMAT.text_box[3]]
    above = FORMAT.lengths["headsep"] + 0.3 * FORMAT.sizes["small"].leading  # a strut's depth
    assert head.baseline == pytest.approx(FORMAT.text_box[3] + above, abs=NEAR)
    assert (head.font, head.size) == (
        "NimbusRomNo9L-Medi",
        pytest.approx(FORMAT.sizes["small"].size, abs=0.01),
    )
    assert head.x + head.right == pytest.approx(FORMAT.text_box[0] + FORMAT.text_box[2], abs=1.0)
    assert len(head_rules(second)) == 1


def test_the_running_title_is_the_authors_own_or_says_that_it_is_too_long(
    feature: Feature, mode: str
) -> None:
    assert running_head(pages(feature("own-head", mode)).pages[1]) == "A Head of Its Own"
    assert running_head(pages(feature("long-head", mode)).pages[1]) == (
        "Title Suppressed Due to Excessive Size"
    )


def test_pages_are_numbered_at_their_foot_but_in_the_proceedings(
    feature: Feature, mode: str
) -> None:
    found = [[run.text for run in folios(page)] for page in pages(feature("columns", mode)).pages]
    assert found == ([[], []] if mode == "accepted" else [["1"], ["2"]])


def test_lines_are_numbered_in_review_alone(feature: Feature, mode: str) -> None:
    for page in pages(feature("columns", mode)).pages:
        assert bool(line_numbers(page)) == (mode == "review")


# Title, authors, notice -----------------------------------------------------------


def test_the_title_stands_between_its_two_rules(feature: Feature, mode: str) -> None:
    page = pages(feature("authors", mode)).pages[0]
    upper, lower = sorted(
        (rule for rule in page.rules if rule.right - rule.left > 480), key=lambda rule: -rule.top
    )[:2]
    assert upper.top - upper.bottom == pytest.approx(2 * BP_PER_PT, abs=NEAR)
    title = [run for run in page.runs if lower.top < run.baseline < upper.bottom]
    assert {run.font for run in title} == {"NimbusRomNo9L-Medi"}
    assert max(run.size for run in title) == pytest.approx(FORMAT.sizes["Large"].size, abs=0.01)
    baselines = sorted({run.baseline for run in title}, reverse=True)
    assert len(baselines) == 2
    assert baselines[0] - baselines[1] == pytest.approx(18 * BP_PER_PT, abs=NEAR)


def test_authors_are_shown_unless_the_paper_is_under_review(
    anatomy: Callable[[str], Anatomy], mode: str
) -> None:
    front = " ".join(line.text for line in anatomy("authors").lines("front"))
    assert ("Quill" in front, "Anonymous Authors" in front) == (mode != "review", mode == "review")


def test_the_notice_is_that_of_the_mode(anatomy: Callable[[str], Anatomy], mode: str) -> None:
    notes = squeeze("".join(line.text for line in anatomy("authors").lines("footnote")))
    assert notes.endswith(squeeze(FORMAT.notices[mode]))
    assert ("equalcontribution" in notes) == (mode != "review")


def test_the_notice_of_a_preprint_may_be_the_authors_own(
    anatomy: Callable[[str], Anatomy], mode: str
) -> None:
    notes = squeeze("".join(line.text for line in anatomy("own-notice").lines("footnote")))
    assert ("anoticeoftheauthorsown" in notes) == (mode == "preprint")


# Headings, lists, displays --------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "text", "command", "font"),
    [
        ("First Level", "section", "large", "NimbusRomNo9L-Medi"),
        ("Second Level", "subsection", "normalsize", "NimbusRomNo9L-Medi"),
        ("Third level", "subsubsection", "normalsize", "NimbusRomNo9L-Regu"),
    ],
)
def test_a_heading_has_its_type_and_the_space_after_it(
    heading: str, text: str, command: str, font: str, anatomy: Callable[[str], Anatomy]
) -> None:
    number = {"section": "1", "subsection": "1.1", "subsubsection": "1.1.1"}[text]
    found = anatomy("headings")
    title = line(found, number + heading)
    assert title.runs[0].size == pytest.approx(FORMAT.sizes[command].size, abs=0.01)
    assert title.runs[0].font.startswith(font)
    lines = list(found.lines())
    following = lines[lines.index(title) + 1]
    wanted = FORMAT.headings[text].after + FORMAT.lengths["parskip"] + FORMAT.body.leading
    assert title.baseline - following.baseline == pytest.approx(wanted, abs=0.2)


@pytest.mark.parametrize(
    ("heading", "level", "size"),
    [
        ("2afirstlevelthat", "section", "large"),
        ("Nor Here", "subsection", "normalsize"),
        ("Nor here", "subsubsection", "normalsize"),
    ],
)
def test_a_heading_has_the_space_before_it(
    heading: str, level: str, size: str, anatomy: Callable[[str], Anatomy]
) -> None:
    lines = list(anatomy("headings").lines())
    # Capitals tell the two lower levels apart; in small capitals they are uncertain.
    place = next(
        i
        for i, line in enumerate(lines)
        if heading in (line.text, plain(line.text)[: len(heading)])
    )
    wanted = FORMAT.headings[level].before + FORMAT.lengths["parskip"] + FORMAT.sizes[size].leading
    distance = lines[place - 1].baseline - lines[place].baseline
    assert distance == pytest.approx(wanted, abs=NEAR)


def test_a_long_section_title_is_set_in_its_leading(anatomy: Callable[[str], Anatomy]) -> None:
    distance = below(anatomy("headings"), "2 A First Level That", "Enough to Need")
    assert distance == pytest.approx(FORMAT.sizes["large"].leading, abs=NEAR)


def test_items_are_indented_by_level(anatomy: Callable[[str], Anatomy]) -> None:
    found = anatomy("lists")
    places = [
        line(found, text).x
        for text in (
            "A line before",
            "• A short item",
            "\N{EN DASH} A nested item",
            "* A third level",
        )
    ]
    assert places == sorted(places)
    assert len(set(places)) == 4


def test_items_are_apart_from_each_other_and_from_the_text(
    anatomy: Callable[[str], Anatomy],
) -> None:
    found, (topsep, itemsep, parsep) = anatomy("lists"), (8, 4, 4)
    before = below(found, "A line before", "• A short item")
    wanted = FORMAT.body.leading + FORMAT.lengths["parskip"]
    assert before == pytest.approx(wanted + topsep * BP_PER_PT, abs=NEAR)
    between = below(found, "• A short item", "• An item that")
    wanted = FORMAT.body.leading + (itemsep + parsep) * BP_PER_PT
    assert between == pytest.approx(wanted, abs=NEAR)


def test_equations_are_centred_and_numbered_at_the_right(
    anatomy: Callable[[str], Anatomy],
) -> None:
    found = anatomy("equations")
    (left, right) = FORMAT.columns[0]
    plain = line(found, "a = b")
    assert plain.x + plain.right == pytest.approx(left + right, abs=1.0)
    numbers = [text.right for text in found.lines() if text.text.endswith(("(1)", "(2)", "(3)"))]
    assert len(numbers) == 3
    assert numbers == pytest.approx([right] * 3, abs=0.5)


# Floats, notes, references --------------------------------------------------------


def test_captions_are_centred_on_one_line_and_flush_left_on_more(
    anatomy: Callable[[str], Anatomy],
) -> None:
    found = anatomy("captions")
    (left, right) = FORMAT.columns[0]
    short, long = line(found, "Figure 1. Short"), line(found, "Figure 2. A caption")
    assert short.x + short.right == pytest.approx(left + right, abs=1.0)
    assert long.x == pytest.approx(left, abs=NEAR)
    for caption in (short, long):
        assert caption.size == pytest.approx(FORMAT.sizes["small"].size, abs=0.01)
        assert caption.runs[0].font == "NimbusRomNo9L-ReguItal" or "Slan" in caption.runs[0].font


def test_a_caption_stands_below_its_figure(feature: Feature, mode: str) -> None:
    found = _anatomy(feature("captions", mode))
    figure = min(
        (
            rule
            for rule in found.pages[0].page.rules
            if min(rule.top - rule.bottom, rule.right - rule.left) > 30
        ),
        key=lambda rule: -rule.top,
    )
    distance = figure.bottom - line(found, "Figure 1. Short").baseline
    wanted = (10 + 11) * BP_PER_PT  # space and leading, which a caption has by itself
    assert distance == pytest.approx(wanted, abs=NEAR)


def test_text_begins_20_pt_below_the_floats_over_it(feature: Feature, mode: str) -> None:
    found = _anatomy(feature("captions", mode))
    heading = line(found, "1 Captions")
    table = min(rule.bottom for rule in found.pages[0].page.rules if rule.bottom > heading.baseline)
    wanted = 20 * BP_PER_PT + FORMAT.lengths["topskip"]
    assert table - heading.baseline == pytest.approx(wanted, abs=0.3)  # and half a rule


def test_floats_of_the_full_width_stand_over_both_columns(
    anatomy: Callable[[str], Anatomy],
) -> None:
    caption = line(anatomy("floats"), "Figure 1. Over both")
    assert caption.column == 0
    left, _, right, _ = FORMAT.text_box
    assert (caption.x, caption.right) == pytest.approx((left, right), abs=1.5)


def test_algorithms_are_ruled(feature: Feature, mode: str) -> None:
    page = pages(feature("floats", mode)).pages[0]
    width = FORMAT.columns[0][1] - FORMAT.columns[0][0]
    rules = [rule for rule in page.rules if rule.right - rule.left == pytest.approx(width, abs=2)]
    assert len(rules) == 3


def test_footnotes_are_small_and_below_their_rule(feature: Feature, mode: str) -> None:
    (page,) = pages(feature("footnotes", mode)).pages
    notes = list(_anatomy(feature("footnotes", mode)).lines("footnote"))
    sizes = {round(text.size, 2) for text in notes}
    assert sizes == {round(FORMAT.sizes["footnotesize"].size, 2)}
    for column in (1, 2):
        top = max(text.baseline for text in notes if text.column == column)
        left = FORMAT.columns[column - 1][0]
        assert any(
            rule.left == pytest.approx(left, abs=0.5) and top < rule.bottom < top + 20
            for rule in page.rules
            if rule.right - rule.left < 80
        )


def test_references_hang_and_are_a_bibsep_apart(anatomy: Callable[[str], Anatomy]) -> None:
    found = anatomy("bibliography")
    entry, second = line(found, "Quill, A., Marlow"), line(found, "place a request. Transactions")
    assert entry.x == pytest.approx(FORMAT.columns[0][0], abs=NEAR)
    assert second.x - entry.x == pytest.approx(10 * BP_PER_PT, abs=0.4)
    following = line(found, "Tan, E. Eviction")
    last = line(found, "7:1\N{EN DASH}30, 2023")
    apart = last.baseline - following.baseline - FORMAT.body.leading - FORMAT.lengths["bibsep"]
    assert -2 - NEAR <= apart / BP_PER_PT <= 4 + NEAR  # what it may shrink and stretch by


def test_citations_and_addresses_are_dark_blue_with_hyperref_alone(
    feature: Feature, mode: str
) -> None:
    for name in ("links", "bibliography"):
        colours = colours_of(feature(name, mode), "2021") | colours_of(feature(name, mode), "https")
        assert (LINK_COLOUR in colours) == (name == "links")


def test_acknowledgements_are_hidden_in_review(
    anatomy: Callable[[str], Anatomy], mode: str
) -> None:
    text = squeeze("".join(line.text for line in anatomy("acknowledgements").lines()))
    for shown in ("acknowledgements", "wethankthemakers", "adaquill", "alinethatreview"):
        assert (shown in text) == (mode != "review"), shown
    assert ("bysomebody" in text) == (mode == "review")


def test_an_appendix_may_be_set_in_one_column(anatomy: Callable[[str], Anatomy]) -> None:
    two, one = anatomy("appendix").pages
    assert (len(two.columns.edges), len(one.columns.edges)) == (2, 1)
    assert line(anatomy("appendix"), "B In One Column").page == 2
