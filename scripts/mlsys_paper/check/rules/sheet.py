"""The sheet: every page is as large as the format's paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlsys_paper.check.findings import Place, Problem
from mlsys_paper.check.rule import Rule, always
from mlsys_paper.words import inches, pages_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.pdf.model import Box

_SHEET = 1.0  # bp: what drivers round the sheet to
_UNIT = 0.001
_TURNED = " (US Letter, turned)"

STYLE_FILES = (
    "To prepare your submission to MLSys 2024, please use the LaTeX style files provided "
    "at: mlsys2024style.zip. Submitted papers will be in a 2-column format"
)


def _page_size(paper: Paper) -> Iterator[Problem]:
    width, height = paper.format.paper
    units = {number: page.unit for number, page in enumerate(paper.structure.pages, 1)}
    sizes: dict[tuple[float, float], list[int]] = {}
    for page in paper.document.pages:
        unit = units.get(page.number, 1.0)
        box = page.sheet
        turned = abs(box.width - height) <= _SHEET and abs(box.height - width) <= _SHEET
        here = (round(unit * box.width, 1), round(unit * box.height, 1))
        if abs(unit - 1) > _UNIT or (is_other_sheet(paper, box) and not turned) or turned:
            sizes.setdefault(here, []).append(page.number)
    pages = len(paper.document.pages)
    most = 2 * sum(map(len, sizes.values())) > pages
    for (wide, high), numbers in sizes.items():
        name = _paper_name(wide, high)
        if name.endswith(_TURNED) and not most:
            continue  # a page or two turned for what is broad
        scaled = any(abs(units.get(number, 1.0) - 1) > _UNIT for number in numbers)
        by = f", by a /UserUnit of {units[numbers[0]]:g}" if scaled else ""
        problem = Problem(
            f"The sheet of {pages_named(numbers)} is {inches(wide)} x {inches(high)}{name}{by}; "
            f"US Letter is {inches(width)} x {inches(height)}.",
            "Load the style as it is (it sets US Letter), take out what sets another paper, "
            "and make the PDF without scaling or cropping it.",
            page=numbers[0],
            also=tuple(map(Place, numbers[1:])),
        )
        yield problem if most else problem.advice


def is_other_sheet(paper: Paper, box: Box) -> bool:
    """Whether a visible sheet has another size than the format's."""
    width, height = paper.format.paper
    return abs(box.width - width) > _SHEET or abs(box.height - height) > _SHEET


def _paper_name(width: float, height: float) -> str:
    for name, size in {" (A4)": (595.3, 841.9), _TURNED: (792.0, 612.0)}.items():
        if abs(width - size[0]) < 2 and abs(height - size[1]) < 2:
            return name
    return ""


RULES: tuple[Rule, ...] = (
    Rule(
        id="page-size",
        of_style=True,
        severity=always("error"),
        basis="call",
        sentence=STYLE_FILES,
        decides=(
            "Every page's visible sheet, times its /UserUnit, is compared with US Letter, to a "
            "point. Pages that are turned for display (pdflscape) count as they lie in the file; "
            "where most pages are US Letter, others are a warning, and a turned sheet is none."
        ),
        check=_page_size,
    ),
)
