"""Check files, each in a worker of its own: what goes wrong with one is that one's alone."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlsys_paper.check.findings import PaperReport
from mlsys_paper.check.records import report_from
from mlsys_paper.format import style_file
from mlsys_paper.pdf.model import Box
from mlsys_paper.pdf.pictures import Preview
from mlsys_paper.sandbox.worker import READING, Job, run_jobs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from mlsys_paper.check.findings import Stage
    from mlsys_paper.sandbox.programs import Limits
    from mlsys_paper.sandbox.worker import Ending, Result


@dataclass(frozen=True)
class Task:
    """One file to check.

    Attributes:
        file: the PDF.
        stage: what it is submitted as; None to go by what its pages show.
        source: the main file of its LaTeX source, if that is to be read too.
        authors: names, mails and affiliations that must not appear.
        pictures: how many pages with findings to make pictures of.
    """

    file: Path
    stage: Stage | None = None
    source: Path | None = None
    authors: tuple[str, ...] = ()
    pictures: int = 0


@dataclass(frozen=True)
class Outcome:
    """What came of a task.

    Attributes:
        report: of the file; it names the reason when the file could not be checked.
        previews: pictures of pages with findings.
        ending: why the worker gave no report; None when it gave one.
        cpu_seconds: its processor time; 0 when it could not say.
        peak_bytes: the most memory that it held; 0 when it could not say.
    """

    report: PaperReport
    previews: tuple[Preview, ...] = ()
    ending: Ending | None = None
    cpu_seconds: float = 0.0
    peak_bytes: int = 0


def check_all(
    tasks: Sequence[Task], *, jobs: int | None = None, limits: Limits = READING
) -> Iterator[tuple[int, Outcome]]:
    """Check files, several at a time.

    Args:
        tasks: the files.
        jobs: workers at a time; by default one for each processor.
        limits: what each may use.

    Yields:
        The index of a task with its outcome, in the order in which they end.
    """
    for index, result in run_jobs([job_of(task) for task in tasks], workers=jobs, limits=limits):
        yield index, outcome_of(tasks[index], result)


def job_of(task: Task) -> Job:
    """Return what a worker has to do for a task."""
    arguments = {
        "file": str(task.file),
        "stage": task.stage,
        "source": str(task.source) if task.source else None,
        "authors": list(task.authors),
        "pictures": task.pictures,
    }
    readable = [task.file, style_file().parent]
    if task.source:
        readable.append(task.source.parent)
    return Job("mlsys_paper.check.work:check", arguments, tuple(readable))


def outcome_of(task: Task, result: Result) -> Outcome:
    """Return what a worker found, or why it didn't."""
    report, ending = None, None
    parts = {part.kind: part for part in result.parts}
    with contextlib.suppress(KeyError, TypeError, ValueError):
        report = report_from(parts["report"].data, task.file)
    if report is None:  # what it was about to draw after the report doesn't matter
        report, ending = _failed(task, result)
    return Outcome(
        report=report,
        previews=tuple(_previews(result)),
        ending=ending,
        cpu_seconds=result.cpu_seconds,
        peak_bytes=result.peak_bytes,
    )


def _failed(task: Task, result: Result) -> tuple[PaperReport, Ending | None]:
    failure = result.failure
    reason = failure.reason if failure else "what was read of it makes no sense"
    remedy = failure.remedy if failure else "Export it again."
    report = PaperReport(task.file, task.stage or "submission", failure=reason, remedy=remedy)
    return report, failure.ending if failure else "crash"


def _previews(result: Result) -> Iterator[Preview]:
    for part in result.parts:
        if part.kind == "preview":
            number, area, rotation = part.data
            yield Preview(int(number), part.content, Box(*map(float, area)), int(rotation))
