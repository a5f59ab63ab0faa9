"""Which TeX the tests run: this machine's, or that of a release in a root folder.

`pytest --texlive 2020 --engine xelatex` compiles everything that names no
engine by that release's XeLaTeX; `nox -s texlive` does so for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from mlsys_paper.page.compare import TOLERANCE
from mlsys_paper.releases.catalogue import release_of
from mlsys_paper.releases.roots import find_root
from mlsys_paper.tex.installation import ENGINES

if TYPE_CHECKING:
    from pathlib import Path

    from mlsys_paper.releases.catalogue import Release

MARKER = "pdflatex: what it says holds for pdfLaTeX alone, such as where lines break"
FIXTURES_OF_PDFLATEX = frozenset({"golden_layout"})


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
    """Leave out what an engine other than pdfLaTeX need not do."""
    if config.getoption("--engine") == "pdflatex":
        return
    kept, dropped = [], []
    for item in items:
        golden = FIXTURES_OF_PDFLATEX & set(getattr(item, "fixturenames", ()))
        (dropped if golden or item.get_closest_marker("pdflatex") else kept).append(item)
    config.hook.pytest_deselected(items=dropped)
    items[:] = kept


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
