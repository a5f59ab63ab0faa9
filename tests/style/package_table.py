"""Packages that papers load, each with a few lines that use it, in groups that go together."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain


@dataclass(frozen=True)
class Package:
    """A package of LaTeX.

    Attributes:
        name: its name.
        body: lines that use it.
        prints: what these lines print, among other things.
        load: how it is loaded, without options by default.
        hyperref: whether it only makes sense with hyperref.
        style: the style's options that it needs.
        title: what the table calls it, where its name isn't enough.
    """

    name: str
    body: str = ""
    prints: tuple[str, ...] = ()
    load: str = ""
    hyperref: bool = False
    style: str = ""
    title: str = ""

    @property
    def loading(self) -> str:
        """The line that loads it."""
        return self.load or rf"\usepackage{{{self.name}}}"


@dataclass(frozen=True)
class Group:
    """Packages that may stand in one document.

    Attributes:
        packages: in the order in which they are loaded.
        last: packages that must be loaded after hyperref.
    """

    packages: tuple[Package, ...]
    last: tuple[Package, ...] = field(default=())

    @property
    def all(self) -> tuple[Package, ...]:
        """Every package of the group."""
        return self.packages + self.last


FIGURE = r"\begin{figure}[t]\centering\rule{1in}{.5in}\caption{A figure.}\label{figure}\end{figure}"
TABLE = (
    r"\begin{table}[t]\caption{A table.}\label{table}\begin{tabular}{l}a\end{tabular}\end{table}"
)
ALGORITHM = r"""\begin{algorithm}[t]
\caption{Placing}\label{placing}
\begin{algorithmic}[1]
\REQUIRE a queue
\STATE wait
\IF{short} \STATE place \ELSE \STATE wait \ENDIF
\end{algorithmic}
\end{algorithm}"""
PSEUDOCODE = r"""\begin{algorithm}[t]
\caption{Placing}
\begin{algorithmic}[1]
\Require a queue
\State wait \Comment{briefly}
\If{short} \State place \Else \State wait again \EndIf
\end{algorithmic}
\end{algorithm}"""

COMMON = Group(
    packages=(
        Package("inputenc", "Zoë", ("Zoë",), r"\usepackage[utf8]{inputenc}"),
        Package("fontenc", "Søren", ("Søren",), r"\usepackage[T1]{fontenc}"),
        Package("times"),
        Package("microtype"),
        Package(
            "amsmath",
            r"\begin{align}a&=b\label{equation}\\ c&=d\end{align} see \eqref{equation}",
            ("see (1)",),
        ),
        Package(
            "amsthm",
            r"\begin{theorem}Queues grow.\end{theorem}\begin{proof}Wait.\end{proof}",
            ("Theorem 1. Queues grow.", "Proof. Wait."),
            r"\usepackage{amsthm}\newtheorem{theorem}{Theorem}",
        ),
        Package("mathtools", r"$x\coloneqq y$"),
        Package("array", r"\begin{tabular}{>{\bfseries}l}Arrayed\end{tabular}", ("Arrayed",)),
        Package("graphicx", r"\scalebox{.8}{Scaled}", ("Scaled",)),
        Package(
            "booktabs",
            r"\begin{tabular}{l}\toprule Booked\\ \midrule a\\ \bottomrule\end{tabular}",
            ("Booked",),
        ),
        Package(
            "multirow", r"\begin{tabular}{ll}\multirow{2}{*}{Two}&a\\&b\end{tabular}", ("Two",)
        ),
        Package("tabularx", r"\begin{tabularx}{2in}{lX}a&Stretched\end{tabularx}", ("Stretched",)),
        Package(
            "threeparttable",
            r"\begin{table}\begin{threeparttable}\caption{Three parts.}\begin{tabular}{l}a\tnote{1}"
            r"\end{tabular}\begin{tablenotes}\item[1] Noted.\end{tablenotes}\end{threeparttable}"
            r"\end{table}",
            ("Three parts.", "Noted."),
        ),
        Package(
            "enumitem",
            r"\begin{itemize}[leftmargin=*,nosep]\item Close.\end{itemize}",
            ("Close.",),
        ),
        Package(
            "xspace", r"\us works.", ("us works.",), r"\usepackage{xspace}\newcommand\us{us\xspace}"
        ),
        Package("url", r"\url{https://mlsys.example/a_b}", ("mlsys.example/a_b",)),
        Package("xurl"),
        Package("seqsplit", r"\seqsplit{ACGTACGT}", ("ACGTACGT",)),
        Package("placeins", r"\FloatBarrier"),
        Package(
            "float",
            r"\begin{figure}[H]\centering Here.\caption{Stays.}\end{figure}",
            ("Here.", "Figure 1. Stays."),
        ),
    ),
    last=(
        Package(
            "cleveref",
            FIGURE + TABLE + ALGORITHM + r"\begin{equation}x\label{own}\end{equation}"
            r"\Cref{figure}; \Cref{table}; \Cref{placing}; \Cref{here}; \Cref{own}.",
            ("Figure 2; Table 2; Algorithm 1; Section 1; Equation (3).",),
        ),
    ),
)
DRAWING = Group(
    packages=(
        Package(
            "tikz",
            r"\begin{tikzpicture}\node[draw] {Node};\end{tikzpicture}",
            ("Node",),
            r"\usepackage{tikz}\usetikzlibrary{positioning}",
        ),
        Package(
            "pgfplots",
            r"\begin{tikzpicture}\begin{axis}[width=1.5in,title=Plotted]\addplot coordinates"
            r" {(0,0) (1,1)};\end{axis}\end{tikzpicture}",
            ("Plotted",),
            r"\usepackage{pgfplots}\pgfplotsset{compat=1.16}",
        ),
        Package(
            "tcolorbox",
            r"\begin{tcolorbox}[title=Boxed]Inside.\end{tcolorbox}",
            ("Boxed", "Inside."),
        ),
        Package("todonotes", r"\todo[inline]{Mend it.}", ("Mend it.",)),
        Package(
            "listings", "\\begin{lstlisting}\nfor x in y\n\\end{lstlisting}\n", ("for x in y",)
        ),
        Package(
            "wrapfig",
            r"\begin{wrapfigure}{r}{1in}\centering Wrapped\caption{Aside.}\end{wrapfigure} \ParaA",
            ("Wrapped", "Aside."),
        ),
        Package("soul", r"\ul{underlined}", ("underlined",)),
        Package("lipsum", r"\lipsum[1]", ("Lorem ipsum dolor",)),
        Package("orcidlink", r"\orcidlink{0000-0002-1825-0097}", hyperref=True),
    ),
)
FLOATS = Group(
    packages=(
        Package("caption", FIGURE + TABLE + ALGORITHM, ("A figure.", "A table.", "Algorithm 1")),
        Package(
            "subcaption",
            r"\begin{figure}\begin{subfigure}{1in}\rule{.5in}{.5in}\caption{Part.}\label{part}"
            r"\end{subfigure}\caption{Whole.}\end{figure} See \ref{part}.",
            ("(a) Part.", "Whole.", "See 2a."),
        ),
        Package("tabu", r"\begin{tabu} to 2in {Xl}Wide&b\end{tabu}", ("Wide",)),
        Package("dblfloatfix", r"\begin{figure*}[b]Low\caption{Wide.}\end{figure*}", ("Low",)),
        Package("flushend"),
    ),
)
GROUPS = {
    "common": COMMON,
    "drawing": DRAWING,
    "floats": FLOATS,
    "algorithm2e": Group(
        (
            Package(
                "algorithm2e",
                r"""\begin{algorithm}[t]
\KwIn{a queue}
wait\;
\eIf{short}{place\;}{wait again\;}
\caption{Placing}
\end{algorithm}""",
                ("Algorithm 1", "Input:a queue", "wait again"),
                r"\usepackage[ruled,linesnumbered]{algorithm2e}",
            ),
        )
    ),
    "algorithmicx": Group(
        (
            Package("algorithmicx"),
            Package(
                "algpseudocode",
                PSEUDOCODE,
                ("Algorithm 1 Placing", "Require: a queue", "briefly", "wait again"),
                r"\usepackage[noend]{algpseudocode}",
            ),
        )
    ),
    "algorithm": Group(
        (
            Package(
                "algorithm",
                ALGORITHM,
                ("Algorithm 1 Placing", "Require: a queue", "else"),
                r"\usepackage{algorithm}\usepackage{algorithmic}",
            ),
        )
    ),
    "layout": Group(
        (
            Package(
                "subfigure",
                r"\begin{figure}\subfigure[Part.]{\rule{.5in}{.5in}\label{part}}\caption{Whole.}"
                r"\end{figure} See \ref{part}.",
                ("(a) Part.", "Figure 1. Whole.", "See 1(a)."),
            ),
            Package("stfloats", r"\begin{figure*}[b]Low\caption{Wide.}\end{figure*}", ("Low",)),
            Package("balance", r"\ParaA\balance", ()),
            Package(
                "titlesec",
                r"\section{Tight}",
                ("2Tight",),
                r"\usepackage{titlesec}\titlespacing*{\section}{0pt}{4pt}{2pt}",
            ),
            Package("authblk"),
            Package(
                "longtable",
                r"\clearpage\appendix\onecolumn\begin{longtable}{l}Long\\table\end{longtable}",
                ("Long",),
            ),
        )
    ),
}


def with_options(name: str, *options: str, body: str = "") -> dict[str, Package]:
    """A package with each of several options, by the title that it has in the table."""
    return {
        f"{name} [{option}]": Package(
            name,
            body,
            load=rf"\usepackage[{option}]{{{name}}}",
            title=f"{name} [{option}]",
        )
        for option in options
    }


CITED = r"""See \citet{ash}.
\begin{thebibliography}{1}
\bibitem[Ash(2001)]{ash} A. Ash. First. 2001.

\end{thebibliography}"""
OTHERS = {
    **with_options(
        "hyperref",
        "hidelinks",
        "colorlinks=true,citecolor=blue",
        "pagebackref",
        "bookmarks=false",
        body=CITED,
    ),
    **with_options("natbib", "numbers,sort&compress", "square", "round,comma", body=CITED),
    **with_options(
        "xcolor", "table", "dvipsnames", "svgnames", body=r"\textcolor{red!50!blue}{mixed}"
    ),
    "xr-hyper": Package("xr-hyper", r"\externaldocument{other}", hyperref=True),
    "biblatex": Package(
        "biblatex",
        r"X \parencite{one} Y. \printbibliography",
        load=r"\usepackage[style=numeric]{biblatex}\addbibresource{few.bib}",
        style="nonatbib",
        title="biblatex, style [nonatbib]",
    ),
    "geometry": Package("geometry"),
    **with_options("geometry", "margin=1in", "pass"),
}
"""What the groups leave out, by title: options of packages, and what the style refuses."""
SHARED = (
    ("natbib [numbers,sort&compress]", "xcolor [table]", "geometry"),
    ("natbib [square]", "xcolor [dvipsnames]", "geometry [margin=1in]"),
    ("natbib [round,comma]", "xcolor [svgnames]", "geometry [pass]"),
)
"""The titles of those that share a document."""
SHARED_GROUPS = tuple(Group(tuple(OTHERS[title] for title in titles)) for titles in SHARED)
OTHER_GROUPS = (
    *SHARED_GROUPS,
    *(Group((each,)) for title, each in OTHERS.items() if title not in chain(*SHARED)),
)
BIBLATEX = Group((OTHERS["biblatex"],))
