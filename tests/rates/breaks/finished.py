"""What PDFs hold beside their text: metadata, fonts, hidden words, actions, damage."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pypdf
import pypdfium2
from pypdf.annotations import Text
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    RectangleObject,
    StreamObject,
    TextStringObject,
)

from pdf.handmade import CREATOR, one_page, stream, xmp
from rates.violation import Violation, both, rewritten, saying

if TYPE_CHECKING:
    from collections.abc import Callable

    from rates.violation import Change

    Alter = Callable[[pypdf.PdfWriter], object]

FIGURE = (
    r"\begin{figure}[t]\centering\includegraphics[width=2in]{%s}\caption{Measured.}\end{figure}"
)
TOLD = r"\usepackage{graphicx}\pdfsuppressptexinfo=0 "
LABEL = "BT /F1 60 Tf 60 400 Td (A) Tj ET 50 50 400 300 re S"


def info(**entries: str) -> Alter:
    return lambda writer: writer.add_metadata({f"/{key}": text for key, text in entries.items()})


def comment(writer: pypdf.PdfWriter) -> None:
    note = Text(rect=(60, 60, 80, 80), text="Too long?")
    note[NameObject("/T")] = TextStringObject("jdoe")
    writer.add_annotation(0, note)


def including(plot: bytes) -> Change:
    return both(saying(FIGURE % "plot.pdf", TOLD), lambda draft: draft.with_file("plot.pdf", plot))


def figure(entries: str = "", *, font: str = "", packet: str = "", about: str = "") -> bytes:
    """A figure with metadata of its own, or a label."""
    if font:
        entries += " /Resources << /Font << /F1 10 0 R >> >>"
    if packet:
        entries += " /Metadata 12 0 R"
    objects = {
        10: font or "<< >>",
        11: f"<< {about} >>",
        12: stream("/Type /Metadata /Subtype /XML", packet),
    }
    content = LABEL if font else "50 50 400 300 re S"
    return one_page(entries, objects, content=content, trailer="/Info 11 0 R")


METADATA = (
    Violation("anonymous-metadata", "Word's author", alter=rewritten(info(Author="Jane Doe"))),
    Violation("anonymous-metadata", "a login", alter=rewritten(info(Author="jdoe"))),
    Violation(
        "anonymous-metadata",
        "an institution",
        alter=rewritten(info(Company="Northfield University")),
    ),
    Violation(
        "anonymous-metadata", "a home folder", alter=rewritten(info(Source="/Users/jane/final.tex"))
    ),
    Violation(
        "anonymous-metadata", "a mail", alter=rewritten(info(Subject="jane.doe@cs.north.edu"))
    ),
    Violation("anonymous-metadata", "a comment", alter=rewritten(comment)),
    Violation(
        "anonymous-metadata",
        "a known name",
        alter=rewritten(info(Title="By Ada Quill")),
        authors=("Ada Quill",),
    ),
    Violation(
        "anonymous-metadata",
        "a figure's author",
        including(figure(about="/Author (jdoe) /Creator (draw.io)")),
    ),
    Violation("anonymous-metadata", "a figure's XMP", including(figure(packet=xmp(CREATOR)))),
    Violation(
        "anonymous-metadata",
        "a figure's file",
        including(figure(about="/Title (/Users/jane/fig3.ai)")),
    ),
)


def dictionary(**entries: str) -> DictionaryObject:
    """A dictionary of names (with a slash) and strings."""
    return DictionaryObject(
        {
            NameObject(f"/{key}"): NameObject(value)
            if value.startswith("/")
            else TextStringObject(value)
            for key, value in entries.items()
        }
    )


def opening(action: DictionaryObject) -> Alter:
    return lambda writer: writer.root_object.__setitem__(NameObject("/OpenAction"), action)


def annotation(entries: DictionaryObject) -> Alter:
    def alter(writer: pypdf.PdfWriter) -> None:
        entries[NameObject("/Rect")] = RectangleObject((60, 60, 90, 90))
        page = writer.pages[0]
        others = list(page.get("/Annots", ArrayObject()))
        page[NameObject("/Annots")] = ArrayObject([*others, writer._add_object(entries)])

    return alter


def launch(writer: pypdf.PdfWriter) -> None:
    link = dictionary(Type="/Annot", Subtype="/Link")
    link[NameObject("/A")] = dictionary(S="/Launch", F="cmd.exe")
    annotation(link)(writer)


def script(writer: pypdf.PdfWriter) -> None:
    action = dictionary(S="/JavaScript", JS="app.alert(1)")
    names = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("it"), action])})
    tree = DictionaryObject({NameObject("/JavaScript"): names})
    writer.root_object[NameObject("/Names")] = tree


ACTIVE = tuple(
    Violation("active-content", name, alter=rewritten(alter))
    for name, alter in (
        ("a script", script),
        ("an opening script", opening(dictionary(S="/JavaScript", JS="app.alert(1)"))),
        ("an attachment", lambda writer: writer.add_attachment("code.zip", b"zip")),
        ("a program", launch),
        ("a field", annotation(dictionary(Subtype="/Widget", FT="/Tx", T="a"))),
        ("a film", annotation(dictionary(Subtype="/RichMedia"))),
        ("an address", opening(dictionary(S="/URI", URI="https://x.example/seen"))),
        ("encryption", lambda writer: writer.encrypt("", "owner", algorithm="RC4-128")),
    )
)


def damaged_xmp(writer: pypdf.PdfWriter) -> None:
    packet = StreamObject()
    packet.set_data(b"no such data")
    packet[NameObject("/Filter")] = NameObject("/FlateDecode")
    writer.root_object[NameObject("/Metadata")] = writer._add_object(packet)


def without_text(writer: pypdf.PdfWriter) -> None:
    for page in writer.pages:
        page[NameObject("/Contents")] = ArrayObject()


def so_many(count: int) -> Alter:
    def alter(writer: pypdf.PdfWriter) -> None:
        for _ in range(count - len(writer.pages)):
            writer.add_blank_page()

    return alter


def scanned(data: bytes) -> bytes:
    """Pictures of the pages in their place, as a scanner makes them."""
    writer = pypdf.PdfWriter()
    for page in pypdfium2.PdfDocument(data):
        bitmap = page.render(scale=1, grayscale=True)
        picture = StreamObject()
        picture.set_data(bytes(bitmap.buffer))
        entries = dictionary(Type="/XObject", Subtype="/Image", ColorSpace="/DeviceGray")
        entries[NameObject("/Width")] = NumberObject(bitmap.stride)
        entries[NameObject("/Height")] = NumberObject(bitmap.height)
        entries[NameObject("/BitsPerComponent")] = NumberObject(8)
        picture.update(entries)
        sheet = writer.add_blank_page(612, 792)
        images = DictionaryObject({NameObject("/Scan"): writer._add_object(picture)})
        sheet[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): images})
        content = StreamObject()
        content.set_data(b"612 0 0 792 0 0 cm /Scan Do")
        sheet[NameObject("/Contents")] = writer._add_object(content)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def cut_off(data: bytes) -> bytes:
    """Without the end, which tells where everything is, as a download that broke off."""
    plain = rewritten(lambda writer: writer)(data)
    return plain[: plain.rindex(b"startxref")]


# Pages that come again are out of their places.
UNSEEN = (
    *("margins", "references-present", "page-limit", "two-columns", "notice", "line-numbers"),
    "body-font",
)
STRUCTURE = (
    Violation("readable-structure", "a damaged packet", alter=rewritten(damaged_xmp)),
    Violation("readable-structure", "the end missing", alter=cut_off),
)
READABLE = (
    Violation("readable", "no text", alter=rewritten(without_text), also=UNSEEN),
    Violation("readable", "scanned", alter=scanned, also=UNSEEN),
    Violation("readable", "220 pages", alter=rewritten(so_many(220)), also=UNSEEN),
    Violation("readable", "400 pages", alter=rewritten(so_many(400)), also=UNSEEN),
)
VIOLATIONS = (*METADATA, *ACTIVE, *STRUCTURE, *READABLE)
