"""Every text that a file or its figures carry beside the pages is found, with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mlsys_paper.pdf.jpeg import read_jpeg
from mlsys_paper.pdf.xmp import read_xmp
from pdf.handmade import CREATOR, exif, iptc, jpeg, one_page, stream, xmp

if TYPE_CHECKING:
    from mlsys_paper.pdf.contents import Structure
    from pdf.conftest import ReadBytes

FIGURE = "/Resources << /XObject << /X 11 0 R >> >>"


def texts(structure: Structure) -> dict[str, str]:
    return {item.where: item.text for item in structure.metadata}


def form(entries: str) -> bytes:
    return stream(f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] {entries}", "")


def image(data: bytes, filters: str = "/DCTDecode", entries: str = "") -> bytes:
    return stream(
        f"/Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        f"/Filter {filters} {entries}",
        data,
    )


@pytest.mark.parametrize(
    ("string", "text"),
    [
        ("(Jane Doe)", "Jane Doe"),
        ("<FEFF004A006F00730E90>", "Jos\u0e90"),
        ("<FFFE4A006F00>", "Jo"),
        ("<EFBBBF4A6F73C3A9>", "José"),
        ("<4A006F>", "Jo"),
        ("(J\\303)", "JÃ"),
    ],
)
def test_strings_in_every_encoding(read: ReadBytes, string: str, text: str) -> None:
    data = one_page(trailer="/Info 10 0 R", objects={10: f"<< /Author {string} >>"})
    assert texts(read(data)) == {"document information, /Author": text}


def test_own_keys_and_what_is_nested_in_them(read: ReadBytes) -> None:
    info = "<< /Company (North) /Trapped /False /More << /Deep [(one) (two)] >> /N 3 >>"
    found = read(one_page(trailer="/Info 10 0 R", objects={10: info})).metadata
    assert [(item.key, item.text) for item in found] == [
        *(("Company", "North"), ("Deep", "one"), ("Deep", "two"))
    ]


def test_xmp_of_the_document(read: ReadBytes) -> None:
    data = one_page(
        catalog="/Metadata 10 0 R",
        objects={10: stream("/Type /Metadata", xmp(CREATOR), compress=True)},
    )
    assert texts(read(data)) == {"XMP, xmp:CreatorTool": "A tool", "XMP, dc:creator": "Jane Doe"}


def test_an_included_figure(read: ReadBytes) -> None:
    objects: dict[int, str | bytes] = {
        11: form(
            "/PTEX.FileName (/home/jane/plots/a.pdf) /PTEX.InfoDict 12 0 R /Metadata 13 0 R "
            "/PieceInfo << /Draw << /Private << /File (C:\\\\Users\\\\jane\\\\a.svg) >> >> >>"
        ),
        12: "<< /Author (jdoe) /Title (a.pdf) >>",
        13: stream("", xmp('<xmpMM:From xmlns:xmpMM="u" stRef:filePath="/Users/jane/a.ai"/>')),
    }
    what = "figure a.pdf on page 1, "
    assert texts(read(one_page(FIGURE, objects))) == {
        what + "its file name": "/home/jane/plots/a.pdf",
        what + "/Author": "jdoe",
        what + "/Title": "a.pdf",
        what + "XMP, xmp:CreatorTool": "A tool",
        what + "XMP, stRef:filePath": "/Users/jane/a.ai",
        what + "PieceInfo, /File": "C:\\Users\\jane\\a.svg",
    }


def test_a_drawing_programs_private_stream(read: ReadBytes) -> None:
    head = "%!PS\n%%Creator: Adobe Illustrator\n%%For: (Jane Doe) (North)\n/Users/jane/b.ai\n"
    objects: dict[int, str | bytes] = {
        11: form("/PieceInfo << /Illustrator << /Private << /AIMetaData 12 0 R >> >> >>"),
        12: stream("", head, compress=True),
    }
    found = {item.key: item.text for item in read(one_page(FIGURE, objects)).metadata}
    assert found == {
        "Creator": "Adobe Illustrator",
        "For": "(Jane Doe) (North)",
        "path": "/Users/jane/b.ai",
    }


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_photographs_head(order: str) -> None:
    data = jpeg(
        exif({0x013B: "Jane Doe", 0x0131: "GIMP", 0x010F: "Maker", 0x010E: "Us"}, order),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp(CREATOR).encode()),
        iptc({80: "J. Doe", 118: "jane@north.example"}),
        (0xFE, b"a comment"),
    )
    assert read_jpeg(data) == [
        ("EXIF Artist", "Jane Doe"),
        ("EXIF Software", "GIMP"),
        ("EXIF ImageDescription", "Us"),
        ("XMP xmp:CreatorTool", "A tool"),
        ("XMP dc:creator", "Jane Doe"),
        ("IPTC By-line", "J. Doe"),
        ("IPTC Contact", "jane@north.example"),
        ("comment", "a comment"),
    ]
    for end in range(0, len(data), 7):
        read_jpeg(data[:end])


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_photograph_in_the_file(read: ReadBytes, *, wrapped: bool) -> None:
    import zlib  # noqa: PLC0415

    data = jpeg(exif({0x013B: "Jane Doe"}))
    filters = "[/FlateDecode /DCTDecode]" if wrapped else "/DCTDecode"
    picture = image(zlib.compress(data) if wrapped else data, filters)
    (item,) = read(one_page(FIGURE, {11: picture})).metadata
    assert (item.where, item.text, item.key) == (
        "JPEG on page 1, EXIF Artist",
        "Jane Doe",
        "Artist",
    )
    assert item.source == "image"


def test_a_jpeg_2000_picture_and_one_with_a_packet(read: ReadBytes) -> None:
    picture = image(b"jP  xml " + xmp(CREATOR).encode() + b"rest", "/JPXDecode")
    assert "image on page 1, XMP, dc:creator" in texts(read(one_page(FIGURE, {11: picture})))
    objects = {11: image(b"", "/FlateDecode", "/Metadata 12 0 R"), 12: stream("", xmp(CREATOR))}
    assert "image on page 1, XMP, dc:creator" in texts(read(one_page(FIGURE, objects)))


def test_a_figure_on_several_pages_is_told_once(read: ReadBytes) -> None:
    page = f"{FIGURE} /Annots [<< /Subtype /Stamp /Rect [0 0 9 9] /AP << /N 11 0 R >> >>]"
    data = one_page(page, {11: form("/PTEX.FileName (a.pdf)")})
    assert len(read(data).metadata) == 1


def test_comments_links_layers_and_attachments(read: ReadBytes) -> None:
    data = one_page(
        "/Annots [<< /Subtype /Text /Rect [0 0 9 9] /T (jdoe) /Contents (too long?) >> "
        "<< /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (file:///home/jane/a.html) >> >> "
        "<< /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://mlsys.org) >> >> "
        "<< /Subtype /Widget /Rect [0 0 9 9] /T (field) >>]",
        {10: "<< /Name (Jane's layer) >>", 11: "<< /F (a.zip) /UF (jane.zip) /Desc (code) >>"},
        catalog="/OCProperties << /OCGs [10 0 R] >> "
        "/Names << /EmbeddedFiles << /Names [(data) 11 0 R] >> >>",
    )
    assert texts(read(data)) == {
        "name of a layer": "Jane's layer",
        "attachment, its name": "data",
        "attachment, its file name": "jane.zip",
        "attachment, its description": "code",
        "Text on page 1, /T": "jdoe",
        "Text on page 1, /Contents": "too long?",
        "link on page 1": "file:///home/jane/a.html",
    }


def test_entities_are_not_expanded() -> None:
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "/etc/passwd">]>'
        "<x>&b;&f;<author>Jane Doe</author></x>"
    )
    ((name, text),) = read_xmp(bomb.encode())
    assert name == ""
    assert "Jane Doe" in text
    assert "lollol" not in text
    assert "root:" not in text


def test_a_broken_packet_still_gives_its_text() -> None:
    cut = xmp(CREATOR).encode()[:-60].replace(b"</dc:creator>", b"</dc:")
    found = read_xmp(cut)
    assert ("dc:creator", "Jane Doe") in found
    assert found[-1][0] == ""
    assert "Jane Doe" in found[-1][1]


def test_other_prefixes_are_the_same_property() -> None:
    packet = xmp(CREATOR).replace("dc:", "zz:").replace("xmlns:dc", "xmlns:zz")
    assert ("dc:creator", "Jane Doe") in read_xmp(packet.encode("utf-16"))
