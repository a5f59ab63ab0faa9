"""The style knows on which page the main text ends, and says so in the log and the .aux."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from style.package_table import BIBLATEX
from style.papers import OPTION, SETTLED, complaints, left_by, pages, paper, style_says, text_of
from style.test_packages import loading

if TYPE_CHECKING:
    from conftest import CompileTex
    from mlsys_paper.tex.compile import CompiledDocument

REFERENCES = r"""
\begin{thebibliography}{1}
\bibitem[One(2020)]{one} A. One. Title. 2020.
\end{thebibliography}
"""
TWO_PAGES = r"\ParaA\clearpage\ParaB "
# Fills page 2 and begins no third one: 54 lines in each of its columns.
FULL_PAGE = r"""\ParaA
\clearpage
\newcount\filled
{\parskip0pt \loop\ifnum\filled<108 \advance\filled by 1 Line \the\filled\par\repeat}
"""
THANKS = "The machines were lent to us."

# What ends the text, after its last words on page 2; more follows on page 3.
ENDS = {
    "references": REFERENCES,
    "references on a new page": r"\clearpage" + REFERENCES,
    "references on a new right page": r"\cleardoublepage" + REFERENCES,
    "references after a page break in the right column": r"\newpage\ParaC\newpage" + REFERENCES,
    "references in small type": r"{\small" + REFERENCES + "}",
    "references by hand": r"\section*{References}\ParaC\clearpage\ParaD",
    "references under another name": r"\renewcommand\refname{Works Cited}" + REFERENCES,
    "appendix": r"\appendix\section{Proofs}\ParaC\clearpage" + REFERENCES,
    "appendix on a new page": r"\clearpage\appendix\section{Proofs}\ParaC" + REFERENCES,
    "appendix in one column": r"\clearpage\appendix\onecolumn\section{Proofs}\ParaC" + REFERENCES,
    "acknowledgements environment": rf"\begin{{acknowledgements}}{THANKS}\end{{acknowledgements}}"
    r"\clearpage" + REFERENCES,
    "acknowledgments environment": rf"\begin{{acknowledgments}}{THANKS}\end{{acknowledgments}}"
    r"\clearpage" + REFERENCES,
    "ack environment": rf"\begin{{ack}}{THANKS}\end{{ack}}\clearpage" + REFERENCES,
    "acknowledgements on a new page": rf"\clearpage\begin{{ack}}{THANKS}\end{{ack}}" + REFERENCES,
}
ENDS |= {
    f"{heading} by hand": rf"{heading} {THANKS}\clearpage{REFERENCES}"
    for heading in (
        r"\section*{Acknowledgments}",
        r"\section*{Acknowledgements}",
        r"\section{Acknowledgement}",
        r"\section*{ACKNOWLEDGMENTS}",
        r"\section[Acknowledgment]{Acknowledgment}",
        r"\clearpage\section*{Acknowledgments}",
    )
}
FULL_ENDS = {
    "references": REFERENCES,
    "acknowledgements by hand": rf"\section*{{Acknowledgments}}{THANKS}",
    "acknowledgements environment": rf"\begin{{ack}}{THANKS}\end{{ack}}{REFERENCES}",
    "appendix": r"\appendix\section{Proofs}\ParaC",
}
# Headings that look like an end and are none, and how they are printed.
CONTINUE = {
    r"\section{Acknowledging packets}": "acknowledgingpackets",
    r"\section{Cross References in Code}": "crossreferences",
    r"\section{Appendix-free Proofs}": "appendixfree",
    r"\section*{Acknowledgments of Packets}": "acknowledgmentsofpackets",
}


def ends_on(compiled: CompiledDocument) -> int | None:
    """The page that the log and the .aux agree on."""
    said = [line for line in compiled.log_text.splitlines() if line.startswith("mlsys2024: main")]
    page = compiled.log.main_text_ends
    assert said == ([f"mlsys2024: main text ends on page {page}; the limit is 10"] if page else [])
    noted = re.findall(r"\\mlsys@maintextends\{(\d+)\}", compiled.aux_text)
    assert noted == ([str(page)] if page else [])
    return page


@pytest.mark.parametrize(
    ("mode", "end"),
    [
        *(("accepted", end) for end in ENDS),
        *(("review", end) for end in ENDS if "environment" in end or "new page" in end),
    ],
)
def test_the_text_ends_on_the_page_of_its_last_words(
    mode: str, end: str, compile_paper: CompileTex
) -> None:
    compiled = compile_paper(paper(OPTION[mode], TWO_PAGES + ENDS[end]))
    assert not compiled.log.errors
    assert ends_on(compiled) == 2


@pytest.mark.parametrize("end", FULL_ENDS)
def test_what_begins_on_the_page_after_a_full_one_does_not_count(
    end: str, compile_paper: CompileTex
) -> None:
    compiled = compile_paper(paper("accepted", FULL_PAGE + FULL_ENDS[end]))
    second, third = pages(compiled).pages[1:]
    assert "line108" in text_of(second)
    assert "line" not in text_of(third).replace("linear", "")
    assert ends_on(compiled) == 2


def test_headings_that_only_sound_like_an_end_are_none(compile_paper: CompileTex) -> None:
    """Each begins a page of its own; the page that is said tells which of them passes for one."""
    body = r"\ParaA\clearpage" + "".join(rf"{each}\ParaC\clearpage" for each in CONTINUE)
    compiled = compile_paper(paper("", body + r"\ParaD" + REFERENCES))
    for page, heading in zip(pages(compiled).pages[1:], CONTINUE.values(), strict=False):
        assert heading in text_of(page)
    assert ends_on(compiled) == len(CONTINUE) + 2


@pytest.mark.parametrize("last", ["", r"\clearpage", r"\newpage", r"\vfill"])
def test_without_references_the_text_ends_with_the_document(
    last: str, compile_paper: CompileTex
) -> None:
    compiled = compile_paper(paper("", TWO_PAGES + last))
    assert complaints(compiled) == []
    assert ends_on(compiled) == 2


@pytest.mark.parametrize("packages", ["hyperref", "titlesec", "titlesec,hyperref"])
@pytest.mark.parametrize("place", ["before", "after"])
def test_packages_that_redefine_sections_do_not_hide_the_end(
    packages: str, place: str, compile_paper: CompileTex
) -> None:
    """On page 3, and not on page 2 with a heading that only sounds like it."""
    body = (
        TWO_PAGES + r"\section{Acknowledging packets}\ParaC\clearpage\ParaD"
        rf"\section*{{Acknowledgments}}{THANKS}\clearpage" + REFERENCES
    )
    load = rf"\usepackage{{{packages}}}"
    if "titlesec" in packages:
        load += r"\titlespacing*{\subsection}{0pt}{2pt}{1pt}"
    assert ends_on(compile_paper(paper("", body, **{place: load}))) == 3


def test_the_bibliography_of_biblatex_ends_the_text(compile_paper: CompileTex) -> None:
    """Biber has made it for a paper that cites the same."""
    other = loading(BIBLATEX.all, BIBLATEX, "before", compile_paper)
    compiled = compile_paper(
        paper(
            "nonatbib",
            TWO_PAGES + r"Cited \cite{one} here.\printbibliography\clearpage\ParaC",
            after=r"\usepackage{hyperref}\usepackage[style=numeric]{biblatex}"
            r"\addbibresource{few.bib}",
        ),
        left_by(other, [".bbl"]),
        max_runs=SETTLED,
    )
    assert complaints(compiled) == []
    second = text_of(pages(compiled).pages[1])
    assert "cited1here" in second
    assert "references" in second
    assert ends_on(compiled) == 2


def test_an_end_within_an_included_file_is_known_too(compile_paper: CompileTex) -> None:
    compiled = compile_paper(
        paper("", r"\include{text}\include{back}"),
        {"text.tex": TWO_PAGES, "back.tex": r"\section*{Acknowledgments}" + REFERENCES},
    )
    assert not compiled.log.errors
    assert compiled.log.main_text_ends == 3


# The limit -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def lengths(compile_paper: CompileTex) -> dict[tuple[int, str], CompiledDocument]:
    """Papers whose text has 10 and 11 pages, in each mode."""

    def body(length: int) -> str:
        return r"\clearpage ".join(["Short page."] * length) + REFERENCES

    return {
        (length, mode): compile_paper(paper(option, body(length)))
        for length in (10, 11)
        for mode, option in OPTION.items()
    }


def test_ten_pages_are_within_the_limit(
    lengths: dict[tuple[int, str], CompiledDocument],
) -> None:
    for mode in OPTION:
        assert ends_on(lengths[10, mode]) == 10
        assert style_says(lengths[10, mode], "warning") == []


def test_the_eleventh_page_is_warned_about_in_review_only(
    lengths: dict[tuple[int, str], CompiledDocument],
) -> None:
    for mode in OPTION:
        assert ends_on(lengths[11, mode]) == 11
    (warning,) = style_says(lengths[11, "review"], "warning")
    assert "11" in warning
    assert "10" in warning
    assert not warning.endswith("..")
    for mode in ("accepted", "preprint"):
        assert style_says(lengths[11, mode], "warning") == []


def test_references_after_the_tenth_page_do_not_count(compile_paper: CompileTex) -> None:
    body = r"\clearpage ".join(["Short page."] * 10) + r"\clearpage" + REFERENCES
    compiled = compile_paper(paper("", body + r"\clearpage\appendix\section{A}B"))
    assert len(pages(compiled).pages) == 12
    assert ends_on(compiled) == 10
    assert style_says(compiled, "warning") == []
