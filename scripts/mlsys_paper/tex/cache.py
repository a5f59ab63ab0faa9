"""A folder of results by content, safe for several processes at once."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DAY = 86_400.0
KEPT_DAYS = 30
# Written last into a result's folder: without it the folder isn't one.
FACTS = "result.json"


class Cache:
    """Results, one folder each, named by the hash of what they were made from."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder.resolve()

    def get(self, key: str, make: Callable[[Path], bool]) -> Path:
        """The folder of a result, made when it isn't there.

        Args:
            key: the hash of all that the result depends on.
            make: fills an empty folder and writes its FACTS; returns whether
                the result may be kept for others.
        """
        found = self.find(key)
        if found:
            return found
        with self.lock(key):
            # Another process may have made it while this one waited.
            return self.find(key) or self.make(key, make)

    def find(self, key: str) -> Path | None:
        """The folder of a finished result, or None."""
        folder = self.folder / key
        if not (folder / FACTS).is_file():
            return None
        with contextlib.suppress(OSError):
            os.utime(folder)  # in use: not to be swept away
        return folder

    def make(self, key: str, make: Callable[[Path], bool]) -> Path:
        """Make a result beside its place and move it there."""
        self.sweep()
        made = Path(tempfile.mkdtemp(prefix="work-", dir=self.folder))
        try:
            if not make(made):
                atexit.register(shutil.rmtree, made, ignore_errors=True)
                return made
            target = self.folder / key
            if target.exists():  # broken, or another process was faster
                shutil.rmtree(target, ignore_errors=True)
            return made.rename(target)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise

    @contextlib.contextmanager
    def lock(self, key: str) -> Iterator[None]:
        """Hold other processes that make the same result, so that one makes it."""
        path = self.folder / f"{key}.lock"
        with locked(path):
            try:
                yield
            finally:
                path.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Once a day, remove what no process has used for long, or has left unfinished."""
        stamp = self.folder / "swept"
        now = time.time()
        if stamp.is_file() and now - stamp.stat().st_mtime < DAY:
            return
        stamp.touch()
        for path in self.folder.iterdir():
            days = DAY * (1 if path.name.startswith("work-") else KEPT_DAYS)
            with contextlib.suppress(OSError):
                if now - path.stat().st_mtime <= days:
                    continue
                if path.is_dir():
                    shutil.rmtree(path)
                else:  # the lock of a process that was killed
                    path.unlink()


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on a file that its holder may remove."""
    while True:
        with path.open("w") as file:
            if not acquire(file) or same_file(file, path):
                yield
                return


def acquire(file: IO[str]) -> bool:
    """Wait for the lock; False where the system has none."""
    if sys.platform == "win32":
        return False
    fcntl.flock(file, fcntl.LOCK_EX)
    return True


def same_file(file: IO[str], path: Path) -> bool:
    """Whether an open file still has this name: its last holder may have removed it."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def session_cache() -> Cache:
    """A cache that lives as long as this process."""
    folder = Path(tempfile.mkdtemp(prefix="mlsys-paper-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Cache(folder)


def user_cache() -> Cache | None:
    """This user's cache across processes, None when it can't be written."""
    base = os.environ.get("XDG_CACHE_HOME") or ""
    home = Path(base) if Path(base).is_absolute() else Path("~/.cache").expanduser()
    try:
        cache = Cache(home / "mlsys-paper")
    except (OSError, RuntimeError):
        return None
    return cache if os.access(cache.folder, os.W_OK) else None
