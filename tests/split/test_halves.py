"""A page that both parts share is cut in two: each part has its own of it, and no more."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import ImageChops
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from check.alone import paragraphs
from check.older_style import older_files, older_submission
from check.papers import FILES, submission
from mlsys_paper.errors import PaperError
from mlsys_paper.pdf.model import WHITE
from mlsys_paper.pdf.page import read_document
from mlsys_paper.pdf.pictures import picture_of_page
from split.appendices import APPENDIX, HYPERREF, MAIN
from style.leaks import places

if TYPE_CHECKING:
    from pathlib import Path

    from split.conftest import Split, SplitBytes, SplitPaper

pytestmark = pytest.mark.thorough

MARKED = MAIN + " Quincunx.\n\n"
PROOF = APPENDIX.replace("As Section", "Xylophone. As Section", 1)
DRAWING = r"""\begin{figure}[%s]\centering\begin{tikzpicture}
\draw[fill=gray!30] (0,0) rectangle (4,1.5); \draw (0,0) -- (4,1.5); \node at (2,.7) {%s};
\end{tikzpicture}\caption{A drawing.}\label{%s}\end{figure}"""
TIKZ = r"\usepackage{tikz}"
WIDE = r"""\begin{figure*}[t]\centering\rule{5in}{1in}\caption{%s over both columns.}\label{%s}
\end{figure*}"""
FLOAT = r"\begin{figure}[t]\rule{3in}{1in}\caption{Xylophone.}\label{far}\end{figure}"
NOTES = PROOF.replace("Xylophone.", r"Xylophone\footnote{Quagga of the proofs.}.")

PAPERS: dict[str, tuple[str, dict[str, Any]]] = {
    "behind references": (submission(MARKED, end=PROOF), {}),
    "with links": (submission(MARKED, end=PROOF, preamble=HYPERREF), {}),
    "xelatex": (submission(MARKED, end=PROOF, preamble=HYPERREF), {"engine": "xelatex"}),
    "lualatex": (submission(MARKED, end=PROOF, preamble=HYPERREF), {"engine": "lualatex"}),
    "in the next column": (
        submission(MARKED.replace(paragraphs(9), paragraphs(3)), end=r"\newpage" + PROOF), {}
    ),
    "behind text": (submission(MARKED + PROOF), {}),
    "low in the left column": (submission(MARKED + paragraphs(3), end=PROOF), {}),
    "low in the right column": (submission(MARKED + paragraphs(9), end=PROOF), {}),
    "a drawing of each part": (
        submission(
            MARKED + DRAWING % ("h", "Quincunx", "own") + r"See Figure~\ref{own}.",
            end=PROOF.replace("Xylophone.", "Xylophone." + DRAWING % ("h", "Xylophone", "their")
                              + r"See Figure~\ref{their}."),
            preamble=TIKZ,
        ),
        {},
    ),
    "a wide float of the main text": (
        submission(
            MARKED.replace(paragraphs(9), paragraphs(6)).replace(
                "See", WIDE % ("Quincunx", "own") + r"Figure~\ref{own}. See", 1
            ),
            end=PROOF,
        ),
        {},
    ),
    "footnotes": (submission(MARKED + r"Main\footnote{Quincunx is a word.}.", end=NOTES), {}),
    "an older style": (
        older_submission(MARKED, end=PROOF), {"files": older_files(), "inputs": ()}
    ),
    "title of its own": (submission(MARKED, end=r"\section*{Supplementary Material}" + PROOF), {}),
    "lower case": (submission(MARKED, end=r"\section*{appendix}" + PROOF), {}),
}  # fmt: skip


def shared(split: Split) -> list[int]:
    return sorted(set(split.division.cut.main) & set(split.division.cut.appendix))


def glyphs(path: Path, number: int) -> Counter[tuple[str, float, float]]:
    found = read_document(path).pages[number - 1].glyphs
    return Counter(
        (letter, round(x, 2), round(y, 2))
        for letter, x, y in zip(found.text, found.x, found.baseline, strict=True)
        if letter not in WHITE
    )


@pytest.mark.parametrize("how", PAPERS)
def test_each_part_keeps_its_own_of_the_page(how: str, split_paper: SplitPaper) -> None:
    source, settings = PAPERS[how]
    with pytest.raises(PaperError, match="--within-page"):
        split_paper(source, **{"files": FILES, **settings})
    split = split_paper(source, within_page=True, **{"files": FILES, **settings})
    assert shared(split)
    for number in shared(split):
        assert_halved(split, number)
    for path, own, other in (
        (split.main, "Quincunx", "Xylophone"),
        (split.appendix, "Xylophone", "Quincunx"),
    ):
        assert places(path, own)
        assert not places(path, other)
        assert other not in "".join(page.extract_text() for page in PdfReader(path).pages)
    if how == "footnotes":
        assert not places(split.main, "Quagga")


def assert_halved(split: Split, number: int) -> None:
    """See that the halves of a page have all of it, and but the running head in common."""
    halves = [
        (split.main, split.division.cut.main.index(number) + 1),
        (split.appendix, split.division.cut.appendix.index(number) + 1),
    ]
    found = [glyphs(path, page) for path, page in halves]
    both = found[0] & found[1]
    assert found[0] + found[1] - both == glyphs(split.whole, number)
    assert "".join(sorted(letter for letter, _, _ in both)).isalnum()
    assert sum(both.values()) < 100, "the running head and the page's number"
    one, other = (picture_of_page(path, page) for path, page in halves)
    assert ImageChops.darker(one, other) == picture_of_page(split.whole, number)


def test_links_and_bookmarks_of_the_shared_page_go_with_their_lines(
    split_paper: SplitPaper,
) -> None:
    source = submission(MARKED, end=PROOF, preamble=r"\usepackage{hyperref,bookmark}")
    split = split_paper(source, within_page=True, files=FILES)
    names = [set(PdfReader(path).named_destinations) for path in (split.main, split.appendix)]
    assert {"section.2", "cite.quill-article"} <= names[0]
    assert {"appendix.A", "subsection.A.1"} <= names[1]
    assert not {name for name in names[0] if "appendix" in name or "A.1" in name}
    assert not {name for name in names[1] if name.startswith(("section", "cite"))}
    titles = [[item["/Title"] for item in PdfReader(path).outline if not isinstance(item, list)]
              for path in (split.main, split.appendix)]  # fmt: skip
    assert titles == [["Introduction", "Design"], ["Proofs"]]


def test_what_is_said_of_removed_text_goes_with_it(
    split_paper: SplitPaper, split_bytes: SplitBytes
) -> None:
    whole = split_paper(submission(MARKED, end=PROOF), within_page=True, files=FILES)
    writer = PdfWriter(clone_from=whole.whole)
    page = writer.pages[1]
    content = page.get_contents()
    assert content is not None
    data = content.get_data()
    start = data.rindex(b"[(dominates")
    stop = data.index(b"]TJ", start) + 3
    span = b" /Span << /ActualText (Quagga) >> BDC " + data[start:stop] + b" EMC "
    content.set_data(data[:start] + span + data[stop:])
    page[NameObject("/Contents")] = writer._add_object(content.flate_encode())
    changed = BytesIO()
    writer.write(changed)
    split = split_bytes(changed.getvalue(), within_page=True)
    assert places(split.appendix, "Quagga")
    assert not places(split.main, "Quagga")


def test_text_of_both_parts_in_one_drawing_is_refused(
    split_paper: SplitPaper, split_bytes: SplitBytes
) -> None:
    whole = split_paper(submission(MARKED, end=PROOF), within_page=True, files=FILES).whole
    writer = PdfWriter(clone_from=whole)
    page = writer.pages[1]
    content = page.get_contents()
    assert content is not None
    form = DecodedStreamObject()
    form.set_data(content.get_data())
    form.update({
        NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form"),
        NameObject("/BBox"): page.mediabox, NameObject("/Resources"): page["/Resources"],
    })  # fmt: skip
    drawing = DictionaryObject({NameObject("/All"): writer._add_object(form)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): drawing})
    paints = DecodedStreamObject()
    paints.set_data(b"/All Do")
    page[NameObject("/Contents")] = writer._add_object(paints)
    changed = BytesIO()
    writer.write(changed)
    with pytest.raises(PaperError, match="its page 2 cannot be cut in two"):
        split_bytes(changed.getvalue(), within_page=True)


def test_floats_of_the_appendix_may_stand_above_its_heading(split_paper: SplitPaper) -> None:
    early = MARKED.replace("See Section", r"Figure~\ref{far} shows all. See Section", 1)
    paper = submission(
        early + paragraphs(30),
        end=r"\clearpage\appendix" + FLOAT + PROOF.replace(r"\appendix", ""),
    )
    split = split_paper(paper, files=FILES)
    assert not shared(split)
    assert split.division.cut.appendix[0] == split.division.cut.main[-1] + 1
    assert not places(split.main, "Xylophone")
    (note,) = split.division.cut.notes
    assert note.startswith("Figure 1 is in the appendix, and only the main text mentions it")


def test_a_float_of_the_main_text_among_the_appendix_is_told(split_paper: SplitPaper) -> None:
    drifts = MARKED + WIDE % ("Late", "own") + r"See Figure~\ref{own}."
    split = split_paper(submission(drifts, end=PROOF), within_page=True, files=FILES)
    assert split.division.cut.notes[1].startswith("Figure 1 is in the appendix, and only the main")
