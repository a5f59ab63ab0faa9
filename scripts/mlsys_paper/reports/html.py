"""The report for a browser: one file with pictures of the pages, which can be mailed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Protocol

from mlsys_paper.reports.sheet import rendered
from mlsys_paper.reports.words import (
    LABELS,
    facts_in_words,
    groups_of,
    place_in_words,
    row_of,
    summary,
    verdict,
    worst_first,
)
from mlsys_paper.words import count, printable_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from mlsys_paper.check.findings import Finding, PaperReport, Severity
    from mlsys_paper.pdf.pictures import Preview, Spot
    from mlsys_paper.reports.words import Group
    from mlsys_paper.version import Made

MOST_LISTED = 50
"""More findings of a rule than these are counted, not listed."""
MOST_PLACES = 30
"""More places of a finding than these are counted, not listed."""
MOST_PICTURES = 12
"""Pictures of one paper."""
ALL_PICTURES = 240
"""Pictures of one report: about 25 MB, what a mail may have."""
HEADS = ("Errors", "Warnings", "Not checked", "Pages", "Rules with findings")


def pictures_for(papers: int) -> int:
    """Return how many pictures of each paper a report of so many papers has room for."""
    return min(MOST_PICTURES, ALL_PICTURES // max(papers, 1))


class Shown(Protocol):
    """A report, and pictures of the paper's pages."""

    @property
    def report(self) -> PaperReport:
        """What was found."""

    @property
    def previews(self) -> Sequence[Preview]:
        """Pictures of pages with findings."""


def render(
    outcomes: Sequence[Shown], made: Made, links: Mapping[Path, str] = MappingProxyType({})
) -> str:
    """Return the page: a table when there are several papers, then a section for each.

    Args:
        outcomes: of the papers.
        made: with what, and when.
        links: addresses of papers' own reports.
    """
    by_report = {id(outcome.report): outcome for outcome in outcomes}
    reports = worst_first([outcome.report for outcome in outcomes])
    sections = [
        replace(
            section_of(f"paper-{number}", report, by_report[id(report)].previews),
            link=links.get(report.file, ""),
        )
        for number, report in enumerate(reports, 1)
    ]
    said = summary(reports)
    title = f"{sections[0].name}: {verdict(reports[0])}" if len(reports) == 1 else said
    counts = Counter(finding.rule for report in reports for finding in report.findings)
    return rendered(
        "check.html.j2",
        title=title,
        summary=said,
        heads=HEADS,
        sections=sections,
        counts=counts.most_common(),
        made=made,
    )


class ShownPlace(NamedTuple):
    """A place of a finding, in words, and the id of its mark on a picture, if it has one."""

    words: str
    mark: str


class Item(NamedTuple):
    """A finding in a section: its number, and the places that are named."""

    number: int
    finding: Finding
    places: tuple[ShownPlace, ...]
    milder: str


class ShownGroup(NamedTuple):
    """The findings of one rule, and how many more there are."""

    rule: str
    severity: Severity
    label: str
    entries: tuple[Item, ...]
    rest: str


class Mark(NamedTuple):
    """A frame on a picture: its id, number, finding, and where it lies."""

    id: str
    number: int
    finding: Finding
    place: Spot
    words: str


class Picture(NamedTuple):
    """A picture of a page with its marks."""

    page: int
    png: bytes
    caption: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Section:
    """What the page says of one paper.

    Attributes:
        id: of the section, and the start of the ids in it.
        name: of the file.
        report: of the paper.
        kind: how the verdict is coloured: "bad", "warn" or "good".
        verdict: in words.
        cells: of its row in the table, after the name.
        facts: names and values.
        groups: its findings by rule.
        pictures: of pages with findings.
        left_out: which pages with findings have no picture, in words.
        link: the address of the paper's own report, "" where it has none.
    """

    id: str
    name: str
    report: PaperReport
    kind: str
    verdict: str
    cells: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    groups: tuple[ShownGroup, ...]
    pictures: tuple[Picture, ...]
    left_out: str
    link: str = ""


def section_of(identifier: str, report: PaperReport, previews: Sequence[Preview]) -> Section:
    """Return what the page says of a paper."""
    groups = groups_of(report)
    listed = [finding for group in groups for finding in group.findings[:MOST_LISTED]]
    numbers = {id(finding): number for number, finding in enumerate(listed, 1)}
    shown = {preview.number for preview in previews}
    boxed = {place.page for finding in listed for place in finding.places if place.box}
    left_out = sorted({page for page in boxed if page} - shown)
    return Section(
        id=identifier,
        name=printable_path(report.file),
        report=report,
        kind="bad" if not report.ok else "warn" if report.findings else "good",
        verdict=f"{verdict(report)}, checked as {report.stage}",
        cells=row_of(report),
        facts=tuple(facts_in_words(report.facts)),
        groups=tuple(_group(identifier, group, numbers, shown) for group in groups),
        pictures=tuple(
            _picture(identifier, preview, listed)
            for preview in sorted(previews, key=lambda preview: preview.number)
        ),
        left_out=f"page {', '.join(map(str, left_out))}" if left_out else "",
    )


def _group(section: str, group: Group, numbers: Mapping[int, int], shown: set[int]) -> ShownGroup:
    rest = len(group.findings) - MOST_LISTED
    return ShownGroup(
        rule=group.rule,
        severity=group.severity,
        label=LABELS[group.severity],
        entries=tuple(
            Item(
                number=numbers[id(finding)],
                finding=finding,
                places=tuple(_places(section, finding, numbers[id(finding)], shown)),
                milder=LABELS[finding.severity] if finding.severity != group.severity else "",
            )
            for finding in group.findings[:MOST_LISTED]
        ),
        rest=count(rest, "finding") if rest > 0 else "",
    )


def _places(section: str, finding: Finding, number: int, shown: set[int]) -> Iterator[ShownPlace]:
    """The places of a finding; those on one page, without marks of their own, are one."""
    named: set[str] = set()
    for i, place in enumerate(finding.places[:MOST_PLACES]):
        words = place_in_words(place)
        marked = place.box is not None and place.page in shown
        if words and (marked or words not in named):
            named.add(words)
            yield ShownPlace(words, mark_id(section, number, i) if marked else "")
    if len(finding.places) > MOST_PLACES:
        yield ShownPlace(f"and {len(finding.places) - MOST_PLACES} more", "")


def mark_id(section: str, number: int, place: int) -> str:
    """Return the id of a mark: of which section, finding, and place of it."""
    return f"{section}-mark-{number}" + (f"-{place}" if place else "")


def _picture(section: str, preview: Preview, listed: Sequence[Finding]) -> Picture:
    marks = []
    for number, finding in enumerate(listed, 1):
        for i, place in enumerate(finding.places[:MOST_PLACES]):
            if place.page == preview.number and place.box is not None:
                words = f"{number}. {finding.rule}: {finding.message}"
                spot = preview.place(place.box)
                marks.append(Mark(mark_id(section, number, i), number, finding, spot, words))
    numbers = ", ".join(dict.fromkeys(str(mark.number) for mark in marks))
    caption = f"Page {preview.number}" + (f": findings {numbers}" if numbers else "")
    return Picture(preview.number, preview.png, caption, tuple(marks))
