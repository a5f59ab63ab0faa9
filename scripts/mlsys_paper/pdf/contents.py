"""The structure of a PDF as plain frozen data; nothing here reads a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from mlsys_paper.pdf.model import Box


@dataclass(frozen=True, slots=True)
class MetadataText:
    """A text that viewers don't print: who made the file, with what, from where.

    Attributes:
        where: for people, as "document information, /Author", "XMP, dc:creator",
            "figure plot.pdf on page 3, /Producer", "JPEG on page 4, EXIF Artist".
        text: what it says.
        page: page that shows the figure, None for the whole document.
        key: name of the field alone, as "Author", "dc:creator", "Artist".
        source: what carries it. "image" is a raster image's own metadata, often
            of somebody who took the picture; "comment" an annotation's; "spoken" one
            that programs read out in place of what the page shows.
    """

    where: str
    text: str
    page: int | None = None
    key: str = ""
    source: Literal["document", "figure", "image", "comment", "attachment", "spoken"] = "document"


@dataclass(frozen=True, slots=True)
class FontResource:
    """A font as the file holds it.

    Attributes:
        name: PostScript name without the tag of a subset; "" for a nameless one.
        kind: /Subtype without the slash: "Type1", "TrueType", "Type0", "Type3", ...
        embedded: whether the file carries its outlines; True for Type 3.
        pages: numbers of the pages that use it, in order; none when it is only
            listed among the resources. Whether text is set in a font is looked up
            for Type 3 and for fonts that are not embedded; others count as used.
        nested: whether it is reached through a form, a pattern or an annotation
            rather than the page itself: that is, through an included figure.
        bitmaps: whether the glyphs of a Type 3 font are bitmaps.
        figure: file name of the included figure that it came with, "" where the
            file doesn't tell.
        maker: program that made that figure, or the file where it is no figure's.
        lies: whether it draws other letters than programs read.
    """

    name: str
    kind: str
    embedded: bool
    pages: tuple[int, ...]
    nested: bool = False
    bitmaps: bool = False
    figure: str = ""
    maker: str = ""
    lies: bool = False


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A bookmark: its title, depth from 0, and page (None where it leads nowhere)."""

    title: str
    depth: int
    page: int | None


@dataclass(frozen=True, slots=True)
class ActiveContent:
    """Something in the file that could act.

    Attributes:
        kind: what it is.
        where: for people: "page 3", "when the document is opened", a file's name.
        page: its page, None for the whole document.
        box: of the annotation that carries it, in bp; None where there is none.
    """

    kind: Literal["javascript", "launch", "attachment", "form", "submission", "media", "other"]
    where: str
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class PageBoxes:
    """The boxes of a page as written in the file, in bp.

    Attributes:
        media: /MediaBox.
        crop: /CropBox, the media box where absent.
        rotation: degrees clockwise.
        unit: /UserUnit, 1 where absent.
    """

    media: Box
    crop: Box
    rotation: int = 0
    unit: float = 1.0


@dataclass(frozen=True, slots=True)
class Structure:
    """What a PDF holds beside its painted pages.

    Attributes:
        pages: boxes of each page.
        metadata: every text of Info, XMP, embedded figures' own metadata
            (/PTEX.FileName, /Metadata, /PieceInfo, EXIF of JPEGs) and file names.
        fonts: every font that the pages reach.
        outline: bookmarks in order.
        destinations: names of named destinations.
        active: what could act.
        blend_modes: names of the blend modes that anything is painted in.
        encrypted: whether the file is encrypted, be it with an empty password.
        unreadable: parts that could not be read, each in a few words.
    """

    pages: tuple[PageBoxes, ...]
    metadata: tuple[MetadataText, ...]
    fonts: tuple[FontResource, ...]
    outline: tuple[OutlineEntry, ...]
    destinations: tuple[str, ...]
    active: tuple[ActiveContent, ...]
    encrypted: bool = False
    blend_modes: frozenset[str] = frozenset()
    unreadable: tuple[str, ...] = ()
