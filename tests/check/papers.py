"""Papers made to measure for the tests of the checker: a correct one, and what to change in it."""

from __future__ import annotations

from golden import FOLDER
from style.papers import REFERENCE, title_block

DATABASE = {name: REFERENCE / name for name in ("paragraphs.tex", "references.bib")}
"""What lies beside a paper that has its bibliography made by BibTeX."""

BIBLIOGRAPHY = FOLDER / "bst" / "papers.bbl"
CITED = ("quill-article", "ibarra-conf", "tan-book", "many", "three")
FILES = {"paragraphs.tex": REFERENCE / "paragraphs.tex", "main.bbl": BIBLIOGRAPHY}
"""What lies beside all others: their bibliography is finished and holds the entries of CITED.

Hundreds of papers are spared a run of TeX each.
"""

MAIN = r"""\section{Introduction}
\ParaA

\ParaB
\subsection{Background}
\ParaC \cite{quill-article}

\ParaD
\section{Design}
\ParaE

\ParaA
\section{Evaluation}
\ParaB

\ParaC

\ParaD
\section{Conclusion}
\ParaE"""

REFERENCES = r"""\bibliography{references}
\bibliographystyle{mlsys2024}"""


def submission(
    main: str = MAIN,
    *,
    options: str = "",
    references: str = REFERENCES,
    end: str = "",
    preamble: str = "",
    before_style: str = "",
    block: str | None = None,
) -> str:
    """A complete paper's source; as it stands, a submission with nothing wrong.

    Only a paper with drawings in its main text loads tikz, which doubles the time of a run.

    Args:
        main: the main text.
        options: of the style: "accepted" and "preprint" for the other stages. An
            accepted paper loads hyperref, which gives its metadata title and authors.
        references: what prints the list of references.
        end: what comes after the references.
        preamble: what follows the style in the preamble.
        before_style: what comes before it.
        block: the title block with its note, an ordinary one by default.
    """
    option = f"[{options}]" if options else ""
    parts = (
        r"\documentclass{article}",
        before_style,
        rf"\usepackage{option}{{mlsys2024}}",
        r"\input{paragraphs}",
        preamble,
        r"\usepackage{tikz}" if "tikz" in main and "tikz" not in preamble else "",
        r"\usepackage{hyperref}" if options == "accepted" else "",
        r"\begin{document}",
        title_block() if block is None else block,
        main,
        references,
        end,
        r"\end{document}",
    )
    return "\n".join(part for part in parts if part) + "\n"
