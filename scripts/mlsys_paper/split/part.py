"""Make a PDF of some pages of a paper: pages, links, bookmarks, labels, little else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from mlsys_paper.split.bookmarks import of_pages, outline
from mlsys_paper.split.copying import Copies
from mlsys_paper.split.labels import label_tree
from mlsys_paper.split.paper import DAMAGED
from mlsys_paper.split.places import LinkCount, Part, kept_annotations, names
from mlsys_paper.split.resources import copied_resources
from mlsys_paper.split.writing import written
from mlsys_paper.errors import PaperError
from mlsys_paper.structure.metadata import document_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pypdf.generic import IndirectObject

    from mlsys_paper.split.paper import OpenPaper
    from mlsys_paper.structure.objects import Objects
    from mlsys_paper.structure.pages import FoundPage

_OF_PAGES: Final = (
    "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate", "/UserUnit",
    "/Contents", "/Group", "/Tabs",
)  # fmt: skip
"""What a page is painted with. Its private data, dates, scripts stay behind."""
_OF_CATALOG: Final = ("/Lang", "/OCProperties")
_INFORMATION: Final = ("Title", "Author", "Subject", "Keywords", "Creator", "Producer")
"""What the document information may say; dates and what engines add stay behind."""
_IN_XMP: Final = {
    "dc:title": "Title",
    "dc:creator": "Author",
    "dc:description": "Subject",
    "pdf:Keywords": "Keywords",
}


def part_of(paper: OpenPaper, numbers: Iterable[int], count: LinkCount) -> bytes:
    """A PDF of some pages.

    Args:
        paper: the paper.
        numbers: the pages, from 1.
        count: counts the links that are left out.

    Raises:
        PaperError: something on the pages can't be read.
    """
    wanted = frozenset(numbers)
    chosen = [page for page in paper.pages if page.number in wanted]
    copies = Copies(paper.objects, (page.key for page in chosen))
    part = Part(copies, paper.objects, paper.destinations, wanted, count)
    tree = copies.reserve()
    for page in chosen:
        copies.put(copies.pages[page.key], _page(part, page, tree))
    copies.put(
        tree,
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Pages"),
                NameObject("/Kids"): ArrayObject(copies.pages.values()),
                NameObject("/Count"): NumberObject(len(chosen)),
            }
        ),
    )
    catalog = _catalog(part, paper)
    catalog[NameObject("/Pages")] = tree
    root = copies.add(catalog)
    information = _information(copies, paper.objects)
    if paper.objects.unreadable:
        raise PaperError(f"{paper.objects.unreadable[0]} in it cannot be read.", DAMAGED)
    return written(copies.objects, root, information, paper.version)


def _page(part: Part, page: FoundPage, tree: IndirectObject) -> DictionaryObject:
    result = DictionaryObject(
        {NameObject("/Type"): NameObject("/Page"), NameObject("/Parent"): tree}
    )
    for name in _OF_PAGES:
        if name in page.entries:
            result[NameObject(name)] = part.copies.copy(page.entries[name])
    result[NameObject("/Resources")] = copied_resources(part.copies, part.objects, page)
    kept = kept_annotations(part, page)
    if kept:
        result[NameObject("/Annots")] = kept
    return result


def _catalog(part: Part, paper: OpenPaper) -> DictionaryObject:
    copies, wanted = part.copies, part.pages
    root = paper.objects.root
    entries: dict[str, Any] = {"/Type": NameObject("/Catalog")}
    entries |= {name: copies.copy(root.get(name)) for name in _OF_CATALOG if name in root}
    shown = paper.objects.dictionary(root, "/ViewerPreferences")
    if paper.objects.value(shown, "/DisplayDocTitle"):
        title = {NameObject("/DisplayDocTitle"): copies.copy(shown.get("/DisplayDocTitle"))}
        entries["/ViewerPreferences"] = DictionaryObject(title)
    entries["/Names"] = names(part)
    entries["/PageLabels"] = label_tree([paper.labels[number - 1] for number in sorted(wanted)])
    entries["/Outlines"] = outline(copies, of_pages(list(paper.bookmarks), wanted))
    if entries["/Outlines"] and paper.objects.text(root, "/PageMode") == "/UseOutlines":
        entries["/PageMode"] = NameObject("/UseOutlines")
    return DictionaryObject(
        {NameObject(name): value for name, value in entries.items() if value is not None}
    )


def _information(copies: Copies, objects: Objects) -> IndirectObject | None:
    """Title, authors and the like, from the document information or else from XMP."""
    said = {name: objects.text(objects.information, f"/{name}") for name in _INFORMATION}
    for name, text in _of_xmp(objects):
        said[name] = said[name] or text
    entries = {
        NameObject(f"/{name}"): TextStringObject(text) for name, text in said.items() if text
    }
    return copies.add(DictionaryObject(entries)) if entries else None


def _of_xmp(objects: Objects) -> Iterator[tuple[str, str]]:
    found: dict[str, list[str]] = {}
    for item in document_texts(objects):
        if item.where.startswith("XMP") and item.key in _IN_XMP:
            found.setdefault(_IN_XMP[item.key], []).append(item.text)
    for name, texts in found.items():
        yield name, "; ".join(dict.fromkeys(texts))
