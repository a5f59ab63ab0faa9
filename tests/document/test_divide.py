"""Papers are divided where readers would divide them, whatever their authors call the parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from check.alone import paragraphs
from check.older_style import older_files, older_submission
from check.papers import FILES, REFERENCES, submission
from mlsys_paper.document.anatomy import dissect
from mlsys_paper.document.divide import divide
from mlsys_paper.document.titles import squeezed
from mlsys_paper.pdf.page import read_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from conftest import CompileTex
    from mlsys_paper.document.parts import Part, Parts

    Divide = Callable[..., Parts]

INTRODUCTION = r"\section{Introduction} \cite{quill-article,ibarra-conf,tan-book,many,three} "
TEXT = INTRODUCTION + paragraphs(18)
ENTRIES = r"""\begin{thebibliography}{9}
\bibitem[Quill(2021)]{q} Quill, A. Queues that remember their clients and forget them again
after a while. \emph{Journal of Imaginary Systems}, 12(3):201--229, 2021.
\bibitem[Marlow(2020)]{m} Marlow, B. C. Placement without a coordinator, with a long subtitle
that wraps. PhD thesis, Northfield University, 2020.
\bibitem[Tan(2019)]{t} Tan, E. and Petrov, G. Caches in practice and in theory, a long view of
it. Northfield University Press, 2019.
\bibitem[Ibarra(2018)]{i} Ibarra, C. Predicting the cost of a request before it runs at all. In
\emph{Proceedings of a Conference}, pp. 11--24, 2018.
\end{thebibliography}
"""
FIGURE = r"""\begin{figure}[t]\centering\rule{2in}{1in}
\caption{A figure of some size.}\label{fig:own}\end{figure}
"""
NUMBERED = r"\setcitestyle{numbers,square}"


@pytest.fixture
def parts(compile_tex: CompileTex) -> Divide:
    def parts(document: str, **settings: object) -> Parts:
        compiled = compile_tex(document, **{"files": FILES, **settings})
        assert compiled.pdf is not None, compiled.output[-3000:]
        return divided(compiled.pdf)

    return parts


def divided(pdf: Path) -> Parts:
    return divide(dissect(read_document(pdf)))


def names(parts: Parts) -> list[str]:
    return [part.name for part in parts.parts]


def heading(parts: Parts, name: str) -> str:
    """The heading of the first part of a name, squeezed."""
    (part, *_) = parts.named(name)
    return squeezed(" ".join(line.text for line in part.heading))


def test_title_and_notice_are_front_matter(parts: Divide) -> None:
    found = parts(submission(INTRODUCTION + r"\footnote{An ordinary note.}" + paragraphs(18)))
    assert names(found) == ["front", "main", "references"]
    front = [squeezed(line.text) for line in found.lines("front")]
    assert front[0] == "predictiveplacement"
    assert front[-1].endswith("donotdistribute")
    assert "1anordinarynote" in {squeezed(line.text) for line in found.lines("main")}


def with_lists(lists: Iterable[str]) -> str:
    """A paper with lists of references, each in a group and behind most of a page."""
    text = r"\section{Introduction}" + paragraphs(8)
    return submission("\n\\clearpage\n".join(f"{text}{{{item}}}" for item in lists), references="")


TITLES = (
    *("References", "Bibliography", "Literature Cited", "Works Cited", "REFERENCES"),
    *("References and Notes", "Reference List"),
)


def test_references_have_many_titles(parts: Divide) -> None:
    lists = [rf"\renewcommand\refname{{{title}}}{ENTRIES}" for title in TITLES]
    found = parts(with_lists(lists))
    headings = [" ".join(line.text for line in part.heading) for part in found.named("references")]
    assert list(map(squeezed, headings)) == list(map(squeezed, TITLES))
    assert names(found) == ["front", *["main", "references"] * len(TITLES)]


REFERENCE_LISTS = {
    "numbered heading": r"\renewcommand\bibsection{\section{\refname}}",
    "a bold line": r"\renewcommand\bibsection{\par\textbf{References}\par}",
    "a plain line": r"\renewcommand\bibsection{\bigskip{\centering REFERENCES\par}}",
    "moved up": r"\let\older\bibsection \renewcommand\bibsection{\par\vspace{-12pt}\older}",
    "numbers": NUMBERED,
    "at the top of a page": r"\let\older\bibsection \renewcommand\bibsection{\clearpage\older}",
    "small": r"\renewcommand\bibfont{\footnotesize}",
}


def test_a_list_is_found_however_it_is_set(parts: Divide) -> None:
    found = parts(with_lists(how + ENTRIES for how in REFERENCE_LISTS.values()))
    assert names(found) == ["front", *["main", "references"] * len(REFERENCE_LISTS)]
    for how, part in zip(REFERENCE_LISTS, found.named("references"), strict=True):
        assert_all_entries(part, how)
    assert not any("2018" in line.text for line in found.lines("main"))


def assert_all_entries(part: Part, how: str) -> None:
    """A part has the first and the last of ENTRIES."""
    listed = " ".join(line.text for line in part.lines)
    assert "Quill, A. Queues" in listed, how
    assert "11\u201324, 2018" in listed, how


@pytest.mark.parametrize(
    ("how", "title"),
    [
        (r"\renewcommand\refname{Sources and Readings}", "sourcesandreadings"),
        (r"\renewcommand\bibsection{\bigskip}", ""),
    ],
)
def test_the_only_list_is_found_by_its_entries(parts: Divide, how: str, title: str) -> None:
    text = r"\section{Introduction}" + paragraphs(18)
    found = parts(submission(text, preamble=how, references=ENTRIES))
    assert names(found) == ["front", "main", "references"]
    (part,) = found.named("references")
    assert_all_entries(part, how)
    assert heading(found, "references") == title
    assert not any("2018" in line.text for line in found.lines("main"))


def test_a_section_about_references_is_main_text(parts: Divide) -> None:
    text = rf"{TEXT}\section{{References}} Pointers. {paragraphs(4)}\section{{Results}}\ParaA"
    found = parts(submission(text, references=ENTRIES))
    assert names(found) == ["front", "main", "references"]
    assert heading(found, "references") == "references"
    assert not found.named("references")[0].lines[0].text.startswith("2")


def test_a_list_goes_on_over_pages_with_floats_among_it(parts: Divide) -> None:
    figure = FIGURE.replace("figure}[t]", "figure*}[t]").replace("d{figure}", "d{figure*}")
    text = INTRODUCTION + paragraphs(11) + rf"See Figure~\ref{{fig:own}}. {figure}"
    long = ENTRIES.replace(r"\end{thebib", r"\bibitem[X]{x} Tan, E. Caching again. 2017." * 60)
    long = long.replace("2017.liography", r"2017.\end{thebibliography")
    found = parts(submission(text, references=long, preamble=r"\usepackage{graphicx}"))
    # The figure drifted; it counts where it was printed.
    assert names(found) == ["front", "main", "references", "main", "references"]
    drifted = found.named("main")[1]
    assert [line.role for line in drifted.lines] == ["caption"]
    assert found.main_text_ends == drifted.lines[0].page == 3


THANKS = [
    r"\section*{Acknowledgements}",
    r"\section{Acknowledgment}",
    r"\section*{Acknowledgments and Disclosure of Funding}",
    r"\section*{Funding}",
    r"\section*{Funding Disclosure}",
    r"\subsection*{ACKNOWLEDGMENTS}",
    r"\paragraph{Acknowledgements.}",
    r"\textbf{Acknowledgments:}",
    r"\emph{Acknowledgements.}",
    r"Acknowledgments:",
]


def test_acknowledgements_have_a_heading_or_run_in(parts: Divide) -> None:
    sections = (
        rf"{thanks} We thank {number} lenders. \ParaA\section{{More}}\ParaB"
        for number, thanks in enumerate(THANKS)
    )
    found = parts(submission(INTRODUCTION + "\n\n".join([paragraphs(4), *sections])))
    between = ["acknowledgements", "main"] * len(THANKS)
    assert names(found) == ["front", "main", *between, "references"]
    missed = [
        thanks
        for number, (thanks, part) in enumerate(
            zip(THANKS, found.named("acknowledgements"), strict=True)
        )
        if f"thank {number} lenders" not in " ".join(line.text for line in part.lines)
    ]
    assert missed == []


def test_acknowledgements_may_be_the_last_text(parts: Divide) -> None:
    for thanks in (r"\section*{Acknowledgements}", r"\paragraph{Acknowledgements.}"):
        found = parts(submission(rf"{TEXT}{thanks} We thank the lenders of machines. \ParaA"))
        assert names(found) == ["front", "main", "acknowledgements", "references"]


def test_acknowledgements_may_follow_the_references_or_hide_in_a_note(parts: Divide) -> None:
    after = parts(submission(TEXT, end=r"\section*{Acknowledgments} We thank them. \ParaA"))
    assert names(after) == ["front", "main", "references", "acknowledgements"]
    text = INTRODUCTION + r"\ParaA\footnote{Acknowledgements: we thank them.}" + paragraphs(12)
    note = parts(submission(text))
    assert names(note) == ["front", "main", "acknowledgements", "main", "references"]
    assert len(note.named("acknowledgements")[0].lines) == 1


def test_text_after_a_run_in_heading_is_main_text_again(parts: Divide) -> None:
    text = TEXT + r"\paragraph{Acknowledgements.} Thanks. \paragraph{Availability.} \ParaA"
    found = parts(submission(text))
    assert names(found) == ["front", "main", "acknowledgements", "main", "references"]


APPENDICES = {
    "lettered": r"\appendix\section{Proofs}\ParaA\section{A Longer Proof}\ParaB",
    "with a full stop": r"\appendix\renewcommand\thesection{\Alph{section}.}\section{Proofs}\ParaA",
    "titled": r"\section*{Appendix}\ParaA",
    "titled and numbered": r"\section{Appendix}\ParaA",
    "titled and lettered": r"\clearpage\section*{Appendix A: Proofs}\ParaA",
    "supplementary": r"\clearpage\section*{Supplementary Material}\ParaA",
    "in one column": r"\clearpage\appendix\onecolumn\section{Proofs}" + paragraphs(8),
    "artifact": r"\section*{Artifact Appendix}\ParaA",
}


@pytest.mark.parametrize("kind", APPENDICES)
def test_an_appendix_after_the_references_is_found(parts: Divide, kind: str) -> None:
    found = parts(submission(TEXT, end=APPENDICES[kind]))
    assert names(found) == ["front", "main", "references", "appendix"]


@pytest.mark.parametrize("kind", ["lettered", "titled", "titled and lettered", "with a full stop"])
def test_an_appendix_before_the_references_is_found(parts: Divide, kind: str) -> None:
    found = parts(submission(TEXT + APPENDICES[kind]))
    assert names(found) == ["front", "main", "appendix", "references"]


def test_titles_that_begin_with_a_are_no_appendix(parts: Divide) -> None:
    text = rf"""{INTRODUCTION}{paragraphs(4)}\section{{A Case for Learned Placement}}\ParaA
    \section*{{A Case for Less}}\ParaB \subsection{{Appendix}}\ParaC
    \section{{Appendix-free Proofs}}\ParaD \section{{Acknowledging Packets}}\ParaE"""
    found = parts(submission(text))
    assert names(found) == ["front", "main", "references"]


def test_acknowledgements_of_a_protocol_are_main_text(parts: Divide) -> None:
    text = rf"""{TEXT}\paragraph{{Acknowledgments.}} The receiver answers each packet with a number.
    \ParaA

    \emph{{Funding}} rounds of caches are counted. \ParaB"""
    assert names(parts(submission(text))) == ["front", "main", "references"]


def test_lettered_subsections_are_no_appendix(parts: Divide) -> None:
    text = rf"""{INTRODUCTION}\renewcommand\thesubsection{{\Alph{{subsection}}}}
    \subsection{{First}}\ParaA \subsection{{Second}}\ParaB \section{{Results}}\ParaC"""
    found = parts(submission(text))
    assert names(found) == ["front", "main", "references"]


def test_an_appendix_of_its_own_is_all_appendix(parts: Divide) -> None:
    block = "\\twocolumn[\n\\mlsystitle{Placement: Appendix}\n\\vskip 0.3in\n]\n\\appendix"
    text = rf"\section{{Proofs}}{paragraphs(9)}\section{{Data}}\ParaB"
    found = parts(submission(text, block=block))
    assert "main" not in names(found)
    assert "appendix" in names(found)


@pytest.mark.parametrize(
    "end",
    [
        r"\clearpage\section{More Results}\ParaA",
        r"\clearpage\section*{Ethics Statement}\ParaA",
        r"\clearpage\ParaA" + "\n\n" + r"\ParaB",
    ],
)
def test_text_after_the_references_is_main_text_again(parts: Divide, end: str) -> None:
    text = r"\section{Introduction}" + paragraphs(14)
    found = parts(submission(text, references=ENTRIES, end=end))
    assert names(found) == ["front", "main", "references", "main"]
    assert found.main_text_ends == found.parts[-1].lines[0].page > found.parts[1].lines[-1].page


def test_a_float_page_behind_the_references_is_main_text(parts: Divide) -> None:
    figure = FIGURE.replace("[t]", "[p]").replace("{1in}", "{5in}")
    found = parts(submission(rf"{TEXT} Figure~\ref{{fig:own}}. {figure}"))
    assert names(found) == ["front", "main", "references", "main"]


def test_a_float_above_the_appendix_that_calls_it_is_the_appendix_s(parts: Divide) -> None:
    end = rf"\clearpage\appendix\section{{Proofs}} Figure~\ref{{fig:own}}. {FIGURE}\ParaA"
    found = parts(submission(TEXT, end=end))
    assert names(found) == ["front", "main", "references", "appendix", "appendix"]


def test_bold_labels_of_a_drawing_do_not_end_the_references(parts: Divide) -> None:
    drawing = r"""\begin{figure}[b]\centering\begin{tikzpicture}
    \node at (0,2) {\textbf{Scheduler}}; \node at (0,0) {\textbf{Cache}};
    \end{tikzpicture}\caption{A drawing.}\end{figure}"""
    references = ENTRIES.replace(r"\bibitem[M", drawing + r"\bibitem[M")
    text = r"\section{Introduction}" + paragraphs(14)
    found = parts(submission(text, references=references, preamble=r"\usepackage{tikz}"))
    listed = " ".join(line.text for line in found.lines("references"))
    assert "11\u201324, 2018" in listed


def test_papers_of_older_styles_read_the_same(parts: Divide) -> None:
    text = TEXT + r"\section*{Acknowledgments} Thanks."
    end = r"\appendix\section{Proofs}\ParaA"
    document = older_submission(text, end=end, references=REFERENCES)
    found = parts(document, files=older_files(), inputs=())
    assert names(found) == ["front", "main", "acknowledgements", "references", "appendix"]
    assert not any(line.text.isdecimal() for line in found.lines(*names(found)))
