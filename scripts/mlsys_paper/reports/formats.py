"""Every format of a report: its name, the endings that ask for it, and what renders it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from mlsys_paper.errors import PaperError
from mlsys_paper.reports import github, html, junit, machine, sarif, spreadsheet, text
from mlsys_paper.words import printable_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from mlsys_paper.check.findings import PaperReport
    from mlsys_paper.reports.html import Shown
    from mlsys_paper.version import Made

FORMATS: Final = ("text", "json", "html", "csv", "findings.csv", "sarif", "junit", "github")
_ENDINGS: Final = {
    ".findings.csv": "findings.csv",
    ".csv": "csv",
    ".json": "json",
    ".html": "html",
    ".htm": "html",
    ".sarif": "sarif",
    ".sarif.json": "sarif",
    ".xml": "junit",
    ".txt": "text",
}


@dataclass(frozen=True)
class Look:
    """How a report for people looks.

    Attributes:
        width: columns of the terminal; 0 breaks no lines.
        color: whether it shows colours.
        quiet: whether only papers with findings are shown.
        sources: the folder that files of sources are named from.
        links: addresses of papers' own reports.
        signed: whether it ends by saying by what, when and of which bytes it was made.
    """

    width: int = 0
    color: bool = False
    quiet: bool = False
    sources: Path | None = None
    links: Mapping[Path, str] = field(default_factory=dict)
    signed: bool = False


def format_of(output: Path) -> str:
    """Return the format that a file's name asks for, "text" for any other ending."""
    name = output.name.lower()
    endings = sorted(_ENDINGS, key=len, reverse=True)
    return next((_ENDINGS[ending] for ending in endings if name.endswith(ending)), "text")


def rendered(name: str, outcomes: Sequence[Shown], made: Made, look: Look) -> str:
    """Return a report in a format."""
    reports = [outcome.report for outcome in outcomes]
    renderers: dict[str, Callable[[], str]] = {
        "text": lambda: _for_people(reports, look) + _signature(reports, made, look),
        "json": lambda: machine.render(reports, made),
        "html": lambda: html.render(outcomes, made, look.links),
        "csv": lambda: spreadsheet.papers(reports, made),
        "findings.csv": lambda: spreadsheet.findings(reports, made),
        "sarif": lambda: sarif.render(reports, made, look.sources),
        "junit": lambda: junit.render(reports, made),
        "github": lambda: github.render(reports, look.sources) + _signature(reports, made, look),
    }
    return renderers[name]()


def _for_people(reports: Sequence[PaperReport], look: Look) -> str:
    shown = [report for report in reports if not look.quiet or worth_saying(report)]
    return text.render(shown, look.width, color=look.color) if shown else ""


def _signature(reports: Sequence[PaperReport], made: Made, look: Look) -> str:
    """The last lines of a report that is kept."""
    if not look.signed:
        return ""
    sums = (f"{one.sha256}  {printable_path(one.file)}\n" for one in reports if one.sha256)
    return f"\nMade by {made}.\n{''.join(sums)}"


def worth_saying(report: PaperReport) -> bool:
    """Return whether a paper has findings, or could not be checked."""
    return bool(report.failure or report.findings)


def spare(output: Path) -> None:
    """Let a report take the place of nothing but a report.

    Raises:
        PaperError: the file is there and is none.
    """
    if not output.is_file():
        return
    content = output.read_bytes()
    columns = spreadsheet.PAPER_COLUMNS, spreadsheet.FINDING_COLUMNS
    marks = [b"mlsys-paper", b'"papers": [', *(",".join(names[:3]).encode() for names in columns)]
    if content and not any(mark in content for mark in marks):
        raise PaperError(
            f"{printable_path(output)} is there, and is no report of this program.",
            "Choose another place with --output, or delete it.",
        )
