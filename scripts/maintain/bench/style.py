"""Measure the processor time that a style costs over a bare two-column article.

Two documents are timed for each subject: one that ends right after the
preamble, and a paper of about ten pages. All subjects take turns within a
round, so that whatever else the machine does falls on all of them alike, and
each is compared with the article of its own round. Times are user and system
time of the TeX process, in milliseconds.
"""

from __future__ import annotations

import argparse
import re
import resource
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mlsys_paper.errors import PaperError
from mlsys_paper.sandbox import programs as process

MODES = {"review": "", "accepted": "[accepted]"}
# The documents are ours, and a sandbox would hide the time of what runs in it.
# A style that hangs while it is being worked on shall say so soon.
LIMITS = process.Limits(cpu_seconds=10, wall_seconds=30, sandbox=False)
STYLE_NAME = re.compile(r"(?P<family>mlsys|sysml)20\d\d")

PREAMBLE = r"""\documentclass[twocolumn,letterpaper]{article}
%(packages)s
\begin{document}
\makeatletter\@@end
"""

ARTICLE_TITLE = r"""\title{The Cost of a Style}\author{A. Author}\maketitle
\begin{abstract}What a paper of ten pages takes to be set.\end{abstract}"""

STYLE_TITLE = r"""\twocolumn[
\mlsystitle{The Cost of a Style}
\begin{mlsysauthorlist}\mlsysauthor{A. Author}{here}\end{mlsysauthorlist}
\mlsysaffiliation{here}{Department of Clocks, Example University, Example City, Example Country}
\mlsyscorrespondingauthor{A. Author}{author@example.org}
\mlsyskeywords{time}
\vskip 0.3in
\begin{abstract}What a paper of ten pages takes to be set.\end{abstract}
]
\printAffiliationsAndNotice{}"""

PAPER = r"""\documentclass[twocolumn,letterpaper]{article}
%(packages)s
\newcount\partnumber
\begin{document}
%(title)s
\loop\ifnum\partnumber<24 \advance\partnumber by 1
\section{A part of the paper}\label{part:\the\partnumber}
Every part holds what papers hold, in the proportion in which they hold it. Servers wait for
requests and requests wait for servers; who waits longer is a question of the day's traffic,
which this part doesn't answer. It does refer to itself, as part~\ref{part:\the\partnumber}, and its
lines are long enough to be broken in a good many ways, hyphenated words being among them.

The time that a request spends is the sum of what it waits and what it works:
\begin{equation}
T = \sum_{i=1}^{n} \left( \frac{\lambda_i}{\mu_i - \lambda_i} + \sqrt{w_i} \right).
\end{equation}
What follows from it is a matter of taste.\footnote{And of the footnotes that go with it, which
tend to be somewhat longer than one line of a column.} Three cases are worth a word:
\begin{enumerate}
\item the queue is empty, and nothing is to be said about it at all;
\item the queue is short, and a sentence of two lines' length says what there is to say;
\item the queue is long.
\end{enumerate}
\begin{figure}[t]\centering\rule{2in}{0.5in}\caption{A rule that stands for a figure.}\end{figure}
\subsection{A part of a part}
A paragraph under a smaller heading closes the part. It is as long as paragraphs of this kind
are in most papers, which is longer than it should be, and it has a word in \emph{italics}, one
in \textbf{bold}, and a piece of \texttt{code}, so that the fonts are asked for as well.
\repeat
\end{document}
"""


@dataclass(frozen=True)
class Subject:
    """What is measured: a preamble, and where TeX finds what it names.

    Attributes:
        name: how the report calls it.
        packages: the lines of the preamble that load it.
        title: the title block, in the commands that it offers.
        folder: the style's folder; None for what TeX Live carries.
    """

    name: str
    packages: str
    title: str
    folder: Path | None


@dataclass(frozen=True)
class Spread:
    """Median and range of one figure over the rounds."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, figures: list[float]) -> Spread:
        """Summarise the figures, of which there is at least one."""
        return cls(statistics.median(figures), min(figures), max(figures))


@dataclass(frozen=True)
class Timing:
    """One subject's times for one document, in ms, and what it takes over the article."""

    subject: str
    time: Spread
    extra: Spread
    ratio: Spread


def subjects_for(folders: list[Path]) -> list[Subject]:
    """The bare article, and each style folder's style for review and for print.

    Raises:
        PaperError: a folder holds no style of the conference, or more than one.
    """
    subjects = [Subject("bare two-column article", "", ARTICLE_TITLE, None)]
    for folder in folders:
        found = sorted(path.stem for path in folder.glob("*.sty") if STYLE_NAME.match(path.stem))
        if len(found) != 1:
            raise PaperError(
                f"{folder}: {' and '.join(found) or 'no style of the conference'} in this folder",
                "Name folders that hold one style each, such as mlsys2024style.",
            )
        # The family's name is the prefix of its commands.
        name = found[0]
        family = name[: name.index("20")]
        title = STYLE_TITLE.replace("\\mlsys", f"\\{family}").replace("{mlsys", f"{{{family}")
        for mode, option in MODES.items():
            packages = rf"\usepackage{option}{{{name}}}"
            subjects.append(Subject(f"{name}, {mode}", packages, title, folder.resolve()))
    return subjects


def cpu_of(subject: Subject, name: str, scratch: Path) -> float:
    """Set a document that stands in the scratch folder; its processor time in ms.

    Raises:
        PaperError: TeX reports an error, so that the time would mean nothing.
    """
    environment = {} if subject.folder is None else {"TEXINPUTS": f".:{subject.folder}:"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = process.run(
        ["pdflatex", "-interaction=batchmode", "-halt-on-error", name],
        folder=scratch,
        environment=environment,
        readable=[] if subject.folder is None else [subject.folder],
        limits=LIMITS,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.status != 0:
        log = (scratch / name).with_suffix(".log").read_text(encoding="utf-8", errors="replace")
        errors = [line for line in log.splitlines() if line.startswith("!")]
        first = f"it exceeded its {done.stopped}" if done.stopped else [*errors, done.output][0]
        raise PaperError(
            f"{subject.name}: the document that is measured does not compile: {first.strip()}",
            "Repair the style first, or leave its folder out.",
        )
    return 1000 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def measure(template: str, subjects: list[Subject], rounds: int) -> list[Timing]:
    """Time one document for every subject, in turns; the first subject is the yardstick."""
    times: list[list[float]] = [[] for _ in subjects]
    with tempfile.TemporaryDirectory(prefix="mlsys-bench-") as parent:
        folders = [Path(parent, str(number)) for number in range(len(subjects))]
        for subject, folder in zip(subjects, folders, strict=True):
            folder.mkdir()
            text = template % {"packages": subject.packages, "title": subject.title}
            (folder / "paper.tex").write_text(text, encoding="utf-8")
            # Authors set a paper whose .aux is there; so is everything in the disk cache.
            cpu_of(subject, "paper.tex", folder)
        for _ in range(rounds):
            for subject, folder, column in zip(subjects, folders, times, strict=True):
                column.append(cpu_of(subject, "paper.tex", folder))
    yardstick = times[0]
    return [
        Timing(
            subject.name,
            Spread.of(column),
            Spread.of([own - bare for own, bare in zip(column, yardstick, strict=True)]),
            Spread.of([own / bare for own, bare in zip(column, yardstick, strict=True)]),
        )
        for subject, column in zip(subjects, times, strict=True)
    ]


def table(heading: str, timings: list[Timing]) -> str:
    """The timings as a table, each figure a median with its range."""
    width = max(len(timing.subject) for timing in timings)
    lines = [
        heading,
        f"{'':{width}}  {'ms':>7} {'range':>15}  {'over article':>12} {'range':>15}  {'ratio':>5}",
    ]
    for timing in timings:
        time, extra = timing.time, timing.extra
        lines.append(
            f"{timing.subject:{width}}  {time.median:7.1f} {time.least:7.1f}-{time.most:<7.1f}"
            f"  {extra.median:+12.1f} {extra.least:+7.1f} {extra.most:+7.1f}"
            f"  {timing.ratio.median:5.2f}"
        )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="nox -s bench -- style", description="Measure what styles cost over a bare article."
    )
    parser.add_argument("--rounds", type=int, default=25, help="how often each document is set")
    parser.add_argument(
        "folders",
        nargs="*",
        type=Path,
        default=[Path("mlsys2024style")],
        help="folders that hold one style each",
    )
    options = parser.parse_args(arguments)
    try:
        if options.rounds < 1:
            raise PaperError(f"--rounds {options.rounds}", "At least one round has to be run.")
        subjects = subjects_for(options.folders)
        for heading, template in (("Preamble", PREAMBLE), ("Ten pages", PAPER)):
            timings = measure(template, subjects, options.rounds)
            title = f"{heading}, pdfLaTeX, processor time, median of {options.rounds}"
            sys.stdout.write(f"{table(title, timings)}\n\n")
            sys.stdout.flush()
    except PaperError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0
