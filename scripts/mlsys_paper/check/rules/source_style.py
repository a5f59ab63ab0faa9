"""Sources that alter the style's files, go around it, or name authors outside of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mlsys_paper.check.findings import Problem
from mlsys_paper.check.rule import CouldNotCheck, Rule, always, at
from mlsys_paper.check.rules.source_layout import problem, short
from mlsys_paper.source.macros import STYLE_NAME
from mlsys_paper.source.reach import redefined, styles_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.source.model import MacroCall, Source

FIXED_NOTICE = frozenset({"submission", "camera-ready"})
STYLE_COMMANDS = frozenset(
    {
        *("mlsystitle", "mlsysauthor", "mlsysaffiliation", "mlsyscorrespondingauthor"),
        *("printAffiliationsAndNotice", "mlsystitlerunning", "mlsysauthorlist"),
    }
)
NOT_AUTHORS = re.compile(
    r"anonym|author names?\b|under (?:double-blind )?review|paper ?id|paper #|submission|omitted|"
    r"withheld|redacted|blind",
    re.I,
)
MARKUP = re.compile(r"\\[A-Za-z@]+\s*|[{}\\~&$^_*#\[\]().,;:\d\s-]")
# Review mode leaves out what these hold.
LEFT_OUT = frozenset({"anonsuppress", "acknowledgements", "acknowledgments", "ack", "mlsysauthor"})


def check_style(paper: Paper) -> Iterator[Problem]:
    """The style's files, which style is loaded, and what goes around it."""
    source = paper.source
    if source is None:
        return
    for file in source.style_files:
        if file.original:
            continue
        told = "has been edited" if file.same_release else "is not of the current release"
        yield Problem(
            f"{file.file} beside the paper {told}.",
            "Put the style's own file in its place, and leave it as it is.",
            file=file.file,
            grave=file.same_release,
        )
    yield from which_style(source, str(paper.format.year))
    for call in source.calls:
        yield from around_style(
            call, str(paper.format.year), fixed_notice=paper.stage in FIXED_NOTICE
        )


def which_style(source: Source, year: str) -> Iterator[Problem]:
    """Whether the conference's style of the year is loaded."""
    loaded = [(call, name) for call in source.calls for name in styles_of(call)]
    for call, name in loaded:
        match = STYLE_NAME.fullmatch(name)
        if match and match["year"] != year:
            yield problem(
                call,
                f"The style is that of {match['year']}; the conference's is of {year}.",
                f"Load mlsys{year} instead of {name}.",
                grave=False,
            )
    if not loaded and not source.unreadable:
        yield Problem(
            f"No source loads the style mlsys{year}.",
            f"Write \\usepackage{{mlsys{year}}} after \\documentclass{{article}}.",
            file=source.main.name,
        )


def around_style(call: MacroCall, year: str, *, fixed_notice: bool) -> Iterator[Problem]:
    """Title block, notice, bibliography style and internals that aren't the style's."""
    if call.name == "maketitle" and not call.definition:
        yield problem(
            call,
            "\\maketitle is not the title block of the style.",
            "Use \\mlsystitle in \\twocolumn[...], as the author guide shows.",
            grave=False,
        )
    elif call.name == "bibliographystyle" and call.arguments:
        name = call.arguments[0]
        if not STYLE_NAME.fullmatch(name):
            yield problem(
                call,
                f"The bibliography style is {short(name)}, not the conference's.",
                f"Write \\bibliographystyle{{mlsys{year}}}, which prints all authors.",
                grave=False,
            )
    defined = redefined(call)
    if defined is None or call.name in {"newcommand", "providecommand"}:
        return
    name = defined[0]
    if name == "Notice@String" and fixed_notice:
        yield problem(
            call,
            "The notice of the first page, \\Notice@String, is changed.",
            "Take the line out; at this stage the notice is fixed.",
        )
    elif name in STYLE_COMMANDS or name.startswith("mlsys@"):
        yield problem(call, f"The style's \\{name} is defined anew.", "Take the line out.")


def check_authors(paper: Paper) -> Iterator[Problem]:
    """Authors given to commands that don't leave them out for review."""
    source = paper.source
    if source is None:
        return
    titled = any(call.name == "maketitle" and not call.definition for call in source.calls)
    for call in source.calls:
        if call.name not in {"author", "thanks"} or not call.arguments:
            continue
        if call.definition or not LEFT_OUT.isdisjoint(call.inside) or "author" in call.inside:
            continue
        text = " ".join(MARKUP.sub(" ", call.arguments[0]).split())
        if not text or NOT_AUTHORS.search(text):
            continue
        printed = titled if call.name == "author" else not call.preamble
        yield problem(
            call,
            f"\\{call.name} names people or sponsors, and review mode does not leave it out: "
            f"{short(text)}",
            "Take it out; give authors to \\mlsysauthor and thanks to the environment "
            "acknowledgements, which review mode leaves out.",
            grave=printed and call.name == "author",
        )


def check_readable(paper: Paper) -> Iterator[Problem]:
    """Whether all of the sources could be read."""
    if paper.source is not None and paper.source.unreadable:
        raise CouldNotCheck(" ".join(paper.source.unreadable[:10]))
    yield from ()


RULES: tuple[Rule, ...] = (
    Rule(
        id="source-style",
        severity=always("error"),
        basis="call",
        sentence=(
            "Call: To prepare your submission to MLSys 2024, please use the LaTeX style files "
            "provided. Author guide: An edited copy of the style does not belong in a paper."
        ),
        decides=(
            "Compares the style and the bibliography style beside the paper with the release by "
            "SHA-256, line ends aside; a file that gives itself out for another release is a "
            "warning. Reads the sources for the style that is loaded, for the notice and the "
            "style's commands defined anew, and, as warnings, for \\maketitle and another "
            "bibliography style. Copies of fancyhdr, algorithm and algorithmic are fine."
        ),
        check=check_style,
        needs_source=True,
    ),
    Rule(
        id="source-authors",
        severity=at(submission="error", appendix="error"),
        basis="call",
        sentence=(
            "Author guide: In review mode the style drops whatever you give to its author "
            "commands. The rest is yours."
        ),
        decides=(
            "Reads the sources for \\author and \\thanks with other text than a placeholder: an "
            "error when \\maketitle prints the authors, a warning when they only stand there. "
            "What the style's own commands are given, and pdfauthor, is left out for review."
        ),
        check=check_authors,
        needs_source=True,
    ),
    Rule(
        id="source-readable",
        severity=always("error"),
        basis="call",
        sentence="None: the rules on sources speak for what could be read.",
        decides="Names files and places of the sources that were not read, for whatever reason.",
        check=check_readable,
        needs_source=True,
    ),
)
