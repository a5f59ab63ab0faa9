"""Links and other annotations of a page."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as c

from mlsys_paper.pdf.model import Annotation, Box, Link

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

    from mlsys_paper.pdf.model import LinkKind

_LONGEST = 1 << 16  # bytes of an address; a longer one is cut

_KINDS: dict[int, LinkKind] = {
    c.PDFACTION_GOTO: "here",
    c.PDFACTION_REMOTEGOTO: "file",
    c.PDFACTION_URI: "uri",
    c.PDFACTION_LAUNCH: "launch",
}


def read_links(pdf: PdfDocument, page: PdfPage) -> tuple[Link, ...]:
    """The link annotations of a page."""
    found = []
    position, link = ctypes.c_int(0), c.FPDF_LINK()
    while c.FPDFLink_Enumerate(page.raw, position, link):
        rectangle = c.FS_RECTF()
        c.FPDFLink_GetAnnotRect(link, rectangle)
        found.append(_link(pdf, link, _box(rectangle)))
    return tuple(found)


def read_annotations(page: PdfPage) -> tuple[Annotation, ...]:
    """The annotations of a page that are not links."""
    found = []
    for i in range(c.FPDFPage_GetAnnotCount(page.raw)):
        annotation = c.FPDFPage_GetAnnot(page.raw, i)
        if not annotation:
            continue
        subtype = c.FPDFAnnot_GetSubtype(annotation)
        if subtype != c.FPDF_ANNOT_LINK:
            rectangle = c.FS_RECTF()
            c.FPDFAnnot_GetRect(annotation, rectangle)
            found.append(Annotation(subtype, _box(rectangle)))
        c.FPDFPage_CloseAnnot(annotation)
    return tuple(found)


def _link(pdf: PdfDocument, link: Any, box: Box) -> Link:
    target = c.FPDFLink_GetDest(pdf.raw, link)
    action = c.FPDFLink_GetAction(link)
    kind: LinkKind = "here" if target else "other"
    if action:
        kind = _KINDS.get(c.FPDFAction_GetType(action), "other")
        if not target and kind == "here":
            target = c.FPDFAction_GetDest(pdf.raw, action)
    if kind == "uri":
        return Link(box, kind, _uri(pdf, action))
    if kind in {"file", "launch"}:
        return Link(box, kind, _file(action))
    if kind == "here" and target:
        number = c.FPDFDest_GetDestPageIndex(pdf.raw, target)
        return Link(box, kind, "", number + 1 if number >= 0 else None, _place(target))
    return Link(box, kind)


def _uri(pdf: PdfDocument, action: Any) -> str:
    length = min(c.FPDFAction_GetURIPath(pdf.raw, action, None, 0), _LONGEST)
    buffer = ctypes.create_string_buffer(max(length, 1))
    c.FPDFAction_GetURIPath(pdf.raw, action, buffer, length)
    return buffer.value.decode("utf-8", "replace")


def _file(action: Any) -> str:
    length = min(c.FPDFAction_GetFilePath(action, None, 0), _LONGEST)
    buffer = ctypes.create_string_buffer(max(length, 1))
    c.FPDFAction_GetFilePath(action, buffer, length)
    return buffer.value.decode("utf-8", "replace")


def _place(target: Any) -> tuple[float | None, float | None] | None:
    has_x, has_y, has_zoom = ctypes.c_int(), ctypes.c_int(), ctypes.c_int()
    x, y, zoom = ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    if not c.FPDFDest_GetLocationInPage(target, has_x, has_y, has_zoom, x, y, zoom):
        return None
    return (x.value if has_x.value else None, y.value if has_y.value else None)


def _box(rectangle: Any) -> Box:
    return Box(
        min(rectangle.left, rectangle.right),
        min(rectangle.bottom, rectangle.top),
        max(rectangle.left, rectangle.right),
        max(rectangle.bottom, rectangle.top),
    )
