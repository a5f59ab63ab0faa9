"""The format's numbers come out of the style file itself."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from maintain.edition import Edition, turned_style
from mlsys_paper.errors import PaperError
from mlsys_paper.format import current_format, read_format, style_file, style_folder

LAYOUTS = Path(__file__).parent / "reference" / "layouts"


@pytest.fixture(scope="module")
def sty_text() -> str:
    return style_file().read_text(encoding="utf-8")


def test_style_folder_holds_the_style() -> None:
    assert style_file().parent == style_folder()
    assert style_file().name == f"mlsys{current_format().year}.sty"


def test_constants_and_numbers_of_this_year() -> None:
    form = current_format()
    assert style_file().stem == f"mlsys{form.year}"
    assert form.page_limit == 10
    assert form.paper == (612, 792)
    assert form.lengths["textwidth"] == 6.75 * 72
    assert form.gutter == 18
    assert (form.body.size_pt, form.body.leading_pt) == (10, 12)
    assert form.body.leading == pytest.approx(11.955, abs=0.001)
    assert form.lengths["parskip"] == pytest.approx(6 / 72.27 * 72)
    assert form.headings["section"].before == pytest.approx(0.12 * 72)
    assert form.headings["section"].level == 1


def test_the_edition_is_read_from_the_style(sty_text: str) -> None:
    edition = Edition(2031, 22, "Oslo, Norway")
    form = read_format(turned_style(sty_text, edition))
    assert (form.year, form.ordinal, form.place) == (2031, 22, "Oslo, Norway")
    assert form.constants["ordinalsuffix"] == "nd"
    assert form.notices["accepted"].startswith("Proceedings of the 22nd MLSys Conference, Oslo,")


def test_places_agree_with_the_measured_pages() -> None:
    """The lines of the long reference document begin and end where the format says."""
    form = current_format()
    pages = json.loads((LAYOUTS / "long-accepted.json").read_text(encoding="utf-8"))["pages"]
    body = [run for page in pages[1:] for run in page["runs"] if run[4] == 9.96]
    (left, _), (second, _) = form.columns
    starts = [run[0] for run in body]
    assert sum(abs(x - left) < 0.01 for x in starts) > 100
    assert sum(abs(x - second) < 0.01 for x in starts) > 100
    baselines = [run[1] for run in body]
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
    changed = sty_text.replace(r"\mlsys@pagelimit{10}", r"\mlsys@pagelimit{ten}")
    assert changed != sty_text
    with pytest.raises(PaperError, match=r"pagelimit.*ten"):
        read_format(changed)


def test_a_changed_number_is_read_as_changed(sty_text: str) -> None:
    changed = read_format(sty_text.replace("{0.12in}{0.02in}", "{0.5cm}{0.02in}"))
    assert changed.headings["section"].before == pytest.approx(0.5 / 2.54 * 72)
