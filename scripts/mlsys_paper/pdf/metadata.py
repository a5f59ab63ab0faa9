"""Every text of a PDF that viewers don't print: of the document and of its figures."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from mlsys_paper.pdf.contents import MetadataText
from mlsys_paper.pdf.jpeg import read_jpeg
from mlsys_paper.pdf.resources import figure_name
from mlsys_paper.pdf.xmp import read_xmp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.pdf.objects import Dictionary, Objects
    from mlsys_paper.pdf.resources import Use

_MOST_BYTES: Final = 1_000_000
_MOST_PRIVATE: Final = 65_536
_MOST_STRINGS: Final = 300
_DEEPEST: Final = 8
_LONGEST: Final = 2000

# What Illustrator and others keep of the PostScript that they once wrote.
_STRUCTURING: Final = re.compile(
    rb"^%%(For|Title|Creator|Author|Routing)\s*:[ \t]*([^\r\n]+)", re.M
)
_PATH: Final = re.compile(
    rb"(?<![\w.-])(?:/Users/|/home/|[A-Z]:[\\/]{1,2}(?:Users|Documents and Settings)[\\/])"
    rb"[^\x00-\x1f\"'<>()]{1,200}"
)


def document_texts(objects: Objects) -> Iterator[MetadataText]:
    """The metadata of the document as a whole."""
    yield from _strings(objects, objects.information, MetadataText("document information", ""))
    yield from _attached(objects, objects.root, MetadataText("", ""))
    layers = objects.dictionary(objects.root, "/OCProperties")
    for reference in objects.array(layers, "/OCGs")[:_MOST_STRINGS]:
        name = objects.text(objects.as_dictionary(reference), "/Name")
        if name:
            yield MetadataText("name of a layer", name, key="Name")


def page_texts(objects: Objects, number: int, page: Dictionary) -> Iterator[MetadataText]:
    """What a page carries of its own, as it may when it was a figure once."""
    yield from _attached(objects, page, MetadataText(f"page {number}", "", number))


def painted_texts(objects: Objects, use: Use) -> Iterator[MetadataText]:
    """The metadata of a form or an image, as those of an included figure."""
    entries, page = use.resource.entries, use.page
    name = figure_name(objects, use.figure)
    is_image = use.resource.kind == "image"
    kind = "image" if is_image and not name else "figure"
    what = f"{kind} {name} on page {page}".replace("  ", " ")
    like = MetadataText(what, "", page, source="figure")
    path = objects.text(entries, "/PTEX.FileName")
    if path:
        yield replace(like, where=f"{what}, its file name", text=path, key="FileName")
    made = objects.dictionary(entries, "/PTEX.InfoDict")
    yield from _strings(objects, made, like)
    if is_image:
        like = replace(like, source="image")
        yield from _image_texts(objects, entries, like)
    yield from _attached(objects, entries, like)
    yield from _strings(objects, objects.dictionary(entries, "/OPI"), like)


def _attached(objects: Objects, holder: Dictionary, like: MetadataText) -> Iterator[MetadataText]:
    """What /Metadata and /PieceInfo of an object say."""
    if "/Metadata" in holder:
        packet = objects.data(objects.dictionary(holder, "/Metadata"), _MOST_BYTES)
        if packet is None:
            objects.note(f"XMP of {like.where or 'the document'}")
        else:
            yield from _named(like, "XMP", read_xmp(packet))
    if "/PieceInfo" in holder:
        pieces = objects.dictionary(holder, "/PieceInfo")
        yield from _strings(objects, pieces, replace(like, where=_joined(like.where, "PieceInfo")))


def _image_texts(objects: Objects, image: Dictionary, like: MetadataText) -> Iterator[MetadataText]:
    last = objects.filters(image)[-1:]
    if last == ["/DCTDecode"]:
        head = objects.data(image, _MOST_BYTES)
        where = f"JPEG on page {like.page}"
        for name, text in read_jpeg(head or b""):
            yield replace(
                like, where=f"{where}, {name}", text=text[:_LONGEST], key=name.rpartition(" ")[2]
            )
    elif last == ["/JPXDecode"]:
        head = objects.data(image, _MOST_BYTES) or b""
        start = head.find(b"<x:xmpmeta")
        end = head.find(b"</x:xmpmeta>", start)
        if 0 <= start < end:
            yield from _named(like, "XMP", read_xmp(head[start : end + 12]))


def _named(like: MetadataText, kind: str, texts: list[tuple[str, str]]) -> Iterator[MetadataText]:
    for name, text in texts:
        where = _joined(like.where, f"{kind}, {name}" if name else kind)
        yield replace(like, where=where, text=text, key=name)


def _strings(objects: Objects, holder: Dictionary, like: MetadataText) -> Iterator[MetadataText]:
    """Every string in a dictionary, in those within it, and at the head of streams."""
    waiting: list[tuple[str, Any, int]] = [(str(k), v, 0) for k, v in holder.items()]
    waiting.reverse()
    seen: set[int] = set()
    left = _MOST_STRINGS
    while waiting and left > 0:
        left -= 1
        key, value, depth = waiting.pop()
        found = objects.resolve(value)
        where = _joined(like.where, key) if key else like.where
        if isinstance(found, (str, bytes)):
            text = "" if objects.is_name(found) else objects.as_text(found)
            if text:
                yield replace(like, where=where, text=text[:_LONGEST], key=key.lstrip("/"))
        elif isinstance(found, (dict, list)) and depth < _DEEPEST and id(found) not in seen:
            seen.add(id(found))
            if isinstance(found, dict):
                yield from _private(objects, found, replace(like, where=where))
                inner = [(str(k), v, depth + 1) for k, v in found.items()]
            else:
                inner = [(key, v, depth + 1) for v in found]
            waiting.extend(reversed(inner[:_MOST_STRINGS]))


def _private(objects: Objects, found: Dictionary, like: MetadataText) -> Iterator[MetadataText]:
    """What the head of a program's private stream says of people and paths."""
    head = objects.data(found, _MOST_PRIVATE)
    if not head:
        return
    for match in _STRUCTURING.finditer(head):
        key, text = match[1].decode(), match[2].decode("utf-8", "replace").strip()
        yield replace(like, where=f"{like.where}, {key}", text=text[:_LONGEST], key=key)
    for path in dict.fromkeys(match[0] for match in _PATH.finditer(head)):
        text = path.decode("utf-8", "replace")
        yield replace(like, where=f"{like.where}, a path", text=text, key="path")


def _joined(where: str, name: str) -> str:
    return f"{where}, {name}" if where else name
