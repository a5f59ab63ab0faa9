"""Sheets, columns and margins that are not the format's, and papers that are too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypdf.generic import RectangleObject

from rates.violation import (
    LAYOUT,
    Violation,
    both,
    early,
    end,
    everywhere,
    last,
    paragraphs,
    preamble,
    rewritten,
    saying,
    section,
    set_to,
)

if TYPE_CHECKING:
    import pypdf

GRAPHICX = r"\usepackage{graphicx}"
WIDE = r"\begin{figure}[t]\rule{%s}{1in}\caption{A figure.}\end{figure}"
CELLS = " & ".join(["a column"] * 9)
TABLE = (
    rf"\begin{{table}}[t]\caption{{Wide.}}\begin{{tabular}}{{{'l' * 9}}}\hline {CELLS} \\ \hline"
    r"\end{tabular}\end{table}"
)
FORMULA = r"\int_0^1 f(x)\,dx=\sum_{i=1}^{n}\frac{1}{2}\left\|x_i-\hat{x}_i\right\|^2"
# multicol sets no floats and no notes; what refers to them finds nothing.
LOST = ("unresolved", "notice", "line-numbers")


def cropped(writer: pypdf.PdfWriter) -> None:
    writer.pages[1].cropbox = RectangleObject((0, 0, 612, 782))


def cropped_everywhere(writer: pypdf.PdfWriter) -> None:
    for page in writer.pages:
        page.cropbox = RectangleObject((30, 30, 582, 762))


def one_of_a4(writer: pypdf.PdfWriter) -> None:
    writer.pages[-1].mediabox = RectangleObject((0, 0, 595.28, 841.89))
    writer.pages[-1].cropbox = RectangleObject((0, 0, 595.28, 841.89))


PAGE_SIZE = (
    Violation(
        "page-size",
        "A4 by pdfTeX's lengths",
        preamble(r"\AtBeginDocument{\pdfpagewidth=210mm\pdfpageheight=297mm}"),
        also=LAYOUT,
    ),
    Violation(
        "page-size", "A4 by geometry", preamble(r"\usepackage[a4paper]{geometry}"), also=LAYOUT
    ),
    Violation(
        "page-size",
        "US Legal",
        preamble(r"\AtBeginDocument{\pdfpageheight=14in}"),
        also=LAYOUT,
    ),
    Violation("page-size", "a page cropped", alter=rewritten(cropped)),
    Violation(
        "page-size",
        "all pages cropped",
        alter=rewritten(cropped_everywhere),
        also=(*LAYOUT, "line-numbers"),
    ),
    Violation("page-size", "a page of A4 joined to it", alter=rewritten(one_of_a4)),
)
TWO_COLUMNS = tuple(
    Violation("two-columns", name, change, also=(*LAYOUT, *LOST))
    for name, change in (
        ("one column from the start", everywhere(r"\section{Intro", r"\onecolumn\section{Intro")),
        ("a section in one column", section(r"\onecolumn ", "\n\n\\twocolumn\n")),
        (
            "one column towards the end",
            everywhere(r"\section{Conclusion}", r"\onecolumn\section{Conclusion}"),
        ),
        (
            "three columns",
            both(
                preamble(r"\usepackage{multicol}"),
                section(
                    r"\onecolumn\begin{multicols}{3}" + paragraphs(14),
                    "\n\n\\end{multicols}\\twocolumn\n",
                ),
            ),
        ),
        (
            "the style's columns undone",
            set_to(notice=r"\onecolumn\printAffiliationsAndNotice{}"),
        ),
    )
)
GUTTER = tuple(
    Violation("gutter", name, change, also=(*LAYOUT, *LOST))
    for name, change in (
        ("columns 0.15 in apart", preamble(r"\setlength\columnsep{0.15in}")),
        ("columns 3 pt closer", preamble(r"\addtolength\columnsep{-3pt}")),
        ("columns 0.33 in apart", preamble(r"\setlength{\columnsep}{0.33in}")),
        ("at the document's begin", preamble(r"\AtBeginDocument{\columnsep=12pt}")),
        (
            "columns of multicol",
            both(
                preamble(r"\usepackage{multicol}\setlength\multicolsep{0pt}"),
                section(
                    r"\onecolumn\setlength\columnsep{10pt}\begin{multicols}{2}" + paragraphs(30),
                    "\n\n\\end{multicols}\\clearpage\\columnsep=.25in\\twocolumn\n",
                ),
            ),
        ),
    )
)
MARGINS = tuple(
    Violation("margins", name, change, also=LAYOUT)
    for name, change in (
        ("moved to the left", preamble(r"\hoffset=-10pt")),
        ("moved up", preamble(r"\voffset=-12pt")),
        ("wider by 10 pt", preamble(r"\addtolength\textwidth{10pt}")),
        ("higher by two lines", preamble(r"\addtolength\textheight{24pt}")),
        ("higher by one line", preamble(r"\AtBeginDocument{\addtolength\textheight{12pt}}")),
        ("geometry", preamble(r"\usepackage[margin=0.75in]{geometry}")),
        ("fullpage", preamble(r"\usepackage{fullpage}")),
        ("a smaller margin within", preamble(r"\addtolength\oddsidemargin{6pt}")),
        ("a wide figure", saying(WIDE % r"1.1\columnwidth")),
        ("a figure in both margins", saying(WIDE.replace("{figure}", "{figure*}") % "7.2in")),
        ("a wide table", saying(TABLE)),
        ("a wide formula", saying(rf"\[{FORMULA}+{FORMULA}+\prod_{{k\in K}} z_k\]")),
        ("a note in the margin", saying(r"Words of a sentence.\marginpar{A note}")),
        ("an enlarged page", saying(r"\enlargethispage{2\baselineskip}")),
        (
            "a long word of code",
            saying(r"We call \texttt{torch.distributed.fully\_sharded.placement\_of\_requests()}."),
        ),
    )
)
PAGE_LIMIT = tuple(
    Violation("page-limit", name, change, also=also)
    for name, change, also in (
        ("three pages too long", saying(paragraphs(105)), ()),
        ("a long evaluation", everywhere(r"\section{Conclusion}", paragraphs(90)), ()),
        (
            "text behind the references",
            both(
                saying(paragraphs(75)), end(r"\clearpage\section*{Ethics}" + paragraphs(12, seed=3))
            ),
            (),
        ),
        (
            "figures behind the references",
            both(
                saying(paragraphs(75)),
                end(r"\begin{figure}[p]\centering\rule{3in}{7in}\caption{Late.}\end{figure}" * 6),
            ),
            (),
        ),
        (
            "smaller type and still too long",
            both(early(r"\usepackage{microtype}"), saying(rf"{{\small {paragraphs(130)}\par}}")),
            ("body-size", "leading", "compressed-spacing"),
        ),
    )
)
APPENDIX = tuple(
    Violation("appendix-separate", name, change)
    for name, change in (
        ("behind the references", end(r"\appendix\section{Proofs}" + paragraphs(6))),
        ("on a page of its own", end(r"\clearpage\appendix\section{More Data}" + paragraphs(3))),
        ("in one column", end(r"\clearpage\onecolumn\appendix\section{Proofs}" + paragraphs(6))),
        ("before the references", last(r"\appendix\section{Proofs}" + paragraphs(3))),
        ("a heading by hand", end(r"\section*{Appendix}" + paragraphs(4))),
        ("supplementary material", end(r"\section*{Supplementary Material}" + paragraphs(4))),
        (
            "letters for numbers",
            end(
                r"\renewcommand\thesection{\Alph{section}}\setcounter{section}{0}\section{Details}"
                + paragraphs(5)
            ),
        ),
    )
)
VIOLATIONS = (*PAGE_SIZE, *TWO_COLUMNS, *GUTTER, *MARGINS, *PAGE_LIMIT, *APPENDIX)
