"""Divide documents, each once; tests/commands/test_split.py does so in another process."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from check.leftovers import after_another
from check.papers import FILES
from mlsys_paper.split.run import split_file
from split.inside import split_inside

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CompileTex
    from mlsys_paper.split.model import PageRange, SplitResult

_split_file = functools.cache(split_file)


@dataclass(frozen=True)
class Split:
    """A paper, how it was divided, and its parts."""

    whole: Path
    division: SplitResult
    main: Path
    appendix: Path


class SplitBytes(Protocol):
    def __call__(
        self, data: bytes, wanted: PageRange | None = None, *, within_page: bool = False
    ) -> Split: ...


class SplitPaper(Protocol):
    def __call__(
        self,
        document: str,
        wanted: PageRange | None = None,
        *,
        within_page: bool = False,
        **settings: Any,
    ) -> Split: ...


def _split(
    whole: Path, folder: Path, wanted: PageRange | None, *, within_page: bool = False
) -> Split:
    division = _split_file(whole, wanted, within_page=within_page)
    paths = folder / "paper-main.pdf", folder / "paper-appendix.pdf"
    for path, content in zip(paths, (division.main, division.appendix), strict=True):
        path.write_bytes(content)
    return Split(whole, division, *paths)


@pytest.fixture(scope="session")
def compile_tex(compile_tex: CompileTex) -> CompileTex:
    """As everywhere, in fewer runs of TeX."""
    return after_another(compile_tex)


@pytest.fixture(autouse=True)
def inside(monkeypatch: pytest.MonkeyPatch) -> None:
    split_inside(monkeypatch)


@pytest.fixture
def split_paper(compile_tex: CompileTex, tmp_path: Path) -> SplitPaper:
    def split_paper(
        document: str,
        wanted: PageRange | None = None,
        *,
        within_page: bool = False,
        **settings: Any,
    ) -> Split:
        compiled = compile_tex(document, **{"files": FILES, **settings})
        assert compiled.pdf is not None, compiled.output[-3000:]
        return _split(compiled.pdf, tmp_path, wanted, within_page=within_page)

    return split_paper


@pytest.fixture
def split_bytes(tmp_path: Path) -> SplitBytes:
    def split_bytes(
        data: bytes, wanted: PageRange | None = None, *, within_page: bool = False
    ) -> Split:
        whole = tmp_path / "paper.pdf"
        whole.write_bytes(data)
        return _split(whole, tmp_path, wanted, within_page=within_page)

    return split_bytes
