"""Type that is not the format's, and space that was taken away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pypdf import Transformation

from rates.violation import (
    LAYOUT,
    TYPE,
    Violation,
    both,
    everywhere,
    last,
    paragraphs,
    preamble,
    rewritten,
    saying,
    section,
)

if TYPE_CHECKING:
    import pypdf

    from rates.violation import Change

NORMALSIZE = r"\renewcommand\normalsize{\fontsize{%s}{%s}\selectfont}\normalsize"
TITLESEC = (
    r"\usepackage{titlesec}\titlespacing*{\section}{0pt}{4pt}{2pt}"
    r"\titlespacing*{\subsection}{0pt}{4pt}{2pt}"
)
FIGURE = r"\begin{figure}[t]\centering\rule{2in}{1in}%s\caption{What was measured.}%s\end{figure}"
CELLS = " & ".join(["some words", "7.25"] * 4)
TABLE = (
    r"\begin{table}[t]\caption{Small.}\scalebox{.55}{\small\begin{tabular}{llllllll}"
    rf"\hline {CELLS}\\ {CELLS}\\ \hline\end{{tabular}}}}\end{{table}}"
)
NOTES = " ".join(rf"Words\footnote{{{paragraphs(1, seed)}}} of it." for seed in range(4))
COMPLAINT = (
    "Please do not change the page layout, or include packages like geometry, savetrees, or "
    "fullpage, which change it for you. We're not able to reliably undo arbitrary changes to the "
    "style. Please remove the offending package(s), or layout-changing commands and try again."
)


def scaled(writer: pypdf.PdfWriter) -> None:
    for page in writer.pages:
        page.add_transformation(Transformation().scale(0.96).translate(12, 16))


def bibliography_in(size: str) -> Change:
    font = rf"\AtBeginDocument{{\renewcommand\bibfont{{\{size}}}}}"
    return saying(r"\nocite{*}", font)


BODY_FONT = tuple(
    Violation("body-font", name, change, also=(*TYPE, *LAYOUT))
    for name, change in (
        ("Latin Modern", preamble(r"\renewcommand\rmdefault{lmr}\normalfont")),
        ("Palatino", preamble(r"\usepackage{palatino}")),
        ("sans serif", preamble(r"\renewcommand\familydefault{\sfdefault}")),
        ("Bookman", preamble(r"\usepackage{bookman}")),
        ("Computer Modern", preamble(r"\renewcommand\rmdefault{cmr}")),
        (
            "a part in Palatino",
            section(r"{\fontfamily{ppl}\selectfont " + paragraphs(14), r"\par}"),
        ),
    )
)
BODY_SIZE = tuple(
    Violation("body-size", name, change, also=(*TYPE, *LAYOUT))
    for name, change in (
        ("9.5 pt", preamble(NORMALSIZE % ("9.5", "12"))),
        ("9.8 pt on 11.8 pt", preamble(NORMALSIZE % ("9.8", "11.8"))),
        ("normalsize is small", preamble(r"\let\normalsize\small\normalsize")),
        ("small from the start", everywhere(r"\section{Intro", r"\small\section{Intro")),
        ("a part in small", section(r"{\small " + paragraphs(12), r"\par}")),
        ("a small abstract", lambda draft: replace(draft, abstract=r"\small " + draft.abstract)),
        ("related work in small", last(rf"\section{{Prior Work}}{{\small {paragraphs(9)}\par}}")),
    )
)


LEADING = tuple(
    Violation("leading", name, change, also=(*LAYOUT, "source-fonts"))
    for name, change in (
        ("linespread .95", preamble(r"\linespread{.95}")),
        ("linespread .98", preamble(r"\linespread{.98}\selectfont")),
        ("baselinestretch", preamble(r"\renewcommand\baselinestretch{.97}\normalsize")),
        ("wide lines", preamble(r"\linespread{1.1}")),
        ("setspace", preamble(r"\usepackage{setspace}\setstretch{.96}")),
        ("baselineskip", everywhere(r"\section{", r"\baselineskip=11.5pt\section{")),
        (
            "a tight part",
            section(r"{\fontsize{10}{11.4}\selectfont " + paragraphs(12), r"\par}"),
        ),
    )
)
SMALL_TEXT = tuple(
    Violation("small-text", name, change, also=("source-fonts", *also))
    for name, change, also in (
        ("small references", bibliography_in("small"), ("leading",)),
        ("tiny references", bibliography_in("footnotesize"), ("leading",)),
        (
            "small notes",
            both(preamble(r"\let\footnotesize\scriptsize"), saying(NOTES)),
            ("leading",),
        ),
        (
            "small captions",
            both(
                preamble(r"\usepackage[font=scriptsize]{caption}"),
                saying((FIGURE % ("", "")) * 3),
            ),
            ("source-spacing",),
        ),
        ("a table scaled", saying(TABLE, r"\usepackage{graphicx}"), ()),
        (
            "tiny paragraphs",
            saying(rf"{{\fontsize{{5}}{{6}}\selectfont {paragraphs(3)}\par}}"),
            ("leading", "body-size"),
        ),
    )
)
COMPRESSED = tuple(
    Violation("compressed-spacing", name, change, also=(*LAYOUT, "source-fonts"))
    for name, change in (
        ("no space between paragraphs", preamble(r"\setlength\parskip{0pt}")),
        ("less space between paragraphs", preamble(r"\setlength{\parskip}{3pt plus 1pt}")),
        ("before sections", everywhere(r"\section{", "\n\n\\vspace{-4pt}\\section{")),
        ("after sections", everywhere("}\n\\label{sec:", "}\\vspace{-5pt}\n\\label{sec:")),
        ("titlesec", preamble(TITLESEC)),
        ("word spaces", preamble(r"\AtBeginDocument{\spaceskip=1.9pt plus .4pt minus .2pt}")),
        (
            "letter spaces",
            preamble(
                r"\usepackage[tracking=alltext]{microtype}\SetTracking{encoding=*}{-18}",
                r"\AtBeginDocument{\lsstyle}",
            ),
        ),
        ("above captions", saying((FIGURE % (r"\vspace{-8pt}", "")) * 2)),
        ("below captions", saying((FIGURE % ("", r"\vspace{-22pt}")) * 2)),
    )
)
SCALED = (
    Violation(
        "compressed-spacing",
        "pages scaled",
        alter=rewritten(scaled),
        also=(*LAYOUT, *TYPE, "line-numbers"),
    ),
)
VIOLATIONS = (*BODY_FONT, *BODY_SIZE, *LEADING, *SMALL_TEXT, *COMPRESSED, *SCALED)
