"""Have a PDF split in a process of its own."""

from __future__ import annotations

import json
import shlex
import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

from mlsys_paper.check.records import printable, printable_path
from mlsys_paper.confined import FAILURE, reason, run_module
from mlsys_paper.errors import PaperError
from mlsys_paper.process import Limits
from mlsys_paper.split.model import (
    APPENDIX,
    COMMAND,
    MAIN,
    PAPER,
    RECORD,
    WITHIN_PAGE,
    Cut,
    PageRange,
    SplitResult,
)

_LARGEST: Final = 256 << 20
_LIMITS: Final = Limits(cpu_seconds=120, wall_seconds=300.0, file_bytes=_LARGEST)


def split_file(
    paper: Path,
    wanted: PageRange | None = None,
    *,
    within_page: bool = False,
    limits: Limits = _LIMITS,
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
    with tempfile.TemporaryDirectory(prefix="mlsys-paper-") as parent:
        folder = Path(parent)
        try:
            shutil.copyfile(paper, folder / PAPER)
        except OSError as error:
            raise PaperError(
                f"{printable_path(paper)}: cannot be read ({error.strerror})",
                "Give the path of a PDF.",
            ) from error
        arguments = [str(page) for page in wanted or ()]
        arguments += [WITHIN_PAGE] if within_page else []
        done = run_module("split.worker", arguments, folder, limits)
        if done.status or done.stopped:
            raise _failure(paper, folder, reason(folder, done, limits))
        try:
            record = json.loads(_content(folder / RECORD))
            return _split(record, _content(folder / MAIN), _content(folder / APPENDIX))
        except (KeyError, TypeError, ValueError, OSError) as error:
            raise PaperError(
                f"{printable_path(paper)}: cannot be split: what came of it makes no sense",
                "Export it again.",
            ) from error


def _failure(paper: Path, folder: Path, said: str) -> PaperError:
    """The reason and the remedy that the process left, or what ended it."""
    told = folder / FAILURE
    if told.is_file() and not told.is_symlink():
        what, _, remedy = _content(told).decode("utf-8", "replace").partition("\n")
        what = printable(what).removeprefix(f"{PAPER}: ").removesuffix(".")
        command = f"mlsys-paper split {shlex.quote(printable_path(paper))}"
        return PaperError(
            f"{printable_path(paper)}: {what}", printable(remedy).replace(COMMAND, command)
        )
    return PaperError(
        f"{printable_path(paper)}: {said}", "The file is damaged or hard to read; export it again."
    )


def _content(path: Path) -> bytes:
    if path.is_symlink() or path.stat().st_size > _LARGEST:
        raise OSError(str(path))
    return path.read_bytes()


def _split(record: dict[str, Any], main: bytes, appendix: bytes) -> SplitResult:
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
        main=main,
        appendix=appendix,
    )
