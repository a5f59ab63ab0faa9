"""Links and other annotations of a page."""

from __future__ import annotations

import ctypes
from ctypes import c_char, c_float, c_int, c_void_p
from typing import TYPE_CHECKING

from mlsys_paper.pdf import pdfium as p
from mlsys_paper.pdf.model import Annotation, Box, Link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.pdf.model import LinkKind

_LONGEST = 1 << 16  # bytes of an address; a longer one is cut

_KINDS: dict[int, LinkKind] = {
    p.GO_TO: "here",
    p.GO_TO_FILE: "file",
    p.OPEN_ADDRESS: "uri",
    p.LAUNCH: "launch",
}


def read_links(pdf: int, page: int) -> tuple[Link, ...]:
    """The link annotations of a page, given the addresses of the document and of the page."""
    return tuple(_links(pdf, page))


def _links(pdf: int, page: int) -> Iterator[Link]:
    position, link = c_int(0), c_void_p()
    while p.next_link(page, ctypes.addressof(position), ctypes.addressof(link)):
        sides = (c_float * 4)()
        p.get_link_box(link.value, ctypes.addressof(sides))
        yield _link(pdf, link.value, _box(sides[:]))


def read_annotations(page: int) -> tuple[Annotation, ...]:
    """The annotations of a page that are not links, given its address."""
    found = []
    for i in range(p.count_annotations(page)):
        annotation = p.get_annotation(page, i)
        if annotation is None:
            continue
        subtype = p.get_annotation_type(annotation)
        if subtype != p.LINK:
            sides = (c_float * 4)()
            p.get_annotation_box(annotation, ctypes.addressof(sides))
            found.append(Annotation(subtype, _box(sides[:])))
        p.close_annotation(annotation)
    return tuple(found)


def _link(pdf: int, link: int | None, box: Box) -> Link:
    target = p.get_link_target(pdf, link)
    action = p.get_link_action(link)
    kind: LinkKind = "here" if target else "other"
    if action:
        kind = _KINDS.get(p.get_action_type(action), "other")
        if not target and kind == "here":
            target = p.get_action_target(pdf, action)
    if kind == "uri":
        return Link(box, kind, _string(p.get_action_address, pdf, action))
    if kind in {"file", "launch"}:
        return Link(box, kind, _string(p.get_action_file, action))
    if kind == "here" and target:
        number = p.get_target_page(pdf, target)
        return Link(box, kind, "", number + 1 if number >= 0 else None, _place(target))
    return Link(box, kind)


def _string(function: p.Function, *holders: int) -> str:
    """What a function that fills a buffer of bytes says."""
    length = min(function(*holders, None, 0), _LONGEST)
    buffer = (c_char * max(length, 1))()
    function(*holders, ctypes.addressof(buffer), length)
    return bytes(buffer.value).decode("utf-8", "replace")


def _place(target: int) -> tuple[float | None, float | None] | None:
    has, place = (c_int * 3)(), (c_float * 3)()
    outputs = [
        ctypes.addressof(numbers) + 4 * i for numbers in (has, place) for i in range(len(numbers))
    ]
    if not p.get_target_place(target, *outputs):
        return None
    return (place[0] if has[0] else None, place[1] if has[1] else None)


def _box(sides: list[float]) -> Box:
    """The box of a rectangle, which PDFium gives as left, top, right, bottom."""
    left, top, right, bottom = sides
    return Box(min(left, right), min(bottom, top), max(left, right), max(bottom, top))
