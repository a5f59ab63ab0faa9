"""An engine sets the reference documents alike in every release.

pdfLaTeX is held to the recorded layouts; the lines of the others break elsewhere,
so that each release of theirs is held to another release.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from layout_assertions import assert_layout
from maintain.texlive.catalogue import release_of
from maintain.texlive.roots import find_root
from mlsys_paper.layouts.model import NUMBERS
from mlsys_paper.pdf.page import read_document
from style.papers import REFERENCE

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CompileTex
    from mlsys_paper.pdf.model import Document
    from texlive import TeX

BASE = release_of(2022)
DOCUMENTS = ("body", "floats", "titlepage")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_release_sets_a_document_as_another_does(
    name: str, tex: TeX, compile_tex: CompileTex
) -> None:
    base = find_root(BASE)
    if tex.release in (None, BASE) or base is None:
        pytest.skip("there is no other release to compare with")
    text = (REFERENCE / f"{name}.tex").read_text(encoding="utf-8").replace("STYLEOPTIONS", "")
    files = {part: REFERENCE / part for part in ("paragraphs.tex", "references.bib")}

    def layout(root: Path | None) -> Document:
        compiled = compile_tex(text, files, root=root)
        assert compiled.pdf is not None
        return read_document(compiled.pdf)

    assert_layout(
        layout(base),
        layout(tex.root),
        tex.tolerance,
        name=f"releases-{name}",
        leave_out=NUMBERS,
        nameless=False,
    )
