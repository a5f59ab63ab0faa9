"""A folder of results by content, safe for several processes at once."""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Cache:
    """Results, one folder each, named by the hash of what they were made from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def find(self, key: str) -> Path | None:
        """The folder of a result, or None."""
        folder = self.folder / key
        return folder if folder.is_dir() else None

    def keep(self, key: str, made: Path) -> Path:
        """Move a finished folder, made by `scratch`, to its place, and return that."""
        target = self.folder / key
        try:
            made.rename(target)
        except OSError:
            if not target.is_dir():
                raise
            shutil.rmtree(made)  # another process was faster
        return target

    @contextlib.contextmanager
    def lock(self, key: str) -> Iterator[None]:
        """Hold other processes that make the same result, so that one makes it."""
        path = self.folder / f"{key}.lock"
        with path.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def scratch(self) -> Iterator[Path]:
        """A new folder on the cache's file system, removed unless it was kept."""
        folder = Path(tempfile.mkdtemp(prefix="work-", dir=self.folder)).resolve()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def session_cache() -> Cache:
    """A cache that lives as long as this process."""
    folder = Path(tempfile.mkdtemp(prefix="mlsys-paper-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Cache(folder)
