"""What a worker process does: give up what it may not use, check one file, send the report.

A worker reads one file that somebody else has made, with libraries that may
have faults. It has limits on time and memory, can write no file, and what it
sends is plain data. It sends messages, each a line of JSON and perhaps bytes
after it: "report", "preview" (with a picture), "stopped", and "used" at last.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys_paper.check.findings import PaperReport
from mlsys_paper.check.records import record_of
from mlsys_paper.check.run import check_file
from mlsys_paper.check.tasks import Message
from mlsys_paper.errors import PaperError, refusal
from mlsys_paper.pdf.previews import previews

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

    from mlsys_paper.check.tasks import Limits, Task
    from mlsys_paper.source.model import Source

if sys.platform != "win32":
    import resource

_GRAVEST_FIRST = ("error", "unchecked", "warning")


def work(task: Task, limits: Limits, pipe: Connection) -> None:
    """The life of a worker."""
    with contextlib.suppress(OSError):  # whoever asked has gone away
        _silence()
        _limit(limits)
        # One file, then the end: nothing is worth collecting.
        gc.disable()
        try:
            for message in _messages(task):
                pipe.send_bytes(message.sent())
        except MemoryError:
            pipe.send_bytes(Message("stopped", "memory").sent())
        except Exception as error:
            pipe.send_bytes(_ended(task, error).sent())
        pipe.send_bytes(Message("used", _used()).sent())
        pipe.close()


def _messages(task: Task) -> Iterator[Message]:
    try:
        source = _source(task.source) if task.source else None
    except PaperError as error:
        yield _failed(task, error)
        return
    report = check_file(task.file, task.stage, source=source, authors=task.authors)
    yield Message("report", record_of(report))
    for preview in previews(task.file, pages_to_show(report, task.pictures)):
        data = [preview.number, list(preview.area), preview.rotation]
        yield Message("preview", data, preview.png)


def _failed(task: Task, error: PaperError) -> Message:
    report = PaperReport(task.file, task.stage, failure=error.what, remedy=error.remedy)
    return Message("report", record_of(report))


def _ended(task: Task, error: Exception) -> Message:
    """What to say when an error that no rule foresaw has ended the check."""
    told = refusal(error)
    return _failed(task, told) if told else Message("stopped", _fault(error))


def _source(main: Path) -> Source:
    from mlsys_paper.source.reader import read_source  # noqa: PLC0415  (rarely needed)

    return read_source(main)


def pages_to_show(report: PaperReport, most: int) -> list[int]:
    """The pages with places to mark, those with the gravest findings first; at most so many."""
    numbers = [
        finding.page
        for severity in _GRAVEST_FIRST
        for finding in report.findings
        if finding.severity == severity and finding.page and finding.box
    ]
    return list(dict.fromkeys(numbers))[:most]


def _silence() -> None:
    """Print nothing, and leave Ctrl-C to the process that started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


def _limit(limits: Limits) -> None:
    if sys.platform == "win32":
        return
    figures = {
        resource.RLIMIT_AS: (limits.memory_bytes, limits.memory_bytes),
        # The soft limit comes first, so that the signal says which limit it was.
        resource.RLIMIT_CPU: (limits.cpu_seconds, limits.cpu_seconds + 2),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_FSIZE: (0, 0),
        # No process or thread of its own: nothing that a file names can be started.
        resource.RLIMIT_NPROC: (0, 0),
    }
    for limit, (soft, hard) in figures.items():
        _, most = resource.getrlimit(limit)
        if most != resource.RLIM_INFINITY:
            soft, hard = min(soft, most), min(hard, most)  # noqa: PLW2901
        # macOS knows some of them by name only.
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(limit, (soft, hard))


def _fault(error: Exception) -> str:
    """An error that nobody foresaw, with its place."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    name = "/".join(Path(place.filename).parts[-2:])
    return f"{type(error).__name__}: {error} ({name}, line {place.lineno})"


def _used() -> dict[str, float]:
    """Processor time in seconds and the most memory that was resident, in bytes."""
    if sys.platform == "win32":
        return {"cpu_seconds": time.process_time(), "peak_bytes": 0}
    usage = resource.getrusage(resource.RUSAGE_SELF)
    unit = 1 if sys.platform == "darwin" else 1024
    return {
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_bytes": usage.ru_maxrss * unit,
    }
