"""What published papers call, redefine and reach into goes on working."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from layout_assertions import assert_layout
from style.papers import (
    AUTHORS,
    SETTLED,
    SEVERAL_PAGES,
    colours_of,
    complaints,
    fonts,
    head_rules,
    left_by,
    line_of,
    pages,
    paper,
    prints,
    running_head,
    style_says,
    title_block,
)

if TYPE_CHECKING:
    from conftest import CompileTex
    from mlsys_paper.pdf.model import Run
    from mlsys_paper.tex.compile import CompiledDocument

HYPERREF = r"\usepackage{hyperref}"
REFERENCES = r"""
\begin{thebibliography}{1}
\bibitem[One and Two(2020)]{one} A. One and B. Two. Title. 2020.
\end{thebibliography}
"""
PLACES = {
    "no hyperref": {},
    "hyperref before": {"before": HYPERREF},
    "hyperref after": {"after": HYPERREF},
}


def loaded(place: str, preamble: str) -> dict[str, str]:
    """The parts of a paper with hyperref at a place and a preamble after the style."""
    parts = PLACES[place]
    return parts | {"after": parts.get("after", "") + preamble}


def find(compiled: CompiledDocument, text: str) -> Run:
    """The only run that holds a text."""
    (run,) = [run for page in pages(compiled).pages for run in page.runs if text in run.text]
    return run


# Commands ------------------------------------------------------------------------


def test_the_names_of_2019_set_the_same_page(compile_paper: CompileTex) -> None:
    block = title_block(
        authors="\\mlsyssetsymbol{equal}{*}\n"
        + AUTHORS.replace("{north}", "{equal,north}", 1)
        + "\n\\mlsyskeywords{queues}\n\\mlsystitlerunning{Running}",
        notice=r"\printAffiliationsAndNotice{\mlsysEqualContribution}",
    )
    source = paper("accepted", SEVERAL_PAGES, block=block, before=HYPERREF)
    older = source.replace(r"\mlsys", r"\sysml").replace("{mlsysauthor", "{sysmlauthor")
    assert "sysmlauthorlist" in older
    today, then = compile_paper(source), compile_paper(older)
    assert complaints(then) == complaints(today) == []
    assert_layout(pages(today), pages(then))


def test_keywords_are_those_of_the_pdf(compile_paper: CompileTex) -> None:
    keywords = r"\mlsyskeywords{queues, caches}"
    for options in ("", "accepted"):
        source = paper(options, block=title_block(authors=AUTHORS + keywords), before=HYPERREF)
        compiled = compile_paper(source)
        assert (PdfReader(compiled.pdf).metadata or {})["/Keywords"] == "queues, caches"
        assert not prints(compiled, "queues, caches")


def test_labels_may_be_set_apart_by_blanks_and_authors_have_none(compile_paper: CompileTex) -> None:
    authors = AUTHORS.replace("{works,north}", "{ works , north}").replace(
        r"\end{mlsysauthorlist}", "\\mlsysauthor{Chen Ibarra}{}\n\\end{mlsysauthorlist}"
    )
    compiled = compile_paper(paper("accepted", block=title_block(authors=authors)))
    assert complaints(compiled) == []
    assert prints(compiled, "Bruno Marlow 2 1 Chen Ibarra Abstract")


def test_struts_open_the_rows_of_a_table(compile_paper: CompileTex) -> None:
    body = r"""\begin{tabular}{l}
ant\\ bear\\
cat\abovestrut{0.3in}\\
dog\belowstrut{0.2in}\\ emu\\
fox\abovespace\\
goat\belowspace\\ hare\\
ibex\aroundspace\\ jay
\end{tabular}"""
    compiled = compile_paper(paper("accepted", body))
    assert complaints(compiled) == []
    names = ("ant", "bear", "cat", "dog", "emu", "fox", "goat", "hare", "ibex", "jay")
    rows = {run.text: run.baseline for run in pages(compiled).pages[0].runs if run.text in names}
    steps = [upper - lower for upper, lower in pairwise(rows[name] for name in names)]
    point, above, below = 72 / 72.27, 8.4 * 72 / 72.27, 3.6 * 72 / 72.27
    assert above + below == pytest.approx(12 * point)
    expected = [
        *(above + below, 21.6 + below, above + below, above + 14.4),
        *(14.4 + below, above + below, above + 7.2, 14.4 + below, above + 7.2),
    ]
    assert steps == pytest.approx(expected, abs=0.02)


def test_items_hang_and_have_bullets(compile_paper: CompileTex) -> None:
    body = r"""\texitem{(a)} Opening \ParaA

\icmlitem Bulleted words."""
    compiled = compile_paper(paper("accepted", body))
    assert complaints(compiled) == []
    glyphs = pages(compiled).pages[0].glyphs
    hang = 55.44 + 12 * 72 / 72.27
    for word in ("Opening", "Bulleted"):
        assert glyphs.x[glyphs.text.index(word)] == pytest.approx(hang, abs=0.5)
    first = find(compiled, "Opening")
    hanging = [
        run
        for run in pages(compiled).pages[0].runs
        if 5 < first.baseline - run.baseline < 60 and run.x < 298
    ]
    assert len(hanging) >= 4
    assert min(run.x for run in hanging) == pytest.approx(hang, abs=0.01)
    level = find(compiled, "Bulleted").baseline
    (bullet,) = [run for run in pages(compiled).pages[0].runs if run.text.strip() == "•"]
    assert bullet.baseline == level
    assert bullet.right < hang


def test_citations_in_the_conferences_ways(compile_paper: CompileTex) -> None:
    body = r"X \cite{one} Y \yrcite{one} Z \citet{one} W \citep[see][]{one} V." + REFERENCES
    compiled = compile_paper(paper("accepted", body), max_runs=SETTLED)
    assert complaints(compiled) == []
    assert prints(
        compiled,
        "X (One and Two, 2020) Y (2020) Z One and Two (2020) W (see One and Two, 2020) V.",
    )


SAME_AUTHORS = r"""
\begin{thebibliography}{4}
\bibitem[Kim et~al.(2019)Kim, Lo, and Mo]{a} Kim. 2019.
\bibitem[Kim et~al.(2020{\natexlab{a}})Kim, Lo, and Mo]{b} Kim. 2020a.
\bibitem[Kim et~al.(2020{\natexlab{b}})Kim, Lo, and Mo]{c} Kim. 2020b.
\bibitem[Po(2021)]{d} Po. 2021.
\end{thebibliography}
"""


@pytest.mark.parametrize(
    "preamble",
    ["", r"\setcitestyle{authoryear,round}", r"\usepackage{natbib}", HYPERREF],
    ids=["style alone", "setcitestyle", "natbib again", "hyperref after"],
)
def test_a_semicolon_parts_years_of_the_same_authors(
    preamble: str, compile_paper: CompileTex
) -> None:
    cases = {
        r"\citep{a,b,d}": "(Kim et al., 2019; 2020a; Po, 2021)",
        r"\cite{a,b}": "(Kim et al., 2019; 2020a)",
        r"\citet{a,b}": "Kim et al. (2019; 2020a)",
        r"\citealt{a,b}": "Kim et al. 2019; 2020a",
        r"\citealp{a,c}": "Kim et al., 2019; 2020b",
        r"\yrcite{a,b}": "(2019; 2020a)",
        r"\citep[see][p.~3]{a,b}": "(see Kim et al., 2019; 2020a, p. 3)",
        r"\citep{a,b,c}": "(Kim et al., 2019; 2020a;b)",
    }
    names = r"\providecommand{\natexlab}[1]{#1}" + preamble
    body = " ".join(f"X {command} Y" for command in cases) + SAME_AUTHORS
    compiled = compile_paper(paper("accepted", body, after=names), max_runs=SETTLED)
    assert complaints(compiled) == []
    for command, printed in cases.items():
        assert prints(compiled, f"X {printed} Y"), command


# Redefinitions in the preamble -----------------------------------------------------


ALGORITHMS = r"""\begin{algorithm}\caption{Go}\label{go}
\begin{algorithmic}\STATE one\end{algorithmic}\end{algorithm}
\begin{algorithm}\caption{Stop}\label{stop}
\begin{algorithmic}\STATE two\end{algorithmic}\end{algorithm}
See Algorithms~\ref{go} and \ref{stop}. """


@pytest.mark.parametrize("position", ["before", "after"])
@pytest.mark.parametrize("place", PLACES)
def test_papers_define_hyperrefs_counter_for_algorithms(
    place: str, position: str, compile_paper: CompileTex
) -> None:
    define = r"\newcommand{\theHalgorithm}{\arabic{algorithm}}"
    parts = {"before": "", "after": ""} | PLACES[place]
    parts[position] += define
    without = compile_paper(paper("accepted", ALGORITHMS, **PLACES[place]))
    source = paper("accepted", ALGORITHMS, **parts)
    compiled = compile_paper(source, left_by(without, [".aux"]), max_runs=SETTLED)
    assert complaints(compiled) == []
    assert prints(compiled, "See Algorithms 1 and 2.")


@pytest.mark.parametrize("place", PLACES)
def test_papers_redefine_what_the_loaded_packages_define(
    place: str, compile_paper: CompileTex
) -> None:
    preamble = r"""
\renewcommand{\algorithmicrequire}{\textbf{Input:}}
\renewcommand{\algorithmicensure}{\textbf{Output:}}
\renewcommand{\algorithmiccomment}[1]{\hfill\{#1\}}
\floatname{algorithm}{Procedure}
\setcitestyle{numbers,square}
\renewcommand{\bibsection}{\section*{Literature}}
\setlength{\bibsep}{1pt}
\definecolor{mine}{rgb}{1,0,0}
\renewcommand{\footrulewidth}{0.25pt}
\renewcommand{\thefootnote}{\fnsymbol{footnote}}
"""
    body = r"""Red \textcolor{mine}{words}, cited \citep{one}.
\begin{algorithm}[h]
\caption{Go}
\begin{algorithmic}
\REQUIRE a queue
\ENSURE a place
\STATE wait \COMMENT{briefly}
\end{algorithmic}
\end{algorithm}"""
    source = paper("accepted", body + REFERENCES, **loaded(place, preamble))
    compiled = compile_paper(source, max_runs=SETTLED)
    assert complaints(compiled) == []
    for text in ("Input: a queue", "Output: a place", "wait {briefly}", "Procedure 1 Go"):
        assert prints(compiled, text), text
    assert prints(compiled, "Literature")
    assert not prints(compiled, "References")
    assert prints(compiled, "cited [1]")
    assert colours_of(compiled, "words") == {(255, 0, 0)}


# Internals ------------------------------------------------------------------------


def test_counters_and_texts_of_the_authors_can_be_read(compile_paper: CompileTex) -> None:
    body = r"""\makeatletter
There are \the@affiliationcounter{} or \arabic{@affiliationcounter} affiliations,
first \csname @affilname1\endcsname, then \csname @affilname2\endcsname;
write to \mlsyscorrespondingauthor@text; printed \arabic{@affilnum}.
\makeatother"""
    compiled = compile_paper(paper("accepted", body))
    assert complaints(compiled) == []
    assert prints(
        compiled,
        "There are 2 or 2 affiliations, first Northfield University, Northfield, Ontario, Canada, "
        "then Latticeworks, Port Hale, Oregon, USA; write to Ada Quill <ada@northfield.example>; "
        "printed 2.",
    )


def test_papers_print_the_affiliations_in_their_own_way(compile_paper: CompileTex) -> None:
    own = r"""\makeatletter
\renewcommand{\printAffiliationsAndNotice}[1]{%
  {\let\thefootnote\relax\footnotetext{Where: \setcounter{@affilnum}{1}%
   \loop (\the@affilnum) \csname @affilname\the@affilnum\endcsname;
   \ifnum\value{@affilnum}<\value{@affiliationcounter}\stepcounter{@affilnum}\repeat
   \ifdefined\mlsyscorrespondingauthor@text
     mail: \mlsyscorrespondingauthor@text. \fi
   \Notice@String #1}}}
\makeatother"""
    for options, where in (
        (
            "accepted",
            "Where: (1) Northfield University, Northfield, Ontario, Canada; "
            "(2) Latticeworks, Port Hale, Oregon, USA; mail: Ada Quill <ada@northfield.example>. "
            "Proceedings of the",
        ),
        ("", "Where: (1) Anonymous Institution, Anonymous City, Anonymous Region,"),
    ):
        compiled = compile_paper(paper(options, after=own))
        assert not compiled.log.errors
        assert prints(compiled, where)


def test_captions_are_made_by_the_usual_macro(compile_paper: CompileTex) -> None:
    own = r"""\makeatletter
\long\def\@makecaption#1#2{\vskip 4pt
  \sbox\newcaptionbox{\small\bfseries #1: }%
  \newcaptionboxwid\wd\newcaptionbox
  \advance\newcaptionboxwid-\hsize
  \usebox\newcaptionbox{\small #2}\par}
\makeatother"""
    body = r"""\begin{figure}\rule{1in}{1in}\caption{Own captions.}\end{figure}
\makeatletter\@makecaption{Figure 9}{By hand.}\makeatother"""
    compiled = compile_paper(paper("accepted", body, after=own))
    assert complaints(compiled) == []
    assert prints(compiled, "Figure 1: Own captions.")
    assert prints(compiled, "Figure 9: By hand.")
    ours = compile_paper(paper("accepted", body))
    assert complaints(ours) == []
    assert prints(ours, "Figure 1. Own captions.")
    assert prints(ours, "Figure 9. By hand.")


# Heads and feet -------------------------------------------------------------------

# fancyhdr 3 defines heads globally, 4 and 5 within the group they are given in;
# with compatV3, 4 does as 3 did.
FANCYHDR = {
    "global heads": r"\PassOptionsToPackage{compatV3}{fancyhdr}",
    "local heads": "",
    "loaded before": r"\usepackage{fancyhdr}",
    "set up before": r"\usepackage{fancyhdr}\pagestyle{fancy}\fancyhead{}\fancyfoot{}",
}


@pytest.mark.parametrize("way", FANCYHDR)
@pytest.mark.parametrize("options", ["", "accepted"])
def test_the_running_head_stands_on_every_page_but_the_first(
    way: str, options: str, compile_paper: CompileTex
) -> None:
    compiled = compile_paper(paper(options, SEVERAL_PAGES, before=FANCYHDR[way]))
    # fancyhdr 5 would rather not be asked for that any more.
    assert [line for line in complaints(compiled) if "`compatV3' option" not in line] == []
    first, *others = pages(compiled).pages
    assert running_head(first) == ""
    assert head_rules(first) == []
    assert len(others) >= 2
    for page in others:
        assert running_head(page) == "Predictive Placement"
        (run,) = [run for run in page.runs if run.baseline > 725]
        assert (run.baseline, run.size) == pytest.approx((737.89, 8.97), abs=0.02)
        assert run.font == "NimbusRomNo9L-Medi"
        assert (run.x + run.right) / 2 == pytest.approx(298.44, abs=0.3)
        assert len(head_rules(page)) == 1


def test_papers_that_call_chead(compile_paper: CompileTex) -> None:
    """In the preamble it never had an effect, since the title set it; later it has one."""
    early = compile_paper(paper("accepted", SEVERAL_PAGES, after=r"\chead{Own head}"))
    assert complaints(early) == []
    assert {running_head(page) for page in pages(early).pages[1:]} == {"Predictive Placement"}
    late = compile_paper(paper("accepted", r"\chead{\small Own head}" + SEVERAL_PAGES))
    assert complaints(late) == []
    assert {running_head(page) for page in pages(late).pages[1:]} == {"Own head"}


def test_papers_that_add_heads_and_feet_with_fancyhdr(compile_paper: CompileTex) -> None:
    added = r"""\cfoot{\small page \thepage}\lhead{\small left}\rhead{\small right}
\renewcommand{\headrulewidth}{0pt}
\fancypagestyle{own}{\fancyhf{}\chead{\small special}}"""
    body = SEVERAL_PAGES + r"\clearpage\thispagestyle{own}\ParaA"
    compiled = compile_paper(paper("accepted", body, after=added))
    assert complaints(compiled) == []
    _, *others, last = pages(compiled).pages
    for page in others:
        assert sorted(running_head(page).split()) == ["Placement", "Predictive", "left", "right"]
        assert head_rules(page) == []
        assert [run.text for run in page.runs if run.baseline < 72] == [f"page {page.number}"]
    assert running_head(last) == "special"


TOO_LONG = "Placing Requests on Shared Servers by Predicting " + "What They Will Cost and " * 4


@pytest.mark.parametrize(
    ("title", "running"),
    [
        (TOO_LONG, None),
        ("Queues", TOO_LONG),
        (r"Queues: \\ A Study", None),
        (TOO_LONG, TOO_LONG),
    ],
)
def test_a_running_title_that_does_not_fit_is_replaced_with_a_warning(
    title: str, running: str | None, compile_paper: CompileTex
) -> None:
    after = rf"\mlsystitlerunning{{{running}}}" if running else ""
    source = paper("accepted", SEVERAL_PAGES, after=after, block=title_block(title))
    compiled = compile_paper(source)
    heads = {running_head(page) for page in pages(compiled).pages[1:]}
    assert heads == {"Title Suppressed Due to Excessive Size"}
    (message,) = style_says(compiled, "warning")
    assert r"\mlsystitlerunning" in message
    assert len(complaints(compiled)) == 1
    (warning,) = compiled.log.warnings
    assert warning.line is not None
    assert line_of(source, r"\twocolumn[") <= warning.line <= line_of(source, r"\printAffil")


@pytest.mark.parametrize("place", ["preamble", "before the title", "after the title"])
def test_a_running_title_may_be_given_anywhere_near_the_title(
    place: str, compile_paper: CompileTex
) -> None:
    short = r"\mlsystitlerunning{Queues}"
    block = title_block(r"Predictive \\ Placement")
    parts = {
        "preamble": {"after": short, "block": block},
        "before the title": {"block": block.replace(r"\mlsystitle{", rf"{short}\mlsystitle{{")},
        "after the title": {"block": title_block(authors=short + AUTHORS)},
    }
    compiled = compile_paper(paper("accepted", SEVERAL_PAGES, **parts[place]))
    assert complaints(compiled) == []
    assert {running_head(page) for page in pages(compiled).pages[1:]} == {"Queues"}


# Two lines of text are 12 pt apart, and the displays' skips go on top of that.
SKIPPED = r"""\setlength\abovedisplayskip{2pt}\setlength\abovedisplayshortskip{2pt}
before \[ a = b \] after"""


@pytest.mark.parametrize("size", ["small", "footnotesize"])
def test_space_around_displays_that_a_paper_chose_holds_in_small_text_too(
    size: str, compile_paper: CompileTex
) -> None:
    """What sets them is the normal size, as in the class."""
    command = rf"\{size} "
    bodies = (SKIPPED.replace("before", command + "before"), command + SKIPPED)
    chosen_before, chosen_after = (compile_paper(paper("", rf"{{{body}\par}}")) for body in bodies)
    assert_layout(pages(chosen_after), pages(chosen_before))


def test_the_font_families_are_the_classic_ones(compile_paper: CompileTex) -> None:
    body = (
        r"Roman \textsf{Sans} \texttt{Mono} \textit{Italic} $x^2$ \textsc{Small} \textsl{slanted}"
    )
    compiled = compile_paper(paper("accepted", body))
    assert complaints(compiled) == []
    assert {find(compiled, "Sans").font, find(compiled, "Mono").font} == {
        "NimbusSanL-Regu",
        "NimbusMonL-Regu",
    }
    assert {"NimbusRomNo9L-Regu", "NimbusRomNo9L-ReguItal"} <= fonts(pages(compiled))
    assert not [name for name in fonts(pages(compiled)) if name.startswith(("LM", "SFRM", "CMR10"))]


# The anonymous line ------------------------------------------------------------------

NAMES = [rf"\mlsysauthor{{{name}}}{{north}}" for name in ("Ada", "Bruno", "Chen", "Dilara")]
BLANK = 2.5
"""Of 10 pt Times, in points."""
LINES_OF_AUTHORS = {
    "on a line": ("\n".join(NAMES), 4),
    "half of them": ("\n".join(NAMES[:2]), 2),
    "on two lines": (f"{NAMES[0]}\n{NAMES[1]} \\\\\n{NAMES[2]}\n{NAMES[3]}", 1),
    "in two paragraphs": (f"\n{NAMES[0]}\n{NAMES[1]}\n\n{NAMES[2]}\n{NAMES[3]}", 2),
    "without blanks": ("%\n".join(NAMES), 1),
}
"""Authors, and how many blanks they leave behind the anonymous one."""


@pytest.mark.parametrize("way", LINES_OF_AUTHORS)
def test_blanks_of_the_first_line_of_authors_count_in_centring(
    way: str, compile_paper: CompileTex
) -> None:
    """The line of the one anonymous author ends with them."""

    def x(authors: str) -> float:
        names = f"\\begin{{mlsysauthorlist}}\n{authors}\n\\end{{mlsysauthorlist}}"
        rest = AUTHORS[AUTHORS.index(r"\mlsysaffiliation") :]
        block = title_block(authors=f"{names}\n{rest}")
        compiled = compile_paper(paper("", block=block))
        assert not compiled.log.errors
        return find(compiled, "Anonymous Authors").x

    authors, blanks = LINES_OF_AUTHORS[way]
    moved = x(NAMES[0]) - x(authors)
    assert moved == pytest.approx((blanks - 1) * BLANK / 2 * 72 / 72.27, abs=0.02)
