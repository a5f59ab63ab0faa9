"""Find the main file in a folder that holds a paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mlsys_paper.errors import PaperError

if TYPE_CHECKING:
    from pathlib import Path

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
