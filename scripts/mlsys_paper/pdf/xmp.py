"""The texts of an XMP packet, by the names of their properties."""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

_PREFIXES: Final = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://ns.adobe.com/xap/1.0/sType/ResourceRef#": "stRef",
    "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#": "stEvt",
    "http://ns.adobe.com/pdf/1.3/": "pdf",
    "http://ns.adobe.com/pdfx/1.3/": "pdfx",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://ns.adobe.com/exif/1.0/aux/": "aux",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
}
_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_TAG: Final = re.compile(r"<[^<>]*>")
_MOST_TEXTS: Final = 500
_LONGEST: Final = 2000


def read_xmp(packet: bytes) -> list[tuple[str, str]]:
    """Return the properties of a packet and their texts, in order.

    Entities are not expanded. Of a packet that is no XML, or that declares
    entities, what stands between its tags is one text without a name.

    Args:
        packet: the packet; nothing in it is taken for granted.
    """
    texts = _Texts()
    parser = DefusedXMLParser(target=texts, forbid_dtd=True)
    try:
        # Padding may follow the packet, as may the zeros of a careless writer.
        parser.feed(packet.strip(b"\0 \t\r\n"))
        parser.close()
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        plain = " ".join(_TAG.sub(" ", packet.decode("utf-8", "replace")).split())
        texts.found.append(("", plain[: 10 * _LONGEST]))
    return texts.found[:_MOST_TEXTS]


class _Texts:
    """Gathers texts while a packet is parsed; the parser calls start, data, end and close."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self._open: list[str] = []
        self._text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._flush()
        self._open.append(name)
        for attribute, value in attributes.items():
            if not attribute.startswith(("{http://www.w3.org/", "{adobe:ns:meta/")):
                self._keep(attribute, value)

    def data(self, text: str) -> None:
        self._text.append(text)

    def end(self, _name: str) -> None:
        self._flush()
        self._open.pop()

    def close(self) -> None:
        self._flush()

    def _flush(self) -> None:
        text = "".join(self._text)
        self._text.clear()
        if text.strip():
            # Lists and alternatives are RDF's; the property is what holds them.
            names = (name for name in reversed(self._open) if not name.startswith(_RDF))
            self._keep(next(names, ""), text)

    def _keep(self, name: str, text: str) -> None:
        if text.strip() and len(self.found) < _MOST_TEXTS:
            self.found.append((_readable(name), text.strip()[:_LONGEST]))


def _readable(name: str) -> str:
    """The usual prefix and the name, whatever prefix the packet has."""
    space, _, local = name.rpartition("}")
    prefix = _PREFIXES.get(space.removeprefix("{"), "")
    return f"{prefix}:{local}" if prefix else local
