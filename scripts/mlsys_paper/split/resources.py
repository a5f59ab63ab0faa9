"""What a page paints with, without what it only lists: some programs list all for every page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pypdf.generic import DictionaryObject, NameObject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdf.generic import PdfObject

    from mlsys_paper.split.copying import Copies
    from mlsys_paper.structure.objects import Dictionary, Objects
    from mlsys_paper.structure.pages import FoundPage

_CATEGORIES: Final = ("/XObject", "/Font", "/Pattern", "/Shading")
_NAME: Final = re.compile(rb"/([^\s\0/<>\[\](){}%]*)")
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_MOST_CONTENT: Final = 16_000_000


def copied_resources(copies: Copies, objects: Objects, page: FoundPage) -> PdfObject:
    """The resources of a page that its content names; all where that can't be told."""
    names = _names(objects, page)
    if names is None or _lends(objects, page.resources):
        return copies.copy(page.entries.get("/Resources"))
    result = DictionaryObject()
    for category, value in page.resources.items():
        if category not in _CATEGORIES:
            result[NameObject(category)] = copies.copy(value)
            continue
        kept = {
            NameObject(name): copies.copy(entry)
            for name, entry in objects.as_dictionary(value).items()
            if name in names
        }
        if kept:
            result[NameObject(category)] = DictionaryObject(kept)
    return result


def _names(objects: Objects, page: FoundPage) -> set[str] | None:
    """The names in the content of a page, with their slashes; None for content without end."""
    contents = objects.value(page.entries, "/Contents")
    names: set[str] = set()
    left = _MOST_CONTENT
    for stream in contents if isinstance(contents, list) else [contents]:
        part = objects.data(objects.as_dictionary(stream), left)
        if part is None or len(part) >= left:
            return None
        left -= len(part)
        for found in _NAME.finditer(part):
            name = _ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), found[1])
            names.add("/" + name.decode("utf-8", "replace"))
    return names


def _lends(objects: Objects, resources: Dictionary) -> bool:
    """Whether something may paint with the page's resources for want of its own."""
    return any("/Resources" not in entries for entries in _borrowers(objects, resources))


def _borrowers(objects: Objects, resources: Dictionary) -> Iterator[Dictionary]:
    for category in ("/XObject", "/Font", "/Pattern"):
        for value in objects.dictionary(resources, category).values():
            entries = objects.as_dictionary(value)
            if objects.text(entries, "/Subtype") in {"/Form", "/Type3"}:
                yield entries
