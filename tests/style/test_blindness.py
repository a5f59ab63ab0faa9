"""A paper under review holds nothing of its authors; accepted, it shows them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from style.leaks import places
from style.papers import BODY, SETTLED, complaints, left_by, pages, paper, prints, title_block

if TYPE_CHECKING:
    from conftest import CompileTex
    from mlsys_paper.tex.compile import CompiledDocument

HYPERREF = r"\usepackage{hyperref}"

# Every secret ends in "leak", so that none can hide in the list of those looked for.
BLOCK = title_block(
    r"On \anon[A Thing]{Titleleak} and Queues",
    r"""\begin{mlsysauthorlist}
\mlsysauthor{Nameleak Jones}{equal,north}
\mlsysauthor{Secondleak}{north}
\end{mlsysauthorlist}
\mlsysaffiliation{north}{Placeleak University}
\mlsyscorrespondingauthor{Correspondleak}{mailleak@hidden.example}""",
    notice=r"\printAffiliationsAndNotice{Contributionleak \mlsysEqualContribution}",
)
SOURCE = paper(
    "MODE",
    r"""\section{The \anon[System]{Headleak} Design}\label{design}
\subsection{With \anon{Subleak}}
Text \anon{Plainleak} and \anon[another]{Toolleak}, \texttt{\anon{Typeleak}},
$x_{\anon{Mathleak}}$.\footnote{See \anon{\href{https://linkleak.example}{Noteleak}}.}
\begin{anonsuppress}
Suppressleak stands here.

So does \href{https://addressleak.example}{an address}:
\begin{itemize}\item itemleak\end{itemize}
\end{anonsuppress}
\begin{figure}[t]
\centering\includegraphics[width=1in]{fileleak}
\caption{Of \anon{Captionleak}.}
\end{figure}
\begin{tabular}{l}\anon{Cellleak}\end{tabular}
\begin{acknowledgements}Firstthanksleak.\end{acknowledgements}
\begin{acknowledgments}Secondthanksleak.\end{acknowledgments}
\begin{ack}Thirdthanksleak.\end{ack}
""",
    before=r"\usepackage{graphicx}" + HYPERREF,
    after=r"""\mlsyssetsymbol{equal}{*}
\hypersetup{pdfauthor={Metadataleak}}""",
    block=BLOCK,
)
SECRETS = (
    *("Nameleak", "Secondleak", "Placeleak", "Correspondleak", "mailleak", "Contributionleak"),
    *("Titleleak", "Headleak", "Subleak", "Plainleak", "Toolleak", "Typeleak", "Mathleak"),
    *("linkleak", "Noteleak", "Suppressleak", "addressleak", "itemleak", "Captionleak"),
    *("Cellleak", "Firstthanksleak", "Secondthanksleak", "Thirdthanksleak", "Metadataleak"),
)
# What the engines write down about an included file.
FIGURE_SECRETS = {
    "pdflatex": ("fileleak", "Figureauthorleak", "Figuretitleleak"),
    "xelatex": (),
    "lualatex": ("Figureauthorleak", "Figuretitleleak"),
}


def figure() -> bytes:
    """A PDF whose Info names its author."""
    writer = PdfWriter()
    page = writer.add_blank_page(100, 50)
    stream = DecodedStreamObject()
    stream.set_data(b"10 10 80 30 re S")
    page[NameObject("/Contents")] = writer._add_object(stream)
    writer.add_metadata({"/Author": "Figureauthorleak", "/Title": "Figuretitleleak"})
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def leaks(compiled: CompiledDocument, secrets: tuple[str, ...]) -> dict[str, list[str]]:
    """The secrets that the PDF holds, and where."""
    assert compiled.pdf is not None, compiled.output[-2000:]
    found = {secret: places(compiled.pdf, secret) for secret in secrets}
    return {secret: where for secret, where in found.items() if where}


def in_mode(source: str, mode: str) -> str:
    """A source in a mode: its option takes the place of MODE."""
    return source.replace("[MODE]", f"[{mode}]" if mode else "").replace("MODE", mode)


@pytest.fixture(scope="module", params=FIGURE_SECRETS)
def pair(
    request: pytest.FixtureRequest, compile_paper: CompileTex
) -> tuple[str, CompiledDocument, CompiledDocument]:
    """The paper full of secrets by each engine: in review, and accepted."""
    engine = request.param
    review, accepted = (full_of_secrets(mode, engine, compile_paper) for mode in ("", "accepted"))
    return engine, review, accepted


def full_of_secrets(mode: str, engine: str, compile_paper: CompileTex) -> CompiledDocument:
    """The paper by an engine; beside what pdfLaTeX leaves, LuaLaTeX needs one run alone."""
    files: dict[str, str | bytes] = {"fileleak.pdf": figure()}
    if engine != "pdflatex":
        files |= left_by(full_of_secrets(mode, "pdflatex", compile_paper))
    return compile_paper(in_mode(SOURCE, mode), files, engine=engine, max_runs=SETTLED)


def test_nothing_of_the_authors_is_anywhere_in_a_review_copy(
    pair: tuple[str, CompiledDocument, CompiledDocument],
) -> None:
    _, review, _ = pair
    assert complaints(review) == []
    assert leaks(review, (*SECRETS, *FIGURE_SECRETS["pdflatex"], "leak")) == {}


def test_an_accepted_paper_shows_it_all(
    pair: tuple[str, CompiledDocument, CompiledDocument],
) -> None:
    """And so the search can find what it looks for."""
    engine, _, accepted = pair
    assert complaints(accepted) == []
    secrets = (*SECRETS, *FIGURE_SECRETS[engine])
    assert sorted(leaks(accepted, secrets)) == sorted(secrets)


def test_what_stands_instead_of_the_authors(
    pair: tuple[str, CompiledDocument, CompiledDocument],
) -> None:
    _, review, accepted = pair
    for text in (
        *("Anonymous Authors", "Anonymous Institution", "anon.email@domain.com"),
        *("On A Thing and Queues", "Text ANONYMIZED and another", "Of ANONYMIZED."),
    ):
        assert prints(review, text), text
        assert not prints(accepted, text), text


def test_the_outline_holds_the_replacements(
    pair: tuple[str, CompiledDocument, CompiledDocument],
) -> None:
    _, review, accepted = pair
    assert outline(review)[:2] == ["The System Design", "With ANONYMIZED"]
    assert outline(accepted)[:2] == ["The Headleak Design", "With Subleak"]


def outline(compiled: CompiledDocument) -> list[str]:
    """The titles of the bookmarks, level by level in order."""

    def flat(entries: list[object]) -> list[str]:
        titles = []
        for entry in entries:
            titles += flat(entry) if isinstance(entry, list) else [str(entry.title)]
        return titles

    assert compiled.pdf is not None
    return flat(PdfReader(compiled.pdf).outline)


def test_info_of_both_modes(pair: tuple[str, CompiledDocument, CompiledDocument]) -> None:
    _, review, accepted = pair
    review_info, accepted_info = (PdfReader(each.pdf).metadata or {} for each in (review, accepted))
    assert review_info["/Author"] == "Anonymous Authors"
    assert review_info["/Title"] == "On A Thing and Queues"
    assert accepted_info["/Author"] == "Metadataleak"
    assert accepted_info["/Title"] == "On Titleleak and Queues"


def test_the_authors_are_the_pdf_author_of_an_accepted_paper(compile_paper: CompileTex) -> None:
    compiled = compile_paper(paper("accepted", before=HYPERREF))
    assert (PdfReader(compiled.pdf).metadata or {})["/Author"] == "Ada Quill, Bruno Marlow"


# Metadata given by hand ----------------------------------------------------------

SETUP = r"\hypersetup{pdfauthor={Personleak}}"


def info(author: str) -> str:
    """Names an author without hyperref."""
    return rf"\pdfinfo{{/Author {author} /Keywords (queues)}}"


CHANNELS = {
    "hypersetup before the style": {"before": HYPERREF + SETUP},
    "hypersetup, hyperref after the style": {"after": HYPERREF + SETUP},
    "hypersetup at the beginning": {
        "before": HYPERREF,
        "after": rf"\AtBeginDocument{{{SETUP}}}",
    },
    "hypersetup in the text": {"before": HYPERREF, "body": BODY + SETUP},
    "hypersetup at the end": {"before": HYPERREF, "after": rf"\AtEndDocument{{{SETUP}}}"},
    "hypersetup, pdfinfo key": {
        "before": HYPERREF,
        "after": r"\hypersetup{pdfinfo={Author={Personleak}}}",
    },
    "package option before the style": {"before": r"\usepackage[pdfauthor={Personleak}]{hyperref}"},
    "package option after the style": {"after": r"\usepackage[pdfauthor={Personleak}]{hyperref}"},
    "options passed on": {
        "before": r"\PassOptionsToPackage{pdfauthor={Personleak}}{hyperref}",
        "after": HYPERREF,
    },
    "class option": {
        "first": r"\documentclass[pdfauthor=Personleak]{article}",
        "after": HYPERREF,
    },
    "pdfusetitle": {
        "before": r"\usepackage[pdfusetitle]{hyperref}",
        "after": r"\title{Queues}\author{Personleak}",
    },
    "hyperref's own macro": {
        "before": HYPERREF,
        "after": r"\makeatletter\def\@pdfauthor{Personleak}\makeatother",
    },
    "nohyperref": {"options": "MODE,nohyperref", "before": HYPERREF, "after": SETUP},
    "pdfinfo without hyperref": {"after": info("(Personleak)")},
    "pdfinfo in hex": {"after": info("<506572736f6e6c65616b>")},
    "pdfinfo with hyperref, everywhere": {
        "before": HYPERREF,
        "after": info("(Preambleleak)") + rf"\AtEndDocument{{{info('(Endleak)')}}}",
        "body": BODY + info("(Textleak)"),
    },
    "names of 2019": {
        "block": r"""\twocolumn[
\sysmltitle{Queues}
\begin{sysmlauthorlist}
\sysmlauthor{Ada Personleak}{north}
\end{sysmlauthorlist}
\sysmlaffiliation{north}{Instituteleak}
\sysmlcorrespondingauthor{Ada Personleak}{mailleak@hidden.example}
\begin{abstract}Queues.\end{abstract}
]
\printAffiliationsAndNotice{}"""
    },
    "text among the authors": {
        "block": title_block(
            authors=r"""\begin{mlsysauthorlist}
\mlsysauthor{Ada Quill}{north} \\
Personleak and friends, \texttt{https://pageleak.example}
\end{mlsysauthorlist}
\mlsysaffiliation{north}{Northfield}
\mlsyscorrespondingauthor{Ada Quill}{ada@northfield.example}"""
        )
    },
}
METADATA = r"\DocumentMetadata{lang=en}\documentclass{article}"
CHANNELS |= {
    f"document metadata, {name}": {"first": METADATA, **parts}
    for name, parts in {
        "hyperref before": {
            "before": HYPERREF + r"\hypersetup{pdfauthor={Personleak},pdfcontactemail={mailleak}}"
        },
        "hyperref after": {"after": HYPERREF + r"\hypersetup{pdfcopyright={Rightsleak}}"},
        "at the end": {"before": HYPERREF, "after": rf"\AtEndDocument{{{SETUP}}}"},
    }.items()
}
XMP_KEYS = ",".join(
    f"{key}={{{key}leak}}"
    for key in (
        *("pdfauthor", "pdfauthortitle", "pdfcaptionwriter", "pdfcontactaddress"),
        *("pdfcontactcity", "pdfcontactcountry", "pdfcontactemail", "pdfcontactphone"),
        *("pdfcontactpostcode", "pdfcontactregion", "pdfcontacturl", "pdfcopyright"),
        *("pdflicenseurl", "pdfpublisher"),
    )
)
XMP_FILE = r"""\Title{Queues}\Author{Personleak\sep Secondleak}
\Org{Instituteleak}\Copyright{Rightsleak}\Publisher{Houseleak}
"""
CHANNELS |= {
    "hyperxmp before the style": {
        "before": rf"{HYPERREF}\usepackage{{hyperxmp}}\hypersetup{{{XMP_KEYS}}}"
    },
    "hyperxmp after the style": {
        "after": rf"{HYPERREF}\usepackage{{hyperxmp}}\hypersetup{{{XMP_KEYS}}}"
    },
}


SHOWN = {"pdfinfo with hyperref, everywhere": ("Preambleleak", "Textleak", "Endleak")}
"""What an accepted paper shows where several ways are tried in one."""


@pytest.mark.parametrize("channel", CHANNELS)
def test_no_way_of_giving_names_beside_the_commands_for_them_leaks(
    channel: str, compile_paper: CompileTex
) -> None:
    source = paper(**({"options": "MODE"} | CHANNELS[channel]))
    files = {"main.xmpdata": XMP_FILE}
    accepted = compile_paper(in_mode(source, "accepted"), files)
    if any(r"\DocumentMetadata" in error.message for error in accepted.log.errors):
        pytest.skip("LaTeX of 2022 or later has \\DocumentMetadata")
    if channel != "pdfusetitle":  # there the names of the author list win
        shown = SHOWN.get(channel, ("leak",))
        assert set(leaks(accepted, shown)) == set(shown), "leads nowhere in accepted papers either"
    review = compile_paper(in_mode(source, "").replace("[,", "["), files)
    assert complaints(review) == []
    assert leaks(review, ("leak",)) == {}


@pytest.mark.parametrize("place", ["before", "after"])
def test_pdfx_is_refused_for_review_and_welcome_after(
    place: str, compile_paper: CompileTex
) -> None:
    """It writes its data file into the PDF when it is loaded: nothing can take that back."""
    source = paper("MODE", **{place: r"\usepackage[a-2b]{pdfx}"})
    files = {"main.xmpdata": XMP_FILE}
    review = compile_paper(in_mode(source, "").replace("[,", "["), files)
    assert any("pdfx writes the authors' names" in each.message for each in review.log.errors), (
        complaints(review)
    )
    accepted = compile_paper(in_mode(source, "accepted"), files)
    assert not accepted.log.errors


def test_the_outline_that_an_accepted_run_left_behind_does_not_leak(
    compile_paper: CompileTex,
) -> None:
    """The outline of an accepted run still lies there in the first run for review."""
    source = paper("MODE", r"\section{The \anon[System]{Headleak} Design}" + BODY, before=HYPERREF)
    accepted = compile_paper(in_mode(source, "accepted"), max_runs=SETTLED)
    stale = {f"main{suffix}": accepted.product(suffix) for suffix in (".aux", ".out")}
    assert "Headleak" in stale["main.aux"]
    first = compile_paper(in_mode(source, ""), stale)
    assert not first.log.errors
    assert leaks(first, ("leak",)) == {}


# \author and \maketitle ------------------------------------------------------------

AUTHOR = r"""\title{Queues and Caches\thanks{Grantleak.}}
\author{Ada Personleak\thanks{Supportleak.} \and Secondleak\\Instituteleak\\\texttt{mailleak}}"""
AUTHBLK = r"""\title{Queues and Caches}
\author[1]{Ada Personleak\thanks{Supportleak.}}
\author[2]{Secondleak}
\affil[1]{Instituteleak}
\affil[2]{Collegeleak}"""
MAKE = r"\maketitle\begin{abstract}Queues.\end{abstract}"
CLASS_TITLES = {
    "before the style": {"before": AUTHOR, "block": MAKE},
    "in the preamble": {"after": AUTHOR, "block": MAKE},
    "in the text": {"block": AUTHOR + MAKE},
    "across the columns": {"after": AUTHOR, "block": rf"\twocolumn[{MAKE}]"},
    "authblk before the style": {
        "before": r"\usepackage{authblk}",
        "after": AUTHBLK,
        "block": MAKE,
    },
    "authblk after the style": {"after": r"\usepackage{authblk}" + AUTHBLK, "block": MAKE},
    "authblk in the text": {"before": r"\usepackage{authblk}", "block": AUTHBLK + MAKE},
}


@pytest.mark.parametrize("way", CLASS_TITLES)
def test_authors_given_to_the_commands_of_the_class_stay_out_too(
    way: str, compile_paper: CompileTex
) -> None:
    source = paper("MODE", **CLASS_TITLES[way])
    accepted = compile_paper(in_mode(source, "accepted"))
    assert not accepted.log.errors
    assert {"Personleak", "Secondleak"} <= set(leaks(accepted, ("Personleak", "Secondleak")))
    review = compile_paper(in_mode(source, ""))
    assert not review.log.errors
    assert leaks(review, ("leak",)) == {}
    assert prints(review, "Anonymous Authors")
    assert prints(review, "Queues and Caches")
    assert pages(review).pages[0].runs
    (warning,) = review.log.warnings
    assert r"\maketitle" in warning.message
    assert r"\mlsystitle" in warning.message


def test_commands_of_the_same_names_that_a_paper_defines_are_its_own(
    compile_paper: CompileTex,
) -> None:
    own = r"""\newcommand{\anon}[1]{<#1>}
\newenvironment{ack}{\paragraph{Thanks}}{}
\newenvironment{acks}{\paragraph{Many thanks}}{}
\newenvironment{anonsuppress}{}{}"""
    body = r"""\section{Own} \anon{mine}, \begin{anonsuppress}kept\end{anonsuppress}.
\begin{ack}to A.\end{ack} \begin{acks}to B.\end{acks}"""
    for place in ("before", "after"):
        compiled = compile_paper(paper("", body, **{place: own}))
        assert complaints(compiled) == [], place
        assert prints(compiled, "mine, kept.")
        assert prints(compiled, "Thanks to A.")
        assert prints(compiled, "Many thanks to B.")
