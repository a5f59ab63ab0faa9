"""The report for a browser: one file with pictures of the pages, which can be mailed.

It has no script and refers to nothing outside itself; whatever a paper says
is text in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from mlsys_paper.reports.sheet import CLOSING, image, opening
from mlsys_paper.reports.words import (
    count,
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

    from mlsys_paper.check.batch import Outcome
    from mlsys_paper.check.findings import Finding, PaperReport
    from mlsys_paper.pdf.previews import Preview
    from mlsys_paper.reports.words import Group

MOST_LISTED = 50
"""More findings of a rule than these are counted, not listed."""
MOST_PICTURES = 12
"""Pictures of one paper."""
ALL_PICTURES = 240
"""Pictures of one report: about 25 MB, what a mail may have."""


def pictures_for(papers: int) -> int:
    """How many pictures of each paper a report of so many papers has room for."""
    return min(MOST_PICTURES, ALL_PICTURES // max(papers, 1))


def render(outcomes: Sequence[Outcome]) -> str:
    """The page: a table when there are several papers, then a section for each."""
    by_report = {id(outcome.report): outcome for outcome in outcomes}
    reports = worst_first([outcome.report for outcome in outcomes])
    sections = [
        _Section(f"paper-{number}", report, by_report[id(report)].previews)
        for number, report in enumerate(reports, 1)
    ]
    one = len(reports) == 1
    title = f"{_name(reports[0])}: {verdict(reports[0])}" if one else summary(reports)
    parts = [opening(title)]
    parts.append("<header>\n<h1>Format check</h1>\n")
    if not one:
        parts.append(f"<p>{escape(summary(reports))}. The worst come first.</p>\n")
    parts.append("</header>\n")
    if not one:
        parts += _table(sections)
    for section in sections:
        parts += section.render()
    parts.append(CLOSING)
    return "".join(parts)


def _table(sections: Sequence[_Section]) -> Iterator[str]:
    yield '<div class="wide"><table>\n<caption>All papers</caption>\n<thead><tr>'
    yield '<th scope="col">Paper</th><th scope="col">Errors</th><th scope="col">Warnings</th>'
    yield '<th scope="col">Not checked</th><th scope="col">Pages</th>'
    yield '<th scope="col">Rules with errors</th></tr></thead>\n<tbody>\n'
    for section in sections:
        report = section.report
        rules = [group.rule for group in groups_of(report) if group.severity == "error"]
        note = report.failure or ", ".join(rules)
        counts = (report.count("error"), report.count("warning"), report.count("unchecked"))
        figures = ("-",) * 3 if report.failure else tuple(map(str, counts))
        pages = report.facts.get("pages")
        cells = "".join(
            f"<td>{escape(figure)}</td>"
            for figure in (*figures, "-" if pages is None else str(pages))
        )
        link = f'<a href="#{section.id}">{escape(_name(report))}</a>'
        yield f'<tr><th scope="row">{link}</th>{cells}<td class="note">{escape(note)}</td></tr>\n'
    yield "</tbody>\n</table></div>\n"


@dataclass(frozen=True)
class _Section:
    """What the page says of one paper.

    Attributes:
        id: of the section, and the start of the ids in it.
        report: of the paper.
        previews: pictures of its pages.
    """

    id: str
    report: PaperReport
    previews: tuple[Preview, ...]

    def render(self) -> Iterator[str]:
        """The section."""
        report = self.report
        kind = "bad" if not report.ok else "warn" if report.findings else "good"
        yield f'<section id="{self.id}" aria-labelledby="{self.id}-name">\n'
        yield f'<h2 id="{self.id}-name">{escape(_name(report))}</h2>\n'
        said = escape(f"{verdict(report)}, checked as {report.stage}")
        yield f'<p class="verdict {kind}">{said}</p>\n'
        if report.failure:
            yield f"<p>{escape(report.failure)}</p>\n<p>{escape(report.remedy)}</p>\n"
        yield from self._facts()
        numbered = self._numbered()
        for group in groups_of(report):
            yield from self._group(group, numbered)
        yield from self._pages(numbered)
        yield "</section>\n"

    def _facts(self) -> Iterator[str]:
        facts = facts_in_words(self.report.facts)
        if facts:
            yield '<dl class="facts">'
            for name, value in facts:
                yield f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
            yield "</dl>\n"

    def _numbered(self) -> dict[int, int]:
        """Numbers of the findings that are listed, in the order of the section, by identity."""
        listed = [
            finding for group in groups_of(self.report) for finding in group.findings[:MOST_LISTED]
        ]
        return {id(finding): number for number, finding in enumerate(listed, 1)}

    def _group(self, group: Group, numbered: dict[int, int]) -> Iterator[str]:
        yield f'<h3><span class="badge {group.severity}">{_LABELS[group.severity]}</span> '
        yield f"<code>{escape(group.rule)}</code></h3>\n<ol>\n"
        for finding in group.findings:
            number = numbered.get(id(finding))
            if number is not None:
                yield self._item(finding, number, group)
        yield "</ol>\n"
        rest = len(group.findings) - MOST_LISTED
        if rest > 0:
            yield f"<p>And {count(rest, 'finding')} more of this rule.</p>\n"

    def _item(self, finding: Finding, number: int, group: Group) -> str:
        where = escape(place(finding))
        if finding.box and finding.page in {preview.number for preview in self.previews}:
            where = f'<a href="#{self.id}-mark-{number}">{where}</a>'
        milder = _LABELS[finding.severity] if finding.severity != group.severity else ""
        before = ", ".join(word for word in (where, escape(milder)) if word)
        lead = f'<span class="place">{before}</span> ' if before else ""
        remedy = f'<p class="remedy">{escape(finding.remedy)}</p>' if finding.remedy else ""
        return (
            f'<li id="{self.id}-finding-{number}" value="{number}">'
            f"<p>{lead}{escape(finding.message)}</p>{remedy}</li>\n"
        )

    def _pages(self, numbered: dict[int, int]) -> Iterator[str]:
        findings = [
            finding
            for group in groups_of(self.report)
            for finding in group.findings
            if finding.box and id(finding) in numbered
        ]
        for preview in sorted(self.previews, key=lambda preview: preview.number):
            here = [finding for finding in findings if finding.page == preview.number]
            numbers = ", ".join(str(numbered[id(finding)]) for finding in here)
            caption = f"Page {preview.number}" + (f": findings {numbers}" if here else "")
            yield '<figure><div class="sheet">'
            yield image(preview.png, f"Page {preview.number} of {_name(self.report)}")
            for finding in here:
                yield self._mark(finding, numbered[id(finding)], preview)
            yield f"</div><figcaption>{caption}</figcaption></figure>\n"
        shown = {preview.number for preview in self.previews}
        left_out = sorted({finding.page for finding in findings if finding.page} - shown)
        if left_out:
            numbers = ", ".join(map(str, left_out))
            yield f"<p>Not pictured, to keep this file small: page {numbers}.</p>\n"

    def _mark(self, finding: Finding, number: int, preview: Preview) -> str:
        assert finding.box is not None  # noqa: S101  (only such findings are marked)
        spot = preview.place(finding.box)
        style = ";".join(
            f"{side}:{100 * fraction:.2f}%"
            for side, fraction in zip(("left", "top", "width", "height"), spot, strict=True)
        )
        said = escape(f"{number}. {finding.rule}: {finding.message}")
        return (
            f'<a class="mark {finding.severity}" id="{self.id}-mark-{number}" style="{style}" '
            f'href="#{self.id}-finding-{number}" title="{said}" aria-label="{said}">'
            f"<span>{number}</span></a>"
        )


_LABELS = {"error": "Error", "warning": "Warning", "unchecked": "Could not check"}


def _name(report: PaperReport) -> str:
    return printable_path(report.file)
