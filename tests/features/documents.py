"""A small paper for each feature of the style, to be recorded and looked at."""

from __future__ import annotations

from style.papers import REFERENCE, paper, title_block

FILES = {name: REFERENCE / name for name in ("paragraphs.tex", "references.bib")}

FILL = r"""\newpage
\ParaA

\ParaB

\ParaC"""
"""A second column, so that the page shows that it has two."""

FROM_BASELINE = r"\par\ifdim\prevdepth>0pt \vskip-\prevdepth\prevdepth0pt \fi" + "\n"
"""What \\newpage begins with until LaTeX of 2026, which does otherwise above footnotes.

Where a column has to shrink, all in it would lie elsewhere.
"""

SHORT = (
    r"""\section{Only a Section}
A line, and one more of them.
"""
    + FILL
)

COLUMNS = r"""\section{Pages and Columns}
\ParaA

\ParaB

\ParaC

\ParaD

\ParaE
\subsection{More of the Same}
\ParaA

\ParaB

\ParaC

\ParaD

\ParaE
\subsection{Still More}
\ParaA

\ParaB

\ParaC

\ParaD

\ParaE

\ParaA

\ParaB

\ParaC

\ParaD

\ParaE

\ParaA

\ParaB"""

AUTHORS = r"""\mlsyssetsymbol{equal}{*}
\begin{mlsysauthorlist}
\mlsysauthor{Ada Quill}{equal,north}
\mlsysauthor{Bruno C. Marlow}{equal,works}
\mlsysauthor{Chen Ibarra}{works,north}
\mlsysauthor{Dilara Oyelaran-Smith}{south}
\mlsysauthor{Emil Tan}{south}
\mlsysauthor{Farida H. Nakamura}{north}
\mlsysauthor{Gus Petrov}{works}
\end{mlsysauthorlist}
\mlsysaffiliation{north}{Northfield University, Northfield, Ontario, Canada}
\mlsysaffiliation{works}{Latticeworks, Port Hale, Oregon, USA}
\mlsysaffiliation{south}{University of Southmere, Southmere, UK}
\mlsyscorrespondingauthor{Ada Quill}{ada@northfield.example}
\mlsyscorrespondingauthor{Emil Tan}{emil@southmere.example}"""

HEADINGS = r"""\section{First Level}
A line.
\subsection{Second Level}
A line.
\subsubsection{Third level}
A line.
\paragraph{Fourth level.} It runs into its paragraph, which is long enough for a second line.
\subparagraph{Fifth level.} It does the same, in the same way, and is as long as the fourth one is.
\section{A First Level That Is Long Enough to Need Two Lines}
\subsection{A Second Level That Stands below a First}
\subsubsection{And a third level below both}
A line.
\newpage
\section*{Without a Number}
A line.
\subsection*{Nor Here}
A line.
\subsubsection*{Nor here}
A line.

\ParaA

\ParaB"""

LISTS = (
    r"""\section{Lists}
A line before the list.
\begin{itemize}
\item A short item.
\item An item that is long enough to need a second line in its column, so that leading shows.
\begin{itemize}
\item A nested item.
\begin{itemize}
\item A third level.
\end{itemize}
\end{itemize}
\end{itemize}
A line between the lists.
\begin{enumerate}
\item One.
\item Two.
\begin{enumerate}
\item And a half.
\end{enumerate}
\end{enumerate}
A line.
\begin{description}
\item[Queue] where requests wait, which they do for longer than they are worked on, as a rule.
\item[Server] where they don't.
\end{description}
A line.
\begin{quote}
What somebody said about queues, at some length and over more than one line of the column.
\end{quote}
A line.
"""
    + FILL
)

CAPTIONS = (
    r"""\section{Captions}
A line.
\begin{figure}[t]
\centering\rule{2in}{0.5in}
\caption{Short.}
\end{figure}
\begin{figure}[b]
\centering\rule{2in}{0.5in}
\caption{A caption that is so long that it does not fit on one line of the column and is set as
a paragraph, flush left.}
\end{figure}
\begin{table}[t]
\caption{Above its table.}
\centering
\begin{tabular}{lrr}
\hline
\abovespace\belowspace
Queue & Short & Long \\
\hline
\abovespace
Wait & 1 & 20 \\
\belowspace
Work & 2 & 2 \\
\hline
\end{tabular}
\end{table}
\ParaA
"""
    + FILL
)

FLOATS = r"""\section{Floats}
\begin{figure*}[t]
\centering\rule{5in}{0.5in}
\caption{Over both columns, and with a caption that is long enough to be set over two lines even
in the full width of the page, which takes this many words and, to be sure, a few more of them.}
\end{figure*}
\begin{algorithm}[t]
\caption{Placing a request}
\begin{algorithmic}[1]
\REQUIRE a queue
\WHILE{requests wait}
\STATE place the first
\IF{it is short} \STATE count it \ENDIF
\ENDWHILE
\end{algorithmic}
\end{algorithm}
\ParaA

\begin{figure}[ht]
\centering\rule{1in}{0.25in}
\caption{Here.}
\end{figure}
\ParaB

\begin{figure}[t]
\centering\rule{1in}{1in}
\caption{At the top.}
\end{figure}
\ParaC

\ParaD

\ParaE

\ParaA"""

FOOTNOTES = r"""\section{Footnotes}
A line with a note.\footnote{A short one.} And another.\footnote{One that is long enough to be set
on two lines of the column, as small as it is.}

\ParaA

\ParaB
\section{In the Other Column}
\ParaC

\ParaD

\ParaE

\ParaA\footnote{In the second column.}

\ParaB"""

BIBLIOGRAPHY = (
    r"""\section{Citations}
In brackets \cite{quill-article}, in the text \citet{ibarra-conf}, more than one
\citep{tan-book,marlow-thesis,three}, with a note \citep[see][page 3]{many}, a year
\yrcite{tan-chapter}.
\bibliography{references}
\bibliographystyle{mlsys2024}
"""
    + FROM_BASELINE
    + FILL
)

EQUATIONS = (
    r"""\section{Equations}
A line before the first of them, which is long enough to reach over the formula below it.
\begin{equation}
W = \frac{\rho}{1 - \rho} + \sum_{i=1}^{n} w_i
\end{equation}
A short line.
\[ a = b \]
A line.
\begin{eqnarray}
c & = & d \\
e & = & f
\end{eqnarray}
A line.
"""
    + FILL
)

ACKNOWLEDGEMENTS = (
    r"""\section{Before}
A line, by \anon[somebody]{Ada Quill}.
\begin{anonsuppress}
A line that review does not see.
\end{anonsuppress}
\begin{acknowledgements}
We thank the makers of queues.
\end{acknowledgements}
\section*{After}
A line.
"""
    + FILL
)

APPENDIX = r"""\section{Before}
\ParaA
\appendix
\section{In Two Columns}
\ParaB

\ParaC

\ParaD

\ParaE

\ParaA

\ParaB
\onecolumn
\section{In One Column}
\ParaC

\ParaD"""

DOCUMENTS: dict[str, str] = {
    "columns": paper("MODE", COLUMNS),
    "authors": paper(
        "MODE",
        SHORT,
        block=title_block(
            "A Title That Is So Long That It Needs Two Lines of the Block above the Columns",
            AUTHORS,
            notice=r"\printAffiliationsAndNotice{\mlsysEqualContribution}",
        ),
    ),
    "badges": paper("MODE", SHORT, after=r"\mlsysbadges{available,functional,reproduced}"),
    "own-notice": paper("MODE", SHORT, after=r"\mlsysnotice{A notice of the authors' own.}"),
    "own-head": paper("MODE", COLUMNS, after=r"\mlsystitlerunning{A Head of Its Own}"),
    "long-head": paper(
        "MODE",
        SHORT + r"\newpage A line.",
        block=title_block("A Title That Is Much Too Long to Stand over the Pages That Follow " * 2),
    ),
    "headings": paper("MODE", HEADINGS),
    "lists": paper("MODE", LISTS),
    "captions": paper("MODE", CAPTIONS),
    "floats": paper("MODE", FLOATS),
    "footnotes": paper("MODE", FOOTNOTES),
    "bibliography": paper("MODE", BIBLIOGRAPHY),
    "links": paper("MODE", BIBLIOGRAPHY, before=r"\usepackage{hyperref}"),
    "equations": paper("MODE", EQUATIONS),
    "acknowledgements": paper("MODE", ACKNOWLEDGEMENTS),
    "appendix": paper("MODE", APPENDIX),
}
"""Sources by feature; MODE stands for the style's option."""

SEVERAL_RUNS = ("bibliography", "links", "appendix")
"""Those that need more than one run of TeX."""

WARNINGS = {
    "badges": r"\mlsysbadges has no effect in a paper under review.",
    "long-head": "The running title does not fit on one line and is replaced.",
    "own-notice": r"\mlsysnotice has no effect without the option preprint.",
}
"""What the style says of some, in the modes where it says something."""
