"""Bookmarks and named destinations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mlsys_paper.pdf.actions import actions
from mlsys_paper.pdf.contents import OutlineEntry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlsys_paper.pdf.contents import ActiveContent
    from mlsys_paper.pdf.objects import Key, Objects

_MOST_ENTRIES: Final = 20_000


def read_destinations(objects: Objects) -> dict[str, object]:
    """The named destinations and where they lead, unresolved."""
    old = objects.dictionary(objects.root, "/Dests")
    found = {str(name).lstrip("/"): value for name, value in old.items()}
    names = objects.dictionary(objects.root, "/Names")
    for name, value in objects.name_tree(objects.dictionary(names, "/Dests")):
        found.setdefault(name, value)
    return found


def read_outline(
    objects: Objects, destinations: Mapping[str, object], pages: Mapping[Key, int]
) -> tuple[list[OutlineEntry], list[ActiveContent]]:
    """The bookmarks in order, and what they do beside leading somewhere.

    Args:
        objects: the objects of the file.
        destinations: the named destinations.
        pages: numbers of the pages by their objects.
    """
    entries: list[OutlineEntry] = []
    active: list[ActiveContent] = []
    outlines = objects.dictionary(objects.root, "/Outlines")
    waiting = [(outlines.get("/First"), 0)]
    seen: set[int] = set()
    while waiting:
        reference, depth = waiting.pop()
        item = objects.as_dictionary(reference)
        if not item or id(item) in seen:
            continue
        if len(entries) >= _MOST_ENTRIES:
            objects.note("bookmarks without end")
            break
        seen.add(id(item))
        action = objects.dictionary(item, "/A")
        target = item.get("/Dest", action.get("/D"))
        title = objects.text(item, "/Title")
        entries.append(OutlineEntry(title, depth, _page(objects, target, destinations, pages)))
        active.extend(actions(objects, action, f"bookmark {title!r}"))
        waiting.append((item.get("/Next"), depth))
        waiting.append((item.get("/First"), depth + 1))
    return entries, active


def _page(
    objects: Objects,
    target: object,
    destinations: Mapping[str, object],
    pages: Mapping[Key, int],
) -> int | None:
    found = objects.resolve(target)
    if isinstance(found, (str, bytes)):
        found = objects.resolve(destinations.get(objects.as_text(found).lstrip("/")))
    if isinstance(found, dict):
        found = objects.value(found, "/D")
    if isinstance(found, list) and found:
        return pages.get(objects.key(found[0]))
    return None
