"""The fonts of a PDF: what they are called, what they are, who uses them."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from mlsys_paper.pdf.contents import FontResource
from mlsys_paper.pdf.resources import figure_maker, figure_name
from mlsys_paper.pdf.spoken import reads_otherwise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mlsys_paper.pdf.objects import Dictionary, Key, Objects
    from mlsys_paper.pdf.resources import Use

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_SELECTS = re.compile(rb"/([^\s\0/<>\[\](){}%]*)[\s\0]+[-+.\d]+[\s\0]*Tf\b")
_SHOWS = re.compile(rb"\bT[jJ]\b|['\"]|\bDo\b")
_BITMAP = re.compile(rb"\bBI\b[^\0]{0,200}?\bID\b|\bDo\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_MOST_CONTENT: Final = 16_000_000
_MOST_PARTS: Final = 2000


class _Look(NamedTuple):
    """What can be told of a font from its own dictionary."""

    name: str
    kind: str
    embedded: bool
    bitmaps: bool
    lies: bool


class _Where(NamedTuple):
    look: _Look
    nested: bool
    figure: str
    maker: str


class FontFinder:
    """Gathers fonts and the pages that use them."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._looks: dict[Key, _Look] = {}
        self._selected: dict[int, frozenset[str] | None] = {}
        self._pages: defaultdict[_Where, set[int]] = defaultdict(set)
        self._page_fonts: set[Key] = set()

    def add(self, use: Use) -> None:
        """Note that a page reaches a font."""
        key = use.resource.key
        if key not in self._looks:
            self._looks[key] = self._look(use.resource.entries)
        look = self._looks[key]
        where = _Where(
            look,
            use.nested,
            figure_name(self._objects, use.figure),
            figure_maker(self._objects, use.figure) if look.kind == "Type3" else "",
        )
        pages = self._pages[where]
        if (look.embedded and look.kind != "Type3") or self._is_used(use):
            pages.add(use.page)

    def fonts(self) -> tuple[FontResource, ...]:
        """The fonts in the order in which the pages reached them."""
        return tuple(
            FontResource(
                name=where.look.name,
                kind=where.look.kind,
                embedded=where.look.embedded,
                pages=tuple(sorted(pages)),
                nested=where.nested,
                bitmaps=where.look.bitmaps,
                figure=where.figure,
                maker=where.maker,
                lies=where.look.lies,
            )
            for where, pages in self._pages.items()
        )

    def _look(self, font: Dictionary) -> _Look:
        objects = self._objects
        kind = objects.text(font, "/Subtype").lstrip("/")
        descriptor = objects.dictionary(font, "/FontDescriptor")
        if kind == "Type0":
            below = [objects.as_dictionary(one) for one in _some(objects, font)]
            descriptors = [objects.dictionary(one, "/FontDescriptor") for one in below]
            embedded = bool(below) and all(self._has_outlines(one) for one in descriptors)
        else:
            embedded = kind == "Type3" or self._has_outlines(descriptor)
        name = objects.text(font, "/BaseFont") or objects.text(descriptor, "/FontName")
        if not name and kind == "Type3":
            name = objects.text(font, "/Name")
        return _Look(
            name=_SUBSET.sub("", name.lstrip("/")),
            kind=kind,
            embedded=embedded,
            bitmaps=kind == "Type3" and self._has_bitmaps(font),
            lies=reads_otherwise(objects, font),
        )

    def _has_outlines(self, descriptor: Dictionary) -> bool:
        files = ("/FontFile", "/FontFile2", "/FontFile3")
        return any(hasattr(self._objects.value(descriptor, name), "get_data") for name in files)

    def _has_bitmaps(self, font: Dictionary) -> bool:
        """Whether the first glyphs that leave ink are images."""
        glyphs = self._objects.dictionary(font, "/CharProcs")
        for value in list(glyphs.values())[:8]:
            drawn = self._objects.data(self._objects.as_dictionary(value), 4096)
            if drawn and len(drawn) > 40:
                return bool(_BITMAP.search(drawn))
        return False

    def _is_used(self, use: Use) -> bool:
        """Whether its holder sets text in a font; True where that can't be told."""
        if not use.resource.name:
            return True
        address = id(use.holder)
        if address not in self._selected:
            self._selected[address] = self._names_selected(use.holder)
        selected = self._selected[address]
        return selected is None or use.resource.name in selected

    def _names_selected(self, holder: Dictionary) -> frozenset[str] | None:
        objects = self._objects
        xobjects = objects.dictionary(objects.dictionary(holder, "/Resources"), "/XObject")
        for value in xobjects.values():
            form = objects.as_dictionary(value)
            # Such a form uses the names of whatever paints it.
            if objects.text(form, "/Subtype") == "/Form" and "/Resources" not in form:
                return None
        streams: Iterable[object]
        if "/Contents" in holder:
            contents = objects.value(holder, "/Contents")
            streams = contents if isinstance(contents, list) else [contents]
        elif "/CharProcs" in holder:
            streams = objects.dictionary(holder, "/CharProcs").values()
        else:
            streams = [holder]
        parts: list[bytes] = []
        left = _MOST_CONTENT
        for stream in list(streams)[:_MOST_PARTS]:
            part = objects.data(objects.as_dictionary(stream), left)
            if part is None or len(part) >= left:
                return None
            left -= len(part)
            parts.append(part)
        return _selected(b"\n".join(parts))


def _selected(content: bytes) -> frozenset[str]:
    """The fonts, as a content stream names them, that text may be set in.

    A font that is selected and then shows nothing is left out: some programs
    select one at the start of every page.
    """
    last = max((match.start() for match in _SHOWS.finditer(content)), default=-1)
    names = (match[1] for match in _SELECTS.finditer(content) if match.start() < last)
    return frozenset(
        "/" + _ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), name).decode("utf-8", "replace")
        for name in names
    )


def _some(objects: Objects, font: Dictionary) -> list[object]:
    return list(objects.array(font, "/DescendantFonts"))[:4]
