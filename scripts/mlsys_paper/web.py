"""What the page in a browser asks of this package: check files, and put what was found into words.

The page's worker calls it from JavaScript. Nothing here opens a connection or
starts a process; files lie in the memory of the browser.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from mlsys_paper.check.findings import STAGES, PaperReport
from mlsys_paper.check.run import check_file
from mlsys_paper.errors import FAULT, REPORT_IT
from mlsys_paper.pdf.model import Box
from mlsys_paper.pdf.pictures import TALLEST, WIDTH, Preview
from mlsys_paper.reports import html, machine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mlsys_paper.check.findings import Stage


@dataclass(frozen=True)
class Shown:
    """A report, and pictures of its pages."""

    report: PaperReport
    previews: tuple[Preview, ...] = ()


class Session:
    """The papers that somebody has chosen together."""

    def __init__(self) -> None:
        self._shown: list[Shown] = []
        self._folder = Path(tempfile.mkdtemp())

    def check(self, name: str, data: bytes, stage: str, authors: str, papers: int) -> str:
        """Check a file.

        Args:
            name: of the file.
            data: what it holds.
            stage: what it is submitted as; "" to go by what its pages show.
            authors: what must not appear, one a line.
            papers: how many are checked together.

        Returns:
            As JSON: pages to draw, and how large; what the paper was checked as.
        """
        file = Path(PurePath(name.replace("\\", "/")).name or "paper.pdf")
        known: Stage | None = stage if stage in STAGES else None
        names = tuple(dict.fromkeys(filter(None, map(str.strip, authors.splitlines()))))
        here = Path.cwd()
        os.chdir(self._folder)
        try:
            file.write_bytes(data)
            report = _checked(file, known, names)
        finally:
            file.unlink(missing_ok=True)
            os.chdir(here)
        self._shown.append(Shown(report))
        pages = report.pages_to_show(html.pictures_for(papers))
        return json.dumps({"pages": pages, "width": WIDTH, "tallest": TALLEST})

    def add_failure(self, name: str, reason: str, remedy: str) -> None:
        """Add a file that could not be checked to the papers."""
        self._shown.append(Shown(PaperReport(Path(name), "submission", {}, (), reason, remedy)))

    def add_pictures(self, pictures: Iterable[Mapping[str, Any]]) -> None:
        """Give the last paper the pictures of its pages, each with the area that it shows."""
        report = self._shown[-1].report
        previews = tuple(
            Preview(each["number"], bytes(each["png"]), Box(*each["area"]), each["rotation"])
            for each in pictures
        )
        self._shown[-1] = Shown(report, previews)

    def html(self) -> str:
        """Return the report for people on all papers."""
        return html.render(self._shown)

    def json(self) -> str:
        """Return the report for programs on all papers."""
        return machine.render([shown.report for shown in self._shown])


def _checked(file: Path, stage: Stage | None, authors: tuple[str, ...]) -> PaperReport:
    try:
        return check_file(file, stage, authors=authors)
    except MemoryError:
        reason = "what reads it needs more memory than the browser gives"
        remedy = "Check it with the command mlsys-paper, or make its figures smaller."
    except Exception as error:  # a report says so, as it does of a worker's end
        reason, remedy = f"{FAULT}: {type(error).__name__}: {error}", REPORT_IT
    return PaperReport(file, stage or "submission", failure=reason, remedy=remedy)
