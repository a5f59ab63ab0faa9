"""The report for a terminal: all findings of one paper, or a table of many."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mlsys_paper.reports.words import (
    TOPICS,
    facts_in_words,
    groups_of,
    places_in_words,
    summary,
    topics_of,
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
WIDEST = 100
"""Columns of the table of many papers."""
_STYLES: Final = {"error": "bold red", "warning": "yellow", "unchecked": "cyan"}


def render(reports: Sequence[PaperReport], width: int = 100, *, color: bool = False) -> str:
    """Return the report: of one paper in full, of several as a table.

    Args:
        reports: of the papers.
        width: columns of the terminal; 0 breaks no lines.
        color: whether the terminal shows colours.
    """
    console = Console(
        file=io.StringIO(),
        force_terminal=color,
        color_system="standard" if color else None,
        width=min(width or WIDEST, WIDEST) if len(reports) != 1 else 10_000,
        highlight=False,
        markup=False,
        emoji=False,
    )
    with console.capture() as printed:
        if len(reports) == 1:
            for line in _paper(reports[0], width):
                console.print(line, soft_wrap=True)
        else:
            _print_table(console, reports)
    return (
        printed.get()
        if color
        else "".join(f"{line.rstrip()}\n" for line in printed.get().splitlines())
    )


def _paper(report: PaperReport, width: int) -> Iterator[Text | str]:
    name = printable_path(report.file)
    yield f"{name}: {verdict(report)} ({report.stage})"
    if report.failure:
        yield from _wrapped(report.failure, "  ", width)
        yield from _wrapped(report.remedy, "  ", width)
        return
    for group in groups_of(report):
        yield ""
        yield from _group(group, width)
    if report.ignored:
        rules = ", ".join(f"{number} of {rule}" for rule, number in report.ignored.items())
        yield ""
        yield from _wrapped(f"left out as you wished: {rules}", "", width)
    facts = "; ".join(f"{what} {value}" for what, value in facts_in_words(report.facts))
    if facts:
        yield ""
        yield from _wrapped(facts, "", width)


def _group(group: Group, width: int) -> Iterator[Text | str]:
    basis = "" if group.findings[0].basis == "call" else " (author guide)"
    yield Text(f"{group.severity}: {group.rule}{basis}", _STYLES[group.severity])
    shown = group.findings[:MOST_LISTED]
    for i, finding in enumerate(shown):
        where = places_in_words(finding.places)
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


def _print_table(console: Console, reports: Sequence[PaperReport]) -> None:
    """Print a row for each paper: errors by what counts, then what the guide asks for."""
    table = Table(box=None, pad_edge=False, header_style="", show_edge=False)
    table.add_column("paper", overflow="fold", ratio=1)
    for topic in TOPICS:
        table.add_column(topic, justify="right", no_wrap=True)
    table.add_column("pages", justify="right", no_wrap=True)
    for report in worst_first(reports):
        name, topics = printable_path(report.file), topics_of(report)
        pages = report.facts.get("pages")
        if report.failure:
            for line in _wrapped(f"{name}: could not be checked: {report.failure}", "", WIDEST):
                console.print(line)
            continue
        figures = (
            Text(str(topics[topic] or "-"), "" if topic == "guide" else _STYLES["error"])
            for topic in TOPICS
        )
        table.add_row(Text(name), *figures, "-" if pages is None else str(pages))
    if table.row_count:
        console.print(table)
    console.print()
    ignored = sum(sum(report.ignored.values()) for report in reports)
    console.print(summary(reports) + (f"; {ignored} findings ignored" if ignored else ""))


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
