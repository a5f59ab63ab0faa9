"""Check documents as `mlsys-paper check` does, each once."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from check.leftovers import after_another
from mlsys_paper.check.run import check_file
from mlsys_paper.source.reader import read_source
from mlsys_paper.tex.sources import Sources, given_sources

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CompileTex
    from mlsys_paper.check.findings import PaperReport, Stage

_check = functools.cache(check_file)


class CheckPaper(Protocol):
    """Compiles a document and checks the PDF."""

    def __call__(
        self,
        document: str,
        stage: Stage = "submission",
        *,
        authors: tuple[str, ...] = (),
        source: bool = False,
        **settings: Any,
    ) -> PaperReport: ...


@pytest.fixture(scope="session")
def compile_tex(compile_tex: CompileTex) -> CompileTex:
    """As everywhere, in fewer runs of TeX."""
    return after_another(compile_tex)


@pytest.fixture(scope="session")
def check_paper(compile_tex: CompileTex, tmp_path_factory: pytest.TempPathFactory) -> CheckPaper:
    def check_paper(
        document: str,
        stage: Stage = "submission",
        *,
        authors: tuple[str, ...] = (),
        source: bool = False,
        **settings: Any,
    ) -> PaperReport:
        compiled = compile_tex(document, **settings)
        assert compiled.pdf is not None, compiled.output[-3000:]
        if not source:
            return check_pdf(compiled.pdf, stage, authors=authors)
        files = {"main.tex": document, **(settings.get("files") or {})}
        folder = tmp_path_factory.mktemp("paper")
        Sources(given_sources(files)).copy_to(folder)
        read = read_source(folder / "main.tex")
        report = check_file(compiled.pdf, stage, source=read, authors=authors)
        assert not report.failure, report.failure
        return report

    return check_paper


def check_pdf(
    pdf: Path, stage: Stage = "submission", *, authors: tuple[str, ...] = ()
) -> PaperReport:
    report = _check(pdf, stage, authors=authors)
    assert not report.failure, report.failure
    return report
