"""Assertions on where things lie on a page, for all tests that look at layouts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mlsys_paper.page.compare import TOLERANCE, compare_layouts
from mlsys_paper.page.differences import explain

if TYPE_CHECKING:
    from mlsys_paper.page.model import Document


def assert_layout(expected: Document, actual: Document, tolerance: float = TOLERANCE) -> None:
    """Fail with a readable account unless every run and rule lies where expected."""
    differences = compare_layouts(expected, actual, tolerance)
    if differences:
        pytest.fail(
            f"{actual.path.name} does not look as {expected.path.name} says.\n"
            + explain(expected, differences),
            pytrace=False,
        )
