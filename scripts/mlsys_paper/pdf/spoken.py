"""Texts that programs read out or search for, and that pages may not show.

A text can stand for other letters (/ActualText), describe a picture (/Alt),
spell out an abbreviation (/E), or be drawn by an annotation. A font can say
that its letters are other letters than those that it draws.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from mlsys_paper.pdf.contents import MetadataText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.pdf.objects import Dictionary, Objects
    from mlsys_paper.pdf.pages import FoundPage

_KEYS: Final = {
    "/ActualText": "text that stands for other letters",
    "/Alt": "alternative text",
    "/E": "expansion of an abbreviation",
}
_MOST_ELEMENTS: Final = 20_000
_MOST_TEXTS: Final = 2_000
_MOST_BYTES: Final = 4_000_000
_LONGEST: Final = 2000
_STRING: Final = rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)|<[0-9A-Fa-f\s]*>"
_MARKED: Final = re.compile(rb"/(ActualText|Alt|E)\s*(" + _STRING + rb")", re.S)
_SHOWN: Final = re.compile(_STRING + rb"|(?<=[\])>\s])T[jJ]\b|'", re.S)
_LIES: Final = 3
"""Letters of a font that are read as others, from which on its text is not to be believed."""


def structure_texts(objects: Objects) -> Iterator[MetadataText]:
    """Yield what the elements of a tagged document say beside what their content shows."""
    root = objects.dictionary(objects.root, "/StructTreeRoot")
    waiting: list[Any] = [root.get("/K")] if root else []
    seen: set[int] = set()
    left = _MOST_ELEMENTS
    while waiting and left > 0:
        left -= 1
        found = objects.resolve(waiting.pop())
        if isinstance(found, list):
            waiting.extend(reversed(found[:left]))
        elif isinstance(found, dict) and id(found) not in seen:
            seen.add(id(found))
            for key, what in _KEYS.items():
                if key in found:
                    yield _said(what, objects.text(found, key))
            waiting.append(found.get("/K"))


def marked_texts(objects: Objects, content: Dictionary, page: int) -> Iterator[MetadataText]:
    """Yield what marks in a content stream say, of a page or of a form on it."""
    data = objects.data(content, _MOST_BYTES) or b""
    for match in list(_MARKED.finditer(data))[:_MOST_TEXTS]:
        what = _KEYS["/" + match[1].decode()]
        yield replace(_said(what, _decoded(match[2])), page=page)


def page_texts(objects: Objects, page: FoundPage) -> Iterator[MetadataText]:
    """Yield what the marks in a page's content say."""
    for content in _contents(objects, page.entries):
        yield from marked_texts(objects, content, page.number)


def appearance_texts(objects: Objects, appearance: Dictionary, page: int) -> Iterator[MetadataText]:
    """Yield the text that an annotation draws, letter for letter as its content has it."""
    data = objects.data(appearance, _MOST_BYTES) or b""
    if b"Tj" not in data and b"TJ" not in data and b"'" not in data:
        return
    strings = [match[0] for match in _SHOWN.finditer(data) if match[0][:1] in b"(<"]
    text = "".join(map(_decoded, strings[:_MOST_TEXTS]))
    if text.strip():
        said = _said("text that an annotation draws", text)
        yield replace(said, page=page, source="comment")


def reads_otherwise(objects: Objects, font: Dictionary) -> bool:
    """Return whether a font draws letters that its table for readers says to be others.

    Only fonts that name their letters can be asked.
    """
    encoding = objects.dictionary(font, "/Encoding")
    names: dict[int, str] = {}
    code = 0
    for item in objects.array(encoding, "/Differences")[:512]:
        value = objects.resolve(item)
        if isinstance(value, int):
            code = int(value)
        else:
            names[code] = str(value).lstrip("/")
            code += 1
    letters = {code: name for code, name in names.items() if len(name) == 1 and name.isalpha()}
    if len(letters) < _LIES:
        return False
    table = objects.data(objects.dictionary(font, "/ToUnicode"), _MOST_BYTES)
    read = _unicode_of(table or b"")
    lies = sum(
        code in read and read[code].casefold() != name.casefold() and read[code].isalpha()
        for code, name in letters.items()
    )
    return lies >= _LIES


def _unicode_of(table: bytes) -> dict[int, str]:
    """The single letters of a /ToUnicode table of one-byte codes."""
    read: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.S):
        for code, value in re.findall(rb"<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{4})>", block):
            read[int(code, 16)] = chr(int(value, 16))
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.S):
        for first, last, value in re.findall(
            rb"<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{4})>", block
        ):
            for i in range(int(last, 16) - int(first, 16) + 1):
                read[int(first, 16) + i] = chr(min(int(value, 16) + i, 0xFFFF))
    return read


def _contents(objects: Objects, entries: Dictionary) -> Iterator[Dictionary]:
    found = objects.value(entries, "/Contents")
    parts = found if isinstance(found, list) else [found]
    for part in parts[:1000]:
        stream = objects.as_dictionary(part)
        if stream:
            yield stream


def _said(what: str, text: str) -> MetadataText:
    return MetadataText(what, text[:_LONGEST], source="spoken")


def _decoded(string: bytes) -> str:
    """What a string in a content stream says, in the encodings that texts of a PDF have."""
    if string[:1] == b"<":
        digits = re.sub(rb"[^0-9A-Fa-f]", b"", string)
        data = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    else:
        data = re.sub(rb"\\(\r\n|[0-7]{1,3}|.)", _unescaped, string[1:-1], flags=re.S)
    if data.startswith(b"\xfe\xff"):
        return data[2:].decode("utf-16-be", "replace")
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "replace")
    return data.decode("latin-1")


def _unescaped(match: re.Match[bytes]) -> bytes:
    escaped = match[1]
    if escaped[:1].isdigit():
        return bytes([int(escaped, 8) & 255])
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t"}.get(escaped, escaped.strip(b"\r\n"))
