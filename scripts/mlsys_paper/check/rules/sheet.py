"""The sheet: every page is as large as the format's paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlsys_paper.check.findings import Problem
from mlsys_paper.check.places import inches, pages_named
from mlsys_paper.check.rule import Rule, always

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.pdf.model import Box

_SHEET = 1.0  # bp: what drivers round the sheet to

STYLE_FILES = (
    "To prepare your submission to MLSys 2024, please use the LaTeX style files provided "
    "at: mlsys2024style.zip. Submitted papers will be in a 2-column format"
)


def _page_size(paper: Paper) -> Iterator[Problem]:
    width, height = paper.format.paper
    sizes: dict[tuple[float, float], list[int]] = {}
    for page in paper.document.pages:
        box = page.sheet
        if is_other_sheet(paper, box):
            sizes.setdefault((round(box.width, 1), round(box.height, 1)), []).append(page.number)
    for (wide, high), numbers in sizes.items():
        name = _paper_name(wide, high)
        yield Problem(
            f"On {pages_named(numbers)} the sheet is "
            f"{inches(wide)} x {inches(high)}{name}; US Letter is "
            f"{inches(width)} x {inches(height)}.",
            "Load the style as it is (it sets US Letter), take out what sets another paper, "
            "and make the PDF without scaling or cropping it.",
            page=numbers[0],
        )


def is_other_sheet(paper: Paper, box: Box) -> bool:
    """Whether a visible sheet has another size than the format's."""
    width, height = paper.format.paper
    return abs(box.width - width) > _SHEET or abs(box.height - height) > _SHEET


def _paper_name(width: float, height: float) -> str:
    for name, size in {"A4": (595.3, 841.9), "US Letter, turned": (792, 612)}.items():
        if abs(width - size[0]) < 2 and abs(height - size[1]) < 2:
            return f" ({name})"
    return ""


RULES: tuple[Rule, ...] = (
    Rule(
        id="page-size",
        of_style=True,
        severity=always("error"),
        basis="call",
        sentence=STYLE_FILES,
        decides=(
            "Every page's visible sheet is compared with US Letter, to a point. Pages that are "
            "turned for display (pdflscape) count as they lie in the file."
        ),
        check=_page_size,
    ),
)
