"""The reference documents look as the conference's own style sets them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from edition import loading_recorded, recorded_style
from layouts import assert_layout
from mlsys_paper.page.layout import read_reference, without_numbers, without_ruler
from mlsys_paper.pdf.page import read_document
from style.papers import REFERENCE_FILES, reference_in
from texlive import without_nameless

if TYPE_CHECKING:
    from conftest import CompileTex
    from texlive import TeX

REFERENCE = Path(__file__).parent / "reference"
DOCUMENTS = sorted(
    path.stem for path in (REFERENCE / "documents").glob("*.tex") if path.stem != "paragraphs"
)
MODES = ("review", "accepted")


@pytest.mark.pdflatex
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_run_and_rule_lies_where_the_reference_says(
    name: str, mode: str, compile_tex: CompileTex, tex: TeX
) -> None:
    document = REFERENCE / "documents" / f"{name}.tex"
    source = loading_recorded(document.read_text(encoding="utf-8"))
    compiled = reference_in(mode, source, REFERENCE_FILES | recorded_style(), compile_tex)
    assert compiled.pdf is not None, f"{name} made no PDF in {mode} mode:\n{compiled.log}"
    expected = read_reference(REFERENCE / "layouts" / f"{name}-{mode}.json")
    actual = without_numbers(read_document(compiled.pdf))
    if tex.release:
        expected, actual = without_nameless(expected), without_nameless(actual)
    assert_layout(without_ruler(expected), actual, tex.tolerance, name=f"{name}-{mode}")


def test_all_reference_documents_are_compared() -> None:
    layouts = {path.stem for path in (REFERENCE / "layouts").glob("*.json")}
    assert layouts == {f"{name}-{mode}" for name in DOCUMENTS for mode in MODES}
    assert len(layouts) == 10
