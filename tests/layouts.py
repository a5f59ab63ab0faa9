"""Assertions on where things lie on a page, for all tests that look at layouts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mlsys_paper.page.compare import TOLERANCE, compare_layouts
from mlsys_paper.page.differences import explain
from mlsys_paper.pdf.pictures import difference_pictures

if TYPE_CHECKING:
    from mlsys_paper.pdf.model import Document


PICTURES = Path(__file__).parent.parent / ".cache" / "differences"


def assert_layout(
    expected: Document, actual: Document, tolerance: float = TOLERANCE, *, name: str = "layout"
) -> None:
    """Fail with a readable account and pictures unless every run and rule lies where expected.

    Args:
        expected: the layout that should be there.
        actual: what is there, read from a PDF.
        tolerance: how far a place may be off, in bp.
        name: of the folder for the pictures.
    """
    differences = compare_layouts(expected, actual, tolerance)
    if differences:
        drawn = difference_pictures(expected, actual, differences, PICTURES / name)
        pictures = "\n".join(["Pictures:", *(f"  {path}" for path in drawn)])
        pytest.fail(
            f"{actual.path.name} does not look as {expected.path.name} says.\n"
            f"{explain(expected, differences)}{pictures}",
            pytrace=False,
        )
