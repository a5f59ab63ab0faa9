"""The report for a spreadsheet: a row for each paper, or one for each finding."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from mlsys_paper.reports.words import TOPICS, groups_of, places_in_words, topics_of, verdict
from mlsys_paper.words import printable_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlsys_paper.check.findings import PaperReport
    from mlsys_paper.version import Made

_MARK: Final = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
PAPER_COLUMNS: Final = (
    *("file", "stage", "verdict", "errors", "warnings", "unchecked"),
    *(f"{topic} findings" for topic in TOPICS),
    *("pages", "main text ends", "rules with errors", "ignored", "sha256", "checked by"),
)
FINDING_COLUMNS: Final = (
    *("file", "stage", "rule", "severity", "basis", "places", "message", "remedy", "sha256"),
)


def papers(reports: Sequence[PaperReport], made: Made) -> str:
    """Return a row for each paper, in the order that they were given in."""
    return _table(PAPER_COLUMNS, (_paper(report, made) for report in reports))


def findings(reports: Sequence[PaperReport], made: Made) -> str:  # noqa: ARG001 - as all formats
    """Return a row for each finding; a file that could not be checked has one, too."""
    return _table(FINDING_COLUMNS, (row for report in reports for row in _findings(report)))


def _paper(report: PaperReport, made: Made) -> list[object]:
    topics = topics_of(report)
    wrong = [group.rule for group in groups_of(report) if group.severity == "error"]
    counts = [report.count(severity) for severity in ("error", "warning", "unchecked")]
    return [
        printable_path(report.file),
        report.stage,
        f"{verdict(report)}: {report.failure}" if report.failure else verdict(report),
        *([""] * 3 if report.failure else counts),
        *([""] * len(TOPICS) if report.failure else [topics[topic] for topic in TOPICS]),
        report.facts.get("pages"),
        report.facts.get("main_text_ends"),
        " ".join(wrong),
        sum(report.ignored.values()) or "",
        report.sha256,
        str(made),
    ]


def _findings(report: PaperReport) -> Iterable[list[object]]:
    name = printable_path(report.file)
    if report.failure:
        yield [
            name, report.stage, "", "could not be checked", "", "",
            report.failure, report.remedy, "",
        ]  # fmt: skip
    for finding in report.findings:
        yield [
            name,
            report.stage,
            finding.rule,
            finding.severity,
            finding.basis,
            places_in_words(finding.places, most=10),
            finding.message,
            finding.remedy,
            report.sha256,
        ]


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(map(_cell, row))
    return _MARK + written.getvalue()


def _cell(value: object) -> object:
    """A value as text; what strangers wrote must not become a formula."""
    text = "" if value is None else value
    return f"'{text}" if isinstance(text, str) and text.startswith(_FORMULA) else text
