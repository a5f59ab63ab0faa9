"""The pages of a PDF: their order, their boxes, what they inherit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mlsys_paper.pdf.contents import PageBoxes
from mlsys_paper.pdf.model import Box

if TYPE_CHECKING:
    from mlsys_paper.pdf.objects import Dictionary, Key, Objects

_INHERITED: Final = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_LETTER: Final = Box(0.0, 0.0, 612.0, 792.0)
_MOST_PAGES: Final = 20_000
_DEEPEST: Final = 60


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page as it stands in the file.

    Attributes:
        number: from 1.
        key: tells its object apart.
        entries: its dictionary, with the resources it inherits.
        resources: its own resources or those it inherits.
        boxes: its boxes.
    """

    number: int
    key: Key
    entries: Dictionary
    resources: Dictionary
    boxes: PageBoxes


def find_pages(objects: Objects) -> list[FoundPage]:
    """The pages in the order of reading."""
    found: list[FoundPage] = []
    root = objects.root.get("/Pages")
    waiting: list[tuple[object, Dictionary, int]] = [(root, {}, 0)]
    seen = set()
    while waiting:
        reference, inherited, depth = waiting.pop()
        node = objects.as_dictionary(reference)
        if not node:
            objects.note("a page that the list of pages names")
            continue
        own = inherited | {name: node.get(name) for name in _INHERITED if name in node}
        if "/Kids" not in node:
            found.append(_page(objects, len(found) + 1, reference, node, own))
            if len(found) >= _MOST_PAGES:
                objects.note(f"pages after the first {_MOST_PAGES}")
                break
            continue
        if depth > _DEEPEST or id(node) in seen:
            objects.note("a list of pages that leads in a circle")
            continue
        seen.add(id(node))
        waiting.extend((kid, own, depth + 1) for kid in reversed(objects.array(node, "/Kids")))
    return found


def _page(
    objects: Objects, number: int, reference: object, node: Dictionary, own: Dictionary
) -> FoundPage:
    media = _box(objects, own, "/MediaBox") or _LETTER
    boxes = PageBoxes(
        media=media,
        crop=_box(objects, own, "/CropBox") or media,
        rotation=int(objects.number(own, "/Rotate", 0)) % 360,
        unit=objects.number(node, "/UserUnit", 1.0),
    )
    return FoundPage(
        number=number,
        key=objects.key(reference),
        entries=own | node,
        resources=objects.dictionary(own, "/Resources"),
        boxes=boxes,
    )


def _box(objects: Objects, holder: Dictionary, name: str) -> Box | None:
    return box_of(objects, objects.value(holder, name))


def box_of(objects: Objects, value: object) -> Box | None:
    """A rectangle of a file with its corners in order; None when it is none."""
    sides = [objects.as_number(side) for side in value] if isinstance(value, list) else []
    if len(sides) != 4:
        return None
    x0, y0, x1, y1 = (side if side is not None else 0.0 for side in sides)
    box = Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return box if box.width > 0 and box.height > 0 else None
