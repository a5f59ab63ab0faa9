"""Write objects as a PDF: packed, no date, no name of a program, the same bytes each time."""

from __future__ import annotations

import hashlib
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Final

from pypdf.generic import NullObject, StreamObject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypdf.generic import IndirectObject, PdfObject

_TOGETHER: Final = 200
"""Objects in one packed stream."""


def written(
    objects: Sequence[PdfObject | None],
    root: IndirectObject,
    information: IndirectObject | None,
    version: str,
) -> bytes:
    """A PDF file.

    Args:
        objects: by their numbers less one.
        root: the catalog.
        information: the document information.
        version: of PDF, "1.5" or later.
    """
    out = bytearray(f"%PDF-{version}\n%".encode() + bytes((0xE2, 0xE3, 0xCF, 0xD3)) + b"\n")
    rows: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
    plain: list[tuple[int, bytes]] = []
    for number, value in enumerate(objects, 1):
        if isinstance(value, StreamObject):
            rows[number] = (1, len(out), 0)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, _bytes(value))
        else:
            plain.append((number, _bytes(value or NullObject())))
    following = len(objects) + 1
    for start in range(0, len(plain), _TOGETHER):
        packed = plain[start : start + _TOGETHER]
        rows[following] = (1, len(out), 0)
        rows |= {number: (2, following, i) for i, (number, _) in enumerate(packed)}
        out += _object_stream(following, packed)
        following += 1
    rows[following] = (1, len(out), 0)
    # Of what was written before the table: two different files have different ones.
    identity = hashlib.sha256(out).hexdigest()[:32].encode()
    table = zlib.compress(
        b"".join(
            kind.to_bytes(1, "big") + place.to_bytes(4, "big") + last.to_bytes(2, "big")
            for _, (kind, place, last) in sorted(rows.items())
        ),
        9,
    )
    named = b"" if information is None else b"/Info %d 0 R " % information.idnum
    start = len(out)
    out += (
        b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Root %d 0 R %s/ID [<%s> <%s>] "
        b"/Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n"
        % (following, following + 1, root.idnum, named, identity, identity, len(table), table)
    )
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def _object_stream(number: int, packed: Sequence[tuple[int, bytes]]) -> bytes:
    places, content = [], bytearray()
    for one, value in packed:
        places.append(b"%d %d" % (one, len(content)))
        content += value + b"\n"
    head = b" ".join(places) + b"\n"
    data = zlib.compress(head + content, 9)
    return (
        b"%d 0 obj\n<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>\n"
        b"stream\n%s\nendstream\nendobj\n" % (number, len(packed), len(head), len(data), data)
    )


def _bytes(value: PdfObject) -> bytes:
    stream = BytesIO()
    value.write_to_stream(stream)
    return stream.getvalue()
