"""How far what a source changes reaches: a float, or the main text."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from mlsys_paper.format import BP_PER_PT
from mlsys_paper.source.macros import STYLE_NAME

if TYPE_CHECKING:
    from mlsys_paper.source.model import MacroCall, Source

HEADINGS = frozenset({"section", "subsection", "subsubsection", "paragraph", "subparagraph"})
# What is set in these is a picture or a table of its own.
BOXES = frozenset(
    {
        *("tabular", "tabular*", "tabularx", "tabulary", "longtable", "array", "tikzpicture"),
        *("picture", "pgfpicture", "axis", "tblr", "overpic", "forest", "adjustbox"),
        *("minipage", "parbox", "tcolorbox", "mdframed", "framed", "fbox", "mbox", "makebox"),
    }
)
MOST_SITES = 300
DEEPEST = 50
_DIMENSION = re.compile(r"[\s+]*(-?)\s*(\d+\.?\d*|\.\d+)\s*(?:true\s*)?([a-z]{2})?")
_PT = {"pt": 1.0, "in": 72.27, "bp": 1 / BP_PER_PT, "cm": 28.4528, "mm": 2.84528, "pc": 12.0}
# Of the format's body text, Times at 10 pt.
_PT |= {"em": 10.0, "ex": 4.5, "sp": 1 / 65536}
_KNOWN = {"\\z@": "0pt", "\\p@": "1pt"}


def length_pt(text: str) -> float | None:
    """Return the size of a dimension or glue in TeX points; None when no number gives it."""
    text = _KNOWN.get(text.strip(), text).replace("\\p@", "pt").replace(",", ".")
    match = _DIMENSION.match(text)
    if match is None or (match[3] or "") not in _PT or re.match(r"\s*[-+*/]", text[match.end() :]):
        return None
    return float(match[1] + match[2]) * _PT[match[3]]


def is_negative(text: str) -> bool:
    """Return whether a dimension begins with a minus and is not nought."""
    match = re.match(
        r"\s*(?:\\(?:dimexpr|glueexpr)\s*)?(-)\s*((?:[\d.,]+)?)", text.replace("- -", "")
    )
    if match is None:
        return False
    return not match[2] or any(digit in "123456789" for digit in match[2])


class Reach:
    """Where the calls of a source take effect."""

    def __init__(self, source: Source) -> None:
        self.calls = source.calls
        self.uses: dict[str, list[int]] = {}
        self.headings: list[int] = []
        self.style = -1
        self._local_macros: dict[str, bool] = {}
        for index, call in enumerate(self.calls):
            self.uses.setdefault(call.name, []).append(index)
            if is_heading(call):
                self.headings.append(index)
            if self.style < 0 and styles_of(call):
                self.style = index

    def overridden(self, index: int) -> bool:
        """Return whether the style, loaded later, sets again what a call sets."""
        call = self.calls[index]
        return call.preamble and not call.inside and not call.definition and index < self.style

    def is_local(self, index: int, depth: int = 0) -> bool:
        """Return whether what a call changes ends before the next heading of the text."""
        call = self.calls[index]
        if not call.definition:
            return self._ends(index)
        return bool(call.groups) or self._is_local_macro(call.definition, depth)

    def _is_local_macro(self, name: str, depth: int) -> bool:
        """Return whether all that a macro's body changes is local wherever it is used."""
        if name not in self._local_macros:
            self._local_macros[name] = True  # for macros that call each other
            uses = self.uses.get(name, ())
            if any(self.calls[use].environment for use in uses):
                local = all(name not in self.calls[place].inside for place in self.headings)
            elif depth > DEEPEST:
                return True
            else:
                # What nobody calls by name is called by LaTeX itself.
                local = bool(uses) and all(self.is_local(use, depth + 1) for use in uses)
            self._local_macros[name] = local
        return self._local_macros[name]

    def _ends(self, index: int) -> bool:
        groups = self.calls[index].groups
        if not groups:
            return False
        after = bisect_right(self.headings, index)
        if after == len(self.headings):
            return True
        return self.calls[self.headings[after]].groups[: len(groups)] != groups

    def rules_most(self, index: int) -> bool:
        """Return whether half of the text's headings or more come behind a call."""
        first = min(self.sites(index), default=index)
        behind = len(self.headings) - bisect_right(self.headings, first)
        return 2 * behind >= len(self.headings)

    def sites(self, index: int) -> tuple[int, ...]:
        """Return where in the text a call takes place: itself, or where its macro is used."""
        call = self.calls[index]
        if not call.definition:
            return (index,)
        return tuple(
            use
            for use in self.uses.get(call.definition, ())[:MOST_SITES]
            if not self.calls[use].definition
        )


def is_heading(call: MacroCall) -> bool:
    """Return whether a call is a heading of the paper's text."""
    return (
        call.name in HEADINGS
        and not call.definition
        and not call.preamble
        and BOXES.isdisjoint(call.inside)
    )


def packages_of(call: MacroCall) -> tuple[str, ...]:
    """Return the packages that a call loads."""
    if call.name not in {"usepackage", "RequirePackage"} or not call.arguments:
        return ()
    return tuple(name.strip() for name in call.arguments[0].split(","))


def styles_of(call: MacroCall) -> tuple[str, ...]:
    """Return the conference's styles, of whatever year, that a call loads."""
    return tuple(name for name in packages_of(call) if STYLE_NAME.fullmatch(name))


def redefined(call: MacroCall) -> tuple[str, str] | None:
    """Return name and body of a macro that a call defines, or defines again."""
    if call.name in DEFINING and len(call.arguments) >= 2:
        return call.arguments[0].lstrip("\\"), call.arguments[1]
    return None


DEFINING = frozenset(
    {
        *("newcommand", "renewcommand", "providecommand", "DeclareRobustCommand", "let"),
        *("def", "gdef", "edef", "xdef", "RenewDocumentCommand", "DeclareDocumentCommand"),
    }
)
