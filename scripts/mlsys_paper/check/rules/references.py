"""References are there, list all authors, and resolve."""

from __future__ import annotations

import re
from functools import reduce
from typing import TYPE_CHECKING

from mlsys_paper.check.authors import truncation
from mlsys_paper.check.findings import Problem, as_one
from mlsys_paper.check.phrases import found as phrases_found
from mlsys_paper.check.placeholders import unresolved
from mlsys_paper.check.rule import CouldNotCheck, Rule, always, at
from mlsys_paper.check.streams import streams_of
from mlsys_paper.document.entries import TEXT_ROLES, entries_of
from mlsys_paper.document.prose import prose_of
from mlsys_paper.pdf.model import Box
from mlsys_paper.words import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.source.model import Source

_CITES = re.compile(r"(?:no|full|foot|auto|text|paren|smart|super)?cite\w*|yrcite|[a-z]*cite[a-z]*")

_DATED = re.compile(
    r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|\bin press\b|\bforthcoming\b|\bto appear\b", re.I
)
_EXCUSES = 2  # paragraphs without a year that may stand in place of a list: "Omitted for space."


def _present(paper: Paper) -> Iterator[Problem]:
    if not paper.parts.parts:
        raise CouldNotCheck("the paper has no text that can be read")
    entries = _entries(paper)
    if len(entries) > _EXCUSES or any(_DATED.search(prose_of(entry).text) for entry in entries):
        return
    heading = next((part.heading for part in paper.parts.named("references") if part.heading), ())
    if heading:
        yield Problem(
            message=f"The list of references on page {heading[0].page} "
            f"{'has no work with a year' if entries else 'is empty'}.",
            remedy="Run BibTeX between two runs of LaTeX, and look for its errors.",
            page=heading[0].page,
            box=heading[0].box,
        )
    else:
        yield Problem(
            message="The paper has no list of references.",
            remedy="Cite with \\cite{...} and print the list with \\bibliography{...}; if the "
            "list is there, give it the heading References.",
        )


def _entries(paper: Paper) -> list[tuple[TextLine, ...]]:
    """The entries of all lists of references."""
    body = paper.anatomy.body
    columns = {page.page.number: page.columns for page in paper.anatomy.pages}
    leading = body.leading if body else 0.0
    found: list[tuple[TextLine, ...]] = []
    held: list[TextLine] = []
    for part in paper.parts.named("references"):
        if part.heading:
            found += entries_of(held, columns, leading)
            held = []
        lines = [line for line in part.lines if line not in part.heading]
        held += [line for line in lines if line.role in TEXT_ROLES]
    return found + entries_of(held, columns, leading)


def _complete_authors(paper: Paper) -> Iterator[Problem]:
    cut = [*_cut_on_pages(paper), *(_cut_in_sources(paper.source) if paper.source else ())]
    if len(cut) < 2:
        yield from cut
        return
    printed = sum(not problem.file for problem in cut)
    many = f"{printed or len(cut)} {'entry' if printed == 1 else 'entries'}"
    first = cut[0].message.partition(": ")[2] or cut[0].message
    yield as_one(cut, f"{many} cut off the list of authors, the first one: {first}")


def _cut_on_pages(paper: Paper) -> Iterator[Problem]:
    for entry in _entries(paper):
        text = prose_of(entry).text
        cut = truncation(text)
        if cut:
            page = entry[0].page
            here = [line for line in entry if (line.page, line.column) == (page, entry[0].column)]
            yield Problem(
                message=f"An entry cuts its list of authors off with {quoted(cut)}: "
                f"{quoted(text)}.",
                remedy="Write out all authors in the .bib file, in place of `and others' too; "
                "with biblatex, set maxbibnames=999.",
                page=page,
                box=reduce(Box.union, (line.box for line in here)),
            )


def _cut_in_sources(source: Source) -> Iterator[Problem]:
    """Entries of the .bib files that the paper cites and whose authors are cut off."""
    keys = {
        key.strip()
        for call in source.calls
        if _CITES.fullmatch(call.name.casefold())
        for argument in call.arguments
        for key in argument.split(",")
    }
    for entry in source.bibliography:
        authors = entry.fields.get("author", "")
        cut = re.search(
            r"\band\s+others\s*$|\bet[\s~]*al\b\.?|\.\.\.|\\dots|\\ldots", authors, re.I
        )
        if cut and (not keys or "*" in keys or entry.key in keys):
            yield Problem(
                message=f"The entry {entry.key} cuts its list of authors off with "
                f"{quoted(cut[0])}.",
                remedy="Write out all authors.",
                file=entry.file,
                line=entry.field_lines.get("author", entry.line),
            )


def _unresolved(paper: Paper) -> Iterator[Problem]:
    if paper.anatomy.body is None:
        raise CouldNotCheck("the paper has no text that can be read")
    found = list(_marks(paper, paper.anatomy.body.font))
    for same in (found, list(_unfinished(paper))):
        if len(same) > 1:
            first = same[0].message.removesuffix(".")
            yield as_one(same, f"{first}, and so in {len(same) - 1} more places.")
        else:
            yield from same


def _unfinished(paper: Paper) -> Iterator[Problem]:
    """Notes of the authors to themselves."""
    for stream in streams_of(paper):
        for _, match in phrases_found("unfinished", stream.prose.text):
            phrase = stream.prose.phrase(match)
            yield Problem(
                message=f"Something is left to do: {quoted(phrase.text)}.",
                remedy="Do it, or take the note out.",
                page=phrase.page,
                box=phrase.box,
            )


def _marks(paper: Paper, font: str) -> Iterator[Problem]:
    for part in paper.parts.parts:
        for line in part.lines:
            marks = dict.fromkeys(unresolved(line, font))
            if marks:
                said = quoted(", ".join(mark.text for mark in marks))
                yield Problem(
                    message=f"{said} stands where a reference was not found: {quoted(line.text)}.",
                    remedy="Correct the label in \\ref or the key in \\cite, run BibTeX, and run "
                    "LaTeX until its log has no undefined reference.",
                    page=line.page,
                    box=line.box,
                )


RULES: tuple[Rule, ...] = (
    Rule(
        id="references-present",
        severity=at(submission="warning", camera_ready="warning", preprint="warning"),
        basis="guide",
        sentence="Each reference must explicitly list all authors of the paper.",
        decides="Looks for a heading that announces references, in any of the usual wordings; "
        "failing that, for paragraphs with hanging indents or labels, each with a year. One or two "
        "paragraphs without any year are an excuse, no list.",
        check=_present,
    ),
    Rule(
        id="complete-author-lists",
        severity=always("error"),
        basis="call",
        sentence="Each reference must explicitly list all authors of the paper.",
        decides='Reads each entry as names up to where the title begins, and looks for "et al.", '
        '"and others", dots and the like among the names. Titles and citations in the text may '
        "say so. With the source, also for `and others' in the authors of cited .bib entries.",
        check=_complete_authors,
    ),
    Rule(
        id="unresolved",
        severity=always("warning"),
        basis="guide",
        sentence="The log has no error, warning or overfull box; no ?? is left; all fonts are "
        "embedded; you have looked at every page.",
        decides="Looks for the marks that LaTeX, natbib and word processors leave for references "
        "that they don't find: bold question marks that stand for themselves, [?], (?), and "
        "?? where a number belongs. Code, mathematics and questions are no such marks. Looks for "
        "notes such as \u201c[TODO: ...]\u201d and the placeholders of templates as well.",
        check=_unresolved,
    ),
)
