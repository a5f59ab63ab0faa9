"""Have files read in processes of their own: in bubblewrap where it works, and under limits.

What reads a file that somebody else has made may have faults. So a job is done
by a child of a server (see `server`) that has neither network nor files but
those that the job names. It can write nothing, and what it sends is plain data
and bytes. A child that dies, hangs or wants too much is one job that failed;
the others go on.
"""

from __future__ import annotations

import compileall
import contextlib
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

from mlsys_paper.errors import FAULT, REPORT_IT
from mlsys_paper.sandbox.programs import Limits, isolation, sandbox_program
from mlsys_paper.words import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

READING = Limits(cpu_seconds=20, wall_seconds=60.0, memory_bytes=768 << 20, output_bytes=64 << 20)
"""What a job may use by default. A paper takes half a second and 50 MB; the
program and its libraries alone take 150 MB of address space."""

Ending = Literal["refused", "processor time", "wall-clock time", "memory", "crash", "fault"]
"""Why a job has no record: the file can't be read, a limit, a crash of what reads
it, or an error that the program did not foresee."""

MOST_AT_ONCE = 16
LONGEST_LINE = 64 << 20
_EXPORT = "The file is damaged or built to be hard to read; export it again."


@dataclass(frozen=True)
class Part:
    """A part of what a job sends: its kind, data of JSON's types, and bytes."""

    kind: str
    data: Any
    content: bytes = b""


@dataclass(frozen=True)
class Job:
    """One file to read.

    Attributes:
        function: "module:name" of a function that yields `Part`s.
        arguments: its arguments, of JSON's types.
        readable: the files and folders that it may read.
    """

    function: str
    arguments: Mapping[str, Any]
    readable: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Failure:
    """Why a job has no record: its kind, and the reason and remedy for people."""

    ending: Ending
    reason: str
    remedy: str


@dataclass(frozen=True)
class Result:
    """What came of a job.

    Attributes:
        parts: what it sent, in order.
        failure: why it did not end well; None when it did.
        cpu_seconds: its processor time; 0 when it could not say.
        peak_bytes: the most memory that it held; 0 when it could not say.
    """

    parts: tuple[Part, ...] = ()
    failure: Failure | None = None
    cpu_seconds: float = 0.0
    peak_bytes: int = 0


def default_workers() -> int:
    """Return as many as this process has processors, within reason."""
    if sys.platform == "linux":
        return min(len(os.sched_getaffinity(0)), MOST_AT_ONCE)
    return min(os.cpu_count() or 1, MOST_AT_ONCE)


def run_job(job: Job, limits: Limits = READING) -> Result:
    """Do one job."""
    [(_, result)] = run_jobs([job], limits=limits)
    return result


def run_jobs(
    jobs: Sequence[Job], *, workers: int | None = None, limits: Limits = READING
) -> Iterator[tuple[int, Result]]:
    """Do jobs, several at a time.

    Yields:
        The index of a job with its result, in the order in which they end.
    """
    waiting = iter(enumerate(jobs))
    done: queue.SimpleQueue[tuple[int, Result]] = queue.SimpleQueue()
    functions = sorted({job.function.partition(":")[0] for job in jobs})
    readable = dict.fromkeys(path for job in jobs for path in job.readable)
    readers: list[threading.Thread] = []
    with joined(readers), server(functions, readable, limits) as begin:

        def start(index: int, job: Job) -> None:
            stream = begin(job)
            read = threading.Thread(target=lambda: done.put((index, result_of(stream, limits))))
            read.start()
            readers.append(read)

        running = 0
        for index, job in waiting:
            start(index, job)
            running += 1
            if running >= max(1, workers or default_workers()):
                break
        while running:
            index, result = done.get()
            running -= 1
            for following, job in waiting:
                start(following, job)
                running += 1
                break
            yield index, result


@contextlib.contextmanager
def joined(threads: Iterable[threading.Thread]) -> Iterator[None]:
    """Wait for threads at last, whose streams have ended with the server."""
    try:
        yield
    finally:
        for thread in threads:
            thread.join()


@contextlib.contextmanager
def server(modules: Sequence[str], readable: Iterable[Path], limits: Limits) -> Iterator[Any]:
    """Start a server; within it, jobs are begun by the function that this yields."""
    if not hasattr(os, "fork"):
        yield lambda job: single(job, limits)
        return
    control, its = socket.socketpair()
    program = sandbox_program() if limits.sandbox else None
    command = [sys.executable, "-m", "mlsys_paper.sandbox.server", str(its.fileno()), *modules]
    with control, its, contextlib.ExitStack() as stack:
        passed = [its.fileno()]
        if program:
            compile_package()
            arguments = isolation([*python_places(), *readable])
            described, writing = os.pipe()
            # Thousands of files don't fit on a command line.
            stack.callback(feed(writing, "\0".join(arguments).encode("utf-8", "surrogateescape")))
            command = [program, "--args", str(described), "--", *command]
            passed.append(described)
        process = subprocess.Popen(
            command,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=passed,
            start_new_session=True,
        )
        its.close()
        for descriptor in passed[1:]:
            os.close(descriptor)
        try:
            yield lambda job: begin(control, job, limits)
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def feed(descriptor: int, data: bytes) -> Any:
    """Write to a pipe that a program reads later; return what waits for the end of that."""

    def write() -> None:
        with contextlib.suppress(OSError), os.fdopen(descriptor, "wb") as stream:
            stream.write(data)

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    return lambda: writer.join(1)


def begin(control: socket.socket, job: Job, limits: Limits) -> IO[bytes]:
    """Hand a job to the server; return the stream on which its child answers."""
    mine, its = socket.socketpair()
    with contextlib.suppress(OSError):  # the server has died: the stream ends at once
        with its:
            socket.send_fds(control, [b"j"], [its.fileno()])
        mine.sendall(f"{limits.wall_seconds}\n".encode() + asked(job, limits))
    with mine:
        return mine.makefile("rb")


def asked(job: Job, limits: Limits) -> bytes:
    """Return a job as its child reads it."""
    record = {"function": job.function, "arguments": job.arguments, "limits": asdict(limits)}
    return json.dumps(record).encode() + b"\n"


def single(job: Job, limits: Limits) -> IO[bytes]:
    """Do a job in a process that is started for it, where there is no fork."""
    process = subprocess.Popen(
        [sys.executable, "-m", "mlsys_paper.sandbox.server"],
        env={**os.environ, **environment()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None  # noqa: S101  (it was started with pipes)
    assert process.stdout is not None  # noqa: S101
    threading.Timer(limits.wall_seconds, process.kill).start()
    with contextlib.suppress(OSError), process.stdin as stream:
        stream.write(asked(job, limits))
    return process.stdout


def environment() -> dict[str, str]:
    """Return the environment of what reads files: where this package is, and nothing else."""
    places = [Path(__file__).resolve().parents[2], *(Path(place).absolute() for place in sys.path)]
    return {
        "PYTHONPATH": os.pathsep.join(map(str, dict.fromkeys(places))),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
    }


def compile_package() -> None:
    """Keep this package compiled: the server cannot write that, and starts in half the time."""
    if not sys.dont_write_bytecode:
        compileall.compile_dir(Path(__file__).resolve().parents[1], quiet=2)


def python_places() -> list[Path]:
    """Return the folders that Python and this package need to be read."""
    package = Path(__file__).resolve().parents[2]
    modules = [package, *(Path(place).absolute() for place in sys.path if place)]
    places = {*modules, *map(Path, (sys.prefix, sys.base_prefix))}
    # An environment may be a link, and its interpreter a link into another place.
    places |= {place.resolve() for place in places}
    places.add(Path(sys.executable).resolve().parent.parent)
    return sorted(place for place in places if place.exists() and place != Path("/"))


@dataclass
class _Said:
    """What a child has said so far."""

    parts: list[Part] = field(default_factory=list)
    words: dict[str, Any] = field(default_factory=dict)


_WORDS = ("refused", "memory", "fault", "used", "ended")


def result_of(stream: IO[bytes], limits: Limits) -> Result:
    """Read all that a child sends, until it ends."""
    said = _Said()
    left = limits.output_bytes
    with contextlib.suppress(OSError, ValueError, TypeError, RecursionError), stream:
        while left > 0 and (line := stream.readline(min(left, LONGEST_LINE))):
            kind, data, size = json.loads(line)
            content = stream.read(min(int(size), left))
            left -= len(line) + len(content)
            if kind in _WORDS:
                said.words[kind] = data
            else:
                said.parts.append(Part(str(kind), data, content))
    used = said.words.get("used") or {}
    return Result(
        parts=tuple(said.parts),
        failure=failure_of(said.words, limits),
        cpu_seconds=float(used.get("cpu_seconds", 0.0)),
        peak_bytes=int(used.get("peak_bytes", 0)),
    )


def failure_of(words: Mapping[str, Any], limits: Limits) -> Failure | None:
    """Return why a job did not end well, in words for people."""
    status, late = _end(words)
    memory = f"{limits.memory_bytes >> 20} MiB of memory"
    failure: Failure | None = None
    if late:
        reason = f"it takes more than {limits.wall_seconds:g} s to read"
        failure = Failure("wall-clock time", reason, _EXPORT)
    elif "refused" in words:
        said = words["refused"]
        failure = Failure("refused", printable(str(said["what"])), printable(str(said["remedy"])))
    elif "memory" in words:
        failure = Failure("memory", f"it takes more than {memory} to read", _EXPORT)
    elif "fault" in words:
        what = printable(str(words["fault"]["what"]))
        failure = Failure("fault", f"{FAULT}: {what}", REPORT_IT)
    elif sys.platform != "win32" and status == -signal.SIGXCPU:
        seconds = f"{limits.cpu_seconds} s of processor time"
        failure = Failure("processor time", f"it takes more than {seconds} to read", _EXPORT)
    elif status != 0 or "used" not in words:
        reason = f"what reads it crashed ({_name(status)})"
        if status == -signal.SIGABRT:  # PDFium's answer to want of memory
            reason += f"; it may need more than {memory}"
        failure = Failure("crash", reason, _EXPORT)
    return failure


def _end(words: Mapping[str, Any]) -> tuple[int | None, bool]:
    """How a child ended; a process of its own that said all it had to say ended well."""
    ended = words.get("ended")
    if isinstance(ended, dict):
        return int(ended["status"]), bool(ended["late"])
    return (0 if "used" in words and not hasattr(os, "fork") else None), False


def _name(status: int | None) -> str:
    if status is None:
        return "its process has gone"
    if status < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-status).name
    return f"status {status}"
