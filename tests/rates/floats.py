"""Figures and tables of correct papers."""

from __future__ import annotations

from rates.blocks import XCOLOR, Block

TIKZ = r"\usepackage{tikz}"
PGFPLOTS = r"\usepackage{pgfplots}\pgfplotsset{compat=1.18}"
GRAPHICX = r"\usepackage{graphicx}"
BOOKTABS = r"\usepackage{booktabs}"
SUBCAPTION = r"\usepackage{subcaption}"
WRAPFIG = r"\usepackage{wrapfig}"

DRAWN = (
    Block(
        r"""\begin{figure}[t]
\centering
\begin{tikzpicture}[font=\scriptsize]
\node[fill=blue!70!black,text=white,minimum width=2cm] (a) {scheduler};
\node[fill=black,text=white,right=1cm of a] (b) {worker};
\node[draw,below=6mm of a,font=\fontsize{5}{6}\selectfont] (c) {history};
\draw[->] (a) -- node[above,font=\fontsize{3.5}{4}\selectfont] {assign} (b); \draw[->,dashed] (b)
  |- (c);
\end{tikzpicture}
\caption{How requests travel. White labels name parts that run on the host.}
\label{fig:@}
\end{figure}""",
        (TIKZ, r"\usetikzlibrary{positioning}"),
    ),
    Block(
        r"""\begin{figure}[tb]
\centering
\begin{tikzpicture}
\begin{axis}[width=\columnwidth,height=4.2cm,xlabel={Load},ylabel={Latency (ms)},legend pos=north
  west,
  legend style={font=\tiny},tick label style={font=\tiny},label
  style={font=\footnotesize},grid=major]
\addplot+[error bars/.cd,y dir=both,y explicit] coordinates {(1,2) +- (0,.3) (2,3) +- (0,.4) (3,7)
  +- (0,1)};
\addplot[red,thick,domain=1:3,samples=20] {x^2}; \addlegendentry{ours} \addlegendentry{model}
\end{axis}
\end{tikzpicture}
\caption{Latency over load; bars are standard deviations.}
\label{fig:@}
\end{figure}""",
        (PGFPLOTS,),
    ),
    Block(
        r"""\begin{figure*}[t]
\centering
\begin{tikzpicture}
\begin{axis}[ybar,width=\textwidth,height=3.6cm,symbolic x coords={a,b,c,d,e,f},xtick=data,
  nodes near coords,every node near coord/.append
  style={font=\fontsize{4}{5}\selectfont,rotate=90,anchor=west},ymax=14]
\addplot coordinates {(a,3) (b,5) (c,4) (d,8) (e,2) (f,9)};
\addplot coordinates {(a,2) (b,7) (c,3) (d,9) (e,4) (f,6)};
\end{axis}
\end{tikzpicture}
\caption{Speed-ups of six workloads, with and without a history of costs. The labels above the bars
  are factors over the slowest variant, which is not shown.}
\label{fig:@}
\end{figure*}""",
        (PGFPLOTS,),
    ),
    Block(
        r"""\begin{figure}[t]
\centering
\begin{subfigure}[b]{0.48\columnwidth}\centering
\begin{tikzpicture}\fill[gray!30] (0,0) rectangle (3,1.6); \node at (1.5,.8) {\tiny
  before};\end{tikzpicture}
\caption{Before}\end{subfigure}\hfill
\begin{subfigure}[b]{0.48\columnwidth}\centering
\begin{tikzpicture}\clip (0,0) rectangle (3,1.6); \fill[black!80] (-1,-1) rectangle (5,3);
\node[text=white] at (1.5,.8) {\tiny after}; \node at (9,9) {off};\end{tikzpicture}
\caption{After}\end{subfigure}
\caption{Memory before and after.}
\label{fig:@}
\end{figure}""",
        (TIKZ, SUBCAPTION),
    ),
    Block(
        r"""\Needspace{2.2in}\begin{wrapfigure}{r}{0.5\columnwidth}
\centering
\begin{tikzpicture}[scale=.7]\draw (0,0) circle (1); \draw[->] (0,0) -- (1,0) node[right] {\tiny
  $r$};\end{tikzpicture}
\caption{A ring of workers.}
\end{wrapfigure}""",
        (TIKZ, WRAPFIG, r"\usepackage{needspace}"),
    ),
)
INCLUDED = (
    Block(
        r"""\begin{figure}[t]
\centering
\includegraphics[width=\columnwidth]{PLOT}
\caption{Throughput over the number of machines. The shaded area holds nine runs in ten.}
\label{fig:@}
\end{figure}""",
        (GRAPHICX,),
    ),
    Block(
        r"""\begin{figure*}[tb]
\centering
\includegraphics[width=.32\textwidth]{PLOT}\hfill\includegraphics[width=.32\textwidth]{PLOT}\hfill
\includegraphics[width=.32\textwidth,trim=10 10 10 10,clip]{PLOT}
\caption{The same for three clusters. Left: small. Middle: large. Right: mixed, of which a part is
  cut away.}
\label{fig:@}
\end{figure*}""",
        (GRAPHICX,),
    ),
    Block(
        r"""\begin{figure}[tb]
\begin{minipage}[b]{.49\columnwidth}\centering\includegraphics[width=\linewidth]{PLOT}
\caption{Small loads.}\end{minipage}\hfill
\begin{minipage}[b]{.49\columnwidth}\centering\includegraphics[width=\linewidth]{PLOT}
\caption{Large loads.}\end{minipage}
\end{figure}""",
        (GRAPHICX,),
    ),
)
TABLES = (
    Block(
        r"""\begin{table}[t]
\caption{Accuracy and speed of four variants.}
\label{tab:@}
\vskip 0.1in
\centering\small
\begin{tabular}{lrrr}
\toprule
Variant & Accuracy & ms & MB \\
\midrule
none & 71.2 & 14.1 & 880 \\ LRU & 71.2 & 11.9 & 912 \\ ours & \textbf{71.3} & \textbf{9.2} & 931 \\
\bottomrule
\end{tabular}
\end{table}""",
        (BOOKTABS,),
    ),
    Block(
        r"""\begin{table*}[t]
\caption{All workloads. Numbers are medians of five runs; brackets hold the middle half.}
\label{tab:@}
\centering
\resizebox{\textwidth}{!}{\begin{tabular}{lcccccccccc}
\toprule
Model & \multicolumn{5}{c}{Latency (ms)} & \multicolumn{5}{c}{Throughput (1/s)} \\
\cmidrule(lr){2-6} \cmidrule(lr){7-11}
 & 1 & 2 & 4 & 8 & 16 & 1 & 2 & 4 & 8 & 16 \\
\midrule
7B & 1.1 [1.0, 1.2] & 2.2 & 4.1 & 8.3 & 16.2 & 880 [870, 893] & 1702 & 3300 & 6401 & 12010 \\
13B & 2.4 [2.2, 2.9] & 4.1 & 8.8 & 17.0 & 33.1 & 410 [399, 421] & 801 & 1600 & 3102 & 6008 \\
\bottomrule
\end{tabular}}
\end{table*}""",
        (BOOKTABS, GRAPHICX),
    ),
    Block(
        r"""\begin{table}[tb]
\caption{Settings. A dagger marks what was not tuned.}
\label{tab:@}
\centering\scriptsize\setlength{\tabcolsep}{3pt}
\begin{tabular}{@{}p{.3\columnwidth}p{.6\columnwidth}@{}}
\toprule
\rowcolor{black!8} Setting & Value \\
\midrule
batch & 32, doubled every 1000 steps until the memory is full \\
optimiser$^\dagger$ & Adam with $\beta_1 = 0.9$, $\beta_2 = 0.999$ \\
\bottomrule
\end{tabular}
\end{table}""",
        (BOOKTABS, r"\usepackage{colortbl}", XCOLOR),
    ),
    Block(
        r"""\begin{table}[t]
\caption{Machines of the cluster.}
\label{tab:@}
\begin{center}\begin{sc}\begin{small}
\begin{tabular}{l|c|r}
\hline Name & GPUs & Memory \\ \hline
north & 8 & 640 \\ south & 4 & 160 \\ \hline
\end{tabular}
\end{small}\end{sc}\end{center}
\end{table}"""
    ),
)
WIDE = (
    Block(
        r"""\begin{algorithm*}[t]
\caption{Placement with a history, for all machines at once}
\begin{algorithmic}[1]
\REQUIRE requests $r_1, \dots, r_n$ in the order in which they arrive, capacities $c_1, \dots, c_m$
\FOR{$i=1$ {\bfseries to} $n$}
\STATE let $m$ be the machine with the least load among those whose queue holds the client's history
\STATE place $r_i$ on $m$, and write its cost into the table of the client that has sent it
\ENDFOR
\end{algorithmic}
\end{algorithm*}"""
    ),
    Block(
        r"""\begin{table*}[t]
\caption{Results on all traces; the best figure of each column is bold.}
\label{tab:@}
\centering
\begin{tabular}{lcccccc}
\toprule
\textbf{System} & \textbf{Trace A} & \textbf{Trace B} & \textbf{Trace C} & \textbf{Memory}
 & \textbf{Time} & \textbf{Energy} \\
\midrule
first come, first served & 12.1 & 13.2 & 19.0 & 880 & 12 & 3.1 \\
shortest first & 11.9 & \textbf{11.0} & 14.7 & 912 & 13 & 3.3 \\
with a history & \textbf{9.1} & 11.2 & \textbf{12.9} & 931 & 14 & 3.2 \\
\bottomrule
\end{tabular}
\end{table*}""",
        (BOOKTABS,),
    ),
    Block(
        r"""\begin{figure*}[t]
\begin{minipage}[t]{.48\textwidth}\centering\includegraphics[width=.9\linewidth,height=1.4in]{PLOT}
\caption{Latency of requests that wait for a free machine, over one day.}\end{minipage}\hfill
\begin{minipage}[t]{.48\textwidth}\centering\includegraphics[width=.9\linewidth,height=1.4in]{PLOT}
\caption{Memory of the tables, for clients that come back.}\end{minipage}
\end{figure*}""",
        (GRAPHICX,),
    ),
    Block(
        r"""\begin{figure*}[t]
\centering
\begin{tikzpicture}
\foreach \x/\name in {0/Clients,4/Gateway,8/Scheduler,12/Workers}
  {\draw (\x,0) rectangle (\x+2.6,1.2); \node at (\x+1.3,.6) {\name};}
\draw[->] (2.6,.6) -- node[above] {ask} (4,.6); \draw[->] (6.6,.6) -- (8,.6);
\draw[->] (10.6,.6) -- node[above] {run} (12,.6);
\end{tikzpicture}
\caption{The parts of the system and what they send to each other.}
\label{fig:@}
\end{figure*}""",
        (TIKZ,),
    ),
    Block(
        r"""\begin{table*}[t]
\caption{Two tables side by side.}
\begin{minipage}{.48\textwidth}\centering\small
\begin{tabular}{lrr} \hline Model & Small & Large \\ \hline plain & 1.2 & 2.3 \\ tuned & 1.1 & 1.9
\\ \hline \end{tabular}\end{minipage}\hfill
\begin{minipage}{.48\textwidth}\centering\small
\begin{tabular}{lrr} \hline Trace & Hits & Misses \\ \hline A & 912 & 88 \\ B & 871 & 129 \\ \hline
\end{tabular}\end{minipage}
\end{table*}"""
    ),
    Block(
        r"""\begin{landscape}
\begin{table}[p]
\caption{All settings that were tried.}
\centering
\begin{tabular}{lrrrrrrrr}
\hline Trace & 1 & 2 & 4 & 8 & 16 & 32 & 64 & 128 \\ \hline
A & 10.1 & 10.4 & 11.2 & 12.9 & 14.0 & 19.9 & 30.2 & 55.0 \\
B & 20.1 & 20.4 & 21.2 & 22.9 & 24.0 & 29.9 & 40.2 & 65.0 \\ \hline
\end{tabular}
\end{table}
\end{landscape}""",
        (r"\usepackage{pdflscape}",),
    ),
)
