"""The files of a paper: which one is the main file, which take part, and their copy."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from mlsys_paper.errors import PaperError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


# What TeX, BibTeX and latexmk leave beside a paper. A stale one could break or
# change a run, and each would make the cache miss.
PRODUCTS = frozenset(
    {
        ".aux",
        ".bcf",
        ".blg",
        ".dvi",
        ".fdb_latexmk",
        ".fls",
        ".glg",
        ".glo",
        ".gls",
        ".idx",
        ".ilg",
        ".ind",
        ".loa",
        ".lof",
        ".log",
        ".lot",
        ".nav",
        ".out",
        ".run.xml",
        ".snm",
        ".synctex.gz",
        ".thm",
        ".toc",
        ".vrb",
        ".xdv",
    }
)
SOURCE_SUFFIXES = frozenset({".tex", ".ltx", ".latex"})
SKIPPED_FOLDERS = frozenset({"__pycache__", "node_modules", "venv"})
LARGEST_FILE = 200 << 20
LARGEST_UNKNOWN = 8 << 20
MOST_FILES = 5_000
MOST_BYTES = 1 << 30
# Files that a paper may read whatever their size.
KNOWN = frozenset(
    {
        ".bib",
        ".bst",
        ".cfg",
        ".cls",
        ".csv",
        ".dat",
        ".def",
        ".eps",
        ".fd",
        ".jpeg",
        ".jpg",
        ".json",
        ".lua",
        ".mps",
        ".otf",
        ".pdf",
        ".pfb",
        ".pgf",
        ".png",
        ".ps",
        ".sty",
        ".svg",
        ".tex",
        ".tfm",
        ".tikz",
        ".tsv",
        ".ttf",
        ".txt",
        ".vf",
    }
)


@dataclass(frozen=True)
class Sources:
    """The files of a compilation, by name relative to the folder of the main file."""

    files: Mapping[str, Path | bytes]

    def digest(self) -> str:
        """A hash of every name and content."""
        total = hashlib.sha256()
        for name in sorted(self.files):
            content = self.files[name]
            data = content if isinstance(content, bytes) else content.read_bytes()
            total.update(os.fsencode(name) + b"\0" + hashlib.sha256(data).digest())
        return total.hexdigest()

    def copy_to(self, folder: Path) -> None:
        """Lay the files out in an existing folder."""
        for name, content in self.files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                target.write_bytes(content)
            else:
                shutil.copyfile(content, target)


def folder_sources(folder: Path, main: str = "") -> Sources:
    """The files of a folder that a paper may need.

    Products of earlier runs, version control, hidden folders, very large files
    of no known use, and links that lead out of the folder are left out.

    Raises:
        PaperError: the folder holds too much to be one paper's.
    """
    root = folder.resolve()
    stem = PurePosixPath(main).stem
    files: dict[str, Path | bytes] = {}
    total = 0
    for path in walk(root):
        name = path.relative_to(root).as_posix()
        if not takes_part(path, root) or is_product(
            path, main=bool(stem) and name.startswith(f"{stem}.")
        ):
            continue
        files[name] = path
        total += path.stat().st_size
        if len(files) > MOST_FILES or total > MOST_BYTES:
            raise PaperError(
                f"{folder} holds more than {MOST_FILES} files or {MOST_BYTES >> 20} MB.",
                "Put the paper's main file into a folder that holds the paper alone.",
            )
    return Sources(files)


def walk(root: Path) -> Iterator[Path]:
    """The files below a folder in a fixed order; links to folders aren't followed."""
    for here, folders, names in os.walk(root):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in SKIPPED_FOLDERS
        )
        yield from (Path(here) / name for name in sorted(names) if not name.startswith("."))


def takes_part(path: Path, root: Path) -> bool:
    """Whether a file is regular, lies in the folder, and isn't an unrelated giant."""
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(root):
            return False
        if not path.is_file() or not os.access(path, os.R_OK):
            return False
        size = path.stat().st_size
    except OSError:
        return False
    return size <= (LARGEST_FILE if path.suffix.lower() in KNOWN else LARGEST_UNKNOWN)


def is_product(path: Path, *, main: bool) -> bool:
    """Whether an earlier run wrote this file.

    The .aux file of another document is none: packages such as xr read it.
    """
    if main and path.suffix == ".pdf":
        return True
    suffix = next((end for end in PRODUCTS if path.name.endswith(end)), "")
    if not suffix:
        return False
    source = path.with_name(path.name.removesuffix(suffix) + ".tex")
    if suffix == ".aux" and not main and source.is_file():
        return "\\documentclass" not in source.read_text("utf-8", "replace")
    return main or source.is_file()


def given_sources(files: Mapping[str, str | bytes | Path]) -> dict[str, Path | bytes]:
    """Files given by content or path, their names checked.

    Raises:
        PaperError: a name leads out of the folder, or a file can't be found.
    """
    result: dict[str, Path | bytes] = {}
    for name, content in files.items():
        parts = PurePosixPath(name)
        if parts.is_absolute() or ".." in parts.parts or not parts.name:
            raise PaperError(f"{name} is no name of a file inside the paper's folder.")
        if isinstance(content, Path) and not content.is_file():
            raise PaperError(f"{content} does not exist, or is no file.")
        result[parts.as_posix()] = content.encode() if isinstance(content, str) else content
    return result


COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\r\n]*")
# Bounded, with quantifiers that don't give back: a hostile source costs no time.
CLASS = re.compile(
    r"\\documentclass\s*+(?:\[[^\]]{0,4000}+\]\s*+)?\{\s*+(?P<name>[^}\s]{1,200}+)\s*+\}", re.DOTALL
)
# Classes of parts of a paper, which can be compiled alone but aren't it.
PART_CLASSES = frozenset({"standalone", "subfiles"})


def find_main(path: Path) -> Path:
    """The main file of a paper.

    Args:
        path: the main file itself, or the folder that holds it: then the one
            .tex file there with a \\documentclass of a whole document; of
            several, the one called main.tex.

    Raises:
        PaperError: there is no such file, or several.
    """
    if path.is_file():
        return path
    if not path.is_dir():
        raise PaperError(
            f"{path} does not exist.",
            "Give the paper's main .tex file or the folder that holds it.",
        )
    found = sorted(file for file in path.glob("*.tex") if file.is_file() and is_document(file))
    if len(found) > 1:
        found = [file for file in found if file.name == "main.tex"] or found
    match found:
        case [main]:
            return main
        case []:
            raise PaperError(
                f"No .tex file in {path} has a \\documentclass.",
                "Give the paper's main .tex file instead of the folder.",
            )
        case _:
            names = ", ".join(file.name for file in found)
            raise PaperError(
                f"{path} holds several documents: {names}.", "Give the one that is the paper."
            )


def is_document(file: Path) -> bool:
    """Whether a source has the class of a whole document outside of comments."""
    match = CLASS.search(COMMENT.sub(r"\1", source_text(file)))
    return match is not None and match["name"] not in PART_CLASSES


def source_text(file: Path) -> str:
    """The text of a source in whatever encoding; every byte gives a character."""
    data = file.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


# Bounded, with quantifiers that don't give back: a hostile source costs no time.
READS = re.compile(
    r"\\externaldocument\s*+(?:\[[^\]]{0,200}+\]\s*+){0,2}+\{\s*+(?P<name>[^{}\s]{1,200}+)\s*+\}"
)


def documents_read(main: Path) -> Iterator[tuple[str, Path]]:
    """Name and source of each document in a main file's folder whose .aux it asks for."""
    text = "\n".join(COMMENT.sub(r"\1", line) for line in source_text(main).splitlines())
    for name in dict.fromkeys(match["name"] for match in READS.finditer(text)):
        path = PurePosixPath(name)
        source = main.parent / f"{name}.tex"
        inside = not path.is_absolute() and ".." not in path.parts
        if inside and source != main and source.is_file():
            yield name, source
