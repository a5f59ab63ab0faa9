"""What the reader says of a PDF is what TeX put there and what PDFium says of each glyph."""

from __future__ import annotations

import ctypes
import struct
import zlib
from typing import TYPE_CHECKING

import pypdf
import pypdfium2
import pypdfium2.raw as c
import pytest

from mlsys_paper.errors import PaperError
from mlsys_paper.pdf.model import BLACK, Box
from mlsys_paper.pdf.page import read_document, read_pages

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CompileTex
    from mlsys_paper.pdf.model import Document, Page, Run, Style


def tiny_png() -> bytes:
    """Four grey pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0\x40\x80\0\xc0\xff")
    parts = (b"IHDR", header), (b"IDAT", rows), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


EVERYTHING = r"""
\documentclass[letterpaper]{article}
\usepackage{mathptmx,graphicx,xcolor}
\usepackage[colorlinks,urlcolor=blue,linkcolor=black]{hyperref}
\pdfpagewidth=8.5in \pdfpageheight=11in
\pagestyle{empty}
\setlength\parindent{0pt}
\begin{document}
% Origin of the page's lower left corner for \put.
\AddToHook{shipout/background}{\put(72,-100){Placed}\put(72,-200){\rule{40bp}{3bp}}}
The first office has fine coffee. Plain text.
\parbox[t]{45pt}{\hspace{0pt}representations}

\textcolor[RGB]{10,20,30}{Dark letters} and \textcolor{white}{white ones}.

\scalebox{0.5}{Half the size} \rotatebox{90}{Upwards}

\setbox0\hbox{\rule{10bp}{10bp}In a form}\immediate\pdfxform0
\scalebox{2}{\pdfrefxform\pdflastxform}

\pdfliteral direct{3 Tr}Invisible\pdfliteral direct{0 Tr} and seen

\leavevmode\pdfsave\pdfliteral{0 -5 20 20 re W n}\rlap{Clipped}\pdfrestore

\includegraphics[width=30bp]{pixels.png}

\href{https://example.org/a?b=c}{A link} to \hyperlink{there}{the second page}.
\newpage
\hypertarget{there}{There.} \textbf{Bold} \texttt{mono} $\alpha + \beta$
\end{document}
"""


@pytest.fixture(scope="module")
def pdf(compile_tex: CompileTex) -> Path:
    compiled = compile_tex(EVERYTHING, {"pixels.png": tiny_png()})
    assert compiled.pdf is not None, compiled.log_text
    return compiled.pdf


@pytest.fixture(scope="module")
def document(pdf: Path) -> Document:
    return read_document(pdf)


@pytest.fixture(scope="module")
def first(document: Document) -> Page:
    return document.pages[0]


def run_with(page: Page, text: str) -> Run:
    found = [run for run in page.runs if text in run.text]
    assert len(found) == 1, [run.text for run in page.runs]
    return found[0]


def style_of(page: Page, text: str) -> Style:
    run = run_with(page, text)
    return page.glyphs[run.start + run.text.index(text)].style


def test_pages_have_number_size_and_area(document: Document) -> None:
    assert [page.number for page in document.pages] == [1, 2]
    assert {(page.width, page.height, page.rotation) for page in document.pages} == {(612, 792, 0)}
    assert document.pages[0].area == Box(0, 0, 612, 792)


def test_a_run_lies_where_tex_put_it(first: Page) -> None:
    run = run_with(first, "Placed")
    assert run.x == pytest.approx(72 / 72.27 * 72, abs=0.01)
    assert run.baseline == pytest.approx(792 - 100 / 72.27 * 72, abs=0.01)
    assert run.font.startswith("NimbusRomNo9L-Regu")
    assert run.size == 9.96
    assert run.colour == BLACK


def test_a_rule_lies_where_tex_put_it(first: Page) -> None:
    (rule,) = [rule for rule in first.rules if rule.box.width == pytest.approx(40, abs=0.1)]
    assert rule.left == pytest.approx(72 / 72.27 * 72, abs=0.01)
    assert rule.bottom == pytest.approx(792 - 200 / 72.27 * 72, abs=0.01)
    assert rule.box.height == pytest.approx(3, abs=0.1)
    assert rule.fill == BLACK


def test_ligatures_read_as_letters_and_hyphens_as_hyphens(first: Page) -> None:
    words = "".join(letter for letter in first.glyphs.text if letter.isprintable())
    assert words.startswith("PlacedThe first office has fine coffee. Plain text.")
    assert run_with(first, "tions").baseline < run_with(first, "Plain").baseline - 10
    assert "representa-" in words
    assert "\x02" not in first.glyphs.text


def test_colours_and_modes_are_those_of_the_text(first: Page) -> None:
    assert run_with(first, "Dark").colour == (10, 20, 30)
    assert style_of(first, "white").colour == (255, 255, 255)
    assert style_of(first, "Invisible").mode == 3
    assert style_of(first, "and seen").mode == 0


def test_size_and_angle_are_those_on_the_page(first: Page) -> None:
    assert run_with(first, "Half").size == pytest.approx(4.98, abs=0.01)
    upwards = run_with(first, "Upwards")
    assert upwards.angle == 90
    assert upwards.size == 9.96
    assert upwards.box.height > 30
    assert 5 < upwards.box.width < 10
    assert upwards.box.right == pytest.approx(upwards.x, abs=3)


def test_forms_are_read_in_the_page_coordinates(first: Page) -> None:
    run = run_with(first, "In a form")
    assert run.size == pytest.approx(19.93, abs=0.01)
    (rule,) = [rule for rule in first.rules if rule.box.width == pytest.approx(20, abs=0.1)]
    assert rule.box.height == pytest.approx(20, abs=0.1)
    assert rule.right == pytest.approx(run.x, abs=0.1)
    assert rule.bottom == pytest.approx(run.baseline, abs=0.1)


def test_clipped_text_names_its_clip(first: Page) -> None:
    clip = style_of(first, "Clipped").clip
    assert clip is not None
    assert (clip.width, clip.height) == (pytest.approx(20, abs=0.01), pytest.approx(20, abs=0.01))
    assert clip.left == pytest.approx(run_with(first, "Clipped").x, abs=0.1)
    plain = style_of(first, "Plain").clip
    assert plain is None or plain.contains(Box(1, 1, 611, 791))


def test_pictures_have_box_and_pixels(first: Page) -> None:
    (image,) = first.images
    assert image.pixels == (2, 2)
    assert image.box.width == pytest.approx(30, abs=0.05)


def test_painting_order_is_one_for_text_rules_and_pictures(first: Page) -> None:
    orders = [style.order for style in first.glyphs.styles]
    orders += [rule.order for rule in first.rules] + [image.order for image in first.images]
    assert len(set(orders)) == len(orders)
    assert style_of(first, "Plain").order < first.images[0].order < style_of(first, "A link").order


def test_links_say_where_they_lead(document: Document) -> None:
    first, second = document.pages
    web = next(link for link in first.links if link.kind == "uri")
    assert web.target == "https://example.org/a?b=c"
    run = run_with(first, "A link")
    assert web.box.left == pytest.approx(run.x, abs=1.5)
    assert web.box.bottom < run.baseline < web.box.top
    inner = next(link for link in first.links if link.kind == "here")
    assert inner.page == 2
    assert second.links == ()
    assert first.annotations == ()


def test_fonts_say_their_names_and_weights(document: Document) -> None:
    page = document.pages[1]
    fonts = {style.font.name: style.font for style in page.glyphs.styles}
    assert {"NimbusRomNo9L-Regu", "NimbusRomNo9L-Medi"} <= fonts.keys()
    assert all(font.embedded for font in fonts.values())
    assert not any("+" in name for name in fonts)


def test_every_glyph_agrees_with_pdfium(pdf: Path, document: Document) -> None:
    """The batched calls say what the plain ones say, glyph by glyph."""
    source = pypdfium2.PdfDocument(pdf)
    for page in document.pages:
        sheet = source[page.number - 1]
        textpage = sheet.get_textpage()
        text, glyphs = textpage.raw, page.glyphs
        assert len(glyphs) == c.FPDFText_CountChars(text) > 20
        numbers = [ctypes.c_double() for _ in range(4)]
        flags, name = ctypes.c_int(), ctypes.create_string_buffer(256)
        for i in range(len(glyphs)):
            glyph = glyphs[i]
            generated = c.FPDFText_IsGenerated(text, i) == 1
            assert glyph.generated == generated
            if generated:
                continue
            c.FPDFText_GetCharBox(text, i, *numbers)
            left, right, bottom, top = (number.value for number in numbers)
            assert glyph.ink == (left, bottom, right, top)
            c.FPDFText_GetCharOrigin(text, i, *numbers[:2])
            assert (glyph.x, glyph.baseline) == (numbers[0].value, numbers[1].value)
            c.FPDFText_GetFontInfo(text, i, name, 256, flags)
            assert glyph.style.font.name == name.value.decode().split("+")[-1]
            cell = c.FS_RECTF()
            c.FPDFText_GetLooseCharBox(text, i, cell)
            assert glyph.cell == (cell.left, cell.bottom, cell.right, cell.top)
        textpage.close()
        sheet.close()
    source.close()


def test_columns_of_glyphs_have_one_length(first: Page) -> None:
    glyphs = first.glyphs
    columns = (glyphs.x, glyphs.baseline, glyphs.left, glyphs.top, glyphs.cell_left, glyphs.style)
    assert {len(column) for column in columns} == {len(glyphs.text)} == {len(glyphs)}


def test_runs_point_at_their_glyphs(first: Page) -> None:
    for run in first.runs:
        letters = first.glyphs.text[run.start : run.stop].replace(" ", "")
        assert "".join(letters.split()) == run.text.replace(" ", "")
        assert run.ink == run.box
        assert run.box.width > 0 < run.box.height


def test_pages_come_one_by_one(pdf: Path) -> None:
    pages = read_pages(pdf)
    assert next(pages).number == 1
    assert next(pages).number == 2
    assert next(pages, None) is None


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match=r"nowhere\.pdf: there is no such file"):
        read_document(tmp_path / "nowhere.pdf")


@pytest.mark.parametrize("content", [b"", b"no PDF at all", b"%PDF-1.5\n%%EOF\n"])
def test_a_file_that_is_no_pdf_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(content)
    with pytest.raises(PaperError, match=r"broken\.pdf: cannot be read as a PDF") as raised:
        read_document(path)
    assert raised.value.remedy


def test_an_encrypted_file_asks_for_no_password(tmp_path: Path, pdf: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=pdf)
    writer.encrypt("secret", algorithm="RC4-128")
    path = tmp_path / "locked.pdf"
    writer.write(path)
    with pytest.raises(PaperError, match=r"locked\.pdf: is encrypted") as raised:
        read_document(path)
    assert "without a password" in raised.value.remedy


def test_an_empty_page_has_nothing_on_it(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 200)
    path = tmp_path / "blank.pdf"
    writer.write(path)
    (page,) = read_document(path).pages
    assert (page.width, page.height) == (100, 200)
    assert (page.runs, page.rules, page.images, page.links) == ((), (), (), ())
    assert len(page.glyphs) == 0
