"""Links and named places of a part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    PdfObject,
    TextStringObject,
)

from mlsys_paper.split.marker import NAME

if TYPE_CHECKING:
    from mlsys_paper.split.copying import Copies
    from mlsys_paper.split.destinations import Destinations, Target
    from mlsys_paper.structure.objects import Dictionary, Objects
    from mlsys_paper.structure.pages import FoundPage


class LinkCount:
    """Links that are plain text now: to the other part, and to nowhere."""

    def __init__(self) -> None:
        self.across = 0
        self.nowhere = 0


@dataclass(frozen=True)
class Part:
    """A part of a paper in the making.

    Attributes:
        copies: the objects of the new file.
        objects: the objects of the paper.
        destinations: the places of the paper.
        pages: numbers of the part's pages.
        count: counts the links that are left out.
    """

    copies: Copies
    objects: Objects
    destinations: Destinations
    pages: frozenset[int]
    count: LinkCount


def kept_annotations(part: Part, page: FoundPage) -> ArrayObject:
    """The annotations of a page, without links out of the part."""
    copies, objects = part.copies, part.objects
    kept = ArrayObject()
    for reference in objects.array(page.entries, "/Annots"):
        annotation = objects.as_dictionary(reference)
        if not annotation:
            continue
        leads, target = part.destinations.of_holder(annotation)
        if target is not None and target.page in part.pages:
            kept.append(copies.add(_leading(copies, annotation, target)))
            continue
        if not leads:
            kept.append(copies.copy(reference))
            continue
        part.count.nowhere += target is None
        part.count.across += target is not None
        if objects.text(annotation, "/Subtype") != "/Link":  # a button is painted on the page
            kept.append(copies.add(_leading(copies, annotation, None)))
    return kept


def _leading(copies: Copies, annotation: Dictionary, target: Target | None) -> DictionaryObject:
    """An annotation that leads to a place in the part, or nowhere; its look and area stay."""
    result = DictionaryObject()
    for name, value in annotation.items():
        if name not in {"/A", "/Dest", "/PA", "/StructParent"}:
            result[NameObject(name)] = copies.copy(value)
    if target is not None and annotation.get("/Subtype") == "/Link":
        result[NameObject("/Dest")] = placed(copies, target)
    elif target is not None:
        action = {NameObject("/S"): NameObject("/GoTo"), NameObject("/D"): placed(copies, target)}
        result[NameObject("/A")] = DictionaryObject(action)
    return result


def placed(copies: Copies, target: Target) -> PdfObject:
    """A destination: its name, or the page and place themselves."""
    return _string(target.name) if target.name else _place(copies, target)


def _place(copies: Copies, target: Target) -> ArrayObject:
    return ArrayObject([copies.pages[target.key], *map(copies.copy, target.place)])


def names(part: Part) -> DictionaryObject | None:
    """The named places on the part's pages; the style's mark is not among them."""
    copies, destinations = part.copies, part.destinations
    found = {}
    for name, value in destinations.named.items():
        target = destinations.target(value)
        if target is not None and target.page in part.pages and name != NAME:
            found[_string(name).get_encoded_bytes()] = target
    if not found:
        return None
    listed = ArrayObject()
    for text, target in sorted(found.items()):  # viewers search for them by halves
        listed.extend((ByteStringObject(text), _place(copies, target)))
    tree = copies.add(DictionaryObject({NameObject("/Names"): listed}))
    return DictionaryObject({NameObject("/Dests"): tree})


def _string(name: str) -> TextStringObject:
    return TextStringObject(name)
