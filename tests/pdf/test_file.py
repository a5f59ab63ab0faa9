"""Boxes, bookmarks, encryption; and files that are wrong in every way."""

from __future__ import annotations

import io
import time
import zlib
from typing import TYPE_CHECKING

import pypdf
import pytest

from mlsys_paper.errors import PaperError
from mlsys_paper.pdf.contents import OutlineEntry, PageBoxes
from mlsys_paper.pdf.file import read_structure
from mlsys_paper.pdf.model import Box
from pdf.handmade import one_page, pdf, stream

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CompileTex
    from pdf.conftest import ReadBytes

LETTER = Box(0, 0, 612, 792)


def test_boxes(read: ReadBytes) -> None:
    structure = read(one_page("/CropBox [600 10 10 700] /Rotate 450 /UserUnit 2"))
    assert structure.pages == (PageBoxes(LETTER, Box(10, 10, 600, 700), 90, 2.0),)


def test_boxes_that_make_no_sense(read: ReadBytes) -> None:
    data = one_page().replace(b"/MediaBox [0 0 612 792]", b"/MediaBox [0 (x) 612 /N]")
    assert read(data).pages[0].media == LETTER


def test_bookmarks_and_destinations(read: ReadBytes) -> None:
    data = one_page(
        catalog="/Outlines 10 0 R /Dests << /old [3 0 R /Fit] >> "
        "/Names << /Dests << /Kids [<< /Names [(sec.1) << /D [3 0 R /Fit] >>] >>] >> >>",
        objects={
            10: "<< /First 11 0 R >>",
            11: "<< /Title (One) /Dest (sec.1) /First 12 0 R /Next 13 0 R >>",
            12: "<< /Title <FEFF00C9> /A << /S /GoTo /D /old >> >>",
            13: "<< /Title (Three) /Dest [3 0 R /Fit] /Next 14 0 R >>",
            14: "<< /Title (Lost) /Dest (nowhere) /Next 11 0 R >>",
        },
    )
    structure = read(data)
    assert structure.outline == (
        *(OutlineEntry("One", 0, 1), OutlineEntry("É", 1, 1)),
        *(OutlineEntry("Three", 0, 1), OutlineEntry("Lost", 0, None)),
    )
    assert structure.destinations == ("old", "sec.1")


def test_a_document_of_latex(compile_tex: CompileTex) -> None:
    document = (
        r"\documentclass{article}\usepackage{hyperref}"
        r"\hypersetup{pdftitle={Über uns},pdfauthor={Jane Doe}}\pdfobjcompresslevel=2"
        r"\begin{document}\section{One}\label{a} See \ref{a}, \url{https://mlsys.org}. $x$"
        r"\subsection{Two}\newpage Text.\end{document}"
    )
    compiled = compile_tex(document)
    assert compiled.pdf is not None
    structure = read_structure(compiled.pdf)
    assert {item.key: item.text for item in structure.metadata}["Title"] == "Über uns"
    assert [(entry.title, entry.depth, entry.page) for entry in structure.outline] == [
        *(("One", 0, 1), ("Two", 1, 1))
    ]
    assert "section.1" in structure.destinations
    assert {font.name: font.pages for font in structure.fonts}["CMR10"] == (1, 2)
    assert all(font.embedded and not font.nested for font in structure.fonts)
    assert (structure.active, structure.unreadable, structure.encrypted) == ((), (), False)
    started = time.process_time()
    read_structure(compiled.pdf)
    assert time.process_time() - started < 1


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128"])
def test_encryption_with_an_empty_password(read: ReadBytes, algorithm: str) -> None:
    writer = pypdf.PdfWriter(io.BytesIO(one_page()))
    writer.add_metadata({"/Author": "Jane Doe"})
    writer.encrypt("", "owner", algorithm=algorithm)
    copy = io.BytesIO()
    writer.write(copy)
    structure = read(copy.getvalue())
    assert structure.encrypted
    assert "Jane Doe" in {item.text for item in structure.metadata}
    assert (len(structure.pages), structure.unreadable) == (1, ())


def test_files_that_are_none(read: ReadBytes, tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(io.BytesIO(one_page()))
    writer.encrypt("secret", algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)
    for data in (b"", b"no PDF", b"\x89PNG\r\n", locked.getvalue()):
        with pytest.raises(PaperError):
            read(data)
    with pytest.raises(PaperError, match="cannot be read"):
        read_structure(tmp_path / "absent.pdf")


def test_a_file_without_its_table(read: ReadBytes) -> None:
    data = one_page("/Rotate 90")
    for damaged in (data[: data.index(b"startxref")], data.replace(b"xref\n0 ", b"xrfe\n0 ")):
        structure = read(damaged)
        assert [page.rotation for page in structure.pages] == [90]
        assert structure.unreadable == ("the table of its objects",)


@pytest.mark.parametrize("bad", ["@@@", "<< /Font", "] >>", "stream"])
def test_what_cannot_be_read_is_told(read: ReadBytes, bad: str) -> None:
    structure = read(one_page("/Resources 10 0 R", {10: bad}))
    assert (len(structure.pages), structure.unreadable) == (1, ("object 10",))


def test_a_packet_that_cannot_be_unpacked_is_told(read: ReadBytes) -> None:
    packet = stream("/Filter /FlateDecode", "no such data")
    structure = read(one_page(catalog="/Metadata 10 0 R", objects={10: packet}))
    assert structure.unreadable == ("XMP of the document",)


CIRCLES: dict[str, bytes] = {
    "pages": pdf(
        {1: "<< /Type /Catalog /Pages 2 0 R >>", 2: "<< /Type /Pages /Kids [2 0 R 2 0 R] >>"}
    ),
    "reference to itself": one_page("/Resources 10 0 R", {10: "10 0 R"}),
    "references in a circle": one_page("/Resources 10 0 R", {10: "11 0 R", 11: "10 0 R"}),
    "forms": one_page(
        "/Resources << /XObject << /X 10 0 R >> >>",
        {10: stream("/Subtype /Form /Resources << /XObject << /X 10 0 R /Y 10 0 R >> >>", "")},
    ),
    "fonts": one_page(
        "/Resources << /Font << /X 10 0 R >> >>",
        {10: "<< /Subtype /Type3 /Resources << /Font << /X 10 0 R /Y 10 0 R >> >> >>"},
    ),
    "outline": one_page(
        catalog="/Outlines << /First 10 0 R >>",
        objects={10: "<< /Title (x) /First 10 0 R /Next 10 0 R >>"},
    ),
    "actions": one_page(
        catalog="/OpenAction 10 0 R", objects={10: "<< /S /GoTo /Next [10 0 R 10 0 R] >>"}
    ),
    "names": one_page(
        catalog="/Names << /Dests 10 0 R >>", objects={10: "<< /Kids [10 0 R 10 0 R] >>"}
    ),
    "information": one_page(trailer="/Info 10 0 R", objects={10: "<< /A 10 0 R /B [10 0 R] >>"}),
    "fields": one_page(
        catalog="/AcroForm << /Fields [10 0 R] >>", objects={10: "<< /Kids [10 0 R] >>"}
    ),
    "length": one_page("/Resources << /XObject << /X 10 0 R >> >>").replace(
        b"/Length 38", b"/Length 4 0 R"
    ),
}


@pytest.mark.parametrize("name", CIRCLES)
def test_circles(read: ReadBytes, name: str) -> None:
    started = time.process_time()
    read(CIRCLES[name])
    assert time.process_time() - started < 2


def test_deep_nesting(read: ReadBytes) -> None:
    deep = "[" * 50_000 + "]" * 50_000
    structure = read(one_page(trailer="/Info 10 0 R", objects={10: f"<< /A {deep} >>"}))
    assert len(structure.pages) == 1
    chain = {
        n: stream(f"/Subtype /Form /Resources << /XObject << /X {n + 1} 0 R >> >>", "")
        for n in range(10, 3000)
    }
    assert len(read(one_page("/Resources << /XObject << /X 10 0 R >> >>", chain)).pages) == 1


def test_branches_that_meet_again_cost_no_more_than_their_number(read: ReadBytes) -> None:
    both = "/Resources << /XObject << /X {0} 0 R /Y {0} 0 R >> >>"
    forms = {n: stream(f"/Subtype /Form {both.format(n + 1)}", "") for n in range(10, 60)}
    started = time.process_time()
    read(one_page(both.format(10), forms))
    assert time.process_time() - started < 2


def test_streams_that_blow_up(read: ReadBytes) -> None:
    bomb = zlib.compress(b"\0" * 200_000_000, 9)
    filters = "/Filter /FlateDecode"
    for data in (
        one_page(catalog="/Metadata 10 0 R", objects={10: stream(filters, bomb)}),
        one_page(
            "/Resources << /Font << /F1 10 0 R >> >>",
            {10: "<< /Subtype /Type1 /BaseFont /Helvetica >>", 4: stream(filters, bomb)},
        ),
        one_page(
            catalog="/Metadata 10 0 R",
            objects={
                10: stream("/Filter [/FlateDecode /FlateDecode]", zlib.compress(bomb)),
            },
        ),
    ):
        started = time.process_time()
        structure = read(data)
        assert time.process_time() - started < 3
        assert len(structure.pages) == 1
        # Where it can't be told whether a font sets text, it counts as used.
        assert [font.pages for font in structure.fonts] in ([], [(1,)])


def test_no_program_is_run(read: ReadBytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("subprocess.Popen", refuse)
    monkeypatch.setattr("subprocess.run", refuse)
    packet = stream("/Filter /JBIG2Decode", "x")
    read(one_page(catalog="/Metadata 10 0 R", objects={10: packet}))
