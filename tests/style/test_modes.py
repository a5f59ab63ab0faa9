"""Review, accepted and preprint differ in what the table of modes says, and in nothing else."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from layout_assertions import assert_layout, without_numbers
from mlsys_paper.format import current_format
from style.papers import (
    MODES,
    OPTION,
    SETTLED,
    SEVERAL_PAGES,
    complaints,
    folios,
    left_by,
    line_numbers,
    line_of,
    pages,
    paper,
    prints,
    style_says,
    title_block,
)

if TYPE_CHECKING:
    from conftest import CompileTex
    from mlsys_paper.pdf.model import Document, Page, Rule, Run
    from mlsys_paper.tex.compile import CompiledDocument

NOW = current_format()
NOTICE = {
    "review": "Preliminary work. Under review by the Machine Learning and Systems (MLSys) "
    "Conference. Do not distribute.",
    "accepted": f"Proceedings of the {NOW.ordinal}{NOW.constants['ordinalsuffix']} MLSys "
    f"Conference, {NOW.place}, {NOW.year}. Copyright {NOW.year} by the author(s).",
    "preprint": "Preprint.",
}
ACKNOWLEDGEMENTS = {
    "acknowledgements": "Greenharbour gave us disks.",
    "acknowledgments": "Bluemountain gave us machines.",
    "ack": "Redriver gave us time.",
}
ENVIRONMENTS = "\n".join(
    rf"\begin{{{name}}}{text}\end{{{name}}}" for name, text in ACKNOWLEDGEMENTS.items()
)

# One author and one affiliation whose note is as long as the anonymous one.
SAME_HEIGHT = title_block(
    authors=r"""\begin{mlsysauthorlist}
\mlsysauthor{Ada Quill}{north}
\end{mlsysauthorlist}
\mlsysaffiliation{north}{Department of Computing, Northfield University,
  Northfield, Ontario, Canada}
\mlsyscorrespondingauthor{Ada Quill}{ada.quill@northfield.example}"""
)
OWN_NOTICE = (
    "Preprint of a paper that has been sent to a conference, where it waits for its reviews."
)
# Whatever the page builder and the output routine have to deal with.
DEMANDING = r"""\section{Introduction}
\ParaA

\begin{figure}[t]
\centering\rule{2in}{1in}
\caption{A figure whose caption needs more than one line of the column that it stands in.}
\end{figure}
\ParaB
\begin{equation}
  \int_0^1 f(x)\,dx = \sum_{i=1}^{n} w_i f(x_i) + R_n
\end{equation}
\ParaC\footnote{A note below the second column, long enough to fill more than one line of it.}
\begin{itemize}
\item \ParaA
\item Short.
  \begin{enumerate}
  \item \ParaB
  \item Shorter.
  \end{enumerate}
\end{itemize}
\subsection{A Heading}
\ParaD\footnote{Another note.}
\begin{figure*}[t]
\centering\rule{5in}{1.5in}
\caption{A wide figure.}
\end{figure*}
\begin{table}[b]
\caption{A table at the bottom.}
\centering
\begin{tabular}{lr}\hline Name & Value\\\hline One & 1\\Two & 2\\\hline\end{tabular}
\end{table}
\ParaE
\begin{align}
  a &= b + c \\
    &= d + e + f
\end{align}
\paragraph{Run in.} \ParaA
\begin{algorithm}[h]
\caption{Placement}
\begin{algorithmic}
\STATE wait for a request
\IF{it is short} \STATE place it \ENDIF
\end{algorithmic}
\end{algorithm}
\begin{verbatim}
while true; do sleep 1; done
\end{verbatim}
\subsubsection{A Third}
\ParaB
\begin{quote}\ParaC\end{quote}
\vspace{-4pt}
\ParaD\marginpar{aside}

\ParaE

\appendix
\section{Proofs}
\ParaA
\[ E = mc^2 \]
\ParaB

\ParaC

\ParaD

\ParaE

\ParaA"""


@pytest.fixture(scope="module")
def plain(compile_paper: CompileTex) -> dict[str, CompiledDocument]:
    """An ordinary paper with all three kinds of acknowledgements, in each mode."""
    return {
        mode: compile_paper(
            paper(
                OPTION[mode],
                f"{SEVERAL_PAGES}\n\n{ENVIRONMENTS}",
                before=r"\usepackage{hyperref}",
                after=r"\newcommand\answer{\ifdefined\isaccepted shownhere\else hiddenhere\fi}"
                r"\AtEndDocument{\par\answer}",
            )
        )
        for mode in MODES
    }


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_compiles_without_a_word(mode: str, plain: dict[str, CompiledDocument]) -> None:
    assert complaints(plain[mode]) == []


def test_authors_are_shown_outside_review_only(plain: dict[str, CompiledDocument]) -> None:
    shown = ("Ada Quill", "Bruno Marlow", "Northfield University", "Port Hale", "ada@northfield")
    for mode, compiled in plain.items():
        assert [prints(compiled, text) for text in shown] == [mode != "review"] * len(shown), mode
        anonymous = ("Anonymous Authors", "Anonymous Institution", "anon.email@domain.com")
        for text in anonymous:
            assert prints(compiled, text) is (mode == "review"), (mode, text)


@pytest.mark.parametrize("name", ACKNOWLEDGEMENTS)
def test_acknowledgements_are_shown_outside_review_only(
    name: str, plain: dict[str, CompiledDocument]
) -> None:
    heading = "Acknowledgments" if name == "acknowledgments" else "Acknowledgements"
    for mode, compiled in plain.items():
        assert prints(compiled, ACKNOWLEDGEMENTS[name]) is (mode != "review"), mode
        assert prints(compiled, heading + ACKNOWLEDGEMENTS[name]) is (mode != "review"), mode
    assert not prints(plain["review"], "Acknowledg")


def test_folios_stand_in_the_middle_of_the_foot_except_in_the_proceedings(
    plain: dict[str, CompiledDocument],
) -> None:
    for mode in ("review", "preprint"):
        for page in pages(plain[mode]).pages:
            (folio,) = folios(page)
            assert folio.text == str(page.number)
            assert (folio.x + folio.right) / 2 == pytest.approx(612 / 2 - 7.56, abs=0.6)
            assert 18 < folio.baseline < 60
    assert not [run for page in pages(plain["accepted"]).pages for run in folios(page)]


def test_each_mode_prints_its_notice_and_no_other(plain: dict[str, CompiledDocument]) -> None:
    for mode, compiled in plain.items():
        for other, notice in NOTICE.items():
            assert prints(compiled, notice) is (mode == other), (mode, other)


def test_line_numbers_run_through_the_review_copy(plain: dict[str, CompiledDocument]) -> None:
    seen: list[int] = []
    for page in pages(plain["review"]).pages:
        numbers = line_numbers(page)
        left = [run for run in numbers if run.right < 54]
        right = [run for run in numbers if run.x > 543]
        assert left, page.number
        assert right or page.number == len(pages(plain["review"]).pages)
        for run in numbers:
            red, green, blue = run.colour
            assert red == green == blue, run
            assert 60 < red < 220, run
        for side in (left, right):
            seen += [int(run.text) for run in sorted(side, key=lambda run: -run.baseline)]
    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) > 100


@pytest.mark.parametrize("mode", ["accepted", "preprint"])
def test_other_modes_have_no_line_numbers(mode: str, plain: dict[str, CompiledDocument]) -> None:
    assert not [run for page in pages(plain[mode]).pages for run in line_numbers(page)]


def test_isaccepted_is_defined_where_authors_are_shown(
    plain: dict[str, CompiledDocument],
) -> None:
    for mode, compiled in plain.items():
        expected = "hiddenhere" if mode == "review" else "shownhere"
        assert prints(compiled, expected), mode


# Notices ---------------------------------------------------------------------


@pytest.mark.parametrize("place", ["preamble", "document"])
def test_a_preprint_may_have_its_own_notice(place: str, compile_paper: CompileTex) -> None:
    own = r"\mlsysnotice{To appear in \emph{Queueing Letters}.}"
    block = title_block()
    source = (
        paper("preprint", after=own)
        if place == "preamble"
        else paper("preprint", block=f"{own}\n{block}")
    )
    compiled = compile_paper(source)
    assert complaints(compiled) == []
    assert prints(compiled, "To appear in Queueing Letters.")
    assert not prints(compiled, "Preprint.")


@pytest.mark.parametrize("mode", ["review", "accepted"])
def test_elsewhere_an_own_notice_is_refused_with_a_warning(
    mode: str, compile_paper: CompileTex
) -> None:
    source = paper(OPTION[mode], after=r"\mlsysnotice{To appear in Queueing Letters.}")
    compiled = compile_paper(source)
    assert prints(compiled, NOTICE[mode])
    assert not prints(compiled, "Queueing Letters")
    (warning,) = compiled.log.warnings
    assert warning.source == "Package mlsys2024"
    assert r"\mlsysnotice" in warning.message
    assert "preprint" in warning.message
    assert ".." not in warning.message
    assert warning.line == line_of(source, "Queueing")


@pytest.mark.parametrize(
    ("mode", "change"),
    [
        ("review", r"\makeatletter\renewcommand{\Notice@String}{%s}\makeatother"),
        ("accepted", r"\makeatletter\gdef\Notice@String{%s}\makeatother"),
        ("preprint", r"\makeatletter\renewcommand{\Notice@String}{%s}\makeatother"),
    ],
)
def test_papers_that_redefine_the_notice_get_theirs(
    mode: str, change: str, compile_paper: CompileTex
) -> None:
    compiled = compile_paper(paper(OPTION[mode], after=change % "Term paper, spring."))
    assert complaints(compiled) == []
    assert prints(compiled, "Term paper, spring.")
    assert not any(prints(compiled, notice) for notice in NOTICE.values())


@pytest.mark.parametrize("mode", MODES)
def test_papers_may_redefine_the_notice_to_nothing(mode: str, compile_paper: CompileTex) -> None:
    change = r"\makeatletter\renewcommand{\Notice@String}{}\makeatother"
    compiled = compile_paper(paper(OPTION[mode], block=f"{change}\n{title_block()}"))
    assert complaints(compiled) == []
    assert not any(prints(compiled, notice) for notice in NOTICE.values())
    assert prints(compiled, "Correspondence to:")


# Options ---------------------------------------------------------------------


@pytest.mark.parametrize("wrong", ["acepted", "final", "review=yes"])
def test_an_unknown_option_is_an_error_that_lists_the_valid_ones(
    wrong: str, compile_paper: CompileTex
) -> None:
    compiled = compile_paper(paper(wrong))
    (message,) = style_says(compiled, "error")
    assert wrong in message
    for valid in ("accepted", "preprint", "nohyperref", "nonatbib", "noalgorithmic"):
        assert valid in message
    assert len(complaints(compiled)) == 1
    assert prints(compiled, "Anonymous Authors"), "without a mode the paper is under review"


@pytest.mark.parametrize("options", ["accepted,preprint", "preprint,accepted"])
def test_two_modes_contradict_each_other(options: str, compile_paper: CompileTex) -> None:
    compiled = compile_paper(paper(options))
    (message,) = style_says(compiled, "error")
    assert "accepted" in message
    assert "preprint" in message
    assert len(complaints(compiled)) == 1, complaints(compiled)
    printed = [mode for mode, notice in NOTICE.items() if prints(compiled, notice)]
    assert len(printed) == 1
    assert printed != ["review"]


def test_the_same_mode_twice_is_no_contradiction(compile_paper: CompileTex) -> None:
    compiled = compile_paper(paper("accepted,accepted"))
    assert complaints(compiled) == []


def test_a_mode_may_stand_among_the_options_of_the_class(compile_paper: CompileTex) -> None:
    """Class options are global: one flag there serves every package that knows it."""
    compiled = compile_paper(paper(first=r"\documentclass[accepted,letterpaper,10pt]{article}"))
    assert complaints(compiled) == []
    assert prints(compiled, NOTICE["accepted"])


# Switching ---------------------------------------------------------------------

SWITCHING = paper(
    "OPTION",
    r"""\section{Introduction}\label{intro}
\ParaA, see Section~\ref{intro} and \citet{one}.

"""
    + SEVERAL_PAGES
    + r"""

\begin{ack}Thanks.\end{ack}
\begin{thebibliography}{1}
\bibitem[One(2020)]{one} A. One. Title. 2020.
\end{thebibliography}
\appendix
\section{Proofs} \ParaB""",
    before=r"\usepackage{hyperref}\usepackage{cleveref}",
)


@pytest.fixture(scope="module")
def switched(compile_paper: CompileTex) -> dict[str, CompiledDocument]:
    """A paper with references in each mode, without stale files."""
    return {
        mode: compile_paper(SWITCHING.replace("[OPTION]", f"[{OPTION[mode]}]"), max_runs=SETTLED)
        for mode in MODES
    }


@pytest.mark.parametrize(("old", "new"), list(itertools.permutations(MODES, 2)))
def test_switching_mode_over_stale_files_changes_nothing(
    old: str, new: str, switched: dict[str, CompiledDocument], compile_paper: CompileTex
) -> None:
    """Two runs do: after them LaTeX asks for no other, which would be a complaint."""
    source = SWITCHING.replace("[OPTION]", f"[{OPTION[new]}]")
    compiled = compile_paper(source, left_by(switched[old]), max_runs=2)
    assert complaints(compiled) == complaints(switched[new]) == []
    assert_layout(pages(switched[new]), pages(compiled))
    assert compiled.log.main_text_ends == switched[new].log.main_text_ends


def test_the_first_run_over_stale_files_has_no_error(
    switched: dict[str, CompiledDocument], compile_paper: CompileTex
) -> None:
    source = SWITCHING.replace("[OPTION]", "")
    for old in ("accepted", "preprint"):
        first = compile_paper(source, left_by(switched[old]))
        assert not first.log.errors
        assert first.exit_status == 0


def test_the_aux_file_can_be_read_without_the_style(
    switched: dict[str, CompiledDocument], compile_paper: CompileTex
) -> None:
    bare = (
        r"\documentclass{article}\usepackage{hyperref,cleveref,natbib}"
        r"\begin{document}Bare.\end{document}"
    )
    for compiled in switched.values():
        after = compile_paper(bare, left_by(compiled))
        assert not after.log.errors


# Breaks ------------------------------------------------------------------------


def note_rule(page: Page) -> Rule:
    """The rule above the notes of the first column."""
    (rule,) = [rule for rule in page.rules if 50 < rule.right - rule.left < 65 and rule.left < 60]
    return rule


def body_of(document: Document) -> Document:
    """All but the author's line, the note below the first column, and numbers."""
    first, *rest = without_numbers(document).pages
    below = note_rule(first).bottom

    def of_the_author(run: Run) -> bool:
        return abs(run.baseline - 645) < 8 or (run.x < 298 and run.baseline < below)

    runs = tuple(run for run in first.runs if not of_the_author(run))
    return replace(document, pages=(replace(first, runs=runs), *rest))


@pytest.fixture(scope="module", params=["bare", "loaded"])
def demanding(
    request: pytest.FixtureRequest, compile_paper: CompileTex
) -> dict[str, CompiledDocument]:
    """A paper with everything that breaks pages; bare, and with the usual packages."""
    packages = r"\usepackage{amsmath}"
    if request.param == "loaded":
        packages += r"\usepackage{microtype,hyperref,enumitem,cleveref,stfloats,balance}"
    return {
        mode: compile_paper(
            paper(
                OPTION[mode],
                DEMANDING,
                before=packages,
                block=SAME_HEIGHT,
                after=rf"\mlsysnotice{{{OWN_NOTICE}}}" if mode == "preprint" else "",
            )
        )
        for mode in MODES
    }


def test_blocks_of_equal_height_leave_every_line_at_its_place(
    demanding: dict[str, CompiledDocument],
) -> None:
    bodies = {mode: body_of(pages(compiled)) for mode, compiled in demanding.items()}
    assert len(bodies["review"].pages) >= 3
    assert sum(len(page.runs) for page in bodies["review"].pages) > 200
    for mode in ("accepted", "preprint"):
        assert_layout(bodies["review"], bodies[mode], tolerance=0.01)


def test_the_demanding_paper_compiles_without_a_word(
    demanding: dict[str, CompiledDocument],
) -> None:
    for mode, compiled in demanding.items():
        assert complaints(compiled) == [], mode


def test_the_notes_below_the_first_column_are_equally_high(
    demanding: dict[str, CompiledDocument],
) -> None:
    """What the comparison of the bodies rests on."""
    heights = set()
    for compiled in demanding.values():
        heights.add(round(note_rule(pages(compiled).pages[0]).bottom, 1))
    assert len(heights) == 1
