"""The reference documents look as the conference's own style sets them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from edition import loading_recorded, recorded_style
from mlsys_paper.layouts.record import read_layout, write_layout
from mlsys_paper.pdf.page import read_document
from style.papers import REFERENCE_FILES, reference_in

if TYPE_CHECKING:
    from conftest import CompileTex
    from golden import GoldenLayout

REFERENCE = Path(__file__).parent / "reference"
DOCUMENTS = sorted(
    path.stem for path in (REFERENCE / "documents").glob("*.tex") if path.stem != "paragraphs"
)
MODES = ("review", "accepted")


@pytest.mark.pdflatex
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_line_and_rule_lies_where_the_reference_says(
    name: str, mode: str, compile_tex: CompileTex, reference_layout: GoldenLayout
) -> None:
    document = REFERENCE / "documents" / f"{name}.tex"
    source = loading_recorded(document.read_text(encoding="utf-8"))
    compiled = reference_in(mode, source, REFERENCE_FILES | recorded_style(), compile_tex)
    assert compiled.pdf is not None, f"{name} made no PDF in {mode} mode:\n{compiled.log}"
    reference_layout(read_document(compiled.pdf), f"{name}-{mode}")


def test_all_reference_documents_are_compared() -> None:
    layouts = {path.stem for path in (REFERENCE / "layouts").glob("*.txt")}
    assert layouts == {f"{name}-{mode}" for name in DOCUMENTS for mode in MODES}
    assert len(layouts) == 10


@pytest.mark.parametrize(
    "path", sorted((REFERENCE / "layouts").glob("*.txt")), ids=lambda p: p.stem
)
def test_a_reference_layout_is_written_as_it_was_read(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    layout = read_layout(text, path)
    assert write_layout(layout) == text
    assert len(layout.lines) > 50
    assert layout.marks
