"""Style folders and papers for the tests of the comparison."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from check.older_style import older_files
from mlsys_paper.compare.model import Comparison, PaperComparison, most_changed_first
from mlsys_paper.compare.papers import find_papers
from mlsys_paper.compare.run import Settings, compare_papers, limits_for
from mlsys_paper.compare.styles import StyleFiles, find_style
from mlsys_paper.format import style_file
from mlsys_paper.tex.cache import Cache
from style_numbers import larger, with_number

if TYPE_CHECKING:
    from mlsys_paper.sandbox.programs import Limits

REPOSITORY = Path(__file__).resolve().parents[2]
PAPERS = Path(__file__).parent / "papers"
STYLE_FILE = style_file()
STYLE = STYLE_FILE.parent
CACHE = REPOSITORY / ".cache" / "tex"

SMALL = r"""\documentclass{article}
\usepackage{mlsys2024}
\begin{document}
\twocolumn[\mlsystitle{A Small Paper}]
\section{One} A line of text.
\section{Two} Another line of text.
\section{Three} The last line of text.
\end{document}
"""
"""A paper that takes as little time as one can."""


def style_copy(folder: Path) -> Path:
    """A copy of the style to be changed."""
    return Path(shutil.copytree(STYLE, folder))


def change_section_space(folder: Path) -> None:
    """Add half a point to the space before sections."""
    file = folder / STYLE_FILE.name
    text = file.read_text()
    space = larger(text, "section.before", 0.5)
    file.write_text(with_number(text, "section.before", space))


def older_folder(folder: Path, year: int) -> Path:
    """A folder with the stand-in for the style of an earlier year."""
    folder.mkdir()
    for name, content in older_files(year).items():
        if name.endswith((".sty", ".bst")):
            data = content.read_text() if isinstance(content, Path) else content
            (folder / name).write_text(data)
    return folder


def write_papers(folder: Path, **papers: str) -> Path:
    """A folder of papers, each of one file."""
    for name, text in papers.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "main.tex").write_text(text)
    return folder


def compare(
    papers: Path,
    before: Path | StyleFiles = STYLE,
    after: Path | StyleFiles = STYLE,
    *,
    cache: Path = CACHE,
    limits: Limits | None = None,
    pictures: int = 0,
) -> dict[str, PaperComparison]:
    """The rows of a comparison by the papers' names."""
    settings = Settings(Cache(cache), limits=limits or limits_for(60), jobs=2, pictures=pictures)
    sides = [
        style if isinstance(style, StyleFiles) else find_style(str(style))
        for style in (before, after)
    ]
    rows = compare_papers(find_papers(papers), (sides[0], sides[1]), settings)
    return {row.name: row for row in rows}


def comparison(*rows: PaperComparison) -> Comparison:
    """A whole run of these rows."""
    return Comparison("old", "new", 0.5, most_changed_first(rows))
