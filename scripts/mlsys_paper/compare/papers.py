"""Find the papers in a folder of folders: main file, style line, engine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlsys_paper.compare.styles import CONFERENCE
from mlsys_paper.errors import PaperError
from mlsys_paper.tex.installation import ENGINES
from mlsys_paper.tex.sources import CLASS, COMMENT, find_main, is_document, source_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Quantifiers that don't give back, and bounds: a hostile source costs no time.
PACKAGE = re.compile(
    r"\\(?:usepackage|RequirePackage)\s*+(?:\[(?P<options>[^\]]{0,2000}+)\]\s*+)?"
    r"\{(?P<names>[^{}]{0,2000}+)\}"
)
BODY = re.compile(r"\\begin\s*+\{\s*+document\s*+\}")
LARGEST = 2 << 20
"""Longer sources hold data, not the style line."""
DEEPEST = 4
"""How many folders below its own a paper's main file may lie."""
MOST_SOURCES = 500
"""Sources of one folder that are looked at."""
LOADED = frozenset({".cls", ".sty"})
"""What may load the style for a main file, beside other sources."""
SKIPPED = ("supp", "append", "rebuttal", "response", "cover", "example")
"""How the names of documents begin that lie beside a paper and aren't it."""
UNICODE_FONTS = re.compile(
    r"\\usepackage\s*+(?:\[[^\]]{0,2000}+\]\s*+)?\{(?:fontspec|unicode-math)\}"
)
PROGRAM = re.compile(r"^%\s*!\s*TEX\s+(?:TS-)?program\s*=\s*(\w+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class PaperSource:
    """A paper as its authors keep it.

    Attributes:
        folder: that holds all of it.
        main: its main file, in the folder or in one below.
        style: the conference's style that it loads, without folders.
        options: that it loads it with.
        engine: the engine that its source asks for.
    """

    folder: Path
    main: Path
    style: str
    options: str
    engine: str

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.folder.resolve().name


@dataclass(frozen=True)
class NoPaper:
    """A folder that holds no paper to compare.

    Attributes:
        name: of the folder.
        reason: what is missing.
    """

    name: str
    reason: str


def find_papers(folder: Path) -> list[PaperSource | NoPaper]:
    """The papers of a folder, one in each folder of it; or the folder itself is one.

    Raises:
        PaperError: it is no folder, or holds nothing that could be a paper.
    """
    if not folder.is_dir():
        raise PaperError(f"{folder} is no folder.", "Name a folder that holds papers.")
    if documents(folder):
        return [find_paper(folder)]
    inside = sorted(
        path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")
    )
    if not inside:
        raise PaperError(
            f"{folder} holds no papers.", "Put each paper into a folder of its own in it."
        )
    return [find_paper(path) for path in inside]


def find_paper(folder: Path) -> PaperSource | NoPaper:
    """The paper in a folder, or why there is none."""
    name = folder.resolve().name
    try:
        main = main_of(folder)
    except PaperError as error:
        return NoPaper(name, error.what)
    except OSError as error:
        return NoPaper(name, f"{error.filename} can't be read: {error.strerror}.")
    for source in (main, *others(main)):
        for options, style in style_lines(text_of(source)):
            return PaperSource(folder, main, style, options, engine_of(main))
    return NoPaper(name, f"{main.name} loads no style of the conference.")


def documents(folder: Path) -> list[Path]:
    """The sources directly in a folder that are whole documents.

    Where none has both a class and a body, those with a body alone are: their
    class is in a file that they read.
    """
    texts = {path: text_of(path) for path in sorted(folder.glob("*.tex")) if is_readable(path)}
    whole = [path for path in texts if is_document(path)]
    bodies = {path for path, text in texts.items() if BODY.search(text)}
    if whole and bodies.isdisjoint(whole):
        return [path for path in sorted(bodies) if not CLASS.search(texts[path])] or whole
    return whole


def is_readable(path: Path) -> bool:
    """Whether a path is a source of a size that people write."""
    return path.is_file() and path.stat().st_size <= LARGEST


def main_of(folder: Path) -> Path:
    """The main file: of several documents the one that loads the style and has a paper's name.

    It is looked for in the folders below only where the folder itself holds none.

    Raises:
        PaperError: there is none, or it can't be told.
    """
    found = documents(folder)
    level = [folder]
    for _ in range(DEEPEST):
        if found:
            break
        level = [below for path in level for below in folders_in(path)]
        found = [main for path in level for main in documents(path)]
    found = [main for main in found if any(style_lines(text_of(main)))] or found
    if len(found) > 1:
        found = [main for main in found if not main.stem.lower().startswith(SKIPPED)] or found
    for name in ("main", "paper", "ms", folder.resolve().name):
        named = [main for main in found if main.stem == name]
        if len(named) == 1:
            return named[0]
    return found[0] if len(found) == 1 else find_main(folder)


def folders_in(folder: Path) -> list[Path]:
    """The folders directly in a folder; links and hidden ones aren't followed."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_dir() and not path.is_symlink() and not path.name.startswith(".")
    )


def others(main: Path) -> Iterator[Path]:
    """The other sources beside a main file, which may hold its preamble, its packages last."""
    texts = sorted(main.parent.rglob("*.tex"))[:MOST_SOURCES]
    loaded = [path for path in sorted(main.parent.iterdir()) if path.suffix in LOADED]
    for path in (*texts, *loaded[:MOST_SOURCES]):
        if path != main and not CONFERENCE.fullmatch(path.stem) and is_readable(path):
            yield path


def text_of(source: Path) -> str:
    """A source without its comments."""
    return COMMENT.sub(r"\1", source_text(source))


def style_lines(text: str) -> Iterator[tuple[str, str]]:
    """Options and name of each style of the conference that a text loads."""
    for match in PACKAGE.finditer(text):
        for name in match["names"].split(","):
            style = name.strip().rpartition("/")[2]
            if CONFERENCE.fullmatch(style):
                yield " ".join((match["options"] or "").split()), style


def engine_of(main: Path) -> str:
    """The engine that a source asks for: by a comment for editors, or by its fonts."""
    named = PROGRAM.search(source_text(main))
    if named and named[1].lower() in ENGINES:
        return named[1].lower()
    return "xelatex" if UNICODE_FONTS.search(text_of(main)) else "pdflatex"
