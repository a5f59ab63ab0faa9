"""Fonts are embedded, and none is made of bitmaps."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from mlsys_paper.check.findings import Problem
from mlsys_paper.check.rule import Rule, always
from mlsys_paper.words import listed, pages_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.pdf.contents import FontResource

_NAMELESS = re.compile(r"^(?:[A-Z]{1,2}\d+|)$")
_MATPLOTLIB = re.compile(r"matplotlib", re.I)
_MATPLOTLIBS_FONTS = re.compile(r"^(?:DejaVu|BitstreamVera|STIX|Cmr10|Cmmi10|Cmsy10|Cmex10)", re.I)
_TEX = re.compile(r"tex|dvips", re.I)

_EMBED_IN_FIGURE = (
    "Export the figure anew with its fonts embedded (Matplotlib: pdf.use14corefonts False; R: "
    "cairo_pdf() or embedFonts()), or embed them with "
    "`gs -o new.pdf -sDEVICE=pdfwrite -dEmbedAllFonts=true "
    '-c ".setpdfwrite <</NeverEmbed [ ]>> setdistillerparams" -f old.pdf`.'
)
_EMBED_IN_PAPER = (
    "Compile with a TeX that embeds all fonts, as TeX Live and MiKTeX do by default (if they were "
    "told otherwise: `updmap-user --setoption pdftexDownloadBase14 true`); do not print to PDF."
)
_FONTTYPE = (
    "It looks like a figure of Matplotlib's: set `matplotlib.rcParams['pdf.fonttype'] = 42` (and "
    "`ps.fonttype` likewise) and save the figure again."
)
_PK = (
    "TeX had no outlines of it and put in bitmaps: install the package cm-super, or load lmodern "
    "(or another font with outlines) beside \\usepackage[T1]{fontenc}, and compile again."
)
_PK_IN_FIGURE = (
    "The figure's own text was set in bitmaps, as by dvips without outline fonts: compile the "
    "figure with pdflatex, with the package cm-super installed or lmodern loaded."
)
_OUTLINES = (
    "Save the figure again with TrueType or Type 1 fonts (in Matplotlib, the usual culprit, set "
    "`pdf.fonttype` to 42), or turn its text into outlines: "
    "`gs -o new.pdf -sDEVICE=pdfwrite -dNoOutputFonts old.pdf`."
)
_DRAWN = (
    "Find what draws text in this font on the page (an emoji, a symbol, a font of its own making) "
    "and use a font with Type 1, TrueType or OpenType outlines instead."
)


def check_embedded(paper: Paper) -> Iterator[Problem]:
    """Every font that sets text comes with the file."""
    for font in paper.structure.fonts:
        if font.embedded or not font.pages:
            continue
        kind = f" ({font.kind})" if font.kind else ""
        yield Problem(
            f"The font {_names([font])}{kind} is not embedded; it sets text on "
            f"{pages_named(font.pages)}{_within(font)}. All fonts have to be embedded.",
            _EMBED_IN_FIGURE if font.nested else _EMBED_IN_PAPER,
            page=font.pages[0],
        )


class _Group(NamedTuple):
    """What fonts of one cause have in common."""

    remedy: str
    figure: str
    nested: bool
    bitmaps: bool


def check_type3(paper: Paper) -> Iterator[Problem]:
    """No font is of Type 3; those of one figure and cause make one problem."""
    fonts = [font for font in paper.structure.fonts if font.kind == "Type3" and font.pages]
    for group, found in groupby(sorted(fonts, key=_group), key=_group):
        members = list(found)
        pages = sorted({page for font in members for page in font.pages})
        many = len({font.name for font in members}) > 1
        made_of = ", made of bitmaps" if group.bitmaps else ""
        yield Problem(
            f"The font{'s' * many} {_names(members)} on {pages_named(pages)}{_within(members[0])} "
            f"{'are' if many else 'is'} of Type 3{made_of}. No font may be of Type 3.",
            group.remedy,
            page=pages[0],
        )


def _group(font: FontResource) -> _Group:
    return _Group(_type3_remedy(font), font.figure, font.nested, font.bitmaps)


def _type3_remedy(font: FontResource) -> str:
    if _MATPLOTLIB.search(font.maker) or _MATPLOTLIBS_FONTS.match(font.name):
        return _FONTTYPE
    if font.bitmaps and not font.nested:
        return _PK
    if font.bitmaps and (_TEX.search(font.maker) or _NAMELESS.match(font.name)):
        return _PK_IN_FIGURE
    return _OUTLINES if font.nested else _DRAWN


def _names(fonts: list[FontResource]) -> str:
    """The names of fonts; TeX's bitmaps have none but those of their resources."""
    names = dict.fromkeys(font.name for font in fonts if not _NAMELESS.match(font.name))
    resources = dict.fromkeys(font.name for font in fonts if _NAMELESS.match(font.name))
    parts = [listed(list(names))] if names else []
    if resources:
        called = listed([name for name in resources if name])
        parts.append(f"without a name ({called})" if called else "without a name")
    return " and ".join(parts)


def _within(font: FontResource) -> str:
    if font.figure:
        return f", in the figure {font.figure}"
    return ", in an included figure" if font.nested else ""


RULES: tuple[Rule, ...] = (
    Rule(
        id="fonts-embedded",
        severity=always("warning"),
        basis="guide",
        sentence="The author guide: all fonts are embedded; you have looked at every page.",
        decides=(
            "Looks at every font that pages, included figures, patterns, Type 3 glyphs and "
            "annotations list, and whether the file holds its outlines. The 14 standard fonts "
            "are no exception. A font that is listed but sets no text is none of the paper's."
        ),
        check=check_embedded,
    ),
    Rule(
        id="type3-fonts",
        severity=always("warning"),
        basis="guide",
        sentence=(
            "The author guide: Fonts of Type 3 print badly; Matplotlib avoids them when "
            "pdf.fonttype is 42."
        ),
        decides=(
            "Finds the fonts of Type 3 that set text, in included figures too, and tells what "
            "usually makes such a font by its name, by the program that made the figure, and by "
            "whether its glyphs are bitmaps."
        ),
        check=check_type3,
    ),
)
