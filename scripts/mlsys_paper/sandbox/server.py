"""The process in which files are read that somebody else has made.

`python -m mlsys_paper.sandbox.server FD MODULE...` loads the modules once, then
forks a child for each job that comes through the socket with this number. A
child sets its limits, does its job, sends what came of it, and ends. The server
itself reads no such file: it ends a child that runs too long, and says how each
one ended. Where there is no fork, `... server` does the one job that it reads
from standard input.

A job is a line of JSON: the function as "module:name", its arguments, and its
limits. What a child sends is a series of frames, each a line of JSON with its
kind, its data and a number of bytes, and after it that many bytes.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from mlsys_paper.errors import PaperError, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mlsys_paper.sandbox.worker import Part

if sys.platform not in ("win32", "emscripten"):
    import resource

LONGEST_JOB = 16 << 20


def main(arguments: list[str]) -> int:
    """Serve until whoever asks has gone away."""
    if not arguments:
        read_job(sys.stdin.buffer, sys.stdout.buffer)
        return 0
    for module in arguments[1:]:
        importlib.import_module(module)
    # What the children share with this process stays shared.
    gc.freeze()
    with socket.socket(fileno=int(arguments[0])) as control:
        serve(control)
    return 0


@dataclass
class Child:
    """A running child: the socket on which it answers, and when it must have ended."""

    answers: socket.socket
    deadline: float
    late: bool = False


def serve(control: socket.socket) -> None:
    """Fork a child for each socket that comes through `control`, and see to its end."""
    children: dict[int, Child] = {}
    woken, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        selector.register(woken, selectors.EVENT_READ)
        while True:
            ready = [key.fd for key, _ in selector.select(next_deadline(children))]
            if woken in ready:
                os.read(woken, 4096)
                bury(children)
            for pid, child in children.items():
                if time.monotonic() >= child.deadline and not child.late:
                    child.late = True
                    os.kill(pid, signal.SIGKILL)
            if control.fileno() in ready:
                byte, sockets, _, _ = socket.recv_fds(control, 1, 1)
                if not byte:
                    break
                start(socket.socket(fileno=sockets[0]), children, control)
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def next_deadline(children: dict[int, Child]) -> float | None:
    """Return the seconds until the first child has to have ended; None without children."""
    deadlines = [child.deadline for child in children.values() if not child.late]
    return max(0.0, min(deadlines) - time.monotonic()) if deadlines else None


def start(answers: socket.socket, children: dict[int, Child], control: socket.socket) -> None:
    """Fork a child that does the job which its socket brings."""
    with answers.makefile("rb", buffering=0) as stream:
        wall_seconds = float(stream.readline(100))
    pid = os.fork()
    if pid:
        children[pid] = Child(answers, time.monotonic() + wall_seconds)
        return
    status = 1
    try:
        # The jobs of others are not for it.
        control.close()
        for other in children.values():
            other.answers.close()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        with answers.makefile("rb") as asked, answers.makefile("wb") as said:
            read_job(asked, said)
        status = 0
    finally:
        os._exit(status)


def bury(children: dict[int, Child]) -> None:
    """Say of each child that has ended how it did."""
    while children:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        child = children.pop(pid)
        said = {"status": os.waitstatus_to_exitcode(status), "late": child.late}
        with contextlib.suppress(OSError), child.answers, child.answers.makefile("wb") as stream:
            send(stream, "ended", said)


def read_job(asked: IO[bytes], said: IO[bytes]) -> None:
    """Do the job that a stream brings, and send what comes of it."""
    job = json.loads(asked.readline(LONGEST_JOB))
    silence()
    limit(job["limits"])
    # One file, then the end: nothing is worth collecting.
    gc.disable()
    with contextlib.suppress(BrokenPipeError):  # whoever asked has gone away
        for kind, data, content in answers(job):
            send(said, kind, data, content)
        send(said, "used", used())


def answers(job: dict[str, Any]) -> Iterator[tuple[str, Any, bytes]]:
    """Do a job; yield what comes of it, and last why it did not end well, if it did not."""
    try:
        for part in function(job["function"])(**job["arguments"]):
            yield part.kind, part.data, part.content
    except PaperError as error:
        yield "refused", {"what": error.what, "remedy": error.remedy}, b""
    except MemoryError:
        yield "memory", {}, b""
    except Exception as error:
        told = refusal(error)
        if told:
            yield "refused", {"what": told.what, "remedy": told.remedy}, b""
        else:
            yield "fault", {"what": fault(error)}, b""


def function(name: str) -> Callable[..., Iterator[Part]]:
    """Return a function of this package by its "module:name"."""
    module, _, attribute = name.partition(":")
    found: Callable[..., Iterator[Part]] = getattr(importlib.import_module(module), attribute)
    return found


def send(stream: IO[bytes], kind: str, data: Any, content: bytes = b"") -> None:
    """Send one frame."""
    stream.write(json.dumps([kind, data, len(content)]).encode() + b"\n" + content)
    stream.flush()


def silence() -> None:
    """Print nothing: whatever a library prints goes nowhere."""
    if sys.platform == "win32":
        return
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


def limit(figures: dict[str, int]) -> None:
    """Give up what the job may not use: time, memory, files, other processes."""
    if sys.platform == "win32":
        return
    limits = {
        resource.RLIMIT_AS: (figures["memory_bytes"],) * 2,
        # The soft limit comes first, so that the signal says which limit it was.
        resource.RLIMIT_CPU: (figures["cpu_seconds"], figures["cpu_seconds"] + 2),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_FSIZE: (0, 0),
        # No process or thread of its own: nothing that a file names can be started.
        resource.RLIMIT_NPROC: (0, 0),
    }
    for which, (soft, hard) in limits.items():
        _, most = resource.getrlimit(which)
        if most != resource.RLIM_INFINITY:
            soft, hard = min(soft, most), min(hard, most)  # noqa: PLW2901
        # macOS knows some of them by name only.
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(which, (soft, hard))


def fault(error: Exception) -> str:
    """Return what an error that nobody foresaw says, with its place."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    name = "/".join(Path(place.filename).parts[-2:])
    return f"{type(error).__name__}: {error} ({name}, line {place.lineno})"


def used() -> dict[str, float]:
    """Return processor time in seconds and the most memory that was resident, in bytes."""
    if sys.platform == "win32":
        return {"cpu_seconds": time.process_time(), "peak_bytes": 0}
    usage = resource.getrusage(resource.RUSAGE_SELF)
    unit = 1 if sys.platform == "darwin" else 1024
    return {"cpu_seconds": usage.ru_utime + usage.ru_stime, "peak_bytes": usage.ru_maxrss * unit}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
