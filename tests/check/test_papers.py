"""The papers made to measure are what BibTeX and the style make of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from check.papers import BIBLIOGRAPHY, CITED, DATABASE, MAIN, submission

if TYPE_CHECKING:
    from conftest import CompileTex
    from golden import GoldenText


def test_the_finished_bibliography_is_what_bibtex_makes(
    compile_tex: CompileTex, golden_text: GoldenText
) -> None:
    main = MAIN.replace("quill-article", ",".join(CITED))
    compiled = compile_tex(submission(main), files=DATABASE)
    assert not compiled.log.errors
    golden_text(compiled.product(".bbl"), f"bst/{BIBLIOGRAPHY.name}")
