"""Papers that make the numbering of lines hard, for the tests of line numbers."""

from __future__ import annotations

from style.papers import SEVERAL_PAGES, paper

LABELLED_HEADINGS = r"""\section{Introduction}\label{sec:introduction}
\subsection{Straight Below}\label{sec:below}
\ParaA
\section{A Heading with a Label That Is Long Enough to Need Two Lines}\label{sec:two}
\ParaB\index{servers}

\subsection{Alone}
\ParaC
\section{Two Labels}\label{sec:first}\label{sec:second}
\index{queues}
\ParaD
\section{Three in a Row}\label{sec:row}
\subsection{The Second of Them}\label{sec:second-of-them}
\subsubsection{The Third of Them}\label{sec:third-of-them}
\ParaE
\subsubsection{Third Level}\label{sec:third}
\ParaA
\subsection{A Lower Heading with a Label That Also Needs Two Lines to Be Set}\label{sec:lower}
\ParaB
\section{Without}
\subsection{Labels}
\ParaD
\section*{Starred}\label{sec:starred}
\ParaE
\subsubsection{A Third-Level Heading with a Label That Needs Two Lines in Its Column}\label{sec:t}
\ParaA
\section{One Line of Text}\label{sec:one}
Short.
\section{Before a List}\label{sec:list}
\begin{itemize}
\item \ParaE
\item Short.
\end{itemize}
\subsection{Before a Formula}\label{sec:formula}
\begin{equation} a = b + c \end{equation}
\ParaB
\subsection{Marked}\label{sec:marked}\markright{Mark}
\ParaC
\paragraph{Run in.}\label{sec:run} \ParaD
\section{With an Index}\index{caches}\label{sec:index}
\ParaA
"""

# Space between headings, a type of their own, and lines that stand wide of each other.
SPACED_HEADINGS = r"""\section{Drawn Closer}\label{sec:closer}\vspace{-3pt}
\subsection{To the Section}\label{sec:to}
\ParaA
\section{Drawn Closer}\vspace{-3pt}
\subsection{Without a Label}
\ParaB
\section{Set Apart}
\vspace{5pt}
\subsection{From the Section}\label{sec:from}
\ParaC
\section{A Heading That Is So Long That It Needs Five Lines of Its Column, Which No Author Would
Give, but Some Do When They Translate Their Titles Word by Word from Other Languages}%
\label{sec:five}
\ParaD
\section{Three}\subsection{A Second Heading That Is Long Enough to Need Two Lines of a Column}
\label{sec:second-long}\subsubsection{A Third Heading That Is Long Enough to Need Two Lines Too}
\label{sec:third-long}
\ParaE
\section{Space Below}\vspace{-4pt}\label{sec:below-space}
\ParaA
\section{More Space Below}\label{sec:more}\vspace{4pt}
\ParaB
\subsection{One Line}\label{sec:one-line}
Short.

\index{short}\label{par:short}\ParaC
\section{NO DEPTH}\subsection{NONE}
\ParaD
\subsection{Formulas $\sum_{i=1}^n x_i^2$}\label{sec:formulas}
\ParaE
"""

MATHEMATICS = r"""\section{Mathematics}
\ParaA
\begin{equation}
  W = \frac{\dfrac{\rho}{1-\rho}}{\dfrac{1}{\mu} + \sqrt{\dfrac{a}{b}}}
\end{equation}
\ParaB
\begin{align}
  a &= b + c, \label{eq:a} \\
  d &= \frac{e}{f} + \sum_{i=1}^{n} x_i, \\
  g &= h \notag
\end{align}
\ParaC
\begin{gather}
  u = v + w \\
  x = \int_0^1 \frac{f(t)}{g(t)}\,dt
\end{gather}
and so
\begin{multline}
  a + b + c + d + e + f + g + h + i + j + k \\
  + l + m + n + o + p + q + r + s + t \\
  = u + v + w + x + y + z
\end{multline}
which leads to \eqref{eq:a} and \[ E = m c^2. \]
\[ P = \frac{\displaystyle\sum_{i=1}^{n} \frac{a_i}{b_i}}{\displaystyle\prod_{j=1}^{m} c_j} \]
\ParaD
\begin{align*}
  a &= b & c &= d \\
    &= e &   &= f \\
\intertext{where the symbols are those of the text, and}
  g &= h & i &= j
\end{align*}
\ParaE
\begin{equation}\begin{split}
  a &= b + c \\
    &= d + e
\end{split}\end{equation}
\ParaA
\begin{eqnarray}
  a &=& b \\
  c &=& d
\end{eqnarray}
Short.
\[ a = b \]
Short.
\begin{equation*} f = \begin{cases} 1 & x > 0 \\ 0 & x < 0 \end{cases} \end{equation*}
\begin{theorem}[Waiting]\label{thm:wait}
\ParaB
\begin{equation} x = y \end{equation}
\end{theorem}
\begin{proof}
\ParaC
\[ a = b \qedhere \]
\end{proof}
\begin{lemma}
Every queue is finite.
\end{lemma}
\begin{proof} \ParaD \end{proof}
\begin{flalign} a &= b & c &= d \end{flalign}
\begin{alignat}{2} a &= b &\quad c &= d \end{alignat}
{\allowdisplaybreaks
\begin{align}
  a_1 &= b_1 \\ a_2 &= b_2 \\ a_3 &= b_3 \\ a_4 &= \frac{b_4}{c_4} \\ a_5 &= b_5 \\ a_6 &= b_6
\end{align}}
\ParaE
"""

LISTS = r"""\section{Lists}
\ParaA
\begin{itemize}
\item Short.
\item \ParaE
  \begin{enumerate}
  \item Second level, \ParaB
    \begin{itemize}
    \item Third level.
      \begin{enumerate}
      \item Fourth level.
      \item \ParaC
      \end{enumerate}
    \item Third again.

      With a second paragraph.
    \end{itemize}
  \item Second again.
  \end{enumerate}
\end{itemize}
\begin{description}
\item[Latency] is the time from arrival to the last token.
\item[Goodput] \ParaD
\end{description}
\begin{quote} \ParaA \end{quote}
\begin{quotation} \ParaE

\ParaB \end{quotation}
\begin{verse} One line, \\ and another. \end{verse}
\ParaC
\begin{verbatim}
for request in queue:
    place(request)

    wait()
\end{verbatim}
\ParaD
\begin{center} Centred, \\ on two lines. \end{center}
\begin{flushleft} Flushed. \end{flushleft}
\begin{enumerate}
\item\label{item:one} \ParaA
\item \begin{tabular}[t]{ll} a & b \\ c & d \end{tabular}
\end{enumerate}
{\small \ParaB\par}

{\footnotesize \ParaC\par}

{\large \ParaD\par}

\subsection{Last}
\begin{enumerate}
\item \ParaA
\end{enumerate}
"""

CODE = (
    r"""\section{Code}
\ParaA
\begin{lstlisting}
def place(request):
    server = min(servers, key=load)
    if load(server) > limit:
        raise Full

    return server.run(request)
\end{lstlisting}
\ParaB

\begin{algorithmic}
\STATE wait for a request
\IF{it is short}
\STATE place it on the server whose queue is shortest, and keep its client's history at hand
\ENDIF
\WHILE{$a < b$} \STATE $a \leftarrow a + 1$ \ENDWHILE
\end{algorithmic}
\ParaC
\begin{lstlisting}[basicstyle=\ttfamily\small]
"""
    + "".join(f"value_{i} = compute(value_{i - 1})\n" for i in range(1, 60))
    + r"""\end{lstlisting}
\ParaD

\begin{tabular}{lr} \hline Name & Value \\ \hline One & 1 \\ Two & 2 \\ \hline \end{tabular}

\ParaE
Inline \begin{tabular}{c} a \\ b \end{tabular} within a paragraph. \ParaA
\begin{algorithm}[h]
\caption{Placed here}
\begin{algorithmic}
\STATE wait
\STATE go
\end{algorithmic}
\end{algorithm}
\ParaB
\begin{lstlisting}[frame=lines]
a = 1
b = 2
\end{lstlisting}
\ParaC \lstinline{inline code} \ParaD
"""
)

PARAGRAPHS = r"""\section{Paragraphs}
\ParaA\color{blue}

\ParaB\color{black}

\index{servers}\label{text}

\ParaC

\textcolor{red}{\ParaD}

{\color{green} \ParaE

\ParaA}

\index{queues}

\ParaB\marginpar{aside}\footnote{A note, \ParaE}

\ParaC\footnote{Another.}

\looseness=1 \ParaD

\looseness=-1 \ParaE

\vspace{-4pt}
\ParaA
\vspace{3pt plus 2pt minus 2pt}

\ParaB

\bigskip
\hrule
\smallskip
\ParaC

\noindent\rule{\linewidth}{0.4pt}

\ParaD\vspace{6pt}

\enlargethispage{\baselineskip}
\ParaE\footnote{A third.}

\setlength{\parskip}{0pt}\setlength{\parindent}{10pt}
\ParaA

\ParaB

\vspace*{10pt}
\nopagebreak
\ParaC
\par\nobreak\vskip 4pt
\ParaD
\pagebreak[2]

\ParaE

\hspace*{10pt}\raisebox{3pt}{raised} \ParaA

\fbox{framed} \ParaD

\newpage
\ParaE

\begin{sloppypar} \ParaA \end{sloppypar}
\begin{samepage} \ParaB

\ParaC \end{samepage}
\protect\interlinepenalty 10000 \ParaD\par
\interlinepenalty 0
\ParaE $\displaystyle\sum_{i=1}^{n}\frac{a_i}{b_i}$ \ParaA
\special{pdf: comment}

\ParaB
"""

FLOATS = (
    r"""\section{Floats}
\ParaA
\begin{figure}[h]
\centering Drawn text\caption{A figure here, with a caption that is long enough to take two lines.}
\end{figure}
\ParaB
\begin{table}[h]
\caption{A table here.}
\centering\begin{tabular}{lr} \hline Name & Value \\ \hline One & 1 \\ \hline \end{tabular}
\end{table}
\ParaC
\begin{figure}[t]\centering\rule{2in}{1in}\caption{At the top.}\end{figure}
\begin{figure}[b]\centering\rule{2in}{1in}\caption{At the bottom.}\end{figure}
\begin{figure*}[t]\centering\rule{5in}{1in}\caption{A wide one.}\end{figure*}
\begin{table*}[t]
\caption{A wide table.}
\centering\begin{tabular}{lr} \hline Name & Value \\ \hline One & 1 \\ \hline \end{tabular}
\end{table*}
\begin{wrapfigure}{r}{1in}
\centering\rule{0.8in}{0.8in}
\caption{Beside.}
\end{wrapfigure}
\ParaD

\ParaE
\begin{tcolorbox}[title=A frame]
\ParaA
\end{tcolorbox}
\ParaB
\begin{figure}[!h]\centering\rule{2in}{0.5in}\caption{Between sections.}\end{figure}
\section{A Heading Below a Float}\label{sec:float}
\ParaC
\begin{figure}[p]\centering\rule{2in}{5in}\caption{On a page of floats.}\end{figure}
\begin{figure}[p]\centering\rule{2in}{5in}\caption{Another there.}\end{figure}
\begin{tcolorbox}[breakable] \ParaD

\ParaE

\ParaA

\ParaB

\ParaC \end{tcolorbox}
\ParaD

\ParaE
"""
    + SEVERAL_PAGES
)

TIGHT = "\n\n".join(
    rf"""\subsection{{Part {i}}}\label{{part:{i}}}
\Para{letter}
\begin{{equation}} a_{{{i}}} = b_{{{i}}} \end{{equation}}
\begin{{itemize}}
\item \Para{letter}
\item Short.
\end{{itemize}}
\vspace{{{i % 5}pt plus 30pt minus 2pt}}
\begin{{figure}}[t]
\centering\rule{{2in}}{{{0.4 + 0.37 * (i % 4)}in}}\caption{{Picture.}}
\end{{figure}}"""
    for i, letter in enumerate("ABCDEABCDEABC", 1)
)

ONE_COLUMN = rf"""\section{{Text}}
{SEVERAL_PAGES}
\appendix
\onecolumn
\section{{Proofs}}\label{{sec:proofs}}
\ParaA
\subsection{{First}}\label{{sec:proofs-first}}
\ParaB
\begin{{equation}} a = \frac{{b}}{{c}} \end{{equation}}
\begin{{itemize}}
\item \ParaC
\end{{itemize}}
\begin{{figure}}[h]\centering\rule{{2in}}{{1in}}\caption{{Here.}}\end{{figure}}
{SEVERAL_PAGES}
"""

# \vspace* begins with a rule of no height; space is taken back below headings.
FIXED_SPACE = r"""\newpage\vspace*{10pt}\section{Fixed}\label{sec:fixed}
\ParaA

\vspace*{-6pt}\ParaB

\vspace*{-2pt}

\ParaC
\subsection{Labelled}\label{sec:labelled}
\ParaD\vspace*{-3pt}

\vspace*{3pt}
\section{Next}\vspace{-6pt}\label{sec:next}
\ParaE\par\hrule
\ParaA

\vspace*{-3pt}
\begin{itemize}
\item \ParaB
\end{itemize}
\vspace*{-3pt}
\ParaC\newpage\vspace*{4pt}\ParaD

\ParaE"""

CAPTIONED = r"""\begin{figure*}[b]
\centering\rule{5in}{1in}\caption{Wide, at the bottom.}
\end{figure*}
\begin{figure}[t]\centering\rule{2in}{1in}\caption{At the top.}\end{figure}
"""
PACKED = rf"""\section{{Text}}\label{{sec:text}}
\ParaA\footnote{{A note.}}
{CAPTIONED}
\ParaB
\begin{{equation}} a = b \end{{equation}}
{SEVERAL_PAGES}
"""
BALANCED = (
    PACKED
    + r"\clearpage\balance\section{Last}\label{sec:last}"
    + "\n\n".join(rf"\Para{letter}" for letter in "ABCDEABC")
    + r" \ParaB\footnote{Last.}"
)
LONG_TABLE = (
    r"\begin{longtable}{lr} \caption{Long.}\\ \hline Name & Value \\ \hline \endhead "
    + " ".join(rf"Row {i} & {i} \\" for i in range(70))
    + r"\end{longtable}"
)

NUMBERED: dict[str, str] = {
    "headings": paper("", LABELLED_HEADINGS, before=r"\usepackage{makeidx}\makeindex"),
    "headings with links": paper(
        "", LABELLED_HEADINGS, before=r"\usepackage{makeidx,hyperref,microtype}\makeindex"
    ),
    "headings with space": paper("", SPACED_HEADINGS, before=r"\usepackage{makeidx}\makeindex"),
    "mathematics": paper(
        "",
        MATHEMATICS,
        before=r"\usepackage{amsmath,amsthm}",
        after=r"\newtheorem{theorem}{Theorem}\newtheorem{lemma}[theorem]{Lemma}",
    ),
    "lists": paper("", LISTS),
    "code": paper("", CODE, before=r"\usepackage{listings}"),
    "paragraphs": paper(
        "", PARAGRAPHS, before=r"\usepackage{microtype}\usepackage{makeidx}\makeindex"
    ),
    "floats": paper("", FLOATS, before=r"\usepackage{wrapfig}\usepackage[most]{tcolorbox}"),
    "tight": paper("", TIGHT),
    "ragged": paper("", TIGHT, after=r"\raggedbottom"),
    "one column": paper("", ONE_COLUMN),
    "fixed space": paper("", FIXED_SPACE),
    "spaced": paper(
        "",
        rf"""\section{{Text}}\label{{sec:text}} {SEVERAL_PAGES}
\section{{A Heading That Is Long Enough to Need Two Lines}}\label{{sec:long}} {SEVERAL_PAGES}""",
        after=r"\setlength\parskip{6pt plus 2pt minus 1pt}",
    ),
}

LOADED: dict[str, str] = {
    "stfloats": paper(
        "",
        PACKED + r"\afterpage{\clearpage}\ParaA\FloatBarrier\ParaB",
        before=r"\usepackage{stfloats,placeins,afterpage}",
    ),
    "dblfloatfix": paper(
        "", PACKED + r"\balance\ParaA", before=r"\usepackage{dblfloatfix,balance}"
    ),
    "balance": paper("", BALANCED, before=r"\usepackage{balance}"),
    "flushend": paper("", PACKED, before=r"\usepackage{flushend,microtype}"),
    "footmisc": paper("", PACKED, before=r"\usepackage[bottom,symbol]{footmisc}"),
    "ftnright": paper("", PACKED, before=r"\usepackage{ftnright}"),
    "multicol": paper(
        "",
        rf"\section{{Text}} {SEVERAL_PAGES} \appendix\onecolumn\section{{Proofs}}"
        rf"\begin{{multicols}}{{2}}{SEVERAL_PAGES}\end{{multicols}}\ParaA",
        before=r"\usepackage{multicol}",
    ),
    "longtable": paper(
        "",
        rf"\section{{Text}} {SEVERAL_PAGES} \appendix\onecolumn \ParaB {LONG_TABLE} \ParaC"
        r"\begin{landscape}\section{Turned}\ParaD\end{landscape}\ParaE",
        before=r"\usepackage{longtable,pdflscape}",
    ),
    "flushend, right column": paper(
        "", PACKED + SEVERAL_PAGES + r" \ParaB\footnote{Last.}", before=r"\usepackage{flushend}"
    ),
    "lineno": paper("", PACKED, after=r"\usepackage{lineno}"),
}

# Each kind of text, in words that name the kind on every line.
KINDS: dict[str, str] = {
    "paragraph": "%s",
    "quote": r"\begin{quote}%s\end{quote}",
    "item": r"\begin{itemize}\item %s\end{itemize}",
    "theorem": r"\begin{theorem}%s\end{theorem}",
    "algorithmic": r"\begin{algorithmic}\STATE %s\end{algorithmic}",
    "minipage": r"\noindent\begin{minipage}{\columnwidth}%s\end{minipage}",
    "parbox": r"\noindent\parbox{\columnwidth}{%s}",
    "fbox": r"\noindent\fbox{\parbox{220pt}{%s}}",
    "framed": r"\begin{framed}%s\end{framed}",
    "tcolorbox": r"\begin{tcolorbox}%s\end{tcolorbox}",
    "algorithm": r"\begin{algorithm}[H]\caption{C}\begin{algorithmic}\STATE %s\end{algorithmic}"
    r"\end{algorithm}",
    "picture": r"\begin{figure}[t]%s\end{figure}",
}
BY_KIND = paper(
    "",
    r"\section{Kinds}"
    + "\n\n".join(
        rf"\ParaA{chr(10)}{chr(10)}{form % (kind + ' ' + ' '.join([kind] * 40))}{chr(10)}"
        for kind, form in KINDS.items()
    )
    + r"\ParaB",
    before=r"\usepackage{framed}\usepackage[most]{tcolorbox}\newtheorem{theorem}{Theorem}",
)
