"""Make a PDF of some pages of a paper: pages, links, bookmarks, labels, little else.

The paper is opened anew for each part. What belongs to the other part is
emptied there first, so that nothing that is copied can lead to it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    ContentStream,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
    TreeObject,
)

from mlsys_paper.errors import PaperError
from mlsys_paper.pdf.metadata import document_texts
from mlsys_paper.pdf.objects import Objects, limited
from mlsys_paper.pdf.pages import FoundPage, box_of, find_pages
from mlsys_paper.split.halves import Half, half_of
from mlsys_paper.split.places import MARK, Bookmark, Destinations, Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pypdf import PageObject

    from mlsys_paper.pdf.objects import Dictionary

DAMAGED: Final = "The file is damaged; export it again."
_OF_PAGES: Final = {
    "/Type", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate", "/UserUnit",
    "/Contents", "/Resources", "/Group", "/Tabs",
}  # fmt: skip
"""What a page is painted with. Its private data, dates, scripts stay behind."""
_NOWHERE: Final = ("/PieceInfo", "/LastModified", "/StructParent", "/StructParents")
"""What is copied with no object: drawing programs' own data, and places in a tree left behind."""
_OF_CATALOG: Final = ("/Lang", "/OCProperties")
_INFORMATION: Final = ("Title", "Author", "Subject", "Keywords", "Creator", "Producer")
"""What the document information may say; dates and what engines add stay behind."""
_IN_XMP: Final = {
    "dc:title": "Title",
    "dc:creator": "Author",
    "dc:description": "Subject",
    "pdf:Keywords": "Keywords",
}
_PRUNED: Final = ("/XObject", "/Font", "/Pattern", "/Shading", "/Properties")
_NAME: Final = re.compile(rb"/([^\s\0/<>\[\](){}%]*)")
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_MOST_CONTENT: Final = 16_000_000
_BELOW: Final = 9.0
"""bp from a place to the line that it names: hyperref puts it above the line."""

Share = dict[int, Half | None]
"""The pages of a part by their numbers; a half of one that both parts share."""


@dataclass(slots=True)
class LinkCount:
    """Count links that are plain text now: to the other part, and to nowhere."""

    across: int = 0
    nowhere: int = 0


class OpenPaper:
    """A paper that is open to be split.

    Attributes:
        objects: its objects.
        pages: its pages in order.
        destinations: the places in it.
    """

    def __init__(self, data: bytes) -> None:
        """Open a paper.

        Raises:
            PaperError: it can't be read, not all of it, or only with a password.
        """
        try:
            self.objects = Objects(BytesIO(data))
        except Exception as error:  # a broken file may raise anything
            raise PaperError("it cannot be read as a PDF.", DAMAGED) from error
        if self.objects.encrypted:
            raise PaperError(
                "it is encrypted, and a part of it would not be.",
                "Export it again without encryption or a password.",
            )
        self.pages = tuple(find_pages(self.objects))
        numbers = {page.key: page.number for page in self.pages}
        if len(numbers) < len(self.pages):
            raise PaperError("it has the same page twice.", DAMAGED)
        self.destinations = Destinations(self.objects, numbers)


def part_of(data: bytes, share: Share, links: LinkCount) -> bytes:
    """Return a PDF of some pages.

    Args:
        data: the paper.
        share: the pages.
        links: counts the links that are left out.

    Raises:
        PaperError: something on the pages can't be read.
    """
    paper = OpenPaper(data)
    with limited():
        written = _Part(paper, share, links).write()
    if paper.objects.unreadable:
        raise PaperError(f"{paper.objects.unreadable[0]} in it cannot be read.", DAMAGED)
    return written


class _Part:
    def __init__(self, paper: OpenPaper, share: Share, links: LinkCount) -> None:
        self.paper, self.objects, self.share, self.links = paper, paper.objects, share, links
        self.writer = PdfWriter()
        self.sources: list[PageObject] = list(self.objects.reader.pages)
        if len(self.sources) != len(paper.pages):
            raise PaperError("the list of its pages cannot be read.", DAMAGED)

    def write(self) -> bytes:
        paper, objects, writer = self.paper, self.objects, self.writer
        labels = self._labels()
        bookmarks = list(self._kept(paper.destinations.bookmarks()))
        named = self._named()
        information = _information(objects)
        annotations = {page.number: self._annotations(page) for page in paper.pages}
        self._empty_the_rest()
        for number, half in self.share.items():
            self._copy_page(number, half)
        # Pages come first: what leads to one is then led to its copy.
        for page, number in zip(writer.pages, self.share, strict=True):
            if annotations[number]:
                page[NameObject("/Annots")] = ArrayObject(
                    value.clone(writer, ignore_fields=_NOWHERE) for value in annotations[number]
                )
        self._finish_catalog(named, labels, bookmarks)
        writer.metadata = information or None
        writer.pdf_header = max(writer.pdf_header, "%PDF-1.5")
        return _bytes(writer)

    def _has(self, target: Target) -> bool:
        """Whether a place is in this part."""
        half = self.share.get(target.page)
        if half is None:
            return target.page in self.share
        x, y = target.at(self.objects)
        if y is None:
            return True
        left = min(line.left for line, _ in half.lines)
        return half.has_point(left if x is None else x, y - _BELOW)

    # What belongs to the other part ------------------------------------------

    def _annotations(self, page: FoundPage) -> list[Any]:
        """The annotations of a page that stay, without links out of it; others are emptied."""
        kept = []
        for value in self.objects.array(page.entries, "/Annots"):
            found = self.objects.as_dictionary(value)
            if not found:
                continue
            if page.number in self.share and self._stays(page.number, found):
                kept.append(value)
            else:
                found.clear()
        return kept

    def _stays(self, number: int, found: Dictionary) -> bool:
        """Whether an annotation stays; its link is made to lead to the part's own pages."""
        half = self.share[number]
        area = box_of(self.objects, self.objects.value(found, "/Rect"))
        if half and area and not half.has(area):
            return False
        leads, target = self.paper.destinations.of_holder(found)
        if not leads:
            return True
        for name in ("/A", "/Dest", "/PA"):
            found.pop(name, None)
        is_link = self.objects.text(found, "/Subtype") == "/Link"
        if target is not None and self._has(target):
            place = TextStringObject(target.name) if target.name else self._place(target)
            if is_link:
                found[NameObject("/Dest")] = place
            else:
                found[NameObject("/A")] = DictionaryObject(
                    {NameObject("/S"): NameObject("/GoTo"), NameObject("/D"): place}
                )
            return True
        self.links.nowhere += target is None
        self.links.across += target is not None
        return not is_link  # a button is painted on the page

    def _place(self, target: Target) -> ArrayObject:
        return ArrayObject([self.sources[target.page - 1].indirect_reference, *target.place])

    def _empty_the_rest(self) -> None:
        objects = self.objects
        for page, source in zip(self.paper.pages, self.sources, strict=True):
            if page.number not in self.share:
                objects.as_dictionary(source.indirect_reference).clear()
        for name in ("/StructTreeRoot", "/AcroForm"):
            objects.dictionary(objects.root, name).clear()
        for name in set(objects.root) - set(_OF_CATALOG) - _KEPT_IN_CATALOG:
            del objects.root[name]

    # What is copied ----------------------------------------------------------

    def _copy_page(self, number: int, half: Half | None) -> None:
        source, page = self.sources[number - 1], self.paper.pages[number - 1]
        if half is not None:
            content = ContentStream(source.get("/Contents"), self.objects.reader, "bytes")
            filtered = DecodedStreamObject()
            filtered.set_data(half_of(content, half, self.objects, page.resources))
            page.entries["/Contents"] = filtered.flate_encode()
            source[NameObject("/Contents")] = page.entries["/Contents"]
        source[NameObject("/Resources")] = self._resources(page)
        # A number before a name: only on so many levels.
        excluded = [item for key in source if key not in _OF_PAGES for item in (1, key)]
        self.writer.add_page(source, [*excluded, *_NOWHERE])  # type: ignore[list-item]

    def _resources(self, page: FoundPage) -> DictionaryObject:
        """The resources that the page's content names: some programs list all for every page."""
        names = self._names(page)
        result = DictionaryObject()
        for category, value in page.resources.items():
            entries = self.objects.as_dictionary(value)
            if names is None or category not in _PRUNED or self._lends(page.resources):
                result[NameObject(category)] = value
                continue
            kept = {NameObject(name): entry for name, entry in entries.items() if name in names}
            if kept:
                result[NameObject(category)] = DictionaryObject(kept)
        return result

    def _names(self, page: FoundPage) -> set[str] | None:
        """The names in the content of a page, with their slashes; None for content without end."""
        contents = self.objects.value(page.entries, "/Contents")
        names: set[str] = set()
        left = _MOST_CONTENT
        for stream in contents if isinstance(contents, list) else [contents]:
            data = self.objects.data(self.objects.as_dictionary(stream), left)
            if data is None or len(data) >= left:
                return None
            left -= len(data)
            for found in _NAME.finditer(data):
                name = _ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), found[1])
                names.add("/" + name.decode("utf-8", "replace"))
        return names

    def _lends(self, resources: Dictionary) -> bool:
        """Whether something may paint with the page's resources for want of its own."""
        return any(
            "/Resources" not in entries
            for category in ("/XObject", "/Font", "/Pattern")
            for entries in map(
                self.objects.as_dictionary, self.objects.dictionary(resources, category).values()
            )
            if self.objects.text(entries, "/Subtype") in {"/Form", "/Type3"}
        )

    # What the file says of its pages -----------------------------------------

    def _named(self) -> list[tuple[bytes, Target]]:
        """The named places of the part in their order; the style's mark is not among them."""
        found = {}
        for name, value in self.paper.destinations.named.items():
            target = self.paper.destinations.target(value)
            if target is not None and name != MARK and self._has(target):
                found[TextStringObject(name).get_encoded_bytes()] = target
        return sorted(found.items())  # viewers search for them by halves

    def _labels(self) -> list[str]:
        """What the part's pages are called: each keeps its label."""
        try:
            labels = self.objects.reader.page_labels
        except Exception:  # a broken file may raise anything
            labels = [str(page.number) for page in self.paper.pages]
        return [labels[number - 1] for number in self.share]

    def _kept(self, bookmarks: Iterable[Bookmark]) -> Iterator[Bookmark]:
        """The bookmarks that lead to this part; those of a section that is gone move up."""
        for item in bookmarks:
            kids = tuple(self._kept(item.kids))
            if self._has(item.target) if item.target else kids:
                yield item._replace(kids=kids)
            else:
                yield from kids

    def _finish_catalog(
        self, named: list[tuple[bytes, Target]], labels: list[str], bookmarks: list[Bookmark]
    ) -> None:
        writer, root = self.writer, self.objects.root
        catalog = writer.root_object
        for name in _OF_CATALOG:
            if name in root:
                catalog[NameObject(name)] = root.raw_get(name).clone(writer)  # type: ignore[attr-defined]
        shown = self.objects.dictionary(root, "/ViewerPreferences")
        if self.objects.value(shown, "/DisplayDocTitle"):
            shown = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(value=True)})
            catalog[NameObject("/ViewerPreferences")] = shown
        if named:
            listed = ArrayObject()
            for text, target in named:
                listed.extend((ByteStringObject(text), self._place(target).clone(writer)))
            tree = writer._add_object(DictionaryObject({NameObject("/Names"): listed}))
            catalog[NameObject("/Names")] = DictionaryObject({NameObject("/Dests"): tree})
        if labels != [str(i + 1) for i in range(len(labels))]:
            catalog[NameObject("/PageLabels")] = _label_tree(labels)
        self._add_bookmarks(bookmarks, None)
        if bookmarks and self.objects.text(root, "/PageMode") == "/UseOutlines":
            writer.page_mode = "/UseOutlines"

    def _add_bookmarks(self, bookmarks: Iterable[Bookmark], parent: Any) -> None:
        for item in bookmarks:
            entries = TreeObject()
            for name in ("/Title", "/C", "/F"):
                if name in item.entries:
                    entries[NameObject(name)] = self.objects.resolve(item.entries.get(name))
            if item.target:
                entries[NameObject("/Dest")] = self._place(item.target).clone(self.writer)
            added = self.writer.add_outline_item_dict(
                entries,  # type: ignore[arg-type]  # it takes any dictionary
                parent,
                is_open=item.is_open,
            )
            self._add_bookmarks(item.kids, added)


_KEPT_IN_CATALOG: Final = {"/Type", "/Pages", "/ViewerPreferences", "/PageMode"}


def _label_tree(labels: Iterable[str]) -> DictionaryObject:
    """The labels, each for itself: a number counts, anything else is a prefix."""
    numbers = ArrayObject()
    for i, label in enumerate(labels):
        entry = DictionaryObject()
        if re.fullmatch("[1-9][0-9]{0,6}", label):
            entry[NameObject("/S")] = NameObject("/D")
            entry[NameObject("/St")] = NumberObject(label)
        else:
            entry[NameObject("/P")] = TextStringObject(label)
        numbers.extend((NumberObject(i), entry))
    return DictionaryObject({NameObject("/Nums"): numbers})


def _information(objects: Objects) -> dict[str, str]:
    """Title, authors and the like, from the document information or else from XMP."""
    said = {name: objects.text(objects.information, f"/{name}") for name in _INFORMATION}
    found: dict[str, list[str]] = {}
    for item in document_texts(objects):
        if item.where.startswith("XMP") and item.key in _IN_XMP:
            found.setdefault(_IN_XMP[item.key], []).append(item.text)
    for name, texts in found.items():
        said[name] = said[name] or "; ".join(dict.fromkeys(texts))
    return {f"/{name}": text for name, text in said.items() if text}


def _bytes(writer: PdfWriter) -> bytes:
    """The file, without objects that nothing leads to, and with an identity of its own."""
    left = -1
    while left != (left := sum(item is not None for item in writer._objects)):
        writer.compress_identical_objects(remove_duplicates=False)
    first = BytesIO()
    writer.write(first)
    identity = ByteStringObject(hashlib.sha256(first.getvalue()).digest()[:16])
    writer._ID = ArrayObject((identity, identity))  # the public way takes a random one
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()
