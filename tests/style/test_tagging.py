"""Tagged PDFs, with LaTeX of 2025 or later and \\DocumentMetadata above the class."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream

from mlsys_paper.document.anatomy import dissect
from style.papers import REFERENCE, SETTLED, pages, paper
from style.test_blindness import CHANNELS, FIGURE_SECRETS, SECRETS, SOURCE, figure, in_mode, leaks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import CompileTex
    from mlsys_paper.tex.compile import CompiledDocument
    from texlive import TeX

METADATA = r"\DocumentMetadata{tagging=on,lang=en-US}"
PACKAGES = r"\usepackage{graphicx,hyperref}"
BODY = r"""\section{Introduction}\label{sec:first}
\ParaA\footnote{A note.}

\ParaB{} See \citet{quill-article} and Section~\ref{sec:first}.
\subsection{Lists}
\begin{itemize}
\item One.
\item Two.
\end{itemize}
\ParaC

\ParaD

\ParaE
\section{Floats}
\begin{table}[t]
\caption{A table.}
\centering\begin{tabular}{lr}a & b\\ c & d\end{tabular}
\end{table}
\begin{algorithm}[t]
\caption{Steps}
\begin{algorithmic}[1]
\STATE Do one thing.
\STATE Do another.
\end{algorithmic}
\end{algorithm}
\begin{figure}[t]
\centering\includegraphics[alt={A letter on a grey ground},width=1in]{example-image-a}
\caption{A figure with a caption that is long enough to be set as a paragraph of two lines or more.}
\end{figure}
\ParaA
\begin{equation} a = b \end{equation}
\ParaB{} \url{https://example.org}
\bibliography{references}
\bibliographystyle{mlsys2024}"""


@pytest.fixture(scope="module")
def tagged(compile_tex: CompileTex, tex: TeX) -> CompiledDocument:
    return made(compile_tex, tex, METADATA)


@pytest.fixture(scope="module")
def plain(compile_tex: CompileTex, tex: TeX) -> CompiledDocument:
    return made(compile_tex, tex, "")


def first(metadata: str, tex: TeX) -> str:
    """The first line of a document; without tags there is none."""
    if tex.release is None or tex.release.year < 2026 or tex.engine == "xelatex":
        pytest.skip("tagging takes pdfLaTeX or LuaLaTeX of 2025 or later")
    return metadata + "\n"


def made(compile_tex: CompileTex, tex: TeX, metadata: str) -> CompiledDocument:
    files = {name: REFERENCE / name for name in ("paragraphs.tex", "references.bib")}
    source = first(metadata, tex) + paper("", BODY, before=PACKAGES)
    return compile_tex(source, files, max_runs=SETTLED)


def elements(node: Any) -> Iterator[tuple[str, Any]]:
    """The structure elements below one, in the order of the tree, with their roles."""
    node = node.get_object()
    if isinstance(node, list):
        for kid in node:
            yield from elements(kid)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"])[1:], node
        if "/K" in node and not isinstance(node["/K"], int):
            yield from elements(node["/K"])


def structure(compiled: CompiledDocument) -> list[tuple[str, Any]]:
    assert compiled.pdf is not None
    root: Any = PdfReader(compiled.pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    return list(elements(root["/StructTreeRoot"]["/K"]))


def test_a_tagged_paper_has_no_error(tagged: CompiledDocument) -> None:
    assert tagged.log.errors == ()


def test_every_part_has_its_role(tagged: CompiledDocument) -> None:
    roles = [role for role, _ in structure(tagged)]
    wanted = {
        *("Document", "title", "H1", "text", "section", "subsection", "itemize", "item", "Figure"),
        *("Table", "TR", "TD", "Caption", "footnote", "Link", "Formula"),
    }
    assert wanted <= set(roles), wanted - set(roles)
    order = [roles.index(role) for role in ("title", "H1", "section", "subsection", "itemize")]
    assert order == sorted(order)


def test_a_figure_keeps_its_alternative_text(tagged: CompiledDocument) -> None:
    (figure,) = [node for role, node in structure(tagged) if role == "Figure"]
    assert figure["/Alt"] == "A letter on a grey ground"


def marked_content(node: Any, page: Any = None) -> Iterator[tuple[int, int]]:
    """The pieces of the pages below an element: number of the page's object, and of the piece."""
    if isinstance(node, list):
        for kid in node:
            yield from marked_content(kid, page)
    elif isinstance(node, int):
        yield page, node
    elif hasattr(node, "get_object") and not isinstance(node, dict):
        yield from marked_content(node.get_object(), page)
    elif isinstance(node, dict) and node.get("/Type") != "/OBJR":
        page = node.raw_get("/Pg").idnum if "/Pg" in node else page
        yield from marked_content(node["/MCID"] if "/MCID" in node else node.get("/K"), page)


def test_every_piece_has_one_place_in_the_tree_and_the_title_is_the_first(
    tagged: CompiledDocument,
) -> None:
    root: Any = PdfReader(tagged.pdf).trailer["/Root"]
    found = Counter(marked_content(root["/StructTreeRoot"]["/K"]))
    assert len(found) > 50
    assert [piece for piece, times in found.items() if times > 1] == []
    roles = [role for role, _ in structure(tagged)]
    assert roles[: roles.index("title") + 1] == ["Document", "text-unit", "title"]


@pytest.mark.parametrize("standard", ["", ",pdfstandard=ua-1", ",pdfstandard=ua-2"])
def test_nothing_of_the_authors_is_in_a_tagged_review_copy(
    standard: str, compile_paper: CompileTex, tex: TeX
) -> None:
    document = first(METADATA.replace("}", f"{standard}}}"), tex) + in_mode(SOURCE, "")
    hidden = r"\section{Sectionleak}\includegraphics[width=1in,alt={Altleak}]{fileleak}"
    document = document.replace(r"\begin{anonsuppress}", r"\begin{anonsuppress}" + hidden)
    review = compile_paper(document, {"fileleak.pdf": figure()}, max_runs=SETTLED)
    assert review.log.errors == ()
    assert leaks(review, (*SECRETS, *FIGURE_SECRETS["pdflatex"], "leak")) == {}
    assert (PdfReader(review.pdf).metadata or {})["/Author"] == "Anonymous Authors"


@pytest.mark.parametrize(
    "channel",
    [
        *("hypersetup before the style", "hypersetup in the text", "hypersetup, pdfinfo key"),
        *("package option after the style", "hyperxmp after the style", "class option"),
    ],
)
def test_no_way_of_giving_names_leaks_from_a_tagged_review_copy(
    channel: str, compile_paper: CompileTex, tex: TeX
) -> None:
    metadata = METADATA.replace("}", ",pdfstandard=ua-2}")
    source = in_mode(paper(**({"options": "MODE"} | CHANNELS[channel])), "")
    review = compile_paper(first(metadata, tex) + source)
    assert review.log.errors == ()
    assert leaks(review, ("leak",)) == {}


def test_lines_break_where_they_do_without_tags(
    tagged: CompiledDocument, plain: CompiledDocument
) -> None:
    def lines(compiled: CompiledDocument) -> list[str]:
        return [
            "".join(line.text.split())
            for line in dissect(pages(compiled)).lines()
            if line.role != "line number"
        ]

    assert lines(tagged) == lines(plain)


def test_line_numbers_heads_and_rules_are_artifacts(tagged: CompiledDocument) -> None:
    assert tagged.pdf is not None
    seen = Counter[tuple[str, bool]]()
    for page in PdfReader(tagged.pdf).pages:
        contents = page.get_contents()
        assert contents is not None
        marks: list[str] = []
        grey = False
        for operands, operator in ContentStream(contents, None).operations:
            if operator in {b"BDC", b"BMC"}:
                marks.append(str(operands[0]))
            elif operator == b"EMC":
                marks.pop()
            elif operator == b"g":
                grey = float(operands[0]) == 0.5
            elif operator in {b"TJ", b"Tj"} and grey:
                seen["number", marks[-1:] == ["/Artifact"]] += 1
            elif operator in {b"TJ", b"Tj", b"re", b"S"}:
                seen[operator.decode(), bool(marks)] += 1
    assert seen["number", True] > 60
    assert {what for what, marked in seen if not marked} == set(), seen
