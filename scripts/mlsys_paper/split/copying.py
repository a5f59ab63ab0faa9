"""Copy objects of a PDF, and what they lead to, into a new file.

Nothing is followed into pages that the new file does not have: whatever leads
to such a page, to the tree of pages, the catalog or the tree of the structure
leads nowhere in the copy.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Final

from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from mlsys_paper.errors import PaperError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mlsys_paper.structure.objects import Key, Objects

_DEEPEST: Final = 200
_MOST_OBJECTS: Final = 400_000
_STAYS_BEHIND: Final = {"/Page", "/Pages", "/Catalog", "/StructTreeRoot", "/StructElem"}
# The tree of the structure is not copied: what leads into it would lead nowhere.
_NO_KEYS: Final = {"/StructParent", "/StructParents"}


class Copies:
    """The objects of the new file.

    Attributes:
        objects: by their numbers less one; None for one that is still to come.
    """

    def __init__(self, source: Objects, pages: Iterable[Key]) -> None:
        """Begin with no object but places for the pages.

        Args:
            source: the objects of the file to copy from.
            pages: what tells the objects of the new file's pages apart, in order.
        """
        self.objects: list[PdfObject | None] = []
        self._source = source
        self.pages: Mapping[Key, IndirectObject] = {key: self.reserve() for key in pages}
        self._known: dict[Key, PdfObject] = dict(self.pages)
        self._waiting: deque[tuple[IndirectObject, object]] = deque()

    def reserve(self) -> IndirectObject:
        """A number for an object to come."""
        if len(self.objects) >= _MOST_OBJECTS:
            raise PaperError("it has too many objects.", "Export it again.")
        self.objects.append(None)
        return IndirectObject(len(self.objects), 0, None)

    def put(self, reference: IndirectObject, value: PdfObject) -> None:
        """Give a number its object."""
        self.objects[reference.idnum - 1] = value

    def add(self, value: PdfObject) -> IndirectObject:
        """Number an object."""
        reference = self.reserve()
        self.put(reference, value)
        return reference

    def copy(self, value: Any) -> PdfObject:
        """A copy of a value of the source; what it refers to is copied as well."""
        result = self._copy(value, 0)
        while self._waiting:
            reference, found = self._waiting.popleft()
            self.put(reference, self._copy(found, 0))
        return result

    def _copy(self, value: Any, depth: int) -> PdfObject:
        if depth > _DEEPEST:
            raise PaperError("its objects are nested without end.", "Export it again.")
        if isinstance(value, IndirectObject):
            return self._reference(value)
        if isinstance(value, StreamObject):
            stream = StreamObject()
            stream._data = bytes(value._data)  # as it is in the file, packed
            self._fill(stream, value, depth)
            stream.pop("/Length", None)
            return stream
        if isinstance(value, DictionaryObject):
            result = DictionaryObject()
            self._fill(result, value, depth)
            return result
        if isinstance(value, ArrayObject):
            return ArrayObject(self._copy(item, depth + 1) for item in value)
        if isinstance(value, TextStringObject):
            return ByteStringObject(value.original_bytes)
        return value if isinstance(value, PdfObject) else NullObject()

    def _fill(self, result: DictionaryObject, source: DictionaryObject, depth: int) -> None:
        for key, value in source.items():
            if key not in _NO_KEYS:
                result[NameObject(key)] = self._copy(value, depth + 1)

    def _reference(self, reference: IndirectObject) -> PdfObject:
        key = self._source.key(reference)
        if key not in self._known:
            found = self._source.resolve(reference)
            if found is None or self._stays_behind(found):
                self._known[key] = NullObject()
            else:
                mine = self.reserve()
                self._known[key] = mine
                self._waiting.append((mine, found))
        return self._known[key]

    def _stays_behind(self, found: object) -> bool:
        """Whether an object is the whole file's, another page, or a comment on one."""
        if not isinstance(found, dict) or isinstance(found, StreamObject):
            return False
        if (
            "/Rect" in found
            and "/P" in found
            and self._source.key(found.get("/P")) not in self.pages
        ):
            return True
        return self._source.text(found, "/Type") in _STAYS_BEHIND
