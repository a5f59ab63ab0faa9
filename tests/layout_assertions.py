"""Assertions on where things lie on a page, for all tests that look at layouts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mlsys_paper.format import current_format
from mlsys_paper.layouts.compare import TOLERANCE, compare
from mlsys_paper.layouts.measure import measure
from mlsys_paper.layouts.pictures import write_differences
from mlsys_paper.layouts.summary import change_of, report
from texlive import without_nameless

if TYPE_CHECKING:
    from collections.abc import Collection

    from mlsys_paper.layouts.model import Movement
    from mlsys_paper.pdf.model import Box, Document, Run

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / ".cache" / "differences"
MOST_PICTURED = 5
"""Pages of a document that are pictured."""


def assert_layout(
    expected: Document,
    actual: Document,
    tolerance: float = TOLERANCE,
    *,
    name: str = "layout",
    leave_out: Collection[str] = (),
    nameless: bool = True,
) -> None:
    """Fail with a readable account and pictures unless all that is on the pages lies alike.

    Args:
        expected: what should be there, read from a PDF.
        actual: what is there, read from a PDF.
        tolerance: how far a place may be off, in bp.
        name: of the folder for the pictures.
        leave_out: roles of lines that aren't compared.
        nameless: whether symbols are compared that not every TeX gives a name.
    """
    was, is_now = measure(expected), measure(actual)
    if not nameless:
        was, is_now = without_nameless(was), without_nameless(is_now)
    movement = compare(was, is_now, tolerance, leave_out=leave_out)
    if movement.changed:
        drawn = draw_differences(expected.path, actual.path, movement, PICTURES / name)
        said = "\n".join(report(change_of(name, is_now, movement)))
        pytest.fail(f"{said}\n{pictures_are_in(drawn)}", pytrace=False)


def draw_differences(
    before: Path | None, after: Path, movement: Movement, folder: Path
) -> tuple[Path, ...]:
    """Picture the first pages that differ; what isn't where it was has a bar beside it."""
    boxes: dict[int, tuple[list[Box], list[Box]]] = {
        number: ([], []) for number in movement.pages[:MOST_PICTURED]
    }
    for move in (*movement.moves, *movement.mark_moves):
        for side, thing in enumerate((move.before, move.after)):
            if thing is not None and thing.page in boxes:
                boxes[thing.page][side].append(thing.box)
    return write_differences(before, after, boxes, folder)


def pictures_are_in(drawn: tuple[Path, ...]) -> str:
    """Where pictures were left, in a sentence."""
    if not drawn:
        return "There are no pictures."
    folder = drawn[0].parent
    shown = folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder
    return f"Pictures: {shown}/{', '.join(path.stem for path in drawn[:3])}" + (
        f" and {len(drawn) - 3} more" if len(drawn) > 3 else ""
    )


def without_numbers(document: Document) -> Document:
    """Leave out line numbers beside the columns and folios below them."""
    left, bottom, right, _ = current_format().text_box
    below = bottom - current_format().lengths["maxdepth"] / 2

    def stays(run: Run) -> bool:
        beside = run.right < left - 1 or run.x > right + 1
        return not (run.text.isdecimal() and (beside or run.baseline < below))

    return replace(
        document,
        pages=tuple(
            replace(page, runs=tuple(run for run in page.runs if stays(run)))
            for page in document.pages
        ),
    )
