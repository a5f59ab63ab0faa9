"""Sources that work around the style; what the PDF shows of it may be reported as well."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rates.violation import (
    LAYOUT,
    TYPE,
    Violation,
    early,
    everywhere,
    preamble,
    saying,
)

if TYPE_CHECKING:
    from rates.draft import Draft
    from rates.violation import Change

_STYLE = Path(__file__).resolve().parents[3] / "mlsys2024style" / "mlsys2024.sty"
LAYOUTS = tuple(
    Violation("source-layout", name, preamble(code), also=(*LAYOUT, *TYPE))
    for name, code in (
        ("geometry", r"\usepackage[margin=1in]{geometry}"),
        ("fullpage", r"\usepackage{fullpage}"),
        ("a length", r"\setlength{\textheight}{9.2in}"),
        ("a plain assignment", r"\advance\textwidth by 3pt"),
        ("parskip", r"\setlength{\parskip}{2pt}"),
        ("linespread", r"\linespread{0.97}"),
        ("a hook", r"\AtBeginDocument{\setlength{\parskip}{1pt}}"),
    )
)
FIGURE = r"\begin{figure}[t]\rule{2in}{1in}\vspace{-6pt}\caption{A figure.}\end{figure}"


def small_list(draft: Draft) -> Draft:
    style = f"\\bibliographystyle{{{draft.style}}}"
    return replace(draft, references=f"\\footnotesize\n\\bibliography{{references}}\n{style}")


SPACINGS = tuple(
    Violation("source-spacing", name, change, also=(*TYPE, *LAYOUT))
    for name, change in (
        ("before sections", everywhere(r"\section{", "\n\n\\vspace{-4pt}\n\\section{")),
        ("after sections", everywhere("}\n\\label{sec:", "}\\vspace*{-4pt}\n\\label{sec:")),
        ("between paragraphs", saying(r"\vspace{-0.5\baselineskip}")),
        ("a macro", saying(r"\less", r"\newcommand{\less}{\vspace{-5pt}}")),
        ("near a figure", saying(FIGURE)),
        ("lists", preamble(r"\usepackage{enumitem}\setlist{nosep}")),
        ("an enlarged page", saying(r"\enlargethispage{\baselineskip}")),
        ("captions", preamble(r"\usepackage[skip=2pt]{caption}")),
        ("tight floats", preamble(r"\setlength{\textfloatsep}{6pt}")),
        ("compact titles", preamble(r"\usepackage[compact]{titlesec}")),
        ("small references", small_list),
        ("bibfont", preamble(r"\renewcommand{\bibfont}{\small}")),
        ("narrow letters", preamble(r"\usepackage{microtype}\SetTracking{encoding=*}{-15}")),
    )
)
FONTS = tuple(
    Violation("source-fonts", name, change, also=(*TYPE, *LAYOUT))
    for name, change in (
        ("Palatino", preamble(r"\usepackage{palatino}")),
        ("Latin Modern", preamble(r"\usepackage{lmodern}")),
        ("a family", preamble(r"\renewcommand\rmdefault{ppl}")),
        ("small text", saying(r"\small")),
        ("9.5 pt", saying(r"\fontsize{9.5}{11.5}\selectfont")),
    )
)


def edited(old: str, new: str) -> Change:
    """With an edited copy of this year's style beside the paper."""

    def change(draft: Draft) -> Draft:
        text = _STYLE.read_text(encoding="utf-8")
        assert old in text
        return draft.with_file("mlsys2024.sty", text.replace(old, new))

    return change


STYLES = tuple(
    Violation("source-style", name, change, also=also)
    for name, change, also in (
        ("an edited copy", edited("{6pt}", "{5pt}"), LAYOUT),
        ("a comment more in a copy", edited("%% Integrity", "%% (kept) Integrity"), ()),
        (
            "the notice",
            preamble(r"\makeatletter\renewcommand{\Notice@String}{}\makeatother"),
            ("notice",),
        ),
        (
            "the limit",
            preamble(r"\makeatletter\def\mlsys@pagelimit{12}\makeatother"),
            (),
        ),
        (
            "another bibliography style",
            lambda draft: replace(
                draft, references="\\bibliography{references}\n\\bibliographystyle{plainnat}"
            ),
            (),
        ),
    )
)
AUTHORS = tuple(
    Violation("source-authors", name, change, also=("anonymous-text",))
    for name, change in (
        ("author", preamble(r"\author{Ada Quill \and Bruno Marlow}")),
        ("author, early", early(r"\author{Ada Quill}")),
        ("author with thanks", preamble(r"\author{Ada Quill\thanks{Supported by Latticeworks}}")),
        ("several lines", preamble("\\author{%\n  Ada Quill \\\\\n  Northfield University}")),
        ("thanks", saying(r"\thanks{Funded by Latticeworks.}")),
    )
)


def lacking(name: str, command: str) -> Violation:
    """A file that TeX had, and that lies elsewhere or was forgotten."""

    def change(draft: Draft) -> Draft:
        return draft.with_text(command).with_file(name, "A sentence of its own.\n")

    return Violation("source-readable", command, change, withheld=(name,))


READABLE = (
    lacking("part.tex", r"\input{part}"),
    lacking("part.tex", r"\include{part}"),
    lacking("parts/evaluation.tex", r"\input{parts/evaluation}"),
    lacking("part.tex", r"\def\name{part}\input{\name}"),
    Violation("source-readable", "no data base", withheld=("references.bib",)),
    Violation(
        "source-readable",
        "outside of the folder",
        saying(r"\IfFileExists{../../x.tex}{\input{../../x}}{}"),
    ),
)


def by_biblatex(options: str) -> Change:
    """The references of biblatex, which cuts lists of authors off by default."""

    def change(draft: Draft) -> Draft:
        kept = [line for line in draft.after if "setcitestyle" not in line]
        load = rf"\usepackage[natbib=true{options}]{{biblatex}}\addbibresource{{references.bib}}"
        # biber writes letters that pdfLaTeX hasn't by default.
        entries = str(draft.files["references.bib"]).replace("{\\~e}", "e").replace("{\\'\\i}", "i")
        others = "nonatbib" if draft.options is None else f"{draft.options},nonatbib"
        return replace(
            draft,
            after=(*kept, load),
            options=others,
            references=r"\nocite{*}\printbibliography",
        ).with_file("references.bib", entries)

    return change


REFERENCES = tuple(
    Violation(
        "source-references",
        name,
        by_biblatex(options),
        also=("complete-author-lists", "small-text", "source-style"),
    )
    for name, options in (
        ("no limit given", ",style=authoryear"),
        ("three names", ",style=authoryear,maxbibnames=3"),
        ("two names anywhere", ",style=authoryear,maxnames=2"),
        ("ten names", ",style=authoryear,maxbibnames=10"),
        ("numbers", ",style=numeric,maxcitenames=2"),
    )
)
VIOLATIONS = (*LAYOUTS, *SPACINGS, *FONTS, *STYLES, *AUTHORS, *READABLE, *REFERENCES)
