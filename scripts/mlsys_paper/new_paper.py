"""A paper ready to write, made of the templates and the style's files."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mlsys_paper.errors import PaperError
from mlsys_paper.format import style_file

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from mlsys_paper.check.findings import Stage

TEMPLATES = Path(__file__).resolve().parent / "templates"
OPTIONS: Final[Mapping[Stage, str]] = {
    "submission": "",
    "camera-ready": "[accepted]",
    "preprint": "[preprint]",
    "appendix": "",
}
PAPER = "main.tex"
APPENDIX = "appendix.tex"
FIGURES: Final[Mapping[str, str]] = {PAPER: "overview.tex", APPENDIX: "measurements.tex"}
LONGEST_TITLE = 200
# What a repository begins with.
_BEGUN = re.compile(
    r"\.git|\.gitattributes|\.github|\.gitlab|(?:README|LICEN[SC]E)(?:\.\w+)?", re.I
)
# Overleaf, and `latexmk appendix', compile that document alone.
LABELS = f"""# The appendix needs the labels in main.aux.
if (grep {{ /appendix(\\.tex)?$/ }} @ARGV) {{
  system 'latexmk', '-pdf', '{PAPER}';
}}
"""
# What one line of the head surely holds.
LONGEST_HEAD = 70

_COMMANDS: Final[Mapping[str, str]] = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\textup{\$}",  # there is no dollar in small capitals
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
}
# What pdfLaTeX sets in the style's fonts beside ASCII: letters with an accent, and these.
_ACCENTS = frozenset("\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0327")
_LETTERS = frozenset("ÆæŒœØøŁłßı\u2013\u2014\u2018\u2019\u201c\u201d\u2026")


def new_paper(folder: Path, title: str, stage: Stage, *, styles: Path | None = None) -> list[str]:
    """Write a paper, whole or not at all, into a folder that is new or empty.

    Args:
        folder: for the paper; folders that it lies in are made.
        title: plain text.
        stage: what its style's option is for; "appendix" is a document of its own.
        styles: the folder of style files to copy, this program's by default.

    Returns:
        the names of the files, sorted, relative to the folder.

    Raises:
        PaperError: the folder holds something or can't be written, the title
            can't be set, or a style file is missing.
    """
    contents = paper_files(title, stage, styles=styles)
    refuse_to_overwrite(folder, contents)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as scratch:
            beside = Path(scratch, "paper")
            for name, content in contents.items():
                path = beside / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            move_into_place(beside, folder)
    except OSError as error:
        raise PaperError(
            f"{folder} can't be written: {error.strerror}.", "Choose another place."
        ) from error
    return sorted(contents)


def refuse_to_overwrite(folder: Path, contents: Collection[str]) -> None:
    """Complain unless a folder is new, empty, or a repository that has just begun.

    Raises:
        PaperError: it holds something else, or is no folder.
    """
    another = "Nothing was written; choose the name of a new folder."
    if folder.is_dir():
        try:
            there = sorted(path.name for path in folder.iterdir())
        except OSError as error:
            raise PaperError(f"{folder} can't be read: {error.strerror}.", another) from error
        others = [name for name in there if not _BEGUN.fullmatch(name) or name in contents]
        if others:
            raise PaperError(f"{folder} exists and is not empty: it holds {others[0]}.", another)
    elif os.path.lexists(folder):
        raise PaperError(f"{folder} exists and is no folder.", another)


def move_into_place(made: Path, folder: Path) -> None:
    """Give a finished folder its name; a folder of that name that is there is filled instead.

    It may be where the user stands, so it stays the same folder, and keeps what it holds.
    """
    if not folder.is_dir():
        made.rename(folder)
        return
    moved: list[Path] = []
    try:
        for path in sorted(made.iterdir()):
            moved.append(path.rename(folder / path.name))  # noqa: PERF401 - to be taken back
    except OSError:
        for path in moved:
            with contextlib.suppress(OSError):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


def paper_files(title: str, stage: Stage, *, styles: Path | None = None) -> dict[str, bytes]:
    """The files of a new paper: name to content.

    Raises:
        PaperError: the title can't be set, or a style file is missing.
    """
    style = style_file(styles)
    copied = {path.name: copied_file(path) for path in (style, style.with_suffix(".bst"))}
    main = APPENDIX if stage == "appendix" else PAPER
    documents = [main, APPENDIX] if stage == "submission" else [main]
    words = {
        "style": style.stem,
        "option": OPTIONS[stage],
        "documents": ", ".join(f"'{name}'" for name in documents),
        "labels": LABELS if stage == "submission" else "",
        "pdfs": "\n".join(f"/{Path(name).stem}.pdf" for name in documents),
    }
    title = plain_title(title)
    titles = {PAPER: title, APPENDIX: title if stage == "appendix" else f"{title}: Appendix"}
    files = {}
    for name, template in templates_of(documents):
        heading = titles.get(name, "")
        named = {"title": escaped(heading), "running title": escaped(running_title(heading))}
        files[name] = filled(template, words | named).encode()
    return files | copied


def templates_of(documents: list[str]) -> Iterator[tuple[str, str]]:
    """What a new paper is made of: name in its folder, text of the template."""
    names = {name: name for name in (*documents, "references.bib", "latexmkrc")}
    names[".gitignore"] = "gitignore"  # under its own name it would hold here, too
    names |= {f"figures/{FIGURES[name]}": FIGURES[name] for name in documents}
    for name, template in names.items():
        yield name, (TEMPLATES / template).read_text(encoding="utf-8")


def filled(template: str, words: Mapping[str, str]) -> str:
    """A template with what stands for its <<names>>."""
    return re.sub(r"<<([a-z ]+)>>", lambda match: words[match[1]], template)


def copied_file(path: Path) -> bytes:
    """A file of the style folder.

    Raises:
        PaperError: it is missing, empty, or can't be read.
    """
    remedy = "Give a complete style folder with --style-dir, or install mlsys-paper again."
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PaperError(
            f"The style folder {path.parent} is incomplete: {path.name}: {error.strerror}.", remedy
        ) from error
    if not content.strip():
        raise PaperError(
            f"The style folder {path.parent} is incomplete: {path.name} is empty.", remedy
        )
    return content


def plain_title(title: str) -> str:
    """A title with single blanks, its letters and accents composed.

    Raises:
        PaperError: it is empty, too long, or has characters that LaTeX can't set.
    """
    title = " ".join(unicodedata.normalize("NFC", title).split())
    if not title:
        raise PaperError("The title is empty.", "Give one, or leave --title out.")
    if len(title) > LONGEST_TITLE:
        raise PaperError(
            f"The title has {len(title)} characters; at most {LONGEST_TITLE} are possible.",
            "Give a shorter one; you can change it in the source at any time.",
        )
    lost = [char for char in dict.fromkeys(title) if not can_be_set(char)]
    if lost:
        shown = ", ".join(f"{char!r} (U+{ord(char):04X})" for char in lost)
        raise PaperError(
            f"pdfLaTeX can't set this of the title in the style's fonts: {shown}.",
            "Leave it out and write it as a LaTeX command in the source, such as $\\alpha$.",
        )
    return title


def can_be_set(char: str) -> bool:
    """Whether pdfLaTeX knows a character and the style's fonts have it."""
    if char.isascii():
        return char.isprintable()
    apart = unicodedata.normalize("NFD", char)
    composed = char <= "\u017f" and len(apart) == 2 and apart[0].isascii()
    return char in _LETTERS or (composed and apart[1] in _ACCENTS)


def escaped(text: str) -> str:
    """Plain text as LaTeX source; straight quotation marks become opening and closing ones."""
    parts = text.split('"')
    quoted = parts[0]
    for number, part in enumerate(parts[1:]):
        quoted += ("\u201d" if number % 2 else "\u201c") + part
    return "".join(_COMMANDS.get(char, char) for char in quoted)


def running_title(title: str) -> str:
    """The title, or as many of its first words as one line of the head surely holds."""
    if len(title) <= LONGEST_HEAD:
        return title
    first, colon, _ = title.partition(": ")
    if colon and len(first) <= LONGEST_HEAD:
        return first
    words = title[:LONGEST_HEAD].rpartition(" ")[0] or title[:LONGEST_HEAD]
    return words.rstrip(" ,;:") + "\u2026"
