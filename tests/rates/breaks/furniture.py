"""Notices, heads, line numbers and author blocks of another stage, and captions misplaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rates.violation import Violation, preamble, saying, set_to

if TYPE_CHECKING:
    from collections.abc import Callable

    import pypdf

    Alter = Callable[[pypdf.PdfWriter], object]

NOTICE = r"\makeatletter\def\Notice@String{%s}\makeatother"
ELSEWHERE = (
    "Preliminary work. Under review by the International Conference on Machine Learning (ICML). "
    "Do not distribute."
)
SIXTH = (
    r"Proceedings of the $\mathit{6}^{th}$ MLSys Conference, Miami Beach, FL, USA, 2023. "
    r"Copyright 2023 by the author(s)."
)
NUMBERED = (
    *("line-numbers", "author-block", "anonymous-authors"),
    *("anonymous-metadata", "anonymous-text"),
)
NOTICES = (
    Violation("notice", "taken out", preamble(NOTICE % ""), also=("source-style",)),
    Violation("notice", "another conference's", preamble(NOTICE % ELSEWHERE), ("source-style",)),
    Violation("notice", "none printed", set_to(notice="")),
    Violation("notice", "as accepted", set_to(options="accepted"), also=NUMBERED),
    Violation("notice", "as a preprint", set_to(options="preprint"), also=NUMBERED),
    Violation("notice", "of review", set_to(options=""), also=NUMBERED, stage="camera-ready"),
    Violation(
        "notice",
        "of last year",
        preamble(NOTICE % SIXTH),
        also=("source-style",),
        stage="camera-ready",
    ),
)
HEADS = tuple(
    Violation("running-head", name, change)
    for name, change in (
        ("too long", set_to(running_title="A Long Running Title " * 9)),
        ("taken out", preamble(r"\AtBeginDocument{\pagestyle{plain}}")),
        ("taken out by fancyhdr", saying(r"\fancyhf{}")),
        (
            "the example's",
            set_to(running_title="Submission and Formatting Instructions for MLSys 2024"),
        ),
        (
            "a title that is too long",
            set_to(
                title="On the Measure of Things That Were Never Measured " * 3, running_title=""
            ),
        ),
    )
)
LINENO = r"\usepackage{lineno}\AtBeginDocument{%s}"
NUMBERS = (
    Violation(
        "line-numbers", "as accepted", set_to(options="accepted"), also=("notice", *NUMBERED)
    ),
    Violation(
        "line-numbers", "as a preprint", set_to(options="preprint"), also=("notice", *NUMBERED)
    ),
    Violation(
        "line-numbers",
        "left in",
        preamble(LINENO % r"\linenumbers"),
        stage="camera-ready",
    ),
    Violation(
        "line-numbers",
        "every fifth left in",
        preamble(LINENO % r"\modulolinenumbers[5]\linenumbers"),
        stage="camera-ready",
    ),
    Violation(
        "line-numbers",
        "of review",
        set_to(options=""),
        also=("notice", *NUMBERED),
        stage="camera-ready",
    ),
)
FOLIOS = tuple(
    Violation("page-numbers", name, change, also=also, stage="camera-ready")
    for name, change, also in (
        ("by \\cfoot", preamble(r"\AtBeginDocument{\cfoot{\thepage}}"), ()),
        ("in the head", preamble(r"\AtBeginDocument{\rhead{\thepage}}"), ()),
        ("plain", preamble(r"\AtBeginDocument{\pagestyle{plain}}"), ("running-head",)),
        ("of a preprint", set_to(options="preprint"), ("notice",)),
        ("of review", set_to(options=""), ("notice", "line-numbers", *NUMBERED)),
    )
)
REMAINS = tuple(
    Violation("anonymous-remains", name, saying(text), stage="camera-ready")
    for name, text in (
        ("omitted for review", "The name of the system is omitted for double-blind review."),
        ("removed for anonymity", "Links were removed to preserve anonymity."),
        ("in brackets", "It ran on the cluster of [anonymized] for a year."),
        ("blinded", "Our institution, blinded for review, runs the service."),
        ("an anonymous link", r"The code is at \url{https://anonymous.4open.science/r/queues}."),
    )
)
NO_AFFILIATION = r"""\begin{mlsysauthorlist}
\mlsysauthor{Ada Quill}{}
\end{mlsysauthorlist}
\mlsyscorrespondingauthor{Ada Quill}{ada@northfield.example}"""
ANONYMOUS = r"""\begin{mlsysauthorlist}
\mlsysauthor{Anonymous Authors}{none}
\end{mlsysauthorlist}
\mlsysaffiliation{none}{Anonymous Institution}
\mlsyscorrespondingauthor{Ada Quill}{ada@northfield.example}"""
BLOCKS = tuple(
    Violation("author-block", name, change, also=also, stage="camera-ready")
    for name, change, also in (
        ("no affiliation", set_to(authors=NO_AFFILIATION), ()),
        ("anonymous", set_to(authors=ANONYMOUS), ()),
        ("none", set_to(authors=""), ()),
        ("of review", set_to(options=""), ("notice", *NUMBERED)),
        ("no note", set_to(notice=""), ("notice",)),
    )
)
BOX = r"\rule{2in}{1in}"
ROWS = r"\begin{tabular}{ll}\hline a & b\\ \hline c & d\\ e & f\\ \hline\end{tabular}"
CAPTIONS = tuple(
    Violation("caption-position", name, saying(text))
    for name, text in (
        ("above a figure", rf"\begin{{figure}}[t]\caption{{A.}}\centering {BOX}\end{{figure}}"),
        ("above, at the foot", rf"\begin{{figure}}[b]\caption{{A.}}\centering {BOX}\end{{figure}}"),
        (
            "above a wide figure",
            r"\begin{figure*}[t]\caption{A figure.}\rule{6in}{1in}\end{figure*}",
        ),
        ("below a table", rf"\begin{{table}}[t]\centering {ROWS}\caption{{B.}}\end{{table}}"),
        (
            "below a table in the text",
            rf"\begin{{table}}[h]\centering {ROWS}\caption{{B.}}\end{{table}}",
        ),
        (
            "below a wide table",
            rf"\begin{{table*}}[t]\centering {ROWS}\caption{{B.}}\end{{table*}}",
        ),
    )
)
VIOLATIONS = (*NOTICES, *HEADS, *NUMBERS, *FOLIOS, *REMAINS, *BLOCKS, *CAPTIONS)
