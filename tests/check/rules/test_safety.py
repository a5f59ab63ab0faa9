"""A paper that could act is found; links, bookmarks and plain openings are not."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pypdf
import pytest
from pypdf.annotations import Link
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    Fit,
    NameObject,
    StreamObject,
    TextStringObject,
)

from check.conftest import check_pdf
from check.figures import check_altered
from check.papers import FILES, MAIN, submission
from check.verdicts import assert_clean, assert_only

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from check.conftest import CheckPaper
    from conftest import CompileTex

HYPERREF = r"\usepackage{hyperref}"


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


def opens_with(writer: pypdf.PdfWriter, action: DictionaryObject) -> None:
    writer.root_object[NameObject("/OpenAction")] = action


def lists(writer: pypdf.PdfWriter, category: str, value: DictionaryObject) -> None:
    """Put an object among the document's names."""
    names = ArrayObject([TextStringObject("it"), value])
    tree = DictionaryObject({NameObject("/Names"): names})
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject(category): tree})


def annotate(writer: pypdf.PdfWriter, annotation: DictionaryObject) -> None:
    annotation[NameObject("/Rect")] = pypdf.generic.RectangleObject((60, 60, 90, 90))
    page = writer.pages[0]
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(annotation)])


def link(writer: pypdf.PdfWriter, action: DictionaryObject) -> None:
    annotation = dictionary(Type="/Annot", Subtype="/Link")
    annotation[NameObject("/A")] = action
    annotate(writer, annotation)


CHANGES: dict[str, tuple[Callable[[pypdf.PdfWriter], object], str]] = {
    "script": (
        lambda w: lists(w, "/JavaScript", dictionary(S="/JavaScript", JS="app.alert(1)")),
        "script of the document, it",
    ),
    "opening script": (
        lambda w: opens_with(w, dictionary(S="/JavaScript", JS="app.alert(1)")),
        "JavaScript",
    ),
    "attachment": (lambda w: w.add_attachment("code.zip", b"zip"), "code.zip"),
    "launch": (lambda w: link(w, dictionary(S="/Launch", F="cmd.exe")), "starts a program"),
    "attached to a page": (
        lambda w: annotate(w, dictionary(Subtype="/FileAttachment", Contents="data")),
        "attached file",
    ),
    "field": (lambda w: annotate(w, dictionary(Subtype="/Widget", FT="/Tx", T="a")), "form"),
    "film": (lambda w: annotate(w, dictionary(Subtype="/RichMedia")), "video"),
    "opening address": (
        lambda w: opens_with(w, dictionary(S="/URI", URI="https://x.example/seen")),
        "by itself",
    ),
    "encryption": (lambda w: w.encrypt("", "owner", algorithm="RC4-128"), "encrypted"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_active_content(compile_tex: CompileTex, tmp_path: Path, name: str) -> None:
    change, said = CHANGES[name]
    compiled = compile_tex(submission(), files=FILES)
    (finding,) = assert_only(check_altered(compiled.pdf, tmp_path, change), "active-content")
    assert said in finding.message


def test_its_place_is_shown(compile_tex: CompileTex, tmp_path: Path) -> None:
    compiled = compile_tex(submission(), files=FILES)
    report = check_altered(compiled.pdf, tmp_path, CHANGES["launch"][0])
    assert (report.findings[0].page, report.findings[0].box) == (1, (60, 60, 90, 90))


def test_a_link_to_a_program_by_hyperref(check_paper: CheckPaper) -> None:
    document = submission(MAIN + r" \href{run:setup.sh}{run it}", preamble=HYPERREF)
    (finding,) = assert_only(check_paper(document, files=FILES), "active-content")
    assert "https://" in finding.remedy


def test_a_form_by_hyperref(check_paper: CheckPaper) -> None:
    main = MAIN + r" \begin{Form}\CheckBox[width=1em]{Done}\end{Form}"
    assert_only(check_paper(submission(main, preamble=HYPERREF), files=FILES), "active-content")


def test_what_hyperref_does_is_harmless(check_paper: CheckPaper) -> None:
    main = MAIN + r" \url{https://mlsys.org}, \hyperref[s]{there}, \href{appendix.pdf}{appendix}."
    main = main.replace(r"\section{Design}", r"\section{Design}\label{s}")
    preamble = HYPERREF + r"\hypersetup{pdfpagemode=UseOutlines,pdfstartview=FitH}"
    assert_clean(check_paper(submission(main, preamble=preamble), files=FILES))


def test_an_opening_view_and_a_link(compile_tex: CompileTex, tmp_path: Path) -> None:
    def change(writer: pypdf.PdfWriter) -> None:
        writer.open_destination = "Fit"
        writer.add_annotation(
            0, Link(rect=(60, 60, 90, 90), target_page_index=1, fit=Fit.fit_horizontally(top=700))
        )

    compiled = compile_tex(submission(), files=FILES)
    assert_clean(check_altered(compiled.pdf, tmp_path, change))


def test_what_cannot_be_read_is_no_pass(compile_tex: CompileTex, tmp_path: Path) -> None:
    def change(writer: pypdf.PdfWriter) -> None:
        packet = StreamObject()
        packet.set_data(b"no such data")
        packet[NameObject("/Filter")] = NameObject("/FlateDecode")
        writer.root_object[NameObject("/Metadata")] = writer._add_object(packet)

    compiled = compile_tex(submission(), files=FILES)
    report = check_altered(compiled.pdf, tmp_path, change)
    (finding,) = assert_only(report, "readable-structure", "unchecked")
    assert "XMP of the document" in finding.message
    assert report.ok


def test_a_file_whose_end_is_missing(compile_tex: CompileTex, tmp_path: Path) -> None:
    compiled = compile_tex(submission(), files=FILES)
    assert compiled.pdf is not None
    whole = io.BytesIO()
    pypdf.PdfWriter(clone_from=compiled.pdf).write(whole)
    data = whole.getvalue()
    damaged = tmp_path / "damaged.pdf"
    damaged.write_bytes(data[: data.rindex(b"startxref")])
    assert_only(check_pdf(damaged), "readable-structure", "unchecked")
