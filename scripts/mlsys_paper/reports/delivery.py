"""Where reports go, and what moves on the terminal until they are there."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from mlsys_paper.errors import PaperError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@contextlib.contextmanager
def progress(doing: str, papers: int) -> Iterator[Callable[[], object]]:
    """A bar on a terminal when there are several papers; else nothing."""
    if papers < 2 or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console  # noqa: PLC0415  (slow to load, and rarely needed)
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn  # noqa: PLC0415

    columns = (doing, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=papers)
        yield lambda: bar.advance(task)


def deliver(report: str, output: Path | None) -> None:
    """Print the report, or write it to a file, whole or not at all.

    Raises:
        PaperError: the file can't be written.
    """
    if output is None:
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(report.encode(encoding, "replace").decode(encoding))
        return
    try:
        write_beside(output, report.encode())
    except OSError as error:
        raise PaperError(
            f"{output} can't be written: {error.strerror}.", "Choose another place with --output."
        ) from error


def write_beside(path: Path, content: bytes) -> None:
    """Write a file under another name in the same folder, then rename it.

    Readers, and a write that fails, meet the old file or the new one, whole.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
