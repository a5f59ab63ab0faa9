"""Have a PDF divided in a process of its own."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

from mlsys_paper.check.records import printable, printable_path
from mlsys_paper.confined import FAILURE, reason, run_module
from mlsys_paper.split.model import APPENDIX, MAIN, PAPER, RECORD, Cut, Division, Stretch
from mlsys_paper.errors import PaperError
from mlsys_paper.process import Limits

_LARGEST: Final = 256 << 20
_LIMITS: Final = Limits(cpu_seconds=120, wall_seconds=300.0, file_bytes=_LARGEST)


def divide_file(paper: Path, stretch: Stretch | None = None, limits: Limits = _LIMITS) -> Division:
    """Divide a PDF into main part and appendix.

    Args:
        paper: the PDF.
        stretch: the pages of the appendix; by default they are looked for.
        limits: what the process may use.

    Raises:
        PaperError: the file can't be read or divided.
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
        arguments = [str(page) for page in stretch] if stretch else []
        done = run_module("split.worker", arguments, folder, limits)
        if done.status or done.stopped:
            raise _failure(paper, folder, reason(folder, done, limits))
        try:
            record = json.loads(_content(folder / RECORD))
            return _division(record, _content(folder / MAIN), _content(folder / APPENDIX))
        except (KeyError, TypeError, ValueError, OSError) as error:
            raise PaperError(
                f"{printable_path(paper)}: cannot be divided: what came of it makes no sense",
                "Export it again.",
            ) from error


def _failure(paper: Path, folder: Path, said: str) -> PaperError:
    """The reason and the remedy that the process left, or what ended it."""
    told = folder / FAILURE
    if told.is_file() and not told.is_symlink():
        what, _, remedy = _content(told).decode("utf-8", "replace").partition("\n")
        what = printable(what).removeprefix(f"{PAPER}: ").removesuffix(".")
        return PaperError(f"{printable_path(paper)}: {what}", printable(remedy))
    return PaperError(
        f"{printable_path(paper)}: {said}", "The file is damaged or hard to read; export it again."
    )


def _content(path: Path) -> bytes:
    if path.is_symlink() or path.stat().st_size > _LARGEST:
        raise OSError(str(path))
    return path.read_bytes()


def _division(record: dict[str, Any], main: bytes, appendix: bytes) -> Division:
    cut = record["cut"]
    return Division(
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
