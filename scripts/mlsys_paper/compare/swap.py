r"""A paper's files with another style in the place of its own.

What a paper calls the style and its bibliography style is replaced by the
names of this side; options stay. Its copies of the conference's styles, and of
packages that those carried, are left out. A few lines of TeX draw a frame for
each figure that isn't there, and say so in the log.
"""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from mlsys_paper.compare.papers import LARGEST
from mlsys_paper.compare.styles import CONFERENCE, PRIVATE
from mlsys_paper.tex.sources import COMMENT, Sources, folder_sources

if TYPE_CHECKING:
    from mlsys_paper.compare.papers import PaperSource
    from mlsys_paper.compare.styles import StyleFiles

TEXTS = frozenset({".cls", ".latex", ".ltx", ".sty", ".tex"})
STYLES = frozenset({".bst", ".sty"})

PACKAGES = re.compile(
    r"\\(?:usepackage|RequirePackage|PassOptionsToPackage|@ifpackageloaded)\s*+"
    r"(?:\[[^\]]{0,4000}+\]\s*+|\{[^{}]{0,4000}+\}\s*+(?=\{))?\{(?P<names>[^{}]{0,4000}+)\}"
)
BIBLIOGRAPHY = re.compile(r"\\bibliographystyle\s*+\{(?P<names>[^{}]{0,4000}+)\}")
NAME = re.compile(r"[^\s,](?:[^,]*[^\s,])?")
# What papers call, in the prefix of their year.
COMMANDS = (
    "EqualContribution|affiliation|author|authorlist|correspondingauthor|keywords"
    "|setsymbol|title|titlerunning"
)
FAMILIES = ("mlsys", "sysml")

ABOVE = "mlsys-paper-above"
"""The folder that stands in for the one above the main file's, and so on in it."""
PARENTS = re.compile(r"(?<=[{\"])\s{0,200}+(?:\./)?+(?:\.\./){1,20}+")

FIGURES = "mlsys-paper-figures"
NO_FIGURE = re.compile(r"^mlsys-paper: no figure (.{1,300})$", re.MULTILINE)
# What graphics does to find a figure, once more. The frame has the size that the
# figure was asked for, or half a column's, three by two. EPS files count only
# with what they were converted to: a conversion would need a shell.
FRAMES = r"""\ifcsname Ginclude@graphics\endcsname\else\expandafter\endinput\fi
\makeatletter
\let\mlsyspaper@include\Ginclude@graphics
\newif\ifmlsyspaper@there
\def\mlsyspaper@eps{eps}
\def\mlsyspaper@try#1{%
  \IfFileExists{#1}{%
    \global\mlsyspaper@theretrue
    \ifdefined\XeTeXrevision\else
      \filename@parse{#1}%
      \ifx\filename@ext\relax\else
        \edef\filename@ext{\expandafter\@firstofone\filename@ext}%
        \ifx\filename@ext\mlsyspaper@eps
          \IfFileExists{\filename@area\filename@base-eps-converted-to.pdf}{}%
            {\global\mlsyspaper@therefalse}%
        \fi
      \fi
    \fi}{}}
\def\mlsyspaper@find{%
  \global\mlsyspaper@therefalse
  \let\input@path\Ginput@path
  \expandafter\filename@parse\expandafter{\mlsyspaper@asked}%
  \ifx\filename@ext\relax\else
    \expandafter\mlsyspaper@try\expandafter{\mlsyspaper@asked}%
  \fi
  \@for\mlsyspaper@ext:=\Gin@extensions\do{%
    \ifmlsyspaper@there\else
      \edef\mlsyspaper@next{\noexpand\mlsyspaper@try{\mlsyspaper@asked\mlsyspaper@ext}}%
      \mlsyspaper@next
    \fi}}
\ifdefined\set@curr@file@nosearch
  \def\mlsyspaper@name#1{\set@curr@file@nosearch{#1}\let\mlsyspaper@asked\@curr@file}
\else
  \def\mlsyspaper@name#1{\set@curr@file{#1}\let\mlsyspaper@asked\@curr@file}
\fi
\def\Ginclude@graphics#1{%
  \begingroup
    \mlsyspaper@name{#1}%
    \mlsyspaper@find
  \endgroup
  \ifmlsyspaper@there
    \expandafter\@firstoftwo
  \else
    \expandafter\@secondoftwo
  \fi
  {\mlsyspaper@include{#1}}%
  {\begingroup
     \mlsyspaper@name{#1}%
     \immediate\write\m@ne{mlsys-paper: no figure \mlsyspaper@asked}%
     \Gin@nat@width 117bp \Gin@nat@height 78bp
     \Gin@req@sizes
     \leavevmode
     \hb@xt@\Gin@req@width{\vrule\hss
       \vbox to\Gin@req@height{\hrule\@width\Gin@req@width\vss\hrule}\hss\vrule}%
   \endgroup}}
\makeatother
"""
START = rf"\AtBeginDocument{{\input{{{FIGURES}}}}}".encode()
MARK = b"\xef\xbb\xbf"
"""What some editors put before the first line of UTF-8."""


def swapped(paper: PaperSource, style: StyleFiles) -> Sources:
    """The files of a paper, with a style beside them under the name that they use.

    Raises:
        PaperError: the folder holds too much to be one paper's.
    """
    folder, outside = paper.main.parent, surroundings(paper)
    around = bool(outside)
    files: dict[str, Path | bytes] = {}
    for name, content in {**folder_sources(folder, paper.main.name).files, **outside}.items():
        if not is_own_copy(name):
            files[name] = swapped_text(name, content, style, around=around)
    # The main file may be a link, which is followed here as a build does.
    data = swapped_text(paper.main.name, paper.main, style, around=around)
    data = data if isinstance(data, bytes) else data.read_bytes()
    mark = MARK if data.startswith(MARK) else b""
    # On the first line, so that all lines keep their numbers.
    files[paper.main.name] = mark + START + data.removeprefix(mark)
    return Sources({**files, f"{FIGURES}.tex": FRAMES.encode(), **style.files})


def surroundings(paper: PaperSource) -> dict[str, Path | bytes]:
    """The files of a paper that aren't below its main file's folder, which stand in for "..".

    TeX may not leave the folder that it runs in.
    """
    folder = paper.main.parent.resolve()
    if folder == paper.folder.resolve():
        return {}
    files: dict[str, Path | bytes] = {}
    for path in folder_sources(paper.folder).files.values():
        if isinstance(path, Path) and not path.is_relative_to(folder):
            name = Path(os.path.relpath(path, folder)).as_posix()
            files[name.replace("../", f"{ABOVE}/")] = path
    return files


def is_own_copy(name: str) -> bool:
    """Whether a file of a paper is a copy of what the style brings or TeX Live has."""
    path = PurePosixPath(name)
    conference = path.suffix in STYLES and CONFERENCE.fullmatch(path.stem)
    return bool(conference) or path.name in PRIVATE


def swapped_text(
    name: str, content: Path | bytes, style: StyleFiles, *, around: bool = False
) -> Path | bytes:
    """A file of a paper with the names that this side has; others as they are.

    Args:
        name: of the file.
        content: of it.
        style: this side's.
        around: whether there are files of the paper above its main file's folder.
    """
    if PurePosixPath(name).suffix.lower() not in TEXTS:
        return content
    data = content if isinstance(content, bytes) else content.read_bytes()
    if len(data) > LARGEST:
        return content
    text = data.decode("latin-1")  # every byte stays what it is

    text = with_names(PACKAGES, text, style.name)
    if style.bst:
        text = with_names(BIBLIOGRAPHY, text, style.bst)
    for family, other in zip(FAMILIES, reversed(FAMILIES), strict=True):
        if style.knows(other) and not style.knows(family):
            text = re.sub(rf"\\{family}(?={COMMANDS})", rf"\\{other}", text)
            text = text.replace(f"{{{family}authorlist}}", f"{{{other}authorlist}}")
    if around:
        text = PARENTS.sub(lambda match: match[0].replace("..", ABOVE), text)
    return text.encode("latin-1")


def with_names(calls: re.Pattern[str], text: str, new: str) -> str:
    """A text in which the styles of the conference that it calls by a pattern have a new name.

    Lines of a call may end in comments, as authors keep their options.
    """
    blanked = COMMENT.sub(lambda match: match[1] + " " * (len(match[0]) - len(match[1])), text)
    parts, done = [], 0
    for call in calls.finditer(blanked):
        for name in NAME.finditer(blanked, call.start("names"), call.end("names")):
            if CONFERENCE.fullmatch(name[0].rpartition("/")[2]):
                parts += [text[done : name.start()], new]
                done = name.end()
    return "".join((*parts, text[done:]))


def missing_figures(log_text: str) -> tuple[str, ...]:
    """The figures that a run drew frames for, each once."""
    found = (match[1].strip().strip('"') for match in NO_FIGURE.finditer(log_text))
    return tuple(dict.fromkeys(map(as_authors_say, found)))


def as_authors_say(text: str) -> str:
    """A complaint with the names of files that the authors know."""
    return text.replace(f"{ABOVE}/", "../")
