"""The report for GitHub's log: a workflow command for each finding, which it shows in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlsys_paper.reports.words import places_in_words, summary
from mlsys_paper.words import printable_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from mlsys_paper.check.findings import Finding, PaperReport

_LEVELS = {"error": "error", "warning": "warning", "unchecked": "warning"}


def render(reports: Sequence[PaperReport], sources: Path | None = None) -> str:
    """The commands, then how many papers fared how.

    Args:
        reports: of the papers.
        sources: the folder that files of sources are named from.
    """
    lines = [line for report in reports for line in _commands(report, sources)]
    return "".join(f"{line}\n" for line in [*lines, summary(reports)])


def _commands(report: PaperReport, sources: Path | None) -> Iterator[str]:
    name = printable_path(report.file)
    if report.failure:
        said = f"could not be checked: {report.failure}\n{report.remedy}".rstrip()
        yield command("error", said, {"file": name, "title": "could not be checked"})
    for finding in report.findings:
        where = {"file": name} if not finding.file else _source_place(finding, sources)
        places = places_in_words(finding.places)
        many = bool(finding.also) or not finding.file
        said = f"{places}: {finding.message}" if places and many else finding.message
        said = f"{said}\n{finding.remedy}".rstrip()
        yield command(_LEVELS[finding.severity], said, where | {"title": finding.rule})


def _source_place(finding: Finding, sources: Path | None) -> dict[str, str]:
    file = printable_path(sources / finding.file) if sources else finding.file
    return {"file": file} | ({"line": str(finding.line)} if finding.line else {})


def command(level: str, message: str, properties: dict[str, str]) -> str:
    """A workflow command; whatever the texts say, they stay texts."""
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {listed}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
