"""Run programs that read untrusted files: the only module that starts processes.

Every program runs with limits on processor time, wall-clock time, address
space and file size, with its input closed, in its own process group, and with
an environment that holds nothing but what the caller states. Where bubblewrap
works, the program also sees no network and no file but the system's programs
and the scratch folder; where it doesn't, the limits alone hold.
"""

from __future__ import annotations

import contextlib
import functools
import os
import selectors
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mlsys_paper.errors import PaperError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Stop = Literal["", "processor time", "wall-clock time", "file size", "disk space", "killed"]


@dataclass(frozen=True)
class Limits:
    """What one program may use.

    Attributes:
        cpu_seconds: processor time, in whole seconds.
        wall_seconds: time until the program and its children are killed.
        memory_bytes: address space.
        file_bytes: the longest file that it may write.
        scratch_bytes: all files of its scratch folder together; looked at
            about once a second.
        output_bytes: how much of what it prints is kept; the rest is dropped.
        sandbox: whether to use bubblewrap where it works.
    """

    cpu_seconds: int = 120
    wall_seconds: float = 300.0
    memory_bytes: int = 2 << 30
    file_bytes: int = 256 << 20
    scratch_bytes: int = 1 << 30
    output_bytes: int = 1 << 20
    sandbox: bool = True


@dataclass(frozen=True)
class Completed:
    """How a program ended.

    Attributes:
        status: its exit status; 128 + n when signal n ended it.
        output: what it printed, standard output and error together.
        stopped: the limit that ended it, or "".
    """

    status: int
    output: str
    stopped: Stop = ""


# Read-only in the sandbox when they exist: programs, their libraries, and the
# few settings that TeX and fontconfig read. Homes and /etc/passwd are absent.
SYSTEM_FOLDERS = (
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/opt",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/paperspecs",
    "/etc/texmf",
    "/nix/store",
    "/var/cache/fontconfig",
    "/var/lib/texmf",
    "/var/lib/texlive",
)

# Where a sandboxed program finds its scratch folder. The same place for all:
# LuaTeX hashes its working folder into the PDF.
INSIDE = "/scratch"

# Where the programs of another system are, below its root folder.
ROOT_PATH = "/usr/bin:/bin"

# Set by the shell rather than between fork and exec: that is safe when other
# threads run, and a limit that the system doesn't know costs nothing. The soft
# limit on time comes first, so that the signal says which limit it was.
LIMITER = """
ulimit -S -t "$1"; ulimit -H -t "$(($1 + 2))"
ulimit -v "$2"; ulimit -f "$3"; ulimit -c 0
shift 3; exec 2>&1; exec "$@"
"""


def run(
    command: Sequence[str],
    *,
    folder: Path,
    scratch: Path | None = None,
    environment: Mapping[str, str] | None = None,
    readable: Sequence[Path] = (),
    limits: Limits | None = None,
    root: Path | None = None,
) -> Completed:
    """Run a program and wait for its end.

    Args:
        command: the program and its arguments.
        folder: the folder that it starts in, the scratch folder or one below.
        scratch: the one folder that it may write, `folder` itself by default.
        environment: set in addition to PATH, HOME, TMPDIR and LANG; where it
            names the scratch folder, a sandboxed program gets the name that
            it has inside.
        readable: further folders that a sandboxed program may read.
        limits: what it may use.
        root: the root folder of another system, whose program is run in place
            of this one's; only in the sandbox.

    Raises:
        PaperError: the program isn't installed or can't be started.
        KeyboardInterrupt: another thread has called for the end, see `ending`.
    """
    if sys.platform == "win32":
        raise PaperError("Programs can be run safely on Linux and macOS only.", "Use WSL.")
    limits = limits or Limits()
    scratch = (scratch or folder).resolve()
    folder = folder.resolve()
    if which(command[0], root) is None:
        raise PaperError(f"The program {command[0]} is not installed, or not on the PATH.")
    variables = base_environment(scratch) | dict(environment or {})
    confinement: list[str] = []
    sandbox = sandbox_program() if limits.sandbox else None
    if sandbox:
        confinement = [sandbox, *sandbox_arguments(scratch, folder, readable, root), "--"]
        variables = {name: value.replace(str(scratch), INSIDE) for name, value in variables.items()}
    if root:
        if not sandbox:
            raise PaperError(f"The programs in {root} need bubblewrap.", "Install bubblewrap.")
        variables["PATH"] = ROOT_PATH
    try:
        process = subprocess.Popen(
            [*limiter(limits), *confinement, *command],
            cwd=folder,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # the limiter sends it to the pipe as well
            start_new_session=True,
        )
    except OSError as error:
        raise PaperError(f"{command[0]} can't be started: {error.strerror}.") from error
    try:
        output, stopped = watch(process, scratch, limits)
    finally:
        kill_group(process)
    status = process.returncode if process.returncode >= 0 else 128 - process.returncode
    return Completed(status, output.decode("utf-8", "replace"), stopped or stopped_by(status))


def which(program: str, root: Path | None = None) -> Path | None:
    """The path of a program, by its name in the system that a root folder holds; None if absent."""
    if root is None:
        found = shutil.which(program)
        return Path(found) if found else None
    for folder in ROOT_PATH.split(":"):
        path = Path(folder) / program
        # A link may be absolute, and is then right in the sandbox alone.
        if os.path.lexists(root / path.relative_to("/")):
            return path
    return None


def base_environment(scratch: Path) -> dict[str, str]:
    """The environment that every program gets."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
    }


def limiter(limits: Limits) -> list[str]:
    """The start of a command line that sets the limits and runs the rest of it."""
    figures = (limits.cpu_seconds, limits.memory_bytes // 1024, limits.file_bytes // 512)
    return ["/bin/sh", "-c", LIMITER, "sh", *(str(max(1, figure)) for figure in figures)]


def sandbox_arguments(
    scratch: Path, folder: Path, readable: Sequence[Path], root: Path | None = None
) -> list[str]:
    """Bubblewrap's arguments: own namespaces, the system read-only, scratch writable.

    What isn't named doesn't exist inside: no homes, no /proc, no common scratch space.
    """
    arguments = system(root)
    for path in map(str, readable):
        arguments += ["--ro-bind-try", path, path]
    arguments += ["--bind", str(scratch), INSIDE, "--remount-ro", "/", "--remount-ro", "/dev"]
    return [*arguments, "--chdir", str(Path(INSIDE) / folder.relative_to(scratch))]


def system(root: Path | None = None) -> list[str]:
    """Return bubblewrap's arguments for own namespaces and a system that is read-only."""
    arguments = ["--unshare-all", "--die-with-parent", "--dev", "/dev"]
    for path in SYSTEM_FOLDERS:
        source = str(root / path.removeprefix("/")) if root else path
        arguments += ["--ro-bind-try", source, path]
    return arguments


def isolation(readable: Sequence[Path]) -> list[str]:
    """Return bubblewrap's arguments for a program that writes nothing.

    It starts in the folder that this process is in, which holds nothing but
    what it may read: names that users give stay right inside.
    """
    arguments, folders = system(), [Path(path) for path in SYSTEM_FOLDERS]
    for path in dict.fromkeys(Path(path).absolute() for path in readable):
        # Below a folder that is there already, a link leads where it leads outside.
        within = any(path.is_relative_to(folder) for folder in folders)
        place = os.path.realpath(path) if within else os.path.normpath(path)
        if os.path.exists(place):  # noqa: PTH110  (a name may be too long to be asked for)
            arguments += ["--ro-bind-try", place, place]
        if os.path.isdir(path):  # noqa: PTH112  (as above)
            folders.append(path)
    here = os.getcwd()  # noqa: PTH109  (a text, as bubblewrap takes it)
    return [*arguments, "--dir", here, "--remount-ro", "/", "--remount-ro", "/dev", "--chdir", here]


_ENDING = threading.Event()


@contextlib.contextmanager
def ending() -> Iterator[None]:
    """Within it, programs that other threads run are ended: `run` raises KeyboardInterrupt there.

    For a caller whose threads run programs, when it is interrupted itself:
    only the main thread learns of that.
    """
    _ENDING.set()
    yield
    _ENDING.clear()  # not when a second interrupt comes: the threads are still to end


@functools.cache
def sandbox_program() -> str | None:
    """Bubblewrap's path, or None: not installed, or this user can't make namespaces."""
    program = shutil.which("bwrap")
    if program is None:
        return None
    here = Path("/usr")
    try:
        trial = subprocess.run(
            [program, *sandbox_arguments(here, here, ()), "--", "/bin/sh", "-c", ":"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return program if trial.returncode == 0 else None


def watch(process: subprocess.Popen[bytes], scratch: Path, limits: Limits) -> tuple[bytes, Stop]:
    """Read what a process prints until it ends or must be ended, and why it must."""
    assert process.stdout is not None  # noqa: S101  (it was started with a pipe)
    kept = bytearray()
    deadline = time.monotonic() + limits.wall_seconds
    look = time.monotonic() + 1.0  # when to look at the scratch folder again
    pause = 0.0005
    with process.stdout as stream, selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        reading = True
        while reading or process.poll() is None:
            if _ENDING.is_set():
                raise KeyboardInterrupt
            now = time.monotonic()
            if now >= deadline:
                return bytes(kept), "wall-clock time"
            if now >= look:
                if folder_bytes(scratch) > limits.scratch_bytes:
                    return bytes(kept), "disk space"
                look = time.monotonic() + 1.0
            if not reading:  # it has closed its output and works on
                time.sleep(pause)
                pause = min(2 * pause, 0.01)  # most end at once, few much later
            elif selector.select(min(deadline, look, now + 0.2) - now):
                block = os.read(stream.fileno(), 1 << 16)
                reading = bool(block)
                kept += block[: max(0, limits.output_bytes - len(kept))]
            elif process.poll() is not None:
                reading = False  # a child that it left behind holds the pipe open
    return bytes(kept), ""


def folder_bytes(folder: Path) -> int:
    """The size of all files below a folder; links count as themselves."""
    total = 0
    for here, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += (Path(here) / name).lstat().st_size
    return total


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End a process and whatever it has started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def stopped_by(status: int) -> Stop:
    """The limit that an exit status speaks of, if any."""
    by_signal: dict[int, Stop] = {
        128 + signal.SIGXCPU: "processor time",
        128 + signal.SIGXFSZ: "file size",
        128 + signal.SIGKILL: "killed",
    }
    return by_signal.get(status, "")
