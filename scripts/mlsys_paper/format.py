"""Where the style's files are, and the numbers of the format, read from them.

`mlsys<year>.sty` is the one place where the numbers stand. Its tables keep one
macro call a line, so that they can be read here without TeX:

    \\newcommand\\mlsys@pagelimit{10}              a constant
    \\mlsys@fixed\\textwidth {6.75in}              a guarded length of the page
    \\setlength\\parskip {6pt}                     any other length
    \\mlsys@typesize\\normalsize {10}{12}          a type size and its leading
    \\mlsys@heading{section}{1}{0.12in}{0.02in}{...}
    \\abovedisplayskip 10\\p@ \\@plus2\\p@          within its macro; below it is the same
    \\@namedef{mlsys@notice@review}{...}          a notice
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from mlsys_paper.errors import PaperError

if TYPE_CHECKING:
    from collections.abc import Mapping

BP_PER_PT = 72 / 72.27
"""TeX points are a little smaller than the PDF's."""

_BP_PER_UNIT = {
    "pt": BP_PER_PT,
    "bp": 1.0,
    "in": 72.0,
    "cm": 72 / 2.54,
    "mm": 72 / 25.4,
    "pc": 12 * BP_PER_PT,
    "sp": BP_PER_PT / 65536,
}
_ONE_INCH = 72.0  # TeX's origin lies an inch from the top and left edges


@dataclass(frozen=True, slots=True)
class TypeSize:
    """A size command, in TeX points as TeX users know it."""

    size_pt: float
    leading_pt: float

    @property
    def size(self) -> float:
        """The type size in bp."""
        return self.size_pt * BP_PER_PT

    @property
    def leading(self) -> float:
        """The distance of baselines in bp."""
        return self.leading_pt * BP_PER_PT


@dataclass(frozen=True, slots=True)
class Heading:
    """A level of headings: 1 for sections; spaces before and after in bp."""

    level: int
    before: float
    after: float
    type: str


@dataclass(frozen=True, slots=True)
class Format:
    """The conference's format.

    Attributes:
        constants: plain text by name: "year", "ordinal", "place", ...
        lengths: natural sizes in bp by name: "textwidth", "parskip", ...
        sizes: size commands by name: "normalsize", ...
        headings: levels of headings by name: "section", ...
        notices: the notice as printed, by mode: "review", "accepted", ...
    """

    constants: Mapping[str, str]
    lengths: Mapping[str, float]
    sizes: Mapping[str, TypeSize]
    headings: Mapping[str, Heading]
    notices: Mapping[str, str]

    @property
    def year(self) -> int:
        """The year of the conference."""
        return int(self.constants["year"])

    @property
    def ordinal(self) -> int:
        """The how manieth conference it is."""
        return int(self.constants["ordinal"])

    @property
    def place(self) -> str:
        """Where the conference is held."""
        return self.constants["place"]

    @property
    def page_limit(self) -> int:
        """Last page that the main text may end on."""
        return int(self.constants["pagelimit"])

    @property
    def paper(self) -> tuple[float, float]:
        """Width and height of the sheet in bp."""
        return self.lengths["paperwidth"], self.lengths["paperheight"]

    @property
    def text_box(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top of the text block in bp, from bottom left.

        The bottom is the last baseline of a full column; letters descend
        below it.
        """
        n = self.lengths
        left = _ONE_INCH + n["hoffset"] + n["oddsidemargin"]
        top = n["paperheight"] - _ONE_INCH - n["voffset"]
        top -= n["topmargin"] + n["headheight"] + n["headsep"]
        return left, top - n["textheight"], left + n["textwidth"], top

    @property
    def columns(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Left and right edge of each column in bp."""
        left, _, right, _ = self.text_box
        width = (self.lengths["textwidth"] - self.lengths["columnsep"]) / 2
        return (left, left + width), (right - width, right)

    @property
    def gutter(self) -> float:
        """Space between the columns in bp."""
        return self.lengths["columnsep"]

    @property
    def first_baseline(self) -> float:
        """Baseline of the first line of a full column in bp."""
        return self.text_box[3] - self.lengths["topskip"]

    @property
    def last_baseline(self) -> float:
        """Baseline of the last line of a full column in bp."""
        return self.text_box[1]

    @property
    def body(self) -> TypeSize:
        """Size and leading of the body text."""
        return self.sizes["normalsize"]


_CONSTANT = re.compile(r"^\\newcommand\\mlsys@(\w+)\s*\{([^{}\\#%\n]+)\}", re.M)
_LENGTH = re.compile(
    r"^\\(?:mlsys@fixed|setlength)\s*\{?(?:\\skip)?\\(\w+)\s*\}?\s*\{([^{}]*)\}", re.M
)
# Spaces that stand within a definition, an assignment a line.
_SPACE = re.compile(
    r"^ +(?:\\setlength\\(bibsep)\{|\\(abovedisplayskip) +)(-?[\d.]+ ?(?:[a-z]{2}|\\p@))", re.M
)
_SIZE = re.compile(r"^\\mlsys@typesize\s*\\(\w+)\s*\{([\d.]+)\}\s*\{([\d.]+)\}", re.M)
_HEADING = re.compile(
    r"^\\mlsys@heading\s*\{(\w+)\}\s*\{(\d+)\}\s*\{([^{}]*)\}\s*\{([^{}]*)\}\s*\{([^{}]*)\}", re.M
)
_NOTICE = re.compile(r"^\\@namedef\{mlsys@notice@(\w+)\}", re.M)
_DIMENSION = re.compile(r"\s*(-?(?:\d+\.?\d*|\.\d+))\s*(\w\w)\b")

_NEEDED = {
    "constant": ("year", "ordinal", "place", "pagelimit"),
    "length": (
        *("paperwidth", "paperheight", "hoffset", "voffset", "oddsidemargin", "topmargin"),
        *("headheight", "headsep", "topskip", "textheight", "textwidth", "columnsep"),
    ),
    "type size": ("normalsize",),
    "heading": ("section", "subsection", "subsubsection"),
    "notice": ("review", "accepted", "preprint"),
}


def read_format(sty_text: str) -> Format:
    """Read the numbers of the format out of the style.

    Args:
        sty_text: the contents of the style file.

    Raises:
        PaperError: a line of the tables is missing or can't be understood.
    """
    constants = {name: text.strip() for name, text in _CONSTANT.findall(sty_text)}
    lengths = {
        name: size
        for name, text in _LENGTH.findall(sty_text)
        if (size := _bp(text)) is not None  # not those set to another length
    }
    for bibsep, display, text in _SPACE.findall(sty_text):
        for name in (bibsep,) if bibsep else (display, "belowdisplayskip"):
            lengths[name] = _needed_bp(name, text.replace("\\p@", "pt"))
    sizes = {
        name: TypeSize(float(size), float(leading))
        for name, size, leading in _SIZE.findall(sty_text)
    }
    headings = {
        name: Heading(int(level), _needed_bp(name, before), _needed_bp(name, after), type_)
        for name, level, before, after, type_ in _HEADING.findall(sty_text)
    }
    notices = {
        match[1]: _plain(_group(sty_text, match.end()), constants)
        for match in _NOTICE.finditer(sty_text)
    }
    found = {
        "constant": constants,
        "length": lengths,
        "type size": sizes,
        "heading": headings,
        "notice": notices,
    }
    for kind, names in _NEEDED.items():
        for name in names:
            if name not in found[kind]:
                raise _unreadable(f"no line gives the {kind} `{name}'")
    for name in ("year", "ordinal", "pagelimit"):
        if not constants[name].isdecimal():
            raise _unreadable(f"the constant `{name}' is {constants[name]!r}, not a number")
    return Format(
        constants=MappingProxyType(constants),
        lengths=MappingProxyType(lengths),
        sizes=MappingProxyType(sizes),
        headings=MappingProxyType(headings),
        notices=MappingProxyType(notices),
    )


def _unreadable(what: str) -> PaperError:
    return PaperError(
        f"The style's numbers can't be read: {what}",
        "Keep the style's tables as they are, one macro call a line (see style_files.py).",
    )


def _bp(text: str) -> float | None:
    """The natural size of a TeX dimension or glue in bp; None for other things."""
    match = _DIMENSION.match(text)
    if match is None or match[2] not in _BP_PER_UNIT:
        return None
    return float(match[1]) * _BP_PER_UNIT[match[2]]


def _needed_bp(name: str, text: str) -> float:
    size = _bp(text)
    if size is None:
        raise _unreadable(f"`{name}' has the space `{text}'")
    return size


def _group(text: str, start: int) -> str:
    """What the braces that open at a place hold."""
    depth = 0
    for i in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[i], 0)
        if depth == 0:
            return text[start + 1 : i]
    raise _unreadable("a notice has no closing brace")


def _plain(tex: str, constants: Mapping[str, str]) -> str:
    """The text that TeX would print, as far as notices go."""
    tex = re.sub(r"%.*", "", tex)
    tex = re.sub(r"\\mlsys@(\w+)\s?", lambda m: constants.get(m[1], ""), tex)
    tex = re.sub(r"\\[a-zA-Z]+\s*", "", tex)
    return re.sub(r"\s+", " ", re.sub(r"[{}$^~]", "", tex)).strip()


def style_folder() -> Path:
    """The folder with the style and the bibliography style.

    In a checkout the one that authors get, in an installed package the copy
    that came with it.

    Raises:
        PaperError: neither is there.
    """
    here = Path(__file__).resolve().parent
    for folder in (here / "style_files", *sorted(here.parent.parent.glob("mlsys*style"))):
        if any(folder.glob("mlsys*.sty")):
            return folder
    raise PaperError("The style's files are not there", "Install mlsys-paper again.")


def guide_folder() -> Path | None:
    """Return the folder with the author guide's source and the artifact appendix, None without."""
    here = Path(__file__).resolve().parent
    folders = (here / "guide_files", here.parent.parent / "example_paper")
    return next((folder for folder in folders if folder.is_dir()), None)


def style_file(folder: Path | None = None) -> Path:
    """The style itself, `mlsys<year>.sty`.

    Args:
        folder: that holds it, by default this program's.

    Raises:
        PaperError: it is not there, or there are several.
    """
    folder = folder or style_folder()
    found = sorted(folder.glob("mlsys*.sty"))
    if len(found) != 1:
        names = ", ".join(path.name for path in found) or "none"
        raise PaperError(
            f"{folder}: one style file mlsys<year>.sty is expected, found: {names}.",
            "Name a folder with the files of one style.",
        )
    return found[0]


@functools.cache
def current_format() -> Format:
    """The format of the style that this package comes with.

    Raises:
        PaperError: as `style_file` and `read_format`.
    """
    return read_format(style_file().read_text(encoding="utf-8"))
