"""Places that links and bookmarks lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pypdf.generic import NameObject

from mlsys_paper.structure.outline import read_destinations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlsys_paper.structure.objects import Dictionary, Key, Objects


class Target(NamedTuple):
    """A place on a page.

    Attributes:
        page: number of the page.
        key: tells the page's object apart.
        place: where on the page and how large, as the file has it.
        name: what the place is called; "" for one without a name.
    """

    page: int
    key: Key
    place: list[Any]
    name: str = ""


class Destinations:
    """The places of a paper.

    Attributes:
        named: those with names, unresolved.
    """

    def __init__(self, objects: Objects, pages: Mapping[Key, int]) -> None:
        """Read the names.

        Args:
            objects: the objects of the file.
            pages: numbers of the pages by their objects, in order.
        """
        self._objects = objects
        self._pages = pages
        self._keys = list(pages)
        self.named = read_destinations(objects)

    def target(self, value: object) -> Target | None:
        """Where a destination leads; None when it leads nowhere in this file."""
        objects = self._objects
        found = objects.resolve(value)
        name = ""
        if isinstance(found, (str, bytes)):
            name = objects.as_text(found)
            name = name.lstrip("/") if isinstance(found, NameObject) else name
            found = objects.resolve(self.named.get(name))
        if isinstance(found, dict):
            found = objects.value(found, "/D")
        if isinstance(found, list) and found:
            key = self._page(found[0])
            if key in self._pages:
                return Target(self._pages[key], key, found[1:], name)
        return None

    def _page(self, value: object) -> Key:
        """A page by its object, or as some programs have it by its place in the file."""
        if isinstance(value, int) and 0 <= value < len(self._keys):
            return self._keys[value]
        return self._objects.key(value)

    def of_holder(self, holder: Dictionary) -> tuple[bool, Target | None]:
        """Whether a link or a bookmark leads to a place in this file, and where."""
        if "/Dest" in holder:
            return True, self.target(holder.get("/Dest"))
        action = self._objects.dictionary(holder, "/A")
        if self._objects.text(action, "/S") == "/GoTo":
            return True, self.target(action.get("/D"))
        return False, None
