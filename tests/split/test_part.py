"""The parts have the paper's pages, and what belongs to them: links, bookmarks, labels, names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader, PdfWriter

from check.papers import submission
from maintain.fuzz.damage import damaged
from mlsys_paper.errors import PaperError
from mlsys_paper.pdf.file import read_structure
from mlsys_paper.pdf.page import read_document
from mlsys_paper.pdf.pictures import picture_of_page
from mlsys_paper.split import work
from mlsys_paper.split.model import PageRange
from pdf.handmade import PAGE, pdf, stream
from split.appendices import APPENDIX, HYPERREF, MAIN
from style.leaks import places

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mlsys_paper.pdf.model import Link, Page
    from split.conftest import Split, SplitBytes, SplitPaper

pytestmark = pytest.mark.thorough

PAPER = submission(MAIN, end=r"\clearpage" + APPENDIX, preamble=HYPERREF)
LAST = PageRange(2, 0)


def sides(split: Split) -> list[tuple[Path, tuple[int, ...]]]:
    cut = split.division.cut
    return [(split.main, cut.main), (split.appendix, cut.appendix)]


def titles(path: Path) -> list[tuple[str, int, int | None]]:
    return [(entry.title, entry.depth, entry.page) for entry in read_structure(path).outline]


def here(page: Page) -> list[Link]:
    """The links to places in the file."""
    return [link for link in page.links if link.kind == "here"]


# A paper -------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["pdflatex", "lualatex", "xelatex"])
def test_text_fonts_and_pictures_are_untouched(engine: str, split_paper: SplitPaper) -> None:
    split = split_paper(PAPER, engine=engine)
    whole = read_document(split.whole).pages
    for path, numbers in sides(split):
        pages = read_document(path).pages
        assert len(pages) == len(numbers)
        for page, number in zip(pages, numbers, strict=True):
            before = whole[number - 1]
            assert page.glyphs == before.glyphs
            assert (page.runs, page.rules) == (before.runs, before.rules)
            pictures = [picture_of_page(split.whole, number), picture_of_page(path, page.number)]
            assert pictures[0] == pictures[1]
        fonts = {font.name for font in read_structure(path).fonts}
        assert fonts <= {font.name for font in read_structure(split.whole).fonts}


def test_links_lead_within_their_part_or_nowhere(split_paper: SplitPaper) -> None:
    split = split_paper(PAPER)
    whole = read_document(split.whole).pages
    gone = 0
    for path, numbers in sides(split):
        for page, number in zip(read_document(path).pages, numbers, strict=True):
            expected = [
                (link.box, numbers.index(link.page) + 1, link.place)
                for link in here(whole[number - 1])
                if link.page in numbers
            ]
            assert [(link.box, link.page, link.place) for link in here(page)] == expected
            gone += len(here(whole[number - 1])) - len(expected)
    # From the text to the appendix; from the appendix to a section, and to an entry by name
    # and by year.
    assert gone == split.division.links_across == 4
    assert split.division.links_nowhere == 0
    assert sum(len(here(page)) for page in read_document(split.appendix).pages) == 1


def test_names_are_divided_and_keep_their_places(split_paper: SplitPaper) -> None:
    split = split_paper(PAPER)
    whole = PdfReader(split.whole).named_destinations
    found = [PdfReader(path).named_destinations for path, _ in sides(split)]
    assert set(found[0]).isdisjoint(found[1])
    assert set(found[0]) | set(found[1]) == set(whole) - {"mlsys.appendix"}
    assert {"section.1", "section.2", "cite.quill-article"} <= set(found[0])
    assert {"appendix.A", "subsection.A.1"} <= set(found[1])
    for names in found:
        for name, place in names.items():
            assert (place.left, place.top) == (whole[name].left, whole[name].top)


def test_bookmarks_are_divided(split_paper: SplitPaper) -> None:
    split = split_paper(PAPER.replace("{hyperref}", "{hyperref,bookmark}"))
    assert titles(split.main) == [
        entry for entry in titles(split.whole) if (entry[2] or 0) in split.division.cut.main
    ]
    assert titles(split.appendix) == [("Proofs", 0, 1), ("More of It", 1, 2)]


def test_pages_keep_their_labels(split_paper: SplitPaper) -> None:
    split = split_paper(PAPER)
    assert PdfReader(split.appendix).page_labels == ["3", "4"]
    assert PdfReader(split.main).page_labels == ["1", "2"]
    assert "/PageLabels" in PdfReader(split.appendix).root_object


def test_nothing_says_who_divided_it_or_when(split_paper: SplitPaper) -> None:
    split = split_paper(PAPER)
    before = {item.key: item.text for item in read_structure(split.whole).metadata}
    for path, _ in sides(split):
        said = {item.key: item.text for item in read_structure(path).metadata}
        assert said.items() <= before.items()
        assert set(said) <= {"Title", "Author", "Subject", "Keywords", "Creator", "Producer"}
        assert said["Author"] == "Anonymous Authors"
        assert not places(path, "pypdf")
        assert not places(path, split.whole.name)
        assert not re.search(rb"D:\d{8}|/tmp|/home|20\d\d-\d\d", path.read_bytes())


def test_parts_are_small_and_leave_the_other_out(split_paper: SplitPaper) -> None:
    marked = PAPER.replace(r"\section{Proofs}", r"\section{Proofs} Xylophone.", 1)
    split = split_paper(marked.replace(r"\section{Design}", r"\section{Design} Quincunx.", 1))
    assert places(split.whole, "Xylophone")
    assert not places(split.main, "Xylophone")
    assert not places(split.appendix, "Quincunx")
    assert not places(split.main, "subsection.A.1")
    for path, _ in sides(split):
        assert path.stat().st_size < 1.1 * split.whole.stat().st_size


def test_equal_papers_have_equal_parts(split_bytes: SplitBytes, split_paper: SplitPaper) -> None:
    split = split_paper(PAPER)
    again = split_bytes(split.whole.read_bytes())
    assert again.division == split.division


# Files by hand -------------------------------------------------------------------


def document(
    pages: list[str],
    objects: Mapping[int, str | bytes] | None = None,
    *,
    catalog: str = "",
    trailer: str = "",
    inherited: str = "",
) -> bytes:
    """Pages 10, 11, ... with these further entries; each says its number."""
    kids = " ".join(f"{10 + i} 0 R" for i in range(len(pages)))
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>"
    found: dict[int, str | bytes] = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} {inherited} "
        "/Resources << /Font << /F1 3 0 R >> >> >>",
        3: font,
    }
    for i, page in enumerate(pages):
        found[10 + i] = f"{PAGE} /Contents {50 + i} 0 R {page} >>"
        found[50 + i] = stream("", f"BT /F1 10 Tf 72 700 Td (Page {i + 1} here) Tj ET")
    return pdf({**found, **(objects or {})}, trailer)


def link(target: str, area: str = "[72 690 100 710]") -> str:
    return f"<< /Type /Annot /Subtype /Link /Rect {area} {target} >>"


def test_what_pages_inherit_stays_with_them(split_bytes: SplitBytes) -> None:
    split = split_bytes(document(["", "", ""], inherited="/Rotate 90 /CropBox [9 9 600 700]"), LAST)
    for path, numbers in sides(split):
        for page, number in zip(read_document(path).pages, numbers, strict=True):
            assert page.glyphs.text.startswith(f"Page {number} here")
            assert page.rotation == 90
            assert page.area is not None
            assert page.area.left == 9


LINKS = {
    "a page": "/Dest [{page} 0 R /XYZ 72 700 0]",
    "a page by its place": "/A << /S /GoTo /D [{index} /XYZ 72 700 0] >>",
    "an action": "/A << /S /GoTo /D [{page} 0 R /Fit] >>",
    "a name": "/Dest (to {page})",
    "a name of old": "/Dest /old{page}",
    "an action by name": "/A << /S /GoTo /D (to {page}) >>",
    "a dictionary of a name": "/A << /S /GoTo /D (dict {page}) >>",
    "a name beyond letters": "/Dest <feff00e9{code:04x}>",
    "a name in bytes": "/Dest <c3a9{code:02x}>",
}


@pytest.mark.parametrize("how", LINKS)
def test_links_of_every_kind_are_divided(how: str, split_bytes: SplitBytes) -> None:
    def annotations(*pages: int) -> str:
        found = (
            link(LINKS[how].format(page=page, code=page + 50, index=page - 10)) for page in pages
        )
        return f"/Annots [{' '.join(found)}]"

    named = []
    for page, code in ((10, 60), (11, 61), (12, 62)):
        named += [
            f"(to {page}) [{page} 0 R /XYZ 72 700 0]",
            f"(dict {page}) << /D [{page} 0 R /Fit] >>",
            f"<feff00e9{code:04x}> [{page} 0 R /Fit]",
            f"<c3a9{code:02x}> [{page} 0 R /Fit]",
        ]
    old = " ".join(f"/old{page} [{page} 0 R /Fit]" for page in (10, 11, 12))
    data = document(
        [annotations(10, 11), annotations(12, 10), annotations(11, 12)],
        catalog=f"/Names << /Dests << /Names [{' '.join(named)}] >> >> /Dests << {old} >>",
    )
    split = split_bytes(data, LAST)
    assert [[link.page for link in page.links] for page in read_document(split.main).pages] == [[1]]
    found = [[link.page for link in page.links] for page in read_document(split.appendix).pages]
    assert found == [[2], [1, 2]]
    assert (split.division.links_across, split.division.links_nowhere) == (2, 0)


def test_links_out_of_the_paper_stay_and_those_to_nowhere_go(split_bytes: SplitBytes) -> None:
    out = link("/A << /S /URI /URI (https://example.org/) >>")
    file = link("/A << /S /GoToR /F (other.pdf) /D [0 /Fit] >>")
    lost = link("/Dest (nobody)") + link("/Dest [99 0 R /Fit]")
    split = split_bytes(document([f"/Annots [{out} {file} {lost}]", ""]), LAST)
    (page,) = read_document(split.main).pages
    assert [(item.kind, item.target) for item in page.links] == [
        ("uri", "https://example.org/"),
        ("file", "other.pdf"),
    ]
    assert (split.division.links_across, split.division.links_nowhere) == (0, 2)


def test_buttons_that_lead_out_stay_and_do_nothing(split_bytes: SplitBytes) -> None:
    form = {30: stream("/Type /XObject /Subtype /Form /BBox [0 0 30 30]", "0 0 30 30 re f")}
    button = "<< /Type /Annot /Subtype /Widget /FT /Btn /Rect [72 90 102 120] /AP << /N 30 0 R >> "
    buttons = " ".join(f"{button} /A << /S /GoTo /D [{page} 0 R /Fit] >> >>" for page in (10, 11))
    split = split_bytes(document([f"/Annots [{buttons}]", ""], form), LAST)
    first, second = PdfReader(split.main).pages[0]["/Annots"]  # type: ignore[misc]
    assert first.get_object()["/A"]["/D"][0].get_object()["/Type"] == "/Page"
    assert "/A" not in second.get_object()
    assert split.division.links_across == 1


def test_bookmarks_below_a_section_that_is_gone_move_up(split_bytes: SplitBytes) -> None:
    objects: dict[int, str | bytes] = {
        20: "<< /Type /Outlines /First 21 0 R /Last 25 0 R >>",
        21: "<< /Title (Main) /Parent 20 0 R /Next 24 0 R /First 22 0 R /Last 23 0 R /Count 2 "
        "/Dest [10 0 R /Fit] >>",
        22: "<< /Title (Near) /Parent 21 0 R /Next 23 0 R /Dest [10 0 R /Fit] >>",
        23: "<< /Title (Far) /Parent 21 0 R /Dest [11 0 R /Fit] /C [1 0 0] >>",
        24: "<< /Title (Box) /Parent 20 0 R /Next 25 0 R /First 26 0 R /Last 26 0 R /Count -1 >>",
        25: "<< /Title (Web) /Parent 20 0 R /A << /S /URI /URI (https://example.org/) >> >>",
        26: "<< /Title (In) /Parent 24 0 R /Dest [11 0 R /Fit] /Next 21 0 R >>",
    }
    data = document(["", ""], objects, catalog="/Outlines 20 0 R /PageMode /UseOutlines")
    split = split_bytes(data, LAST)
    assert titles(split.main) == [("Main", 0, 1), ("Near", 1, 1)]
    assert titles(split.appendix) == [("Far", 0, 1), ("Box", 0, None), ("In", 1, 1)]
    root = PdfReader(split.appendix).root_object
    assert root["/PageMode"] == "/UseOutlines"
    outlines: Any = root["/Outlines"]
    assert outlines["/Count"] == 2
    assert outlines["/First"]["/C"] == [1, 0, 0]
    assert outlines["/Last"]["/Count"] == -1


LABELS = {
    "": (["1", "2"], ["3", "4"]),
    "/PageLabels << /Nums [0 << /S /r >> 2 << /S /D >>] >>": (["i", "ii"], ["1", "2"]),
    "/PageLabels << /Nums [0 << /S /D >> 3 << /P (A-) /S /D /St 5 >>] >>": (
        ["1", "2"],
        ["3", "A-5"],
    ),
    "/PageLabels << /Kids [<< /Limits [1 1] /Nums [1 << /P (cover) >>] >>] >>": (
        ["1", "cover"],
        ["cover", "cover"],
    ),
}


@pytest.mark.parametrize("tree", LABELS)
def test_labels_of_every_kind_are_divided(tree: str, split_bytes: SplitBytes) -> None:
    split = split_bytes(document(["", "", "", ""], catalog=tree), PageRange(3, 0))
    found = [PdfReader(path).page_labels for path, _ in sides(split)]
    assert tuple(found) == LABELS[tree]


def test_private_data_stay_behind(split_bytes: SplitBytes) -> None:
    packet = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<rdf:Description><dc:title><rdf:Alt><rdf:li>A Title</rdf:li></rdf:Alt></dc:title>
<xmp:CreateDate>Quagga</xmp:CreateDate></rdf:Description></rdf:RDF></x:xmpmeta>"""
    objects = {
        30: stream("/Type /Metadata /Subtype /XML", packet),
        31: "<< /Author (Anonymous Authors) /PTEX.Fullbanner (Quagga) /CreationDate (D:20240101) "
        "/Company (Quagga) /Producer (Press) >>",
        32: "<< /Title (A revision by Quagga) >>",
        33: stream("/Type /EmbeddedFile", "Quagga"),
    }
    private = "/PieceInfo << /Quagga << /Private (Quagga) >> >> /LastModified (Quagga) /AF [33 0 R]"
    script = "/AA << /O << /S /JavaScript /JS (Quagga) >> >>"
    catalog = (
        "/Metadata 30 0 R /OpenAction << /S /JavaScript /JS (Quagga) >> /Lang (en) "
        "/Names << /EmbeddedFiles << /Names [(Quagga) << /EF << /F 33 0 R >> >>] >> >>"
    )
    pages = [f"{private} {script}", f"{private} {script}"]
    data = document(pages, objects, catalog=catalog, trailer="/Info 31 0 R")
    split = split_bytes(data, LAST)
    for path, _ in sides(split):
        assert not places(path, "Quagga")
        said = {item.key: item.text for item in read_structure(path).metadata}
        assert said == {"Author": "Anonymous Authors", "Producer": "Press", "Title": "A Title"}
        assert not read_structure(path).active
        assert PdfReader(path).root_object["/Lang"] == "en"


def test_comments_do_not_draw_other_pages_in(split_bytes: SplitBytes) -> None:
    objects = {
        40: "<< /Type /Annot /Subtype /Text /Rect [9 9 20 20] /P 10 0 R /Contents (Note) "
        "/IRT 41 0 R /Popup 42 0 R >>",
        41: "<< /Type /Annot /Subtype /Text /Rect [9 9 20 20] /P 11 0 R /Contents (Other) >>",
        42: "<< /Type /Annot /Subtype /Popup /Rect [9 9 20 20] /P 10 0 R /Parent 40 0 R >>",
    }
    data = document(["/Annots [40 0 R 42 0 R]", "/Annots [41 0 R]"], objects)
    split = split_bytes(data, LAST)
    (page,) = PdfReader(split.main).pages
    annotation: Any = page["/Annots"][0].get_object()  # type: ignore[index]
    assert annotation["/P"] == page
    assert annotation["/Popup"]["/Parent"] == annotation
    assert b"Page 2" not in split.main.read_bytes()
    assert not places(split.main, "Other")


SHARED = {
    30: stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << >>", "0 0 9 9 re f"),
    31: stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << >>", "% Quagga"),
    32: "<< /Font << /F1 3 0 R >> /XObject << /One 30 0 R /Two#20More 31 0 R >> >>",
    50: stream("", "BT /F1 10 Tf 72 700 Td (Here) Tj ET /One Do"),
    51: stream("", "BT /F1 10 Tf 72 700 Td (There) Tj ET /Two#20More Do"),
}


def test_pages_leave_out_what_they_only_list(split_bytes: SplitBytes) -> None:
    split = split_bytes(document(["/Resources 32 0 R"] * 2, SHARED), LAST)
    assert not places(split.main, "Quagga")
    assert places(split.appendix, "Quagga")


def test_what_paints_with_a_pages_resources_finds_them(split_bytes: SplitBytes) -> None:
    borrower = {30: stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9]", "/Two#20More Do")}
    split = split_bytes(document(["/Resources 32 0 R"] * 2, {**SHARED, **borrower}), LAST)
    assert places(split.main, "Quagga")


def test_layers_that_are_hidden_stay_hidden(split_bytes: SplitBytes) -> None:
    layer = "/Resources << /Font << /F1 3 0 R >> /Properties << /L 60 0 R >> >>"
    objects = {
        60: "<< /Type /OCG /Name (Notes) >>",
        50: stream("", "/OC /L BDC BT /F1 30 Tf 72 600 Td (Hidden) Tj ET EMC"),
    }
    catalog = "/OCProperties << /OCGs [60 0 R] /D << /OFF [60 0 R] >> >>"
    split = split_bytes(document([layer, layer], objects, catalog=catalog), LAST)
    assert picture_of_page(split.main, 1) == picture_of_page(split.whole, 1)
    assert picture_of_page(split.main, 1).getextrema() == ((255, 255),) * 3


def test_revisions_that_were_replaced_are_gone(split_bytes: SplitBytes) -> None:
    data = document(["", ""])
    start = data.rindex(b"startxref")
    old = int(data[start:].split()[1])
    place = len(data)
    newer = b"50 0 obj\n%s\nendobj\n" % stream("", "BT /F1 10 Tf 72 700 Td (New) Tj ET")
    table = place + len(newer)
    data += newer + (
        b"xref\n50 1\n%010d 00000 n \ntrailer << /Size 52 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n"
        b"%%%%EOF\n" % (place, old, table)
    )
    split = split_bytes(data, LAST)
    assert read_document(split.main).pages[0].glyphs.text.startswith("New")
    assert not places(split.main, "Page 1 here")


def test_a_part_that_looks_different_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(document(["", ""]))
    monkeypatch.setattr(work, "part_of", lambda *_: document([""]).replace(b"e 1 h", b"e 2 h"))
    with pytest.raises(PaperError, match="its page 1 cannot be copied as it is"):
        work.split_paper(file, LAST)


def test_damaged_papers_are_split_right_or_refused(split_paper: SplitPaper, tmp_path: Path) -> None:
    whole = split_paper(PAPER).whole.read_bytes()
    file = tmp_path / "paper.pdf"
    refused = 0
    for _, data in damaged([whole], 20, seed=5):
        file.write_bytes(data)
        try:
            parts = list(work.split(str(file), None, within_page=False))
        except PaperError:
            refused += 1
        else:
            assert [part.kind for part in parts] == ["split", "main", "appendix"]
    assert 0 < refused < 20


def test_parts_have_objects_that_other_readers_understand(split_paper: SplitPaper) -> None:
    split = split_paper(PAPER)
    for path, numbers in sides(split):
        reader = PdfReader(path, strict=True)
        assert len(reader.pages) == len(numbers)
        copy = PdfWriter(clone_from=reader)
        assert len(copy.pages) == len(numbers)
        assert reader.trailer["/ID"]
