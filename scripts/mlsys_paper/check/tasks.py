"""What workers are asked, what they may use, what they say, and what comes of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pathlib import Path

    from mlsys_paper.check.findings import PaperReport, Stage
    from mlsys_paper.pdf.previews import Preview

Ending = Literal["", "processor time", "wall-clock time", "memory", "crash", "fault"]
"""Why a worker gave no report: a limit, a crash of what reads the file, or an
error that the checker did not foresee; "" when it gave one."""


@dataclass(frozen=True)
class Limits:
    """What a worker may use.

    Attributes:
        cpu_seconds: processor time, in whole seconds.
        wall_seconds: time until it is ended.
        memory_bytes: address space. What it holds in memory is a fraction of
            that: the program and its libraries alone take 150 MB of address.
    """

    cpu_seconds: int = 60
    wall_seconds: float = 180.0
    memory_bytes: int = 2 << 30


@dataclass(frozen=True)
class Task:
    """One file to check.

    Attributes:
        file: the PDF.
        stage: what it is submitted as.
        source: the main file of its LaTeX source, if that is to be read too.
        authors: names, mails and affiliations that must not appear.
        pictures: how many pages with findings to make pictures of.
    """

    file: Path
    stage: Stage
    source: Path | None = None
    authors: tuple[str, ...] = ()
    pictures: int = 0


@dataclass(frozen=True)
class Outcome:
    """What came of a task.

    Attributes:
        report: of the file; it names the reason when the worker gave none.
        previews: pictures of pages with findings.
        ending: why the worker gave no report.
        cpu_seconds: its processor time; 0 when it could not say.
        peak_bytes: the most memory that it held; 0 when it could not say.
    """

    report: PaperReport
    previews: tuple[Preview, ...] = ()
    ending: Ending = ""
    cpu_seconds: float = 0.0
    peak_bytes: int = 0


@dataclass(frozen=True)
class Message:
    """One message of a worker: its kind, data of JSON's types, and bytes."""

    kind: str
    data: Any
    content: bytes = b""

    def sent(self) -> bytes:
        """The message as it goes through the pipe."""
        return json.dumps([self.kind, self.data]).encode() + b"\n" + self.content

    @classmethod
    def received(cls, raw: bytes) -> Message:
        """The message that came through the pipe.

        Raises:
            ValueError: it is none.
        """
        line, _, content = raw.partition(b"\n")
        kind, data = json.loads(line)
        return cls(str(kind), data, content)
