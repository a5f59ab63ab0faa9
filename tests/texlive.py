"""Which TeX the tests run: this machine's, or that of a release in a root folder.

`pytest --texlive 2020 --engine xelatex` compiles everything that names no
engine by that release's XeLaTeX; `nox -s texlive` does so for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from maintain.texlive.catalogue import release_of
from maintain.texlive.roots import find_root
from mlsys_paper.layouts.compare import TOLERANCE
from mlsys_paper.tex.installation import ENGINES

if TYPE_CHECKING:
    from pathlib import Path

    from maintain.texlive.catalogue import Release
    from mlsys_paper.layouts.model import Layout, Piece

MARKER = "pdflatex: what it says holds for pdfLaTeX alone, such as where lines break"
# What compares with pdfLaTeX's lines and names its fonts; what tries several engines by itself.
FILES_OF_PDFLATEX = frozenset(
    {
        *("test_layouts.py", "test_facts.py", "test_packages.py", "test_older_names.py"),
        *("test_blindness.py", "test_engines.py"),
    }
)


@dataclass(frozen=True)
class TeX:
    """The TeX of a test session.

    Attributes:
        engine: what compiles a document that names no engine.
        root: the root folder of its system, None for this machine's own.
        release: that it belongs to, None for this machine's own.
        tolerance: how far, in bp, a golden place may be off.
    """

    engine: str
    root: Path | None
    release: Release | None
    tolerance: float


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--texlive", type=int, metavar="YEAR", help="a release's TeX, if it is set up")
    parser.addoption(
        "--engine", choices=tuple(ENGINES), default="pdflatex", help="what compiles documents"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", MARKER)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the engine need not do, and what the releases have no packages for."""
    pdflatex = config.getoption("--engine") == "pdflatex"
    here = config.getoption("--texlive") is None

    def stays(item: pytest.Item) -> bool:
        own = item.path.name in FILES_OF_PDFLATEX or item.get_closest_marker("pdflatex")
        return (pdflatex or not own) and (here or "biblatex" not in item.name)

    config.hook.pytest_deselected(items=[item for item in items if not stays(item)])
    items[:] = [item for item in items if stays(item)]


def without_nameless(layout: Layout) -> Layout:
    """The layout without the symbols that not every TeX gives a name in a PDF.

    Others call them by what letter has their code.
    """
    lines = []
    for line in layout.lines:
        parts = tuple(part for part in line.parts if not is_nameless(part))
        if len(parts) < len(line.parts):
            text = " ".join(part.text for part in parts)
            line = line._replace(text=text, pieces=parts)  # noqa: PLW2901
        if parts:
            lines.append(line)
    return replace(layout, lines=tuple(lines))


def is_nameless(piece: Piece) -> bool:
    """Whether a piece of a line is such a symbol."""
    return piece.font.startswith("CMEX") or (
        piece.text in "?\N{STAR OPERATOR}" and piece.font.startswith("CMMI")
    )


@pytest.fixture(scope="session")
def tex(request: pytest.FixtureRequest) -> TeX:
    """The TeX that was asked for."""
    return asked_tex(request.config)


def asked_tex(config: pytest.Config) -> TeX:
    """The TeX that the command line asks for."""
    engine, year = config.getoption("--engine"), config.getoption("--texlive")
    if year is None:
        return TeX(engine, None, None, TOLERANCE)
    release = release_of(year)
    root = find_root(release)
    if root is None:
        pytest.exit(f"{release} is not set up; `nox -s texlive` does that.", returncode=4)
    return TeX(engine, root, release, release.tolerance)
