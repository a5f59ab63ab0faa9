"""Build, check and compare papers set with the MLSys 2024 style.

From Python, `check_paper` checks one PDF:

    import mlsys_paper

    report = mlsys_paper.check_paper("paper.pdf", stage="submission")
    for finding in report.findings:
        print(finding.severity, finding.rule, finding.page, finding.message)
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from mlsys_paper.check.findings import PaperReport, Stage

__all__ = ["check_paper"]


def check_paper(
    path: str | os.PathLike[str],
    *,
    stage: Stage | None = None,
    source: str | os.PathLike[str] | None = None,
    authors: Iterable[str] = (),
) -> PaperReport:
    """Check one PDF in a process of its own, under limits, as the command does.

    Args:
        path: the PDF.
        stage: "submission", "camera-ready", "preprint" or "appendix"; None to go by its pages.
        source: the main file of its LaTeX source, to be read as well.
        authors: names, mails and affiliations that must not appear.

    Returns:
        What was found; `failure` says why when the file could not be checked.
    """
    from mlsys_paper.check.batch import Task, check_all  # noqa: PLC0415  (commands load quickly)

    task = Task(Path(path), stage, Path(source) if source else None, tuple(authors))
    ((_, outcome),) = check_all([task], jobs=1)
    return outcome.report
