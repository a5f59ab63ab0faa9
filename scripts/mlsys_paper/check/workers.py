"""Check files in worker processes, one for each file, with limits.

Workers are forked from a process that has loaded everything once
(multiprocessing's fork server), which takes some milliseconds. A worker that
dies, hangs or wants too much is a file that could not be checked; the others
go on.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass, field, replace
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from mlsys_paper.check.findings import FAULT, REPORT_IT, PaperReport
from mlsys_paper.check.records import printable, report_from
from mlsys_paper.check.tasks import Limits, Message, Outcome
from mlsys_paper.pdf.model import Box
from mlsys_paper.pdf.previews import Preview

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from mlsys_paper.check.tasks import Ending, Task

LONGEST_MESSAGE = 64 << 20
MOST_JOBS = 16


def default_jobs() -> int:
    """As many workers as this process has processors, within reason."""
    if sys.platform == "linux":
        return min(len(os.sched_getaffinity(0)), MOST_JOBS)
    return min(os.cpu_count() or 1, MOST_JOBS)


def check_all(
    tasks: Sequence[Task], *, jobs: int | None = None, limits: Limits | None = None
) -> Iterator[tuple[int, Outcome]]:
    """Check files, several at a time.

    Args:
        tasks: the files.
        jobs: workers at a time; by default one for each processor.
        limits: what each may use.

    Yields:
        The index of a task with its outcome, in the order in which they end.
    """
    context = _context()
    limits = limits or Limits()
    jobs = max(1, jobs or default_jobs())
    waiting = list(enumerate(tasks))[::-1]
    running: list[_Worker] = []
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                with _interrupts_held():  # a worker that has begun is one that can be ended
                    running.append(_start(context, *waiting.pop(), limits))
            first = min(worker.deadline for worker in running)
            ready = wait([worker.pipe for worker in running], max(0.0, first - time.monotonic()))
            for worker in list(running):
                if worker.pipe in ready:
                    worker.listen()
                elif time.monotonic() >= worker.deadline:
                    worker.stop("wall-clock time", kill=True)
                if worker.done:
                    running.remove(worker)
                    yield worker.index, worker.outcome(limits)
    finally:
        for worker in running:  # whoever asked has lost interest, or pressed Ctrl-C
            worker.stop("", kill=True)


def _context() -> Any:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", "mlsys_paper.check.preload"])
    from multiprocessing import forkserver  # noqa: PLC0415  (not every system has it)

    with _deaf_to_interrupts():  # those who press Ctrl-C mean this process
        forkserver.ensure_running()
    return context


@contextlib.contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Have processes that are started meanwhile ignore Ctrl-C from their first moment."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Let Ctrl-C wait for the end of a few steps."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(task: Task, limits: Limits, pipe: Connection) -> None:
    from mlsys_paper.check.confined import work  # noqa: PLC0415  (only workers need it)

    work(task, limits, pipe)


@dataclass(eq=False)
class _Worker:
    """A running worker and what it has said so far."""

    index: int
    task: Task
    process: BaseProcess
    pipe: Connection
    deadline: float
    messages: list[Message] = field(default_factory=list)
    stopped: Ending = ""
    done: bool = False

    def listen(self) -> None:
        """Take its next message, or learn of its end."""
        try:
            self.messages.append(Message.received(self.pipe.recv_bytes(LONGEST_MESSAGE)))
        except (EOFError, OSError, ValueError):
            self.stop("", kill=False)

    def stop(self, reason: Ending, *, kill: bool) -> None:
        """See to its end: at once, or as soon as it has had its time to go by itself."""
        self.stopped = reason
        self.done = True
        self.pipe.close()
        if kill:
            self.process.kill()
        self.process.join(1)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()

    def outcome(self, limits: Limits) -> Outcome:
        """What it has found, or why it hasn't."""
        said = {message.kind: message.data for message in self.messages}
        report, ending = None, self._ending(said)
        with contextlib.suppress(KeyError, TypeError, ValueError):
            report = report_from(said["report"], self.task.file)
        used = said.get("used") or {}
        if report is None:
            report = self._failure(ending, said, limits)
        else:
            ending = ""  # what it was about to draw doesn't matter
        return Outcome(
            report=_without_name(report),
            previews=tuple(self._previews()),
            ending=ending,
            cpu_seconds=float(used.get("cpu_seconds", 0.0)),
            peak_bytes=int(used.get("peak_bytes", 0)),
        )

    def _ending(self, said: dict[str, Any]) -> Ending:
        if self.stopped:
            return self.stopped
        if "stopped" in said:
            return "memory" if said["stopped"] == "memory" else "fault"
        if sys.platform != "win32" and self.process.exitcode == -signal.SIGXCPU:
            return "processor time"
        # A signal ends what reads the file; a status is that of a worker that can't begin.
        return "fault" if (self.process.exitcode or 0) > 0 else "crash"

    def _failure(self, ending: Ending, said: dict[str, Any], limits: Limits) -> PaperReport:
        export = "The file is damaged or built to be hard to read; export it again."
        match ending:
            case "processor time":
                reason = f"it takes more than {limits.cpu_seconds} s of processor time to read"
            case "wall-clock time":
                reason = f"it takes more than {limits.wall_seconds:g} s to read"
            case "memory":
                reason = f"it takes more than {limits.memory_bytes >> 20} MiB of memory to read"
            case "fault":
                status = _name_of(self.process.exitcode)
                fault = printable(str(said.get("stopped", f"its worker ended with {status}")))
                reason, export = f"{FAULT}: {fault}", REPORT_IT
            case _:
                reason = f"what reads it crashed ({_name_of(self.process.exitcode)})"
                if self.process.exitcode == -signal.SIGABRT:  # PDFium's answer to want of memory
                    reason += f"; it may need more than {limits.memory_bytes >> 20} MiB of memory"
        return PaperReport(self.task.file, self.task.stage, failure=reason, remedy=export)

    def _previews(self) -> Iterator[Preview]:
        for message in self.messages:
            if message.kind == "preview":
                number, area, rotation = message.data
                yield Preview(int(number), message.content, Box(*map(float, area)), int(rotation))


def _start(context: Any, index: int, task: Task, limits: Limits) -> _Worker:
    mine, its = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(task, limits, its), daemon=True)
    process.start()
    its.close()
    return _Worker(index, task, process, mine, time.monotonic() + limits.wall_seconds)


def _name_of(status: int | None) -> str:
    """How a process ended, in a word."""
    if status is not None and status < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-status).name
    return f"status {status}"


def _without_name(report: PaperReport) -> PaperReport:
    """The report with a reason that doesn't begin with the file's name: reports print it."""
    return replace(report, failure=report.failure.removeprefix(f"{report.file}: "))
