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
        place: the array that names page and place, unresolved.
        name: what the place is called; "" for one without a name.
    """

    page: int
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
            pages: numbers of the pages by their objects.
        """
        self._objects = objects
        self._pages = pages
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
            page = self._pages.get(objects.key(found[0]))
            if page is not None:
                return Target(page, found, name)
        return None

    def of_holder(self, holder: Dictionary) -> tuple[bool, Target | None]:
        """Whether a link or a bookmark leads to a place in this file, and where."""
        if "/Dest" in holder:
            return True, self.target(holder.get("/Dest"))
        action = self._objects.dictionary(holder, "/A")
        if self._objects.text(action, "/S") == "/GoTo":
            return True, self.target(action.get("/D"))
        return False, None
