"""Reach the files of a paper, and no others."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlsys_paper.errors import PaperError
from mlsys_paper.format import style_folder
from mlsys_paper.source.model import StyleFile
from mlsys_paper.tex.sources import source_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LARGEST_TEX = 4 << 20
LARGEST_BIB = 16 << 20
# Packages of this size are nobody's own macros.
LARGEST_OWN_PACKAGE = 64 << 10
PUBLISHED = re.compile(r"Project Public License|\bLPPL\b|CTAN|[Cc]opyright|\\ProvidesExplPackage")
RELEASE = re.compile(r"\\Provides(?:Package|File)\s*\{[^}]*\}\s*\[([^\]]*)\]")


class UnreadableError(Exception):
    """A file that can't be read, with the reason as a sentence."""


@dataclass(frozen=True)
class Folder:
    """The folder of a paper's main file; nothing outside of it is opened."""

    root: Path

    def find(self, name: str, bases: Iterable[str], suffix: str) -> Path | None:
        """Return the file that a source means by a name; None when there is none.

        Args:
            name: as the author wrote it.
            bases: folders that it may be relative to, from the main file's.
            suffix: what TeX adds to it.

        Raises:
            UnreadableError: it is outside of the folder.
        """
        outside = False
        if "\0" in name or len(name) > 500:
            raise UnreadableError("A file's name can't be understood.")
        for base in bases:
            for candidate in (f"{name}{suffix}", name):
                try:
                    path = (self.root / base / candidate).resolve()
                    if not path.is_relative_to(self.root):
                        outside = True
                    elif path.is_file():
                        return path
                except (OSError, RuntimeError):  # a name too long, a loop of links
                    continue
        if outside:
            raise UnreadableError(f"{name} is outside of the main file's folder and was not read.")
        return None

    def name(self, path: Path) -> str:
        """Return a file's name as seen from the folder."""
        return path.relative_to(self.root).as_posix()

    def read(self, path: Path, largest: int = LARGEST_TEX) -> str:
        """Return a file's text, with line feeds alone at the ends of lines.

        Raises:
            UnreadableError: it can't be read or is too large.
        """
        name = self.name(path)
        try:
            size = path.stat().st_size
            if size > largest:
                raise UnreadableError(f"{name} has {size >> 20} MB and was not read.")
            text = source_text(path)
        except OSError as error:
            raise UnreadableError(f"{name} can't be read: {error.strerror}.") from error
        return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")

    def own_package(self, name: str) -> Path | None:
        """Return a package that the authors wrote: beside the paper, small, not published."""
        if not re.fullmatch(r"[\w./+-]{1,100}", name):
            return None
        try:
            path = self.find(name, ("",), ".sty")
            if path is None or path.suffix != ".sty" or path.stat().st_size > LARGEST_OWN_PACKAGE:
                return None
            return None if PUBLISHED.search(self.read(path)) else path
        except (OSError, UnreadableError):
            return None

    def style_files(self) -> tuple[StyleFile, ...]:
        """Return the files beside the main file that have the name of one of the style's."""
        try:
            ours = sorted(
                path for path in style_folder().iterdir() if path.suffix in {".sty", ".bst"}
            )
        except PaperError:
            return ()
        found = []
        for original in ours:
            path = self.root / original.name
            if not path.is_file():
                continue
            try:
                theirs = self.read(path.resolve() if path.is_symlink() else path)
            except (UnreadableError, ValueError):  # a link to somewhere else
                continue
            text = original.read_text("utf-8")
            same = digest(theirs) == digest(text)
            found.append(StyleFile(original.name, same, release(theirs) == release(text)))
        return tuple(found)


def digest(text: str) -> str:
    """Return a text's SHA-256, but for blanks at the ends of lines and empty lines at its end."""
    lines = [line.rstrip() for line in text.strip().split("\n")]
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def release(text: str) -> str:
    r"""Return what a style says of itself in \ProvidesPackage; of a .bst its first line."""
    match = RELEASE.search(text)
    return " ".join(match[1].split()) if match else text.lstrip().split("\n", 1)[0].strip()
