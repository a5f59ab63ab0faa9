"""Fixtures that the whole test session shares."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from mlsys_paper.tex.compile import CompiledDocument, compile_document
from mlsys_paper.tex.installation import ENGINES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from texlive import TeX

pytest_plugins = ["texlive", "golden_report", "golden"]

REPOSITORY = Path(__file__).resolve().parent.parent


OTHER_ENGINES = frozenset(ENGINES) - {"pdflatex"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave other engines than pdfLaTeX to the thorough tests: their runs take thrice as long."""
    for item in items:
        callspec = getattr(item, "callspec", None)
        values = callspec.params.values() if callspec else ()
        if any(isinstance(value, str) and value in OTHER_ENGINES for value in values):
            item.add_marker("thorough")


class CompileTex(Protocol):
    """Compiles a document with the repository's style folder on TeX's path."""

    def __call__(
        self,
        document: str | Path,
        files: Mapping[str, str | bytes | Path] | None = None,
        **settings: Any,
    ) -> CompiledDocument: ...


@pytest.fixture(scope="session", autouse=True)
def package_for_workers() -> None:
    """Let worker processes, which Python starts afresh, find the package where the tests do."""
    places = [str(REPOSITORY / "scripts"), os.environ.get("PYTHONPATH", "")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, dict.fromkeys(places)))
    # What is compiled once and kept starts in half the time.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.fixture(scope="session")
def style_dir() -> Path:
    """The folder that holds mlsys2024.sty and mlsys2024.bst."""
    return REPOSITORY / "mlsys2024style"


@pytest.fixture(scope="session")
def compile_tex(style_dir: Path, tex: TeX) -> CompileTex:
    """Compile a text or a file; equal content is compiled once, across sessions too."""

    def compile_tex(
        document: str | Path,
        files: Mapping[str, str | bytes | Path] | None = None,
        **settings: Any,
    ) -> CompiledDocument:
        settings.setdefault("inputs", (style_dir,))
        settings.setdefault("engine", tex.engine)
        settings.setdefault("root", tex.root)
        settings.setdefault("cache", REPOSITORY / ".cache" / "tex")
        if isinstance(document, Path):
            return compile_document(document, files=files, **settings)
        return compile_document(text=document, files=files, **settings)

    return compile_tex
