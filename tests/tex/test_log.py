"""Logs of all three engines, parsed into findings with file and line."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from mlsys_paper.tex.log import LogFinding, LogReport, parse_log

if TYPE_CHECKING:
    from conftest import CompileTex
    from mlsys_paper.tex.compile import CompiledDocument

ENGINES = ["pdflatex", "xelatex", "lualatex"]

# Line numbers are part of what is tested: add lines at the end only.
MAIN = r"""\documentclass{article}
\usepackage{graphicx}
\usepackage[colorlinks]{hyperref}
\usepackage{natbib}
\begin{document}
\typeout{:) a smiley (and an open paren}
\section{One $a$}\label{one}\label{one}
\input{chapter}
\input{sub dir(x)/part two}
After \undefinedmacro here.
\ref{missing} \citep{nokey} \pageref{gone}
\hbox to 10pt{A wide (box) that overflows :)}

\vbox to 3pt{\hbox{x}\vskip 10pt\hbox{y}}
\fontfamily{nosuch}\selectfont text \normalfont
{\tracinglostchars=2 \font\x=cmr10 \x\char200}
\hyperlink{nowhere}{link}
\setcounter{page}{1}\newpage
\setcounter{page}{1}x\newpage
\PackageWarning{demo}{First line\MessageBreak second line\MessageBreak third}
\PackageError{demo}{Bad thing\MessageBreak really}{Help text :)\MessageBreak (and more}
\includegraphics{nofig}
\newcommand\outermacro{\innermacro\relax}
\outermacro
\typeout{mlsys2024: main text ends on page 9; the limit is 10}
\begin{itemize}
\end{document}
"""
CHAPTER = r"""Text in a \parbox{30pt}{Donaudampfschifffahrtsgesellschaft and (parentheses}

\nosuchthing
"""
PART = r"""Part two \nosuchtwo

\begin{minipage}{40pt}\hyphenpenalty10000 Supercalifragilisticexpialidocious\end{minipage}
\PackageWarning{demo}{In part two}
"""


@pytest.fixture(scope="module", params=ENGINES)
def faulty(request: pytest.FixtureRequest, compile_tex: CompileTex) -> CompiledDocument:
    """A document with one fault of each kind."""
    files = {"chapter.tex": CHAPTER, "sub dir(x)/part two.tex": PART}
    return compile_tex(MAIN, files=files, engine=request.param)


def places(report: LogReport, *kinds: str) -> list[tuple[str, int | None, str]]:
    """File, line and message of the findings of these kinds."""
    return [(f.file, f.line, f.message) for f in report.findings if f.kind in kinds]


def test_errors_have_file_line_and_the_culprit(faulty: CompiledDocument) -> None:
    assert places(faulty.log, "error") == [
        ("chapter.tex", 3, r"Undefined control sequence \nosuchthing"),
        ("sub dir(x)/part two.tex", 1, r"Undefined control sequence \nosuchtwo"),
        ("main.tex", 10, r"Undefined control sequence \undefinedmacro"),
        ("main.tex", 21, "Bad thing really."),
        ("main.tex", 22, "File `nofig' not found."),
        ("main.tex", 24, r"Undefined control sequence \innermacro"),
        ("main.tex", 27, r"\begin{itemize} on input line 26 ended by \end{document}."),
    ]


def test_errors_say_whose_they_are(faulty: CompiledDocument) -> None:
    sources = [finding.source for finding in faulty.log.errors]
    assert sources == ["TeX", "TeX", "TeX", "Package demo", "LaTeX", "TeX", "LaTeX"]


def test_undefined_citations_and_references_have_key_page_and_line(
    faulty: CompiledDocument,
) -> None:
    found = [(f.source, f.key, f.page, f.line) for f in faulty.log.of_kind("undefined")]
    assert found == [
        ("LaTeX", "missing", 1, 11),
        ("Package natbib", "nokey", 1, 11),
        ("LaTeX", "gone", 1, 11),
    ]


def test_overfull_boxes_have_amount_and_place(faulty: CompiledDocument) -> None:
    boxes = faulty.log.of_kind("overfull")
    by_file = {box.file for box in boxes}
    assert by_file == {"chapter.tex", "sub dir(x)/part two.tex", "main.tex"}
    in_main = [box for box in boxes if box.file == "main.tex"]
    assert [box.line for box in in_main] == [12, 14]
    assert in_main[0].amount == pytest.approx(119, abs=5)
    assert in_main[0].message.startswith(r"Overfull \hbox (")
    assert in_main[1].message.startswith(r"Overfull \vbox (")


def test_underfull_boxes_have_their_badness(faulty: CompiledDocument) -> None:
    boxes = faulty.log.of_kind("underfull")
    assert boxes
    assert {box.amount for box in boxes} == {10000.0}


def test_continuation_lines_are_joined(faulty: CompiledDocument) -> None:
    warnings = [f for f in faulty.log.findings if f.kind == "warning" and "demo" in f.source]
    assert [(w.file, w.line, w.message) for w in warnings] == [
        ("sub dir(x)/part two.tex", 4, "In part two on input line 4."),
        ("main.tex", 20, "First line second line third on input line 20."),
    ]


def test_font_substitution_is_a_finding_of_its_own(faulty: CompiledDocument) -> None:
    first = faulty.log.of_kind("font")[0]
    assert first.line == 15
    assert "nosuch/m/n' undefined using" in first.message


def test_missing_characters_name_the_font(faulty: CompiledDocument) -> None:
    assert {f.message.split(" in font ")[1] for f in faulty.log.of_kind("missing-character")} == {
        "cmr10!"
    }


def test_destinations_absent_and_doubled(faulty: CompiledDocument) -> None:
    text = " ".join(finding.message for finding in faulty.log.of_kind("destination"))
    # XeTeX knows of no link without a destination.
    expected = ["page.1"] if "This is XeTeX" in faulty.log_text else ["page.1", "nowhere"]
    assert [name for name in ("page.1", "nowhere") if name in text] == expected


def test_multiply_defined_label_has_its_key(faulty: CompiledDocument) -> None:
    assert "one" in {f.key for f in faulty.log.findings if "multiply defined" in f.message}


def test_group_left_open_is_a_warning(faulty: CompiledDocument) -> None:
    assert any(
        message.startswith(r"\end occurred") for _, _, message in places(faulty.log, "warning")
    )


def test_pages_and_main_text_are_read(faulty: CompiledDocument) -> None:
    assert (faulty.log.pages, faulty.log.main_text_ends, faulty.log.page_limit) == (3, 9, 10)


def test_clean_document_has_no_finding(compile_tex: CompileTex) -> None:
    report = compile_tex(r"\documentclass{article}\begin{document}A\end{document}").log
    assert report == LogReport(pages=1)


def test_runaway_argument_says_why_the_run_ended(compile_tex: CompileTex) -> None:
    done = compile_tex(
        "\\documentclass{article}\\newcommand*\\short[1]{#1}"
        "\\begin{document}\n\\short{open\n\n\\end{document}\n"
    )
    messages = [finding.message for finding in done.log.errors]
    assert any("Paragraph ended before" in message for message in messages)
    ended = compile_tex("\\documentclass{article}\\begin{document}\n\\frac{open\n\\end{document}\n")
    assert ended.log.errors[-1].message == (r"Emergency stop: job aborted, no legal \end found")
    assert ended.pdf is None


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("load", "line"), [(r"\input{absent}", 3), (r"\usepackage{absent}", None)])
def test_missing_file_is_one_error(
    compile_tex: CompileTex, engine: str, load: str, line: int | None
) -> None:
    inside = load.startswith(r"\input")
    before, after = ("", load) if inside else (load, "")
    text = f"\\documentclass{{article}}{before}\n\\begin{{document}}\n{after}\n\\end{{document}}\n"
    done = compile_tex(text, engine=engine)
    suffix = "tex" if inside else "sty"
    assert places(done.log, "error") == [("main.tex", line, f"File `absent.{suffix}' not found.")]


def test_error_of_lua_has_file_and_line(compile_tex: CompileTex) -> None:
    text = "\\documentclass{article}\\begin{document}A\n\\directlua{x.y = 1}\n\\end{document}\n"
    (error,) = compile_tex(text, engine="lualatex").log.errors
    assert (error.file, error.line) == ("main.tex", 2)
    assert "attempt to index" in error.message


def test_latex_joins_its_own_indented_lines() -> None:
    log = "\nLaTeX Warning: Unused global option(s):\n    [foo].\n\n(./main.aux)\n"
    assert places(parse_log(log), "warning") == [("", None, "Unused global option(s): [foo].")]


def test_error_without_file_takes_the_open_file_and_the_context_line() -> None:
    log = (
        "(./main.tex (./part.tex\n! Missing $ inserted.\n<inserted text> \n$\nl.7 a_\n      b\n\n))"
    )
    assert parse_log(log).findings == (
        LogFinding("error", "TeX", "Missing $ inserted.", "./part.tex", 7),
    )


def test_closed_files_give_way_to_those_that_opened_them() -> None:
    log = "(./main.tex (/usr/a.sty (/usr/b.sty) text (aside) :)\n) [1] [2\n]\nLaTeX Warning: W.\n"
    # The smiley's parenthesis can't be told from a file's end; the main file stays.
    assert parse_log(log).findings[0].file == "./main.tex"


LABELS = "LaTeX Warning: Label(s) may have changed. Rerun to get cross-references right."
OUTLINES = """Package rerunfilecheck Warning: File `x.out' has changed.
(rerunfilecheck)                Rerun to get outlines right"""
INCLUSION = "pdfTeX warning: pdflatex (file ./f.pdf): PDF inclusion: found PDF version <1.7>"
ABSENT = "pdfTeX warning (dest): name{a} has been referenced but does not exist, replaced"
OUTPUT = "Overfull \\vbox (12.0pt too high) has occurred while \\output is active []"


@pytest.mark.parametrize(
    ("line", "kind", "line_number"),
    [
        (LABELS, "rerun", None),
        (OUTLINES, "rerun", None),
        ("Class article Warning: Something on input line 4.", "warning", 4),
        ("LaTeX hooks Warning: Generic hook on input line 4.", "warning", 4),
        (INCLUSION, "warning", None),
        (f"<./f.pdf, id=1>{ABSENT}", "destination", None),
        (OUTPUT, "overfull", None),
        ("Underfull \\hbox (badness 1500) in alignment at lines 3--9", "underfull", 3),
    ],
)
def test_single_lines(line: str, kind: str, line_number: int | None) -> None:
    (finding,) = parse_log(f"{line}\n\n").findings
    assert (finding.kind, finding.line) == (kind, line_number)


def test_what_the_missing_shell_makes_graphics_say_is_no_finding(
    compile_tex: CompileTex,
) -> None:
    said = "Package epstopdf Warning: Shell escape feature is not enabled.\n"
    assert parse_log(said).findings == ()
    # Where graphics is older, this document says nothing of the kind.
    both = r"\usepackage{graphicx}\usepackage{hyperref}"
    text = rf"\documentclass{{article}}{both}\begin{{document}}x\end{{document}}"
    assert compile_tex(text).log.findings == ()


def test_information_is_no_finding() -> None:
    log = "LaTeX Info: Redefining \\cite.\nPackage x Info: Error: none on line 3.\nfoo: 3: bar\n"
    assert parse_log(log) == LogReport()


@pytest.mark.parametrize("seed", range(6))
def test_mutilated_logs_are_parsed_all_the_same(faulty: CompiledDocument, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    text = faulty.log_text
    for _ in range(12):
        kind = chance.randrange(4)
        start = chance.randrange(len(text))
        end = min(len(text), start + chance.randrange(1, 400))
        piece = text[start:end]
        place = chance.randrange(len(text))
        match kind:
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = text[:place] + piece + text[place:]
            case 2:
                text = text[:start] + "".join(chance.sample(piece, len(piece))) + text[end:]
            case _:
                noise = "".join(chance.choices("()[]!:l.\\\n\x00\ufffd é12", k=30))
                text = text[:place] + noise + text[place:]
    report = parse_log(text, ["main.tex", "a (b).tex"])
    assert all(finding.line is None or finding.line >= 0 for finding in report.findings)
    assert all("\n" not in finding.message for finding in report.findings)
    assert parse_log(text[: len(text) // 2]).findings is not None


def test_fuzzed_logs_keep_most_findings(faulty: CompiledDocument) -> None:
    """Dropping one line loses at most what stood beside it."""
    lines = faulty.log_text.split("\n")
    chance = random.Random(7)  # noqa: S311
    whole = len(parse_log(faulty.log_text).findings)
    for _ in range(25):
        drop = chance.randrange(len(lines))
        rest = parse_log("\n".join(lines[:drop] + lines[drop + 1 :])).findings
        assert abs(len(rest) - whole) <= 3, lines[drop]
