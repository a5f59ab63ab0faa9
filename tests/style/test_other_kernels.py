"""What other LaTeX kernels hold a style to, under whatever kernel there is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from style.papers import complaints, pages, paper, title_block

if TYPE_CHECKING:
    from conftest import CompileTex

# Kernels of 2020 have these questions for preambles only.
PREAMBLE_ONLY = r"""\makeatletter
\@onlypreamble\@ifpackageloaded \@onlypreamble\@ifpackagewith \@onlypreamble\@ifpackagelater
\@onlypreamble\@ifclassloaded \@onlypreamble\@ifclasswith \@onlypreamble\@ifclasslater
\makeatother"""


def test_a_document_asks_for_packages_in_its_preamble_only(compile_paper: CompileTex) -> None:
    for options in ("", "accepted"):
        compiled = compile_paper(paper(options, before=PREAMBLE_ONLY + r"\usepackage{hyperref}"))
        if not re.search(r"LaTeX2e <202[0-2]", compiled.log_text):
            pytest.skip("newer kernels ask in the document themselves")
        assert complaints(compiled) == []


# Kernels since 2025 make no formula of a superscript.
BOXED_SUPERSCRIPT = r"""\makeatletter
\def\@textsuperscript#1{\check@mathfonts\leavevmode\begingroup
  \sbox\z@{\fontsize\sf@size\sf@size#1}\raise3.62892pt\box\z@
  \nobreak\hskip\scriptspace\kern\z@\endgroup}
\makeatother"""


def test_authors_stand_where_they_did_whatever_a_superscript_is(compile_paper: CompileTex) -> None:
    authors = []
    for kernel in ("", BOXED_SUPERSCRIPT):
        source = paper("accepted", before=r"\usepackage{microtype}" + kernel)
        compiled = compile_paper(source)
        assert complaints(compiled) == []
        (author,) = [run for run in pages(compiled).pages[0].runs if run.text == "Ada Quill"]
        authors.append(author.x)
    assert authors[0] == pytest.approx(authors[1], abs=0.02)


def test_an_abstract_begins_at_its_margin_with_microtype(compile_paper: CompileTex) -> None:
    """Since 2025 a list's first line is as another; microtype would move its letter out."""
    abstract = r"\begin{abstract}This is it.\end{abstract}"
    places = []
    for loaded in ("", r"\usepackage{microtype}"):
        source = paper("accepted", block=title_block(abstract=abstract), before=loaded)
        runs = pages(compile_paper(source)).pages[0].runs
        places += [run.x for run in runs if run.text.startswith("This is")]
    assert places == [pytest.approx(places[0], abs=0.02)] * 2
