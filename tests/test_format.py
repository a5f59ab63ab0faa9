"""The format's numbers come out of the style file itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from maintain.edition import Edition, turned_style
from mlsys_paper.errors import PaperError
from mlsys_paper.format import current_format, read_format, style_file, style_folder
from mlsys_paper.layouts.record import read_layout
from style_numbers import larger, numbers, with_number

LAYOUTS = Path(__file__).parent / "reference" / "layouts"


@pytest.fixture(scope="module")
def sty_text() -> str:
    return style_file().read_text(encoding="utf-8")


def test_style_folder_holds_the_style() -> None:
    assert style_file().parent == style_folder()
    assert style_file().name == f"mlsys{current_format().year}.sty"


def test_numbers_are_read_in_their_units(sty_text: str) -> None:
    for name, value in {
        "pagelimit": "9",
        "paperwidth": "8.5in",
        "columnsep": "9bp",
        "parskip": "6pt plus 1pt",
        "section.before": "0.5cm",
        "section.after": "0.02in",
        "normalsize.size": "10",
        "normalsize.leading": "12",
    }.items():
        sty_text = with_number(sty_text, name, value)
    form = read_format(sty_text)
    assert form.page_limit == 9
    assert form.paper[0] == 612
    assert form.gutter == 9
    assert (form.body.size_pt, form.body.leading_pt) == (10, 12)
    assert form.body.leading == pytest.approx(11.955, abs=0.001)
    assert form.lengths["parskip"] == pytest.approx(6 / 72.27 * 72)
    section = form.headings["section"]
    assert (section.level, section.before) == (1, pytest.approx(0.5 / 2.54 * 72))
    assert section.after == pytest.approx(0.02 * 72)


def test_every_number_of_the_format_can_be_changed_by_its_name(sty_text: str) -> None:
    names = numbers(sty_text)
    assert {"columnsep", "footins", "section.before", "normalsize.leading"} <= set(names)
    for name in names:
        changed = with_number(sty_text, name, larger(sty_text, name, 1))
        assert read_format(changed) != read_format(sty_text), name


def test_spaces_around_displays_and_references_are_read() -> None:
    lengths = current_format().lengths
    assert lengths["abovedisplayskip"] == lengths["belowdisplayskip"] > 0
    assert lengths["bibsep"] > 0


def test_the_edition_is_read_from_the_style(sty_text: str) -> None:
    edition = Edition(2031, 22, "Oslo, Norway")
    form = read_format(turned_style(sty_text, edition))
    assert (form.year, form.ordinal, form.place) == (2031, 22, "Oslo, Norway")
    assert form.constants["ordinalsuffix"] == "nd"
    assert form.notices["accepted"].startswith("Proceedings of the 22nd MLSys Conference, Oslo,")


def test_places_agree_with_the_measured_pages() -> None:
    """The lines of the long reference document begin and end where the format says."""
    form = current_format()
    layout = read_layout((LAYOUTS / "long-accepted.txt").read_text(encoding="utf-8"))
    body = [
        part
        for line in layout.lines
        for part in line.parts
        if line.page > 1 and part.size == pytest.approx(form.body.size, abs=0.01)
    ]
    (left, _), (second, _) = form.columns
    starts = [part.x for part in body]
    assert sum(abs(x - left) < 0.01 for x in starts) > 100
    assert sum(abs(x - second) < 0.01 for x in starts) > 100
    baselines = [part.baseline for part in body]
    assert max(baselines) == pytest.approx(form.first_baseline, abs=0.011)
    assert min(baselines) == pytest.approx(form.last_baseline, abs=0.011)


def test_notices_read_as_printed() -> None:
    form = current_format()
    notices = form.notices
    assert notices["review"] == (
        "Preliminary work. Under review by the Machine Learning and Systems (MLSys) "
        "Conference. Do not distribute."
    )
    assert notices["accepted"] == (
        f"Proceedings of the {form.ordinal}{form.constants['ordinalsuffix']} MLSys Conference, "
        f"{form.place}, {form.year}. Copyright {form.year} by the author(s)."
    )
    assert notices["preprint"] == "Preprint."


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (r"^\\mlsys@fixed\\textwidth.*$", "length `textwidth'"),
        (r"^\\newcommand\\mlsys@pagelimit.*$", "constant `pagelimit'"),
        (r"^\\mlsys@typesize\\normalsize.*$", "type size `normalsize'"),
        (r"^\\mlsys@heading\{section\}.*$", "heading `section'"),
        (r"^\\@namedef\{mlsys@notice@review\}", "notice `review'"),
    ],
)
def test_a_missing_line_is_named(sty_text: str, line: str, named: str) -> None:
    changed, count = re.subn(line, "", sty_text, flags=re.MULTILINE)
    assert count == 1
    with pytest.raises(PaperError, match=re.escape(named)):
        read_format(changed)


def test_a_constant_that_is_no_number_is_named(sty_text: str) -> None:
    changed = with_number(sty_text, "pagelimit", "ten")
    with pytest.raises(PaperError, match=r"pagelimit.*ten"):
        read_format(changed)
