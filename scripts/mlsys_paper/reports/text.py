"""The report for a terminal: all findings of one paper, or a table of many."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from mlsys_paper.reports.words import (
    facts_in_words,
    groups_of,
    place,
    summary,
    verdict,
    worst_first,
)
from mlsys_paper.words import printable_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlsys_paper.check.findings import Finding, PaperReport
    from mlsys_paper.reports.words import Group

MOST_LISTED = 8
"""More findings of a rule than these are counted, not listed."""


def render(reports: Sequence[PaperReport], width: int = 100) -> str:
    """The report: of one paper in full, of several as a table.

    Args:
        reports: of the papers.
        width: columns of the terminal; 0 breaks no lines.
    """
    lines = _paper(reports[0], width) if len(reports) == 1 else _table(reports)
    return "".join(f"{line}\n" for line in lines)


def _paper(report: PaperReport, width: int) -> Iterator[str]:
    name = printable_path(report.file)
    yield f"{name}: {verdict(report)} ({report.stage})"
    if report.failure:
        yield from _wrapped(report.failure, "  ", width)
        yield from _wrapped(report.remedy, "  ", width)
        return
    for group in groups_of(report):
        yield ""
        yield from _group(group, width)
    facts = "; ".join(f"{what} {value}" for what, value in facts_in_words(report.facts))
    if facts:
        yield ""
        yield from _wrapped(facts, "", width)


def _group(group: Group, width: int) -> Iterator[str]:
    yield f"{group.severity}: {group.rule}"
    shown = group.findings[:MOST_LISTED]
    for i, finding in enumerate(shown):
        where = place(finding)
        milder = f"({finding.severity}) " if finding.severity != group.severity else ""
        said = f"{where}: {milder}{finding.message}" if where else milder + finding.message
        yield from _wrapped(said, "  ", width)
        if _last_with_its_remedy(shown, i):
            yield from _wrapped(finding.remedy, "    ", width, "    > ")
    if len(group.findings) > len(shown):
        rest = len(group.findings) - len(shown)
        yield f"  and {rest} more; --format html or json lists them"


def _last_with_its_remedy(findings: Sequence[Finding], i: int) -> bool:
    """Whether the next finding has another remedy, so that this one's is to be said."""
    return i + 1 == len(findings) or findings[i + 1].remedy != findings[i].remedy


def _table(reports: Sequence[PaperReport]) -> Iterator[str]:
    rows = [["errors", "warnings", "unchecked", "pages", "paper", ""]]
    for report in worst_first(reports):
        counts = (report.count("error"), report.count("warning"), report.count("unchecked"))
        figures = ("-",) * 3 if report.failure else tuple(map(str, counts))
        pages = report.facts.get("pages")
        note = report.failure or ", ".join(_rules(report))
        name = printable_path(report.file)
        rows.append([*figures, "-" if pages is None else str(pages), name, note])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        aligned = [cell.rjust(size) for cell, size in zip(row[:-2], widths, strict=False)]
        yield "  ".join([*aligned, row[-2].ljust(widths[-2]), row[-1]]).rstrip()
    yield ""
    yield summary(reports)


def _rules(report: PaperReport) -> Iterator[str]:
    """The rules with errors, and how many findings the others have."""
    for group in groups_of(report):
        if group.severity == "error":
            many = len(group.findings)
            yield group.rule if many == 1 else f"{group.rule} ({many})"


def _wrapped(text: str, indent: str, width: int, first: str = "") -> list[str]:
    if not text:
        return []
    if not width:
        return [(first or indent) + text]
    return textwrap.wrap(
        text,
        max(width, 40),
        initial_indent=first or indent,
        subsequent_indent=indent + ("  " if first else ""),
        break_on_hyphens=False,
        break_long_words=False,
    )
