"""Small, careful operations on files that an untrusted program has written."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

LONGEST_TEXT = 16 << 20


def remove_irregular(folder: Path) -> None:
    """Remove links, pipes and sockets below a folder.

    A paper that gets LuaTeX to make them could have us read a file of the
    reader's in place of a log, or wait for ever for a pipe.
    """
    for here, folders, names in os.walk(folder):
        for name in [*folders, *names]:
            path = Path(here) / name
            with contextlib.suppress(OSError):
                mode = path.lstat().st_mode
                if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
                    path.unlink()


def read_text(path: Path) -> str:
    """A file's text, "" when absent; of a runaway's log, the first and the last part."""
    if not path.is_file():
        return ""
    if path.stat().st_size <= LONGEST_TEXT:
        return path.read_text("utf-8", "replace")
    half = LONGEST_TEXT // 2
    with path.open("rb") as file:
        start = file.read(half)
        file.seek(-half, os.SEEK_END)
        return (start + b"\n...\n" + file.read()).decode("utf-8", "replace")


def is_whole_pdf(path: Path) -> bool:
    """Whether a PDF has its end; an engine that was stopped leaves one without."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        start = file.read(5)
        file.seek(max(0, path.stat().st_size - 1024))
        return start == b"%PDF-" and b"%%EOF" in file.read()


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
