"""Bookmarks, those of one part at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pypdf.generic import DictionaryObject, NameObject, NumberObject, PdfObject

from mlsys_paper.split.places import placed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pypdf.generic import IndirectObject

    from mlsys_paper.split.copying import Copies
    from mlsys_paper.split.destinations import Destinations, Target
    from mlsys_paper.structure.objects import Dictionary, Objects

_DEEPEST: Final = 40
_MOST: Final = 20_000
_LOOKS: Final = ("/Title", "/C", "/F")


@dataclass
class Bookmark:
    """A bookmark with those below it.

    Attributes:
        entries: as the file has them.
        target: where it leads, None for one that only holds others.
        kids: those below it.
        open: whether viewers show them at first.
    """

    entries: Dictionary
    target: Target | None
    open: bool
    kids: list[Bookmark] = field(default_factory=list)


def read_bookmarks(objects: Objects, destinations: Destinations) -> list[Bookmark]:
    """The bookmarks of a file."""
    outlines = objects.dictionary(objects.root, "/Outlines")
    seen: set[int] = set()
    return list(_level(objects, destinations, outlines, seen, 0))


def _level(
    objects: Objects, destinations: Destinations, holder: Dictionary, seen: set[int], depth: int
) -> Iterator[Bookmark]:
    item = objects.dictionary(holder, "/First")
    while item and id(item) not in seen and len(seen) < _MOST and depth < _DEEPEST:
        seen.add(id(item))
        _, target = destinations.of_holder(item)
        kids = list(_level(objects, destinations, item, seen, depth + 1))
        yield Bookmark(item, target, objects.number(item, "/Count", 0) > 0, kids)
        item = objects.dictionary(item, "/Next")


def of_pages(bookmarks: list[Bookmark], pages: Collection[int]) -> list[Bookmark]:
    """The bookmarks that lead to some pages; those of a section that is gone move up."""
    kept: list[Bookmark] = []
    for item in bookmarks:
        kids = of_pages(item.kids, pages)
        stays = item.target.page in pages if item.target else bool(kids)
        if stays:
            kept.append(Bookmark(item.entries, item.target, item.open, kids))
        else:
            kept.extend(kids)
    return kept


def outline(copies: Copies, bookmarks: list[Bookmark]) -> IndirectObject | None:
    """The bookmarks in the new file; None where there are none."""
    if not bookmarks:
        return None
    root = copies.reserve()
    entries = DictionaryObject({NameObject("/Type"): NameObject("/Outlines")})
    shown = _fill(copies, entries, root, bookmarks)
    entries[NameObject("/Count")] = NumberObject(shown)
    copies.put(root, entries)
    return root


def _fill(
    copies: Copies, holder: DictionaryObject, parent: IndirectObject, bookmarks: list[Bookmark]
) -> int:
    """Put bookmarks below a holder; returns how many are shown when it is open."""
    references = [copies.reserve() for _ in bookmarks]
    shown = len(bookmarks)
    for i, (item, reference) in enumerate(zip(bookmarks, references, strict=True)):
        entries = DictionaryObject()
        for name in _LOOKS:
            if name in item.entries:
                entries[NameObject(name)] = copies.copy(item.entries.get(name))
        links: dict[str, Any] = {"/Parent": parent}
        if i:
            links["/Prev"] = references[i - 1]
        if i + 1 < len(references):
            links["/Next"] = references[i + 1]
        if item.target:
            links["/Dest"] = placed(copies, item.target)
        if item.kids:
            below = _fill(copies, entries, reference, item.kids)
            links["/Count"] = NumberObject(below if item.open else -below)
            shown += below if item.open else 0
        _set(entries, links)
        copies.put(reference, entries)
    _set(holder, {"/First": references[0], "/Last": references[-1]})
    return shown


def _set(entries: DictionaryObject, values: dict[str, PdfObject]) -> None:
    for name, value in values.items():
        entries[NameObject(name)] = value
