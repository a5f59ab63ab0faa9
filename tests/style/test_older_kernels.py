"""What older LaTeX kernels hold a style to, under whatever kernel there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from style.papers import complaints, paper

if TYPE_CHECKING:
    from conftest import CompileTex

# Kernels of 2020 have these questions for preambles only.
PREAMBLE_ONLY = r"""\makeatletter
\@onlypreamble\@ifpackageloaded \@onlypreamble\@ifpackagewith \@onlypreamble\@ifpackagelater
\@onlypreamble\@ifclassloaded \@onlypreamble\@ifclasswith \@onlypreamble\@ifclasslater
\makeatother"""


def test_a_document_asks_for_packages_in_its_preamble_only(compile_paper: CompileTex) -> None:
    for options in ("", "accepted"):
        source = paper(options, before=PREAMBLE_ONLY + r"\usepackage{hyperref}")
        assert complaints(compile_paper(source)) == []
