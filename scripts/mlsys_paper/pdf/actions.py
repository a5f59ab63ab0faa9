"""What in a PDF could act: scripts, launches, forms, attachments, media."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from mlsys_paper.pdf.contents import ActiveContent, MetadataText
from mlsys_paper.pdf.pages import box_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.pdf.model import Box
    from mlsys_paper.pdf.objects import Dictionary, Objects
    from mlsys_paper.pdf.pages import FoundPage

ActiveKind = Literal["javascript", "launch", "attachment", "form", "submission", "media", "other"]

_BY_ACTION: Final[dict[str, ActiveKind]] = {
    "/JavaScript": "javascript",
    "/Launch": "launch",
    "/SubmitForm": "submission",
    "/ResetForm": "submission",
    "/ImportData": "submission",
    "/GoToE": "attachment",
    "/Rendition": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/GoTo3DView": "media",
    "/RichMediaExecute": "media",
}
_BY_ANNOTATION: Final[dict[str, ActiveKind]] = {
    "/FileAttachment": "attachment",
    "/Widget": "form",
    "/Movie": "media",
    "/Sound": "media",
    "/Screen": "media",
    "/3D": "media",
    "/RichMedia": "media",
}
_REMOTE: Final = re.compile(r"^(?:\\\\|//|[a-z][a-z0-9+.-]+:)", re.I)
_MOST: Final = 5000
_LONGEST_CHAIN: Final = 50


def document_actions(objects: Objects) -> Iterator[ActiveContent]:
    """What belongs to the document rather than to a page."""
    root = objects.root
    opening = objects.as_dictionary(root.get("/OpenAction"))
    yield from actions(objects, opening, "when the document is opened", by_itself=True)
    yield from _further_actions(objects, root, "of the document")
    names = objects.dictionary(root, "/Names")
    for name, _ in objects.name_tree(objects.dictionary(names, "/JavaScript")):
        yield ActiveContent("javascript", f"script of the document, {name or 'unnamed'}")
    for name, specification in attached_files(objects):
        yield ActiveContent("attachment", file_name(objects, specification) or name or "unnamed")
    if "/Collection" in root:
        yield ActiveContent("attachment", "a collection of files")
    form = objects.dictionary(root, "/AcroForm")
    if "/XFA" in form:
        yield ActiveContent("form", "an XFA form")
    fields = objects.array(form, "/Fields")
    if fields:
        yield ActiveContent("form", f"a form with {len(fields)} fields")
        yield from _field_actions(objects, fields)


def attached_files(objects: Objects) -> Iterator[tuple[str, Dictionary]]:
    """The files in the document, with the names they are listed under."""
    names = objects.dictionary(objects.root, "/Names")
    seen: set[int] = set()
    for name, value in objects.name_tree(objects.dictionary(names, "/EmbeddedFiles")):
        found = objects.as_dictionary(value)
        seen.add(id(found))
        yield name, found
    for value in objects.array(objects.root, "/AF")[:_MOST]:
        found = objects.as_dictionary(value)
        if found and id(found) not in seen:
            seen.add(id(found))
            yield "", found


def attachment_texts(objects: Objects) -> Iterator[MetadataText]:
    """Names and descriptions of the attached files."""
    for name, found in attached_files(objects):
        for key, text in (
            ("name", name),
            ("file name", file_name(objects, found)),
            ("description", objects.text(found, "/Desc")),
        ):
            if text:
                yield MetadataText(f"attachment, its {key}", text, key=key, source="attachment")


def annotations_of(objects: Objects, page: FoundPage) -> Iterator[Dictionary]:
    """The annotations of a page."""
    listed = objects.array(page.entries, "/Annots")
    if len(listed) > _MOST:
        objects.note(f"annotations of page {page.number} after the first {_MOST}")
    for reference in listed[:_MOST]:
        annotation = objects.as_dictionary(reference)
        if annotation:
            yield annotation


def page_actions(objects: Objects, page: FoundPage) -> Iterator[ActiveContent]:
    """What a page and its annotations could do."""
    number = page.number
    yield from _further_actions(objects, page.entries, f"of page {number}", number)
    for value in objects.array(page.entries, "/AF")[:_MOST]:
        name = file_name(objects, objects.as_dictionary(value))
        yield ActiveContent("attachment", name or "unnamed", number)
    for annotation in annotations_of(objects, page):
        box = box_of(objects, objects.value(annotation, "/Rect"))
        kind = _BY_ANNOTATION.get(objects.text(annotation, "/Subtype"))
        where = f"on page {number}"
        if kind is not None:
            name = file_name(objects, objects.as_dictionary(annotation.get("/FS")))
            yield ActiveContent(kind, name or where, number, box)
        action = objects.dictionary(annotation, "/A")
        yield from actions(objects, action, where, number, box)
        yield from _further_actions(objects, annotation, where, number, box)


def annotation_texts(objects: Objects, page: FoundPage) -> Iterator[MetadataText]:
    """Who commented on a page and what, and the files that its links lead to."""
    for annotation in annotations_of(objects, page):
        subtype = objects.text(annotation, "/Subtype").lstrip("/")
        for name in ("/T", "/Contents", "/Subj", "/NM"):
            text = objects.text(annotation, name)
            if text and subtype != "Widget":
                where = f"{subtype or 'annotation'} on page {page.number}, {name}"
                yield MetadataText(where, text, page.number, name.lstrip("/"), "comment")
        action = objects.dictionary(annotation, "/A")
        target = objects.text(action, "/URI")
        if not target.lower().startswith("file:"):
            target = file_name(objects, action.get("/F"))
        if target:
            where = f"link on page {page.number}"
            yield MetadataText(where, target, page.number, "link", "comment")


def actions(
    objects: Objects,
    first: Dictionary,
    where: str,
    page: int | None = None,
    box: Box | None = None,
    *,
    by_itself: bool = False,
) -> Iterator[ActiveContent]:
    """What an action and those that follow it do; links and jumps are harmless.

    Args:
        objects: the objects of the file.
        first: the action.
        where: who triggers it, for people.
        page: number of its page.
        box: of what triggers it, in bp.
        by_itself: whether it runs without a click: then even a link is not harmless.
    """
    waiting, seen = [first], {id(first)}
    while waiting and len(seen) < _LONGEST_CHAIN:
        action = waiting.pop(0)
        kind = _kind(objects, action, by_itself=by_itself)
        if kind is not None:
            yield ActiveContent(kind, where, page, box)
        following = objects.value(action, "/Next")
        for value in following if isinstance(following, list) else [following]:
            found = objects.as_dictionary(value)
            if found and id(found) not in seen:
                seen.add(id(found))
                waiting.append(found)


def _kind(objects: Objects, action: Dictionary, *, by_itself: bool) -> ActiveKind | None:
    name = objects.text(action, "/S")
    if name in _BY_ACTION:
        return _BY_ACTION[name]
    if "/JS" in action:
        return "javascript"
    if name == "/URI":
        if objects.text(action, "/URI").lower().startswith("javascript:"):
            return "javascript"
        return "other" if by_itself else None
    if name == "/GoToR":
        remote = _REMOTE.match(file_name(objects, action.get("/F")))
        return "other" if by_itself or remote else None
    return None


def _further_actions(
    objects: Objects,
    holder: Dictionary,
    where: str,
    page: int | None = None,
    box: Box | None = None,
) -> Iterator[ActiveContent]:
    """The actions that events trigger: opening, closing, a pointer that passes."""
    for value in list(objects.dictionary(holder, "/AA").values())[:_MOST]:
        action = objects.as_dictionary(value)
        yield from actions(objects, action, f"on an event {where}", page, box, by_itself=True)


def _field_actions(objects: Objects, fields: list[object]) -> Iterator[ActiveContent]:
    """The actions of form fields, those included that no page shows."""
    waiting, seen = list(fields[:_MOST]), set[int]()
    while waiting and len(seen) < _MOST:
        field = objects.as_dictionary(waiting.pop())
        if id(field) in seen or not field:
            continue
        seen.add(id(field))
        yield from _further_actions(objects, field, "of a form field")
        waiting.extend(objects.array(field, "/Kids")[:_MOST])


def file_name(objects: Objects, specification: object) -> str:
    """The name in a file specification, which may be a string or a dictionary."""
    found = objects.resolve(specification)
    if isinstance(found, dict):
        names = (objects.text(found, key) for key in ("/UF", "/F", "/Unix", "/Mac", "/DOS"))
        return next((name for name in names if name), "")
    return objects.as_text(found)
