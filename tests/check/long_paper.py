"""A correct paper of several pages, with headings of all levels: enough to measure."""

from __future__ import annotations

PARAGRAPHS = "\n\n".join(rf"\Para{letter}" for letter in "ABCDE")

_SECTION = rf"""\section{{Section}}
{PARAGRAPHS} \cite{{quill-article}}
\subsection{{Subsection}}
{PARAGRAPHS}

\ParaA
\subsubsection{{Third level}}
\ParaB"""

LONG = "\n\n".join([_SECTION] * 3)
"""Four pages."""

FIGURE = r"""\begin{figure}[t]
\centering
\includegraphics[width=%s]{example-image-a}
\caption{A caption that says what is shown at such length that it needs a second line.}
\end{figure}
"""


def with_figures(width: str = r"\columnwidth", figure: str = FIGURE) -> str:
    """The paper with a figure in each section; it needs graphicx."""
    return "\n\n".join([figure % width + _SECTION] * 3)
