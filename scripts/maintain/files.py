"""The project's files, with git or without: a tarball is a checkout too."""

from __future__ import annotations

import fnmatch
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def project_files(root: Path = ROOT, *, new: bool = False) -> list[str]:
    """Return the files under version control that are there, as paths below root, sorted.

    Without git they are all files that .gitignore lets in.

    Args:
        root: the checkout.
        new: whether to name files too that nobody has added yet.
    """
    names = tracked(root, new=new)
    if names is None:
        names = walked(root)
    return sorted(name for name in set(names) if (root / name).is_file())


def tracked(root: Path, *, new: bool) -> list[str] | None:
    """Return what git lists, None when there is no git or this is no checkout of its."""
    if not shutil.which("git") or not (root / ".git").exists():
        return None
    # A checkout that belongs to another user is still this one.
    command = ["git", "-c", f"safe.directory={root}", "-C", str(root), "ls-files", "-z", "--cached"]
    if new:
        command += ["--others", "--exclude-standard"]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0:
        return None
    return os.fsdecode(done.stdout).split("\0")[:-1]


def walked(root: Path) -> list[str]:
    """Return the files that .gitignore doesn't leave out."""
    lines = (root / ".gitignore").read_text(encoding="utf-8").splitlines()
    patterns = [line for line in lines if line.strip() and not line.startswith("#")]
    found = []
    for folder, folders, files in os.walk(root):
        place = Path(folder).relative_to(root)
        inside = [
            name for name in folders if not ignored((place / name).as_posix() + "/", patterns)
        ]
        folders[:] = [name for name in inside if name != ".git"]
        names = [(place / name).as_posix() for name in files if name != ".git"]
        found += [name for name in names if not ignored(name, patterns)]
    return found


def ignored(name: str, patterns: list[str]) -> bool:
    """Say whether the last pattern that a name matches leaves it out.

    A folder's name ends in a slash. Knows of git's patterns what this project's
    .gitignore uses: names, folders, paths from the top, `**`, and `!`.
    """
    out = False
    for pattern in patterns:
        wanted = pattern.removeprefix("!")
        folder = wanted.endswith("/")
        if folder and not name.endswith("/"):
            continue
        path, wanted = name.rstrip("/"), wanted.rstrip("/")
        if "/" in wanted:
            hit = fnmatch.fnmatchcase("/" + path, "/" + wanted.lstrip("/").replace("/**/", "/*"))
        else:
            hit = fnmatch.fnmatchcase(path.rpartition("/")[2], wanted)
        if hit:
            out = not pattern.startswith("!")
    return out
