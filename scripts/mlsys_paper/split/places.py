"""Places that links and bookmarks lead to, the bookmarks, and the mark of the appendix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pypdf.generic import NameObject

from mlsys_paper.pdf.outline import read_destinations
from mlsys_paper.split.model import Marker

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mlsys_paper.pdf.objects import Dictionary, Key, Objects

MARK: Final = "mlsys.appendix"
"""The named place that the style leaves where \\appendix stands."""
_IN_CATALOG: Final = "/MLSYS.Appendix"
_DEEPEST: Final = 40
_MOST_BOOKMARKS: Final = 20_000


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

    def at(self, objects: Objects) -> tuple[float | None, float | None]:
        """Return x and y of the place on its page in bp, None for what it leaves open."""
        how = objects.as_text(self.place[0]) if self.place else ""
        numbers = [objects.as_number(value) for value in self.place[1:5]]
        if how == "/XYZ" and len(numbers) > 1:
            return numbers[0], numbers[1]
        if how == "/FitR" and len(numbers) == 4:
            return numbers[0], numbers[3]
        return (None, numbers[0]) if how in {"/FitH", "/FitBH"} and numbers else (None, None)


class Bookmark(NamedTuple):
    """A bookmark with those below it.

    Attributes:
        entries: as the file has them.
        target: where it leads, None for one that only holds others.
        kids: those below it.
        is_open: whether viewers show them at first.
    """

    entries: Dictionary
    target: Target | None
    kids: tuple[Bookmark, ...]
    is_open: bool


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

    def marker(self) -> Marker | None:
        r"""Return the style's mark of \appendix; None in a PDF that has none, or none of sense."""
        target = self.target(self.named.get(MARK))
        if target is None:
            target = self.target(self._objects.root.get(_IN_CATALOG))
        x, y = target.at(self._objects) if target else (None, None)
        return None if target is None or x is None or y is None else Marker(target.page, x, y)

    def bookmarks(self) -> tuple[Bookmark, ...]:
        """Return the bookmarks of the file, those of the first level."""
        return tuple(self._level(self._objects.dictionary(self._objects.root, "/Outlines"), set()))

    def _level(self, holder: Dictionary, seen: set[int], depth: int = 0) -> Iterator[Bookmark]:
        objects = self._objects
        item = objects.dictionary(holder, "/First")
        while item and id(item) not in seen and len(seen) < _MOST_BOOKMARKS and depth < _DEEPEST:
            seen.add(id(item))
            kids = tuple(self._level(item, seen, depth + 1))
            is_open = objects.number(item, "/Count", 0) > 0
            yield Bookmark(item, self.of_holder(item)[1], kids, is_open)
            item = objects.dictionary(item, "/Next")
