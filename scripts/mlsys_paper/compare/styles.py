"""The two sides of a comparison: style files from a folder, or from a revision of this project."""

from __future__ import annotations

import fnmatch
import re
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from mlsys_paper.errors import PaperError
from mlsys_paper.sandbox.programs import Completed, Limits, run

if TYPE_CHECKING:
    from collections.abc import Mapping

CONFERENCE = re.compile(r"(?P<family>mlsys|sysml)20\d\d[A-Za-z0-9_-]*")
"""The name of one of the conference's styles, of an authors' copy of one too."""
PRIVATE = frozenset({"fancyhdr.sty", "algorithm.sty", "algorithmic.sty"})
"""Copies of packages that older styles carried; TeX Live has them newer."""

FOLDERS = "mlsys*style"
"""The folders of this project that hold the style."""
# What a style may consist of; guides and licences change no page.
PARTS = frozenset({".bst", ".cfg", ".clo", ".def", ".fd", ".sty"})
LARGEST = 4 << 20
# The repository is the user's own, and its objects may lie anywhere.
GIT = Limits(cpu_seconds=60, wall_seconds=120.0, sandbox=False)
REMEDY = "Name a folder with one .sty file, or a revision of this project, such as HEAD~1."


@dataclass(frozen=True)
class StyleFiles:
    """A style and its bibliography style.

    Attributes:
        label: how the user named them.
        name: what papers load, such as mlsys2024.
        bst: the bibliography style's name; None where there is none.
        files: names and contents of all files that belong to it.
    """

    label: str
    name: str
    bst: str | None
    files: Mapping[str, bytes]

    def knows(self, family: str) -> bool:
        """Whether its commands may begin with this prefix, mlsys or sysml."""
        return f"{family}authorlist".encode() in self.files[f"{self.name}.sty"]


def find_style(given: str) -> StyleFiles:
    """The style that an argument names: a folder, else a revision of this project.

    Raises:
        PaperError: it is neither, or holds no style, or several.
    """
    folder = Path(given)
    if folder.is_dir():
        return style_of(given, folder_files(folder))
    if folder.exists():
        raise PaperError(f"{given} is no folder.", REMEDY)
    return style_of(given, revision_files(given))


def style_of(label: str, files: Mapping[str, bytes]) -> StyleFiles:
    """Tell which of the files is the style, which the bibliography style.

    Raises:
        PaperError: none is, or several may be.
    """
    own = {name: data for name, data in files.items() if name not in PRIVATE}
    style = _only(label, own, ".sty")
    if style is None:
        raise PaperError(f"{label} holds no style, no .sty file.", REMEDY)
    return StyleFiles(label, style, _only(label, own, ".bst"), own)


def _only(label: str, files: Mapping[str, bytes], suffix: str) -> str | None:
    """The name, without suffix, of the one file of a kind; the conference's before others."""
    names = sorted(name.removesuffix(suffix) for name in files if name.endswith(suffix))
    names = [name for name in names if CONFERENCE.fullmatch(name)] or names
    if len(names) > 1:
        listed = ", ".join(f"{name}{suffix}" for name in names)
        raise PaperError(f"{label} holds several styles: {listed}.", REMEDY)
    return names[0] if names else None


def folder_files(folder: Path) -> dict[str, bytes]:
    """The files of a style folder.

    Raises:
        PaperError: one can't be read.
    """
    try:
        return {
            path.name: path.read_bytes()
            for path in sorted(folder.iterdir())
            if path.suffix in PARTS and path.is_file() and path.stat().st_size <= LARGEST
        }
    except OSError as error:
        raise PaperError(f"{error.filename} can't be read: {error.strerror}.", REMEDY) from error


def revision_files(revision: str) -> dict[str, bytes]:
    """The files of the style's folder as they were in a revision of this project.

    Raises:
        PaperError: there is no such revision, or it has no such folder.
    """
    for repository in (Path.cwd(), Path(__file__).resolve().parent):
        with tempfile.TemporaryDirectory() as scratch:
            archive = _archived(repository, revision, Path(scratch))
            if archive is not None:
                return _unpacked(revision, archive)
    raise PaperError(
        f"There is no folder called {revision}, and no such revision of this project.", REMEDY
    )


def _archived(repository: Path, revision: str, scratch: Path) -> Path | None:
    """The archive of a revision's style folders; None where the repository has none of it."""

    def git(*arguments: str) -> Completed:
        # A checkout may belong to somebody else, in a container for example.
        command = ["git", "-C", str(repository), "-c", "safe.directory=*", *arguments]
        return run(command, folder=scratch, limits=GIT)

    named = git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    top = git("rev-parse", "--show-toplevel")
    if named.status or top.status:
        return None
    commit, repository = named.output.strip(), Path(top.output.strip())
    folders = git("ls-tree", "-d", "--name-only", commit).output.splitlines()
    # Without a folder the archive would hold the whole project.
    styles = fnmatch.filter(folders, FOLDERS) or [FOLDERS]
    archive = scratch / "style.tar"
    done = git("archive", "--format=tar", f"--output={archive}", commit, *styles)
    return archive if done.status == 0 and archive.is_file() else None


def _unpacked(revision: str, archive: Path) -> dict[str, bytes]:
    folders: dict[str, dict[str, bytes]] = {}
    with tarfile.open(archive) as packed:
        for member in packed:
            path = PurePosixPath(member.name)
            content = packed.extractfile(member) if member.isreg() else None
            if content and len(path.parts) == 2 and path.suffix in PARTS:
                folders.setdefault(path.parts[0], {})[path.name] = content.read()
    if len(folders) != 1:
        found = " and ".join(sorted(folders)) or "no style folder"
        raise PaperError(f"The revision {revision} has {found}; one is needed.", REMEDY)
    return next(iter(folders.values()))
