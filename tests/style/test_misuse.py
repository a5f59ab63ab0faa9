r"""What authors do instead of what the guide says: one message, and a page that is right.

`\maketitle` gives the style's title block; every other slip is an error or warning, and
nothing of the authors is in a review copy whatever they write.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
from pypdf import PdfReader

from style.leaks import places
from style.papers import OPTION, complaints, pages, paper, prints, said

if TYPE_CHECKING:
    from conftest import CompileTex
    from mlsys_paper.tex.compile import CompiledDocument

ABSTRACT = "\\begin{abstract}\nSummary of it. \\ParaC\n\\end{abstract}\n"
AUTHOR = (
    r"\title{Queues and Caches}\author{Ada Nameleak\thanks{Grantleak.} \\ Instituteleak \\ "
    r"\texttt{mailleak@x} \and Secondleak \\ Houseleak}"
)
LIST = r"""\begin{mlsysauthorlist}
\mlsysauthor{Ada Nameleak}{north}
\mlsysauthor{Secondleak}{north}
\end{mlsysauthorlist}
"""
PLACES = r"""\mlsysaffiliation{north}{Placeleak}
\mlsyscorrespondingauthor{Ada Nameleak}{mailleak@x}
"""
NOTICE = "\\printAffiliationsAndNotice{}\n"
TITLE = "\\mlsystitle{Queues and Caches}\n"
INSIDE = f"{TITLE}{LIST}{PLACES}\\vskip 0.3in\n{ABSTRACT}"
BLOCK = f"\\twocolumn[\n{INSIDE}]\n{NOTICE}"
TEXT = "\\section{Introduction}\n\\ParaA\n\n\\ParaB\n\n\\section{Design} \\ParaC\n\n\\ParaD\n\n"
REFERENCES = r"""
\begin{thebibliography}{1}
\bibitem[One(2020)]{one} A. One. Title. 2020.
\end{thebibliography}
"""
MULTICOLS = r"\onecolumn\begin{multicols}{2}" + TEXT + r"\end{multicols}"


class Misuse(NamedTuple):
    """A document's parts, the messages that it gets, and what a review copy prints."""

    parts: dict[str, str]
    message: str
    shows: tuple[str, ...] = ("Queues and Caches", "Anonymous Authors", "Preliminary work")


def block(text: str) -> dict[str, str]:
    """What stands for the title block."""
    return {"block": text}


def without(text: str, source: str = BLOCK) -> dict[str, str]:
    """The title block without a text of it."""
    assert text in source
    return block(source.replace(text, "", 1))


def instead(text: str, other: str) -> dict[str, str]:
    """The title block with one text in another's place."""
    assert text in BLOCK
    return block(BLOCK.replace(text, other, 1))


def make(title: str, *, after: str = AUTHOR, **parts: str) -> dict[str, str]:
    r"""A paper that gives its title as \maketitle wants it."""
    return {"after": after, "block": title, **parts}


MAKETITLE = r"\\maketitle .*title block of this style"
FOREIGN = r"\\affiliation is a command of another template"
OUTSIDE = r"stands outside \\twocolumn"
MADE = {
    "followed by the abstract": make(r"\maketitle" + ABSTRACT),
    "in the text": {"block": AUTHOR + r"\maketitle" + ABSTRACT},
    "below the abstract": make(ABSTRACT + r"\maketitle "),
    "blank lines and a style of the page between": make(
        "\\maketitle\n\n\\thispagestyle{empty}\n\n" + ABSTRACT
    ),
    "across the columns": make(rf"\twocolumn[\maketitle {ABSTRACT}]"),
    "across the columns, abstract below": make(rf"\twocolumn[\maketitle]{ABSTRACT}"),
    "in a group": make(r"{\maketitle}" + ABSTRACT),
    "in one column": make(r"\onecolumn\maketitle " + ABSTRACT),
    "with the notice": make(r"\maketitle " + NOTICE + ABSTRACT),
    "options of the class": make(
        r"\maketitle " + ABSTRACT,
        first=r"\documentclass[titlepage,twoside,11pt,draft,onecolumn]{article}",
    ),
    "as at NeurIPS": make(
        r"\maketitle" + ABSTRACT,
        after=r"\title{\large Queues and\\ Caches\thanks{Fundleak}\footnote{Noteleak}}"
        r"\author{Ada Nameleak\footnote{Deptleak} \And Secondleak \\ Houseleak \AND Thirdleak}",
    ),
    "as at IEEE": make(
        r"\maketitle" + ABSTRACT,
        after=r"\title{Queues and Caches}\author{\IEEEauthorblockN{Ada Nameleak}"
        r"\IEEEauthorblockA{Placeleak} \and \IEEEauthorblockN{Secondleak}"
        r"\IEEEauthorblockA{Houseleak}}",
    ),
    "a date, and hyperref": make(
        r"\maketitle" + ABSTRACT,
        before=r"\usepackage[pdfusetitle]{hyperref}",
        after=AUTHOR + r"\date{Dateleak}",
    ),
}

MISUSES = {f"maketitle, {name}": Misuse(parts, MAKETITLE) for name, parts in MADE.items()} | {
    "two titles": Misuse(instead(TITLE, TITLE + r"\mlsystitle{Another}"), r"second title"),
    "a second title in the text": Misuse(
        block(BLOCK + r"\mlsystitle{Another}"), r"mlsystitle gives a second title"
    ),
    "maketitle below the block": Misuse(
        make(BLOCK + r"\maketitle "), r"maketitle gives a second title"
    ),
    **{
        f"a title of {name}": Misuse(
            instead("{Queues and Caches}", f"{{{title}}}"),
            r"The title is empty",
            ("Anonymous Authors", "Preliminary work"),
        )
        for name, title in (
            ("nothing", ""),
            ("a blank", " "),
            ("a comment", "%\n"),
            ("a tie", "~"),
            ("an empty command", r"\textbf{}"),
            ("a line break", r"\\"),
        )
    },
    "no abstract": Misuse(without(ABSTRACT), r"The paper has no abstract"),
    "two abstracts": Misuse(instead(ABSTRACT, ABSTRACT * 2), r"second abstract"),
    "an abstract above the block": Misuse(
        block(ABSTRACT + BLOCK.replace(ABSTRACT, "")), r"\\begin\{abstract\} " + OUTSIDE
    ),
    "all outside the columns": Misuse(block(INSIDE + NOTICE), r"\\mlsystitle " + OUTSIDE),
    "the title alone outside": Misuse(
        block(TITLE + BLOCK.replace(TITLE, "")), r"\\mlsystitle " + OUTSIDE
    ),
    "the authors outside": Misuse(
        block(rf"\twocolumn[{TITLE}]{LIST}{PLACES}{ABSTRACT}{NOTICE}"),
        r"\\begin\{mlsysauthorlist\} " + OUTSIDE,
    ),
    "centred outside the columns": Misuse(
        block(rf"\begin{{center}}{INSIDE}\end{{center}}{NOTICE}"), r"\\mlsystitle " + OUTSIDE
    ),
    "the title in the preamble": Misuse(
        {"after": TITLE, **without(TITLE)},
        r"\\mlsystitle " + OUTSIDE,
        ("Anonymous Authors", "Preliminary work"),
    ),
    "authors without a list": Misuse(
        block(BLOCK.replace("\\begin{mlsysauthorlist}", "").replace("\\end{mlsysauthorlist}", "")),
        r"\\mlsysauthor\{Ada Nameleak\} stands outside mlsysauthorlist",
    ),
    "an author below the list": Misuse(
        instead(LIST, LIST + r"\mlsysauthor{Thirdleak}{north}"),
        r"\\mlsysauthor\{Thirdleak\} stands outside",
    ),
    "an author without label": Misuse(
        instead("{Ada Nameleak}{north}", "{Ada Nameleak}"),
        r"\\mlsysauthor\{Ada Nameleak\} lacks its second argument",
    ),
    "the last author without label": Misuse(
        instead("{Secondleak}{north}", "{Secondleak}"),
        r"\\mlsysauthor\{Secondleak\} lacks its second argument",
    ),
    "an affiliation without text": Misuse(
        instead("{Placeleak}", ""), r"\\mlsysaffiliation\{north\} lacks its second"
    ),
    "a corresponding author without mail": Misuse(
        instead("{mailleak@x}", ""), r"\\mlsyscorrespondingauthor\{Ada Nameleak\} lacks"
    ),
    "an abstract without end": Misuse(
        without("\\end{abstract}\n"), r"\\begin\{abstract\} has no .*begun on line \d+"
    ),
    "an abstract in the column without end": Misuse(
        block(BLOCK.replace(ABSTRACT, "") + ABSTRACT.replace("\\end{abstract}\n", "")),
        r"\\begin\{abstract\} has no .*begun on line \d+",
    ),
    "a list of authors without end": Misuse(
        without("\\end{mlsysauthorlist}\n"), r"\\begin\{mlsysauthorlist\} has no"
    ),
    "the notice twice": Misuse(block(BLOCK + NOTICE), r"AndNotice is used twice"),
    "biblatex beside natbib": Misuse(
        {"after": r"\usepackage{biblatex}", "body": TEXT},
        r"biblatex is loaded, and so is natbib",
    ),
    **{
        f"class {name}": Misuse(
            {"first": rf"\documentclass{{{name}}}"}, r"The class of the paper is not article", shows
        )
        for name, shows in (
            ("report", ("Queues and Caches", "Anonymous Authors", "Preliminary work")),
            ("book", ("Queues and Caches", "Anonymous Authors", "Preliminary work")),
            ("scrartcl", ("Queues and Caches", "Anonymous Authors", "Preliminary work")),
            ("memoir", ("Queues and Caches", "Anonymous Authors", "Preliminary work")),
            ("beamer", ("Queues and Caches", "Anonymous Authors")),
        )
    },
    **{
        f"one column {name}": Misuse(
            {"body": body, "before": r"\usepackage{multicol}"}, r"one column, from line \d+ on"
        )
        for name, body in (
            ("from the start", r"\onecolumn " + TEXT + REFERENCES),
            ("in the last section", TEXT + r"\onecolumn\section{End} Short." + REFERENCES),
            ("in the last paragraph", TEXT + r"\onecolumn Short." + REFERENCES),
            ("for the references", TEXT + r"\onecolumn" + REFERENCES),
            ("for the thanks", TEXT + r"\onecolumn\section*{Acknowledgments} X." + REFERENCES),
            ("in the middle", TEXT + r"\onecolumn\ParaA\twocolumn " + TEXT + REFERENCES),
            ("with multicols in it", TEXT + MULTICOLS + REFERENCES),
            ("without references", TEXT + r"\onecolumn\ParaA"),
        )
    },
}
MISUSES["maketitle as at the ACM"] = Misuse(
    {
        "block": r"\title{Queues and Caches}\author{Ada Nameleak}\affiliation{\institution{"
        r"Placeleak}}\email{mailleak@x}\author{Secondleak}" + ABSTRACT + r"\maketitle "
    },
    rf"{FOREIGN}|{MAKETITLE}",
)
SEVERAL = {"maketitle as at the ACM": 2}
"""How many messages, where it isn't one."""
CLASSES_OWN = re.compile(
    r"hyperref: (Option|Token)|fancyhdr|Class (scrartcl|memoir)|Empty bibliography|Biber"
    r"|undefined references"
)
"""What other packages say about themselves."""

ALLOWED = {
    "an appendix in one column": r"\onecolumn\appendix\section{Proofs} \ParaA" + REFERENCES,
    "an appendix by its heading": r"\onecolumn\section*{Appendix A} \ParaA" + REFERENCES,
    "what follows the references": REFERENCES + r"\onecolumn\section{Proofs} \ParaA",
    "wide pages": r"\begin{landscape}\begin{table*}\caption{A}b\end{table*}\end{landscape}\ParaA",
}


def compiled_paper(parts: dict[str, str], mode: str, compile_paper: CompileTex) -> CompiledDocument:
    """A paper by its parts, in a mode."""
    settings = {"block": BLOCK, "body": TEXT + REFERENCES} | parts
    return compile_paper(paper(OPTION[mode], **settings))


def messages(compiled: CompiledDocument) -> list[str]:
    """Errors and warnings, other packages' about themselves left out."""
    return [item for item in complaints(compiled) if not CLASSES_OWN.search(item)]


@pytest.mark.parametrize("mode", ["review", "accepted"])
@pytest.mark.parametrize("name", MISUSES)
def test_a_misuse_is_answered_once_and_set_right(
    name: str, mode: str, compile_paper: CompileTex
) -> None:
    case = MISUSES[name]
    compiled = compiled_paper(case.parts, mode, compile_paper)
    found = messages(compiled)
    assert len(found) == SEVERAL.get(name, 1), found
    assert all(re.search(case.message, item, re.DOTALL) for item in found), found
    if mode == "review":
        assert compiled.pdf is not None
        assert places(compiled.pdf, "leak") == []
        for text in case.shows:
            assert prints(compiled, text), text
    else:
        assert not prints(compiled, "Anonymous Authors")


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("mode", ["review", "accepted"])
def test_maketitle_sets_the_block_of_the_style_in_two_columns(
    name: str, mode: str, compile_paper: CompileTex
) -> None:
    usual = pages(compiled_paper({}, mode, compile_paper)).pages[0]
    page = pages(compiled_paper(MADE[name], mode, compile_paper)).pages[0]
    widths = [(rule.left, rule.right, rule.top - rule.bottom) for rule in usual.rules]
    found = [(rule.left, rule.right, rule.top - rule.bottom) for rule in page.rules]
    assert found[:2] == [pytest.approx(each, abs=0.05) for each in widths[:2]]
    assert page.runs[0].text.startswith("Q")
    assert page.runs[0].size == usual.runs[0].size
    assert {run.x for run in page.runs if run.x == pytest.approx(307.4, abs=0.3)}
    if mode == "accepted":
        assert "Nameleak" in "".join(run.text for run in page.runs)


def test_an_abstract_beside_maketitle_is_in_the_block(compile_paper: CompileTex) -> None:
    for name in ("followed by the abstract", "below the abstract", "across the columns"):
        page = pages(compiled_paper(MADE[name], "accepted", compile_paper)).pages[0]
        (first,) = [run for run in page.runs if run.text.startswith("Summary of it")]
        assert first.right > 480, name


def test_all_authors_of_an_accepted_paper_are_printed(compile_paper: CompileTex) -> None:
    for name in ("followed by the abstract", "as at NeurIPS", "as at IEEE"):
        compiled = compiled_paper(MADE[name], "accepted", compile_paper)
        for text in ("Ada Nameleak", "Secondleak", "Houseleak", "Proceedings of the"):
            assert prints(compiled, text), (name, text)


@pytest.mark.parametrize("name", ALLOWED)
def test_what_the_format_allows_beside_two_columns_is_silent(
    name: str, compile_paper: CompileTex
) -> None:
    parts = {"body": TEXT + ALLOWED[name], "before": r"\usepackage{pdflscape}"}
    assert complaints(compiled_paper(parts, "review", compile_paper)) == []


@pytest.mark.parametrize("engine", ["xelatex", "lualatex"])
def test_other_engines_say_and_set_the_same(engine: str, compile_paper: CompileTex) -> None:
    for name in ("followed by the abstract", "below the abstract"):
        source = paper("", TEXT, **MADE[name])
        compiled = compile_paper(source, engine=engine)
        (found,) = compiled.log.warnings
        assert re.search(MAKETITLE, said(found), re.DOTALL)
        assert compiled.pdf is not None
        assert places(compiled.pdf, "leak") == []
        assert prints(compiled, "Anonymous Authors")


HEADINGS = {
    r"\sys{} is \eg fast": "Sysy is e.g. fast",
    r"In $O(n^2)$ and $\alpha$": "In O(n2) and \N{GREEK SMALL LETTER ALPHA}",
    r"\mbox{Not broken}": "Not broken",
    r"A \texttt{b}, \sys, end": "A b, Sysy, end",
    r"For \ensuremath{k} at $k \times k$": "For k at k \N{MULTIPLICATION SIGN}k",
}
MACROS = r"""\usepackage{hyperref,xspace}
\newcommand\sys{\textsc{Sysy}\xspace}
\makeatletter
\def\onedot{\futurelet\@let@token\@onedot}
\def\@onedot{\ifx\@let@token.\else.\null\fi\xspace}
\def\eg{e.g\onedot}
\makeatother"""


def test_bookmarks_are_plain_text_silently(compile_paper: CompileTex) -> None:
    body = "".join(rf"\section{{{heading}}} \ParaA" for heading in HEADINGS)
    compiled = compile_paper(paper("accepted", body, before=MACROS), max_runs=3)
    assert complaints(compiled) == []
    titles = [entry.title.strip() for entry in PdfReader(compiled.pdf).outline]
    # hyperref of 2020 writes bookmarks in an encoding without Greek.
    plain = [re.sub(r"[^\x00-\x7f]", "", title).strip() for title in HEADINGS.values()]
    assert titles in ([*HEADINGS.values()], plain)


def test_forloop_is_there(compile_paper: CompileTex) -> None:
    body = r"\newcounter{q}\forloop{q}{1}{\value{q} < 4}{Z\theq} " + TEXT
    compiled = compile_paper(paper("", body))
    assert complaints(compiled) == []
    assert prints(compiled, "Z1Z2Z3")
