"""What the reports for people have in common: their order, groups and words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal

from mlsys_paper.words import count, listed, pages_named, printable_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mlsys_paper.check.findings import FactValue, Finding, PaperReport, Place, Severity

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "unchecked")
"""The gravest first."""
LABELS: Final[Mapping[Severity, str]] = {
    "error": "Error",
    "warning": "Warning",
    "unchecked": "Could not check",
}

Topic = Literal["anonymity", "length", "authors", "format", "guide"]
"""What a finding is about, the weightiest for a chair first: errors by their
rules, and last whatever the author guide asks for or somebody should look at."""
TOPICS: tuple[Topic, ...] = ("anonymity", "length", "authors", "format", "guide")
_TOPIC_OF: Final[Mapping[str, Topic]] = {
    "stage": "anonymity",
    "anonymous-authors": "anonymity",
    "anonymous-text": "anonymity",
    "anonymous-metadata": "anonymity",
    "identifying-links": "anonymity",
    "acknowledgements": "anonymity",
    "source-authors": "anonymity",
    "hidden-text": "anonymity",
    "active-content": "anonymity",
    "page-limit": "length",
    "appendix-separate": "length",
    "complete-author-lists": "authors",
    "source-references": "authors",
}


@dataclass(frozen=True)
class Group:
    """The findings of one rule in one paper.

    Attributes:
        rule: the rule's id.
        severity: the gravest among them.
        findings: in the order of the pages.
    """

    rule: str
    severity: Severity
    findings: tuple[Finding, ...]


def topic_of(finding: Finding) -> Topic:
    """Return what a finding is about."""
    if finding.severity != "error":
        return "guide"
    return _TOPIC_OF.get(finding.rule, "format")


def groups_of(report: PaperReport) -> list[Group]:
    """Return the findings of a paper by rule: errors by what counts, then the guide."""
    groups = []
    for rule, members in groupby(report.findings, key=lambda finding: finding.rule):
        findings = tuple(members)
        present = {finding.severity for finding in findings}
        gravest = next(severity for severity in SEVERITIES if severity in present)
        groups.append(Group(rule, gravest, findings))

    def weight(group: Group) -> tuple[int, int]:
        topic = min(TOPICS.index(topic_of(finding)) for finding in group.findings)
        return SEVERITIES.index(group.severity), topic

    return sorted(groups, key=weight)


def topics_of(report: PaperReport) -> Counter[Topic]:
    """Return how many findings there are of each topic."""
    return Counter(
        topic_of(finding) for finding in report.findings if finding.severity != "unchecked"
    )


def worst_first(reports: Iterable[PaperReport]) -> list[PaperReport]:
    """Return files that could not be checked, then by errors of each topic, then by the rest."""

    def order(report: PaperReport) -> tuple[object, ...]:
        topics = topics_of(report)
        wrong = tuple(-topics[topic] for topic in TOPICS)
        return not report.failure, wrong, -report.count("unchecked"), printable_path(report.file)

    return sorted(reports, key=order)


def verdict(report: PaperReport) -> str:
    """Return how a paper fared, in a few words."""
    if report.failure:
        return "could not be checked"
    counts = (
        count(report.count("error"), "error"),
        count(report.count("warning"), "warning"),
        f"{count(report.count('unchecked'), 'rule')} could not be checked",
    )
    said = [words for words in counts if not words.startswith("0 ")]
    return ", ".join(said) or "nothing found"


def summary(reports: Iterable[PaperReport]) -> str:
    """Return how many papers fared how."""
    papers = list(reports)
    failed = sum(bool(report.failure) for report in papers)
    wrong = sum(bool(report.count("error")) for report in papers)
    words = [
        count(len(papers), "paper"),
        f"{wrong} with errors",
        f"{len(papers) - failed - wrong} without",
        f"{failed} could not be checked" if failed else "",
    ]
    return ", ".join(word for word in words if word)


def row_of(report: PaperReport) -> tuple[str, ...]:
    """Return a paper's figures for a table: errors, warnings, unchecked, pages, and a note."""
    pages = report.facts.get("pages")
    if report.failure:
        return ("-", "-", "-", "-", report.failure)
    rules = ", ".join(group.rule for group in groups_of(report) if group.severity == "error")
    counts = (str(report.count(severity)) for severity in SEVERITIES)
    return (*counts, "-" if pages is None else str(pages), rules)


def facts_in_words(facts: Mapping[str, FactValue]) -> list[tuple[str, str]]:
    """Return the facts that say what a paper looks like, name and value; lengths in bp."""
    known = {name: value for name, value in facts.items() if value is not None}
    said: list[tuple[str, str]] = []
    if "pages" in known:
        said.append(("pages", str(known["pages"])))
    if "main_text_ends" in known:
        said.append(("main text ends on page", str(known["main_text_ends"])))
    if "columns" in known:
        said.append(("columns", str(known["columns"])))
    if "gutter" in known:
        said.append(("between columns", f"{known['gutter']} bp"))
    if "body_font" in known:
        size, leading = known.get("body_size", "?"), known.get("leading", "?")
        said.append(("body", f"{known['body_font']} {size} on {leading} bp"))
    box = known.get("text_box")
    if isinstance(box, tuple):
        said.append(("text box", " ".join(f"{side:g}" for side in box) + " bp"))
    return said


def place_in_words(place: Place) -> str:
    """Return the page, or the file and line, of a place; "" where it is the whole paper."""
    if place.file:
        return f"{place.file}:{place.line}" if place.line else place.file
    return f"page {place.page}" if place.page else ""


def places_in_words(places: Sequence[Place], most: int = 4) -> str:
    """Return all places as one says them: "pages 2 and 5-7", "main.tex:7, b.tex:3 and 2 more"."""
    files = list(dict.fromkeys(place_in_words(place) for place in places if place.file))
    pages = {place.page for place in places if place.page and not place.file}
    said = []
    if pages:
        said.append(pages_named(pages))
    if files:
        said.append(listed(files, most))
    return "; ".join(said)
