"""PDFs and JPEGs written object by object: what no program would make, and what some do."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
TEXT = "BT /F1 10 Tf 72 700 Td (A line) Tj ET"


def pdf(objects: Mapping[int, str | bytes], trailer: str = "") -> bytes:
    """A file with these objects; 1 is the catalog."""
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        text = body if isinstance(body, bytes) else body.encode("latin-1")
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n" % size
    for number in range(size):
        place = places.get(number)
        out += b"%010d %05d %s \n" % (
            (0, 65535, b"f") if place is None else (place, 0, b"n")  # type: ignore[operator]
        )
    out += f"trailer << /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n".encode("latin-1")
    return bytes(out + b"%d\n%%%%EOF\n" % table)


def stream(entries: str, data: str | bytes, *, compress: bool = False) -> bytes:
    """A stream object with these entries."""
    raw = data if isinstance(data, bytes) else data.encode("latin-1")
    if compress:
        raw, entries = zlib.compress(raw), f"{entries} /Filter /FlateDecode"
    head = f"<< {entries} /Length {len(raw)} >>\nstream\n".encode("latin-1")
    return head + raw + b"\nendstream"


def one_page(
    page: str = "",
    objects: Mapping[int, str | bytes] | None = None,
    *,
    catalog: str = "",
    content: str = TEXT,
    trailer: str = "",
) -> bytes:
    """A file of one page; further objects have numbers from 10.

    Args:
        page: further entries of the page, as its resources.
        objects: further objects.
        catalog: further entries of the catalog.
        content: what the page paints.
        trailer: further entries of the trailer.
    """
    return pdf(
        {
            1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
            2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: f"{PAGE} /Contents 4 0 R {page} >>",
            4: stream("", content),
            **(objects or {}),
        },
        trailer,
    )


def type3_font(
    name: str = "/BaseFont /DejaVuSans", glyph: str = "", resources: str = ""
) -> dict[int, str | bytes]:
    """Objects 20 and 21: a Type 3 font of one glyph, an outline unless told otherwise."""
    outline = "600 0 0 0 500 700 d1 0 0 m 500 0 l 500 700 l 0 700 l h f 10 10 m 20 20 l S"
    return {
        20: f"<< /Type /Font /Subtype /Type3 {name} /FontBBox [0 0 1000 1000] "
        "/FontMatrix [.001 0 0 .001 0 0] /FirstChar 65 /LastChar 65 /Widths [600] "
        f"/Encoding << /Type /Encoding /Differences [65 /A] >> /CharProcs << /A 21 0 R >> "
        f"/Resources << {resources} >> >>",
        21: stream("", glyph or outline),
    }


BITMAP_GLYPH = (
    "8 0 0 0 8 8 d1\n8 0 0 8 0 0 cm\nBI\n/W 8\n/H 8\n/IM true\n/BPC 1\nID \x7f\x7f\x7f\x7f~~~~\nEI"
)


def jpeg(*segments: tuple[int, bytes]) -> bytes:
    """The head of a JPEG of 8 by 8 points with further segments, and no picture."""
    frame = (0xC0, b"\x08\x00\x08\x00\x08\x01\x01\x11\x00")
    parts = [b"\xff\xd8"]
    for marker, body in (*segments, frame, (0xDA, b"\x01\x01\x00\x00\x3f\x00")):
        parts.append(struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body)
    return b"".join(parts) + b"\x00\xff\xd9"


def exif(tags: Mapping[int, str], order: str = "<") -> tuple[int, bytes]:
    """An EXIF segment with these texts in its first directory."""
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    entries, values = b"", b""
    start = 8 + 2 + 12 * len(tags) + 4
    for tag, text in tags.items():
        value = text.encode() + b"\0"
        field = value.ljust(4, b"\0")
        if len(value) > 4:
            field = struct.pack(order + "I", start + len(values))
            values += value
        entries += struct.pack(order + "HHI", tag, 2, len(value)) + field
    directory = struct.pack(order + "H", len(tags)) + entries + b"\0\0\0\0"
    return 0xE1, b"Exif\0\0" + head + directory + values


def iptc(records: Mapping[int, str]) -> tuple[int, bytes]:
    """A Photoshop segment with these IPTC records."""
    data = b"".join(
        struct.pack(">BBBH", 0x1C, 2, kind, len(text.encode())) + text.encode()
        for kind, text in records.items()
    )
    block = b"8BIM" + struct.pack(">HBBI", 0x0404, 0, 0, len(data)) + data
    return 0xED, b"Photoshop 3.0\0" + block


def xmp(body: str) -> str:
    """An XMP packet with these properties."""
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:stRef="http://ns.adobe.com/xap/1.0/sType/ResourceRef#" '
        f'xmp:CreatorTool="A tool">{body}</rdf:Description></rdf:RDF></x:xmpmeta>'
        '<?xpacket end="w"?>'
    )


CREATOR = "<dc:creator><rdf:Seq><rdf:li>Jane Doe</rdf:li></rdf:Seq></dc:creator>"
