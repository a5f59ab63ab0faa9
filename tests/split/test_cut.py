"""Papers are cut where the appendix begins, between two pages, or not at all."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Protocol

import pytest
from pypdf import PdfWriter
from pypdf.generic import NameObject

from check.alone import paragraphs
from check.older_style import older_files, older_submission
from check.papers import FILES, submission
from mlsys_paper.errors import PaperError
from mlsys_paper.split.model import PageRange, page_ranges
from split.appendices import APPENDIX, HYPERREF, MAIN, PROOFS

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CompileTex
    from split.conftest import Split, SplitBytes, SplitPaper

pytestmark = pytest.mark.thorough

UNMARK = {"unmark.tex": r"\makeatletter\let\mlsys@destination\relax"}
CLEAR = r"\clearpage"


class SplitMarked(Protocol):
    """Divides a document with the style's mark of the appendix in it, or without."""

    def __call__(self, document: str, *, marked: bool) -> Split: ...


@pytest.fixture
def split_marked(compile_tex: CompileTex, split_bytes: SplitBytes) -> SplitMarked:
    def split_marked(document: str, *, marked: bool) -> Split:
        compiled = compile_tex(document, files=FILES)
        assert compiled.pdf is not None, compiled.output[-3000:]
        return split_bytes(compiled.pdf.read_bytes() if marked else without_mark(compiled.pdf))

    return split_marked


def without_mark(pdf: Path) -> bytes:
    """A PDF without its named destinations: papers without hyperref have but the style's mark."""
    writer = PdfWriter(clone_from=pdf)
    del writer.root_object[NameObject("/Names")]
    changed = BytesIO()
    writer.write(changed)
    return changed.getvalue()


def cut(split: Split) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return split.division.cut.main, split.division.cut.appendix


@pytest.mark.parametrize("engine", ["pdflatex", "lualatex", "xelatex"])
@pytest.mark.parametrize("package", [HYPERREF, ""])
def test_the_style_says_where_in_every_engine(
    engine: str, package: str, split_paper: SplitPaper
) -> None:
    paper = submission(MAIN, end=CLEAR + APPENDIX, preamble=package)
    split = split_paper(paper, engine=engine)
    assert cut(split) == ((1, 2), (3, 4))
    assert split.division.cut.why.endswith(r"where the paper says \appendix.")
    assert "on page 3 with" in split.division.cut.why
    assert not split.division.cut.notes


def test_the_style_is_believed_where_headings_tell_nothing(split_paper: SplitPaper) -> None:
    end = rf"{CLEAR}\appendix\section*{{Further Measurements}}{paragraphs(14)}"
    split = split_paper(submission(MAIN.replace(r"~\ref{proofs}", ""), end=end))
    assert cut(split) == ((1, 2), (3, 4))
    assert "Further" in split.division.cut.why or "FURTHER" in split.division.cut.why


@pytest.mark.parametrize("year", [2019, 2023])
def test_papers_of_older_styles_are_cut_by_their_headings(
    year: int, split_paper: SplitPaper
) -> None:
    paper = older_submission(MAIN, year=year, end=CLEAR + APPENDIX, preamble=r"\input{unmark}")
    split = split_paper(paper, files={**older_files(year), **UNMARK}, inputs=())
    assert cut(split) == ((1, 2), (3, 4))
    assert split.division.cut.why.endswith("which reads like its first heading.")


PLACES = {
    "one column": (rf"{CLEAR}\onecolumn{APPENDIX}", (1, 2)),
    "one column after the command": (rf"\appendix\onecolumn{PROOFS}", (1, 2)),
    "the command on the page before": (rf"\appendix{CLEAR}{PROOFS}", (1, 2)),
    "a figure above the heading": (
        rf"{CLEAR}\appendix\begin{{figure}}[t]\rule{{3in}}{{1in}}\caption{{A proof.}}\end{{figure}}"
        + PROOFS,
        (1, 2),
    ),
    "a wide figure above the heading": (
        rf"{CLEAR}\begin{{figure*}}[t]\rule{{6in}}{{1in}}\caption{{A proof.}}\end{{figure*}}"
        + APPENDIX,
        (1, 2),
    ),
    "a page of its own before": (rf"{CLEAR}\null{CLEAR}{APPENDIX}", (1, 2, 3)),
    "references of its own": (
        rf"{CLEAR}{APPENDIX}\begin{{thebibliography}}{{9}}\bibitem[One(2020)]{{one}} One, A. A "
        r"title that is long enough to be wrapped. \emph{Journal of Titles}, 12(3):201--229, 2020."
        r"\end{thebibliography}",
        (1, 2),
    ),
}


@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize("how", PLACES)
def test_appendices_are_found_however_they_begin(
    how: str, marked: bool, split_marked: SplitMarked
) -> None:
    end, main = PLACES[how]
    split = split_marked(submission(MAIN, end=end), marked=marked)
    assert split.division.cut.main == main
    assert (r"\appendix" in split.division.cut.why) == marked


@pytest.mark.parametrize("marked", [True, False])
def test_references_behind_the_appendix_are_the_main_parts(
    marked: bool, split_marked: SplitMarked
) -> None:
    paper = submission(rf"{MAIN}{CLEAR}{APPENDIX}{CLEAR}")
    assert cut(split_marked(paper, marked=marked)) == ((1, 2, 5), (3, 4))


MID = {
    "behind references": submission(MAIN, end=APPENDIX),
    "in the next column": submission(
        MAIN.replace(paragraphs(9), paragraphs(3)), end=r"\newpage" + APPENDIX
    ),
    "behind text": submission(MAIN + APPENDIX),
}


@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize("where", MID)
def test_a_page_with_both_is_no_place_for_a_cut(
    where: str, marked: bool, split_marked: SplitMarked
) -> None:
    with pytest.raises(PaperError) as raised:
        split_marked(MID[where], marked=marked)
    assert "cannot be cut between two pages: the appendix begins on page" in raised.value.what
    assert raised.value.what.endswith("something of the main part stands there as well")
    assert r"Put \clearpage before \appendix" in raised.value.remedy
    assert "--page N" in raised.value.remedy


def test_references_that_begin_where_the_appendix_ends_are_named(split_paper: SplitPaper) -> None:
    with pytest.raises(PaperError) as raised:
        split_paper(submission(rf"{MAIN}{CLEAR}{APPENDIX}"))
    assert "page 4 has something of the appendix" in raised.value.what
    assert "--page N-M" in raised.value.remedy


def test_a_figure_of_the_main_text_above_the_appendix_is_told(split_paper: SplitPaper) -> None:
    figure = r"""\begin{figure*}[t]\centering\rule{6in}{2in}\caption{A figure that drifts.}
\label{own}\end{figure*}"""
    text = rf"{MAIN} Figure~\ref{{own}} shows it."
    paper = submission(text, end=rf"{figure}\newpage{APPENDIX}")
    with pytest.raises(PaperError) as raised:
        split_paper(paper)
    assert "the appendix begins on page 3 with" in raised.value.what
    assert "something of the main part stands there as well" in raised.value.what


def test_a_paper_without_appendix_is_left_alone(split_paper: SplitPaper) -> None:
    with pytest.raises(PaperError) as raised:
        split_paper(submission(MAIN))
    assert "no appendix was found in it" in raised.value.what
    assert "--page N" in raised.value.remedy


def test_an_appendix_by_itself_is_left_alone(split_paper: SplitPaper) -> None:
    paper = submission("", block="", references="", end=APPENDIX)
    with pytest.raises(PaperError) as raised:
        split_paper(paper)
    assert "all of it is an appendix" in raised.value.what


def test_the_appendix_of_a_paper_is_not_divided_again(
    split_paper: SplitPaper, compile_tex: CompileTex
) -> None:
    from mlsys_paper.split.run import split_file  # noqa: PLC0415

    split = split_paper(submission(MAIN, end=CLEAR + APPENDIX))
    with pytest.raises(PaperError, match="all of it is an appendix"):
        split_file(split.appendix)
    with pytest.raises(PaperError, match="no appendix was found"):
        split_file(split.main)


@pytest.mark.parametrize(
    ("wanted", "main", "appendix"),
    [
        (PageRange(2, 0), (1,), (2, 3, 4)),
        (PageRange(4, 4), (1, 2, 3), (4,)),
        (PageRange(2, 3), (1, 4), (2, 3)),
    ],
)
def test_authors_may_name_the_pages(
    wanted: PageRange, main: tuple[int, ...], appendix: tuple[int, ...], split_paper: SplitPaper
) -> None:
    split = split_paper(submission(MAIN, end=CLEAR + APPENDIX), wanted)
    assert cut(split) == (main, appendix)
    assert split.division.cut.why == "It is cut where --page says."
    assert not split.division.cut.notes


def test_a_page_with_both_goes_where_the_author_says_and_it_is_told(
    split_paper: SplitPaper,
) -> None:
    split = split_paper(submission(MAIN, end=APPENDIX), PageRange(2, 0))
    assert split.division.cut.notes == (
        "Page 2 seems to have something of both parts; it is in the appendix alone.",
    )
    split = split_paper(submission(MAIN, end=APPENDIX), PageRange(3, 0))
    assert split.division.cut.notes == (
        "Page 2 seems to have something of both parts; it is in the main part alone.",
    )


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (PageRange(5, 0), "it has 4 pages, and --page names page 5"),
        (PageRange(3, 9), "it has 4 pages, and --page names pages 3 and 9"),
        (PageRange(1, 0), "nothing is left for the main part"),
    ],
)
def test_pages_that_are_not_there_are_told(
    wanted: PageRange, said: str, split_paper: SplitPaper
) -> None:
    with pytest.raises(PaperError) as raised:
        split_paper(submission(MAIN, end=CLEAR + APPENDIX), wanted)
    assert raised.value.what.endswith(said)


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ((3,), "page 3"),
        ((1, 2, 3), "pages 1 to 3"),
        ((1, 2, 5), "pages 1 to 2 and 5"),
        ((1, 2, 4, 5), "pages 1 to 2 and 4 to 5"),
    ],
)
def test_pages_are_put_in_words(pages: tuple[int, ...], said: str) -> None:
    assert page_ranges(pages) == said
