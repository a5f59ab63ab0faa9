"""Golden results: what the tests recorded once, as text that reads well in a diff.

A test hands its result to one of the fixtures below, which compares it with
the file of that name in tests/golden/ or, for the conference's published
format, in tests/reference/layouts/. Only `pytest --accept` (`nox -s accept`)
writes the former, and only `pytest --accept --reference` the latter. What
changed is reported once, at the end of the session.
"""

from __future__ import annotations

import difflib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from golden_report import Note, note
from layout_assertions import PICTURES, draw_differences, pictures_are_in
from mlsys_paper.layouts.compare import compare
from mlsys_paper.layouts.measure import measure
from mlsys_paper.layouts.model import NUMBERS
from mlsys_paper.layouts.record import read_layout, write_layout
from mlsys_paper.layouts.summary import change_of, report
from texlive import without_nameless

if TYPE_CHECKING:
    from collections.abc import Collection

    from mlsys_paper.layouts.model import Layout, Movement
    from mlsys_paper.pdf.model import Document
    from texlive import TeX

TESTS = Path(__file__).parent
FOLDER = TESTS / "golden"
REFERENCE = TESTS / "reference" / "layouts"
KEPT = TESTS.parent / ".cache" / "golden"
"""PDFs that looked as recorded when they were last set here, to picture what changes."""

REMEDY = "If this is as it should be, record it with `nox -s accept`."
REFERENCE_REMEDY = (
    "This is the published format: change the style, not the record. For a format that the "
    "conference itself has changed, see `The way of a change' in the README."
)


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
    parser.addoption(
        "--reference",
        action="store_true",
        help="with --accept: record the published format as well; see the README",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--reference") and not config.getoption("--accept"):
        raise pytest.UsageError("--reference goes with --accept (`nox -s accept -- --reference`)")


@pytest.fixture
def golden_layout(request: pytest.FixtureRequest, tex: TeX) -> GoldenLayout:
    """Compare a document's layout with tests/golden/layouts/NAME.txt."""
    keeper = Keeper(FOLDER / "layouts", tex, accept=request.config.getoption("--accept"))
    return _checking(request, keeper)


@pytest.fixture
def reference_layout(request: pytest.FixtureRequest, tex: TeX) -> GoldenLayout:
    """Compare a document's layout with tests/reference/layouts/NAME.txt, numbers aside."""
    accept = request.config.getoption("--accept") and request.config.getoption("--reference")
    keeper = Keeper(REFERENCE, tex, accept=accept, leave_out=NUMBERS, remedy=REFERENCE_REMEDY)
    return _checking(request, keeper)


def _checking(request: pytest.FixtureRequest, keeper: Keeper) -> GoldenLayout:
    """Note for the end of the session what changed, and fail unless it was accepted."""

    def check(document: Document, name: str) -> None:
        found = keeper.difference(document, name)
        if found is None:
            return
        note(request.node, found)
        if not keeper.accept:
            pytest.fail(f"{found.headline}\n{keeper.remedy}", pytrace=False)

    return check


@dataclass(frozen=True)
class Keeper:
    """Compares documents with the layouts recorded in a folder, or records them anew.

    Attributes:
        folder: that holds the records.
        tex: that set the documents.
        accept: whether to record what differs.
        leave_out: roles of lines that aren't compared.
        remedy: what to do about a difference.
        pictures: the folder for pictures.
        kept: the folder for PDFs that looked as recorded.
    """

    folder: Path
    tex: TeX
    accept: bool = False
    leave_out: Collection[str] = ()
    remedy: str = REMEDY
    pictures: Path = PICTURES
    kept: Path = KEPT

    def difference(self, document: Document, name: str) -> Note | None:
        """What isn't as recorded, with pictures left in a folder; recorded if that is asked for."""
        file = self.folder / f"{name}.txt"
        kind = "reference" if self.folder == REFERENCE else "layout"
        # Features and documents of the published format may have the same name.
        shown = f"reference-{name}" if kind == "reference" else name
        shutil.rmtree(self.pictures / shown, ignore_errors=True)
        layout = measure(document)
        old = self._recorded(file)
        movement = self._movement(old, layout) if old else None
        if movement is not None and not movement.changed and same_end(movement):
            self._keep(document.path, shown)
            return None
        if movement is None:
            found = Note(shown, kind, self.accept)
        else:
            change = change_of(shown, layout, movement)
            drawn = self._draw(document.path, shown, movement)
            found = Note(shown, kind, self.accept, change, (*report(change), f"  {drawn}"))
        if self.accept:
            accept_text(write_layout(_plain(layout) if self.leave_out else layout), file)
            self._keep(document.path, shown)
        return found

    def _recorded(self, file: Path) -> Layout | None:
        return read_layout(file.read_text(encoding="utf-8"), file) if file.is_file() else None

    def _movement(self, old: Layout, layout: Layout) -> Movement:
        if self.tex.release is not None:
            old, layout = without_nameless(old), without_nameless(layout)
        return compare(old, layout, self.tex.tolerance, leave_out=self.leave_out)

    def _draw(self, pdf: Path, name: str, movement: Movement) -> str:
        """Picture what differs, and say where that was left."""
        before = self.kept / f"{name}.pdf"
        there = before if before.is_file() else None
        drawn = draw_differences(there, pdf, movement, self.pictures / name)
        if there is None:
            return f"{pictures_are_in(drawn)} (run the tests before a change to see it before)"
        return pictures_are_in(drawn)

    def _keep(self, pdf: Path, name: str) -> None:
        """Keep a PDF that looks as recorded, to show what a change makes of it."""
        if self.tex.release is None and self.tex.engine == "pdflatex":
            self.kept.mkdir(parents=True, exist_ok=True)
            beside = self.kept / f"{name}.new"
            shutil.copyfile(pdf, beside)
            beside.replace(self.kept / f"{name}.pdf")


def same_end(movement: Movement) -> bool:
    """Whether the main text ends on the same page, where that is recorded."""
    before, after = movement.main_text_ends
    return before == after or None in (before, after)


def _plain(layout: Layout) -> Layout:
    """What the published format is about: neither numbers nor colours nor the main text's end."""
    lines = tuple(
        line._replace(
            colour=None, pieces=tuple(piece._replace(colour=None) for piece in line.pieces)
        )
        for line in layout.lines
        if line.role not in NUMBERS
    )
    return type(layout)(layout.sizes, None, lines, layout.marks)


@pytest.fixture
def golden_text(request: pytest.FixtureRequest) -> GoldenText:
    """Compare a text with tests/golden/NAME."""
    accept = request.config.getoption("--accept")

    def golden_text(text: str, name: str) -> None:
        file = FOLDER / name
        problem = text_problem(text, file)
        if problem and accept:
            accept_text(text, file)
            note(request.node, Note(name, "text", accepted=True, lines=tuple(problem.split("\n"))))
        elif problem:
            pytest.fail(f"{problem}\n{REMEDY}", pytrace=False)

    return golden_text


def text_problem(text: str, file: Path) -> str:
    """What is not as recorded, as a diff; "" if nothing."""
    if not file.is_file():
        return f"No text is recorded as {file.name}."
    recorded = file.read_text(encoding="utf-8")
    if recorded == text:
        return ""
    lines = difflib.unified_diff(
        recorded.splitlines(), text.splitlines(), "recorded", "now", n=2, lineterm=""
    )
    return "\n".join([f"The result is not as {file.name} says.", *lines])


def accept_text(text: str, file: Path) -> bool:
    """Record a text unless it is there already; tell whether it was recorded."""
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(file.name + ".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)
    return True
