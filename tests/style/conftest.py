"""What the tests of the style share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from style.papers import REFERENCE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from conftest import CompileTex
    from mlsys_paper.tex.compile import CompiledDocument


@pytest.fixture(scope="session")
def compile_paper(compile_tex: CompileTex) -> CompileTex:
    """Compile a paper with the reference documents' filler text beside it.

    One run is made unless a test asks for more: most ask nothing that depends
    on labels, citations or outlines.
    """

    def compile_paper(
        document: str | Path,
        files: Mapping[str, str | bytes | Path] | None = None,
        **settings: Any,
    ) -> CompiledDocument:
        settings.setdefault("max_runs", 1)
        filler = {"paragraphs.tex": REFERENCE / "paragraphs.tex"}
        return compile_tex(document, filler | dict(files or {}), **settings)

    return compile_paper
