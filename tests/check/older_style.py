r"""A stand-in for the styles of the conference's earlier years.

Their papers look like this year's, but the review copy has a fixed ruler of
three grey digits left of the left column instead of line numbers, no page has
a number, and nothing watches over the layout. Made from this year's style, so
that `\addtolength{\textheight}{...}` and the like work as they did there.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

from check.papers import FILES, submission
from mlsys_paper.format import current_format

_STYLE = Path(__file__).resolve().parents[2] / "mlsys2024style"
_INTEGRITY = re.compile(r"^%% Integrity -+$.*?(?=^%% Older names)", re.M | re.S)
_COMMAND = re.compile(r"^ *\\newcommand\*?(\\mlsys@\w+(?:\[\d\])?)|^ *(\\newif\\ifmlsys@\w+)", re.M)
_RULER = r"""
% 55 numbers 12 pt apart, whether or not the text has a line there.
\newcount\mlsys@ruler
\newcommand\mlsys@rulerline{%
  \ifnum\mlsys@ruler<100 0\fi \ifnum\mlsys@ruler<10 0\fi
  \number\mlsys@ruler
  \global\advance\mlsys@ruler\@ne}
\ifmlsys@anonymous
  \AddToHook{shipout/background}{%
    \normalfont\fontsize{10}{12}\selectfont \color[gray]{.5}%
    \multiput(27.44bp,-76.72bp)(0pt,-12pt){55}{\hbox to\z@{\mlsys@rulerline\hss}}}
\fi
"""
_HEAD = r"\mlsys@afterbegin{\chead{\mlsys@head}}"


def style_name(year: int) -> str:
    """What papers of a year load."""
    return f"sysml{year}" if year < 2020 else f"mlsys{year}"


@functools.cache
def older_files(year: int = 2023, *, head: bool = True) -> dict[str, str | Path]:
    """The files that lie beside such a paper.

    Args:
        year: of the conference.
        head: False leaves the running head without its title, as a current
            fancyhdr does.
    """
    name = style_name(year)
    text = (_STYLE / "mlsys2024.sty").read_text(encoding="utf-8")
    form = current_format()
    changes = {
        rf"\newcommand\mlsys@year{{{form.year}}}": rf"\newcommand\mlsys@year{{{year}}}",
        rf"\newcommand\mlsys@ordinal{{{form.ordinal}}}": (
            rf"\newcommand\mlsys@ordinal{{{year - 2017}}}"
        ),
        "linenumbers=true, folios=true": "linenumbers=false,folios=false",
        r"\ProvidesPackage{mlsys\mlsys@year}": rf"\ProvidesPackage{{{name}}}",
    }
    if not head:
        changes[_HEAD] = ""
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    text, found = _INTEGRITY.subn(lambda section: _idle(section[0]), text)
    assert found == 1
    return {
        **FILES,
        f"{name}.sty": text + _RULER,
        f"{name}.bst": _STYLE / "mlsys2024.bst",
    }


def _idle(section: str) -> str:
    """The commands and switches that a section defines, doing nothing."""
    lines = [
        switch or rf"\newcommand{command}{{}}" for command, switch in _COMMAND.findall(section)
    ]
    return "\n".join([*lines, "", ""])


def older_submission(*arguments: Any, year: int = 2023, **settings: Any) -> str:
    """The same paper as `check.papers.submission`, set by the style of an earlier year.

    Compile it with `files=older_files(year)`.
    """
    source = submission(*arguments, **settings).replace("{mlsys2024}", f"{{{style_name(year)}}}")
    if year < 2020:
        source = source.replace(r"\mlsys", r"\sysml").replace("{mlsysauthor", "{sysmlauthor")
    return source
