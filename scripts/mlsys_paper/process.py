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
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mlsys_paper.errors import PaperError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Stop = Literal["", "processor time", "wall-clock time", "file size", "killed"]


@dataclass(frozen=True)
class Limits:
    """What one program may use.

    Attributes:
        cpu_seconds: processor time, in whole seconds.
        wall_seconds: time until the program and its children are killed.
        memory_bytes: address space.
        file_bytes: the longest file that it may write.
        output_bytes: how much of what it prints is kept; the rest is dropped.
    """

    cpu_seconds: int = 120
    wall_seconds: float = 300.0
    memory_bytes: int = 4 << 30
    file_bytes: int = 256 << 20
    output_bytes: int = 1 << 20


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
    "/etc/texmf",
    "/nix/store",
    "/var/cache/fontconfig",
    "/var/lib/texmf",
    "/var/lib/texlive",
)

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
) -> Completed:
    """Run a program and wait for its end.

    Args:
        command: the program and its arguments.
        folder: the folder that it starts in.
        scratch: the one folder that it may write, `folder` itself by default.
        environment: set in addition to PATH, HOME, TMPDIR and LANG.
        readable: further folders that a sandboxed program may read.
        limits: what it may use.

    Raises:
        PaperError: the program isn't installed or can't be started.
    """
    limits = limits or Limits()
    scratch = (scratch or folder).resolve()
    folder = folder.resolve()
    if shutil.which(command[0]) is None:
        raise PaperError(f"The program {command[0]} is not installed, or not on the PATH.")
    line = [*confinement(scratch, folder, readable), *command]
    try:
        process = subprocess.Popen(
            [*limiter(limits), *line],
            cwd=folder,
            env=base_environment(scratch) | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise PaperError(f"{command[0]} can't be started: {error.strerror}.") from error
    try:
        output, in_time = read_until(process, time.monotonic() + limits.wall_seconds, limits)
    finally:
        kill_group(process)
    return completed(process.returncode, output, in_time=in_time)


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


def confinement(scratch: Path, folder: Path, readable: Sequence[Path]) -> list[str]:
    """The start of a command line that confines the rest, empty where nothing can."""
    program = sandbox_program()
    if program is None:
        return []
    return [program, *sandbox_arguments(scratch, folder, readable), "--"]


def sandbox_arguments(scratch: Path, folder: Path, readable: Sequence[Path]) -> list[str]:
    """Bubblewrap's arguments: own namespaces, the system read-only, scratch writable."""
    arguments = ["--unshare-all", "--die-with-parent", "--dev", "/dev", "--tmpfs", "/tmp"]  # noqa: S108
    for system in SYSTEM_FOLDERS:
        arguments += ["--ro-bind-try", system, system]
    for path in readable:
        arguments += ["--ro-bind-try", str(path), str(path)]
    return [*arguments, "--bind", str(scratch), str(scratch), "--chdir", str(folder)]


@functools.cache
def sandbox_program() -> str | None:
    """Bubblewrap's path when it is installed and this user may make namespaces."""
    program = shutil.which("bwrap")
    if program is None or os.environ.get("MLSYS_PAPER_SANDBOX") == "off":
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


def read_until(
    process: subprocess.Popen[bytes], deadline: float, limits: Limits
) -> tuple[bytes, bool]:
    """Read what a process prints until it ends; False when the deadline came first."""
    assert process.stdout is not None  # noqa: S101  (it was started with a pipe)
    kept = bytearray()
    with process.stdout as stream, selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            if selector.select(min(left, 1.0)):
                block = os.read(stream.fileno(), 1 << 16)
                if not block:
                    break
                kept += block[: max(0, limits.output_bytes - len(kept))]
            elif process.poll() is not None:
                break  # a child that it left behind holds the pipe open
        else:
            return bytes(kept), False
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            return bytes(kept), False
    return bytes(kept), True


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End a process and whatever it has started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def completed(returncode: int, output: bytes, *, in_time: bool) -> Completed:
    """Name the limit, if it was one, from how the process ended."""
    status = returncode if returncode >= 0 else 128 - returncode
    by_signal: dict[int, Stop] = {
        128 + signal.SIGXCPU: "processor time",
        128 + signal.SIGXFSZ: "file size",
        128 + signal.SIGKILL: "killed",
    }
    stopped = by_signal.get(status, "") if in_time else "wall-clock time"
    return Completed(status, output.decode("utf-8", "replace"), stopped)
