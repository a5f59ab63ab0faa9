"""The packages that papers load work before the style and after it, with hyperref and without."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from style.package_table import BIBLATEX, GROUPS, OTHERS, Group
from style.papers import (
    BODY,
    LINK_COLOUR,
    SETTLED,
    SEVERAL_PAGES,
    colours_of,
    complaints,
    head_rules,
    left_by,
    pages,
    paper,
    prints,
    running_head,
    runs_for,
    title_block,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import CompileTex
    from mlsys_paper.tex.compile import CompiledDocument
    from style.package_table import Package

HYPERREF = r"\usepackage{hyperref}"
# Where the packages stand, and where hyperref does.
POSITIONS = {
    "before": ("before", "nowhere"),
    "after": ("after", "nowhere"),
    "before, hyperref too": ("before", "before"),
    "after, hyperref before": ("after", "before"),
    "after, hyperref too": ("after", "after"),
}
FILES = {"few.bib": "@misc{one, author={A. One}, title={Title}, year=2020}\n", "other.aux": ""}
"""What packages of the table read."""
NEED_FILES = frozenset({"biblatex", "xr-hyper"})
# Warnings that a package gives in any class but the few that it knows.
OWN_WARNINGS = (
    "Package caption: Unknown document class",
    "Package lipsum: Unknown language 'latin'",  # where its hyphenation isn't installed
    "Package fixltx2e: fixltx2e is not required",  # dblfloatfix loads it
    "Package hyperref: Draft mode on",
)


def absent(compile_paper: CompileTex) -> list[str]:
    """The packages of the table that TeX doesn't find."""
    packages = (*OTHERS.values(), *(each for group in GROUPS.values() for each in group.all))
    names = dict.fromkeys(each.name for each in packages)
    asked = [rf"\IfFileExists{{{name}.sty}}{{}}{{\typeout{{no {name}}}}}" for name in names]
    document = "\n".join([r"\documentclass{article}\begin{document}", *asked, r"\end{document}"])
    return re.findall(r"^no (\S+)$", compile_paper(document).log_text, re.MULTILINE)


def source_of(packages: Sequence[Package], group: Group, position: str) -> str:
    """A paper that loads packages of a group and uses each of them."""
    place, hyperref = POSITIONS[position]
    used = [each for each in packages if hyperref != "nowhere" or not each.hyperref]
    first = "\n".join(each.loading for each in used if each in group.packages)
    last = "\n".join(each.loading for each in used if each in group.last)
    before, after = "", ""
    if place == "before":
        before = "\n".join([first, HYPERREF if hyperref == "before" else "", last])
    else:
        before = HYPERREF if hyperref == "before" else ""
        after = "\n".join([first, HYPERREF if hyperref == "after" else "", last])
    body = "\n\n".join([r"\section{Here}\label{here}", *(each.body for each in used), r"\ParaB"])
    options = ",".join(each.style for each in used if each.style)
    return paper(options, body, before=before, after=after)


def loading(
    packages: Sequence[Package], group: Group, position: str, compile_paper: CompileTex
) -> CompiledDocument:
    """A compiled paper that loads packages of a group; once where it refers to nothing."""
    files = FILES if any(each.name in NEED_FILES for each in packages) else {}
    source = source_of(packages, group, position)
    return compile_paper(source, files, max_runs=runs_for(source))


def unexpected(compiled: CompiledDocument) -> list[str]:
    """Complaints beyond those that a package makes everywhere."""
    return [each for each in complaints(compiled) if not any(own in each for own in OWN_WARNINGS)]


def available(group: Group, compile_paper: CompileTex) -> list[Package]:
    """The packages of a group that are installed."""
    missing = absent(compile_paper)
    return [each for each in group.all if each.name not in missing]


def broken(package: Package, said: str, compile_paper: CompileTex) -> bool:
    """Whether it is the package's own fault: the first error comes without the style as well.

    So do TeX Live 2020's lipsum, which finds no text, and 2026's tabu, for which array is too new.

    Args:
        package: that fails.
        said: what was said of it in a paper.
        compile_paper: compiles documents.
    """
    lines = (
        *(r"\documentclass{article}", package.loading, r"\newcommand\ParaA{Text.}"),
        *(r"\begin{document}Text.", package.body, r"\end{document}"),
    )
    errors = compile_paper("\n".join(lines), max_runs=1).log.errors
    return bool(errors) and errors[0].message.rstrip(".") in said


def working(group: Group, position: str, compile_paper: CompileTex) -> list[Package]:
    """The packages of a group that this TeX has, without what is broken in it."""
    there = available(group, compile_paper)
    said = " ".join(unexpected(loading(there, group, position, compile_paper)))
    return [each for each in there if not (said and broken(each, said, compile_paper))]


def failing(
    group: Group, position: str, compile_paper: CompileTex
) -> tuple[CompiledDocument, dict[str, list[str]]]:
    """A group's document, and the packages that fail in a document of their own.

    Packages are tried alone only when their common document fails.
    """
    there = working(group, position, compile_paper)
    together = loading(there, group, position, compile_paper)
    if not unexpected(together):
        return together, {}
    alone = {
        each.name: unexpected(loading([each], group, position, compile_paper)) for each in there
    }
    found = {name: complaint for name, complaint in alone.items() if complaint}
    return together, found or {"all together": unexpected(together)}


def positions(name: str) -> tuple[str, ...]:
    """The positions in which a group is tried; not all where its document is slow."""
    if name == "drawing":
        return ("before", "after, hyperref too")
    if name == "common":
        return tuple(POSITIONS)
    if "algorithm" in name:
        return ("before", "after", "before, hyperref too", "after, hyperref too")
    return ("before", "after", "after, hyperref before")


@pytest.mark.parametrize(
    ("name", "position"),
    [(name, where) for name in GROUPS for where in positions(name)],
)
def test_packages_load_without_a_word_and_work(
    name: str, position: str, compile_paper: CompileTex
) -> None:
    group = GROUPS[name]
    together, found = failing(group, position, compile_paper)
    assert found == {}
    for each in working(group, position, compile_paper):
        if each.hyperref and POSITIONS[position][1] == "nowhere":
            continue
        for text in each.prints:
            assert prints(together, text), (each.name, text)


def test_every_package_of_the_table_is_tried(compile_paper: CompileTex) -> None:
    if missing := absent(compile_paper):
        pytest.skip(f"not installed: {', '.join(missing)}")


# xcolor ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "place", "hyperref"),
    [
        (options, ("before", "after")[(row + column) % 2], hyperref)
        for row, options in enumerate(("table", "dvipsnames,svgnames"))
        for column, hyperref in enumerate(("", "before", "after"))
    ],
)
def test_xcolor_takes_its_options_and_finds_no_strange_colours(
    options: str, place: str, hyperref: str, compile_paper: CompileTex
) -> None:
    """Whichever two of options, place and place of hyperref are taken, each pair is there."""
    parts = {"before": "", "after": ""}
    parts[hyperref or "before"] += HYPERREF if hyperref else ""
    parts[place] += rf"\usepackage[{options}]{{xcolor}}"
    body = BODY + r" \textcolor{red!50!blue}{mixed}, \colorbox{yellow}{boxed}. "
    if "dvipsnames" in options:
        body += r"\textcolor{ForestGreen}{forest}."
    if "table" in options:
        body += r"\begin{tabular}{l}\rowcolor{gray!20}row\end{tabular}"
    compiled = compile_paper(paper("", body, **parts))
    assert complaints(compiled) == []
    assert "Incompatible color definition" not in compiled.log_text
    assert colours_of(compiled, "mixed") == {(128, 0, 128)}
    if "dvipsnames" in options:
        (colour,) = colours_of(compiled, "forest")
        assert colour[1] > max(colour[0], colour[2])


# natbib ------------------------------------------------------------------------------

CITING = r"""X \cite{b,a,c} Y.
\begin{thebibliography}{3}
\bibitem[Ash(2001)]{a} A. Ash. First. 2001.
\bibitem[Birch(2002)]{b} B. Birch. Second. 2002.
\bibitem[Cedar(2003)]{c} C. Cedar. Third. 2003.
\end{thebibliography}"""
NATBIB = {
    "numbers": "X [2, 1, 3] Y.",
    "numbers,sort": "X [1, 2, 3] Y.",
    "numbers,sort&compress": "X [1-3] Y.",
    "sort&compress,numbers": "X [1-3] Y.",
    "square": "X [Birch, 2002; Ash, 2001; Cedar, 2003] Y.",
    "sort": "X (Ash, 2001; Birch, 2002; Cedar, 2003) Y.",
    "round,comma": "X (Birch, 2002, Ash, 2001, Cedar, 2003) Y.",
    "authoryear": "X (Birch, 2002; Ash, 2001; Cedar, 2003) Y.",
}
WAYS = {
    "loaded before": {"before": r"\usepackage[OPTIONS]{natbib}"},
    "loaded after": {"after": r"\usepackage[OPTIONS]{natbib}"},
    "passed on": {"before": r"\PassOptionsToPackage{OPTIONS}{natbib}"},
}


def words(compiled: CompiledDocument) -> str:
    """The first page's text with its punctuation, blanks left out."""
    text = "".join(run.text for run in pages(compiled).pages[0].runs)
    return "".join(text.split()).replace("\N{EN DASH}", "-")


@pytest.fixture(scope="module")
def citations(compile_paper: CompileTex) -> dict[str, str]:
    """What a run leaves that cites, so that the next one knows each citation."""
    return left_by(compile_paper(paper("accepted", CITING)), [".aux"])


@pytest.mark.parametrize(
    ("way", "options"),
    [
        *(("loaded after", options) for options in NATBIB),
        *(("loaded before", options) for options in ("numbers,sort&compress", "square")),
        ("passed on", "numbers,sort&compress"),
    ],
)
def test_natbibs_options_have_their_effect(
    way: str, options: str, citations: dict[str, str], compile_paper: CompileTex
) -> None:
    parts = {place: text.replace("OPTIONS", options) for place, text in WAYS[way].items()}
    compiled = compile_paper(paper("accepted", CITING, **parts), citations)
    assert complaints(compiled) == []
    assert "".join(NATBIB[options].split()) in words(compiled)


def test_natbib_may_be_loaded_again_without_options(
    citations: dict[str, str], compile_paper: CompileTex
) -> None:
    for place in ("before", "after"):
        source = paper("accepted", CITING, **{place: r"\usepackage{natbib}"})
        compiled = compile_paper(source, citations)
        assert complaints(compiled) == []
        assert "X(Birch,2002;Ash,2001;Cedar,2003)Y." in words(compiled)


@pytest.mark.parametrize("position", ["before", "after", "before, hyperref too"])
def test_biblatex_takes_natbibs_place(position: str, compile_paper: CompileTex) -> None:
    """After hyperref, both after the style, it is where the end of the main text is looked for.

    Biber makes the bibliography once; in other positions it is there already.
    """
    compiled = loading(BIBLATEX.all, BIBLATEX, "before", compile_paper)
    if position != "before":
        source = source_of(BIBLATEX.all, BIBLATEX, position)
        compiled = compile_paper(source, left_by(compiled, [".aux", ".bbl"]), max_runs=SETTLED)
    assert complaints(compiled) == []
    assert "X[1]Y." in words(compiled)
    assert prints(compiled, "References")


# hyperref ----------------------------------------------------------------------------

LINKED = rf"""\section{{Introduction}}\label{{introduction}}
See Section~\ref{{introduction}}. Cited \citet{{ash}}. At \url{{https://mlsys.example}}, or
\href{{https://mlsys.example}}{{there}}.
\begin{{figure}}[t]Drawn\caption{{A figure.}}\end{{figure}}
\begin{{figure}}[t]Drawn\caption{{Another.}}\end{{figure}}
\begin{{table}}[t]\caption{{A table.}}Rows\end{{table}}
\begin{{figure*}}[t]Drawn\caption{{A wide one.}}\end{{figure*}}
\begin{{algorithm}}[t]\caption{{One}}
\begin{{algorithmic}}\STATE go\end{{algorithmic}}\end{{algorithm}}
\begin{{algorithm}}[t]\caption{{Two}}
\begin{{algorithmic}}\STATE go\end{{algorithmic}}\end{{algorithm}}
\footnote{{A note.}} {SEVERAL_PAGES}
\begin{{thebibliography}}{{1}}
\bibitem[Ash(2001)]{{ash}} A. Ash. First. 2001.

\end{{thebibliography}}
\appendix
\section{{Proofs}}
\subsection{{Details}}"""


@pytest.fixture(scope="module", params=["before", "after"])
def linked(request: pytest.FixtureRequest, compile_paper: CompileTex) -> CompiledDocument:
    """A paper with links of every kind, hyperref before or after the style."""
    source = paper("accepted", LINKED, **{request.param: HYPERREF})
    return compile_paper(source, max_runs=SETTLED)


@pytest.fixture(scope="module")
def left(compile_paper: CompileTex) -> dict[str, str]:
    """What the runs of the paper with links leave to the next one."""
    return left_by(compile_paper(paper("accepted", LINKED, before=HYPERREF), max_runs=SETTLED))


def test_hyperref_has_nothing_to_say(linked: CompiledDocument) -> None:
    assert complaints(linked) == []


def test_links_have_their_colour_and_no_frames(linked: CompiledDocument) -> None:
    for text in ("Ash", "https://mlsys", "there"):
        assert LINK_COLOUR in colours_of(linked, text), text
    assert colours_of(linked, "there") == {LINK_COLOUR}
    annotations = [
        annotation.get_object()
        for page in PdfReader(linked.pdf).pages
        for annotation in page.get("/Annots", [])
    ]
    assert len(annotations) >= 5
    assert all(list(annotation["/Border"])[2] == 0 for annotation in annotations)


def test_running_heads_stand_there_with_hyperref(linked: CompiledDocument) -> None:
    first, *others = pages(linked).pages
    assert running_head(first) == ""
    for page in others:
        assert running_head(page) == "Predictive Placement"
        assert len(head_rules(page)) == 1
    assert colours_of(linked, "Predictive Placement") == {(0, 0, 0)}


def test_the_pdf_has_bookmarks_and_the_title(linked: CompiledDocument) -> None:
    reader = PdfReader(linked.pdf)
    assert (reader.metadata or {})["/Title"] == "Predictive Placement"
    top = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert [title for title in top if title != "References"] == ["Introduction", "Proofs"]
    assert "subsection.A.1" in reader.named_destinations


def test_every_link_leads_somewhere(linked: CompiledDocument) -> None:
    links = [link for page in pages(linked).pages for link in page.links]
    inside = [link for link in links if link.kind == "here"]
    assert len(inside) >= 2
    assert all(link.page for link in inside)


def test_nohyperref_leaves_hyperref_alone(left: dict[str, str], compile_paper: CompileTex) -> None:
    for place in ("before", "after"):
        source = paper("accepted,nohyperref", LINKED, **{place: HYPERREF})
        compiled = compile_paper(source, left)
        assert complaints(compiled) == []
        assert colours_of(compiled, "there") == {(0, 0, 0)}
        assert (
            "/Title" not in (PdfReader(compiled.pdf).metadata or {})
            or not (PdfReader(compiled.pdf).metadata or {})["/Title"]
        )
    without = compile_paper(paper("accepted,nohyperref", BODY))
    assert complaints(without) == []
    assert "hyperref.sty" not in without.log_text


def test_the_style_does_not_load_hyperref_itself(compile_paper: CompileTex) -> None:
    compiled = compile_paper(paper("accepted", BODY))
    assert "hyperref.sty" not in compiled.log_text


@pytest.mark.parametrize(
    ("options", "place"),
    [
        ("pagebackref,colorlinks=true,citecolor=blue", "before"),
        ("backref=page,breaklinks,hidelinks", "after"),
        ("bookmarks=false,hyperfootnotes=false,plainpages=false,pdfpagelabels", "before"),
        ("draft", "before"),
        ("draft", "after"),
    ],
)
def test_hyperref_may_have_options(
    options: str, place: str, left: dict[str, str], compile_paper: CompileTex
) -> None:
    """Most of them are tried one by one, in both places, for the table of packages."""
    source = paper("accepted", LINKED, **{place: rf"\usepackage[{options}]{{hyperref}}"})
    assert unexpected(compile_paper(source, left, max_runs=SETTLED)) == []


def test_what_the_author_sets_up_after_both_wins(
    left: dict[str, str], compile_paper: CompileTex
) -> None:
    setup = r"\hypersetup{urlcolor=red,pdftitle={Own title}}"
    for parts in ({"before": HYPERREF, "after": setup}, {"after": HYPERREF + setup}):
        compiled = compile_paper(paper("accepted", LINKED, **parts), left)
        assert complaints(compiled) == []
        assert colours_of(compiled, "there") == {(255, 0, 0)}
        assert (PdfReader(compiled.pdf).metadata or {})["/Title"] == "Own title"


@pytest.mark.parametrize("mode", ["", "accepted"])
def test_a_separate_appendix_refers_to_the_paper(mode: str, compile_paper: CompileTex) -> None:
    main = compile_paper(paper(mode, LINKED, before=HYPERREF))
    appendix = paper(
        mode,
        r"\appendix\onecolumn\section{Proofs of Section~\ref{introduction}} \ParaA",
        before=r"\usepackage{xr-hyper}" + HYPERREF,
        after=r"\externaldocument{paper}",
        block=r"\twocolumn[\mlsystitle{Supplementary Material}]",
    )
    compiled = compile_paper(appendix, {"paper.aux": main.aux_text})
    assert complaints(compiled) == []
    assert prints(compiled, "Proofs of Section 1")


def test_authors_may_have_links(compile_paper: CompileTex) -> None:
    block = title_block().replace(
        r"\mlsysauthor{Ada Quill}", r"\mlsysauthor{Ada Quill\orcidlink{0000-0002-1825-0097}}"
    )
    source = paper("accepted", block=block, before=HYPERREF, after=r"\usepackage{orcidlink}")
    compiled = compile_paper(source)
    assert complaints(compiled) == []
    assert prints(compiled, "Ada Quill")
    assert [link for link in pages(compiled).pages[0].links if "orcid" in link.target]
    assert (PdfReader(compiled.pdf).metadata or {})["/Author"] == "Ada Quill, Bruno Marlow"


def test_notes_to_names_and_title_are_no_part_of_the_metadata(compile_paper: CompileTex) -> None:
    block = (
        title_block(r"Queues\footnotemark")
        .replace("{Ada Quill}{north}", r"{Ada Quill\thanks{Now elsewhere.}}{north}")
        .replace("{Bruno Marlow}", r"{Bruno Marlow\footnote{A note.}}")
    )
    compiled = compile_paper(paper("accepted", block=block, before=HYPERREF))
    assert [item for item in complaints(compiled) if "PDF string" in item] == []
    info = PdfReader(compiled.pdf).metadata or {}
    assert info["/Author"] == "Ada Quill, Bruno Marlow"
    assert info["/Title"] == "Queues"
