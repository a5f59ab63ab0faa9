"""Fonts are found wherever a page may have them, with the pages that set text in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pdf.handmade import BITMAP_GLYPH, PAGE, TEXT, one_page, pdf, stream, type3_font

if TYPE_CHECKING:
    from pdf.conftest import ReadBytes

BARE = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
FONT = {10: BARE}
RESOURCES = "/Resources << /Font << /F1 10 0 R >> >>"


def form(entries: str = RESOURCES, data: str = TEXT) -> bytes:
    return stream(f"/Type /XObject /Subtype /Form /BBox [0 0 100 100] {entries}", data)


def test_a_font_of_the_page(read: ReadBytes) -> None:
    (font,) = read(one_page(RESOURCES, FONT)).fonts
    assert (font.name, font.kind, font.embedded, font.pages, font.nested) == (
        *("Helvetica", "Type1", False),
        *((1,), False),
    )


def test_resources_are_inherited(read: ReadBytes) -> None:
    data = pdf(
        {
            1: "<< /Type /Catalog /Pages 2 0 R >>",
            2: f"<< /Type /Pages /Kids [3 0 R 5 0 R] /Count 2 {RESOURCES} >>",
            3: f"{PAGE} /Contents 4 0 R >>",
            4: stream("", TEXT),
            5: f"{PAGE} /Contents [4 0 R 4 0 R] >>",
            **FONT,
        }
    )
    (font,) = read(data).fonts
    assert font.pages == (1, 2)


@pytest.mark.parametrize(
    ("page", "objects"),
    [
        ("/Resources << /XObject << /X 11 0 R >> >>", {11: form()}),
        (
            "/Resources << /XObject << /X 12 0 R >> >>",
            {11: form(), 12: form("/Resources << /XObject << /Y 11 0 R >> >>", "/Y Do")},
        ),
        (
            "/Resources << /Pattern << /P 11 0 R >> >>",
            {11: stream(f"/PatternType 1 {RESOURCES}", TEXT)},
        ),
        (
            "/Resources << /ExtGState << /G 11 0 R >> >>",
            {11: "<< /SMask << /S /Luminosity /G 12 0 R >> >>", 12: form()},
        ),
        ("/Resources << /ExtGState << /G << /Font [10 0 R 9] >> >> >>", {}),
        (
            "/Annots [<< /Subtype /Stamp /Rect [0 0 9 9] /AP << /N 11 0 R >> >>]",
            {11: form()},
        ),
        (
            "/Annots [<< /Subtype /Widget /Rect [0 0 9 9] /AP << /N << /On 11 0 R >> >> >>]",
            {11: form()},
        ),
        (
            "/Resources << /Font << /T 20 0 R >> >>",
            type3_font(glyph=f"600 0 d0 {TEXT}", resources="/Font << /F1 10 0 R >>"),
        ),
    ],
    ids=["form", "form in form", "pattern", "mask", "state", "stamp", "states", "Type 3"],
)
def test_a_font_in_something_else(
    read: ReadBytes, page: str, objects: dict[int, str | bytes]
) -> None:
    structure = read(one_page(page, {**FONT, **objects}, content="/T 9 Tf (A) Tj /X Do"))
    (font,) = [font for font in structure.fonts if font.name == "Helvetica"]
    assert font.pages == (1,)
    assert font.nested or "ExtGState << /G << /Font" in page


@pytest.mark.parametrize("content", ["", "/F1 9 Tf", "/F2 9 Tf (A) Tj /F1 9 Tf", "(/F1) Tj"])
def test_a_font_that_sets_no_text_is_on_no_page(read: ReadBytes, content: str) -> None:
    (font,) = read(one_page(RESOURCES, FONT, content=content)).fonts
    assert font.pages == ()


def test_each_holder_is_asked_whether_it_uses_a_font(read: ReadBytes) -> None:
    page = "/Resources << /Font << /F1 10 0 R >> /XObject << /X 11 0 R >> >>"
    fonts = read(one_page(page, {**FONT, 11: form()}, content="/X Do")).fonts
    assert [(font.nested, font.pages) for font in fonts] == [(False, ()), (True, (1,))]


def test_a_form_without_resources_may_use_the_fonts_of_its_page(read: ReadBytes) -> None:
    page = "/Resources << /Font << /F1 10 0 R >> /XObject << /X 11 0 R >> >>"
    (font,) = read(one_page(page, {**FONT, 11: form("")}, content="/X Do")).fonts
    assert font.pages == (1,)


def test_names_are_compared_without_their_escapes(read: ReadBytes) -> None:
    page = "/Resources << /Font << /F#2B1 10 0 R >> >>"
    (font,) = read(one_page(page, FONT, content="BT /F#2b1 9 Tf (A) Tj ET")).fonts
    assert font.pages == (1,)


@pytest.mark.parametrize("key", ["FontFile", "FontFile2", "FontFile3"])
def test_embedded_fonts(read: ReadBytes, key: str) -> None:
    objects: dict[int, str | bytes] = {
        10: "<< /Type /Font /Subtype /TrueType /BaseFont /ABCDEF+Arial /FontDescriptor 11 0 R >>",
        11: f"<< /Type /FontDescriptor /FontName /ABCDEF+Arial /{key} 12 0 R >>",
        12: stream("", "outlines"),
    }
    (font,) = read(one_page(RESOURCES, objects)).fonts
    assert (font.name, font.embedded) == ("Arial", True)
    objects[12] = "null"
    (font,) = read(one_page(RESOURCES, objects)).fonts
    assert not font.embedded


def test_a_composite_font_is_embedded_when_its_descendant_is(read: ReadBytes) -> None:
    objects: dict[int, str | bytes] = {
        10: "<< /Type /Font /Subtype /Type0 /BaseFont /Song /DescendantFonts [11 0 R] >>",
        11: "<< /Type /Font /Subtype /CIDFontType2 /FontDescriptor 12 0 R >>",
        12: "<< /Type /FontDescriptor /FontFile2 13 0 R >>",
        13: stream("", "outlines"),
    }
    (font,) = read(one_page(RESOURCES, objects)).fonts
    assert font.embedded
    del objects[13]
    (font,) = read(one_page(RESOURCES, objects)).fonts
    assert not font.embedded


def test_type_3_fonts_of_outlines_and_of_bitmaps(read: ReadBytes) -> None:
    page = "/Resources << /Font << /F1 20 0 R >> >>"
    (font,) = read(one_page(page, type3_font())).fonts
    assert (font.kind, font.name, font.bitmaps) == ("Type3", "DejaVuSans", False)
    (font,) = read(one_page(page, type3_font("/Name /F8", BITMAP_GLYPH))).fonts
    assert (font.name, font.bitmaps) == ("F8", True)


def test_the_figure_that_brought_a_font(read: ReadBytes) -> None:
    entries = (
        "/Resources << /Font << /F1 20 0 R >> >> /PTEX.FileName (./plots/latency.pdf) "
        "/PTEX.InfoDict << /Creator (Matplotlib v3.8) /Producer (pdf backend) >>"
    )
    page = "/Resources << /XObject << /X 11 0 R >> >>"
    (font,) = read(one_page(page, {**type3_font(), 11: form(entries)})).fonts
    assert (font.figure, font.maker) == ("latency.pdf", "Matplotlib v3.8, pdf backend")
