"""Sources that have biblatex cut lists of authors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mlsys_paper.check.rule import Rule, always
from mlsys_paper.check.rules.source_layout import problem
from mlsys_paper.source.reach import packages_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.check.findings import Problem
    from mlsys_paper.check.paper import Paper
    from mlsys_paper.source.model import BibEntry

MOST_NAMES = re.compile(r"\bmax(?P<kind>bib)?names\s*=\s*(?P<number>\d+)")
USUAL = 3
"""What biblatex prints unless it is told otherwise."""
AND = re.compile(r"\s+and\s+", re.IGNORECASE)


def check(paper: Paper) -> Iterator[Problem]:
    """Whether biblatex prints all authors of the longest entry."""
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
    longest = max(source.bibliography, key=authors)
    if authors(longest) > limit:
        yield problem(
            loading,
            f"biblatex prints at most {limit} authors of a reference, and {longest.key} "
            f"({longest.file}, line {longest.line}) has {authors(longest)}.",
            "Load biblatex with maxbibnames=999.",
        )


def authors(entry: BibEntry) -> int:
    """How many authors an entry names."""
    names = entry.fields.get("author", "").strip()
    return len(AND.split(names)) if names else 0


RULES: tuple[Rule, ...] = (
    Rule(
        id="source-references",
        severity=always("error"),
        basis="call",
        sentence=(
            "Call: Each reference must explicitly list all authors of the paper. Author guide: "
            "With biblatex, give it maxbibnames=999, or else it cuts lists of authors."
        ),
        decides=(
            "Where the sources load biblatex, compares its maxbibnames (or maxnames; 3 without "
            "either) with the entry of the most authors in the data bases."
        ),
        check=check,
        needs_source=True,
    ),
)
