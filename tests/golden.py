"""Golden results: what the tests recorded once, as text that reads well in a diff.

A test hands its result to one of the fixtures below, which compares it with
the file of that name in tests/golden/. Only `pytest --accept` (`nox -s
accept`) writes these files.
"""

from __future__ import annotations

import difflib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from layouts import PICTURES
from mlsys_paper.page.compare import TOLERANCE, compare_layouts
from mlsys_paper.page.differences import explain
from mlsys_paper.page.layout import read_layout, write_layout
from mlsys_paper.pdf.pictures import difference_pictures
from texlive import without_nameless

if TYPE_CHECKING:
    from mlsys_paper.pdf.model import Document
    from texlive import TeX

FOLDER = Path(__file__).parent / "golden"
REMEDY = "If this is as it should be, record it with `nox -s accept`."


class GoldenLayout(Protocol):
    """Fails the test unless a document looks as recorded under a name."""

    def __call__(self, document: Document, name: str) -> None: ...


class GoldenText(Protocol):
    """Fails the test unless a text is as recorded under a file name."""

    def __call__(self, text: str, name: str) -> None: ...


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="record the golden results instead of comparing"
    )


@pytest.fixture(scope="session")
def golden_layout(request: pytest.FixtureRequest, tex: TeX) -> GoldenLayout:
    """Compare a document's layout with tests/golden/layouts/NAME.txt."""
    accept = request.config.getoption("--accept")

    def golden_layout(document: Document, name: str) -> None:
        file, pictures = FOLDER / "layouts" / f"{name}.txt", PICTURES / name
        if accept:
            accept_layout(document, file, tex.tolerance)
        elif problem := layout_problem(
            document, file, pictures, tex.tolerance, nameless=tex.release is None
        ):
            pytest.fail(problem, pytrace=False)

    return golden_layout


@pytest.fixture(scope="session")
def golden_text(request: pytest.FixtureRequest) -> GoldenText:
    """Compare a text with tests/golden/NAME."""
    accept = request.config.getoption("--accept")

    def golden_text(text: str, name: str) -> None:
        file = FOLDER / name
        if accept:
            accept_text(text, file)
        elif problem := text_problem(text, file):
            pytest.fail(problem, pytrace=False)

    return golden_text


def layout_problem(
    document: Document, file: Path, pictures: Path, tolerance: float, *, nameless: bool = True
) -> str:
    """What is not as recorded, in words, with pictures left in a folder; "" if nothing.

    Symbols that other TeX calls otherwise may be left out.
    """
    shutil.rmtree(pictures, ignore_errors=True)
    if not file.is_file():
        return f"No layout is recorded as {file.name}. {REMEDY}"
    expected = read_layout(file.read_text(encoding="utf-8"), file)
    if not nameless:
        expected, document = without_nameless(expected), without_nameless(document)
    differences = compare_layouts(expected, document, tolerance, colours=True)
    if not differences:
        return ""
    drawn = difference_pictures(expected, document, differences, pictures)
    shown = "\n".join(["Pictures:", *(f"  {path}" for path in drawn)])
    return (
        f"{document.path.name} does not look as {file.name} says.\n"
        f"{explain(expected, differences)}{shown}\n{REMEDY}"
    )


def accept_layout(document: Document, file: Path, tolerance: float = TOLERANCE) -> bool:
    """Record a layout unless the recorded one says the same; tell whether it was."""
    if file.is_file():
        old = read_layout(file.read_text(encoding="utf-8"), file)
        # Noise below the tolerance would only make diffs hard to read.
        if not compare_layouts(old, document, tolerance, colours=True):
            return False
    return accept_text(write_layout(document), file)


def text_problem(text: str, file: Path) -> str:
    """What is not as recorded, as a diff; "" if nothing."""
    if not file.is_file():
        return f"No text is recorded as {file.name}. {REMEDY}"
    recorded = file.read_text(encoding="utf-8")
    if recorded == text:
        return ""
    lines = difflib.unified_diff(
        recorded.splitlines(), text.splitlines(), "recorded", "now", n=2, lineterm=""
    )
    return "\n".join([f"The result is not as {file.name} says.", *lines, REMEDY])


def accept_text(text: str, file: Path) -> bool:
    """Record a text unless it is there already; tell whether it was recorded."""
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(file.name + ".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)
    return True
