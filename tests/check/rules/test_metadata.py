"""Whoever the file names beside its pages is found; programs and anonymous authors are nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest
from pypdf.annotations import Text
from pypdf.generic import NameObject, TextStringObject

from check.figures import FIGURE, check_altered, with_figure
from check.older_style import older_files, older_submission
from check.papers import FILES, MAIN, submission
from check.verdicts import assert_clean, assert_only
from pdf.handmade import CREATOR, exif, jpeg, one_page, stream, xmp

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pypdf

    from check.conftest import CheckPaper
    from conftest import CompileTex
    from mlsys_paper.check.findings import PaperReport

RULE = "anonymous-metadata"
AUTHORS = ("Ada Quill", "Northfield University", "ada@northfield.example")
HYPERREF = r"\usepackage{hyperref}"
BOX = "50 50 400 300 re S"


def figure(info: str = "", packet: str = "", entries: str = "") -> bytes:
    """A figure that is a box, with its own metadata."""
    return one_page(
        f"{entries} {'/Metadata 12 0 R' if packet else ''}",
        {11: f"<< {info} >>", 12: stream("/Type /Metadata /Subtype /XML", packet)},
        content=BOX,
        trailer="/Info 11 0 R",
    )


class WithInfo(Protocol):
    def __call__(self, authors: tuple[str, ...] = (), **info: str) -> PaperReport: ...


@pytest.fixture
def with_info(compile_tex: CompileTex, tmp_path: Path) -> WithInfo:
    """Checks a correct submission after its document information was changed."""

    def with_info(authors: tuple[str, ...] = (), **info: str) -> PaperReport:
        def change(writer: pypdf.PdfWriter) -> None:
            writer.add_metadata({f"/{key}": text for key, text in info.items()})

        compiled = compile_tex(submission(), files=FILES)
        return check_altered(compiled.pdf, tmp_path, change, authors=authors)

    return with_info


@pytest.mark.parametrize(
    "info",
    [
        {"Author": "Jane Doe"},
        {"Author": "jdoe"},
        {"Company": "Northfield University"},
        {"Title": "Microsoft Word - /Users/jane/papers/final.docx"},
        {"Subject": "questions to jane.doe@cs.north.edu"},
        {"Source": r"C:\Users\Jane Doe\paper.tex"},
        {"Keywords": "see https://cs.north.edu/~jane/"},
        {"Host": "Jane's MacBook Pro"},
    ],
)
def test_the_document_names_somebody(with_info: WithInfo, info: dict[str, str]) -> None:
    (finding,) = assert_only(with_info(**info), RULE)
    assert f"/{next(iter(info))}" in finding.message
    assert finding.page is None


@pytest.mark.parametrize(
    "info",
    [
        {"Author": ""},
        {"Author": "Anonymous"},
        {"Author": "Anonymous Author(s)"},
        {"Author": "Paper 123, under double-blind review"},
        {"Author": "Microsoft Office User"},
        {"Creator": "Adobe Illustrator 28.0 (Macintosh)", "Producer": "Adobe PDF library 17.00"},
        {"Creator": "Matplotlib v3.8.2, https://matplotlib.org", "Producer": "cairo 1.16.0"},
        {"Creator": "TeX", "Producer": "GPL Ghostscript 9.55.0"},
        {"Title": "Scaling home directories at /home and /Users", "Subject": "a/b/c tests"},
        {"Title": "Who is Jane Doe? Naming at scale"},
        {"Source": "/usr/share/texlive/texmf-dist/tex/latex/mwe/example-image.pdf"},
        {"Build": "/home/runner/work/paper/main.tex", "Mail": "anonymous@example.com"},
    ],
)
def test_the_document_names_nobody(with_info: WithInfo, info: dict[str, str]) -> None:
    assert_clean(with_info(**info))


def test_names_that_are_known(with_info: WithInfo) -> None:
    for text in ("Draft by Quill, Ada", "ada_quill-v3", "Northfield University 2024"):
        assert_only(with_info(AUTHORS, Title=text), RULE)
    assert_only(with_info(AUTHORS, Title="by aquill"), RULE, "warning")
    assert_clean(with_info(AUTHORS, Title="A quill of adaptive quilts, in Northfield"))
    assert_clean(with_info(("Google", "Adobe"), Creator="Google Docs", Producer="Adobe PDF 17"))
    assert_only(with_info(("Google",), Title="Google's plans"), RULE)


def test_a_folder_outside_of_a_home_is_a_warning(with_info: WithInfo) -> None:
    assert_only(with_info(Source="/scratch/jdoe/paper/main.tex"), RULE, "warning")


@pytest.mark.parametrize("preamble", ["", HYPERREF, HYPERREF + r"\usepackage{hyperxmp}"])
def test_what_the_style_writes_itself(check_paper: CheckPaper, preamble: str) -> None:
    preamble += r"\hypersetup{pdftitle={A Title}}" if preamble else ""
    main = MAIN + r" \url{https://mlsys.org}"
    preamble = preamble or r"\usepackage{url}"
    assert_clean(check_paper(submission(main, preamble=preamble), files=FILES, authors=AUTHORS))


def test_pdfinfo_under_an_older_style(check_paper: CheckPaper) -> None:
    info = r"\pdfinfo{/Institute (Northfield) /Author (Ada Quill)}\pdfsuppressptexinfo=0 "
    files = {**FILES, **older_files(), "plot.pdf": figure("/Author (jdoe) /Creator (draw.io)")}
    document = older_submission(FIGURE % "plot" + MAIN, preamble=r"\usepackage{graphicx}" + info)
    findings = assert_only(check_paper(document, files=files), RULE)
    assert any("Figure plot.pdf on page 1, /Author" in item.message for item in findings)


@pytest.mark.parametrize(
    ("plot", "said"),
    [
        (figure("/Author (jdoe) /Creator (Matplotlib v3.8, https://matplotlib.org)"), "/Author"),
        (figure("/Title (/Users/jane/fig3.ai)"), "/Users/jane"),
        (figure(packet=xmp(CREATOR)), "XMP, dc:creator, says “Jane Doe”"),
        (figure(packet=xmp('<a stRef:filePath="/Users/jane/fig3.ai"/>')), "stRef:filePath"),
        (figure(entries="/PieceInfo << /X << /Private (/home/jane/x.svg) >> >>"), "PieceInfo"),
    ],
)
def test_a_figure_names_somebody(check_paper: CheckPaper, plot: bytes, said: str) -> None:
    report = check_paper(with_figure("plot"), files={**FILES, "plot.pdf": plot})
    (finding,) = assert_only(report, RULE)
    assert said in finding.message
    assert finding.message.startswith("Figure plot.pdf on page 1, ")
    assert finding.page == 1


def test_the_folder_of_a_figure(compile_tex: CompileTex, tmp_path: Path) -> None:
    compiled = compile_tex(with_figure("plot"), files={**FILES, "plot.pdf": figure()})

    def moved_to(path: str) -> Callable[[pypdf.PdfWriter], None]:
        def change(writer: pypdf.PdfWriter) -> None:
            (form,) = writer.pages[0]["/Resources"]["/XObject"].values()  # type: ignore[index]
            form.get_object()[NameObject("/PTEX.FileName")] = TextStringObject(path)

        return change

    for path in ("/home/jane/plot.pdf", "C:/Users/jane/plot.pdf", "/afs/x.edu/users/jane/plot.pdf"):
        (finding,) = assert_only(check_altered(compiled.pdf, tmp_path, moved_to(path)), RULE)
        assert finding.message.startswith("Figure plot.pdf on page 1, its file name")
    for path in ("./figures/plot.pdf", "/usr/share/texmf/tex/latex/mwe/plot.pdf", "../a/plot.pdf"):
        assert_clean(check_altered(compiled.pdf, tmp_path, moved_to(path)))


@pytest.mark.parametrize(
    "plot",
    [
        figure("/Title (fig3.pdf) /Creator (draw.io) /Producer (cairo 1.16.0 \\(cairo.org\\))"),
        figure("/Author () /Title (R Graphics Output) /Producer (R 4.3.1)"),
        figure(packet=xmp("<dc:title>Figure 3</dc:title><dc:format>application/pdf</dc:format>")),
        figure("/Author (Jane Doe) /Title (/Users/jane/fig3.ai)"),
    ],
)
def test_a_figure_names_nobody(check_paper: CheckPaper, plot: bytes) -> None:
    # The last one's information stays out of the paper: that is what the style sees to.
    told = b"Jane Doe" not in plot
    report = check_paper(with_figure("plot", told=told), files={**FILES, "plot.pdf": plot})
    assert_clean(report)


def photograph(*segments: tuple[int, bytes]) -> bytes:
    return jpeg((0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"), *segments)


def test_a_photograph(check_paper: CheckPaper) -> None:
    document = with_figure("photo.jpg", told=False)
    by_somebody = photograph(exif({0x013B: "Jane Doe", 0x0131: "GIMP 2.10"}))
    files = {**FILES, "photo.jpg": by_somebody}
    (finding,) = assert_only(check_paper(document, files=files), RULE, "warning")
    assert "JPEG on page 1, EXIF Artist" in finding.message
    assert "exiftool" in finding.remedy
    assert_only(check_paper(document, files=files, authors=("Jane Doe",)), RULE)
    files = {**FILES, "photo.jpg": photograph(exif({0x0131: "GIMP 2.10", 0x010E: "a cat"}))}
    assert_clean(check_paper(document, files=files))
    packet = b"http://ns.adobe.com/xap/1.0/\0" + xmp("<a stRef:filePath='/Users/jane/a'/>").encode()
    files = {**FILES, "photo.jpg": photograph((0xE1, packet))}
    assert_only(check_paper(document, files=files), RULE)


def test_the_same_name_in_many_places_is_one_finding(with_info: WithInfo) -> None:
    (finding,) = assert_only(with_info(Author="jdoe", Authors="jdoe"), RULE, "error")[:1]
    assert "jdoe" in finding.message
    (finding,) = assert_only(with_info(A="/home/jane/a", B="/home/jane/b", C="/home/jane"), RULE)
    assert "2 further places" in finding.message


def test_outline_destinations_comments_and_attachments(
    compile_tex: CompileTex, tmp_path: Path
) -> None:
    def outline(writer: pypdf.PdfWriter) -> None:
        writer.add_outline_item(title="Notes of jane@cs.north.edu", page_number=0)

    def destination(writer: pypdf.PdfWriter) -> None:
        writer.add_named_destination("ada-quill", 0)

    def cited(writer: pypdf.PdfWriter) -> None:
        writer.add_named_destination("cite.ada-quill-2020", 0)

    def counter(writer: pypdf.PdfWriter) -> None:
        writer.add_named_destination("NEWPAX@input.newpax", 0)

    def comment(writer: pypdf.PdfWriter) -> None:
        note = Text(rect=(60, 60, 80, 80), text="Too long?")
        note[NameObject("/T")] = TextStringObject("jdoe")
        writer.add_annotation(0, note)

    compiled = compile_tex(submission(), files=FILES)
    for change in (outline, destination, comment):
        assert_only(check_altered(compiled.pdf, tmp_path, change, authors=AUTHORS), RULE)
    for change in (cited, counter):
        assert_clean(check_altered(compiled.pdf, tmp_path, change, authors=AUTHORS))


def test_an_accepted_paper_names_its_authors(check_paper: CheckPaper) -> None:
    assert_clean(check_paper(submission(options="accepted"), "camera-ready", files=FILES))
