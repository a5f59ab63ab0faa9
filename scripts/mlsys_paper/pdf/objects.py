"""The objects of a PDF, handed out without ever raising an error.

A file may hold anything: references that lead in circles or nowhere, a number
where a dictionary belongs, streams that blow up when they are unpacked. What
reads it asks here for the kind of object it wants and gets an empty one where
the file has something else. What could not be read is noted in `unreadable`.
"""

from __future__ import annotations

import logging
import zlib
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from pypdf import PdfReader, apply_configuration
from pypdf.generic import IndirectObject, NameObject, StreamObject

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BytesIO

# Notes on how a file was repaired are of no use to those who read a report.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

Dictionary = dict[Any, Any]
Key = tuple[int, int]
"""Tells objects apart: number and generation, or the address of a direct one."""

_MOST_STEPS: Final = 500_000
_MOST_SEARCHES: Final = 30
"""A reference to an object that no table lists costs a search of the file."""
_MOST_NOTES: Final = 20
_MOST_NODES: Final = 50_000
_MOST_BYTES: Final = 16_000_000
limited: Final = partial(
    apply_configuration,
    zlib_maximum_output_length=_MOST_BYTES,
    lzw_maximum_output_length=_MOST_BYTES,
    run_length_maximum_output_length=_MOST_BYTES,
    zlib_maximum_recovery_input_length=200_000,
    stream_decoding_work_maximum_length=4 * _MOST_BYTES,
    jbig2dec_binary=None,  # nothing in a PDF runs a program
)
_TEXT_FILTERS: Final = {
    "/FlateDecode",
    "/ASCIIHexDecode",
    "/ASCII85Decode",
    "/LZWDecode",
    "/RunLengthDecode",
}
_IMAGE_FILTERS: Final = {"/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode"}


class Objects:
    """The objects of one file.

    Attributes:
        reader: what reads the file.
        root: the catalog.
        information: the document information dictionary.
        unreadable: parts that could not be read, each in a few words.
    """

    def __init__(self, file: BytesIO) -> None:
        """Open a file.

        Raises:
            Exception: anything, when no catalog can be found in it.
        """
        self.unreadable: list[str] = []
        self._steps = _MOST_STEPS
        self._searches = _MOST_SEARCHES
        with limited():
            self.reader = PdfReader(file)
            self.encrypted = self.reader.is_encrypted
            self.root: Dictionary = {} if self.encrypted else self.reader.root_object
        self.information = self.dictionary(self.reader.trailer, "/Info")

    def note(self, what: str) -> None:
        """Remember that a part could not be read."""
        if what not in self.unreadable and len(self.unreadable) < _MOST_NOTES:
            self.unreadable.append(what)

    def resolve(self, value: object) -> object:
        """The object that a reference leads to; None where it leads nowhere."""
        for _ in range(8):
            if not isinstance(value, IndirectObject):
                return value
            self._steps -= 1
            if self._steps < 0:
                self.note("what is left of a file with too many objects")
                return None
            value = self._load(value)
        return None

    def _load(self, reference: IndirectObject) -> object:
        reader = self.reader
        key = (reference.generation, reference.idnum)
        if key in reader.resolved_objects:
            return reader.resolved_objects[key]
        listed = reference.idnum in reader.xref_objStm or reference.idnum in reader.xref.get(
            reference.generation, {}
        )
        if not listed:
            self._searches -= 1
            if self._searches < 0:
                self.note(f"object {reference.idnum}")
                return None
        try:
            with limited():
                return reader.get_object(reference)
        except Exception:  # a broken file may raise anything
            self.note(f"object {reference.idnum}")
            reader.resolved_objects[key] = None
            return None

    def key(self, value: object) -> Key:
        """What tells an object apart from others, be it given by reference or not."""
        if isinstance(value, IndirectObject):
            return value.idnum, value.generation
        return id(value), -1

    def value(self, holder: Dictionary, name: str) -> object:
        """The value of an entry, None where there is none."""
        return self.resolve(holder.get(name))

    def dictionary(self, holder: Dictionary, name: str) -> Dictionary:
        """The dictionary or stream of an entry."""
        return self.as_dictionary(holder.get(name))

    def as_dictionary(self, value: object) -> Dictionary:
        """A value that should be a dictionary or a stream."""
        found = self.resolve(value)
        return found if isinstance(found, dict) else {}

    def array(self, holder: Dictionary, name: str) -> list[Any]:
        """The array of an entry, its elements unresolved."""
        found = self.value(holder, name)
        return found if isinstance(found, list) else []

    def text(self, holder: Dictionary, name: str) -> str:
        """The string or name of an entry."""
        return self.as_text(holder.get(name))

    def as_text(self, value: object) -> str:
        """A value that should be a string or a name; names keep their slash."""
        found = self.resolve(value)
        if isinstance(found, bytes):  # in no encoding that PDF knows
            found = found.decode("utf-8" if _is_utf8(found) else "latin-1")
        return found.replace("\0", "").strip() if isinstance(found, str) else ""

    def is_name(self, value: object) -> bool:
        """Whether a resolved value is a name, which is no text for people."""
        return isinstance(value, NameObject)

    def number(self, holder: Dictionary, name: str, default: float) -> float:
        """The number of an entry."""
        found = self.as_number(holder.get(name))
        return default if found is None else found

    def as_number(self, value: object) -> float | None:
        """A value that should be a number of sensible size."""
        found = self.resolve(value)
        if isinstance(found, (int, float)):
            try:
                number = float(found)
            except OverflowError:
                return None
            return number if abs(number) < 1e7 else None
        return None

    def filters(self, stream: Dictionary) -> list[str]:
        """The names of a stream's filters."""
        found = self.value(stream, "/Filter")
        chain = found if isinstance(found, list) else [found]
        return [self.as_text(name) for name in chain[:8] if name is not None]

    def data(self, stream: Dictionary, limit: int) -> bytes | None:
        """The first bytes of a stream without its compression, an image's as they are.

        Args:
            stream: the stream.
            limit: as many bytes at most.

        Returns:
            None when it isn't a stream or cannot be unpacked.
        """
        if not isinstance(stream, StreamObject):
            return None
        filters = self.filters(stream)
        raw = bytes(stream._data)  # the bytes in the file: get_data() unpacks them all
        if filters and filters[-1] in _IMAGE_FILTERS:
            filters.pop()
            if set(filters) - {"/FlateDecode"} or len(filters) > 1:
                return None
        if not filters:
            return raw[:limit]
        if filters == ["/FlateDecode"]:
            return _inflated(raw, limit)
        return self._decoded(stream, filters, limit)

    def _decoded(self, stream: StreamObject, filters: list[str], limit: int) -> bytes | None:
        if not set(filters) <= _TEXT_FILTERS:
            return None
        try:
            with limited():
                return bytes(stream.get_data()[:limit])
        except Exception:  # as above
            return None

    def name_tree(self, tree: Dictionary) -> Iterator[tuple[str, object]]:
        """The names and unresolved values of a name tree, in order."""
        waiting, seen, count = deque([tree]), {id(tree)}, 0
        while waiting:
            node = waiting.popleft()
            names = self.array(node, "/Names")
            for name, value in zip(names[::2], names[1::2], strict=False):
                count += 1
                if count > _MOST_NODES:
                    self.note("a list of names without end")
                    return
                yield self.as_text(name), value
            for kid in self.array(node, "/Kids"):
                child = self.as_dictionary(kid)
                if id(child) not in seen and len(seen) < _MOST_NODES:
                    seen.add(id(child))
                    waiting.append(child)


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _inflated(raw: bytes, limit: int) -> bytes | None:
    unpacker = zlib.decompressobj()
    parts: list[bytes] = []
    left = limit
    # In pieces: what comes before a fault in the data is still of use.
    for start in range(0, len(raw), 4096):
        try:
            parts.append(unpacker.decompress(raw[start : start + 4096], left))
        except zlib.error:
            break
        left -= len(parts[-1])
        if left <= 0 or unpacker.eof:
            break
    return b"".join(parts) or (None if raw else b"")
