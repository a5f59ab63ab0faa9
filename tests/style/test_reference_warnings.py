"""The reference documents compile without a word of complaint in every mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from style.papers import OPTION, REFERENCE, REFERENCE_FILES, complaints, reference_in

if TYPE_CHECKING:
    from conftest import CompileTex

DOCUMENTS = sorted(path.stem for path in REFERENCE.glob("*.tex") if path.stem != "paragraphs")


@pytest.mark.parametrize("mode", OPTION)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_reference_documents_have_no_warnings(
    name: str, mode: str, compile_tex: CompileTex
) -> None:
    """No warning, no substituted font, no destination twice, no empty anchor."""
    source = (REFERENCE / f"{name}.tex").read_text(encoding="utf-8")
    compiled = reference_in(mode, source, REFERENCE_FILES, compile_tex)
    assert [each for each in complaints(compiled) if " bibtex: " not in each] == []
    assert "Ignoring empty anchor" not in compiled.log_text
    assert "has been already used" not in compiled.log_text
    assert "Some font shapes were not available" not in compiled.log_text
    assert compiled.exit_status == 0
