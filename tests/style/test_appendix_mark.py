r"""The style leaves in the PDF where \appendix stands, and nothing else changes by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from style.papers import OPTION, complaints, pages, paper

if TYPE_CHECKING:
    from conftest import CompileTex
    from mlsys_paper.tex.compile import CompiledDocument

HYPERREF = r"\usepackage{hyperref}"
TEXT = r"\section{One}\ParaA\par\ParaB"
END = r"\appendix\section{Proofs}\ParaC\subsection{More}\ParaD"
PLACES = {
    "mid-page": TEXT + END,
    "after references": TEXT
    + r"\begin{thebibliography}{1}\bibitem[One(2020)]{one} A. One. 2020.\end{thebibliography}"
    + END,
    "on a new page": TEXT + r"\clearpage" + END,
    "in one column": TEXT + r"\clearpage\onecolumn" + END,
    "right behind text": TEXT + " Text. " + END,
    "after a display": TEXT + r"\[x=1\]" + END,
    "after a list": TEXT + r"\begin{itemize}\item One\end{itemize}" + END,
    "twice": TEXT + END + END.replace("{Proofs}", "{Others}"),
}
UNMARK = r"\makeatletter\let\mlsys@markappendix\relax\makeatother"


def marks(compiled: CompiledDocument) -> list[int]:
    """The pages that have the mark."""
    assert compiled.pdf is not None
    reader = PdfReader(compiled.pdf)
    found = reader.named_destinations.get("mlsys.appendix")
    if found is not None:
        return [(reader.get_destination_page_number(found) or 0) + 1]
    if "/MLSYS.Appendix" not in reader.root_object:
        return []
    place: Any = reader.root_object["/MLSYS.Appendix"]
    return [(reader.get_page_number(place[0].get_object()) or 0) + 1]


def assert_marked(source: str, compile_paper: CompileTex, **settings: str) -> None:
    """Fail unless the second page alone has the mark, and nothing is said."""
    compiled = compile_paper(source, **settings)
    assert complaints(compiled) == []
    assert marks(compiled) == [2]


@pytest.mark.parametrize("package", ["", HYPERREF])
@pytest.mark.parametrize("mode", OPTION)
def test_the_mark_is_on_the_page(mode: str, package: str, compile_paper: CompileTex) -> None:
    assert_marked(paper(OPTION[mode], PLACES["on a new page"], after=package), compile_paper)


@pytest.mark.parametrize("engine", ["lualatex", "xelatex"])
@pytest.mark.parametrize(("mode", "package"), [("review", ""), ("accepted", HYPERREF)])
def test_the_mark_is_on_the_page_by_engines_for_unicode(
    mode: str, package: str, engine: str, compile_paper: CompileTex
) -> None:
    """With hyperref and without: each engine has its own commands for either mark."""
    source = paper(OPTION[mode], PLACES["on a new page"], after=package)
    assert_marked(source, compile_paper, engine=engine)


@pytest.mark.parametrize("place", PLACES)
def test_no_line_moves_by_the_mark(place: str, compile_paper: CompileTex) -> None:
    with_mark = compile_paper(paper("", PLACES[place]))
    without = compile_paper(paper("", PLACES[place], after=UNMARK))
    assert complaints(with_mark) == []
    assert len(marks(with_mark)) == 1
    assert marks(without) == []
    assert pages(without).pages == pages(with_mark).pages


def test_papers_without_appendix_have_no_mark(compile_paper: CompileTex) -> None:
    assert marks(compile_paper(paper("", TEXT))) == []
