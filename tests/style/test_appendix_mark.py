r"""The style leaves in the PDF where \appendix stands, and nothing else changes by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from style.papers import OPTION, SETTLED, complaints, pages, paper

if TYPE_CHECKING:
    from conftest import CompileTex
    from mlsys_paper.tex.compile import CompiledDocument

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


@pytest.mark.parametrize("engine", ["pdflatex", "lualatex", "xelatex"])
@pytest.mark.parametrize("package", ["", r"\usepackage{hyperref}"])
@pytest.mark.parametrize("mode", OPTION)
def test_the_mark_is_on_the_page(
    mode: str, package: str, engine: str, compile_paper: CompileTex
) -> None:
    source = paper(OPTION[mode], PLACES["on a new page"], after=package)
    compiled = compile_paper(source, engine=engine, max_runs=SETTLED)
    assert complaints(compiled) == []
    assert marks(compiled) == [2]


@pytest.mark.parametrize("place", PLACES)
def test_no_line_moves_by_the_mark(place: str, compile_paper: CompileTex) -> None:
    with_mark = compile_paper(paper("", PLACES[place]), max_runs=SETTLED)
    without = compile_paper(paper("", PLACES[place], after=UNMARK), max_runs=SETTLED)
    assert complaints(with_mark) == []
    assert len(marks(with_mark)) == 1
    assert marks(without) == []
    assert pages(without).pages == pages(with_mark).pages


def test_papers_without_appendix_have_no_mark(compile_paper: CompileTex) -> None:
    assert marks(compile_paper(paper("", TEXT))) == []
