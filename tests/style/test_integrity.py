"""What changes the format, or is missing, is an error that says so; nothing is printed about it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from layout_assertions import assert_layout
from mlsys_paper.format import style_file
from style.papers import (
    AUTHORS,
    BODY,
    MODES,
    OPTION,
    SEVERAL_PAGES,
    complaints,
    line_of,
    pages,
    paper,
    prints,
    squeeze,
    style_says,
    title_block,
)

if TYPE_CHECKING:
    from conftest import CompileTex
    from mlsys_paper.tex.compile import CompiledDocument

GUARDED = re.findall(
    r"^\\mlsys@fixed\s*\{?\\(\w+)", style_file().read_text(encoding="utf-8"), re.MULTILINE
)
EMPTY_HEADS = r"\pagestyle{empty}\fancypagestyle{mlsysfirst}{\fancyhf{}}"
REMEDY = re.compile(r"(?i)\btake (it |them |the |)\b.*out|\bremove\b|\btake out\b", re.DOTALL)


def change(lengths: list[str]) -> str:
    """Add a little to each length."""
    return "\n".join(rf"\addtolength\{name}{{3.21pt}}" for name in lengths)


def errors_naming(compiled: CompiledDocument, name: str) -> list[str]:
    """The style's errors that name a control sequence."""
    pattern = re.compile(rf"\\{name}(?![A-Za-z])")
    return [message for message in style_says(compiled, "error") if pattern.search(message)]


def letters(compiled: CompiledDocument) -> Counter[str]:
    """How often each letter and digit is printed."""
    runs = (run for page in pages(compiled).pages for run in page.runs)
    return Counter(squeeze("".join(run.text for run in runs)))


# Lengths -------------------------------------------------------------------------


def test_the_lengths_of_the_page_are_guarded() -> None:
    needed = (
        *("paperwidth", "paperheight", "hoffset", "voffset", "oddsidemargin", "evensidemargin"),
        *("topmargin", "headheight", "headsep", "topskip", "textheight", "textwidth"),
        *("columnsep", "columnseprule"),
    )
    assert set(needed) <= set(GUARDED)
    assert "footskip" not in GUARDED


@pytest.fixture(scope="module")
def undisturbed(compile_paper: CompileTex) -> CompiledDocument:
    """What the papers below say, without their changes."""
    return compile_paper(
        paper("accepted", SEVERAL_PAGES, after=EMPTY_HEADS + r"\setlength\footskip{40pt}"),
    )


@pytest.fixture(scope="module", params=["preamble", "beginning", "later"])
def disturbed(request: pytest.FixtureRequest, compile_paper: CompileTex) -> CompiledDocument:
    """Every length changed: in the preamble, by a package's hook, on a later page."""
    altered = change(GUARDED)
    after = EMPTY_HEADS
    body = SEVERAL_PAGES
    middle = body.index(r"\ParaA", len(body) // 2)
    if request.param == "preamble":
        after += altered
    elif request.param == "beginning":
        after += rf"\AtBeginDocument{{{altered}}}"
    else:
        body = f"{body[:middle]}{altered}\n\n{body[middle:]}"
    return compile_paper(paper("accepted", body, after=after))


@pytest.mark.parametrize("name", GUARDED)
def test_each_changed_length_is_one_error_that_names_it(
    name: str, disturbed: CompiledDocument
) -> None:
    (message,) = errors_naming(disturbed, name)
    assert re.search(r"\d+(\.\d+)?pt", message), "says how it is and how it should be"


def test_the_errors_say_how_to_undo_the_change(disturbed: CompiledDocument) -> None:
    start = disturbed.log_text.index("Error: \\")
    assert REMEDY.search(disturbed.log_text[start : start + 1500])


def test_changed_lengths_make_no_other_complaints(disturbed: CompiledDocument) -> None:
    others = [item for item in complaints(disturbed) if not item.startswith("error: Package mlsys")]
    assert others == []
    assert len(style_says(disturbed, "error")) == len(GUARDED)


def test_nothing_about_errors_is_printed_into_the_paper(
    disturbed: CompiledDocument, undisturbed: CompiledDocument
) -> None:
    assert complaints(undisturbed) == []
    assert letters(disturbed) == letters(undisturbed)


# What packages and authors do to page and leading ------------------------------------

STRETCH = r"instead of 10pt on 12pt|\\baselinestretch"
WRONG = {
    r"geometry after the style": ({"after": r"\usepackage[margin=1in]{geometry}"}, r"\\textwidth"),
    r"newgeometry in the text": (
        {
            "before": r"\usepackage[pass]{geometry}",
            "body": BODY + r"\newgeometry{margin=1in}" + SEVERAL_PAGES,
        },
        r"\\textwidth",
    ),
    r"fullpage": ({"after": r"\usepackage{fullpage}"}, r"\\textwidth"),
    r"a4wide": ({"after": r"\usepackage{a4wide}"}, r"\\textwidth"),
    r"setstretch": ({"after": r"\usepackage{setspace}\setstretch{0.95}"}, STRETCH),
    r"setstretch before the style": (
        {"before": r"\usepackage{setspace}\setstretch{0.95}"},
        STRETCH,
    ),
    r"linespread": ({"after": r"\linespread{0.95}"}, STRETCH),
    r"linespread selected": ({"after": r"\linespread{0.95}\selectfont"}, STRETCH),
    r"baselinestretch": ({"after": r"\renewcommand{\baselinestretch}{0.95}"}, STRETCH),
    r"wider baselinestretch": ({"after": r"\renewcommand{\baselinestretch}{1.05}"}, STRETCH),
    r"baselinestretch in the text": (
        {"body": BODY + r"\renewcommand{\baselinestretch}{0.95}\selectfont " + SEVERAL_PAGES},
        STRETCH,
    ),
    r"setstretch in the text": (
        {
            "after": r"\usepackage{setspace}",
            "body": BODY + r"\setstretch{0.95} " + SEVERAL_PAGES,
        },
        STRETCH,
    ),
    r"sections within a spacing environment": (
        {
            "after": r"\usepackage{setspace}",
            "body": rf"\begin{{spacing}}{{0.95}}{BODY}{SEVERAL_PAGES}{BODY}\end{{spacing}}",
        },
        STRETCH,
    ),
    r"baselineskip in the text": (
        {"body": BODY + r"\setlength\baselineskip{11.4pt}" + SEVERAL_PAGES + BODY},
        r"11\.4pt",
    ),
    r"fontsize in the text": (
        {"body": r"\fontsize{9.7}{11.7}\selectfont " + BODY},
        r"9\.7pt? on 11\.7",
    ),
    r"small text": ({"body": r"\small " + BODY}, r"9pt on 10"),
    r"smaller normalsize": (
        {"after": r"\renewcommand\normalsize{\fontsize{9.8}{12}\selectfont}\normalsize"},
        r"9\.8",
    ),
    r"tighter normalsize": (
        {"after": r"\renewcommand\normalsize{\fontsize{10}{11.6}\selectfont}\normalsize"},
        r"11\.6",
    ),
    r"one column": (
        {"body": BODY + r"\clearpage\onecolumn " + SEVERAL_PAGES},
        r"column",
    ),
}
REFERENCES_IN_SMALL = (
    r"{\small\begin{thebibliography}{99}"
    + "".join(rf"\bibitem[One(20{n})]{{k{n}}} \ParaA" for n in range(10, 30))
    + r"\end{thebibliography}}"
)
TABLE_WITH_OWN_LEADING = (
    r"\begin{table}\linespread{0.9}\selectfont\caption{Tight.}\begin{tabular}{l}a\\b"
    r"\end{tabular}\end{table}"
)
LISTING_ACROSS_A_PAGE = (
    "\n\\begin{lstlisting}\n"
    + "\n".join(f"x{n} = {n}" for n in range(200))
    + "\n\\end{lstlisting}\n\\section{Then} \\ParaA"
)
RIGHT = {
    "geometry with pass before the style, smaller references across a page": {
        "before": r"\usepackage[pass]{geometry}",
        "body": SEVERAL_PAGES + REFERENCES_IN_SMALL,
    },
    "geometry with pass after the style, setspace alone, and a table with its own leading": {
        "after": r"\usepackage[pass]{geometry}\usepackage{setspace}",
        "body": TABLE_WITH_OWN_LEADING + SEVERAL_PAGES,
    },
    "geometry with pass and letterpaper, singlespacing, and a one-column appendix": {
        "after": r"\usepackage[pass,letterpaper]{geometry}\usepackage{setspace}\singlespacing",
        "body": BODY + r"\clearpage\appendix\onecolumn\section{Proofs} " + SEVERAL_PAGES,
    },
    "a listing with its own leading across a page, an appendix after \\onecolumn": {
        "before": r"\usepackage{listings}"
        r"\lstset{basicstyle=\linespread{0.9}\small\ttfamily}",
        "body": BODY
        + LISTING_ACROSS_A_PAGE
        + r"\onecolumn\appendix\section{Proofs} "
        + SEVERAL_PAGES,
    },
    "footskip, raggedbottom, arraystretch and lengths within the text, smaller back matter": {
        "after": r"\setlength{\footskip}{20pt}\cfoot{\thepage}\raggedbottom"
        r"\renewcommand{\arraystretch}{1.3}\setlength\parskip{5pt}"
        r"\setlength\textfloatsep{9pt}\setlength\abovecaptionskip{4pt}",
        "body": SEVERAL_PAGES
        + r"\footnotesize\section*{Acknowledgements}\ParaA\section*{References}\ParaB"
        + r"\appendix\section{Proofs}\ParaC",
    },
}
"""What is right, in papers that hold as much of it as can stand in one."""


@pytest.mark.parametrize("way", WRONG)
def test_a_changed_layout_is_an_error_of_the_style(way: str, compile_paper: CompileTex) -> None:
    parts, named = WRONG[way]
    source = paper(**({"options": "accepted", "body": SEVERAL_PAGES} | parts))
    compiled = compile_paper(source)
    messages = style_says(compiled, "error")
    assert [message for message in messages if re.search(named, message)], messages
    assert len(set(messages)) == len(messages), "each is said once"
    assert REMEDY.search(compiled.log_text)
    assert not prints(compiled, "instead of")
    assert not prints(compiled, "layout of the paper")


@pytest.mark.parametrize("way", [way for way, (_, named) in WRONG.items() if named == STRETCH])
def test_leading_is_complained_of_once(way: str, compile_paper: CompileTex) -> None:
    source = paper(**({"options": "accepted", "body": SEVERAL_PAGES} | WRONG[way][0]))
    assert len(style_says(compile_paper(source), "error")) == 1


@pytest.mark.parametrize("way", RIGHT)
def test_what_the_format_leaves_open_is_no_error(way: str, compile_paper: CompileTex) -> None:
    source = paper(**({"body": SEVERAL_PAGES} | RIGHT[way]))
    assert complaints(compile_paper(source)) == []


@pytest.mark.parametrize(
    "package",
    [
        r"\usepackage[margin=1in]{geometry}",
        r"\usepackage[a4paper,landscape]{geometry}",
        r"\usepackage{fullpage}",
        r"\usepackage{a4wide}",
    ],
)
def test_a_page_that_a_package_set_up_before_the_style_gives_way_to_it(
    package: str, compile_paper: CompileTex
) -> None:
    usual = compile_paper(paper("accepted", SEVERAL_PAGES))
    other = compile_paper(paper("accepted", SEVERAL_PAGES, before=package))
    assert complaints(other) == []
    assert_layout(pages(usual), pages(other))


@pytest.mark.parametrize(
    "options", ["11pt,a4paper,twoside", "12pt,a5paper,landscape", "twocolumn,oneside,draft"]
)
def test_options_of_the_class_change_nothing(options: str, compile_paper: CompileTex) -> None:
    usual = compile_paper(paper("accepted", SEVERAL_PAGES))
    asked = compile_paper(
        paper("accepted", SEVERAL_PAGES, first=rf"\documentclass[{options}]{{article}}")
    )
    assert complaints(asked) == []
    assert_layout(pages(usual), pages(asked))


# What is missing -------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_a_missing_title_is_an_error(mode: str, compile_paper: CompileTex) -> None:
    block = re.sub(r"\\mlsystitle\{.*\}\n", "", title_block())
    compiled = compile_paper(paper(OPTION[mode], block=block))
    (message,) = style_says(compiled, "error")
    assert r"\mlsystitle" in message
    assert len(complaints(compiled)) == 1
    assert not prints(compiled, "mlsystitle")


@pytest.mark.parametrize("mode", MODES)
def test_a_missing_notice_is_an_error(mode: str, compile_paper: CompileTex) -> None:
    compiled = compile_paper(paper(OPTION[mode], block=title_block(notice="")))
    (message,) = style_says(compiled, "error")
    assert r"\printAffiliationsAndNotice" in message
    assert len(complaints(compiled)) == 1


@pytest.mark.parametrize("mode", ["accepted", "preprint"])
def test_no_corresponding_author_is_a_warning_with_its_line(
    mode: str, compile_paper: CompileTex
) -> None:
    block = re.sub(r"\\mlsyscorrespondingauthor.*\n", "", title_block())
    source = paper(OPTION[mode], block=block)
    compiled = compile_paper(source)
    (warning,) = compiled.log.warnings
    assert not compiled.log.errors
    assert warning.source == "Package mlsys2024"
    assert "corresponding author" in warning.message
    assert r"\mlsyscorrespondingauthor" in warning.message
    assert warning.line == line_of(source, r"\printAffiliationsAndNotice")


def within_title_block(source: str, line: int) -> bool:
    """Whether a line lies between the title block's brackets: TeX reads them as one."""
    return line_of(source, r"\twocolumn[") <= line <= line_of(source, r"\printAffil")


@pytest.mark.parametrize("mode", MODES)
def test_an_affiliation_used_and_not_defined_is_an_error_with_its_line(
    mode: str, compile_paper: CompileTex
) -> None:
    authors = AUTHORS.replace("{works,north}", "{works,wroks}")
    source = paper(OPTION[mode], block=title_block(authors=authors))
    compiled = compile_paper(source)
    (message,) = style_says(compiled, "error")
    assert "wroks" in message
    (line,) = re.findall(r"line (\d+)", message)
    assert within_title_block(source, int(line))
    assert not prints(compiled, "wroks")
    assert len(complaints(compiled)) == 1


@pytest.mark.parametrize("mode", MODES)
def test_an_affiliation_defined_and_not_used_is_a_warning_with_its_line(
    mode: str, compile_paper: CompileTex
) -> None:
    authors = AUTHORS + "\n\\mlsysaffiliation{elsewhere}{Southmere, United Kingdom}"
    source = paper(OPTION[mode], block=title_block(authors=authors))
    compiled = compile_paper(source)
    (message,) = style_says(compiled, "warning")
    assert "elsewhere" in message
    line = int(re.findall(r"line (\d+)", message)[0])
    assert within_title_block(source, line)
    assert not prints(compiled, "Southmere")
    assert not compiled.log.errors


def test_affiliations_may_be_defined_before_the_authors_and_outside_the_block(
    compile_paper: CompileTex,
) -> None:
    first, second = AUTHORS.split("\\end{mlsysauthorlist}\n")
    compiled = compile_paper(
        paper(
            "accepted", after=second, block=title_block(authors=f"{first}\\end{{mlsysauthorlist}}")
        )
    )
    assert complaints(compiled) == []
    assert prints(compiled, "1Northfield University, Northfield, Ontario, Canada")
    assert prints(compiled, "2Latticeworks, Port Hale, Oregon, USA.")


@pytest.mark.parametrize("mode", MODES)
def test_a_separate_appendix_needs_a_title_only(mode: str, compile_paper: CompileTex) -> None:
    for columns in ("", r"\onecolumn"):
        compiled = compile_paper(
            paper(
                OPTION[mode],
                rf"\appendix{columns}\section{{Proofs}} {SEVERAL_PAGES}",
                block=r"\twocolumn[\mlsystitle{Supplementary Material}]",
            )
        )
        assert complaints(compiled) == []
        assert prints(compiled, "Supplementary Material")
