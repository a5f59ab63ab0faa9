"""Papers set with another template, and papers whose stage nobody said."""

from __future__ import annotations

from rates.violation import Violation, both, set_to

_COMMANDS = r"""
\RequirePackage{natbib,algorithm,algorithmic,url,booktabs,graphicx}
\newcommand\mlsystitle[1]{\begin{center}\Large\bfseries #1\end{center}}
\newcommand\mlsystitlerunning[1]{}
\newcommand\mlsyskeywords[1]{}
\newenvironment{mlsysauthorlist}{\begin{center}}{\end{center}}
\newcommand\mlsysauthor[2]{Anonymous author\quad}
\newcommand\mlsysaffiliation[2]{}
\newcommand\mlsyscorrespondingauthor[2]{}
\newcommand\printAffiliationsAndNotice[1]{}
\newenvironment{acknowledgements}{\section*{Acknowledgements}}{}
"""
_TEMPLATES = {
    "one column of Computer Modern": r"\RequirePackage[margin=1in]{geometry}",
    "one column of Times": r"\RequirePackage{times}\RequirePackage[margin=1.5in]{geometry}",
    "two columns of Computer Modern": r"\RequirePackage[margin=1in]{geometry}"
    r"\AtBeginDocument{\twocolumn}\setlength\columnsep{0.38in}",
    "two columns of Palatino": r"\RequirePackage{mathpazo}"
    r"\RequirePackage[margin=0.75in]{geometry}\AtBeginDocument{\twocolumn}",
    "one column of large type": r"\AtBeginDocument{\large}",
}

TEMPLATE = tuple(
    Violation(
        "template",
        name,
        both(
            lambda draft, lines=lines: draft.with_file(  # type: ignore[misc]
                f"{draft.style}.sty", f"\\ProvidesPackage{{{draft.style}}}\n{lines}{_COMMANDS}"
            ),
            set_to(
                block=r"\mlsystitle{Placement of Requests}",
                references=r"\bibliographystyle{plainnat}\bibliography{references}",
            ),
        ),
        also=(*("page-limit", "source-style", "source-authors"), *("notice", "two-columns")),
    )
    for name, lines in _TEMPLATES.items()
)
STAGE = tuple(
    Violation("stage", f"{option} left in", set_to(options=option), stage=stage, unsaid=True)
    for option, stage in (("accepted", "camera-ready"), ("preprint", "preprint"))
)
VIOLATIONS = (*TEMPLATE, *STAGE)
