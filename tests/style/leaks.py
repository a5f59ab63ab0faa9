"""Look for a text everywhere in a PDF: on its pages, in every object, in every stream."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from mlsys_paper.pdf.page import read_document
from style.papers import squeeze, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def places(path: Path, text: str) -> list[str]:
    """Where a PDF holds a text in any encoding that PDFs use; empty when nowhere."""
    found = [where for where, content in _contents(path) if _holds(content, text)]
    printed, titles = _printed(path), squeeze(text)
    return [*found, "printed text"] if titles in printed else found


@functools.cache
def _printed(path: Path) -> str:
    return text_of(read_document(path))


def _holds(content: bytes, text: str) -> bool:
    lowered = content.lower()
    for encoding in ("utf-8", "utf-16-be", "utf-16-le", "latin-1"):
        data = text.lower().encode(encoding)
        if data in lowered or data.hex().encode() in lowered:
            return True
    return False


@functools.cache
def _contents(path: Path) -> tuple[tuple[str, bytes], ...]:
    """The raw file, and the strings, names and decompressed streams of each object."""
    reader = PdfReader(path)
    numbers = {number for table in reader.xref.values() for number in table}
    numbers |= set(reader.xref_objStm)
    found = [("file", path.read_bytes())]
    for number in sorted(numbers - {0}):
        thing = reader.get_object(IndirectObject(number, 0, reader))
        found += [(f"object {number}: {what}", data) for what, data in _parts(thing)]
    found += [(f"trailer: {what}", data) for what, data in _parts(reader.trailer)]
    return tuple(found)


def _parts(thing: object) -> Iterator[tuple[str, bytes]]:
    if isinstance(thing, DictionaryObject):
        for key, value in dict.items(thing):
            yield "name", key.encode()
            for what, data in _parts(value):
                yield f"{key} {what}", data
    if isinstance(thing, StreamObject):
        yield "stream", _data(thing)
    elif isinstance(thing, ArrayObject):
        for value in list.__iter__(thing):
            yield from _parts(value)
    elif isinstance(thing, TextStringObject):
        yield "string", thing.original_bytes
        yield "string", thing.encode("utf-8", "replace")
    elif isinstance(thing, (ByteStringObject, NameObject)):
        yield "bytes", thing.encode() if isinstance(thing, str) else bytes(thing)


def _data(stream: StreamObject) -> bytes:
    """A stream decompressed; a picture that pypdf can't decode, as it is."""
    try:
        return stream.get_data()
    except (PyPdfError, NotImplementedError, ValueError):
        return stream._data
