"""Sources that alter the style's files, go around it, name authors, or cut lists of authors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mlsys_paper.check.findings import Problem
from mlsys_paper.check.rule import CouldNotCheck, Rule, always, at
from mlsys_paper.check.rules.source_format import SENTENCE, Spot, gathered, short
from mlsys_paper.source.authors import is_nobody, plain_text
from mlsys_paper.source.macros import STYLE_NAME
from mlsys_paper.source.reach import packages_of, redefined, styles_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.source.model import BibEntry, Source

FIXED_NOTICE = frozenset({"submission", "camera-ready"})
STYLE_COMMANDS = frozenset(
    {
        *("mlsystitle", "mlsysauthor", "mlsysaffiliation", "mlsyscorrespondingauthor"),
        *("printAffiliationsAndNotice", "mlsystitlerunning", "mlsysauthorlist"),
    }
)
# Review mode leaves out what these hold.
LEFT_OUT = frozenset(
    {"anonsuppress", "acknowledgements", "acknowledgments", "ack", "mlsysauthor", "author"}
)

MOST_NAMES = re.compile(r"\bmax(?P<kind>bib)?names\s*=\s*(?P<number>\d+)")
USUAL = 3
"""What biblatex prints unless it is given another number."""
AND = re.compile(r"\s+and\s+", re.IGNORECASE)


def check_style(paper: Paper) -> Iterator[Problem]:
    """Yield changes of the style's files, other styles, and what goes around the style."""
    source = paper.source
    if source is None:
        return
    for file in source.style_files:
        if file.original:
            continue
        what = "has been edited" if file.same_release else "is not of the current release"
        yield Problem(
            f"{file.file} beside the paper {what}.",
            "Put the style's own file in its place, and leave it as it is.",
            file=file.file,
            grave=file.same_release,
        )
    yield from gathered(
        around_style(source, str(paper.format.year), fixed_notice=paper.stage in FIXED_NOTICE)
    )
    if not any(map(styles_of, source.calls)) and not source.unreadable:
        yield Problem(
            f"No source loads the style mlsys{paper.format.year}.",
            f"Write \\usepackage{{mlsys{paper.format.year}}} after \\documentclass{{article}}.",
            file=source.main.name,
        )


def around_style(source: Source, year: str, *, fixed_notice: bool) -> Iterator[Spot]:
    """Yield another year's style, title block and bibliography style, and internals redefined."""
    for call in source.calls:
        for name in styles_of(call):
            if not name.endswith(year):
                message = f"The style is {name}; the conference's is mlsys{year}."
                yield Spot(name, call, message, f"Load mlsys{year}.", grave=False)
        if call.name == "maketitle" and not call.definition:
            message = "\\maketitle is not the title block of the style."
            remedy = "Use \\mlsystitle in \\twocolumn[...], as the author guide shows."
            yield Spot("title", call, message, remedy, grave=False)
        elif call.name == "bibliographystyle" and call.arguments:
            name = call.arguments[0]
            if not STYLE_NAME.fullmatch(name):
                message = f"The bibliography style is {short(name)}, not the conference's."
                remedy = f"Write \\bibliographystyle{{mlsys{year}}}, which prints all authors."
                yield Spot("bibliography", call, message, remedy, grave=False)
        defined = redefined(call)
        if defined is None or call.name in {"newcommand", "providecommand"}:
            continue
        name = defined[0]
        if name == "Notice@String" and fixed_notice:
            message = "The notice of the first page, \\Notice@String, is changed."
            remedy = "Take the line out; at this stage the notice is fixed."
            yield Spot("notice", call, message, remedy)
        elif name in STYLE_COMMANDS or name.startswith("mlsys@"):
            message = f"The style's \\{name} is defined anew."
            yield Spot("internals", call, message, "Take the line out.")


def check_authors(paper: Paper) -> Iterator[Problem]:
    """Yield authors given to commands that don't leave them out for review."""
    if paper.source is not None:
        yield from gathered(authors(paper.source))


def authors(source: Source) -> Iterator[Spot]:
    """Yield authors and sponsors that review mode does not leave out."""
    titled = any(call.name == "maketitle" and not call.definition for call in source.calls)
    for call in source.calls:
        if call.name not in {"author", "thanks"} or not call.arguments or call.definition:
            continue
        text = plain_text(call.arguments[0])
        if not LEFT_OUT.isdisjoint(call.inside) or is_nobody(text):
            continue
        message = (
            f"\\{call.name} names people or sponsors, and review mode does not leave it out: "
            f"{short(text)}"
        )
        remedy = (
            "Take it out; give authors to \\mlsysauthor and thanks to the environment "
            "acknowledgements, which review mode leaves out."
        )
        yield Spot("authors", call, message, remedy, call.name == "author" and titled)


def check_references(paper: Paper) -> Iterator[Problem]:
    """Yield a limit of biblatex below the number of authors of the longest entry."""
    source = paper.source
    if source is None:
        return
    loading = next((call for call in source.calls if "biblatex" in packages_of(call)), None)
    if loading is None or not source.bibliography:
        return
    options = [*loading.options]
    for call in source.calls:
        if call.name == "ExecuteBibliographyOptions":
            options += call.arguments
        elif call.name == "PassOptionsToPackage" and call.arguments[1:] == ("biblatex",):
            options += call.arguments[:1]
    limits = {
        match["kind"]: int(match["number"]) for match in MOST_NAMES.finditer(",".join(options))
    }
    limit = limits.get("bib", limits.get(None, USUAL))
    longest = max(source.bibliography, key=count_authors)
    if count_authors(longest) > limit:
        message = (
            f"biblatex prints at most {limit} authors of a reference, and {longest.key} "
            f"({longest.file}, line {longest.line}) has {count_authors(longest)}."
        )
        yield from gathered(
            [Spot("biblatex", loading, message, "Load biblatex with maxbibnames=999.")]
        )


def count_authors(entry: BibEntry) -> int:
    """Return how many authors an entry names."""
    names = entry.fields.get("author", "").strip()
    return len(AND.split(names)) if names else 0


def check_readable(paper: Paper) -> Iterator[Problem]:
    """Say what of the sources could not be read."""
    if paper.source is not None and paper.source.unreadable:
        raise CouldNotCheck(" ".join(paper.source.unreadable[:10]))
    yield from ()


RULES: tuple[Rule, ...] = (
    Rule(
        id="source-style",
        severity=always("error"),
        basis="call",
        sentence=SENTENCE,
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
        sentence="All submissions will be double-blind.",
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
    Rule(
        id="source-references",
        severity=always("error"),
        basis="call",
        sentence="Each reference must explicitly list all authors of the paper.",
        decides=(
            "Where the sources load biblatex, compares its maxbibnames (or maxnames; 3 without "
            "either) with the entry of the most authors in the data bases."
        ),
        check=check_references,
        needs_source=True,
    ),
)
