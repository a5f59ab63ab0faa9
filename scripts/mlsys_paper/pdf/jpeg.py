"""What a JPEG file tells beside its picture: EXIF, IPTC, XMP, comments."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from mlsys_paper.pdf.xmp import read_xmp

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAGS: Final = {
    0x010D: "DocumentName",
    0x010E: "ImageDescription",
    0x0131: "Software",
    0x013B: "Artist",
    0x013C: "HostComputer",
    0x8298: "Copyright",
    0x9286: "UserComment",
    0x9C9B: "XPTitle",
    0x9C9C: "XPComment",
    0x9C9D: "XPAuthor",
    0x9C9E: "XPKeywords",
    0x9C9F: "XPSubject",
    0xA430: "CameraOwnerName",
    0xC614: "UniqueCameraModel",
}
_FURTHER: Final = {0x8769, 0x8825}  # where the EXIF and the GPS directories are
_GPS: Final = {2: "GPSLatitude", 4: "GPSLongitude"}
_IPTC: Final = {
    5: "Object Name",
    25: "Keywords",
    80: "By-line",
    85: "By-line Title",
    105: "Headline",
    110: "Credit",
    115: "Source",
    116: "Copyright Notice",
    118: "Contact",
    120: "Caption",
    122: "Writer",
}
_SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
_LONGEST: Final = 2000
_MOST_ENTRIES: Final = 200
_MOST_SEGMENTS: Final = 200


def read_jpeg(data: bytes) -> list[tuple[str, str]]:
    """The texts of a JPEG's head, each with what it is called.

    Args:
        data: the file, or as much of it as there is; damaged parts are left out.
    """
    found: list[tuple[str, str]] = []
    for marker, body in _segments(data):
        if marker == 0xE1 and body.startswith(b"Exif\0"):
            found.extend((f"EXIF {name}", text) for name, text in _exif(body[6:]))
        elif marker == 0xE1 and body.startswith(b"http://ns.adobe.com/xap/1.0/\0"):
            packet = body.split(b"\0", 1)[1]
            found.extend((f"XMP {name}".strip(), text) for name, text in read_xmp(packet))
        elif marker == 0xED and body.startswith(b"Photoshop 3.0\0"):
            found.extend((f"IPTC {name}", text) for name, text in _photoshop(body[14:]))
        elif marker == 0xFE:
            found.append(("comment", _plain(body)))
    return [(name, text) for name, text in found if text]


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Markers and contents up to the picture itself."""
    at = 2
    for _ in range(_MOST_SEGMENTS):
        if data[:2] != b"\xff\xd8" or at + 4 > len(data) or data[at] != 0xFF:
            return
        marker = data[at + 1]
        if marker in (0xD9, 0xDA):  # the end, or the picture
            return
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        yield marker, data[at + 4 : at + 2 + max(length, 2)]
        at += 2 + max(length, 2)


def _exif(tiff: bytes) -> Iterator[tuple[str, str]]:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return
    waiting = [(struct.unpack_from(order + "I", tiff, 4)[0], False)]
    seen: set[int] = set()
    while waiting:
        start, gps = waiting.pop()
        if start in seen or start + 2 > len(tiff):
            continue
        seen.add(start)
        (count,) = struct.unpack_from(order + "H", tiff, start)
        for i in range(min(count, _MOST_ENTRIES)):
            entry = start + 2 + 12 * i
            if entry + 12 > len(tiff):
                break
            tag, kind, number, offset = struct.unpack_from(order + "HHII", tiff, entry)
            if tag in _FURTHER and not gps:
                waiting.append((offset, tag == 0x8825))
                continue
            name = (_GPS if gps else _TAGS).get(tag)
            if name is None:
                continue
            size = _SIZES.get(kind, 1) * number
            at = entry + 8 if size <= 4 else offset
            value = tiff[at : at + min(size, 2 * _LONGEST)]
            text = _degrees(value, order) if gps else _value(tag, value)
            if text:
                yield name, text


def _value(tag: int, value: bytes) -> str:
    if 0x9C9B <= tag <= 0x9C9F:  # Windows' fields
        return value.decode("utf-16-le", "replace").strip("\0 ")
    if tag == 0x9286:  # its encoding comes first
        coding, value = value[:8], value[8:]
        if coding.startswith(b"UNICODE"):
            return value.decode("utf-16", "replace").strip("\0 ")
    return _plain(value)


def _degrees(value: bytes, order: str) -> str:
    """Degrees, minutes and seconds as decimal degrees."""
    if len(value) < 24:
        return ""
    parts = struct.unpack_from(order + "6I", value)
    fractions = [parts[i] / parts[i + 1] if parts[i + 1] else 0.0 for i in (0, 2, 4)]
    degrees = fractions[0] + fractions[1] / 60 + fractions[2] / 3600
    return f"{degrees:.4f} degrees" if degrees else ""


def _photoshop(data: bytes) -> Iterator[tuple[str, str]]:
    """The IPTC records among Photoshop's image resources."""
    at = 0
    while data[at : at + 4] == b"8BIM" and at + 12 <= len(data):
        kind, name_length = struct.unpack_from(">HB", data, at + 4)
        at += 6 + name_length + 1 + (name_length + 1) % 2
        if at + 4 > len(data):
            return
        (size,) = struct.unpack_from(">I", data, at)
        if kind == 0x0404:
            yield from _iptc(data[at + 4 : at + 4 + size])
        at += 4 + size + size % 2


def _iptc(data: bytes) -> Iterator[tuple[str, str]]:
    at = 0
    while at + 5 <= len(data) and data[at] == 0x1C:
        record, kind, size = struct.unpack_from(">BBH", data, at + 1)
        if record == 2 and kind in _IPTC and size < 0x8000:
            yield _IPTC[kind], _plain(data[at + 5 : at + 5 + size])
        at += 5 + size


def _plain(value: bytes) -> str:
    """Text of no known encoding: UTF-8 where it is that, else Latin-1."""
    value = value[:_LONGEST].strip(b"\0 ")
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
