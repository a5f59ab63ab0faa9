"""Sources that change layout, space, type or style are found, each at its file and line."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import pytest

from check.papers import DATABASE, MAIN, REFERENCES, submission
from check.verdicts import assert_clean, assert_only, told
from mlsys_paper.check.paper import Paper, read_paper
from mlsys_paper.check.rules.sources import RULES
from mlsys_paper.check.run import judge
from mlsys_paper.source.reader import read_source
from mlsys_paper.tex.sources import Sources, given_sources
from source.test_robustness import mutated
from style.papers import line_of

if TYPE_CHECKING:
    from pathlib import Path

    from check.conftest import CheckPaper
    from conftest import CompileTex
    from mlsys_paper.check.findings import PaperReport, Stage

FIGURE = "\\begin{figure}\nA picture\n%s\\caption{A caption.}\n\\end{figure}"
TABLE = "\\begin{table}[t]\n\\caption{Times}\n\\vspace{-0.5em}\n\\end{table}"
LIST = "\\begin{itemize}\n%s\\item One\n\\end{itemize}"


class JudgeSource(Protocol):
    """Judges a source by the rules on sources; the PDF stays the same correct one."""

    def __call__(
        self, text: str, stage: Stage = "submission", **files: str | bytes | Path
    ) -> PaperReport: ...


@pytest.fixture(scope="session")
def correct_paper(compile_tex: CompileTex) -> Paper:
    compiled = compile_tex(submission(), files=DATABASE)
    assert compiled.pdf is not None
    return read_paper(compiled.pdf, "submission")


@pytest.fixture
def judge_source(correct_paper: Paper, tmp_path: Path) -> JudgeSource:
    def judge_source(
        text: str, stage: Stage = "submission", **files: str | bytes | Path
    ) -> PaperReport:
        Sources(given_sources({"main.tex": text, **DATABASE, **files})).copy_to(tmp_path)
        source = read_source(tmp_path / "main.tex")
        return judge(replace(correct_paper, source=source, stage=stage), RULES)

    return judge_source


def in_preamble(code: str) -> str:
    return submission(preamble=code)


def in_text(code: str) -> str:
    """The code in the midst of the text, away from headings; two more headings follow."""
    return submission(
        MAIN.replace("\n\n\\ParaA", f"\n\n{code}\n\n\\ParaA", 1).replace(
            "\\section{Evaluation}", "\n\n\n\\section{Evaluation}"
        )
    )


@pytest.mark.parametrize("stage", ["submission", "camera-ready", "preprint", "appendix"])
def test_a_correct_source_has_no_findings(judge_source: JudgeSource, stage: Stage) -> None:
    assert_clean(judge_source(submission(), stage))


@pytest.mark.parametrize(
    "code",
    [
        "\\usepackage[margin=1in]{geometry}",
        "\\usepackage{graphicx,fullpage}",
        "\\usepackage[subtle]{savetrees}",
        "\\usepackage{parskip}",
        "\\usepackage[onehalfspacing]{setspace}",
        "\\geometry{margin=1in}",
        "\\setlength{\\textheight}{9.2in}",
        "\\setlength\\columnsep{0.2in}",
        "\\addtolength{\\topmargin}{-5pt}",
        "\\textheight=9.2in",
        "\\textheight 9.2in",
        "\\advance\\textwidth by 3pt",
        "\\hoffset-3pt",
        "\\parskip=2pt",
        "\\setlength{\\parskip}{0pt plus 1pt}",
        "\\setlength{\\parindent}{1em}",
        "\\linespread{0.97}",
        "\\renewcommand{\\baselinestretch}{0.95}",
        "\\renewcommand\\baselinestretch{.98}",
        "\\def\\baselinestretch{0.9}",
        "\\AtBeginDocument{\\setlength{\\parskip}{1pt}}",
        "\\newcommand{\\squeeze}{\\parskip=1pt}\\AtBeginDocument{\\squeeze}",
    ],
)
def test_a_changed_layout_is_found(judge_source: JudgeSource, code: str) -> None:
    text = in_preamble(code)
    (finding,) = assert_only(judge_source(text), "source-layout")
    assert (finding.file, finding.line) == ("main.tex", line_of(text, code))


@pytest.mark.parametrize(
    "code",
    [
        "\\baselineskip=11pt",
        "\\setlength{\\baselineskip}{11.5pt}",
        "\\linespread{0.9}\\selectfont",
        "\\parskip=2pt",
        "\\small",
        "\\fontsize{9.5}{11.5}\\selectfont",
        "\\sffamily",
    ],
)
def test_what_holds_for_most_of_the_text_is_an_error(judge_source: JudgeSource, code: str) -> None:
    rule = "source-layout" if "skip" in code or "spread" in code else "source-fonts"
    for place, severity in (("Background", "error"), ("Evaluation", "warning")):
        heading = f"section{{{place}}}"
        text = submission(MAIN.replace(heading, f"{heading}\n\n{code} "))
        assert_only(judge_source(text), rule, severity)


@pytest.mark.parametrize(
    "code",
    [
        "\\setlength{\\textfloatsep}{6pt}",
        "\\setlength{\\floatsep}{0.5\\floatsep}",
        "\\addtolength{\\intextsep}{-3pt}",
        "\\setlength{\\bibsep}{0pt}",
        "\\AtBeginDocument{\\abovedisplayskip=2pt}",
        "\\usepackage[compact]{titlesec}",
        "\\titlespacing*{\\section}{0pt}{2pt}{2pt}",
        "\\renewcommand{\\section}{\\tiny}",
        "\\usepackage{enumitem}\\setlist{nosep}",
        "\\usepackage{enumitem}\\setlist[itemize]{itemsep=0pt,leftmargin=*}",
        "\\usepackage[skip=2pt]{caption}",
        "\\captionsetup{belowskip=-8pt}",
        "\\captionsetup[table]{skip=3pt}",
        "\\usepackage{caption}\\setlength{\\abovecaptionskip}{2pt}",
        "\\renewcommand{\\bibfont}{\\small}",
        "\\AtBeginEnvironment{thebibliography}{\\small}",
        "\\SetTracking{encoding=*}{-15}",
        "\\renewcommand{\\small}{\\footnotesize}",
    ],
)
def test_tight_space_and_small_type_are_warned_of(judge_source: JudgeSource, code: str) -> None:
    text = in_preamble(code)
    rule = "source-fonts" if "{\\small}{" in code else "source-spacing"
    (finding,) = assert_only(judge_source(text), rule, "warning")
    assert (finding.file, finding.line) == ("main.tex", line_of(text, code))


@pytest.mark.parametrize(
    "text",
    [
        in_preamble("\\usepackage[pass]{geometry}"),
        in_preamble("\\usepackage{setspace,titlesec,enumitem,multicol}"),
        in_preamble("% \\usepackage{fullpage}"),
        in_preamble("\\setlength{\\tabcolsep}{3pt}\\setlength\\parskip{6pt}"),
        in_preamble("\\setlength{\\textheight}{9in}\\setlength{\\columnsep}{.25in}"),
        in_preamble("\\setlength{\\textfloatsep}{20pt plus 2pt minus 4pt}"),
        in_preamble("\\setlength{\\abovecaptionskip}{2pt}\\belowcaptionskip=-4pt"),
        in_preamble("\\usepackage{caption}\\setlength{\\abovecaptionskip}{12pt}"),
        in_preamble("\\linespread{1}\\renewcommand{\\arraystretch}{1.2}"),
        in_preamble("\\newlength\\mine\\setlength{\\mine}{\\textheight-2cm}"),
        in_preamble("\\newcommand{\\unused}{\\setlength{\\parskip}{0pt}}"),
        in_preamble(
            "\\newcommand{\\boxed}[1]{\\begin{minipage}{2cm}\\parskip=2pt#1\\end{minipage}}"
            "\\AtBeginDocument{\\boxed{x}}"
        ),
        submission(before_style="\\usepackage{parskip}\\setlength{\\textheight}{8in}"),
        in_text("\\begin{minipage}{3cm}\\setlength\\parskip{3pt} x\\end{minipage}"),
        in_text("{\\setlength{\\parskip}{3pt} A paragraph.\\par}"),
        in_text("\\begingroup\\parskip=3pt A paragraph.\\par\\endgroup"),
        in_text(LIST % "\\setlength{\\itemsep}{0pt}\\setlength{\\parskip}{0pt}"),
        in_text(FIGURE % "\\linespread{0.9}\\setlength{\\tabcolsep}{2pt}\n"),
    ],
)
def test_what_leaves_the_layout_alone_is_not_found(judge_source: JudgeSource, text: str) -> None:
    assert_clean(judge_source(text))


@pytest.mark.parametrize(
    "text",
    [
        submission(MAIN.replace("\\section{Design}", "\\vspace{-4pt}\n\\section{Design}")),
        submission(MAIN.replace("\\section{Design}", "\\section{Design}\\vspace*{-4pt}")),
        submission(MAIN.replace("\\section{Design}", "\\section{Design}\n\\label{d}\\vskip-4pt")),
        in_text("\\vspace{-0.5\\baselineskip}"),
        in_text("\\vskip -4pt plus 1pt"),
        in_text("\\newcommand{\\less}{-4pt}\\vspace{\\less}"),
        in_text(FIGURE % "\\vspace{-6pt}\n"),
        in_text(TABLE + "\n\n\\section{Next}"),
        in_text(TABLE + "\n\nText."),
        in_text(FIGURE % "" + "\n\\vspace{-6pt}"),
        in_text(LIST % "\\vspace{-2pt}"),
        in_text("\\enlargethispage{\\baselineskip}"),
        in_text("\\enlargethispage*{2pt}"),
        in_text("\\spaceskip=2pt plus 1pt\n"),
        in_text("\\fontdimen2\\font=2pt"),
        submission(references=f"{{\\footnotesize {REFERENCES}}}"),
        submission(references=f"\\small\n{REFERENCES}"),
    ],
)
def test_tight_space_in_the_text_is_warned_of(judge_source: JudgeSource, text: str) -> None:
    assert_only(judge_source(text), "source-spacing", "warning")


def test_one_cause_is_one_finding_with_all_its_places(judge_source: JudgeSource) -> None:
    main = MAIN.replace("\\section", "\\vspace{-4pt}\n\\section")
    text = submission(main, preamble="\\input{macros}")
    report = judge_source(text, **{"macros.tex": "\n\\AtBeginDocument{\\vspace{-2pt}}"})
    (finding,) = assert_only(report, "source-spacing", "warning")
    lines = [n for n, line in enumerate(text.splitlines(), 1) if "\\vspace" in line]
    assert [(place.file, place.line) for place in finding.places] == [
        ("macros.tex", 2),
        *(("main.tex", line) for line in lines),
    ]


def test_a_macro_with_negative_space_is_found_at_its_definition(judge_source: JudgeSource) -> None:
    definition = "\\newcommand{\\squeeze}{\\vspace{-5pt}}"
    used = MAIN.replace("\\section{Design}", "\\squeeze\n\\section{Design}")
    text = submission(used, preamble=definition)
    (finding,) = assert_only(judge_source(text), "source-spacing", "warning")
    assert finding.line == line_of(text, definition)
    assert_clean(judge_source(in_preamble(definition)))


@pytest.mark.parametrize(
    "text",
    [
        in_text("\\vspace{5pt}\\vskip 0.1in\\vspace{-0pt}"),
        in_text("% \\vspace{-5pt}"),
        in_text("\\verb|\\vspace{-5pt}|"),
        in_text("\\hspace{-3pt}\\hskip-2pt x\\kern-1pt"),
        in_text("\\enlargethispage{-3in}"),
        in_text("\\begin{tikzpicture}\\vspace{-4pt}\\end{tikzpicture}"),
        in_text("\\begin{tabular}{l}a\\\\[-2pt]\\vspace{-2pt}b\\end{tabular}"),
        in_preamble("\\usepackage{enumitem}\\setlist{leftmargin=*}"),
        in_preamble("\\usepackage[font=small,labelfont=bf]{caption}\\captionsetup{skip=10pt}"),
        in_text("\\begin{itemize}[nosep,leftmargin=*]\\item x\\end{itemize}"),
        in_preamble("\\captionsetup[subfigure]{skip=2pt}"),
    ],
)
def test_what_makes_nothing_tighter_is_not_found(judge_source: JudgeSource, text: str) -> None:
    assert_clean(judge_source(text))


@pytest.mark.parametrize(
    "text",
    [
        in_preamble("\\usepackage{palatino}"),
        in_preamble("\\usepackage{lmodern}"),
        in_preamble("\\usepackage[default]{opensans}"),
        in_preamble("\\setmainfont{Linux Libertine O}"),
        in_preamble("\\renewcommand{\\familydefault}{\\sfdefault}"),
        in_preamble("\\renewcommand\\rmdefault{ppl}"),
        in_preamble("\\renewcommand{\\normalsize}{\\small}"),
        in_preamble("\\let\\normalsize\\small"),
        in_preamble("\\AtBeginDocument{\\small}"),
        submission(f"\\begin{{small}}{MAIN}\\end{{small}}"),
    ],
)
def test_changed_type_is_found(judge_source: JudgeSource, text: str) -> None:
    assert_only(judge_source(text), "source-fonts")


@pytest.mark.parametrize(
    "text",
    [
        in_preamble("\\usepackage{times}\\usepackage[scaled]{helvet}\\usepackage{courier}"),
        in_preamble("\\usepackage{newtxtext,newtxmath}\\usepackage[T1]{fontenc}"),
        in_preamble("\\usepackage[scale=0.9]{inconsolata}\\usepackage{opensans,microtype}"),
        in_preamble("\\setmainfont{TeX Gyre Termes}\\setmonofont{Fira Mono}"),
        in_preamble("\\renewcommand{\\bibfont}{\\normalsize}\\renewcommand\\ttdefault{cmtt}"),
        submission(before_style="\\usepackage{lmodern}"),
        in_text("{\\small A remark.}"),
        in_text("\\small A remark.\n\n\\normalsize"),
        in_text(FIGURE % "\\footnotesize\\sffamily\n"),
        in_text("\\begin{small}A remark.\\end{small}"),
        in_preamble("\\AddToHook{env/verbatim/begin}{\\small}\\AtBeginEnvironment{quote}{\\small}"),
        in_text("\\fontsize{10}{12}\\selectfont"),
    ],
)
def test_type_that_stays_is_not_found(judge_source: JudgeSource, text: str) -> None:
    assert_clean(judge_source(text))


def test_an_edited_style_is_found(judge_source: JudgeSource, style_dir: Path) -> None:
    sty = (style_dir / "mlsys2024.sty").read_text()
    assert_clean(judge_source(submission(), **{"mlsys2024.sty": sty.replace("\n", "\r\n")}))
    edited = sty.replace("{6pt}", "{5pt}")
    assert edited != sty
    report = judge_source(submission(), **{"mlsys2024.sty": edited})
    (finding,) = assert_only(report, "source-style")
    assert finding.file == "mlsys2024.sty"
    other = re.sub(r"v\d[\d.]*", "v0.9", edited, count=1)
    report = judge_source(submission(), **{"mlsys2024.sty": other})
    assert_only(report, "source-style", "warning")


def test_copies_of_packages_that_older_styles_carried_are_fine(judge_source: JudgeSource) -> None:
    files = {f"{name}.sty": "\\setlength{\\headheight}{15pt} % LPPL\n" for name in ("fancyhdr",)}
    assert_clean(judge_source(in_preamble("\\usepackage{fancyhdr}"), **files))


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        (submission().replace("{mlsys2024}", "{times}", 1), "error"),
        (submission().replace("\\usepackage{mlsys2024}", "\\usepackage{mlsys2023}"), "warning"),
        (in_preamble("\\makeatletter\\renewcommand{\\Notice@String}{}\\makeatother"), "error"),
        (in_preamble("\\makeatletter\\def\\mlsys@pagelimit{12}\\makeatother"), "error"),
        (in_preamble("\\renewcommand{\\printAffiliationsAndNotice}[1]{}"), "error"),
        (in_text("\\maketitle"), "warning"),
        (submission(references=REFERENCES.replace("{mlsys2024}", "{abbrv}")), "warning"),
    ],
)
def test_what_goes_around_the_style_is_found(
    judge_source: JudgeSource, text: str, severity: str
) -> None:
    assert_only(judge_source(text), "source-style", severity)


def test_the_notice_of_a_preprint_is_free(judge_source: JudgeSource) -> None:
    text = in_preamble("\\makeatletter\\renewcommand{\\Notice@String}{}\\makeatother")
    assert_clean(judge_source(text, "preprint"))


def test_authors_outside_of_the_style_are_found(judge_source: JudgeSource) -> None:
    author = "\\author{Ada Quill \\and Bruno Marlow}"
    assert_only(judge_source(in_preamble(author)), "source-authors", "warning")
    report = judge_source(in_preamble(author).replace("\\section{Design}", "\\maketitle", 1))
    assert {(finding.rule, finding.severity) for finding in report.findings} == {
        ("source-authors", "error"),
        ("source-style", "warning"),
    }, told(report)
    assert_clean(judge_source(in_preamble(author), "camera-ready"))
    assert_only(judge_source(in_text("\\thanks{Funded by X.}")), "source-authors", "warning")


@pytest.mark.parametrize(
    "code",
    [
        "\\author{Anonymous Authors}",
        "\\author{}",
        "% \\author{Ada Quill}",
        "\\hypersetup{pdfauthor={Ada Quill}}",
        "\\newcommand{\\ada}[1]{Ada: #1}",
    ],
)
def test_authors_that_nobody_sees_are_not_found(judge_source: JudgeSource, code: str) -> None:
    assert_clean(judge_source(in_preamble(code)))


def test_what_could_not_be_read_is_said(judge_source: JudgeSource) -> None:
    report = judge_source(in_text("\\input{gone}"))
    (finding,) = assert_only(report, "source-readable", "unchecked")
    assert "there is no file gone" in finding.message


def test_findings_name_the_file_that_is_drawn_in(judge_source: JudgeSource) -> None:
    report = judge_source(in_preamble("\\input{macros}"), **{"macros.tex": "\n\n\\parskip=1pt"})
    (finding,) = assert_only(report, "source-layout")
    assert (finding.file, finding.line) == ("macros.tex", 3)


def test_sources_are_judged_with_their_pdf(check_paper: CheckPaper) -> None:
    text = in_preamble("\\author{Ada Quill}")
    assert_clean(check_paper(submission(), files=DATABASE, source=True))
    report = check_paper(text, files=DATABASE, source=True)
    (finding,) = assert_only(report, "source-authors", "warning")
    assert finding.line == line_of(text, "\\author{")
    assert_clean(check_paper(text, files=DATABASE))


def test_the_authors_that_the_source_names_are_looked_for(check_paper: CheckPaper) -> None:
    text = in_text("A prototype of Ada Quill does the same.")
    assert "\\mlsysauthor{Ada Quill}" in text
    assert_only(check_paper(text, files=DATABASE, source=True), "anonymous-text")
    assert_clean(check_paper(text, files=DATABASE))


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ("", True),
        ("[maxnames=2]", True),
        ("[maxbibnames=3]", True),
        ("[maxnames=2,maxbibnames=999]", False),
        ("[style=x,maxnames=99]", False),
    ],
)
def test_biblatex_that_cuts_authors_is_found(
    judge_source: JudgeSource, options: str, found: bool
) -> None:
    text = in_preamble(f"\\usepackage{options}{{biblatex}}\\addbibresource{{references.bib}}")
    if found:
        (finding,) = assert_only(judge_source(text), "source-references")
        assert "references.bib" in finding.message
    else:
        assert_clean(judge_source(text))


def test_mutated_sources_are_judged(correct_paper: Paper, tmp_path: Path) -> None:
    text = submission(
        MAIN.replace("\\section{Design}", "\\x{3pt}\\section{Design}{\\small y}" + FIGURE % ""),
        preamble="\\newcommand{\\x}[1]{\\vspace{-#1}}\\parskip=3pt\\usepackage{biblatex}",
    )
    Sources(given_sources(DATABASE)).copy_to(tmp_path)
    for seed in range(200):
        changed = mutated(text, random.Random(seed))  # noqa: S311 - nothing is kept secret
        if "\\documentclass{article}" in changed:
            (tmp_path / "main.tex").write_bytes(changed.encode("utf-8", "surrogateescape"))
            source = read_source(tmp_path / "main.tex")
            judge(replace(correct_paper, source=source), RULES)
