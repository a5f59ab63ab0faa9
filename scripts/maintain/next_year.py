"""Turn this project to another year's conference, in a folder of its own.

The year, ordinal and place stand in the first lines of the style; everything
else knows the conference by the name of its style, which is changed wherever
it stands. What records a past year is kept: the change log, the layouts that
the tests measure against, and `tests/edition.py`, which says whose they are.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from maintain.edition import Edition, edition_of, turned_style
from mlsys_paper.errors import PaperError
from mlsys_paper.new_paper import can_be_set

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).resolve().parents[2]
# Made by tools, never part of the project.
PRODUCTS = frozenset(
    {".git", ".nox", ".venv", ".cache", ".mypy_cache", ".pytest_cache", ".ruff_cache"}
    | {"__pycache__", "build", "dist"}
)
PRODUCT_SUFFIXES = frozenset({".aux", ".bbl", ".blg", ".log", ".out", ".fls", ".gz", ".pyc"})
# Kept as they are, names and all.
RECORDS = ("tests/golden/layouts/", "tests/reference/layouts/", "tests/edition.py")
CHANGES = "CHANGELOG.md"


def turned_project(root: Path, edition: Edition) -> dict[str, bytes]:
    """The files of the project for another year: name to content.

    Raises:
        PaperError: the project isn't whole.
    """
    old = current_edition(root)
    return {
        renamed(name, old, edition): turned_file(root / name, name, old, edition)
        for name in project_files(root)
    }


def current_edition(root: Path) -> Edition:
    """The edition that a project's style states.

    Raises:
        PaperError: there isn't one style in it.
    """
    found = sorted(root.glob("mlsys*style/mlsys*.sty"))
    if len(found) != 1:
        raise PaperError(
            f"{root} holds {len(found)} styles, and one is needed.", "Start from a whole checkout."
        )
    return edition_of(found[0].read_text(encoding="utf-8"))


def project_files(root: Path) -> Iterator[str]:
    """The names of the project's files, in a fixed order, without what tools have made."""
    for here, folders, names in os.walk(root):
        kept = "tests" in Path(here).relative_to(root).parts  # what is tested with, too
        folders[:] = sorted(set(folders) - PRODUCTS)
        for name in sorted(names):
            if kept or not (name == ".git" or Path(name).suffix in PRODUCT_SUFFIXES):
                yield (Path(here) / name).relative_to(root).as_posix()


def turned_file(path: Path, name: str, old: Edition, new: Edition) -> bytes:
    """The content of a file for another year."""
    content = path.read_bytes()
    if name.startswith(RECORDS):
        return content
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return content
    if name == CHANGES:
        return with_new_year(text, old, new).encode()
    if path.suffix == ".sty" and path.stem == old.name:
        text = turned_style(text, new)
    if name == "pyproject.toml":
        text = text.replace(f'version = "{old.year}.', f'version = "{new.year}.', 1)
    if name.endswith("LICENSE"):
        text = re.sub(
            rf"^(Copyright (?:\(c\) )?){old.year}\b", rf"\g<1>{new.year}", text, flags=re.M
        )
    return renamed(text, old, new).encode()


def renamed(text: str, old: Edition, new: Edition) -> str:
    """A text in which the style and the conference have the other year's name."""
    return re.sub(rf"\b(mlsys|MLSys ){old.year}(?!\d)", rf"\g<1>{new.year}", text)


def with_new_year(changes: str, old: Edition, new: Edition) -> str:
    """The change log with the year's first entry at the top.

    Raises:
        PaperError: it has no entry of the year before.
    """
    latest = re.search(rf"^## \[{old.year}\.\d+\] - \d+(-\d\d-\d\d)$", changes, re.MULTILINE)
    if latest is None:
        raise PaperError(f"{CHANGES} has no entry for {old.year}.", "Give it one.")
    version = re.search(r"\.(\d+)\]", latest[0])
    number = version[1] if version else "1"
    entry = (
        f"## [{new.year}.{number}] - {new.year}{latest[1]}\n\n### Changed\n\n"
        f"- The style is that of MLSys {new.year}, the {new.ordinal}{new.suffix} conference "
        f"({new.place}), and is called `{new.name}`.\n\n"
    )
    return changes[: latest.start()] + entry + changes[latest.start() :]


def write_project(root: Path, edition: Edition, folder: Path) -> int:
    """Write the project for another year, whole or not at all.

    Args:
        root: the checkout.
        edition: the other year's.
        folder: a new one.

    Returns:
        the number of files.

    Raises:
        PaperError: the folder exists or can't be written, or the edition is this one's.
    """
    if os.path.lexists(folder):
        raise PaperError(f"{folder} exists.", "Take it away, or name a new folder with --into.")
    present = current_edition(root)
    if edition.year == present.year:
        raise PaperError(f"{present.year} is the year of this checkout.", "Give another --year.")
    files = turned_project(root, edition)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".next-year-") as scratch:
            beside = Path(scratch, "project")
            for name, content in files.items():
                path = beside / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                shutil.copymode(root / original(name, edition, present), path)
            beside.rename(folder)
    except OSError as error:
        raise PaperError(
            f"{folder} can't be written: {error.strerror}.", "Name another folder with --into."
        ) from error
    return len(files)


def original(name: str, new: Edition, old: Edition) -> str:
    """What a file of the turned project is called in this one."""
    return name if name.startswith(RECORDS) else renamed(name, new, old)


def year(text: str) -> int:
    """A year of four digits."""
    if re.fullmatch(r"[1-9]\d{3}", text, re.ASCII) is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no year of four digits")
    return int(text)


def ordinal(text: str) -> int:
    """The how manieth conference: a number above 0, without its ending."""
    if re.fullmatch(r"[1-9]\d{0,3}", text, re.ASCII) is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no number above 0, such as 8 for the 8th")
    return int(text)


def place(text: str) -> str:
    """A place that the notice can print as it is."""
    text = " ".join(text.split())
    if not text:
        raise argparse.ArgumentTypeError("the place is empty")
    wrong = [char for char in text if char in r"\{}$&#%_~^<>|" or not can_be_set(char)]
    if wrong:
        raise argparse.ArgumentTypeError(f"the notice can't print {wrong[0]!r} in a place")
    return text


def parser() -> argparse.ArgumentParser:
    """The arguments of the session."""
    result = argparse.ArgumentParser(
        prog="nox -s next-year --",
        description=(
            "Write this project, turned to another year's conference, into a new folder. "
            "Nothing in this checkout is changed."
        ),
    )
    result.add_argument("--year", type=year, required=True)
    result.add_argument("--ordinal", type=ordinal, required=True, help="8 for the 8th conference")
    result.add_argument("--place", type=place, required=True, help='"City, Region, Country"')
    result.add_argument("--into", type=Path, help="a new folder (build/mlsys<year>)")
    result.add_argument(
        "--where", action="store_true", help="write nothing, and print the folder's name"
    )
    return result


def destination(options: argparse.Namespace, root: Path = CHECKOUT) -> Path:
    """Where the project goes."""
    return Path(options.into or root / "build" / f"mlsys{options.year}").absolute()


def main(arguments: list[str] | None = None, *, root: Path = CHECKOUT) -> int:
    """Write the project for another year; returns the exit status."""
    try:
        options = parser().parse_args(arguments)
    except SystemExit as end:  # argparse has said what is wrong, or has helped
        return end.code if isinstance(end.code, int) else 2
    edition = Edition(options.year, options.ordinal, options.place)
    folder = destination(options, root)
    if options.where:
        sys.stdout.write(f"{folder}\n")
        return 0
    try:
        number = write_project(root, edition, folder)
    except PaperError as error:
        sys.stderr.write(f"next-year: {error}\n")
        return 2
    sys.stdout.write(
        f"{folder}: {number} files for the {edition.ordinal}{edition.suffix} conference\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
