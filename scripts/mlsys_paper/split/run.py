"""Have a PDF split in a process of its own."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mlsys_paper.errors import PaperError
from mlsys_paper.format import style_folder
from mlsys_paper.sandbox.worker import READING, Job, run_job
from mlsys_paper.split.model import COMMAND, Cut, SplitResult
from mlsys_paper.words import printable, printable_path

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mlsys_paper.sandbox.programs import Limits
    from mlsys_paper.sandbox.worker import Part
    from mlsys_paper.split.model import PageRange

SPLITTING: Final = replace(
    READING, cpu_seconds=120, wall_seconds=300.0, memory_bytes=2 << 30, output_bytes=512 << 20
)
"""What splitting may use: a paper is read several times, and written."""


def split_file(
    paper: Path,
    wanted: PageRange | None = None,
    *,
    within_page: bool = False,
    limits: Limits = SPLITTING,
) -> SplitResult:
    """Split a PDF into main part and appendix.

    Args:
        paper: the PDF.
        wanted: the pages of the appendix; by default they are looked for.
        within_page: whether a page that both parts share is cut in two.
        limits: what the process may use.

    Raises:
        PaperError: the file can't be read or split.
    """
    arguments = {"file": str(paper), "wanted": wanted, "within_page": within_page}
    job = Job("mlsys_paper.split.work:split", arguments, (paper, style_folder()))
    result = run_job(job, limits)
    name = printable_path(paper)
    if result.failure:
        reason = result.failure.reason.removeprefix(f"{paper}: ").removesuffix(".")
        command = f"mlsys-paper split {shlex.quote(name)}"
        raise PaperError(f"{name}: {reason}", result.failure.remedy.replace(COMMAND, command))
    try:
        return _result({part.kind: part for part in result.parts})
    except (KeyError, TypeError, ValueError) as error:
        raise PaperError(
            f"{name}: cannot be split: what came of it makes no sense", "Export it again."
        ) from error


def _result(parts: Mapping[str, Part]) -> SplitResult:
    record = parts["split"].data
    cut = record["cut"]
    return SplitResult(
        cut=Cut(
            main=tuple(map(int, cut["main"])),
            appendix=tuple(map(int, cut["appendix"])),
            why=printable(str(cut["why"])),
            notes=tuple(printable(str(note)) for note in cut["notes"]),
        ),
        links_across=int(record["links_across"]),
        links_nowhere=int(record["links_nowhere"]),
        main=parts["main"].content,
        appendix=parts["appendix"].content,
    )
